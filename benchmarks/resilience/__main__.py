"""Runs every scenario, prints a line each, and fails if one failed."""

import datetime as dt
import random
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa

from benchmarks.resilience import children, within
from benchmarks.resilience.boards import MISSES, NUMBERS, PLATFORMS, Script, script, source
from benchmarks.resilience.faults import FAULTS
from benchmarks.resilience.kills import kill_loads
from schema import database
from schema.tables import postings, runs

FIRST = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
SOUND_FIRST = 3
WITHIN = 440
KILLS = 30
REMOVED = 4
SEED = 20261121


class Live:
    """A live database of one or more of the boards, crawled every half day."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine = database.engine(path)
        database.upgrade(self.engine)
        self.moment = FIRST

    def within(self, platform: str, answers: Script) -> None:
        self.moment += dt.timedelta(hours=12)
        within.crawl(self.engine, source(platform), answers, self.moment)

    def children(self, scripts: Mapping[str, Script]) -> None:
        self.moment += dt.timedelta(hours=12)
        children.crawl(self.path, scripts, self.moment)

    def closed(self, platform: str) -> int:
        """How many postings of a board are not open any more. All of them must be there."""
        mine = sa.select(postings.c.status).where(postings.c.source == source(platform).id)
        with database.reading(self.engine) as connection:
            statuses = connection.scalars(mine).all()
        if len(statuses) < len(NUMBERS):
            raise RuntimeError(f"{platform}: only {len(statuses)} of {len(NUMBERS)} postings were ever stored")
        return sum(status != "open" for status in statuses)

    def causes(self) -> str:
        """What the crawls came to, counted."""
        with database.reading(self.engine) as connection:
            query = sa.select(runs.c.cause, runs.c.guard, sa.func.count()).group_by(runs.c.cause, runs.c.guard)
            found = [(cause or guard or "complete", number) for cause, guard, number in connection.execute(query)]
        told = ", ".join(f"{name} {number}" for name, number in sorted(found))
        return f"with the sound ones they came to: {told}"


def main() -> int:
    """Every scenario; the exit code."""
    started = time.monotonic()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for place, platform in enumerate(PLATFORMS):
            share = WITHIN // 3 + (place < WITHIN % 3)
            failed += _faulty_within(Live(Path(folder) / f"{platform}.db"), platform, share)
        failed += _faulty_children(Live(Path(folder) / "children.db"))
        wrong = kill_loads(Path(folder) / "killed.db", KILLS)
        failed += _say(not wrong, f"kill -9 in the middle of {KILLS} loads (child processes)", "; ".join(wrong))
    print(f"{time.monotonic() - started:.0f} s; {'FAIL' if failed else 'PASS'}")
    return int(failed > 0)


def _faulty_within(live: Live, platform: str, crawls: int) -> int:
    """Faulty crawls of one board without the network, in random order with few sound ones between; then removals."""
    for _ in range(SOUND_FIRST):
        live.within(platform, script(platform))
    draw = random.Random(SEED)
    names = [name for name, _ in zip(sorted(FAULTS) * crawls, range(crawls), strict=False)]
    draw.shuffle(names)
    guilty: dict[str, int] = {}
    for number, name in enumerate(names):
        live.within(platform, FAULTS[name](platform))
        closed = live.closed(platform)
        if closed:
            guilty[name] = guilty.get(name, 0) + closed
        if closed or number % 10 == 9:
            live.within(platform, script(platform))
    told = f"live postings closed: {guilty}" if guilty else f"0 live postings closed; {live.causes()}"
    failed = _say(not guilty, f"{platform}: {crawls} faulty crawls (spider and loader in one process)", told)
    live.within(platform, script(platform))
    needed = 0
    while live.closed(platform) < REMOVED and needed < MISSES[platform]:
        live.within(platform, script(platform, NUMBERS[REMOVED:]))
        needed += 1
    gone = live.closed(platform)
    said = f"{platform}: {gone} of {REMOVED} removed postings closed within {needed} complete crawls"
    return failed + _say(gone == REMOVED, said, f"configured are {MISSES[platform]}")


def _faulty_children(live: Live) -> int:
    """Every fault once on every board, by real crawls in child processes."""
    live.children({platform: script(platform) for platform in PLATFORMS})
    failed = crawls = 0
    for name, fault in FAULTS.items():
        live.children({platform: fault(platform) for platform in PLATFORMS})
        crawls += len(PLATFORMS)
        closed = sum(live.closed(platform) for platform in PLATFORMS)
        failed += _say(
            not closed, f"{name}: {len(PLATFORMS)} boards (one real crawl in a child process)", f"{closed} closed"
        )
    return failed + _say(crawls >= 60, f"{crawls} faulty crawls in {len(FAULTS)} child processes in all", live.causes())


def _say(passed: bool, what: str, told: str) -> int:
    print(f"{'PASS' if passed else 'FAIL'}  {what}; {told}", flush=True)
    return int(not passed)


if __name__ == "__main__":
    sys.exit(main())
