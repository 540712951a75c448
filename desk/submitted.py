"""The submissions that wait for an editor, and what became of the others."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from schema.records import Evidence
from schema.tables import postings, publishable, submissions, submitted_documents
from schema.vocabulary import SubmissionState


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One posting of a document. ``read`` is what it says and ``corrected`` the editor's values, both by column.

    Values are in their JSON form. ``evidence`` are the words behind them, ``conflicts`` readings that lost.
    ``posting`` is the id of what an accepted one became.
    """

    number: int
    state: SubmissionState
    document: int
    origin: str
    name: str
    url: str
    day: dt.date
    given_by: str
    given_at: dt.datetime
    read: Mapping[str, Any]
    evidence: tuple[Evidence, ...]
    conflicts: tuple[Evidence, ...]
    corrected: Mapping[str, Any]
    posting: str | None

    @property
    def values(self) -> Mapping[str, Any]:
        """What the posting says with the editor's values in place."""
        return {**self.read, **self.corrected}


_QUERY = sa.select(
    submissions,
    *(c for c in submitted_documents.columns if c.name not in ("id", "content")),
).join(submitted_documents, submitted_documents.c.id == submissions.c.document)


def listing(connection: sa.Connection, state: SubmissionState | None = None) -> list[Submission]:
    """The submissions (in one state), the oldest first."""
    query = _QUERY.order_by(submissions.c.id)
    return _read(connection, query if state is None else query.where(submissions.c.state == state))


def one(connection: sa.Connection, number: int) -> Submission | None:
    """A submission by its number."""
    return next(iter(_read(connection, _QUERY.where(submissions.c.id == number))), None)


def number_waiting(connection: sa.Connection) -> int:
    """How many submissions wait."""
    query = sa.select(sa.func.count()).select_from(submissions).where(submissions.c.state == "waiting")
    return connection.execute(query).scalar_one()


def content(connection: sa.Connection, document: int) -> bytes | None:
    """The bytes of a submitted document."""
    query = sa.select(submitted_documents.c.content).where(submitted_documents.c.id == document)
    return connection.scalar(query)


def _read(connection: sa.Connection, query: sa.Select[Any]) -> list[Submission]:
    return [_submission(row) for row in connection.execute(query).mappings()]


def _submission(row: Mapping[Any, Any]) -> Submission:
    given = {name: value for name, value in row.items() if name not in ("id", "read")}
    return Submission(
        **given,
        number=row["id"],
        read=row["read"]["posting"],
        evidence=tuple(Evidence(**item) for item in row["read"]["evidence"]),
        conflicts=tuple(Evidence(**item) for item in row["read"]["conflicts"]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an accepted submission: the other postings of its opening, and why it is not published, if so."""

    posting: str
    same_as: tuple[str, ...]
    not_published: str


def outcome(connection: sa.Connection, posting: str) -> Outcome:
    """What became of the posting of an accepted submission."""
    row = connection.execute(sa.select(postings).where(postings.c.id == posting)).mappings().one()
    group = postings.c.group_id == row["group_id"]
    others = connection.scalars(sa.select(postings.c.id).where(group, postings.c.id != posting).order_by(postings.c.id))
    shown = connection.scalar(sa.select(publishable.c.id).where(publishable.c.group_id == row["group_id"]))
    return Outcome(posting=posting, same_as=tuple(others), not_published="" if shown else _why_not(row))


def _why_not(row: Mapping[Any, Any]) -> str:
    if row["status"] != "open":
        return f"it is {row['status']}: {row['close_reason'].replace('_', ' ')} on {row['closed_on']}"
    if not row["election_sector"]:
        return "it is read as outside the election sector; correct election_sector to yes where it is inside"
    return "its opening is held, or over on the employer's own page"
