"""Copies everything from one database into an empty one, of the same or another kind, and proves the two equal."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from schema import contents, database
from schema.contents import Content
from schema.errors import Mendable

Progress = Callable[[str, int], None]
"""Told of each portion: the table, and how many of its rows are there now."""


class CopyError(Mendable):
    """The copy was not made, and nothing of it is there; the message says why, and the mend."""


def copy(source: sa.Engine, target: sa.Engine, progress: Progress = lambda table, rows: None) -> dict[str, Content]:
    """Copy every table of ``source``, as it is at one moment, into ``target``; what both hold afterwards.

    The target gets its tables here and must not have rows yet. Raises CopyError or DatabaseError; then it has no rows.
    """
    with database.reading(source) as reading:
        at = database.revision(reading)
        if at != database.newest_revision():
            raise CopyError(
                f"{database.name(source)}: is at revision {at}, this program works with "
                f"{database.newest_revision()}; run electionjobs db upgrade on it"
            )
        database.upgrade(target)
        with database.writing(target) as writing:
            tables = contents.tables(writing)
            _refuse_rows(writing, tables, database.name(target))
            for table in tables:
                _copy_table(reading, writing, table, progress)
            if writing.dialect.name == "postgresql":
                _advance_numbers(writing, tables)
            held, copied = contents.of(reading), contents.of(writing)
            if differing := contents.differences(held, copied):
                raise CopyError(f"{database.name(target)}: the copy is not the same: {differing[0]}; please report it")
    return copied


def _refuse_rows(connection: sa.Connection, tables: list[sa.Table], name: str) -> None:
    for table in tables:
        if connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first():
            raise CopyError(f"{name}: already holds {table.name}; give an empty database")


def _copy_table(reading: sa.Connection, writing: sa.Connection, table: sa.Table, progress: Progress) -> None:
    values = {column.name: _bound(writing, column) for column in contents.columns(table)}
    done = 0
    for some in contents.read(reading, table):
        writing.execute(sa.insert(table).values(values), [dict(row._mapping) for row in some])
        done += len(some)
        progress(table.name, done)


def _bound(writing: sa.Connection, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """What a column takes its value from: JSON from its text, everything else from its typed value."""
    if not contents.is_json(column):
        return sa.bindparam(column.name, type_=column.type)
    text = sa.bindparam(column.name, type_=sa.Text)
    return sa.type_coerce(text, sa.Text) if writing.dialect.name == "sqlite" else sa.cast(text, sa.JSON)


def _advance_numbers(connection: sa.Connection, tables: list[sa.Table]) -> None:
    """Let PostgreSQL go on counting behind the highest number of each table."""
    for table in tables:
        column = table.autoincrement_column
        if column is None:
            continue
        sequence = connection.scalar(sa.select(sa.func.pg_get_serial_sequence(table.name, column.name)))
        if sequence is not None:
            highest = sa.select(sa.func.coalesce(sa.func.max(column), 0) + 1).scalar_subquery()
            connection.execute(sa.select(sa.func.setval(sequence, highest, False)))
