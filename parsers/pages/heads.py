"""What the head of a newsletter entry names: "Title, Office, Place", read from the right."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from parsers.fields import gazetteer

_LOOKUP = tomllib.loads((files("parsers.pages") / "lookups" / "heads.toml").read_text("utf-8"))


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))


def _regions() -> tuple[str, frozenset[str]]:
    """A pattern of states, provinces and countries as they stand behind a place, and those printed with a last dot."""
    states, canada = gazetteer.lookup("states"), gazetteer.lookup("countries")["canada"]
    short = [name for row in states.values() for name in row.get("short", ())]
    full = [*(row["name"] for row in states.values()), *canada, *short, *_LOOKUP["regions"]]
    codes = "|".join((*states, *canada.values()))
    dotted = frozenset(name.rstrip(".").lower() for name in (*short, *_LOOKUP["regions"]) if name.endswith("."))
    return rf"(?:(?:{_any(name.rstrip('.') for name in full)})\b\.?|(?-i:{codes})\b)", dotted


_REGION, _SHORTENED = _regions()
_IS_REGION = re.compile(rf"(?:the )?{_REGION}(?: ?[/&] ?{_REGION})*", re.I)
_LEADING_REGION = re.compile(rf"{_REGION}\s+(?=[A-Z])", re.I)
_TRAILING_REGION = re.compile(rf"\s+(?P<region>{_REGION})$", re.I)
_CITY = re.compile(
    rf"(?:(?:greater|downtown) )?(?:{_any(_LOOKUP['cities'])})(?: (?:area|metro|metro area|based))?|.{{2,40}} area",
    re.I,
)
_WORD = re.compile(r"\w+")
_ROLES = frozenset(_WORD.findall(role)[-1] + s for role in _LOOKUP["roles"] for s in ("", "s"))
_LONGEST_ROLE = max(map(len, _ROLES)) + 1
_BARE = re.compile(rf"(?:{_any(_LOOKUP['bare'])})", re.I)
_UNIT = re.compile(rf"\b(?:{_any(_LOOKUP['units'])})(?!\w)", re.I)
_ORGANIZATION = re.compile(rf"\b(?:{_any(_LOOKUP['organizations'])})(?!\w)", re.I)
_JURISDICTION = re.compile(
    rf"(?:the )?(?:(?:{_any(_LOOKUP['jurisdictions_before'])}) .+|"
    rf".+ (?:{_any(_LOOKUP['jurisdictions_after'])})(?: \([^)]*\))?)",
    re.I,
)
_GLUED_EMPLOYER = re.compile(
    r"\s(?=(?:City|Town|County|Village|State) of [A-Z]|(?:[A-Z][\w.'’]+ ){1,3}(?:County|Parish)\b)"
)
_BRACKET_AT_END = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
_BETWEEN = re.compile(r"[,|•·]|(?!^);")
_BRACKET_OR_BETWEEN = re.compile(r"[()\[\],|•·;]")
_COMPANY_FORM = re.compile(r"(?:inc|llc|llp|ltd|corp|esq|jr|sr|ph\.?d|pc|[ivx]+)\.?", re.I)
_DASH_IN_HEAD = re.compile(r"\s*[—–―]\s*|\s+-{1,2}\s+|(?<=\))-\s*|-{2,3}\s*|(?<=[a-z])-\s+(?=[A-Z])")
_NUMBERING = re.compile(r"\s+(?:[IVX]{1,4}|\d)(?:\s*[-/–]\s*(?:[IVX]{1,4}|\d))?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The words of a head. ``organization`` has no state behind it; ``place`` keeps its state.

    ``organization_is_town`` says that the employer is only known by its town.
    """

    title: str
    organization: str | None = None
    place: str | None = None
    organization_is_town: bool = False


def names_role(text: str) -> bool:
    """Whether the words name a job: "Deputy Registrar", "Elections Intern"."""
    return not _ROLES.isdisjoint(_WORD.findall(text.lower()))


def ends_with_role(text: str) -> bool:
    """Whether a job's noun is the last word, before numbering and brackets: "Election Clerk II (Temporary)"."""
    bare = text.strip()
    if bare.endswith((")", "]")):
        bare = _BRACKET_AT_END.sub("", bare)
    bare = _NUMBERING.sub("", bare)
    words = _WORD.findall(bare[-_LONGEST_ROLE:])
    return bool(words) and bare.endswith(words[-1]) and words[-1].lower() in _ROLES


