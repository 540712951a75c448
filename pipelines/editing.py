"""What editors decide, by posting, source or group: each is a row of ``decisions`` with who, when and why.

Decisions outlive every crawl and every re-match. Nothing is deleted: what is taken back is no longer active, and the
taking back is a decision itself.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

import sqlalchemy as sa

from pipelines import corrections, expire, history
from pipelines.matching import database as matching
from pipelines.matching import decisions as by_hand
from pipelines.validate import problems
from schema.rows import from_row
from schema.tables import ExactDecimal, decisions, plain, postings, sources

_OPEN: dict[str, object] = {"status": "open", "closed_on": None, "close_reason": None}
_TRUTH = {"true": True, "yes": True, "false": False, "no": False}


class EditError(ValueError):
    """A decision that cannot be: one line that says why, and the mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """Who decides, at which aware moment, and why."""

    who: str
    now: dt.datetime
    why: str


def mark(connection: sa.Connection, kind: Literal["hold", "pin", "note"], posting: str, by: Editor) -> None:
    """Hold a posting's group back from publication, pin it to the top, or write a note (its text is the why)."""
    row = _posting(connection, posting)
    _decide(connection, by, kind=kind, posting=posting, group_id=row["group_id"])


def release(connection: sa.Connection, source: str, by: Editor) -> None:
    """Let the next complete run of a source close what its guard holds."""
    if connection.scalar(sa.select(sources.c.id).where(sources.c.id == source)) is None:
        raise EditError(f"{source}: no such source was ever crawled; electionjobs status shows them")
    _decide(connection, by, kind="release", source=source)


def withdraw(connection: sa.Connection, posting: str, by: Editor) -> None:
    """Take a posting down for good, whatever its source goes on to show. It keeps the day it was over before."""
    row = _posting(connection, posting)
    end = {"status": "removed", "closed_on": row["closed_on"] or by.now.date(), "close_reason": "withdrawn_by_editor"}
    _decide(connection, by, kind="withdraw", posting=posting)
    history.change(connection, {posting: end}, None, by.now)


def correct(connection: sa.Connection, posting: str, field: str, text: str, by: Editor) -> None:
    """Give a field of a posting another value (see ``value_of``); the calendar then judges the posting anew."""
    _posting(connection, posting)
    try:
        corrections.correct(connection, posting, field, value_of(field, text), who=by.who, why=by.why, now=by.now)
    except ValueError as problem:
        raise EditError(str(problem)) from problem
    row = history.read(connection, [posting])[posting]
    if wrong := list(problems(from_row(row))):
        raise EditError("; ".join(wrong))
    death = expire.dead(row, by.now)
    if death is not None and row["status"] == "open":
        history.change(connection, {posting: expire.ended(death)}, None, by.now)
    elif death is None and row["status"] == "expired":
        history.change(connection, {posting: _OPEN}, None, by.now)


def join(connection: sa.Connection, posting: str, other: str, by: Editor) -> None:
    """Make two postings one opening, now and in every later match."""
    if posting == other:
        raise EditError(f"{posting}: give two different postings")
    for name in (posting, other):
        _posting(connection, name)
    by_hand.join(connection, posting, other, who=by.who, why=by.why, now=by.now)
    matching.match_new(connection, [posting, other], by.now)


def split(connection: sa.Connection, posting: str, by: Editor) -> None:
    """Take a posting out of its group, now and in every later match."""
    others = _group(connection, posting) - {posting}
    if not others:
        raise EditError(f"{posting}: is in a group of its own already")
    by_hand.split(connection, posting, who=by.who, why=by.why, now=by.now)
    matching.match_new(connection, [posting, *others], by.now)


def undo(connection: sa.Connection, number: int, by: Editor) -> None:
    """Take a decision back. A corrected field gets back what the source says, a posting taken down is open again."""
    mine = decisions.c.id == number
    row = connection.execute(sa.select(decisions).where(mine, decisions.c.active)).mappings().one_or_none()
    if row is None or row["kind"] == "undo":
        raise EditError(f"{number}: is no decision that holds; electionjobs edit list shows those that do")
    connection.execute(sa.update(decisions).where(mine).values(active=False))
    _decide(connection, by, kind="undo", posting=row["posting"], source=row["source"], old=number)
    if row["kind"] in ("join", "split"):
        matching.match_new(connection, [row["posting"], *row["new"]], by.now)
    elif row["kind"] == "withdraw":
        history.change(connection, {row["posting"]: _OPEN}, None, by.now)
        expire.expire(connection, by.now)
    elif row["kind"] == "correct":
        said = row["old"] if row["conflict"] is None else row["conflict"]
        value = corrections.column_value(row["field"], said)
        history.change(connection, {row["posting"]: {row["field"]: value}}, None, by.now)


def listing(connection: sa.Connection, *, everything: bool = False) -> Sequence[dict[str, Any]]:
    """The decisions that hold, the newest last; with ``everything`` also those that do not any more."""
    query = sa.select(decisions).order_by(decisions.c.id)
    if not everything:
        query = query.where(decisions.c.active)
    return [dict(row) for row in connection.execute(query).mappings()]


def value_of(field: str, text: str) -> Any:  # noqa: ANN401 - any column's value
    """The value that an editor wrote for a field; empty is "not stated".

    A date is written 2026-11-21, a number 45000.50, yes or no as such, a list or an object as JSON.
    Raises EditError for a field that there is not, and for what is no value of it.
    """
    if field not in history.CONTENT:
        raise EditError(f"{field}: cannot be corrected; these can: {', '.join(sorted(history.CONTENT))}")
    column = postings.c[field]
    if text == "" and column.nullable:
        return None
    try:
        return _read(column.type, text)
    except (ValueError, KeyError, InvalidOperation) as problem:
        raise EditError(f"{field}: {text!r} is no {_NAMES[type(column.type)]}") from problem


_NAMES: dict[type, str] = {
    ExactDecimal: "number like 45000.50",
    sa.Integer: "whole number",
    sa.Boolean: "yes or no",
    sa.Date: "date like 2026-11-21",
    sa.JSON: 'JSON like ["WA"]',
    sa.Text: "text",
}


def _read(kind: sa.types.TypeEngine[Any], text: str) -> Any:  # noqa: ANN401 - any column's value
    if isinstance(kind, ExactDecimal):
        number = Decimal(text)
        if not number.is_finite():
            raise ValueError(text)
        return plain(number)
    if isinstance(kind, sa.Date):
        return dt.date.fromisoformat(text)
    if isinstance(kind, sa.Boolean):
        return _TRUTH[text.lower()]
    if isinstance(kind, sa.Integer):
        return int(text)
    return json.loads(text) if isinstance(kind, sa.JSON) else text


def _posting(connection: sa.Connection, posting: str) -> dict[str, Any]:
    try:
        return history.read(connection, [posting])[posting]
    except KeyError as problem:
        raise EditError(f"{posting}: there is no such posting; the ids stand in the tables and feeds") from problem


def _group(connection: sa.Connection, posting: str) -> set[str]:
    group = _posting(connection, posting)["group_id"]
    return set(connection.scalars(sa.select(postings.c.id).where(postings.c.group_id == group)))


def _decide(connection: sa.Connection, by: Editor, **about: Any) -> None:  # noqa: ANN401 - any column's value
    row = {"who": by.who, "decided_at": by.now, "why": by.why, "active": about["kind"] != "undo"}
    connection.execute(sa.insert(decisions).values(about | row))
