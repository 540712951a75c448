"""Editors' corrections: they outlive every crawl, and a crawl that contradicts one is noted beside it (promise 8)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from parsers.fields import salary
from pipelines import history
from pipelines.editor import Editor, decide
from schema.column_types import ExactDecimal
from schema.jsonform import to_json
from schema.tables import decisions, postings


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """An active decision that a field of a posting has another value than was read. Values are in their JSON form."""

    decision: int
    field: str
    old: Any
    new: Any
    conflict: Any


def correct(connection: sa.Connection, posting: str, values: Mapping[str, object], by: Editor) -> tuple[int, ...]:
    """Give fields of a posting other values, from now on; the numbers of the decisions, one a field.

    ``values`` are as the columns hold them, None: not stated; the fields are of ``history.CONTENT``. An earlier
    correction of the same field is replaced. Raises KeyError for a posting that is not there.
    """
    row = history.read(connection, [posting])[posting]
    numbers = tuple(_decide(connection, row, field, value, by) for field, value in values.items())
    corrected = {item.field for item in of(connection, [posting])[posting]}
    history.change(connection, {posting: {**values, **_following({**row, **values}, corrected)}}, None, by.now)
    return numbers


def take_back(connection: sa.Connection, posting: str, field: str, said: Any, by: Editor) -> None:  # noqa: ANN401
    """Let a field of a posting say again what its source does (``said``, in its JSON form)."""
    value = column_value(field, said)
    row = history.read(connection, [posting])[posting]
    corrected = {item.field for item in of(connection, [posting]).get(posting, ())}
    follows = _following({**row, field: value}, {*corrected, field}) if field in _PAY else {}
    history.change(connection, {posting: {field: value, **follows}}, None, by.now)


def _decide(connection: sa.Connection, row: Mapping[str, Any], field: str, value: object, by: Editor) -> int:
    columns = decisions.c
    mine = sa.and_(columns.kind == "correct", columns.posting == row["id"], columns.field == field, columns.active)
    first = connection.execute(sa.select(columns.old).where(mine).order_by(columns.id).limit(1)).one_or_none()
    connection.execute(sa.update(decisions).where(mine).values(active=False))
    old = to_json(row[field]) if first is None else first.old
    return decide(connection, "correct", by, posting=row["id"], field=field, old=old, new=to_json(value))


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
    """The content of a posting with its corrected fields in place, and those that follow from them."""
    corrected = dict(content) | {item.field: column_value(item.field, item.new) for item in corrections}
    return corrected | _following(corrected, {item.field for item in corrections})


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


_PAY = frozenset({"salary_min", "salary_max", "salary_unit", "salary_flags"})


def _following(content: Mapping[str, Any], corrected: Collection[str]) -> dict[str, Any]:
    """What follows from a corrected pay: its figures by the year and its qualifier, unless they are corrected too."""
    if _PAY.isdisjoint(corrected):
        return {}
    low, high = content["salary_min"], content["salary_max"]
    unit, flags = content["salary_unit"], content["salary_flags"]
    follows = {
        "salary_annual_min": salary.by_the_year(low, unit, flags),
        "salary_annual_max": salary.by_the_year(high, unit, flags),
        "salary_qualifier": salary.qualifier(low, high),
    }
    return {name: value for name, value in follows.items() if name not in corrected}


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
