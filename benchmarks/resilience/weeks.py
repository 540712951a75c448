"""Ten days around each change of the clocks in the US in 2026, by the real scheduler, killed 20 times on the way.

The scheduler is a real process with its real plan (a round every three hours), on a real database (``hurried``). Its
commands are real processes too, but their work is done here, in one transaction, whatever becomes of the command. A
kill -9 strikes before the work, between the work and the answer to the command, or while nothing runs.
"""

import datetime as dt
import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from socketserver import StreamRequestHandler, UnixStreamServer
from threading import Thread
from typing import Any

import sqlalchemy as sa

from benchmarks.resilience.hurried import tasks
from benchmarks.resilience.table import Progress, Row
from pipelines import cadence
from pipelines.batch import Batch
from pipelines.load import load
from scheduling.task import Task
from schema import database
from schema.records import BoardResult
from schema.source import EVERY, Organization, Schedule, Source
from schema.tables import runs, task_runs

ROOT = Path(__file__).parents[2]
HOUR = dt.timedelta(hours=1)
LENGTH = dt.timedelta(days=10)
CHANGES = (dt.datetime(2026, 3, 8, 7, tzinfo=dt.UTC), dt.datetime(2026, 11, 1, 6, tzinfo=dt.UTC))
"""When the clocks of New York are changed; each is the middle of its ten days."""

AT_WORK, IDLE = 7, 2
"""Kills in each window: while a command works, and while nothing runs. One more is followed by a day off."""

LIMIT = 900.0
"""Seconds that a window may take on a machine that is busy with something else; it needs less than a tenth."""

