"""Hostile sites beside sound ones in one real crawl: it ends, stays small, reaches nothing inside, harms no other."""

import contextlib
import pickle
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, Thread
from typing import Self

import sqlalchemy as sa

from benchmarks.resilience import boards
from benchmarks.resilience.attacks import Attack, attacks
from benchmarks.resilience.bombs import MEBIBYTE
from benchmarks.resilience.raw_site import RawSite
from benchmarks.resilience.table import Progress, Row
from schema import database
from schema.source import Source
from schema.tables import postings
from settings import Settings
from tests.loopback import Site
from tests.one_crawl import MOMENT, QUICK, source
from tests.ways_out import ports

ROOT = Path(__file__).parents[2]
SIZE = 300 * MEBIBYTE
"""Bytes that the bombs unpack to."""
MOST_MEMORY = 512 * MEBIBYTE
LIMITS = replace(QUICK, timeout=8.0, source_seconds=25.0, refusals=2)
FILE_SECONDS = 5
"""Processor time of one file in this run: a quarter of the usual."""
LOOK = 0.02
"""Seconds between two looks at the memory."""
LONGEST = 600.0
"""Seconds that the whole run may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What a crawl came to; ``memory`` are the most bytes that it and the readers of files had together."""

    causes: dict[str, str | None]
    details: dict[str, str]
    seconds: float
    memory: int
    read: dict[tuple[str, str], dict[str, object]]


def check(folder: Path, progress: Progress) -> Row:
    """One crawl of sound boards, and one of the same boards among hostile sites."""
    with ports() as inside:
        hostile = list(attacks(inside, SIZE))
        progress(f"{len(hostile)} hostile sites beside {len(boards.PLATFORMS)} sound boards")
        alone = crawl(folder / "alone.db", [])
        came = crawl(folder / "hostile.db", hostile)
        heard = len(inside.heard())
    wrong = mistakes(came, alone, hostile, heard)
    causes = Counter(cause or "read" for name, cause in came.causes.items() if name in {a.name for a in hostile})
    told = ", ".join(f"{cause} {count}" for cause, count in causes.most_common())
    figures = (
        f"{came.seconds:.0f} s, peak {came.memory // MEBIBYTE} MB with the readers of files, "
        f"{heard} connections inside, {len(came.read)} sound postings as without; {told}"
    )
    what = f"{len(hostile)} hostile sites in one crawl with {len(boards.PLATFORMS)} sound boards"
    return Row(what=what, figures="; ".join([figures, *wrong]), passed=not wrong)


def mistakes(came: Came, alone: Came, hostile: Sequence[Attack], heard: int) -> list[str]:
    """What the hostile sites achieved, a line each."""
    wrong = [f"{heard} connections to addresses inside"] if heard else []
    if came.memory > MOST_MEMORY:
        wrong.append(f"more than {MOST_MEMORY // MEBIBYTE} MB")
    if came.seconds > LONGEST:
        wrong.append(f"longer than {LONGEST:.0f} s")
    if came.read != alone.read or not alone.read:
        wrong.append(
            f"{len(alone.read)} sound postings without the hostile sites, {len(came.read)} or others with them"
        )
    wrong += [f"{a.name}: no result" for a in hostile if a.name not in came.causes]
    bugs = {name: came.details[name] for name, cause in came.causes.items() if cause in ("error", "shutdown")}
    return wrong + [f"{name}: {detail}" for name, detail in bugs.items()]


def crawl(db: Path, hostile: Sequence[Attack]) -> Came:
    """A real crawl of the sound boards and of hostile sites into an empty database, by a process of its own."""
    engine = database.engine(db)
    database.upgrade(engine)
    engine.dispose()
    with contextlib.ExitStack() as stack:
        sources = [
            boards.source(name, stack.enter_context(Site(f"127.0.9.{place}", boards.script(name))).url)
            for place, name in enumerate(boards.PLATFORMS, 1)
        ]
        sound = {one.id for one in sources}
        sources += [_served(attack, f"127.0.8.{place}", stack) for place, attack in enumerate(hostile, 1)]
        started = time.monotonic()
        task = pickle.dumps((sources, replace(LIMITS, db=str(db))))
        child = [sys.executable, "-m", "benchmarks.resilience.hostile"]
        crawling = subprocess.Popen(child, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
        with crawling, Watched(crawling.pid) as watched:
            told, _ = crawling.communicate(task, timeout=2 * LONGEST)
        seconds = time.monotonic() - started
    results = pickle.loads(told)
    return Came(
        causes={result.source: result.cause for result in results},
        details={result.source: result.detail for result in results},
        seconds=seconds,
        memory=watched.most,
        read=_read(db, sound),
    )


class Watched:
    """The memory of a process and of those that it has started, looked at again and again: ``most`` bytes at a time."""

    def __init__(self, pid: int) -> None:
        self.pid, self.most = pid, 0
        self.over = Event()
        self.thread = Thread(target=self.watch)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def watch(self) -> None:
        while not self.over.wait(LOOK):
            self.most = max(self.most, _held(self.pid))


def _held(pid: int) -> int:
    """The bytes that a process and its children hold; what they share counts once."""
    process = Path("/proc", str(pid))
    try:
        share = re.search(r"^Pss:\s+(\d+) kB", (process / "smaps_rollup").read_text("ascii"), re.MULTILINE)
        children = [child for listed in process.glob("task/*/children") for child in listed.read_text("ascii").split()]
    except OSError:  # it has ended
        return 0
    return (int(share[1]) * 1024 if share else 0) + sum(_held(int(child)) for child in children)


def _served(attack: Attack, host: str, stack: contextlib.ExitStack) -> Source:
    """The source of a hostile site, which is served as long as the stack is open."""
    if attack.url is not None:
        return source(attack.platform, None, id=attack.name, url=attack.url)
    site = stack.enter_context(RawSite(host, attack.talk) if attack.talk else Site(host, attack.script))
    url = f"https://elections.example.org{attack.path}"
    return source(
        attack.platform, site.url, id=attack.name, url=None if attack.platform in ("greenhouse", "lever") else url
    )


def _read(db: Path, sources: set[str]) -> dict[tuple[str, str], dict[str, object]]:
    """The open postings of some sources; whose group they are is not theirs to say."""
    engine = database.engine(db)
    with database.reading(engine) as connection:
        found = connection.execute(
            sa.select(postings).where(postings.c.source.in_(sources), postings.c.status == "open")
        )
        rows = {(row.source, row.url): row._asdict() for row in found}
    engine.dispose()
    return {key: {name: value for name, value in row.items() if name != "group_id"} for key, row in rows.items()}


def main() -> None:
    """The crawl's part."""
    from crawl import crawl as run
    from parsers import confined

    sources, settings = pickle.loads(sys.stdin.buffer.read())
    assert isinstance(settings, Settings)
    confined.SECONDS = FILE_SECONDS
    sys.stdout.buffer.write(pickle.dumps(run(sources, settings, moment=MOMENT).results))


if __name__ == "__main__":
    main()
