"""How well a source is doing: fill rates and named alarms of a run, and one line a source for ``status``."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any

import sqlalchemy as sa

from pipelines.batch import Batch, RunCounts
from pipelines.close import Closing
from schema.records import OWN_SOURCE, BoardResult, JobPosting, ParsedPosting
from schema.tables import postings, runs, sources

WATCHED = (
    "organization",
    "salary_raw",
    "location_raw",
    "posted_on",
    "deadline_raw",
    "apply_url",
    "summary",
    "description_text",
)
"""Fields whose fill rate is kept with each run: a reader that breaks shows here first."""

ENOUGH = 5
"""Postings from which a fill rate means something."""

_FELL = 0.5
_USUALLY_FILLED = 0.6
_EARLIER_RUNS = 5
_MOSTLY = 0.5

# These pass by themselves: they need a person when they came several times in a row.
TRANSIENT = frozenset({"timeout", "connection", "dns", "http_429", "http_5xx", "shutdown", "robots_unreachable"})
PATIENCE = 3

_HINTED = "career_page"
_UNREAD = frozenset({"none_read", "zero_without_evidence", "layout_changed"})
_UNREAD_ALARMS = ("nothing_read", "many_set_aside")
_ADD_HINTS = "add [board.hints] to its source file (list, body, link)"
"""What mends an office's page that the reader does not understand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """One source as ``electionjobs status`` shows it. ``trouble`` is the line for a person, None where all is well."""

    source: str
    platform: str
    open_postings: int
    last_run: dt.datetime | None
    last_good: dt.datetime | None
    listed: int | None
    cause: str | None
    alarms: tuple[str, ...]
    trouble: str | None


def fills(seen: Sequence[ParsedPosting]) -> dict[str, float] | None:
    """Share of postings with a value, by watched field; None where there are none."""
    if not seen:
        return None
    return {name: round(sum(_filled(p.posting, name) for p in seen) / len(seen), 3) for name in WATCHED}


def _filled(posting: JobPosting, name: str) -> bool:
    return getattr(posting, name) not in (None, "", ())


def alarms(
    connection: sa.Connection,
    source: str,
    run: int,
    batch: Batch,
    result: BoardResult,
    counts: RunCounts,
    done: Closing,
) -> list[str]:
    """What a run should make a person look at, by name; details behind a colon."""
    found = []
    if not result.complete:
        found.append(f"failed: {result.cause or 'partial'}")
    if done.guard is not None:
        found.append(f"guard_{done.guard}: {done.reason}")
    read = len(batch.postings)
    if result.complete and result.listed and not read and not batch.set_aside:
        found.append(f"nothing_read: it lists {result.listed}")
    if counts.set_aside >= ENOUGH and counts.set_aside > _MOSTLY * (read + counts.set_aside):
        found.append(f"many_set_aside: {counts.set_aside} of {read + counts.set_aside}")
    return found + _fallen(connection, source, run, batch.postings)


def _fallen(connection: sa.Connection, source: str, run: int, seen: Sequence[ParsedPosting]) -> list[str]:
    now = fills(seen)
    if now is None or len(seen) < ENOUGH:
        return []
    query = (
        sa.select(runs.c.fills)
        .where(runs.c.source == source, runs.c.id < run, runs.c.fills.is_not(None), runs.c.listed >= ENOUGH)
        .order_by(runs.c.id.desc())
        .limit(_EARLIER_RUNS)
    )
    earlier: list[dict[str, float]] = list(connection.scalars(query))
    found = []
    for name in WATCHED:
        usual = mean(rates[name] for rates in earlier if name in rates) if any(name in r for r in earlier) else 0.0
        if usual >= _USUALLY_FILLED and now[name] < _FELL * usual:
            found.append(f"fill_fell: {name} from {usual:.0%} to {now[name]:.0%}")
    return found


def status(connection: sa.Connection) -> list[SourceStatus]:
    """Every source that was ever loaded, by id, with what a person should know of it."""
    shown = postings.c
    count = sa.select(shown.source, sa.func.count().label("number")).where(shown.status == "open")
    open_postings = {row.source: row.number for row in connection.execute(count.group_by(shown.source))}
    found = []
    for source, platform in connection.execute(sa.select(sources.c.id, sources.c.platform).order_by(sources.c.id)):
        last = _last_runs(connection, source)
        newest = last[0] if last else None
        found.append(
            SourceStatus(
                source=source,
                platform=platform,
                open_postings=open_postings.get(source, 0),
                last_run=newest["finished_at"] if newest else None,
                last_good=_last_good(connection, source),
                listed=newest["listed"] if newest else None,
                cause=newest["cause"] if newest else None,
                alarms=tuple(newest["alarms"]) if newest else (),
                trouble=_trouble(last, platform),
            )
        )
    return found


def round_of(connection: sa.Connection, name: str) -> list[dict[str, Any]]:
    """The run rows of one round, by source: the table a crawl ends with."""
    query = sa.select(runs).where(runs.c.round == name).order_by(runs.c.source, runs.c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def _last_runs(connection: sa.Connection, source: str) -> list[dict[str, Any]]:
    query = sa.select(runs).where(runs.c.source == source).order_by(runs.c.id.desc()).limit(PATIENCE)
    return [dict(row) for row in connection.execute(query).mappings()]


def _last_good(connection: sa.Connection, source: str) -> dt.datetime | None:
    good = sa.and_(runs.c.source == source, runs.c.complete, runs.c.guard.is_distinct_from("held"))
    return connection.scalar(sa.select(runs.c.finished_at).where(good).order_by(runs.c.id.desc()).limit(1))


def _trouble(last: Sequence[dict[str, Any]], platform: str) -> str | None:
    """The line for a person: what failed for good, or failed in passing too often, or a guard that holds."""
    if not last:
        return "was never crawled"
    newest = last[0]
    passing = newest["cause"] in TRANSIENT
    if passing and (len(last) < PATIENCE or any(run["complete"] for run in last)):
        # What a guard held before the failure, it holds still.
        before = next((run for run in last if run["complete"]), None)
        held = [] if before is None else [a for a in before["alarms"] if a.startswith("guard_held")]
        return "; ".join(held) or None
    serious = [alarm for alarm in newest["alarms"] if not alarm.startswith(("guard_opened", "guard_released"))]
    detail = [newest["detail"]] if newest["detail"] and not newest["complete"] else []
    mend = [_ADD_HINTS] if platform == _HINTED and _needs_hints(newest) else []
    return "; ".join([*serious, *detail, *mend]) or None


def _needs_hints(run: dict[str, Any]) -> bool:
    """Whether a run came to its page and could not read it, and the page is not just the way to a board."""
    if (run["detail"] or "").endswith(OWN_SOURCE):
        return False
    return run["cause"] in _UNREAD or any(alarm.startswith(_UNREAD_ALARMS) for alarm in run["alarms"])
