"""Reading source files and loading postings, each beside the plain way to move the same bytes."""

import datetime as dt
import sqlite3
import tempfile
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

from pipelines.batch import Batch
from pipelines.load import load
from schema import database, source_files
from schema.records import BoardResult, JobPosting, ParsedPosting
from schema.source import Organization, Source

FILES, POSTINGS = 1000, 5000
MOMENT = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
TOML = """name = "Office {n}"
kind = "election office - county"
homepage = "https://office{n}.example.org"

[[board]]
platform = "neogov"
token = "office{n}"
"""
OFFICE = Organization(slug="us/wa/office", name="Office", kind=None, homepage="https://office.example.org")
BOARD = Source(id="us/wa/office/greenhouse", organization=OFFICE, platform="greenhouse", token="office")


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def posting(number: int) -> ParsedPosting:
    text = f"Registers voters at counter {number} and prepares the rolls before each election. " * 50
    return ParsedPosting(
        posting=JobPosting(
            source=BOARD.id,
            platform=BOARD.platform,
            url=f"https://office.example.org/{number}",
            observed_on=MOMENT.date(),
            source_job_id=str(number),
            title=f"Clerk {number}",
            title_raw=f"Clerk {number}",
            description_text=text,
        )
    )


def read_files(folder: Path) -> None:
    for number in range(FILES):
        (folder / f"office{number}.toml").write_text(TOML.format(n=number), "utf-8")
    ours = seconds(lambda: source_files.load(folder, {"neogov"}))
    plain = seconds(lambda: [tomllib.loads(path.read_text("utf-8")) for path in folder.glob("*.toml")])
    print(f"{FILES} source files: {ours:.2f} s, {ours / plain:.1f} times a plain reading of the TOML")


def load_postings(folder: Path) -> None:
    engine = database.engine(folder / "jobs.db")
    database.upgrade(engine)
    seen = [posting(number) for number in range(POSTINGS)]
    result = BoardResult(source=BOARD.id, listed=POSTINGS, complete=True)

    def run() -> None:
        load(engine, BOARD, "round", Batch(postings=list(seen)), result, MOMENT)

    def plain() -> None:
        with sqlite3.connect(folder / "plain.db") as connection:
            connection.execute("CREATE TABLE postings (id TEXT PRIMARY KEY, title TEXT, text TEXT)")
            rows = [(p.posting.source_job_id, p.posting.title, p.posting.description_text) for p in seen]
            connection.executemany("INSERT INTO postings VALUES (?, ?, ?)", rows)

    first, again, floor = seconds(run), seconds(run), seconds(plain)
    print(f"{POSTINGS} postings: new {POSTINGS / first:,.0f} a second, unchanged {POSTINGS / again:,.0f} a second")
    print(f"  new {first / floor:.0f} times a plain insert of the same texts")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        read_files(Path(name))
    with tempfile.TemporaryDirectory() as name:
        load_postings(Path(name))
