"""What an editor can do, whether in the browser or on the command line: each deed is one row of ``decisions``."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from desk.issues import Issue
from desk.weeks import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What an editor hands in: a file (``name``, ``content``), a pasted text (``name`` ""), or an address to fetch.

    ``day`` is when it was published (None: today): dates without a year are read from it.
    """

    name: str = ""
    content: bytes | None = None
    url: str = ""
    day: dt.date | None = None


class Actions(Protocol):
    """Every deed is whole or not at all, says who and why, and gives the number of its decision where nothing else.

    What cannot be done raises a ``schema.errors.Mendable`` whose message is one line for the editor. ``posting`` is
    the id of a posting (a digest entry's ``id`` is one), ``week`` an ISO week like ``2026-W47``.
    """

    def hold(self, posting: str, *, who: str, why: str) -> int:
        """Keep a posting, and its copies, out of everything that is published."""

    def pin(self, posting: str, *, who: str, why: str) -> int:
        """Let a posting stand first under its heading of the digest."""

    def note(self, posting: str, text: str, *, who: str, why: str) -> int:
        """Print an editor's words with a posting in the digest; they take the place of earlier ones."""

    def correct(self, posting: str, field: str, value: str, *, who: str, why: str) -> int:
        """Give a field another value, as it is typed ("" means not stated; pipelines/field_values.py, ``value_of``)."""

    def correct_together(self, posting: str, values: Mapping[str, str], *, who: str, why: str) -> tuple[int, ...]:
        """Give fields other values that are right only together, all or none: a decision each, their numbers."""

    def order(self, week: str, postings: Sequence[str], *, who: str, why: str) -> int:
        """Let these postings stand first, in this order, each under its own heading of a week's issue."""

    def leave_out(self, week: str, posting: str, *, who: str, why: str) -> int:
        """Leave a posting out of one week's issue; feeds and tables go on showing it."""

    def release(self, source: str, *, who: str, why: str) -> int:
        """Let the next complete run of a source close what its guard holds."""

    def join(self, posting: str, other: str, *, who: str, why: str) -> int:
        """Say that two postings are one opening."""

    def split(self, posting: str, other: str | None = None, *, who: str, why: str) -> int:
        """Say that a posting is another opening than ``other``, or than the rest of its group."""

    def withdraw(self, posting: str, *, who: str, why: str) -> int:
        """Take a posting down for good, whatever its source goes on to show."""

    def undo(self, number: int, *, who: str, why: str) -> int:
        """Take a decision back."""

    def submit(
        self, document: Document, corrections: Mapping[str, str] | None = None, *, who: str, why: str
    ) -> tuple[int, ...]:
        """Read a document and let its postings wait; the numbers of the submissions, one a posting.

        ``corrections`` (field → value as typed) are kept with them. A document without a posting is refused.
        """

    def accept(self, submission: int, corrections: Mapping[str, str] | None = None, *, who: str, why: str) -> str:
        """Make a submission a posting; its id. Each correction is a decision of its own beside the acceptance."""

    def reject(self, submission: int, *, who: str, why: str) -> int:
        """Let a submission become no posting; it stays listed."""

    def approve(self, wanted: Wanted, *, who: str, why: str, seen: str | None = None) -> Issue:
        """Freeze the draft of a week as its issue, or as a revision of it, which needs a reason.

        ``seen`` is the ``fingerprint`` of the draft that the editor looked at: where the draft has changed since, this
        is refused.
        """
