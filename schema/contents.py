"""What a database holds, table by table: counts and hashes that are the same wherever the same rows are stored."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from schema.tables import metadata

AT_ONCE = 1000
"""Rows that are held in memory at a time."""

_SPACE = 1 << 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """How many rows a table has, and a hash of them (hexadecimal) that does not depend on their order."""

    rows: int
    hash: str


def tables(connection: sa.Connection) -> list[sa.Table]:
    """Our tables as a database of any revision has them, each behind those that it refers to.

    JSON is text here: its very characters count, and are carried from one database to another.
    """
    found = sa.MetaData()
    found.reflect(connection, only=lambda name, _: name in metadata.tables)
    for table in found.sorted_tables:
        known = metadata.tables[table.name].columns
        for column in table.columns:
            column.type = known[column.name].type if column.name in known else column.type
    return found.sorted_tables


class JsonText(sa.types.TypeDecorator[str]):
    """The text of a JSON column on SQLite, where a bare number is stored as a number."""

    impl = sa.Text
    cache_ok = True

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> str | None:  # noqa: ANN401 - driver's value
        return value if value is None or isinstance(value, str) else json.dumps(value)


def read(connection: sa.Connection, table: sa.Table) -> Iterable[Sequence[sa.Row[Any]]]:
    """All rows of a table, some at a time, their columns in the order of ``columns``."""
    sqlite = connection.dialect.name == "sqlite"

    def wanted(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        if not is_json(column):
            return column
        text = sa.type_coerce(column, JsonText) if sqlite else sa.cast(column, sa.Text)
        return text.label(column.name)

    query = sa.select(*(wanted(column) for column in columns(table)))
    return connection.execute(query, execution_options={"yield_per": AT_ONCE}).partitions()


def columns(table: sa.Table) -> list[sa.Column[Any]]:
    """The columns of a table in an order that does not depend on its history."""
    return sorted(table.columns, key=lambda column: column.name)


def is_json(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.JSON)


def of(connection: sa.Connection) -> dict[str, Content]:
    """What a database holds, by table."""
    return {table.name: _of_table(connection, table) for table in tables(connection)}


def differences(one: Mapping[str, Content], other: Mapping[str, Content]) -> list[str]:
    """Where two databases differ, a line a table; empty where they are equal."""
    found = []
    for name in sorted({*one, *other}):
        here, there = one.get(name), other.get(name)
        if here is None or there is None:
            found.append(f"table {name} is in one of them only")
        elif here.rows != there.rows:
            found.append(f"table {name} has {here.rows} rows in one and {there.rows} in the other")
        elif here != there:
            found.append(f"table {name} has as many rows, and they are not the same")
    return found


def _of_table(connection: sa.Connection, table: sa.Table) -> Content:
    rows = total = 0
    for some in read(connection, table):
        rows += len(some)
        for row in some:
            total += int.from_bytes(hashlib.sha256(_line(tuple(row)).encode("ascii")).digest(), "big")
    return Content(rows=rows, hash=f"{total % _SPACE:064x}")


def _text(value: object) -> str:
    """Decimals, dates and moments as text, bytes as hexadecimal."""
    return value.hex() if isinstance(value, bytes) else str(value)


_line = json.JSONEncoder(default=_text, separators=(",", ":")).encode