def is_region(text: str) -> bool:
    """Whether the words are a state, province or country, in full or shortened."""
    return _IS_REGION.fullmatch(text.strip()) is not None


def shortens_region(word: str) -> bool:
    """Whether a dot behind the word belongs to it: "Calif", "Wash"."""
    return word.lower() in _SHORTENED


def parts_of(head: str) -> list[str]:
    """The parts of a head between commas and bars that stand outside brackets; "…, Inc." stays whole."""
    parts = _split(head) if "(" in head or "[" in head else _BETWEEN.split(head)
    joined: list[str] = []
    for part in (p.strip(" \t,;*_") for p in parts):
        if joined and part and _COMPANY_FORM.fullmatch(part):
            joined[-1] += ", " + part
        elif part:
            joined.append(part)
    return joined


def first_part(head: str) -> str:
    """The first of the parts of a head; "" where it has none."""
    return next(iter(parts_of(head)), "")


def _split(head: str) -> list[str]:
    """The parts of a head in which some separators stand inside brackets."""
    parts, depth, start = [], 0, 0
    for mark in _BRACKET_OR_BETWEEN.finditer(head):
        char = mark[0]
        if char in "([":
            depth += 1
        elif char in ")]":
            depth -= depth > 0
        elif depth == 0 and (char != ";" or mark.start()):
            parts.append(head[start : mark.start()])
            start = mark.end()
    return [*parts, head[start:]]


def read(head: str, *, title: str | None = None) -> Head:
    """Read a head. ``title`` is given where the markup shows it (the words of the link).

    >>> read("Director, Information Services, Orange County, Fla.")
    Head(title='Director, Information Services', organization='Orange County', place='Orange County, Fla.', ...)
    """
    rest = head
    if title and head.startswith(title):
        bracket = re.match(r"\s*(?:\([^)]*\)|\[[^\]]*\])", head[len(title) :])
        title += bracket[0] if bracket else ""
        rest = head[len(title) :].lstrip(" ,|")
        parts = [title, *_split_dash(parts_of(rest))]
    else:
        title = None
        parts = _apart(parts_of(head))
    if not parts:
        return Head(title=head.strip())
    place, employer, middle = _place_and_employer(parts[1:])
    place = place or _bracketed_place(parts[0]) or next((p for p in middle[:-1] if is_region(p)), None)
    middle = [p for p in middle if p != place]
    name, employer, is_town = _settle(parts[0], middle, employer, place, fixed=title is not None)
    if place is None and employer and (_JURISDICTION.fullmatch(employer) or _CITY.fullmatch(employer)):
        place = employer
    return Head(title=name, organization=employer, place=place, organization_is_town=is_town)


def _split_dash(parts: list[str]) -> list[str]:
    """A leading dash leads over from a linked title to the employer: "Manager – Example Systems"."""
    return [p for p in (re.sub(r"^(?:[—–―-]+\s*)", "", part) for part in parts) if p]


def _apart(parts: list[str]) -> list[str]:
    """Set the employer apart where a dash or nothing at all stands between it and the title."""
    if not parts:
        return parts
    first, others = parts[0], parts[1:]
    employer_follows = any(not is_region(p) and not _is_city(p) for p in others)
    if not employer_follows or (
        others and is_region(others[-1]) and len(others) == 2 and not _JURISDICTION.fullmatch(others[0])
    ):
        pieces = [p for p in _DASH_IN_HEAD.split(first) if p]
        if len(pieces) > 1 and not (_UNIT.search(pieces[-1]) and not _ORGANIZATION.search(pieces[-1])):
            return [" – ".join(pieces[:-1]) if len(pieces) > 2 else pieces[0], pieces[-1], *others]
    for gap in _GLUED_EMPLOYER.finditer(first):
        if ends_with_role(first[: gap.start()]):
            return [first[: gap.start()], first[gap.end() :], *others]
    return parts


