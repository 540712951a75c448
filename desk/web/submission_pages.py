"""Submissions: a document is handed in, what was read in it is looked at and corrected, then taken or not."""

import datetime as dt
from collections.abc import Mapping
from typing import get_args

from starlette.datastructures import UploadFile
from starlette.responses import Response

from desk import submitted
from desk.actions import Document
from desk.proofs import proof, words
from desk.submitted import Submission
from desk.web import things
from desk.web.room import NotHereError, Visit
from schema import database
from schema.errors import Mendable
from schema.vocabulary import SubmissionState

LIST = "/desk/submissions"


def show_all(visit: Visit) -> Response:
    """The form for a new one, and those that are there."""
    return _listing(visit)


def _listing(visit: Visit, trouble: str = "") -> Response:
    asked = visit.asked("state") or "waiting"
    state = next((state for state in get_args(SubmissionState) if state == asked), None)
    with database.reading(visit.room.engine) as connection:
        found = submitted.listing(connection, state)
    return visit.render(
        "submissions",
        status=409 if trouble else 200,
        trouble=trouble,
        submissions=found,
        state=state or "all",
        states=(*get_args(SubmissionState), "all"),
        given={name: visit.words(name) for name in ("url", "text", "day", "why")},
    )


def submit(visit: Visit) -> Response:
    """Read what was handed in; its postings wait."""
    try:
        numbers = visit.room.actions.submit(_document(visit), who=visit.who, why=visit.line("why"))
    except Mendable as problem:
        return _listing(visit, str(problem))
    if len(numbers) == 1:
        return visit.onward(f"{LIST}/{numbers[0]}", "Read. Look at what was read, then take it or not.")
    return visit.onward(LIST, f"{len(numbers)} postings were read; each waits below.")


class HandedInError(Mendable):
    """A form that hands in nothing, or too many things at once."""


def _document(visit: Visit) -> Document:
    upload = visit.form.get("file")
    file = upload if isinstance(upload, UploadFile) and upload.filename else None
    url, text = visit.line("url"), visit.words("text").replace("\r\n", "\n")
    if sum(map(bool, (file, url, text))) != 1:
        raise HandedInError("Give one of the three: an address, a file, or a text.")
    day = _day(visit.line("day"))
    if url:
        return Document(url=url, day=day)
    if file is not None:
        return Document(name=str(file.filename), content=file.file.read(), day=day)
    return Document(content=text.encode(), day=day)


def _day(given: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(given) if given else None
    except ValueError as problem:
        raise HandedInError(f"{given}: is no day; write it like 2026-11-21.") from problem


def show(visit: Visit) -> Response:
    """What was read in one document, each value beside its words, as a form to correct it in."""
    return _looking(visit)


def _looking(visit: Visit, trouble: str = "") -> Response:
    one = _one(visit)
    found = [
        *(proof(evidence, used=True) for evidence in one.evidence),
        *(proof(evidence, used=False) for evidence in one.conflicts),
    ]
    form = visit.form if trouble else None
    return visit.render(
        "submission",
        status=409 if trouble else 200,
        trouble=trouble,
        one=one,
        things=[
            (
                thing,
                [things.asked(column, one.values[column], form) for column in thing.columns],
                words(found, thing.columns),
            )
            for thing in things.THINGS.values()
        ],
        why=visit.line("why"),
    )


def _one(visit: Visit) -> Submission:
    number = visit.number("number")
    with database.reading(visit.room.engine) as connection:
        found = submitted.one(connection, number)
    if found is None:
        raise NotHereError(f"{number}: there is no such submission")
    return found


def decide(visit: Visit) -> Response:
    """Take a submission, with what the form says otherwise, or let it be none."""
    one, why = _one(visit), visit.line("why")
    try:
        if visit.words("deed") == "reject":
            visit.room.actions.reject(one.number, who=visit.who, why=why)
            return visit.onward(LIST, f"Rejected: {one.values['title']}. It stays listed.")
        wanted = _wanted(visit, one)
        posting = visit.room.actions.accept(one.number, wanted, who=visit.who, why=why)
    except Mendable as problem:
        return _looking(visit, str(problem))
    return visit.onward(f"/desk/postings/{posting}", "Accepted: it is a posting now, and stands in the draft.")


def _wanted(visit: Visit, one: Submission) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for thing in things.THINGS.values():
        found |= things.changed(visit.form, thing, one.values)
    return found
