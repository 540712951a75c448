"""The groups of employers that the role and sector lookups speak of, by the kind of an organization."""

from dataclasses import replace
from typing import Literal

from parsers.fields import organization
from parsers.fields.organization import profile
from parsers.fields.wording import PhraseBook, Words, load
from parsers.reading import Context

Group = Literal[
    "office", "federal", "vendor", "tech", "advocacy", "campaign", "observer", "research", "association", "legal",
    "media", "unknown",
]  # fmt: skip

GROUPS: dict[str | None, Group] = {
    "election office - county": "office",
    "election office - state": "office",
    "election office - city": "office",
    "federal agency": "federal",
    "advocacy/voter engagement": "advocacy",
    "civic tech": "tech",
    "vendor": "vendor",
    "international observer/assistance": "observer",
    "research/academia": "research",
    "association": "association",
    "party/campaign": "campaign",
    "legal": "legal",
    "media": "media",
    "other": "unknown",
    None: "unknown",
}


_COMMISSIONS: PhraseBook[str] = PhraseBook((words, words) for words in load("organization")["commissions"])


def group_of(context: Context) -> Group:
    """The group of a posting's employer: by the kind that the context gives, else by the name.

    A commission that runs the elections of another country is an office.
    """
    known = profile(context.organization or "")
    group = GROUPS.get(context.organization_kind or known.kind, "unknown")
    if group == "observer" and _COMMISSIONS.first(Words.of(known.name or context.organization or "")):
        return "office"
    return group


def with_employer(text: str, context: Context) -> Context:
    """The context with the employer that a body names, where the context's own name tells no kind."""
    if context.organization_kind or (context.organization and profile(context.organization).kind):
        return context
    stated = organization.parse(text, context)
    return replace(context, organization=stated.name) if stated and stated.kind else context
