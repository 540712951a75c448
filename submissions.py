"""Documents that an editor hands in: read, kept byte for byte, and made postings once they are accepted.

An accepted one comes into the database as every posting does, as one of the source ``SUBMISSIONS``: so it joins a
crawled copy of itself, and what the editor corrected in it are corrections.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import fields, replace
from multiprocessing import get_context

import sqlalchemy as sa

from desk import submitted
from desk.actions import Document
from desk.submitted import Submission
from pipelines import corrections, editing, normalize
from pipelines.batch import Batch
from pipelines.editor import EditError, Editor, decide
from pipelines.field_values import value_of
from pipelines.load import load_on
from schema.jsonform import to_json
from schema.records import BoardResult, JobPosting, ParsedPosting, RawPosting, SetAside
from schema.rows import from_row
from schema.source import Organization, Source
from schema.tables import postings, runs, sightings, submissions, submitted_documents
from spiders.board import BoardError
from spiders.document import read_document

SUBMISSIONS = Source(
    id="submissions/document",
    organization=Organization(slug="submissions", name="Submissions", kind=None, homepage=""),
    platform="document",
    aggregator=True,
    schedule="paused",
)
"""The source of what editors handed in. Their employers are named in the documents."""

PASTED = "pasted text"
"""The name of a document that has none."""


def fetch(url: str, scrapy_settings: Mapping[str, object]) -> tuple[bytes, str]:
    """A page and the address it was found at, by the rules of a crawl. Raises CrawlError and EditError.

    A process can do that once, so another one does it: a server may ask again and again.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
        try:
            return elsewhere.submit(_fetch, url, scrapy_settings).result()
        except BrokenProcessPool as problem:
            raise EditError(
                f"{url}: fetching it broke off; try again, or save the page and hand in the file"
            ) from problem


def _fetch(url: str, scrapy_settings: Mapping[str, object]) -> tuple[bytes, str]:
    import fetching  # brings in all of Scrapy's crawler, in the other process alone

    return fetching.fetch(url, scrapy_settings)


def read(content: bytes, name: str, url: str, day: dt.date) -> list[ParsedPosting]:
    """The postings of a document. Raises EditError for a document that holds none, with the reason."""
    address = url or name
    try:
        page = read_document(content, address, day)
    except BoardError as error:
        raise EditError(error.detail) from error
    if not page.postings:
        lists = f"it leads to {len(page.links)} others; hand in the address of one" if page.links else ""
        raise EditError(f"{address}: holds no posting: {page.rejected or lists or page.kind}")
    found = [normalize.readable(_ours(raw, content, name), SUBMISSIONS) for raw in page.postings]
    read_whole = [one for one in found if isinstance(one, ParsedPosting)]
    if broken := [one for one in found if isinstance(one, SetAside)]:
        raise EditError(f"{address}: {broken[0].reason}")
    return read_whole


def _ours(raw: RawPosting, content: bytes, name: str) -> RawPosting:
    """A raw posting of our source. Without an address of the web it is found again by its document's own bytes."""
    url = raw.url
    if not url.lower().startswith(("http://", "https://")):
        url = f"submitted/{hashlib.sha256(content).hexdigest()[:16]}/{name.rpartition('/')[2] or PASTED}"
    return replace(raw, source=SUBMISSIONS.id, platform=SUBMISSIONS.platform, url=url)


def submit(
    connection: sa.Connection,
    document: Document,
    content: bytes,
    url: str,
    corrected: Mapping[str, str],
    by: Editor,
) -> tuple[int, ...]:
    """Let the postings of a document wait; their numbers. ``corrected`` (as typed) are kept with each of them."""
    name = document.url or document.name or PASTED
    day = document.day or by.now.date()
    values = {field: to_json(value_of(field, text)) for field, text in corrected.items()}
    parsed = read(content, name, url, day)
    if values and len(parsed) > 1:
        raise EditError(f"{name}: holds {len(parsed)} postings; hand it in as it is and correct each of them")
    row = {
        "origin": "url" if document.url else "file" if document.name else "stdin",
        "name": name,
        "url": url,
        "day": day,
        "content": content,
        "given_by": by.who,
        "given_at": by.now,
    }
    insert = sa.insert(submitted_documents).values(row).returning(submitted_documents.c.id)
    number = connection.execute(insert).scalar_one()
    waiting = [
        {"document": number, "read": to_json(one), "corrected": values, "state": "waiting", "posting": None}
        for one in parsed
    ]
    numbers = tuple(
        connection.execute(sa.insert(submissions).values(row).returning(submissions.c.id)).scalar_one()
        for row in waiting
    )
    decide(connection, "add", by, submission=numbers[0], new=list(numbers))
    return numbers


def accept(connection: sa.Connection, number: int, corrected: Mapping[str, str], by: Editor) -> str:
    """Make a waiting submission a posting, and each of its corrections a correction of it; its id."""
    one = _waiting(connection, number)
    posting = _load(connection, one, by)
    if connection.scalar(sa.select(postings.c.close_reason).where(postings.c.id == posting)) == "withdrawn_by_editor":
        editing.reopen(connection, posting, by)
    decide(connection, "accept", by, submission=number, posting=posting)
    values = {field: corrections.column_value(field, value) for field, value in one.corrected.items()}
    values |= {field: value_of(field, text) for field, text in corrected.items()}
    corrections.correct(connection, posting, values, by)
    editing.judge(connection, posting, by)
    mine = submissions.c.id == number
    connection.execute(sa.update(submissions).where(mine).values(state="accepted", posting=posting))
    return posting


def reject(connection: sa.Connection, number: int, by: Editor) -> int:
    """Let a waiting submission become nothing; the number of the decision."""
    _waiting(connection, number)
    connection.execute(sa.update(submissions).where(submissions.c.id == number).values(state="rejected"))
    return decide(connection, "reject", by, submission=number)


def _waiting(connection: sa.Connection, number: int) -> Submission:
    one = submitted.one(connection, number)
    if one is None:
        raise EditError(f"{number}: there is no such submission; electionjobs edit submissions shows them")
    if one.state != "waiting":
        raise EditError(f"{number}: is {one.state} already; electionjobs edit undo takes that back")
    return one


def parsed(one: Submission) -> ParsedPosting:
    """What was read in a submission."""
    row = {f.name: corrections.column_value(f.name, one.read[f.name]) for f in fields(JobPosting)}
    return ParsedPosting(posting=from_row(row), evidence=one.evidence, conflicts=one.conflicts)


def _load(connection: sa.Connection, one: Submission, by: Editor) -> str:
    name = f"submission {one.number} {by.now:%Y-%m-%dT%H:%M:%S.%fZ}"
    result = BoardResult(source=SUBMISSIONS.id, listed=1, complete=True)
    load_on(connection, SUBMISSIONS, name, Batch(postings=[parsed(one)]), result, by.now)
    shown = sa.select(sightings.c.posting).join(runs, runs.c.id == sightings.c.run).where(runs.c.round == name)
    posting: str = connection.execute(shown.order_by(runs.c.id.desc()).limit(1)).scalar_one()
    return posting
