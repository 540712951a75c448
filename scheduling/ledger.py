"""What was done when: the moments that each task has to serve, and a row for every run. A crash loses none of them.

A task's row moves on only together with the end of its run, in one transaction. So a run that a crash cut off is run
again, and one that came to its end is not.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from scheduling import supervision
from scheduling.task import Task
from schema.database import reading, writing
from schema.tables import task_runs, tasks

Ending = supervision.Ending | Literal["lost"]
"""How a run ended; lost: the scheduler ended before it was recorded."""

RETRY = dt.timedelta(hours=1)
"""How long after trouble a task that must succeed is tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A run that has begun: it serves every slot from ``since`` to ``due_at``."""

    id: int
    since: dt.datetime
    due_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How a task stands. ``ending`` and ``detail`` are of its last run that has ended; None and "" before the first."""

    task: Task
    try_at: dt.datetime
    running_since: dt.datetime | None
    ended_at: dt.datetime | None
    ending: Ending | None
    detail: str


def open_book(engine: sa.Engine, every: Iterable[Task], now: dt.datetime) -> None:
    """Enter new tasks, and mend what has changed since: only the one scheduler of a database may call this.

    Runs without an end are lost. A task whose moments are others now, or from a time when the clock was wrong, waits
    for its next one; a moment that has passed without being served is served once.
    """
    with writing(engine) as connection:
        _lose(connection, now)
        known = {row.name: row for row in connection.execute(sa.select(tasks))}
        for task in every:
            following = task.slots.after(now)
            row = known.get(task.name)
            if row is None:
                first = task.slots.up_to(now) if task.at_once else following
                connection.execute(sa.insert(tasks).values(name=task.name, due_at=first, try_at=first))
            elif row.due_at > now:
                _move(connection, task, following, following)
            elif row.try_at > now + RETRY:
                _move(connection, task, row.due_at, now)


def try_at(engine: sa.Engine, task: Task) -> dt.datetime:
    """When a task is tried next."""
    with reading(engine) as connection:
        moment: dt.datetime = connection.execute(
            sa.select(tasks.c.try_at).where(tasks.c.name == task.name)
        ).scalar_one()
        return moment


def late(engine: sa.Engine, every: Iterable[Task], moment: dt.datetime) -> list[str]:
    """The tasks that should have been tried at a moment and were not."""
    names = [task.name for task in every]
    with reading(engine) as connection:
        query = sa.select(tasks.c.name).where(tasks.c.name.in_(names), tasks.c.try_at <= moment)
        return list(connection.scalars(query.order_by(tasks.c.name)))


def begin(engine: sa.Engine, task: Task, now: dt.datetime) -> Begun | None:
    """Enter a run of a task; None where its time has not come. Several passed slots are served by one run."""
    with writing(engine) as connection:
        row = connection.execute(sa.select(tasks).where(tasks.c.name == task.name)).one()
        if row.try_at > now:
            return None
        _lose(connection, now, task.name)
        due_at = max(row.due_at, task.slots.up_to(now))
        run = {"task": task.name, "since": row.due_at, "due_at": due_at, "started_at": now}
        number: int = connection.execute(sa.insert(task_runs).values(run).returning(task_runs.c.id)).scalar_one()
        return Begun(id=number, since=row.due_at, due_at=due_at)


def finish(engine: sa.Engine, task: Task, run: Begun, ending: Ending, detail: str, now: dt.datetime) -> None:
    """Enter the end of a run, and when the task is tried next."""
    with writing(engine) as connection:
        ended = {"finished_at": now, "outcome": ending, "detail": detail}
        connection.execute(sa.update(task_runs).where(task_runs.c.id == run.id).values(ended))
        if ending == "done" or (ending in ("trouble", "timeout") and not task.must_succeed):
            following = task.slots.after(run.due_at)
            _move(connection, task, following, following)
        elif ending in ("trouble", "timeout"):
            _move(connection, task, run.since, now + RETRY)


def _lose(connection: sa.Connection, now: dt.datetime, name: str | None = None) -> None:
    """Enter the runs without an end (of one task, or of all) as lost."""
    open_ended = sa.update(task_runs).where(task_runs.c.finished_at.is_(None))
    mine = open_ended if name is None else open_ended.where(task_runs.c.task == name)
    connection.execute(mine.values(finished_at=now, outcome="lost", detail="its end was not recorded"))


def _move(connection: sa.Connection, task: Task, due_at: dt.datetime, try_at: dt.datetime) -> None:
    connection.execute(sa.update(tasks).where(tasks.c.name == task.name).values(due_at=due_at, try_at=try_at))


def states(connection: sa.Connection, every: Iterable[Task], now: dt.datetime) -> list[State]:
    """How each task stands; of one that was never entered when a scheduler that starts now would try it."""
    known = {row.name: row.try_at for row in connection.execute(sa.select(tasks))}
    found = []
    for task in every:
        mine = sa.select(task_runs).where(task_runs.c.task == task.name).order_by(task_runs.c.id.desc()).limit(1)
        running = connection.execute(mine.where(task_runs.c.finished_at.is_(None))).first()
        ended = connection.execute(mine.where(task_runs.c.finished_at.is_not(None))).first()
        found.append(
            State(
                task=task,
                try_at=known.get(task.name) or (now if task.at_once else task.slots.after(now)),
                running_since=running.started_at if running else None,
                ended_at=ended.finished_at if ended else None,
                ending=ended.outcome if ended else None,
                detail=ended.detail if ended else "",
            )
        )
    return found
