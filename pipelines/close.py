"""Closes what is gone, and refuses to where the run could be wrong (promise 2 of docs/architecture.md)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from pipelines import history
from pipelines.match import rows_at
from pipelines.platforms import misses, printed
from schema.good_runs import usual_count
from schema.records import BoardResult, Gone
from schema.source import Source
from schema.tables import decisions, postings, runs

LEAST_LISTED = 0.7
"""Share of the median of the last good runs that a run must list."""

MOST_VANISHING = 0.5
"""Share of the active postings that may be absent at once."""

FEW = 10
"""Below so many active postings a share says little: two complete runs must agree instead."""

AGREEING_FEW = 2
AGREEING_HELD = 3
"""Complete runs in agreement that close at a source with few postings, and that open a held guard."""

AGREEMENT = 0.7
"""Runs agree whose counts, and whose absent postings, are the same to this share."""

Guard = Literal["held", "opened", "released"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What came of it. ``guard``: None where there was nothing to guard against; ``reason`` is for a person."""

    closed: int = 0
    held: int = 0
    guard: Guard | None = None
    reason: str | None = None


def active(connection: sa.Connection, source: str) -> dict[str, int]:
    """The open postings of a source: id → complete runs in a row that it was absent from."""
    query = sa.select(postings.c.id, postings.c.missed).where(postings.c.source == source, postings.c.status == "open")
    return {row.id: row.missed for row in connection.execute(query)}


def close_gone(connection: sa.Connection, source: str, run: int, gone: Sequence[Gone], now: dt.datetime) -> set[str]:
    """Close the postings whose own page says that they are over; their ids."""
    at_address = rows_at(connection, source, {item.url for item in gone})
    changes: dict[str, dict[str, object]] = {}
    for item in gone:
        if item.source_job_id is not None:
            query = sa.select(postings.c.id).where(
                postings.c.source == source, postings.c.source_job_id == item.source_job_id
            )
            ids = set(connection.scalars(query))
        else:
            ids = at_address[item.url]
        changes |= {
            row_id: {"status": "closed", "closed_on": item.observed_on, "close_reason": item.reason} for row_id in ids
        }
    rows = history.read(connection, sorted(changes))
    open_now = {row_id: changes[row_id] for row_id, row in rows.items() if row["status"] == "open"}
    history.change(connection, open_now, run, now)
    return set(open_now)


def close_absent(
    connection: sa.Connection,
    source: Source,
    run: int,
    result: BoardResult,
    before: Mapping[str, int],
    seen: set[str],
    now: dt.datetime,
) -> Closing:
    """Close what a complete list no longer shows.

    ``before`` are the postings that were active before the run (``active``) and are not known to be over;
    ``seen`` those that the run showed in any way.
    """
    if not result.complete or printed(source.platform):
        return Closing()
    gone = [row_id for row_id in before if row_id not in seen]
    doubt = _doubt(connection, source, run, result, len(before), len(gone), shown=bool(seen))
    released = _use_release(connection, source.id)
    # What a doubted run did not show is a miss only where the next ones are doubted too.
    fresh = doubt is None and [guard for _, guard in _last_complete(connection, source.id, run, 1)] == ["held"]
    absent = {row_id: 1 if fresh else before[row_id] + 1 for row_id in gone}
    history.touch(connection, [{"id": row_id, "missed": missed} for row_id, missed in absent.items()])
    guard: Guard | None = None
    needed = misses(source)
    if len(before) < FEW:
        needed = max(needed, AGREEING_FEW)
    if doubt is not None:
        guard = "released" if released else _opening(connection, source.id, run, result, absent)
        needed = 1 if guard == "released" else max(needed, AGREEING_HELD)
    ripe = [row_id for row_id, missed in absent.items() if missed >= needed and guard != "held"]
    end = {"status": "closed", "closed_on": now.date(), "close_reason": "gone_from_complete_list"}
    history.change(connection, dict.fromkeys(ripe, end), run, now)
    return Closing(closed=len(ripe), held=len(absent) - len(ripe), guard=guard, reason=doubt)


def _doubt(
    connection: sa.Connection, source: Source, run: int, result: BoardResult, active: int, absent: int, *, shown: bool
) -> str | None:
    """Why a complete run could still be wrong, in words a person understands; None where nothing speaks against it."""
    usual = usual_count(connection, source.id, run)
    if usual is not None and result.listed < LEAST_LISTED * usual:
        return f"lists {result.listed}, usually {usual:g}"
    if result.listed < source.expect.min:
        return f"lists {result.listed}, its source file expects at least {source.expect.min}"
    if result.listed == 0 and not source.expect.may_be_empty:
        return "lists none, and its source file says that it is never empty"
    if active and result.listed and not shown:
        kept = "`only` keeps none" if source.only else "none is read"
        return f"lists {result.listed}, of which {kept}"
    if active >= FEW and absent > MOST_VANISHING * active:
        return f"{absent} of {active} active postings would vanish"
    return None


def _use_release(connection: sa.Connection, source: str) -> bool:
    """Whether an editor released the source. It holds for one complete run, whether or not that one is in doubt."""
    mine = sa.and_(decisions.c.kind == "release", decisions.c.source == source, decisions.c.active)
    return connection.execute(sa.update(decisions).where(mine).values(active=False)).rowcount > 0


def _opening(connection: sa.Connection, source: str, run: int, result: BoardResult, absent: Mapping[str, int]) -> Guard:
    """Whether a held guard opens: complete runs in a row agreed.

    They agree when they listed about as many, and it is about the same postings that are absent.
    """
    earlier = _last_complete(connection, source, run, AGREEING_HELD - 1)
    if [guard for _, guard in earlier] != ["held"] * (AGREEING_HELD - 1):
        return "held"
    listed = [result.listed, *(count for count, _ in earlier)]
    lasting = sum(missed >= AGREEING_HELD for missed in absent.values())
    agree = min(listed) >= AGREEMENT * max(listed) and lasting >= AGREEMENT * len(absent)
    return "opened" if agree else "held"


def _last_complete(connection: sa.Connection, source: str, run: int, number: int) -> list[tuple[int, Guard | None]]:
    """What the last complete runs before ``run`` listed, and what their guards did; the newest first."""
    query = (
        sa.select(runs.c.listed, runs.c.guard)
        .where(runs.c.source == source, runs.c.id < run, runs.c.complete)
        .order_by(runs.c.id.desc())
        .limit(number)
    )
    return [(listed, guard) for listed, guard in connection.execute(query)]