def _place_and_employer(parts: list[str]) -> tuple[str | None, str | None, list[str]]:
    """Take place and employer off the right end: (place, employer or None, what is left in the middle)."""
    left = list(parts)
    place: str | None = None
    if left and is_region(left[-1]):
        region = left.pop()
        if not left:
            return region, None, left
        where = left[-1]
        if _JURISDICTION.fullmatch(where):
            left.pop()
            return f"{where}, {region}", _unbracketed(where), left
        if _is_employer(where):
            left.pop()
            return region, where, left
        left.pop()
        return f"{where}, {region}", None, left
    if left and (county := _joined_region(left)):
        return county[0], county[1], left[: -county[2]]
    if left and len(left) > 1 and _is_city(left[-1]) and not _ORGANIZATION.search(left[-1]):
        place = left.pop()
    elif left and (tail := _TRAILING_REGION.search(left[-1])) and _JURISDICTION.fullmatch(left[-1][: tail.start()]):
        whole = left.pop()
        return whole, _unbracketed(whole[: tail.start()]), left
    return place, None, left


def _joined_region(left: list[str]) -> tuple[str, str, int] | None:
    """A state glued to an office: "Wake County, North Carolina Board of Elections" → place, employer, parts used."""
    state = _LEADING_REGION.match(left[-1])
    if state is None or len(left) < 2:
        return None
    where, office = left[-2], left[-1][state.end() :]
    region = state[0].strip()
    if not _is_employer(office):
        return None
    if _JURISDICTION.fullmatch(where):
        return f"{where}, {region}", f"{_unbracketed(where)} {office}", 2
    if _CITY.fullmatch(where):
        return f"{where}, {region}", f"{where}, {left[-1]}", 2
    return None


def _settle(
    title: str, middle: list[str], employer: str | None, place: str | None, *, fixed: bool
) -> tuple[str, str | None, bool]:
    """Who the employer is and what belongs to the title, of what is left between title and place."""
    if employer is not None and middle and _is_employer(middle[-1]) and not _is_unit(middle[-1]):
        employer = middle.pop()  # "…, Fulton County Board of Elections, Fulton County, Ga."
    elif employer is None and middle:
        employer = middle.pop()
        while middle and _is_employer(middle[-1]) and not _is_unit(middle[-1]) and not _is_employer(employer):
            employer = middle.pop()
    if employer and place and ends_with_role(employer) and not _is_employer(employer):
        middle.append(employer)  # "Senior Developer, Lead, Toronto, Ontario" names no employer
        employer = None
    if middle and not fixed and (_BARE.fullmatch(title) or ":" in title):
        title = ", ".join((title, *middle))
    elif middle and not fixed and ends_with_role(middle[0]):
        title = f"{title}, {middle[0]}"
    if employer is None and place is not None:
        town = place.split(",")[0].strip()
        return title, None if is_region(town) and "," not in place else town, True
    return title, employer, False


def names_employer_or_place(part: str) -> bool:
    """Whether the last part of a head is one that ends heads: an employer, a county, a state, a city."""
    return is_region(part) or _is_employer(part) or _is_city(part)


def _bracketed_place(title: str) -> str | None:
    """A place in the title's own brackets: "Account Manager (Michigan)"."""
    for match in re.finditer(r"\(([^()]{2,60})\)", title):
        if is_region(last := match[1].rsplit(",", 1)[-1]) or _CITY.fullmatch(last.strip()):
            return match[1].strip()
    return None


def _is_employer(text: str) -> bool:
    return _ORGANIZATION.search(text) is not None or _JURISDICTION.fullmatch(text) is not None


def _is_unit(text: str) -> bool:
    """A part of an employer, such as "Bureau of Elections" or "Civic Engagement"."""
    if re.match(
        r"(?:the )?(?:bureau|division|department|dept\.?|unit|section|branch|office) (?:of|for) \w+(?: \w+)?$",
        text,
        re.I,
    ):
        return True
    return _UNIT.search(text) is not None and not _JURISDICTION.search(text) and _ORGANIZATION.search(text) is None


def _is_city(text: str) -> bool:
    """A city that is printed without its state, or with it and no comma: "Boston", "Washington D.C."."""
    region = _TRAILING_REGION.search(text)
    return _CITY.fullmatch(text[: region.start()] if region else text) is not None


def _unbracketed(text: str) -> str:
    return re.sub(r"\s*\([^)]*\)", "", text).strip()