SCHEDULES: Sequence[Schedule] = ("twice_daily", "daily", "daily", "daily", "weekly", "weekly")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a command was called with, and when."""

    words: tuple[str, ...]
    at: dt.datetime


def check(folder: Path, progress: Progress) -> list[Row]:
    """Both windows side by side."""
    windows = [Window(folder / f"{change:%m}", change) for change in CHANGES]
    threads = [Thread(target=window.pass_by, args=(progress,)) for window in windows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [window.row() for window in windows]


class Window:
    """Ten days of one database."""

    def __init__(self, folder: Path, change: dt.datetime) -> None:
        self.start, self.end = change - LENGTH / 2, change + LENGTH / 2
        self.now = self.start
        folder.mkdir()
        self.out, self.door, self.db = folder / "public", folder / "door", folder / "jobs.db"
        self.tasks = {task.name: task for task in tasks(self.out)}
        self.edition = self.tasks["edition"].slots.up_to(self.end)
        self.sources = [_source(number, schedule) for number, schedule in enumerate(SCHEDULES)]
        self.engine = database.engine(self.db)
        database.upgrade(self.engine)
        self.draw = random.Random(change.isoformat())
        self.kills_at = self.draw.sample(range(5, 150), AT_WORK)
        self.kills = self.idle_kills = 0
        self.done: list[Asked] = []
        self.asked = 0
        self.outage: tuple[dt.datetime, dt.datetime] | None = None
        self.refused = ""
        self.wrong: list[str] = []

    def pass_by(self, progress: Progress) -> None:
        """Run schedulers, one after another, until the ten days are over."""
        latest = time.monotonic() + LIMIT
        with UnixStreamServer(str(self.door), self._handler()) as server:
            Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            while self.now < self.end and time.monotonic() < latest:
                self.child = self._scheduler()
                self._accompany(latest)
                progress(f"{self.now:%Y-%m-%d}, {self.kills} kills")
            server.shutdown()
        if self.now < self.end:
            self.wrong.append(f"after {LIMIT:.0f} s it is only {self.now:%Y-%m-%d}")

    def _scheduler(self) -> subprocess.Popen[str]:
        line = [sys.executable, "-m", "benchmarks.resilience.hurried"]
        given = [str(self.db), str(self.out), self.now.isoformat(), str(self.door)]
        return subprocess.Popen([*line, *given], stderr=subprocess.PIPE, text=True, cwd=ROOT)

    def _accompany(self, latest: float) -> None:
        """Wait for the end of a scheduler: by a kill, or with the ten days. Once it is off over the second edition."""
        kill_idle = time.monotonic() + self.draw.uniform(1, 4) if self.idle_kills < IDLE else latest
        before = self.asked
        while self.child.poll() is None:
            if self.now >= self.end or time.monotonic() > latest:
                self.child.send_signal(signal.SIGTERM)
                if self.child.wait(60):
                    self.wrong.append(f"SIGTERM: exit code {self.child.returncode}")
            elif time.monotonic() > kill_idle:
                self.idle_kills += 1
                self._kill()
            elif self.outage is None and self.now > self.edition - 12 * HOUR:
                self._kill()
                self.outage = (self.now, self.edition + 9 * HOUR)
                self.now = self.outage[1]
            elif not self.refused and self.asked > before:
                second = self._scheduler()
                said = second.communicate()[1].strip()
                self.refused = said if second.returncode == 1 else f"exit code {second.returncode}"
            else:
                time.sleep(0.01)
        self.child.communicate()

    def _kill(self) -> None:
        self.kills += 1
        self.child.kill()
        self.child.wait(60)

    def _handler(self) -> type[StreamRequestHandler]:
        window = self

        class Handler(StreamRequestHandler):
            def handle(self) -> None:
                words = json.loads(self.rfile.readline())
                code = window._answer(Asked(words=tuple(words[:-1]), at=dt.datetime.fromisoformat(words[-1])))
                if code is not None:
                    with suppress(BrokenPipeError):
                        self.wfile.write(str(code).encode())

        return Handler

    def _answer(self, asked: Asked) -> int | None:
        """Do the work of a command; its exit code, None where the scheduler was killed meanwhile."""
        self.now = max(self.now, asked.at)
        self.asked += 1
        struck = self.asked in self.kills_at
        if struck and self.asked % 2:
            self._kill()
            return None
        code = self._work(asked)
        self.done.append(asked)
        if struck:
            self._kill()
            return None
        return code

    def _work(self, asked: Asked) -> int:
        if asked.words[0] == "crawl":
            with database.reading(self.engine) as connection:
                habits = cadence.habits(connection, asked.at.date())
            for source in cadence.due(self.sources, habits, asked.at):
                result = BoardResult(source=source.id, listed=0, complete=True)
                load(self.engine, source, asked.at.isoformat(), Batch(), result, asked.at)
        elif "--week" in asked.words:
            folder = self.out / "weekly" / asked.words[-1]
            if folder.exists():
                return 1
            folder.mkdir(parents=True)
        return 0

    def row(self) -> Row:
        """What became of the ten days."""
        with database.reading(self.engine) as connection:
            every = connection.execute(sa.select(task_runs).order_by(task_runs.c.id)).all()
            crawls = connection.execute(sa.select(runs.c.source, runs.c.started_at).order_by(runs.c.id)).all()
        endings = Counter(run.outcome for run in every)
        counts = [self._of_task(task, every) for task in self.tasks.values()]
        counts += [self._of_source(source, [at for name, at in crawls if name == source.id]) for source in self.sources]
        missed, double = (sum(column) for column in zip(*counts, strict=True))
        editions = sorted(path.name for path in (self.out / "weekly").iterdir())
        refused = "a scheduler runs on it already" in self.refused
        wrong = [
            *self.wrong,
            *[f"endings {dict(endings)}"] * bool(endings["trouble"]),
            *[f"the second scheduler: {self.refused}"] * (not refused),
        ]
        figures = (
            f"missed {missed}, double {double} of {endings['done']} runs of {len(self.tasks)} tasks and {len(crawls)} "
            f"crawls of {len(self.sources)} sources; {self.kills} kill -9 cut off {endings['lost']} runs; "
            f"{len(editions)} editions, one late because all was off; second schedulers refused: {int(refused)}"
        )
        passed = not wrong and (missed, double, self.kills, len(editions)) == (0, 0, AT_WORK + IDLE + 1, 2)
        what = f"ten days around {(self.start + LENGTH / 2):%-d %B %Y}, the real scheduler"
        return Row(what=what, figures="; ".join([figures, *wrong]), passed=passed)

    def _of_task(self, task: Task, every: Sequence[sa.Row[Any]]) -> tuple[int, int]:
        """How many moments of a task no run served, and how many more than one did."""
        mine = [run for run in every if run.task == task.name and run.outcome in ("done", "trouble", "timeout")]
        served = Counter(moment for run in mine for moment in (run.since, *_between(task, run.since, run.due_at)))
        first = task.slots.up_to(self.start) if task.at_once else task.slots.after(self.start)
        wanted = {first, *_between(task, first, self.end - HOUR)}
        return len(wanted - set(served)), sum(times > 1 for times in served.values())

    def _of_source(self, source: Source, moments: Sequence[dt.datetime]) -> tuple[int, int]:
        """How often a source was left alone for one and a half of its intervals, and asked again before half of it."""
        every = EVERY[source.schedule] or LENGTH
        off = self.outage or (self.end, self.end)
        pauses = [(a, b) for a, b in pairwise([self.start, *moments, self.end]) if not (a <= off[0] and off[1] <= b)]
        late = sum(b - a > 1.5 * every for a, b in pauses)
        return late, sum(b - a < every / 2 for a, b in pairwise(moments))


def _between(task: Task, first: dt.datetime, last: dt.datetime) -> Iterator[dt.datetime]:
    while (first := task.slots.after(first)) <= last:
        yield first


def _source(number: int, schedule: Schedule) -> Source:
    """An invented board that is asked neither more nor less than its schedule says."""
    office = Organization(slug=f"us/test/{number}", name="Lark", kind=None, homepage="https://lark.example.org")
    return Source(
        id=f"us/test/{number}/greenhouse",
        organization=office,
        platform="greenhouse",
        token="lark",
        schedule=schedule,
        at_least=schedule,
        at_most=schedule,
    )
