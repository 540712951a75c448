"""``kill -9`` at random points of crawls, loads and editions: what was stored or published is there, and whole."""

import datetime as dt
import json
import random
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import sqlalchemy as sa

from benchmarks.resilience import victims
from benchmarks.resilience.boards import NUMBERS, PLATFORMS, script, source
from benchmarks.resilience.table import Progress, Row
from benchmarks.resilience.victims import A_BATCH
from exports import edition
from middlewares import warc
from schema import database
from schema.tables import posting_versions, postings, runs, sightings
from tests.loading import DAY, World, posting
from tests.loopback import Answer, Site
from tests.one_crawl import QUICK

SEED = 20260302
KILLS = {"crawl": 60, "load": 80, "export": 60}
FIRST = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
PUBLISHED = 60
"""Postings that an edition shows."""
WINDOWS = 5
"""The boards show that many different lists in turn: postings come, go and come again."""
A_LOAD = 0.5
"""Seconds within which loads are killed: several of them."""

Version = tuple[str, int, str]


@dataclass(slots=True, kw_only=True)
class Found:
    """What was wrong after kills: what was there in part, what was lost, what the check of the database said."""

    kills: int = 0
    torn: list[str] = field(default_factory=list)
    lost: int = 0
    broken: list[str] = field(default_factory=list)

    def judge(self, db: Path, before: set[Version], torn: list[str]) -> None:
        """One kill more, and what the database is like after it."""
        engine = database.engine(db)
        self.kills += 1
        self.torn += torn
        self.lost += len(before - _versions(db))
        self.broken += database.check(engine)
        engine.dispose()


def check(folder: Path, progress: Progress) -> Row:
    """Kill crawls, loads and editions, each kind on a database of its own, two kinds at a time."""
    kinds: dict[str, Callable[[Path, int, random.Random], Found]] = {
        "crawl": kill_crawls,
        "load": kill_loads,
        "export": kill_exports,
    }
    progress(f"seed {SEED}")
    for kind in kinds:  # here, since migrations cannot run side by side in one process
        (folder / kind).mkdir()
        database.upgrade(engine := database.engine(folder / kind / "jobs.db"))
        engine.dispose()
    victims.run(victims.nothing, folder / "told")  # from here on the others start at once

    def of(kind: str) -> Found:
        started = time.monotonic()
        found = kinds[kind](folder / kind, KILLS[kind], random.Random(f"{SEED} {kind}"))
        progress(f"{found.kills} kills of {kind} in {time.monotonic() - started:.0f} s")
        for said in (*found.torn, *found.broken):
            progress(f"{kind}: {said}")
        return found

    with ThreadPoolExecutor(2) as pool:
        every = list(pool.map(of, kinds))
    planned = ", ".join(f"{kind} {number}" for kind, number in KILLS.items())
    kills, lost = sum(found.kills for found in every), sum(found.lost for found in every)
    torn, broken = sum(len(found.torn) for found in every), sum(len(found.broken) for found in every)
    return Row(
        what=f"kill -9 at {kills} random points ({planned}; seed {SEED}) on SQLite",
        figures=f"{torn} torn runs or editions, {lost} committed postings lost, "
        + (f"integrity check: {broken} problems" if broken else "integrity check ok every time"),
        passed=kills == sum(KILLS.values()) and not (torn or lost or broken),
    )


def kill_crawls(folder: Path, times: int, draw: random.Random) -> Found:
    """Kill crawls of three boards into one database that go on where the one before was killed, with captures."""
    db, captures, told = folder / "jobs.db", folder / "captures", folder / "told"
    settings = replace(QUICK, db=str(db), captures=captures, log_level="CRITICAL")
    found, span, crawl = Found(), None, 0
    with ExitStack() as stack:
        sites = {platform: stack.enter_context(Site(f"127.0.5.{place}")) for place, platform in enumerate(PLATFORMS, 1)}
        sources = [source(platform, site.url) for platform, site in sites.items()]
        while found.kills < times:
            moment = FIRST + dt.timedelta(hours=12 * crawl)
            first = NUMBERS[0] + crawl % WINDOWS
            for platform, site in sites.items():
                site.script = _slowed(script(platform, range(first, first + len(NUMBERS))))
            before = _versions(db)
            after = None if span is None else draw.uniform(0, span)
            ended = victims.run(victims.crawl_once, told, sources, settings, moment, after=after)
            crawl += 1
            if ended.killed:
                found.judge(db, before, _torn_crawls(db, moment, ended.told))
                for path in captures.rglob("*.part"):
                    list(warc.index([path]))
            else:
                span = ended.seconds
    return found


