"""More than 500 crawls that break in every known way: nothing that lives is closed, and what is gone is.

Most run in this process without a network (``within``), each fault once on each board as a real crawl (``children``).
"""

import datetime as dt
import random
from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa

from benchmarks.resilience import children, within
from benchmarks.resilience.boards import MISSES, NUMBERS, PLATFORMS, Script, script, source
from benchmarks.resilience.faults import FAULTS
from benchmarks.resilience.table import Progress, Row
from schema import database
from schema.tables import postings, runs

FIRST = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
SOUND_FIRST = 3
WITHIN = 440
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


def check(folder: Path, progress: Progress) -> list[Row]:
    """Every board without a network, then every fault by real crawls."""
    rows = []
    for place, platform in enumerate(PLATFORMS):
        share = WITHIN // 3 + (place < WITHIN % 3)
        progress(f"{platform}, {share} crawls")
        rows += _faulty_within(Live(folder / f"{platform}.db"), platform, share)
    return rows + _faulty_children(Live(folder / "children.db"), progress)


def _faulty_within(live: Live, platform: str, crawls: int) -> list[Row]:
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
    what = f"{platform}: {crawls} faulty crawls (spider and loader in one process)"
    return [Row(what=what, figures=told, passed=not guilty), _removed(live, platform)]


def _removed(live: Live, platform: str) -> Row:
    """What is gone in truth is closed, and no later than the platform says."""
    live.within(platform, script(platform))
    needed = 0
    while live.closed(platform) < REMOVED and needed < MISSES[platform]:
        live.within(platform, script(platform, NUMBERS[REMOVED:]))
        needed += 1
    gone = live.closed(platform)
    figures = f"{gone} closed within {needed} complete crawls, configured are {MISSES[platform]}"
    return Row(what=f"{platform}: {REMOVED} postings removed", figures=figures, passed=gone == REMOVED)


def _faulty_children(live: Live, progress: Progress) -> list[Row]:
    """Every fault once on every board, by real crawls in child processes."""
    live.children({platform: script(platform) for platform in PLATFORMS})
    rows = []
    for name, fault in FAULTS.items():
        progress(f"a real crawl, {name}")
        live.children({platform: fault(platform) for platform in PLATFORMS})
        closed = sum(live.closed(platform) for platform in PLATFORMS)
        what = f"{name}: {len(PLATFORMS)} boards (one real crawl in a child process)"
        rows.append(Row(what=what, figures=f"{closed} closed", passed=not closed))
    crawls = len(FAULTS) * len(PLATFORMS)
    what = f"{crawls} faulty crawls in {len(FAULTS)} child processes in all"
    return [*rows, Row(what=what, figures=live.causes(), passed=crawls >= 60)]
