"""The kind of employment: types, hours, caps, and the terms of an appointment.

A word counts only where it is said of this job: in the title, behind a label ("Job type:"), before "position" or
behind "is a" or "seeks a". "Supervises temporary staff", "all full-time employees" and "two years of full-time
experience" say nothing of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from parsers.fields import end
from parsers.fields.phrasing import Phrases, lowered, named, paragraph, pattern, plain, quoted, sentence
from parsers.fields.wording import load
from parsers.reading import Context, Found
from schema.vocabulary import EmploymentType, members

_WORDS = load("employment")
_ORDER: tuple[EmploymentType, ...] = members(EmploymentType)  # type: ignore[assignment]


def _of_types(*lists: str) -> re.Pattern[str]:
    return named({kind: [w for name in lists for w in words[name]] for kind, words in _WORDS["types"].items()})


_IN_BODY, _IN_FIELD, _IN_TITLE = _of_types("words"), _of_types("words", "field"), _of_types("title")
_CONSULTANCY = re.compile(rf"\W*{pattern(_WORDS['title']['consultancy'])}(?: ?$| ?[:,(/-]| (?:for|to|on)\b)")
_NOT_TITLE = re.compile("|".join(_WORDS["title"]["not"]), re.IGNORECASE)
_NOUNS_THEMSELVES = frozenset({"INTERN", "VOLUNTEER", "PER_DIEM", "CONTRACTOR"})
_LONGEST = 36  # months; a longer term is that of an office
_REACH = 90
_VALUE_END = re.compile(r"\.(?=\s|$)|[;•|]|$| (?=[A-Z][\w/&'-]*(?: [A-Z#][\w/&'-]*){0,4} ?[:|])")
_STANDS_ALONE = re.compile(
    r" ?(?:$|[.,;:|()/•]|(?:(?:or|and|/) (?:full|part)[- ]time )?considered\b|with benefits\b"
    r"|(?:hourly|salaried|(?:non-?)?exempt|regular|permanent)\b"
    r"|(?:and |or )?(?:fully |100% )?(?:remote|on-?site|hybrid|in[- ]person)\b)"
)
_LIMITED, _AT_LEAST = (re.compile(pattern(_WORDS["limited"][name])) for name in ("words", "at_least"))
_UNLIMITED = re.compile(pattern(_WORDS["unlimited"]["words"]), re.IGNORECASE)
_FLAGS = Phrases(_WORDS["flags"])
_FLAG_ORDER: tuple[str, ...] = tuple(_WORDS["flags"])
_NAMES = r"(?:[\w'’&-]+[ ,/()]+){0,4}"
_LABEL_MARKS = (":", "|", "- ", "type", "Type", "TYPE")
_LABEL = re.compile(
    rf"(?<!\w)(?:{'|'.join(_WORDS['job']['labels'])}) ?(?:[:|]|-(?= ))[\w ,/()|-]{{0,40}}$"
    r"|\b(?:job|employment|position|time) type "
    r"(?:(?:regular|permanent|full|part|time|temporary|seasonal|exempt)[ ,/-]{1,3}){0,4}$",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"(?<!\w)(?:{'|'.join(_WORDS['job']['before'])})[ ,]*{_NAMES}\(?$", re.IGNORECASE)
_NOUN = re.compile(rf"[ ,/&()\w-]{{0,45}}?(?<![\w])(?:{'|'.join(_WORDS['job']['nouns'])})(?!\w)", re.IGNORECASE)
_HIRES = re.compile(r"\b(?:we're|are|is) (?:hiring|seeking|looking for|recruiting) $", re.IGNORECASE)
_NO_LINK = r"(?!(?:for|in|at|with|to|on|of|who|that|as|by|position|role|job|post|opportunity|internship)\b)"
_PEOPLE = re.compile(
    rf"[)/ -]*(?:{_NO_LINK}[\w&-]+[,/]? ){{0,6}}?(?:{'|'.join(_WORDS['job']['people'])})(?!\w)", re.IGNORECASE
)
_OTHERS = re.compile(rf"(?<!\w)(?:{'|'.join(_WORDS['job']['others'])}) {_NAMES}$", re.IGNORECASE)
_BARE = re.compile(
    r"^(?:[\W_]|\b(?:regular|permanent|career|exempt|paid|salaried|hourly|and|or|fully|remote|full|part|time|temporary|seasonal)\b)*$",
    re.IGNORECASE,
)

_HOURS = re.compile(
    r"(?P<low>\d(?<![\d.$-]\d)\d?(?:\.\d{1,2})?)(?: ?(?:-|to) ?(?P<high>\d{1,2}(?:\.\d{1,2})?))?\+? ?"
    r"(?:hours?|hrs?\.?)(?:/| ?(?:a|per|each|every) ?|-per-| )(?:week|wk)\b"
)
_DAYS = re.compile(r"(?P<days>\d(?<![\d.$-]\d)\d?) (?:working |work )?days? (?:per|a|each|every|/) ?month")
_MANY_HOURS = re.compile(r"\d\d\d (?:work(?:ing)? )?hours?\b")  # spares most texts the search for a cap
_CAP = re.compile(
    r"\b(?:exceed|more than|at most|maximum(?: of)?|max\.?|up to|limited to|fewer than|less than|under|or) ?"
    r"(?P<hours>\d{3,4}|\d,\d{3}) (?:work(?:ing)? )?hours?[\w ,]{0,20}? (?:per|a|in a|in any|each|/) ?"
    r"(?:fiscal |calendar |12-month )?(?:year|12-month period)"
)
_PARTY = re.compile(r"(?P<D>democrat)|(?P<R>republican)", re.IGNORECASE)
_FELLOW = re.compile(r"\bfellow(?:s|ship)?\b", re.IGNORECASE)
_EMPLOYED = re.compile(
    r"\b(?:full|part)[- ]?time\b|\bbenefits?\b|\bhourly\b|\bexempt\b|\bper hour\b|\bsalar(?:y|ied)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """``types`` in the order of the enumeration, empty where none is stated; hours and days as stated.

    ``flags``: benefits seasonal appointed at_will elected party_affiliation_required civil_service statutory_term.
    """

    types: tuple[EmploymentType, ...]
    hours_per_week: Decimal | None
    days_per_month: int | None
    max_hours_per_year: int | None
    flags: tuple[str, ...]
    party: Literal["D", "R"] | None
    found: Found


def parse(text: str, context: Context, *, labelled: bool = False) -> Employment | None:
    """The terms of employment that ``text`` and the title in ``context`` state, or None where they state none."""
    source, text = text, plain(text)
    said: dict[str, str] = {}
    for flag, m in _FLAGS.find(lowered(text)):
        said.setdefault(flag, m.group())
    quotes = _types(source, text, context, labelled, in_office="statutory_term" in said)
    flags = _flags(said, quotes)
    low = lowered(text)
    hours = _HOURS.search(low) if "week" in low or "wk" in low else None
    days = _DAYS.search(low) if "month" in low else None
    cap = _CAP.search(low) if _MANY_HOURS.search(low) else None
    found = next((quotes[t] for t in _ORDER if t in quotes), None) or _quoted(flags, hours or days or cap)
    if found is None:
        return None
    return Employment(
        types=tuple(t for t in _ORDER if t in quotes),
        hours_per_week=_hours(hours) if hours else None,
        days_per_month=int(days["days"]) if days else None,
        max_hours_per_year=int(cap["hours"].replace(",", "")) if cap else None,
        flags=tuple(flags),
        party=_party(flags),
        found=found,
    )


def _types(source: str, text: str, context: Context, labelled: bool, *, in_office: bool) -> dict[EmploymentType, Found]:
    """The types that are said of this job, with the words that say it. A label outweighs the sentences of a body."""
    said = [(kind, m, how) for kind, m in _words(text) if (how := _is_this_job(text, m, kind, labelled))]
    if any(how == "label" for _, _, how in said):
        said = [(kind, m, how) for kind, m, how in said if how == "label"]
    quotes = dict(_in_title(context.title or "", text))
    for kind, m, how in said:
        quotes.setdefault(kind, Found(quote=_quote(source, text, m, how), rule=f"employment.{how}", confidence=0.9))
    if quotes.keys() & {"TEMPORARY", "CONTRACTOR", "INTERN"}:
        return quotes
    unlimited = any(_UNLIMITED.search(found.quote) for found in quotes.values())
    if not unlimited and not in_office and (limited := _limited(text, context)):
        quotes["TEMPORARY"] = limited
    return quotes


def _words(text: str) -> Iterator[tuple[EmploymentType, re.Match[str]]]:
    for m in _IN_FIELD.finditer(lowered(text)):
        yield m.lastgroup, m  # type: ignore[misc]


def _quote(source: str, text: str, m: re.Match[str], how: str) -> str:
    """The label with its value, or the sentence."""
    label = _LABEL.search(text, max(0, m.start() - _REACH), m.start()) if how == "label" else None
    if label is None:
        return quoted(source, m.start(), m.end())
    _, stop = paragraph(source, m.start(), m.end())
    close = _VALUE_END.search(text, m.end(), min(stop, m.end() + _REACH))
    return text[label.start() : close.start() if close else m.end()].strip()


def _in_title(title: str, text: str) -> Iterator[tuple[EmploymentType, Found]]:
    title = plain(title)
    left_out = [m.span() for m in _NOT_TITLE.finditer(title)]
    for m in _IN_TITLE.finditer(lowered(title)):
        kind: EmploymentType = m.lastgroup  # type: ignore[assignment]
        if any(a <= m.start() < b for a, b in left_out):
            continue
        employed = m.group() == "consultant" and not _CONSULTANCY.match(lowered(title)) and _EMPLOYED.search(text)
        if kind == "CONTRACTOR" and employed:
            continue
        yield kind, Found(quote=title, rule="employment.title")


def _is_this_job(text: str, m: re.Match[str], kind: EmploymentType, labelled: bool) -> str | None:
    """How the words around tell that the word describes this job (label, field, noun, verb, alone), or None."""
    left, _ = sentence(text, m.start(), m.end())
    before, after = text[max(left, m.start() - _REACH) : m.start()], text[m.end() : m.end() + 60]
    if _PEOPLE.match(after) and not _HIRES.search(before):
        return None
    if any(mark in before for mark in _LABEL_MARKS) and _LABEL.search(before):
        return "label"
    if _OTHERS.search(before):
        return None
    if labelled:
        return "field"
    if not _IN_BODY.match(lowered(text), m.start()):
        return None
    noun, verb = _NOUN.match(after), _BEFORE.search(before)
    if kind in _NOUNS_THEMSELVES:
        return "verb" if verb and (noun or kind == "INTERN" or m.group() == "contract" or " " in m.group()) else None
    if _BARE.match(before) and _STANDS_ALONE.match(after):
        return "alone"
    return "noun" if noun else "verb" if verb else None


def _limited(text: str, context: Context) -> Found | None:
    """The words that limit the post in time, which makes it temporary; not those of a fellowship or of an office."""
    if m := _LIMITED.search(lowered(text)):
        return Found(quote=m.group(), rule="employment.term", confidence=0.8)
    ended = end.parse(text, context)
    if (
        ended is None
        or (ended.duration_months or 0) > _LONGEST
        or _AT_LEAST.search(lowered(ended.found.quote))
        or _FELLOW.search(f"{context.title} {ended.found.quote}")
    ):
        return None
    return Found(quote=ended.found.quote, rule="employment.ends", confidence=0.8)


def _flags(said: dict[str, str], quotes: dict[EmploymentType, Found]) -> dict[str, str]:
    """The flags and the words they rest on; "seasonal" only where it is the reason for TEMPORARY."""
    said = {flag: said[flag] for flag in _FLAG_ORDER if flag in said}
    temporary = quotes.get("TEMPORARY")
    if temporary and "seasonal" in temporary.quote.lower():
        said["seasonal"] = temporary.quote
    return said


def _quoted(flags: dict[str, str], figure: re.Match[str] | None) -> Found | None:
    words = figure.group() if figure else next(iter(flags.values()), None)
    return Found(quote=words, rule="employment.terms", confidence=0.8) if words else None


def _hours(m: re.Match[str]) -> Decimal:
    return Decimal(m["high"] or m["low"])


def _party(flags: dict[str, str]) -> Literal["D", "R"] | None:
    """The party that must be the applicant's own."""
    m = _PARTY.search(flags.get("party_affiliation_required", ""))
    return ("D" if m["D"] else "R") if m else None