def kill_loads(folder: Path, times: int, draw: random.Random) -> Found:
    """Kill loads that follow each other without a pause."""
    db, told = folder / "jobs.db", folder / "told"
    found, stored = Found(), 0
    for kill in range(times):
        before = _versions(db)
        ended = victims.run(victims.load_on, told, db, kill * 10_000, after=draw.uniform(0, A_LOAD))
        stored += len(ended.told)
        engine = database.engine(db)
        with database.reading(engine) as connection:
            number = connection.scalar(sa.select(sa.func.count()).select_from(runs)) or 0
            rows = connection.scalar(sa.select(sa.func.count()).select_from(postings)) or 0
        engine.dispose()
        torn = [f"{rows} postings of {number} loads"] if rows != A_BATCH * number else []
        # The last one may be stored before it could be told.
        torn += [f"{number} loads, {stored} were told"] if not stored <= number <= stored + 1 else []
        found.judge(db, before, torn)
        stored = number
    return found


def kill_exports(folder: Path, times: int, draw: random.Random) -> Found:
    """Kill editions that follow each other without a pause; readers see the last one whole."""
    db, told, out = folder / "jobs.db", folder / "told", folder / "public"
    world = World(db)
    world.load(*(posting(number) for number in range(PUBLISHED)))
    with database.reading(world.engine) as connection:
        edition.publish(connection, out, victims.site(0), today=DAY)
        started = time.monotonic()
        edition.publish(connection, out, victims.site(0), today=DAY)
        span = time.monotonic() - started
    world.engine.dispose()
    found, shown = Found(), 0
    for kill in range(times):
        before = _versions(db)
        ended = victims.run(victims.publish_on, told, db, out, kill * 1000 + 1, DAY, after=draw.uniform(0, 1.5 * span))
        torn, number = _edition(out)
        published = max([shown, *map(int, ended.told)])
        found.judge(db, before, torn + ([f"edition {number}, {published} was told"] if number < published else []))
        shown = number
    return found


def _versions(db: Path) -> set[Version]:
    """Every version that is stored, by what it says."""
    engine = database.engine(db)
    columns = posting_versions.c
    with database.reading(engine) as connection:
        query = sa.select(columns.posting, columns.version, sa.cast(columns.snapshot, sa.Text))
        found = {(name, version, said) for name, version, said in connection.execute(query)}
    engine.dispose()
    return found


def _torn_crawls(db: Path, moment: dt.datetime, told: list[str]) -> list[str]:
    """Runs that are there in part, and sources that were told to be stored and are not."""
    engine = database.engine(db)
    with database.reading(engine) as connection:
        seen = sa.select(sa.func.count()).where(sightings.c.run == runs.c.id).scalar_subquery()
        query = sa.select(runs.c.id, runs.c.source, seen).where(runs.c.finished_at == moment)
        here = {name: (number, shown) for number, name, shown in connection.execute(query)}
    engine.dispose()
    torn = [f"run {number}: {shown} sightings" for number, shown in here.values() if shown != len(NUMBERS)]
    return torn + [f"{name} was told to be stored" for name in told if name not in here]


def _edition(out: Path) -> tuple[list[str], int]:
    """Which files of the edition that is shown are missing or of another one; the number of the edition."""
    listed = json.loads((out / "edition.json").read_text("utf-8"))["files"]
    named = re.compile(rb"https://edition(\d+)\.example\.org")
    missing = [name for name in listed if not (out / name).is_file()]
    numbers = {name: set(named.findall((out / name).read_bytes())) for name in listed if name not in missing}
    every = {int(number) for found in numbers.values() for number in found}
    mixed = [
        f"{name} is of another edition" for name, found in numbers.items() if {int(n) for n in found} - {max(every)}
    ]
    return [f"{name} is missing" for name in missing] + mixed, max(every)


def _slowed(answers: dict[str, Answer]) -> dict[str, list[Answer]]:
    """The same answers, each after a moment, so that kills fall into the waiting too."""
    return {path: [replace(answer, wait=0.005)] for path, answer in answers.items()}
