"""Editors' corrections: they outlive every crawl, and a crawl that contradicts one is noted beside it (promise 8)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from pipelines import history
from schema.jsonform import to_json
from schema.tables import ExactDecimal, decisions, postings


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """An active decision that a field of a posting has another value than was read. Values are in their JSON form."""

    decision: int
    field: str
    old: Any
    new: Any
    conflict: Any


def correct(
    connection: sa.Connection,
    posting: str,
    field: str,
    value: object,
    *,
    who: str,
    why: str,
    now: dt.datetime,
) -> None:
    """Give a field of a posting another value, from now on. ``value`` is as the column holds it; None: not stated.

    An earlier correction of the same field is replaced. Raises KeyError for a posting that is not there and
    ValueError for a field that is not content.
    """
    if field not in history.CONTENT:
        raise ValueError(f"{field!r} cannot be corrected; these can: {', '.join(sorted(history.CONTENT))}")
    row = history.read(connection, [posting])[posting]
    columns = decisions.c
    mine = sa.and_(columns.kind == "correct", columns.posting == posting, columns.field == field, columns.active)
    first = connection.scalar(sa.select(columns.old).where(mine).order_by(columns.id).limit(1))
    replaced = connection.execute(sa.update(decisions).where(mine).values(active=False)).rowcount
    connection.execute(
        sa.insert(decisions).values(
            kind="correct",
            posting=posting,
            field=field,
            old=first if replaced else to_json(row[field]),
            new=to_json(value),
            who=who,
            why=why,
            decided_at=now,
            active=True,
        )
    )
    history.change(connection, {posting: {field: value}}, None, now)


def of(connection: sa.Connection, ids: Sequence[str]) -> dict[str, list[Correction]]:
    """The active corrections of postings, by their ids."""
    found: dict[str, list[Correction]] = defaultdict(list)
    columns = decisions.c
    for start in range(0, len(ids), history.CHUNK):
        query = (
            sa.select(columns.posting, columns.id, columns.field, columns.old, columns.new, columns.conflict)
            .where(columns.kind == "correct", columns.active, columns.posting.in_(ids[start : start + history.CHUNK]))
            .order_by(columns.id)
        )
        for posting, decision, field, old, new, conflict in connection.execute(query):
            found[posting].append(Correction(decision=decision, field=field, old=old, new=new, conflict=conflict))
    return found


def apply(corrections: Sequence[Correction], content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a posting with its corrected fields in place."""
    return dict(content) | {item.field: column_value(item.field, item.new) for item in corrections}


def note_conflicts(
    connection: sa.Connection,
    corrections: Mapping[str, Sequence[Correction]],
    crawled: Mapping[str, Mapping[str, Any]],
) -> None:
    """Note beside each correction what a crawl reads there now, where that is neither the old nor the new value."""
    for posting, row in crawled.items():
        for item in corrections.get(posting, ()):
            read = to_json(row[item.field])
            conflict = None if read in (item.old, item.new) else read
            if conflict != item.conflict:
                connection.execute(
                    sa.update(decisions).where(decisions.c.id == item.decision).values(conflict=conflict)
                )


def column_value(field: str, value: Any) -> Any:  # noqa: ANN401 - any column's value
    """A value in its JSON form as its column holds it."""
    kind = postings.c[field].type
    if value is None:
        return None
    if isinstance(kind, sa.Date):
        return dt.date.fromisoformat(value)
    if isinstance(kind, ExactDecimal):
        return Decimal(str(value))
    return value
