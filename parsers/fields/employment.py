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
from parsers.fields.phrasing import pattern, plain, sentence
from parsers.fields.wording import load
from parsers.reading import Context, Found
from schema.vocabulary import EmploymentType, members

_WORDS = load("employment")
_ORDER: tuple[EmploymentType, ...] = members(EmploymentType)  # type: ignore[assignment]


def _compiled(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(pattern(phrases), re.IGNORECASE)


def _of_types(*lists: str) -> re.Pattern[str]:
    groups = (f"(?P<{t}>{pattern([w for name in lists for w in words[name]])})" for t, words in _WORDS["types"].items())
    return re.compile("|".join(groups), re.IGNORECASE)


_IN_BODY, _IN_FIELD, _IN_TITLE = _of_types("words"), _of_types("words", "field"), _of_types("title")
_NOT_TITLE = re.compile("|".join(_WORDS["title"]["not"]), re.IGNORECASE)
_LIMITED = _compiled(_WORDS["limited"]["words"])
_FLAGS = {flag: _compiled(phrases) for flag, phrases in _WORDS["flags"].items()}
_NAMES = r"(?:[\w'’&-]+[ ,/(]+){0,4}"
_LABEL = re.compile(rf"(?<!\w)(?:{'|'.join(_WORDS['job']['labels'])}) ?(?:[:|]|-(?= ))[\w ,/()|-]{{0,40}}$", re.IGNORECASE)
_BEFORE = re.compile(rf"(?<!\w)(?:{'|'.join(_WORDS['job']['before'])})[ ,]*{_NAMES}\(?$", re.IGNORECASE)
_NOUN = re.compile(rf"[ ,/&()\w-]{{0,45}}?(?<![\w])(?:{'|'.join(_WORDS['job']['nouns'])})(?!\w)", re.IGNORECASE)
_PEOPLE = re.compile(rf"[)/ -]*(?:(?:and|or|&|[\w-]+),? ){{0,4}}?(?:{'|'.join(_WORDS['job']['people'])})(?!\w)", re.IGNORECASE)
_OTHERS = re.compile(rf"(?<!\w)(?:{'|'.join(_WORDS['job']['others'])}) {_NAMES}$", re.IGNORECASE)
_BARE = re.compile(r"^(?:[\W_]|\b(?:regular|permanent|career|exempt|paid|salaried|hourly|and|or|fully|remote|full|part|time|temporary|seasonal)\b)*$", re.IGNORECASE)

_HOURS = re.compile(
    r"(?<![\d.$-])(?P<low>\d{1,2}(?:\.\d{1,2})?)(?: ?(?:-|to) ?(?P<high>\d{1,2}(?:\.\d{1,2})?))?\+? ?(?:hours?|hrs?\.?)(?:/| ?(?:a|per|each|every) ?|-per-| )(?:week|wk)\b",
    re.IGNORECASE,
)
_DAYS = re.compile(r"(?<![\d.$-])(?P<days>\d{1,2}) (?:working |work )?days? (?:per|a|each|every|/) ?month", re.IGNORECASE)
_CAP = re.compile(
    r"(?:not to exceed|no more than|at most|maximum (?:of )?|max\.?|up to|limited to|fewer than|less than|under|or) ?(?P<hours>\d{3,4}|\d,\d{3}) (?:work(?:ing)? )?hours?[\w ,]{0,20}? (?:per|a|in a|in any|each|/) ?(?:fiscal |calendar |12-month )?(?:year|12-month period)",
    re.IGNORECASE,
)
_PARTY = re.compile(r"(?P<D>democrat)|(?P<R>republican)", re.IGNORECASE)
_FELLOW = re.compile(r"\bfellow(?:s|ship)?\b", re.IGNORECASE)
_EMPLOYED = re.compile(r"\b(?:full|part)[- ]?time\b|\bbenefits?\b|\bhourly\b|\bexempt\b|\bper hour\b|\bsalar(?:y|ied)\b", re.IGNORECASE)


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
    text = plain(text)
    quotes: dict[EmploymentType, Found] = {}
    for kind, found in _said(text, context, labelled):
        quotes.setdefault(kind, found)
    if not {"TEMPORARY", "CONTRACTOR", "INTERN"} & quotes.keys() and (limited := _limited(text, context)):
        quotes["TEMPORARY"] = limited
    flags = _flags(text, quotes)
    hours, days, cap = _HOURS.search(text), _DAYS.search(text), _CAP.search(text)
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


def _said(text: str, context: Context, labelled: bool) -> Iterator[tuple[EmploymentType, Found]]:
    yield from _in_title(context.title or "", text)
    words = _IN_FIELD if labelled else _IN_BODY
    for m in words.finditer(text):
        left, right = sentence(text, m.start(), m.end())
        kind: EmploymentType = m.lastgroup  # type: ignore[assignment]
        if _is_this_job(text, m, left, kind, labelled):
            yield kind, Found(quote=text[max(left, m.start() - 60) : min(right, m.end() + 60)].strip(), rule=f"employment.{kind.lower()}", confidence=0.9)


def _in_title(title: str, text: str) -> Iterator[tuple[EmploymentType, Found]]:
    title = plain(title)
    left_out = [m.span() for m in _NOT_TITLE.finditer(title)]
    for m in _IN_TITLE.finditer(title):
        kind: EmploymentType = m.lastgroup  # type: ignore[assignment]
        if any(a <= m.start() < b for a, b in left_out):
            continue
        if kind == "CONTRACTOR" and m.group().lower() == "consultant" and _EMPLOYED.search(text):
            continue
        yield kind, Found(quote=title, rule="employment.title")


def _is_this_job(text: str, m: re.Match[str], left: int, kind: EmploymentType, labelled: bool) -> bool:
    """Whether the word describes the job, by the words around it in its sentence."""
    before, after = text[max(left, m.start() - 90) : m.start()], text[m.end() : m.end() + 60]
    if _PEOPLE.match(after):
        return False
    if _LABEL.search(before):
        return True
    if _OTHERS.search(before):
        return False
    if labelled:
        return True
    noun = _NOUN.match(after)
    if kind in ("INTERN", "VOLUNTEER", "PER_DIEM", "CONTRACTOR"):
        return bool(noun and _BEFORE.search(before)) or (kind == "INTERN" and bool(_BEFORE.search(before)))
    return bool(noun or _BEFORE.search(before) or (_BARE.match(before) and re.match(r" ?(?:$|[.,;:|()/•])", after)))


def _limited(text: str, context: Context) -> Found | None:
    """The words that limit the post in time, which makes it temporary; not those of a fellowship or of an office."""
    if m := _LIMITED.search(text):
        return Found(quote=m.group(), rule="employment.term", confidence=0.8)
    ended = end.parse(text, context)
    if ended is None or "statutory_term" in ended.flags or _FELLOW.search(context.title or ""):
        return None
    return Found(quote=ended.found.quote, rule="employment.ends", confidence=0.8)


def _flags(text: str, quotes: dict[EmploymentType, Found]) -> dict[str, str]:
    """The flags and the words they rest on; "seasonal" only where it is the reason for TEMPORARY."""
    said = {flag: m.group() for flag, words in _FLAGS.items() if (m := words.search(text))}
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
