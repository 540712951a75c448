"""A small world for the tests of the loader: one board, its postings, and a database to load them into."""

import datetime as dt
import functools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from pipelines.batch import Batch, RunCounts
from pipelines.load import load
from schema import database
from schema.records import BoardResult, Evidence, JobPosting, ParsedPosting
from schema.source import Organization, Source
from schema.tables import postings

DAY = dt.date(2026, 3, 2)
LARK = Organization(slug="us/wa/lark", name="Lark County", kind=None, homepage="https://lark.example.org")
BOARD = Source(id="us/wa/lark/greenhouse", organization=LARK, platform="greenhouse", token="lark")
PAGE = Source(
    id="us/wa/lark/career_page", organization=LARK, platform="career_page", url="https://lark.example.org/jobs"
)
PAPER = Source(
    id="us/wa/lark/newsletter", organization=LARK, platform="newsletter", url="https://lark.example.org/news"
)


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


def posting(number: int | str, source: Source = BOARD, day: dt.date = DAY, **values) -> ParsedPosting:
    """Posting ``number`` of a source; on the API board with a job id, elsewhere without."""
    given = {
        "source": source.id,
        "platform": source.platform,
        "url": f"https://lark.example.org/jobs/{number}",
        "observed_on": day,
        "title": f"Elections Clerk {number}",
        "title_raw": f"Elections Clerk {number}",
        "organization": "Lark County",
        "source_job_id": str(number) if source is BOARD else None,
        "description_text": f"Opens envelopes at counter {number} and answers the questions of voters.",
        "election_sector": True,
    } | values
    quote = Evidence(field="title", quote=given["title_raw"], where="title", rule="title.whole")
    return ParsedPosting(posting=JobPosting(**given), evidence=(quote,))


@functools.cache
def _empty() -> bytes:
    """A new database as a file: making it once is the most that a small test would do."""
    with tempfile.TemporaryDirectory() as folder:
        engine = database.engine(Path(folder) / "jobs.db")
        database.upgrade(engine)
        engine.dispose()
        return (Path(folder) / "jobs.db").read_bytes()


class World:
    """A database, and the way to load a source's run into it. ``path`` may be an address."""

    def __init__(self, path: Path | str) -> None:
        if isinstance(path, Path) and not path.exists():
            path.write_bytes(_empty())
        self.engine = database.engine(path)
        database.upgrade(self.engine)
        self.runs = 0

    def load(
        self,
        *seen: ParsedPosting,
        source: Source = BOARD,
        day: dt.date = DAY,
        listed: int | None = None,
        complete: bool = True,
        cause: str | None = None,
        **parts,
    ) -> RunCounts:
        self.runs += 1
        result = BoardResult(
            source=source.id, listed=len(seen) if listed is None else listed, complete=complete, cause=cause
        )
        batch = Batch(postings=[replace(p, posting=replace(p.posting, source=source.id)) for p in seen], **parts)
        return load(self.engine, source, f"round {self.runs}", batch, result, noon(day))

    def rows(self, query: sa.Select) -> list[dict]:
        with database.reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def postings(self) -> dict[str, dict]:
        return {row["title"]: row for row in self.rows(sa.select(postings).order_by(postings.c.id))}

    def one(self) -> dict:
        (row,) = self.rows(sa.select(postings))
        return row

    def statuses(self) -> dict[str, str]:
        return {row["source_job_id"]: row["status"] for row in self.rows(sa.select(postings))}

    def healthy(self) -> bool:
        return database.check(self.engine) == []


_worlds: list[tuple[tempfile.TemporaryDirectory, World]] = []
"""The worlds that nobody uses just now, each with its folder."""


@contextmanager
def new_world() -> Iterator[World]:
    """An empty world. Its engine may have served another one: a new engine compiles every statement anew."""
    if not _worlds:
        folder = tempfile.TemporaryDirectory()
        _worlds.append((folder, World(Path(folder.name) / "jobs.db")))
    folder, world = _worlds.pop()
    try:
        yield world
    finally:
        world.engine.dispose()
        path = Path(folder.name) / "jobs.db"
        for left in Path(folder.name).iterdir():
            left.unlink()
        path.write_bytes(_empty())
        world.runs = 0
        _worlds.append((folder, world))
