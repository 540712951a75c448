"""When a source is asked next: by its schedule, less while nothing changes, more before a deadline.

All moments are UTC. A source has a place of its own within its interval, made from its id: sources of one schedule are
spread over it, and the plan can be listed before it happens.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from schema.source import EVERY, Source
from schema.tables import postings, runs

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)

QUIET_RUNS = 7
"""Complete runs in a row without a change after which the interval doubles, and doubles again, up to its bound."""

NEAR = 3 * DAY
"""How long before a deadline a source is asked twice as often."""

_EPOCH = dt.datetime(2000, 1, 3, tzinfo=dt.UTC)

# Whoever starts a crawl at the same minute every day must not miss a day because yesterday's began a little late.
_EARLY = dt.timedelta(minutes=5)

# What a stop cut short was not asked; but twice in a row is no accident, and others wait.
_CUT_SHORT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How a source behaved so far.

    ``asked_at``     start of its last run that was not cut short; None: never.
    ``failed``       that run was not complete.
    ``unchanged``    complete runs in a row that brought nothing new.
    ``deadline_on``  the nearest deadline of its open postings.
    """

    asked_at: dt.datetime | None = None
    failed: bool = False
    unchanged: int = 0
    deadline_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A source's next run: when (None: now), how far apart its runs are at present, and why."""

    due_at: dt.datetime | None
    every: dt.timedelta
    why: str


def next_turn(source: Source, habit: Habit) -> Turn | None:
    """When a source is asked next; None for one that is paused."""
    usual = EVERY[source.schedule]
    if usual is None:
        return None
    if habit.asked_at is None:
        return Turn(due_at=None, every=usual, why="was never asked")
    shortest, longest = bounds(source, usual)
    if habit.failed:
        every = min(usual, max(DAY, shortest if source.at_most else DAY))
        why = "its last run was not complete"
    else:
        every = min(usual * 2 ** min(habit.unchanged // QUIET_RUNS, 10), longest)
        less = f"asked less: nothing changed in {habit.unchanged} runs"
        why = less if every > usual else source.schedule
    due_at = _place(source.id, every, habit.asked_at)
    if habit.deadline_on is not None and habit.deadline_on >= habit.asked_at.date():
        sooner = max(usual / 2, shortest)
        near = dt.datetime.combine(habit.deadline_on, dt.time(), dt.UTC) - NEAR
        early = _place(source.id, sooner, max(habit.asked_at, near - sooner / 2))
        if early < due_at:
            return Turn(due_at=early, every=sooner, why=f"asked more: a deadline on {habit.deadline_on}")
    return Turn(due_at=due_at, every=every, why=why)


def bounds(source: Source, usual: dt.timedelta) -> tuple[dt.timedelta, dt.timedelta]:
    """The shortest and the longest interval of a source: its file's, else half and twice the usual one."""
    shortest = EVERY[source.at_most] if source.at_most else None
    longest = EVERY[source.at_least] if source.at_least else None
    return shortest or max(usual / 2, HOUR), longest or usual * 2


def _place(source_id: str, every: dt.timedelta, asked_at: dt.datetime) -> dt.datetime:
    """The first of the source's own moments that a run at ``asked_at`` has not served.

    A run serves the moments up to half an interval before it and after it. Where the next one would then be more than
    an interval away, the source is asked a quarter earlier than usual, until it is back in its place.
    """
    number = int.from_bytes(hashlib.sha256(source_id.encode()).digest()[:6])
    first = _EPOCH + every * (number / 2**48)
    passed = -((first - asked_at - every / 2) // every)
    place = first + every * passed
    if place > asked_at + every + _EARLY:
        return asked_at + every * 3 / 4
    return min(place, asked_at + every - _EARLY)


def due(sources: Sequence[Source], habits: Mapping[str, Habit], now: dt.datetime) -> tuple[Source, ...]:
    """The sources whose time has come at ``now``."""
    turns = ((source, next_turn(source, habits.get(source.id, Habit()))) for source in sources)
    return tuple(source for source, turn in turns if turn and (turn.due_at is None or turn.due_at <= now))


def habits(connection: sa.Connection, today: dt.date) -> dict[str, Habit]:
    """How every source that ever ran behaved, by id. ``today`` tells which deadlines are still to come."""
    run = runs.c
    not_cut_short = run.cause.is_distinct_from("shutdown")
    moved = run.new + run.changed + run.reopened + run.closed > 0
    last = (
        sa.select(
            run.source,
            sa.func.max(run.id).label("last"),
            sa.func.coalesce(sa.func.max(sa.case((not_cut_short, run.id))), 0).label("asked"),
            sa.func.coalesce(sa.func.max(sa.case((moved, run.id))), 0).label("moved"),
        )
        .group_by(run.source)
        .subquery()
    )
    counted = (
        sa.select(
            last,
            sa.func.sum(sa.case((run.complete & (run.id > last.c.moved), 1), else_=0)).label("unchanged"),
            sa.func.sum(sa.case((run.id > last.c.asked, 1), else_=0)).label("cut_short"),
        )
        .join(last, last.c.source == run.source)
        .group_by(*last.c)
        .subquery()
    )
    counts = counted.c
    telling = sa.case((counts.cut_short >= _CUT_SHORT, counts.last), else_=counts.asked)
    query = sa.select(counts.source, counts.unchanged, run.started_at, run.complete)
    rows = connection.execute(query.select_from(counted).outerjoin(runs, run.id == telling)).all()
    deadlines = _deadlines(connection, today)
    return {
        row.source: Habit(
            asked_at=row.started_at,
            failed=row.complete is False,
            unchanged=row.unchanged,
            deadline_on=deadlines.get(row.source),
        )
        for row in rows
    }


def _deadlines(connection: sa.Connection, today: dt.date) -> dict[str, dt.date]:
    nearest = sa.func.min(postings.c.deadline_on).label("nearest")
    coming = sa.select(postings.c.source, nearest).where(postings.c.status == "open", postings.c.deadline_on >= today)
    return {row.source: row.nearest for row in connection.execute(coming.group_by(postings.c.source))}
