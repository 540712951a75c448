"""Hostile sites beside sound ones in one real crawl: it ends, stays small, reaches nothing inside, harms no other."""

import contextlib
import pickle
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

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
LONGEST = 600.0
"""Seconds that the whole run may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What a crawl came to; ``memory`` are the most bytes that it had, ``readers`` those of its largest reader."""

    causes: dict[str, str | None]
    details: dict[str, str]
    seconds: float
    memory: int
    readers: int
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
        f"{came.seconds:.0f} s, peak {came.memory // MEBIBYTE} MB (a file's reader {came.readers // MEBIBYTE} MB), "
        f"{heard} connections inside, {len(came.read)} sound postings as without; {told}"
    )
    what = f"{len(hostile)} hostile sites in one crawl with {len(boards.PLATFORMS)} sound boards"
    return Row(what=what, figures="; ".join([figures, *wrong]), passed=not wrong)


def mistakes(came: Came, alone: Came, hostile: Sequence[Attack], heard: int) -> list[str]:
    """What the hostile sites achieved, a line each."""
    wrong = [f"{heard} connections to addresses inside"] if heard else []
    if came.memory > MOST_MEMORY or came.readers > MOST_MEMORY:
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
        done = subprocess.run(child, input=task, stdout=subprocess.PIPE, cwd=ROOT, timeout=2 * LONGEST, check=True)
        seconds = time.monotonic() - started
    results, memory, readers = pickle.loads(done.stdout)
    return Came(
        causes={result.source: result.cause for result in results},
        details={result.source: result.detail for result in results},
        seconds=seconds,
        memory=memory,
        readers=readers,
        read=_read(db, sound),
    )


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
    """The crawl's part: what it came to, and the most memory that it and its readers had."""
    from crawl import crawl as run
    from parsers import confined

    sources, settings = pickle.loads(sys.stdin.buffer.read())
    assert isinstance(settings, Settings)
    confined.SECONDS = FILE_SECONDS
    crawled = run(sources, settings, moment=MOMENT)
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    assert peak is not None
    readers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    sys.stdout.buffer.write(pickle.dumps((crawled.results, int(peak[1]) * 1024, readers * 1024)))


if __name__ == "__main__":
    main()
