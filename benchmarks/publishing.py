"""A whole edition of 5,000 postings, and the desk's draft of an issue with all of them, beside writing the same rows
once as JSON lines. Seconds are of the processor: a busy machine tells little by the clock.
"""

import datetime as dt
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from desk import draft, weeks
from exports import edition, published
from pipelines.batch import Batch
from pipelines.load import load
from schema import database
from schema.jsonform import to_json
from schema.records import BoardResult, JobPosting, Location, ParsedPosting
from schema.source import Organization, Source
from schema.vocabulary import RoleFamily, members

POSTINGS = 5000
DAY = dt.date(2026, 3, 2)
OFFICE = Organization(slug="us/wa/office", name="Office", kind=None, homepage="https://office.example.org")
BOARD = Source(id="us/wa/office/greenhouse", organization=OFFICE, platform="greenhouse", token="office")


def seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def posting(number: int) -> ParsedPosting:
    families = members(RoleFamily)
    return ParsedPosting(
        posting=JobPosting(
            source=BOARD.id,
            platform=BOARD.platform,
            url=f"https://office.example.org/{number}",
            observed_on=DAY,
            source_job_id=str(number),
            title=f"Clerk {number}",
            title_raw=f"Clerk {number}",
            organization=f"County {number % 300}",
            role_family=families[number % len(families)],  # type: ignore[arg-type]
            election_sector=True,
            locations=(Location(locality="Town", region=("WA", "CO", "TX", "OH")[number % 4], country="US"),),
            description_text=f"Registers voters at counter {number} and prepares the rolls. " * 30,
        )
    )


def main(folder: Path) -> None:
    engine = database.engine(folder / "jobs.db")
    database.upgrade(engine)
    seen = [posting(number) for number in range(POSTINGS)]
    now = dt.datetime.combine(DAY, dt.time(12), dt.UTC)
    load(
        engine, BOARD, "round", Batch(postings=seen), BoardResult(source=BOARD.id, listed=POSTINGS, complete=True), now
    )
    with database.reading(engine) as connection:

        def whole() -> None:
            edition.publish(connection, folder / "public", "https://jobs.example.org", today=DAY)

        def plain() -> None:
            with (folder / "plain.jsonl").open("w") as file:
                file.writelines(json.dumps(to_json(row)) + "\n" for row in published.rows(connection))

        def drafted() -> None:
            draft.read(connection, weeks.wanted(connection, folder / "public", "https://jobs.example.org/", DAY))

        floor = seconds(plain)
        for what, work in (("edition", whole), ("edition again", whole), ("draft at the desk", drafted)):
            took = seconds(work)
            print(f"{what} of {POSTINGS}: {took:.1f} s, {took / floor:.1f} times writing the rows as JSON")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        main(Path(name))
