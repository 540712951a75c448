"""Which runs of a source count as good, what they usually list, and how often they fill a field."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

import sqlalchemy as sa

from schema.tables import runs

GOOD_RUNS = 5
"""How many of the last good runs say what is usual."""


def good() -> sa.ColumnElement[bool]:
    """A run was good: complete, and no guard doubted it."""
    return sa.and_(runs.c.complete, runs.c.guard.is_distinct_from("held"))


def usual_count(connection: sa.Connection, source: str, before: int) -> float | None:
    """The median of what the last good runs before a run listed. A run that opened the guard starts anew."""
    query = (
        sa.select(runs.c.listed, runs.c.guard)
        .where(runs.c.source == source, runs.c.id < before, good())
        .order_by(runs.c.id.desc())
        .limit(GOOD_RUNS)
    )
    listed = []
    for count, guard in connection.execute(query):
        listed.append(count)
        if guard is not None:
            break
    return median(listed) if listed else None


ENOUGH = 5
"""Postings from which a fill rate means something."""

FELL = 0.5
USUALLY_FILLED = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """A field that was usually filled and is no more: the median share of the good runs before, and the share now."""

    field: str
    usual: float
    now: float


def falls(connection: sa.Connection, source: str, before: int, now: Mapping[str, float] | None) -> tuple[Fall, ...]:
    """The fields whose fill rate fell against the good runs before a run. One that opened the guard starts anew."""
    if now is None:
        return ()
    query = (
        sa.select(runs.c.fills, runs.c.guard)
        .where(runs.c.source == source, runs.c.id < before, good(), runs.c.fills.is_not(None), runs.c.listed >= ENOUGH)
        .order_by(runs.c.id.desc())
        .limit(GOOD_RUNS)
    )
    earlier: list[Mapping[str, float]] = []
    for rates, guard in connection.execute(query):
        earlier.append(rates)
        if guard is not None:
            break
    found = []
    for name, share in now.items():
        known = [rates[name] for rates in earlier if name in rates]
        usual = median(known) if known else 0.0
        if usual >= USUALLY_FILLED and share < FELL * usual:
            found.append(Fall(field=name, usual=usual, now=share))
    return tuple(found)
