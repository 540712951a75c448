"""Reads one date expression that stands at a known place of a text: a small grammar, no date finder.

``read(text, at, context)`` takes what begins at ``at``, and nothing else: "March 10", "Friday, 3 March 2025 at 5 p.m.
Eastern", "8/22/2025 11:59 PM Pacific", "03-Mar-2025", "2025-03-03T23:59Z", "March 10 - 24, 2025", "by 5 pm on June 2".
Its callers know by their cues that a date must stand there, so "may", "march" or "second" never become one.
The rules for years, zones and the order of numbers are those of election-sector.md section 6.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from parsers.fields.wording import load
from parsers.reading import Context
from schema.records import PartialDate

Part = Literal["early", "mid", "late"]
Precision = Literal["day", "month", "year"]

_WORDS = load("months")
_MONTHS: dict[str, int] = {w: n for n, words in enumerate(_WORDS["months"].values(), 1) for w in words}
_WEEKDAYS: dict[str, int] = {w: n for n, words in enumerate(_WORDS["weekdays"].values()) for w in words}
_PARTS: dict[str, Part] = {w: part for part, words in _WORDS["parts"].items() for w in words}
_ZONES: dict[str, str] = {w: zone for zone, words in _WORDS["zones"].items() for w in words}
_MONTH_FIRST = frozenset(_WORDS["order"]["month_first"])
_BEFORE, _AHEAD = 60, 305
_YEARS = range(1990, 2091)


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_MONTH = rf"(?:{_any(_MONTHS)})(?![^\W\d_])\.?"
_NTH = r"\d{1,2}(?:st|nd|rd|th)?(?![\w/:%])"
_YEAR = r"(?:(?:19|20)\d\d|'\d\d)(?![\w%])"
_DAY = re.compile(
    rf"(?:\(?(?P<weekday>{_any(_WEEKDAYS)})\b\.?\)?,? ?(?:the )?)?(?:"
    r"(?P<iso_year>(?:19|20)\d\d)(?P<mark>[-./])(?P<iso_month>\d{1,2})(?P=mark)(?P<iso_day>\d{1,2})(?!\d)"
    r"|(?P<one>\d{1,2})(?:(?P<sep>[-./])(?P<two>\d{1,2})(?P=sep)(?P<num_year>(?:19|20)?\d\d)|/(?P<two_only>\d{1,2}))"
    r"(?![\d/%])"
    rf"|(?P<day_first>\d{{1,2}})(?:st|nd|rd|th)?[- ]?(?:of )?(?P<month_after>{_MONTH})"
    rf"(?:[-, ]{{1,2}}(?P<year_after>{_YEAR}|\d\d(?= \d\d?:)))?"
    rf"|(?:(?P<part>{_any(_PARTS)})[- ])?(?P<month>{_MONTH}),? ?(?P<day>{_NTH})?(?:,? ?(?:of )?(?P<year>{_YEAR}))?"
    rf"|(?P<year_only>(?:19|20)\d\d)(?![\w%$-])"
    r")",
    re.IGNORECASE | re.ASCII,
)
_SPAN = re.compile(r" ?(?:-|to|through|thru|until|and) ?", re.IGNORECASE)
_BARE_DAY = re.compile(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\w/:%])(?:,? (?P<year>{_YEAR}))?", re.IGNORECASE | re.ASCII
)
_BARE_LEAD = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)? ?(?:-|to|and) ?(?=\d)", re.IGNORECASE | re.ASCII)
_ZONE = (
    rf"(?: ?[(|]?(?P<zone>{_any(_ZONES)})\b(?:[ /-](?:standard|daylight|local|prevailing))?(?: time)?\)?"
    r"|(?P<offset>[+-]\d\d):?(?P<offset_minutes>\d\d))?"
)
_CLOCK = re.compile(
    r"(?:(?P<noon>(?:12(?::00)? ?)?noon\b)|(?P<midnight>(?:(?:12|11)(?::\d\d)? ?(?:[ap]\.?m\.?)? ?\(?)?midnight\b\)?)"
    r"|(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d)(?::\d\d)?)? ?(?P<half>[ap])\.? ?m\b\.?"
    r"|(?P<hour24>\d{1,2})[:h](?P<minute24>\d\d)(?::\d\d(?:\.\d+)?)?(?!\d)(?: ?(?:hrs|hours|h)\b)?)" + _ZONE,
    re.IGNORECASE | re.ASCII,
)
_ENDS_CLAUSE = re.compile(r"$| ?[.,;:)|/-]| (?:or|and|to|through)\b")
_TO_CLOCK = re.compile(r"T(?=\d)|[ ,(|@-]{0,3}(?:\b(?:at|by|before|until|no later than)\b ?)?", re.IGNORECASE)
_TO_DAY = re.compile(r",? ?(?:\b(?:on|of)\b ?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One date as far as it is stated. ``agrees`` is False when a named weekday contradicts it."""

    iso: PartialDate
    part: Part | None = None
    agrees: bool = True

    @property
    def precision(self) -> Precision:
        """How much of the date is stated."""
        return {10: "day", 7: "month", 4: "year"}[len(self.iso)]  # type: ignore[return-value]

    @property
    def date(self) -> dt.date | None:
        """The day itself, or None where only a month or a year is stated."""
        return dt.date.fromisoformat(self.iso) if len(self.iso) == 10 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A date expression: ``first``, for a range also ``last``; wall time "HH:MM" and IANA zone; ``end`` in the text."""

    first: Day
    last: Day | None = None
    time: str | None = None
    tz: str | None = None
    end: int

    @property
    def final(self) -> Day:
        """The last day of a range, else the day itself."""
        return self.last or self.first

    @property
    def confidence(self) -> float:
        """Lower when a named weekday does not fit the date."""
        return 0.9 if self.first.agrees and self.final.agrees else 0.5


def election_day(year: int) -> dt.date:
    """The Tuesday after the first Monday of November (2 U.S.C. 7)."""
    first = dt.date(year, 11, 1)
    monday = first + dt.timedelta(days=-first.weekday() % 7)
    return monday + dt.timedelta(days=1)


def read(text: str, at: int, context: Context, *, past: bool = False) -> Expression | None:
    """The date expression that begins at ``text[at]``, or None.

    A missing year is read from ``context.date``: the one that puts the day within 60 days before to 305 days after
    it, or with ``past`` the other way round. A stated year is read as it stands, however old the text,
    unless it is a slip of the pen (1925, 2094).
    """
    lead = _CLOCK.match(text, at)
    start = at
    if lead:
        joint = _TO_DAY.match(text, lead.end())
        start = joint.end() if joint else lead.end()
    reading = _read_days(text, start, context, past)
    if reading is None:
        return None
    clock = lead or _CLOCK.match(text, _after(_TO_CLOCK, text, reading.end))
    if clock is None:
        return reading
    time, tz = _clock(clock)
    return replace(reading, time=time, tz=tz, end=max(reading.end, clock.end()))


def _after(joint: re.Pattern[str], text: str, at: int) -> int:
    found = joint.match(text, at)
    return found.end() if found else at


def _read_days(text: str, at: int, context: Context, past: bool) -> Expression | None:
    """One day or a range of days."""
    bare = _BARE_LEAD.match(text, at)
    if bare and (found := _DAY.match(text, bare.end())) and found["day_first"]:
        last = _day(found, context, past)
        if last and last.date and int(bare["day"]) < last.date.day:
            first = Day(iso=f"{last.iso[:8]}{int(bare['day']):02}")
            return Expression(first=first, last=last, end=found.end())
    found = _DAY.match(text, at)
    if found is None:
        return None
    joint = _SPAN.match(text, found.end())
    if joint and (ranged := _range(text, joint.end(), found, context, past)):
        return ranged
    day = _day(found, context, past)
    return Expression(first=day, end=found.end()) if day else None


def _range(text: str, at: int, opening: re.Match[str], context: Context, past: bool) -> Expression | None:
    """The range whose first date is ``opening`` and whose second begins at ``at``."""
    closing = _DAY.match(text, at)
    if closing and not closing["year_only"]:
        last = _day(closing, context, past)
        first = _day(opening, context, past, year=int(last.iso[:4]) if last else None)
        if first and last and first.iso > last.iso:
            first = _day(opening, context, past, year=int(last.iso[:4]) - 1)
        end = closing.end()
    else:
        bare = _BARE_DAY.match(text, at)
        if not bare or not opening["day"] or _CLOCK.match(text, at):
            return None
        first = _day(opening, context, past, year=_year(bare["year"]))
        last = _on(int(first.iso[:4]), int(first.iso[5:7]), int(bare["day"])) if first else None
        end = bare.end()
    if first and last and first.iso <= last.iso:
        return Expression(first=first, last=last, end=end)
    return None


def _day(found: re.Match[str], context: Context, past: bool, *, year: int | None = None) -> Day | None:
    """The day that a match of the grammar states; ``year`` is for one that it lacks."""
    stated = _year(found["iso_year"] or found["num_year"] or found["year_after"] or found["year"] or found["year_only"])
    if found["year_only"]:
        return Day(iso=found["year_only"]) if stated in _YEARS else None
    month, number = _month_and_number(found, context)
    if number is None:
        return None if _is_verb(found) else _month(stated or year, month, found["part"], context, past)
    known = stated or year
    day = _on(known, month, number) if known else _nearest(month, number, context, past)
    if day and day.date and found["weekday"]:
        return replace(day, agrees=day.date.weekday() == _WEEKDAYS[found["weekday"].lower()])
    return day


def _month_and_number(found: re.Match[str], context: Context) -> tuple[int, int | None]:
    """Month and day of the month; in 3/4/2025 by the order of the country, unless only one order is possible."""
    if found["iso_year"]:
        return int(found["iso_month"]), int(found["iso_day"])
    if found["one"]:
        month, number = int(found["one"]), int(found["two"] or found["two_only"])
        if month > 12 or (number <= 12 and (context.country or "US") not in _MONTH_FIRST):
            month, number = number, month
        return month, number
    if found["day_first"]:
        return _named(found["month_after"]), int(found["day_first"])
    return _named(found["month"]), int(re.sub(r"\D", "", found["day"])) if found["day"] else None


def _is_verb(found: re.Match[str]) -> bool:
    """Whether "may" or "march" is no month: a lone one needs an "in" before it or the end of its clause behind it."""
    if found["year"] or found["part"] or found["month"].lower() not in ("may", "march"):
        return False
    return (
        not _ENDS_CLAUSE.match(found.string, found.end())
        and found.string[max(0, found.start() - 3) : found.start()].lower() != "in "
    )


def _named(word: str) -> int:
    return _MONTHS[word.lower().rstrip(".")]


def _year(word: str | None) -> int | None:
    """2025 of "2025", "25" and "'25"."""
    if not word:
        return None
    digits = int(word.lstrip("'"))
    return digits if digits > 99 else 2000 + digits


def _on(year: int, month: int, number: int) -> Day | None:
    if year not in _YEARS:
        return None
    try:
        return Day(iso=dt.date(year, month, number).isoformat())
    except ValueError:
        return None


def _month(year: int | None, month: int, part: str | None, context: Context, past: bool) -> Day | None:
    """A month; its middle decides the year that is not stated."""
    middle = _on(year, month, 15) if year else _nearest(month, 15, context, past)
    return Day(iso=middle.iso[:7], part=_PARTS[part.lower()] if part else None) if middle else None


def _nearest(month: int, number: int, context: Context, past: bool) -> Day | None:
    """The day in the year that the context calls for; the later one where two years would do."""
    if context.date is None:
        return None
    low, high = (-_AHEAD, _BEFORE) if past else (-_BEFORE, _AHEAD)
    for year in range(min(context.date.year + 1, dt.MAXYEAR), max(context.date.year - 2, 0), -1):
        day = _on(year, month, number)
        if day and day.date and low <= (day.date - context.date).days <= high:
            return day
    return None


def _clock(found: re.Match[str]) -> tuple[str | None, str | None]:
    """Wall time and zone. Midnight ends the day that is named; "T00:00:00" is how machines write no time."""
    zone = _ZONES[found["zone"].lower()] if found["zone"] else _offset(found)
    if found["noon"]:
        return "12:00", zone
    if found["midnight"]:
        return "23:59", zone
    if found["half"]:
        hour, minute = int(found["hour"]), int(found["minute"] or 0)
        if not 1 <= hour <= 12:
            return None, None
        hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
    else:
        hour, minute = int(found["hour24"]), int(found["minute24"])
        if hour == minute == 0:
            return None, None
    return (f"{hour:02}:{minute:02}", zone) if hour < 24 and minute < 60 else (None, None)


def _offset(found: re.Match[str]) -> str | None:
    """The IANA name of "-05:00", whose sign is the other way round there; None for parts of an hour."""
    if not found["offset"] or found["offset_minutes"] != "00" or abs(hours := int(found["offset"])) > 12:
        return None
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"
