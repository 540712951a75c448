"""The groups of employers that the role and sector lookups speak of, by the kind of an organization."""

from typing import Literal

from parsers.fields.organization import profile
from parsers.reading import Context

Group = Literal[
    "office", "federal", "vendor", "tech", "advocacy", "campaign", "observer", "research", "association", "legal",
    "media", "unknown",
]  # fmt: skip

_GROUPS: dict[str | None, Group] = {
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


def group_of(context: Context) -> Group:
    """The group of a posting's employer: by the kind that the context gives, else by the name."""
    kind = context.organization_kind or profile(context.organization or "").kind
    return _GROUPS[kind] if kind in _GROUPS else "unknown"
