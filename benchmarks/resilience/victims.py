"""What is killed: a crawl, loads one after another, editions one after another.

They run in real processes, forked from one that has everything imported, so that a kill costs no start. Each appends a
line to a file when something is done for good: what it told must be there after the kill.
"""

import datetime as dt
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawl import crawl
from exports import edition
from pipelines.scrapy_stages import ITEM_PIPELINES, LoadPipeline
from schema import database
from schema.records import BoardResult
from schema.source import Source
from settings import Settings
from tests.loading import World, posting

A_BATCH = 40
"""Postings that one load brings."""

BEGUN = "begun"
"""What a victim tells first."""

LIMIT = 60.0

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["benchmarks.resilience.warm"])

Victim = Callable[..., None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a victim ended: whether it was killed, how many seconds after its beginning, and what it had told by then."""

    killed: bool
    seconds: float
    told: list[str]


def run(work: Victim, told: Path, *given: object, after: float | None = None) -> Ended:
    """Let a victim work, and kill it ``after`` seconds from its beginning (None: never)."""
    told.write_text("", "utf-8")
    process = _SERVER.Process(target=work, args=(told, *given))
    process.start()
    latest = time.monotonic() + LIMIT
    while BEGUN not in told.read_text("utf-8") and process.is_alive() and time.monotonic() < latest:
        time.sleep(0.002)
    begun = time.monotonic()
    if after is not None:
        time.sleep(after)
        process.kill()
    process.join(LIMIT)
    if process.exitcode not in (0, -signal.SIGKILL):
        raise RuntimeError(f"{work.__name__} ended with {process.exitcode}")
    lines = told.read_text("utf-8").split()[1:]
    return Ended(killed=process.exitcode == -signal.SIGKILL, seconds=time.monotonic() - begun, told=lines)


def nothing(told: Path) -> None:
    """The one that the others wait for."""
    _teller(told)


def crawl_once(
    told: Path, sources: Sequence[Source], settings: Settings, moment: dt.datetime, replayed: Path | None = None
) -> None:
    """Crawl sources, or replay a crawl of them; tell of each that is stored."""
    TellingLoad.tell = staticmethod(_teller(told))
    ours = {"pipelines.scrapy_stages.LoadPipeline": f"{__name__}.TellingLoad"}
    pipelines = {ours.get(name, name): place for name, place in ITEM_PIPELINES.items()}
    crawl(sources, settings, moment=moment, pipelines=pipelines, replayed=replayed)


class TellingLoad(LoadPipeline):
    """The load of every crawl, which tells of what it stored."""

    tell: Callable[[str], None]

    def load(self, result: BoardResult) -> None:
        super().load(result)
        self.tell(result.source)


def load_on(told: Path, db: Path, first: int) -> None:
    """Load batch after batch; tell of each that is stored."""
    world = World(db)
    world.runs = first
    tell = _teller(told)
    for number in range(first, first + 10_000):
        seen = (posting(f"{number}-{n}", description_text="Counts ballots. " * 200) for n in range(A_BATCH))
        world.load(*seen, complete=False)
        tell(str(number))


def publish_on(told: Path, db: Path, out: Path, first: int, today: dt.date) -> None:
    """Publish edition after edition, each for a site of its own; tell of each that is in place."""
    engine = database.engine(db)
    tell = _teller(told)
    for number in range(first, first + 1000):
        with database.reading(engine) as connection:
            edition.publish(connection, out, site(number), today=today)
        tell(str(number))


def site(number: int) -> str:
    """The address of an edition."""
    return f"https://edition{number}.example.org/"


def _teller(told: Path) -> Callable[[str], None]:
    file = os.open(told, os.O_WRONLY | os.O_APPEND)

    def tell(line: str) -> None:
        os.write(file, f"{line}\n".encode())

    tell(BEGUN)
    return tell
