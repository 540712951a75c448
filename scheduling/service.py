"""The scheduler of a database: follows a plan until it is told to stop. There is one of them.

APScheduler wakes the tasks; what is due, what was done and what a crash cut off is in the database (``ledger``). A job
of APScheduler is made anew at every start and only names its task, so nothing that is stored is ever run as code.
"""

import datetime as dt
import logging
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from threading import Event, Lock
from typing import Protocol, get_args
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from scheduling import ledger, locks, slots
from scheduling.supervision import Ending, supervise
from scheduling.task import Step, Task
from schema.errors import Mendable

BEAT = 30.0
"""Seconds after which it looks at its lock, and at the clock, which a suspended machine or a correction moves."""

PATIENCE = 600.0
"""Seconds that the first signal to stop waits for what runs."""

AFTER_ERROR = dt.timedelta(minutes=5)
"""How long after the database could not be written a task is woken again."""

LATE = dt.timedelta(minutes=10)
BEATS = 3
"""Beats in a row with a task that is so late while nothing runs: then something is broken, and a new start mends it."""

NO_TIME = dt.timedelta()

logger = logging.getLogger("scheduler")


class Stuck(Mendable):
    """Tasks are due, and none begins."""


class Clock(Protocol):
    """What time it is. Tests let it run faster; then ``real`` says when a moment of it comes."""

    def now(self) -> dt.datetime: ...
    def real(self, moment: dt.datetime) -> dt.datetime: ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    def real(self, moment: dt.datetime) -> dt.datetime:
        return moment


class _Moments(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """APScheduler's view of a task's moments: the next one from now on."""

    def __init__(self, task: Task, clock: Clock) -> None:
        self.task, self.clock = task, clock

    def get_next_fire_time(self, previous_fire_time: dt.datetime | None, now: dt.datetime) -> dt.datetime:
        return self.clock.real(self.task.slots.after(self.clock.now()))


class Scheduler:
    """Follows a plan on one database until it is told to stop.

    ``program`` is what a step's arguments follow, ``environment`` what it runs in.
    """

    def __init__(
        self,
        engine: sa.Engine,
        tasks: Sequence[Task],
        *,
        zone: ZoneInfo,
        clock: Clock | None = None,
        program: Sequence[str],
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.engine, self.zone, self.program, self.environment = engine, zone, tuple(program), environment
        self.tasks = {task.name: task for task in tasks}
        self.clock = clock or SystemClock()
        self.told: SimpleQueue[int] = SimpleQueue()
        self.kill = Event()
        self.stopping = False
        self.running: set[str] = set()
        self.guard = Lock()
        # A queue of its own for what asks sites: two of them would ask one host twice at a time.
        executors = {"sites": ThreadPoolExecutor(1), "local": ThreadPoolExecutor(len(self.tasks))}
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self.waker = BackgroundScheduler(timezone=dt.UTC, executors=executors, job_defaults=defaults)

    def serve(self) -> None:
        """Run what is due until SIGTERM or SIGINT; then begin nothing, and wait for what runs. A second one stops it.

        Raises locks.Taken where another scheduler has the database, LockLost where this one has lost it, Stuck where
        tasks do not begin.
        """
        with locks.hold(self.engine, "scheduler") as check, self._listening():
            ledger.open_book(self.engine, self.tasks.values(), self.clock.now())
            for task in self.tasks.values():
                self._enter(task)
            self.waker.add_listener(self._ended, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
            self.waker.start()
            logger.info("started, with %s", ", ".join(self.tasks))
            try:
                self._until_told(check)
            except Mendable:
                self.kill.set()
                raise
            finally:
                self._stop()

    def run(self, name: str) -> dt.timedelta:
        """Run a task if it is due, and enter what it came to; how long to wait before its next moment is looked at."""
        task = self.tasks[name]
        with self.guard:
            if self.stopping:
                return NO_TIME
            self.running.add(name)
        try:
            run = ledger.begin(self.engine, task, self.clock.now())
            if run is not None:
                logger.info("%s: starts, for %s", name, slots.local(run.due_at, self.zone))
                ending, said = self._follow(task.steps(run.due_at))
                ledger.finish(self.engine, task, run, ending, said, self.clock.now())
                logger.info("%s: %s%s", name, ending, f": {said}" if said else "")
        except Mendable as error:
            logger.error("%s: %s", name, error)
            return AFTER_ERROR
        finally:
            with self.guard:
                self.running.discard(name)
        return NO_TIME

    def _follow(self, steps: Sequence[Step]) -> tuple[Ending, str]:
        """Run the commands of a task; the worst of their endings, and what they said."""
        worst: Ending = "done"
        said = []
        for step in steps:
            if self.stopping:
                worst = "stopped"
                break
            line = [*self.program, *step.arguments]
            outcome = supervise(line, step.limits, stop=self.kill, environment=self.environment)
            worst = max(worst, outcome.ending, key=get_args(Ending).index)
            if outcome.detail:
                said.append(f"{step.arguments[0]}: {outcome.detail}" if len(steps) > 1 else outcome.detail)
        return worst, "; ".join(said)

    def _enter(self, task: Task) -> None:
        self.waker.add_job(
            self.run,
            _Moments(task, self.clock),
            args=[task.name],
            id=task.name,
            executor="sites" if task.asks_sites else "local",
            next_run_time=self.clock.real(ledger.try_at(self.engine, task)),
            replace_existing=True,
        )

    def _ended(self, event: JobExecutionEvent) -> None:
        """A task's run is over: it is woken when the database says, which may be at once."""
        wait = AFTER_ERROR if event.exception else event.retval
        with self.guard:
            if not self.stopping:
                moment = self.clock.now() + wait if wait else ledger.try_at(self.engine, self.tasks[event.job_id])
                self.waker.modify_job(event.job_id, next_run_time=self.clock.real(moment))

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """Put down SIGTERM and SIGINT for the main thread to read."""
        before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
        for number in before:
            signal.signal(number, lambda number, _: self.told.put(number))
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _until_told(self, check: Callable[[], None]) -> None:
        beats = 0
        while True:
            with suppress(Empty):
                self.told.get(timeout=BEAT)
                return
            check()
            self.waker.wakeup()
            late = ledger.late(self.engine, self.tasks.values(), self.clock.now() - LATE)
            beats = beats + 1 if late and not self.running else 0
            if beats == BEATS:
                raise Stuck(f"{', '.join(late)} was due and did not begin; start the scheduler again")

    def _stop(self) -> None:
        with self.guard:
            self.stopping = True
            running = sorted(self.running)
        self.waker.pause()
        latest = time.monotonic() + PATIENCE
        if running:
            logger.info("stopping: waits for %s; a second signal stops it", ", ".join(running))
        while self.running:
            with suppress(Empty):
                self.told.get(timeout=0.2)
                latest = 0.0
            if time.monotonic() > latest:
                self.kill.set()
        self.waker.shutdown()
        logger.info("stopped")
