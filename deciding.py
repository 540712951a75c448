"""The editor's actions on a database, each in one transaction: what the command line and the desk both stand on."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

import submissions
from desk import draft, issues
from desk.actions import Document
from desk.issues import Issue
from desk.weeks import Wanted
from pipelines import editing
from pipelines.editor import EditError, Editor, decide
from schema import database
from schema.vocabulary import Via

Fetch = Callable[[str], tuple[bytes, str]]
"""Gives a page, and the address it was found at. Raises a Mendable error."""


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Deciding:
    """``desk.actions.Actions``, where each says what it does. ``via`` is from where the editor decides."""

    def __init__(
        self, engine: sa.Engine, fetch: Fetch, via: Via = "command line", clock: Callable[[], dt.datetime] = _now
    ) -> None:
        self.engine = engine
        self.fetch = fetch
        self.via = via
        self.clock = clock

    def hold(self, posting: str, *, who: str, why: str) -> int:
        with self._deciding(who, why) as (connection, by):
            return editing.mark(connection, "hold", posting, by)

    def pin(self, posting: str, *, who: str, why: str) -> int:
        with self._deciding(who, why) as (connection, by):
            return editing.mark(connection, "pin", posting, by)

    def note(self, posting: str, text: str, *, who: str, why: str) -> int:
        with self._deciding(who, why) as (connection, by):
            return editing.note(connection, posting, text, by)

    def correct(self, posting: str, field: str, value: str, *, who: str, why: str) -> int:
        with self._deciding(who, why) as (connection, by):
            return editing.correct(connection, posting, {field: value}, by)[0]

    def correct_together(self, posting: str, values: Mapping[str, str], *, who: str, why: str) -> tuple[int, ...]:
        with self._deciding(who, why) as (connection, by):
            return editing.correct(connection, posting, values, by)

    def order(self, week: str, postings: Sequence[str], *, who: str, why: str) -> int:
        with self._deciding(who, why) as (connection, by):
            return editing.order(connection, week, postings, by)

    def leave_out(self, week: str, posting: str, *, who: str, why: str) -> int:
        with self._deciding(who, why) as (connection, by):
            return editing.leave_out(connection, week, posting, by)

    def release(self, source: str, *, who: str, why: str) -> int:
        with self._deciding(who, why) as (connection, by):
            return editing.release(connection, source, by)

    def join(self, posting: str, other: str, *, who: str, why: str) -> int:
        with self._deciding(who, why) as (connection, by):
            return editing.join(connection, posting, other, by)

    def split(self, posting: str, other: str | None = None, *, who: str, why: str) -> int:
        with self._deciding(who, why) as (connection, by):
            return editing.split(connection, posting, by, other)

    def withdraw(self, posting: str, *, who: str, why: str) -> int:
        with self._deciding(who, why) as (connection, by):
            return editing.withdraw(connection, posting, by)

    def undo(self, number: int, *, who: str, why: str) -> int:
        with self._deciding(who, why) as (connection, by):
            return editing.undo(connection, number, by)

    def submit(
        self, document: Document, corrections: Mapping[str, str] | None = None, *, who: str, why: str
    ) -> tuple[int, ...]:
        # Fetching takes its time: nothing waits for it.
        content, url = self.fetch(document.url) if document.url else (document.content or b"", "")
        with self._deciding(who, why) as (connection, by):
            return submissions.submit(connection, document, content, url, corrections or {}, by)

    def accept(self, submission: int, corrections: Mapping[str, str] | None = None, *, who: str, why: str) -> str:
        with self._deciding(who, why) as (connection, by):
            return submissions.accept(connection, submission, corrections or {}, by)

    def reject(self, submission: int, *, who: str, why: str) -> int:
        with self._deciding(who, why) as (connection, by):
            return submissions.reject(connection, submission, by)

    def approve(self, wanted: Wanted, *, who: str, why: str, seen: str | None = None) -> Issue:
        with self._deciding(who, why) as (connection, by):
            made = draft.read(connection, wanted)
            if seen is not None and seen != made.fingerprint:
                raise EditError(f"{wanted.week}: the draft changed since you looked at it; look at it again")
            issue = issues.approve(connection, made, who=who, why=why, now=by.now)
            decide(connection, "approve" if issue.revision == 1 else "revise", by, week=issue.week, new=issue.revision)
            return issue

    @contextmanager
    def _deciding(self, who: str, why: str) -> Iterator[tuple[sa.Connection, Editor]]:
        """One deed in one transaction."""
        if not who.strip():
            raise EditError("say who decides")
        with database.writing(self.engine) as connection:
            yield connection, Editor(who=who, now=self.clock(), why=why, via=self.via)
