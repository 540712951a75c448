"""What runs when: the plan that the one scheduler of a database follows. Each command is a subprocess with limits.

Days and hours are by the clock of the settings' zone; what is computed from them, and kept, is UTC.
"""

import datetime as dt
import sys

import sqlalchemy as sa

from scheduling import slots
from scheduling.service import Scheduler
from scheduling.supervision import Limits
from scheduling.task import Step, Task
from settings import Settings, child_environment

GIBIBYTE = 2**30
HOUR = 3600.0

CRAWL = Limits(seconds=12 * HOUR, memory=3 * GIBIBYTE)
PUBLISH = Limits(seconds=1 * HOUR, memory=4 * GIBIBYTE)
UPKEEP = Limits(seconds=2 * HOUR, memory=2 * GIBIBYTE)

PROGRAM = (sys.executable, "-P", "-m", "cli")
"""What a step's arguments follow."""


def scheduler(settings: Settings, engine: sa.Engine) -> Scheduler:
    """The scheduler of a database, with everything that is done again and again. Raises slots.ZoneError."""
    return Scheduler(
        engine,
        plan(settings),
        zone=slots.zone(settings.zone),
        program=PROGRAM,
        environment=child_environment(settings),
    )


def plan(settings: Settings) -> tuple[Task, ...]:
    """Everything that is done again and again. Raises slots.ZoneError."""
    zone = slots.zone(settings.zone)

    def edition(slot: dt.datetime) -> tuple[Step, ...]:
        week = f"{slot.astimezone(zone):%G-W%V}"
        # A dated cut is never rewritten: a run that was cut off behind it has nothing left to do.
        made = (settings.out / "weekly" / week).is_dir()
        return (Step(arguments=("export",) if made else ("export", "--week", week), limits=PUBLISH),)

    return (
        Task(
            name="round",
            what="crawl what is due, then publish",
            slots=slots.Every(interval=dt.timedelta(hours=1), offset=dt.timedelta(minutes=7)),
            steps=lambda slot: (
                Step(arguments=("crawl", "--due", "--wait"), limits=CRAWL),
                Step(arguments=("export",), limits=PUBLISH),
            ),
            asks_sites=True,
            at_once=True,
        ),
        Task(
            name="edition",
            what="publish the dated cut of the week",
            slots=slots.weekly(settings.weekly, zone),
            steps=edition,
            must_succeed=True,
        ),
        Task(
            name="links",
            what="look whether published links still lead to their postings",
            slots=slots.daily("02:40", zone),
            steps=lambda slot: (Step(arguments=("check-links", "--wait"), limits=CRAWL),),
            asks_sites=True,
        ),
        Task(
            name="prune",
            what="remove old captures",
            slots=slots.daily("03:25", zone),
            steps=lambda slot: (Step(arguments=("db", "prune"), limits=UPKEEP),),
            must_succeed=True,
        ),
        Task(
            name="backup",
            what="back up the database, and try to restore it",
            slots=slots.weekly("sun 04:10", zone),
            steps=lambda slot: (Step(arguments=("db", "backup", "--verify"), limits=UPKEEP),),
            must_succeed=True,
        ),
    )
