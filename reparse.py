"""Reads former runs again: their captures answer in place of the network, and the parsers are those of today.

First every run is replayed, and what it shows waits in a folder; then ``differences`` says what would be stored, and
``apply`` stores it, in one transaction a source.
"""

import datetime as dt
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from scrapy.crawler import Crawler

import crawl as crawling
from middlewares import warc
from middlewares.replay import replaying
from pipelines import reread
from pipelines.reread import Reread
from schema import database
from schema.errors import Mendable
from schema.records import BoardResult, RawPosting
from schema.source import Source
from schema.tables import runs
from settings import Settings, scrapy_settings
from spiders.board import Progress, host_of


class ReparseError(Mendable):
    """What was asked for cannot be read again: one line with the mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A former run of a source: its number, the round it was part of, the day it was of, whether it was complete."""

    number: int
    source: Source
    round: str
    observed_on: dt.date
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A run that was read again: what it showed, and what the reading came to."""

    run: Run
    shown: tuple[RawPosting, ...]
    result: BoardResult


def choose(
    engine: sa.Engine, sources: Sequence[Source], captures: Path, number: int | None = None
) -> tuple[list[Run], list[str]]:
    """The runs to read again: one by its number, else the last of each source that showed postings.

    Also the sources that cannot be read again, a line each. Raises ReparseError for a run that there is not.
    """
    known = {source.id: source for source in sources}
    with database.reading(engine) as connection:
        wanted = reread.last_shown(connection).values() if number is None else [number]
        query = sa.select(runs.c.id, runs.c.source, runs.c.round, runs.c.complete).order_by(runs.c.id)
        rows = [row for row in connection.execute(query) if row.id in set(wanted)]
    if number is not None and not rows:
        raise ReparseError(f"there is no run {number}; electionjobs history ID shows the runs of a posting")
    found, lacking = [], []
    for row in rows:
        if row.source not in known:
            if number is not None:
                raise ReparseError(f"run {number} is of {row.source}, which is in no source file")
            continue
        source = known[row.source]
        told = [warc.about(path) for path in warc.files_of(captures, row.round, source.platform)]
        day = next((one["observed_on"] for one in told if "observed_on" in one), None)
        if day is None:
            lacking.append(f"{row.source}: run {row.id} ({row.round}) is not in {captures}; it cannot be read again")
            continue
        found.append(
            Run(
                number=row.id,
                source=source,
                round=row.round,
                observed_on=dt.date.fromisoformat(day),
                complete=row.complete,
            )
        )
    return found, lacking


def replay(chosen: Sequence[Run], settings: Settings, captures: Path, folder: Path, on_progress: Progress) -> None:
    """Read runs again, each from its capture; what they show is kept in an empty folder. A process can do this once."""
    by_round: dict[tuple[str, str], list[Run]] = {}
    for run in chosen:
        by_round.setdefault((run.round, run.source.platform), []).append(run)
    parts = [
        crawling.Part(
            platform=platform,
            sources=tuple(run.source for run in group),
            observed_on=group[0].observed_on,
            settings={"ELECTIONJOBS_ROUND": name},
        )
        for (name, platform), group in by_round.items()
    ]
    hosts = {host_of(run.source.base_url) for run in chosen if run.source.base_url}
    given = replaying(scrapy_settings(settings, hosts), captures)
    given |= {"ITEM_PIPELINES": {"reparse.KeepingPipeline": 100}, "ELECTIONJOBS_KEPT": str(folder)}
    crawling.run(parts, settings, given, on_progress)


class KeepingPipeline:
    """Keeps what a source shows until its result comes, and then puts it into a file."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.folder = Path(crawler.settings["ELECTIONJOBS_KEPT"])
        self.shown: dict[str, list[RawPosting]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "KeepingPipeline":
        return cls(crawler)

    def process_item(self, item: Any) -> Any:  # noqa: ANN401 - Scrapy's own signature
        if isinstance(item, RawPosting):
            self.shown.setdefault(item.source, []).append(item)
        elif isinstance(item, BoardResult):
            self.keep(item)
        return item

    def close_spider(self) -> None:
        for result in self.crawler.spider.unfinished():  # type: ignore[union-attr]  # every spider is a BoardSpider
            self.keep(result)

    def keep(self, result: BoardResult) -> None:
        """Write the file of a source."""
        shown = tuple(self.shown.pop(result.source, ()))
        _file(self.folder, result.source).write_bytes(pickle.dumps((shown, result)))


def kept(chosen: Sequence[Run], folder: Path) -> Iterator[Replayed]:
    """What the replayed runs showed, one after another."""
    for run in chosen:
        path = _file(folder, run.source.id)
        if path.exists():
            shown, result = pickle.loads(path.read_bytes())
        else:
            shown, result = (), crawling.unread(run.source, "shutdown", "the reading ended before this source")
        yield Replayed(run=run, shown=shown, result=result)


def differences(engine: sa.Engine, replayed: Replayed, now: dt.datetime) -> Reread:
    """What storing a replayed run would change. Raises DatabaseError."""
    with database.writing(engine) as connection:
        trial = connection.begin_nested()
        found = reread.reread(connection, replayed.run.source, replayed.run.number, replayed.shown, now)
        trial.rollback()
    return found


def apply(engine: sa.Engine, replayed: Replayed, now: dt.datetime) -> Reread:
    """Store a replayed run as it is read now; what was changed. Raises DatabaseError; then nothing was."""
    with database.writing(engine) as connection:
        return reread.reread(connection, replayed.run.source, replayed.run.number, replayed.shown, now)


def _file(folder: Path, source: str) -> Path:
    return folder / source.replace("/", ",")
