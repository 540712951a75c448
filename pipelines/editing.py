"""What editors decide, by posting, source, group or week: each is a row of ``decisions`` with who, when and why.

Decisions outlive every crawl and every re-match. Nothing is deleted: what is taken back is no longer active, and the
taking back is a decision itself. Every function gives the number of its decision and raises EditError.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import sqlalchemy as sa

from pipelines import corrections, expire, history
from pipelines.editor import EditError, Editor, decide, replace_earlier
from pipelines.field_values import value_of
from pipelines.matching import database as matching
from pipelines.matching import decisions as by_hand
from pipelines.validate import problems
from schema.rows import from_row
from schema.tables import decisions, postings, sources, submissions

__all__ = ["EditError", "Editor"]

_OPEN: dict[str, object] = {"status": "open", "closed_on": None, "close_reason": None}

Row = dict[str, Any]


def mark(connection: sa.Connection, kind: Literal["hold", "pin"], posting: str, by: Editor) -> int:
    """Hold a posting's group back from publication, or pin it to the top."""
    row = _posting(connection, posting)
    replace_earlier(connection, kind, posting=posting)
    return decide(connection, kind, by, posting=posting, group_id=row["group_id"])


def note(connection: sa.Connection, posting: str, text: str, by: Editor) -> int:
    """Print an editor's words with a posting in the digest."""
    row = _posting(connection, posting)
    if not text.strip():
        raise EditError(f"{posting}: the note says nothing; undo takes an earlier one back")
    replace_earlier(connection, "note", posting=posting)
    return decide(connection, "note", by, posting=posting, group_id=row["group_id"], new=text)


def order(connection: sa.Connection, week: str, ids: Sequence[str], by: Editor) -> int:
    """Let postings stand first and in this order in a week's issue, each under its own heading."""
    if not ids:
        raise EditError(f"{week}: name the postings in the order in which they shall stand")
    for posting in ids:
        _posting(connection, posting)
    return decide(connection, "order", by, week=week, new=list(ids))


def leave_out(connection: sa.Connection, week: str, posting: str, by: Editor) -> int:
    """Leave a posting's opening out of one week's issue."""
    row = _posting(connection, posting)
    replace_earlier(connection, "leave_out", posting=posting, week=week)
    return decide(connection, "leave_out", by, posting=posting, group_id=row["group_id"], week=week)


def release(connection: sa.Connection, source: str, by: Editor) -> int:
    """Let the next complete run of a source close what its guard holds."""
    if connection.scalar(sa.select(sources.c.id).where(sources.c.id == source)) is None:
        raise EditError(f"{source}: no such source was ever crawled; electionjobs status shows them")
    return decide(connection, "release", by, source=source)


def withdraw(connection: sa.Connection, posting: str, by: Editor) -> int:
    """Take a posting down for good, whatever its source goes on to show. It keeps the day it was over before."""
    _take_down(connection, _posting(connection, posting), by)
    return decide(connection, "withdraw", by, posting=posting)


def correct(connection: sa.Connection, posting: str, texts: Mapping[str, str], by: Editor) -> tuple[int, ...]:
    """Give fields of a posting other values (see ``value_of``); the numbers of the decisions, one a field.

    The calendar then judges the posting anew.
    """
    _posting(connection, posting)
    values = {field: value_of(field, text) for field, text in texts.items()}
    numbers = corrections.correct(connection, posting, values, by)
    judge(connection, posting, by)
    return numbers


def judge(connection: sa.Connection, posting: str, by: Editor) -> None:
    """Look at a corrected posting anew: whether it is sound, and whether it is over by the calendar."""
    row = _posting(connection, posting)
    if wrong := list(problems(from_row(row))):
        raise EditError("; ".join(wrong))
    death = expire.dead(row, by.now)
    if death is not None and row["status"] == "open":
        history.change(connection, {posting: expire.ended(death)}, None, by.now)
    elif death is None and row["status"] == "expired":
        history.change(connection, {posting: _OPEN}, None, by.now)


