"""One answer from several offers of a statement: equivalents, scales, places, steps, grades, roles."""

import re
from dataclasses import replace
from decimal import Decimal

from parsers.fields.salary_offers import Offer, merged
from parsers.fields.salary_sizes import unit_by_magnitude
from parsers.fields.salary_terms import Terms
from parsers.fields.salary_words import PLACES
from schema.vocabulary import UNITS_A_YEAR

_PAY_PERIODS = re.compile(r"\b(12|24|26)\s(?:equal\s)?(?:pay\s?periods|pay\s?checks|installments|payments)\b")
_PERIODS_A_YEAR = {"12": "MONTH", "24": "SEMIMONTH", "26": "BIWEEK"}
_ELECTION_DAY = re.compile(r"(?<!through\s)(?<!until\s)(?<!after\s)(?<!before\s)\belection\sday\b")
_BY_HOUR_OR_DAY = frozenset({"HOUR", "DAY", "ELECTION", None})
_LEVELS = re.compile(
    r"\b(?:gs|gg)-?\s?\d|\bgrades?\b|\blevels?\b|\bclass\b|\bsenior\b|\bjunior\b|\b(?:i|ii|iii|iv)\b\s?[:(-]"
)
_FOR_TERM = re.compile(r"\s(?:total\s)?for\s(?:a\s|the\s)?\d{1,2}[\s-]?(?:weeks?|months?)\b")
_POLL_WORKER_BELOW = 2000
_FURTHEST = Decimal("3.5")


def with_units(paid: list[Offer], folded: str, said: Terms) -> list[Offer]:
    """The offers with the units that others of the statement, its pay periods or its poll-worker words give them."""
    periods = _PAY_PERIODS.search(folded)
    if periods:
        unit = _PERIODS_A_YEAR[periods[1]]
        paid = [replace(o, unit=unit) if o.unit in (None, "BIWEEK") and o.top < 20_000 else o for o in paid]
    paid = [replace(o, unit="PROJECT") if _FOR_TERM.match(folded, o.end) else o for o in paid]
    units = {o.unit for o in paid if o.unit}
    if len(units) == 1:
        (unit,) = units
        near = max(o.top for o in paid if o.unit)
        return [
            replace(o, unit=unit) if not o.unit and near / _FURTHEST <= o.top <= near * _FURTHEST else o for o in paid
        ]
    if not units and any(_for_election_day(o, folded) for o in paid):
        return [replace(o, unit="DAY") if 20 <= o.top < 2000 else o for o in paid]
    return paid


def paired(paid: list[Offer]) -> list[Offer]:
    """The offers with "minimum X" and "maximum Y" side by side made one range."""
    result: list[Offer] = []
    for o in paid:
        before = result[-1] if result else None
        if (
            before
            and before.high is None
            and o.low is None
            and before.low
            and o.high
            and before.low < o.high
            and _same_unit(before, o)
        ):
            result[-1] = replace(
                before, high=o.high, end=o.end, unit=before.unit or o.unit, repaired=before.repaired or o.repaired
            )
        else:
            result.append(o)
    return result


def _same_unit(a: Offer, b: Offer) -> bool:
    return not (a.unit and b.unit) or a.unit == b.unit


def comparable(paid: list[Offer]) -> list[Offer]:
    """The first offer and those that can be the same job's pay: of its size in its own unit, or by the year."""
    first = paid[0]
    return [first, *(other for other in paid[1:] if _may_be_same_pay(first, other))]


def _may_be_same_pay(first: Offer, other: Offer) -> bool:
    if (other.unit or unit_by_magnitude(other.top)) == (first.unit or unit_by_magnitude(first.top)):
        return _near(first.top, other.top)
    if first.unit and other.unit:
        mine, yours = first.a_year(), other.a_year()
        return mine is not None and yours is not None and _near(mine, yours)
    return _is_year_of(other.top, first.top) or _is_year_of(first.top, other.top)


def _near(a: Decimal, b: Decimal) -> bool:
    return a / _FURTHEST <= b <= a * _FURTHEST


def _is_year_of(year: Decimal, pay: Decimal) -> bool:
    """Whether one sum is what the other comes to in a year, for some period."""
    return any(factor > 1 and abs(pay * factor - year) <= year / 50 for factor in UNITS_A_YEAR.values())


def chosen(paid: list[Offer], flags: set[str]) -> tuple[Offer, Decimal | None]:
    """The offer that counts, and the top of the full range where only the hiring range counts. Adds to ``flags``."""
    by_unit: dict[str | None, list[Offer]] = {}
    for o in paid:
        by_unit.setdefault(o.unit or unit_by_magnitude(o.top), []).append(o)
    if len(by_unit) > 1:
        flags.add("multi_unit")
    scale = by_unit["YEAR"] if "YEAR" in by_unit else next(iter(by_unit.values()))
    hiring = [o for o in scale if o.kind == "hiring"]
    full = [o for o in scale if o.kind == "full"]
    if hiring and full:
        flags.add("hiring_range")
        return merged(hiring), max(o.top for o in full)
    return merged(scale), None


def flags_of_sums(offer: Offer, paid: list[Offer], said: Terms, folded: str) -> set[str]:
    """The flags that hold only beside certain sums, and the repair mark."""
    flags = {"typo_repaired"} if offer.repaired else set()
    spans = {(o.low, o.high) for o in paid if (o.unit or "") == (offer.unit or "")}
    several = len(spans) > 1 and not any(o.kind in ("hiring", "full") for o in paid)
    ranged = offer.low is not None and offer.high is not None and offer.low < offer.high
    at_polls = "poll_worker" in said.flags or any(_for_election_day(o, folded) for o in paid)
    if at_polls and offer.unit in _BY_HOUR_OR_DAY and offer.top < _POLL_WORKER_BELOW:
        return flags | {"poll_worker"}
    if ranged and "step_range" in said.flags:
        flags.add("step_range")
    if ranged and (len(said.grades) > 1 or (several and _LEVELS.search(folded))):
        flags.add("multi_grade")
    if several and PLACES.first(folded):
        flags.add("location_bands")
    if (
        several
        and not flags & {"step_range", "multi_grade", "location_bands"}
        and "location_bands" not in said.flags
        and _two_ranges(paid)
    ):
        flags.add("two_scales")
    return flags


def _for_election_day(offer: Offer, folded: str) -> bool:
    """Whether Election Day is what a sum is paid for: the words stand close before or behind it."""
    behind = _ELECTION_DAY.search(folded, offer.end, offer.end + 28)
    return behind is not None or _ELECTION_DAY.search(folded, max(0, offer.start - 24), offer.start) is not None


def _two_ranges(paid: list[Offer]) -> bool:
    return sum(o.low is not None and o.high is not None and o.low < o.high for o in paid) > 1
