"""What is said beside the sums: flags, grades, steps, hours a week."""

import re
from dataclasses import dataclass
from decimal import Decimal

from parsers.fields.salary_words import FLAGS, TABLES

_MONTHS = "jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec"
_NUMBER = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_SHORT_TERM = re.compile(
    rf"\b(?:through|thru|until|ending)\s(?:approximately\s|about\s)?(?:early|mid|late)?[\s-]?(?:{_MONTHS})[a-z]{{0,6}}\b"
    rf"|\b(?:for|x)\s{_NUMBER}\s?-?(?:months|weeks)\b"
    rf"|\b{_NUMBER}[\s-](?:month|week)\s(?:term|contract|position|fellowship|internship|assignment)\b"
)
# A campaign's bonus for winning: the job ends with the election.
_WIN_BONUS = re.compile(r"\bwin(?:ning)?\sbonus\b")
_HOURS = re.compile(
    r"(?<![\d.$])(?:(\d{1,2})\s?(?:-|to)\s?)?(\d{1,2}(?:\.\d{1,2})?)\s?\+?-?\s?(?:hours|hour|hrs|hr|h)\s?"
    r"(?:/|per\s|a\s|each\s)?\s?(?:work\s?)?(?:week|wk|weekly)\b"
)
_FTE = re.compile(r"(?<![\d.])(?:0?\.(\d{1,3})\s?-?\s?fte|(\d{2})\s?%\s(?:fte|time|position))\b")
_SYSTEMS = "|".join(TABLES["grades"]["systems"])
_GRADE = re.compile(
    rf"\b(?P<system>{_SYSTEMS})(?:-\s?(?:\d{{4}}\s?-\s?)?|(?<=\w\w)\s(?=\d{{1,2}}\b))"
    r"(?P<level>\d{1,2})(?:\s?[-/]\s?(?P<second>\d{1,2}))?(?![\d,.]\d|\d|\s?k\b)"
    r"|\b(?:grade|(?:pay|salary)\s(?:range|band))(?::|\s\#|\sno\.?)?\s?"
    r"(?P<name>[a-z]{0,3}-?\d{1,3}[a-z]?)(?!,\d|\.\d|\s?k\b|\w)"
)
_FULL_WEEK = 35


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The words around a pay statement. ``flags`` are candidates; the caller drops those its sums contradict."""

    flags: frozenset[str]
    grades: tuple[str, ...] = ()
    hours_per_week: Decimal | None = None


def terms(folded: str) -> Terms:
    """Read everything but the sums of one statement."""
    flags = {key for key, _, _ in FLAGS.find(folded) if not key.startswith("not_")}
    if _SHORT_TERM.search(folded) or _WIN_BONUS.search(folded):
        flags.add("short_term")
    hours, part_time = _hours(folded)
    if part_time:
        flags.add("part_time")
    return Terms(flags=frozenset(flags), grades=_grades(folded), hours_per_week=hours)


def _hours(folded: str) -> tuple[Decimal | None, bool]:
    """Hours a week where one figure is given, and whether they are less than a full week."""
    fte = _FTE.search(folded) if "fte" in folded or "%" in folded else None
    part = fte is not None and Decimal(f"0.{fte[1] or fte[2]}") < Decimal("0.9")
    week = _HOURS.search(folded) if "w" in folded else None
    if week is None:
        return None, part
    hours = Decimal(week[2])
    return (None if week[1] else hours), part or hours < _FULL_WEEK


def _grades(folded: str) -> tuple[str, ...]:
    """Grades as written, in capitals, the lowest first: GS-11, P-3, 14."""
    found: dict[str, None] = {}
    for m in _GRADE.finditer(folded):
        if m["name"]:
            found[m["name"].upper()] = None
            continue
        for level in (m["level"], m["second"]):
            if level:
                found[f"{m['system'].upper()}-{int(level)}"] = None
    return tuple(sorted(found, key=lambda g: int(re.sub(r"\D", "", g))))