def join(connection: sa.Connection, posting: str, other: str, by: Editor) -> int:
    """Make two postings one opening, now and in every later match."""
    _two(connection, posting, other)
    number = by_hand.join(connection, posting, other, by)
    matching.match_new(connection, [posting, other], by.now)
    return number


def split(connection: sa.Connection, posting: str, by: Editor, other: str | None = None) -> int:
    """Part a posting from another one, or from the rest of its group, now and in every later match."""
    if other is None:
        others = _group(connection, posting) - {posting}
        if not others:
            raise EditError(f"{posting}: is in a group of its own already")
    else:
        _two(connection, posting, other)
        others = {other}
    number = by_hand.split(connection, posting, sorted(others), by)
    matching.match_new(connection, [posting, *sorted(others)], by.now)
    return number


def undo(connection: sa.Connection, number: int, by: Editor) -> int:
    """Take a decision back. A corrected field gets back what the source says, a posting taken down is open again."""
    mine = decisions.c.id == number
    row = connection.execute(sa.select(decisions).where(mine, decisions.c.active)).mappings().one_or_none()
    if row is None:
        raise EditError(f"{number}: is no decision that holds; electionjobs edit list shows those that do")
    connection.execute(sa.update(decisions).where(mine).values(active=False))
    if row["kind"] in _UNDOING:
        _UNDOING[row["kind"]](connection, dict(row), by)
    about = {name: row[name] for name in ("posting", "source", "week", "submission")}
    return decide(connection, "undo", by, old=number, **about)


def reopen(connection: sa.Connection, posting: str, by: Editor) -> None:
    """Let a posting that was taken down be open again, as far as the calendar lets it."""
    history.change(connection, {posting: _OPEN}, None, by.now)
    expire.expire(connection, by.now)


def _take_down(connection: sa.Connection, row: Row, by: Editor) -> None:
    end = {"status": "removed", "closed_on": row["closed_on"] or by.now.date(), "close_reason": "withdrawn_by_editor"}
    history.change(connection, {row["id"]: end}, None, by.now)


def _match_again(connection: sa.Connection, row: Row, by: Editor) -> None:
    matching.match_new(connection, [row["posting"], *row["new"]], by.now)


def _say_as_read(connection: sa.Connection, row: Row, by: Editor) -> None:
    said = row["old"] if row["conflict"] is None else row["conflict"]
    corrections.take_back(connection, row["posting"], row["field"], said, by)


def _let_wait(connection: sa.Connection, row: Row, by: Editor) -> None:
    """A submission waits again. What became of it is taken down, unless another submission became the same."""
    mine = submissions.c.id == row["submission"]
    connection.execute(sa.update(submissions).where(mine).values(state="waiting", posting=None))
    same = sa.select(submissions.c.id).where(submissions.c.posting == row["posting"])
    if row["posting"] is not None and connection.scalar(same) is None:
        _take_down(connection, _posting(connection, row["posting"]), by)


_UNDOING: dict[str, Callable[[sa.Connection, Row, Editor], None]] = {
    "join": _match_again,
    "split": _match_again,
    "withdraw": lambda connection, row, by: reopen(connection, row["posting"], by),
    "correct": _say_as_read,
    "accept": _let_wait,
    "reject": _let_wait,
}


def _posting(connection: sa.Connection, posting: str) -> Row:
    try:
        return history.read(connection, [posting])[posting]
    except KeyError as problem:
        raise EditError(f"{posting}: there is no such posting; the ids stand in the tables and feeds") from problem


def _two(connection: sa.Connection, posting: str, other: str) -> None:
    if posting == other:
        raise EditError(f"{posting}: give two different postings")
    for name in (posting, other):
        _posting(connection, name)


def _group(connection: sa.Connection, posting: str) -> set[str]:
    group = _posting(connection, posting)["group_id"]
    return set(connection.scalars(sa.select(postings.c.id).where(postings.c.group_id == group)))
