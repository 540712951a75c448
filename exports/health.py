"""How well each source is: one record a source, which ``status``, ``health.json``, the site and the desk all show."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from schema.causes import CAUSES, Task, task_order
from schema.good_runs import ENOUGH, Fall, falls, good, usual_count
from schema.jsonform import to_json
from schema.source import EVERY, Schedule, Source
from schema.tables import organizations, postings, runs, sources

PATIENCE = 3
"""Failures in a row after which one that could pass by itself needs a person; one that lasted a day does at once."""

A_DAY = dt.timedelta(days=1)
OVERDUE = 3
"""Intervals of its schedule (a day at least) after which a source that was not crawled is overdue."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """One source. Moments are aware and in UTC.

    ``url``           the board's own address, or its organization's homepage.
    ``last_success``  the end of the last good run: complete, and no guard doubted it.
    ``listed``        what the last run listed; ``usual`` the median of the good runs before it.
    ``cause``         why the source is not well, a name of ``schema.causes.CAUSES``; None where all is well.
    ``detail``        one line about it.
    ``since``         the first failed run since the last success; None where the last run came to its end.
    ``fell``          fields that were usually filled and are no more.
    ``alarms``        all that the last run should make a person look at: ``name: detail``.
    ``held``          why a guard closes nothing at this source; None where none does.
    ``red``           it could not be checked: it keeps its last good postings, marked "last checked …".
    ``task``, ``mend``  what a person has to do, by kind and in words; None and "" where nothing is to be done.
    """

    source: str
    organization: str
    platform: str
    url: str
    schedule: Schedule
    open_postings: int
    last_run: dt.datetime | None = None
    last_success: dt.datetime | None = None
    listed: int | None = None
    usual: float | None = None
    cause: str | None = None
    detail: str = ""
    since: dt.datetime | None = None
    fell: tuple[Fall, ...] = ()
    alarms: tuple[str, ...] = ()
    held: str | None = None
    red: bool = False
    task: Task | None = None
    mend: str = ""

    @property
    def needs_person(self) -> bool:
        """Whether a person has to do something now, not only to know."""
        return self.task not in (None, "wait")

    @property
    def last_checked(self) -> dt.date | None:
        """The day on which its postings were last checked with success; None where that never was."""
        return self.last_success.date() if self.last_success else None


def last_round(connection: sa.Connection) -> dt.datetime | None:
    """The end of the last run of any source: what an edition takes for the time, so that its bytes stay."""
    ended: dt.datetime | None = connection.scalar(sa.select(sa.func.max(runs.c.finished_at)))
    return ended


def as_json(one: SourceHealth) -> dict[str, Any]:
    """A record as a JSON object: its fields, and what follows from them."""
    record: dict[str, Any] = to_json(one)
    return record | {"last_checked": to_json(one.last_checked), "needs_person": one.needs_person}


def read(
    connection: sa.Connection, now: dt.datetime | None = None, files: Iterable[Source] = ()
) -> tuple[SourceHealth, ...]:
    """Every source, by id.

    ``now`` decides what is overdue and what has lasted; where it is not given, the end of the last run. ``files`` are
    the sources of the source files, to tell of those that were never crawled.
    """
    moment = now or last_round(connection)
    opened = (
        sa.select(postings.c.source, sa.func.count().label("number"))
        .where(postings.c.status == "open")
        .group_by(postings.c.source)
    )
    numbers = {row.source: row.number for row in connection.execute(opened)}
    named = sa.select(
        sources, organizations.c.name, sa.func.coalesce(sources.c.url, organizations.c.homepage).label("address")
    ).join(organizations, organizations.c.slug == sources.c.organization)
    found = {
        row["id"]: _of(connection, dict(row), numbers.get(row["id"], 0), moment)
        for row in connection.execute(named).mappings()
    }
    found |= {source.id: _never(source) for source in files if source.id not in found}
    return tuple(found[name] for name in sorted(found))


def urgent_first(found: Iterable[SourceHealth]) -> list[SourceHealth]:
    """By what a person has to do, the most worthwhile first; then those that are well; each by id."""
    last = len(CAUSES)
    return sorted(found, key=lambda one: (task_order(one.task) if one.task else last, one.source))


def _never(source: Source) -> SourceHealth:
    waits = source.schedule == "paused"
    return SourceHealth(
        source=source.id,
        organization=source.organization.name,
        platform=source.platform,
        url=source.url or source.organization.homepage,
        schedule=source.schedule,
        open_postings=0,
        cause=None if waits else "never_crawled",
        task=None if waits else "wait",
        mend="" if waits else _mend("never_crawled", source.id),
    )


def _of(connection: sa.Connection, row: Row, number: int, now: dt.datetime | None) -> SourceHealth:
    """One source of the database. A paused one is told of, and needs nobody."""
    source: str = row["id"]
    recent = _recent(connection, source)
    newest = recent[0] if recent else None
    success = connection.scalar(
        sa.select(runs.c.finished_at).where(runs.c.source == source, good()).order_by(runs.c.id.desc()).limit(1)
    )
    since = None if newest is None or newest["complete"] else _failing_since(connection, source)
    held = _held(connection, source)
    alarms = list(newest["alarms"]) if newest else []
    overdue = _overdue(row["at_least"] or row["schedule"], newest, now)
    if overdue:
        alarms.append(f"overdue: {overdue}")
    cause, detail = _first(alarms, held)
    lasting = _lasts(cause, recent, since, now) or overdue is not None
    if cause is not None and not lasting and held:
        cause, detail, lasting = "held", held, True
    task: Task | None = None
    if cause is not None and row["schedule"] != "paused":
        task = CAUSES[cause].task if lasting else "wait"
    return SourceHealth(
        source=source,
        organization=row["name"],
        platform=row["platform"],
        url=row["address"],
        schedule=row["schedule"],
        open_postings=number,
        last_run=newest["finished_at"] if newest else None,
        last_success=success,
        listed=newest["listed"] if newest else None,
        usual=usual_count(connection, source, newest["id"]) if newest else None,
        cause=cause,
        detail=detail,
        since=since,
        fell=falls(connection, source, newest["id"], newest["fills"]) if newest and newest["listed"] >= ENOUGH else (),
        alarms=tuple(alarms),
        held=held,
        red=row["schedule"] != "paused" and (since is not None or overdue is not None),
        task=task,
        mend=_mend(cause, source) if cause and task else "",
    )


def _recent(connection: sa.Connection, source: str) -> Sequence[Row]:
    query = sa.select(runs).where(runs.c.source == source).order_by(runs.c.id.desc()).limit(PATIENCE)
    return [dict(row) for row in connection.execute(query).mappings()]


def _failing_since(connection: sa.Connection, source: str) -> dt.datetime | None:
    """When the run ended that was the first not to come to its end, of those in a row up to the last."""
    complete = sa.select(sa.func.max(runs.c.id)).where(runs.c.source == source, runs.c.complete).scalar_subquery()
    streak = sa.select(sa.func.min(runs.c.finished_at)).where(
        runs.c.source == source, runs.c.id > sa.func.coalesce(complete, 0)
    )
    first: dt.datetime | None = connection.scalar(streak)
    return first


def _held(connection: sa.Connection, source: str) -> str | None:
    """What the guard said in the last complete run, if it held: a failure since then does not open it."""
    query = (
        sa.select(runs.c.guard, runs.c.guard_reason)
        .where(runs.c.source == source, runs.c.complete)
        .order_by(runs.c.id.desc())
        .limit(1)
    )
    return next((reason for guard, reason in connection.execute(query) if guard == "held"), None)


def _overdue(schedule: Schedule, newest: Row | None, now: dt.datetime | None) -> str | None:
    interval = EVERY[schedule]
    if interval is None or newest is None or now is None:
        return None
    late = now - newest["finished_at"]
    return (
        f"its last run was {late.days} days ago, it is crawled {schedule}"
        if late > max(OVERDUE * interval, A_DAY)
        else None
    )


def _first(alarms: Sequence[str], held: str | None) -> tuple[str | None, str]:
    """The cause that comes first, and its words. Alarms that only tell (a guard that opened) are none."""
    named = [alarm.partition(": ") for alarm in alarms]
    cause = next((name for name, _, _ in named if name in CAUSES), None)
    if cause is None:
        return ("held", held) if held else (None, "")
    return cause, "; ".join(said for name, _, said in named if name == cause)


def _lasts(cause: str | None, recent: Sequence[Row], since: dt.datetime | None, now: dt.datetime | None) -> bool:
    """Whether it is more than a failure that may pass by itself."""
    if cause is None or not CAUSES[cause].passing or since is None or now is None:
        return True
    in_a_row = len(recent) == PATIENCE and not any(run["complete"] for run in recent)
    return in_a_row or now - since >= A_DAY


def _mend(cause: str, source: str) -> str:
    return CAUSES[cause].mend.replace("SOURCE", source)
