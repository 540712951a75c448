"""What must be true of a posting before it is stored. What fails is set aside with its reason, never repaired."""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines.platforms import printed
from schema.column_types import plain
from schema.records import JobPosting, ParsedPosting, SetAside

MOST_TITLE = 500
MOST_DESCRIPTION = 2**21
MOST_AMOUNT = Decimal(10) ** 9
EARLIEST = dt.date(1990, 1, 1)
FURTHEST_AHEAD = dt.timedelta(days=3 * 366)
MOST_DEADLINE_BEFORE_POSTED = dt.timedelta(days=366)

_PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?")
_DATES = ("posted_on", "deadline_on", "priority_on", "opens_on")
_AMOUNTS = ("salary_min", "salary_max", "salary_annual_min", "salary_annual_max", "hours_per_week", "experience_years")


def validate(parsed: ParsedPosting) -> ParsedPosting | SetAside:
    """The posting as it is, or set aside with everything that is wrong with it."""
    posting = parsed.posting
    wrong = list(problems(posting))
    if not wrong:
        return parsed
    return SetAside(
        source=posting.source,
        url=posting.url,
        title=posting.title_raw[:MOST_TITLE],
        reason="; ".join(wrong),
        observed_on=posting.observed_on,
    )


def problems(posting: JobPosting) -> Iterator[str]:
    """What is wrong with a posting, in words a person understands."""
    for rule in (_identity, _enumerations, _amounts, _dates, _sizes):
        yield from rule(posting)


def _identity(posting: JobPosting) -> Iterator[str]:
    if not posting.title.strip():
        yield "it has no title"
    parts = _split(posting.url)
    absolute = parts is not None and parts.scheme in {"http", "https"} and bool(parts.hostname)
    file_name = printed(posting.platform) and parts is not None and not parts.scheme and bool(posting.url.strip())
    if not absolute and not file_name:
        yield f"its address {posting.url!r} is not an absolute http address"


def _split(url: str) -> Any:  # noqa: ANN401 - urlsplit's own result
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _closed_sets() -> dict[str, tuple[bool, frozenset[object]]]:
    """For each enumerated field: whether it is a list, and its members."""
    found: dict[str, tuple[bool, frozenset[object]]] = {}
    for name, hint in get_type_hints(JobPosting).items():
        listed = get_origin(hint) is tuple
        inner = get_args(hint)[0] if listed else hint
        options = get_args(inner) if get_origin(inner) is UnionType or type(None) in get_args(inner) else (inner,)
        members = {member for option in options if get_origin(option) is Literal for member in get_args(option)}
        if members:
            found[name] = (listed, frozenset(members | ({None} if type(None) in options else set())))
    return found


_CLOSED_SETS = _closed_sets()


def _enumerations(posting: JobPosting) -> Iterator[str]:
    for name, (listed, members) in _CLOSED_SETS.items():
        value = getattr(posting, name)
        for item in value if listed else (value,):
            if item not in members:
                yield f"{name} has the unknown value {item!r}"


def _amounts(posting: JobPosting) -> Iterator[str]:
    stated = {name: value for name in _AMOUNTS if (value := getattr(posting, name)) is not None}
    absurd = {name for name, value in stated.items() if not _is_amount(value)}
    for name in stated:
        if name in absurd:
            yield f"{name} is {stated[name]}, which no posting states"
    for low, high in (("salary_min", "salary_max"), ("salary_annual_min", "salary_annual_max")):
        if {low, high} <= stated.keys() - absurd and stated[low] > stated[high]:
            yield f"{low} {stated[low]} is above {high} {stated[high]}"
    if posting.salary_currency is not None and not re.fullmatch("[A-Z]{3}", posting.salary_currency):
        yield f"salary_currency {posting.salary_currency!r} is no ISO 4217 code"


def _is_amount(value: Decimal) -> bool:
    return value.is_finite() and 0 <= value <= MOST_AMOUNT and len(plain(value).as_tuple().digits) <= 15


def _dates(posting: JobPosting) -> Iterator[str]:
    latest = posting.observed_on + FURTHEST_AHEAD
    for name in _DATES:
        value: dt.date | None = getattr(posting, name)
        if value is not None and not EARLIEST <= value <= latest:
            yield f"{name} {value} is implausible for a posting seen on {posting.observed_on}"
    if posting.observed_on < EARLIEST:
        yield f"observed_on {posting.observed_on} is before there were such postings"
    stated = posting.posted_on is not None and posting.deadline_on is not None
    if stated and posting.deadline_on < posting.posted_on - MOST_DEADLINE_BEFORE_POSTED:  # type: ignore[operator]
        yield f"its deadline {posting.deadline_on} is years before it was posted ({posting.posted_on})"
    for name in ("starts_on", "ends_on"):
        if not _is_partial_date(getattr(posting, name)):
            yield f"{name} {getattr(posting, name)!r} is no date"
    if posting.deadline_tz is not None and not _is_zone(posting.deadline_tz):
        yield f"deadline_tz {posting.deadline_tz!r} is no time zone"


def _is_partial_date(value: str | None) -> bool:
    if value is None:
        return True
    if not _PARTIAL_DATE.fullmatch(value):
        return False
    try:
        dt.date.fromisoformat(value + "-01-01"[len(value) - 4 :])
    except ValueError:
        return False
    return True


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _sizes(posting: JobPosting) -> Iterator[str]:
    for name, most in (
        ("title", MOST_TITLE),
        ("title_raw", MOST_TITLE),
        ("url", 4096),
        ("description_html", MOST_DESCRIPTION),
        ("description_text", MOST_DESCRIPTION),
    ):
        if len(getattr(posting, name)) > most:
            yield f"{name} is longer than {most} characters"
