"""The one way into the database: a source's batch of a run, in one short transaction, whole or not at all."""

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import sqlalchemy as sa

from pipelines import close, drift, expire, health, match, store
from pipelines.batch import Batch, RunCounts
from pipelines.matching import database as matching
from pipelines.normalize import storable
from pipelines.register import floor, register
from schema.database import writing
from schema.records import BoardResult, Lead, SetAside
from schema.source import Source
from schema.tables import leads, runs, set_aside

logger = logging.getLogger(__name__)


def load(
    engine: sa.Engine,
    source: Source,
    run: str,
    batch: Batch,
    result: BoardResult,
    now: dt.datetime,
    started: dt.datetime | None = None,
) -> RunCounts:
    """Store what one run showed of one source, and what follows from it; the figures of its run row.

    ``run`` names the round (one crawl or ingest of many sources); ``now`` is an aware moment. Loading the same batch
    again changes nothing but runs, sightings and ``last_seen``. Raises DatabaseError; then nothing was stored.
    """
    with writing(engine) as connection:
        return load_on(connection, source, run, batch, result, now, started)


def load_on(
    connection: sa.Connection,
    source: Source,
    run: str,
    batch: Batch,
    result: BoardResult,
    now: dt.datetime,
    started: dt.datetime | None = None,
) -> RunCounts:
    """``load`` as a part of a transaction that does more."""
    agreed = register(connection, source)
    number = _open_run(connection, source.id, run, result, started or now, now)
    counts = RunCounts(listed=result.listed, set_aside=len(batch.set_aside))
    before = close.active(connection, source.id)
    matches = match.match(connection, source.id, batch.postings)
    differing = drift.drift(connection, source, matches)
    passed = drift.accepted(connection, source.id, number, differing) if differing.holds else None
    if differing.holds and passed is None:
        matches, counts.held_back = [], str(differing)
    outcome = _outcome(result, counts.held_back)
    store.store(connection, source.id, number, matches, now, counts)
    over = close.close_gone(connection, source.id, number, batch.gone, now)
    counts.expired += expire.expire(connection, now, source.id, number)
    # What cannot be read today is not gone: its address is in the list.
    at_address = match.rows_at(connection, source.id, {item.url for item in batch.set_aside})
    read = {found.id for found in matches}
    unread = set().union(*at_address.values()) - read
    seen = read | unread
    still = close.active(connection, source.id)
    alive = {row_id: missed for row_id, missed in before.items() if row_id in still or row_id in seen}
    done = close.close_absent(connection, agreed, number, outcome, alive, seen, now)
    counts.closed += len(over) + done.closed
    counts.held = done.held
    _note(connection, set_aside, ("source", "url", "title"), batch.set_aside, number)
    _note(connection, leads, ("source", "url"), batch.leads, number)
    matching.match_new(connection, read, now, number)
    alarms = [f"{f'guard_{passed}' if passed else 'drift'}: {one.line}" for one in differing.found]
    alarms += health.alarms(connection, source, number, batch, result, counts, done, differing.fields)
    if lost := unread & before.keys():
        alarms.append(f"unread: {len(lost)} of {len(before)} open postings, which were read before")
    if agreed is not source:
        alarms.append(
            f"floor_lowered: to {floor(source)} from {floor(agreed)}; say why in the source file's expect.why"
        )
    figures: dict[str, Any] = dict(counts.columns(), fills=health.fills(batch.postings), alarms=alarms)
    figures |= {"complete": outcome.complete, "cause": outcome.cause, "detail": storable(outcome.detail)}
    figures |= {"guard": done.guard or passed, "guard_reason": done.reason or (passed and str(differing))}
    connection.execute(sa.update(runs).where(runs.c.id == number).values(figures))
    for alarm in alarms:
        logger.warning("%s", alarm, extra={"source": source.id, "cause": alarm.partition(":")[0]})
    return counts


def _outcome(result: BoardResult, held_back: str) -> BoardResult:
    """What the run came to: the spider's result or, where nothing of it was stored, a failure by that."""
    if not held_back:
        return result
    detail = held_back if result.complete else f"{held_back}; {result.cause}: {result.detail}"
    return replace(result, complete=False, cause="drift", detail=detail)


def _open_run(
    connection: sa.Connection, source: str, name: str, result: BoardResult, started: dt.datetime, now: dt.datetime
) -> int:
    row: dict[str, Any] = RunCounts(listed=result.listed).columns() | {
        "round": name,
        "source": source,
        "started_at": started,
        "finished_at": now,
        "complete": result.complete,
        "cause": result.cause,
        "detail": storable(result.detail),
        "alarms": [],
    }
    number: int = connection.execute(sa.insert(runs).values(row).returning(runs.c.id)).scalar_one()
    return number


def _note(
    connection: sa.Connection, table: sa.Table, key: tuple[str, ...], items: Sequence[SetAside | Lead], run: int
) -> None:
    """Keep what did not become a posting: one row a thing, with the last run that saw it."""
    wanted = {}
    for item in items:
        row = {name: value if value is None else _clean(value) for name, value in asdict(item).items()}
        wanted[tuple(row[name] for name in key)] = row | {"last_run": run}
    if not wanted:
        return
    source = next(iter(wanted))[0]
    columns = [table.c[name] for name in key]
    stored = {
        tuple(row[1:]): row[0]
        for row in connection.execute(sa.select(table.c.id, *columns).where(table.c.source == source))
    }
    new = [row for place, row in wanted.items() if place not in stored]
    if new:
        connection.execute(sa.insert(table), new)
    for place, row in wanted.items():
        if place in stored:
            connection.execute(sa.update(table).where(table.c.id == stored[place]).values(row))


def _clean(value: object) -> object:
    return storable(value) if isinstance(value, str) else value
