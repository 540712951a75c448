"""The scheduler in a process of its own, under a clock that hurries while nothing runs.

``python -m benchmarks.resilience.hurried DATABASE OUT START DOOR``: its commands do no work themselves. Each tells the
socket at DOOR what it was called with and the moment, and ends with the exit code that it is told.
"""

import datetime as dt
import logging
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Lock
from zoneinfo import ZoneInfo

from scheduler import plan
from scheduling.service import Scheduler
from scheduling.slots import Every
from scheduling.task import Step, Task
from schema import database
from schema.errors import Mendable
from settings import Settings

IDLE_SPEED, BUSY_SPEED = 30_000.0, 300.0
"""Simulated seconds in a second, while nothing runs and while something does."""

STALL = 0.4
"""Seconds without a look at the clock of which no more are counted: then the machine was busy with something else."""

ASK = """
import json, socket, sys
with socket.socket(socket.AF_UNIX) as line:
    line.connect(sys.argv[1])
    line.sendall(json.dumps(sys.argv[2:]).encode() + b"\\n")
    code = line.recv(1)
sys.exit(int(code or b"9"))
"""


def tasks(out: Path) -> tuple[Task, ...]:
    """The real plan, with fewer rounds."""
    seldom = Every(interval=dt.timedelta(hours=3), offset=dt.timedelta(minutes=7))
    return tuple(replace(task, slots=seldom) if task.name == "round" else task for task in plan(Settings(out=out)))


class Hurrying:
    """A clock that hurries while nothing runs. Moments that were planned too early are planned again."""

    def __init__(self, start: dt.datetime) -> None:
        self.lock = Lock()
        self.running = 1  # the start, until the scheduler waits for its tasks
        self.moment, self.read_at = start, time.monotonic()

    def now(self) -> dt.datetime:
        with self.lock:
            return self._advance()

    def real(self, moment: dt.datetime) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + max(moment - self.now(), dt.timedelta()) / IDLE_SPEED

    def run(self, more: int) -> None:
        """One more runs, or one less (-1)."""
        with self.lock:
            self._advance()
            self.running += more

    def _advance(self) -> dt.datetime:
        at = time.monotonic()
        passed = dt.timedelta(seconds=min(at - self.read_at, STALL))
        self.moment += passed * (BUSY_SPEED if self.running else IDLE_SPEED)
        self.read_at = at
        return self.moment


class Simulated(Scheduler):
    """The scheduler, whose clock knows when it is at work."""

    clock: Hurrying

    def _until_told(self, check: Callable[[], None]) -> None:
        self.clock.run(-1)
        super()._until_told(check)

    def run(self, name: str) -> dt.timedelta:
        self.clock.run(1)
        try:
            return super().run(name)
        finally:
            self.clock.run(-1)


def serve(db: str, out: str, start: str, door: str) -> int:
    """The child's part: the scheduler with its plan; what its commands are asked to do, they ask at the door."""
    clock = Hurrying(dt.datetime.fromisoformat(start))

    def told(task: Task) -> Task:
        """The moment goes with every command: the clock is in this process alone."""

        def steps(slot: dt.datetime) -> tuple[Step, ...]:
            return tuple(replace(s, arguments=(*s.arguments, clock.now().isoformat())) for s in task.steps(slot))

        return replace(task, steps=steps)

    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    program = (sys.executable, "-S", "-E", "-c", ASK, door)
    try:
        Simulated(
            database.engine(db), list(map(told, tasks(Path(out)))), zone=ZoneInfo("UTC"), clock=clock, program=program
        ).serve()
    except Mendable as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(serve(*sys.argv[1:]))
