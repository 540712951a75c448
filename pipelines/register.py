"""Makes the rows of a source and its organization what its file says; a floor is lowered only with an explanation."""

from dataclasses import asdict, replace
from typing import Any

import sqlalchemy as sa

from schema.source import Expect, Source
from schema.tables import organizations, sources


def register(connection: sa.Connection, source: Source) -> Source:
    """Bring the rows of a source up to date; the source as it is agreed on.

    That is the source itself, unless its file lowers the floor without new words in ``expect.why``: then the floor
    that was agreed on before still holds, so that a slip in a file cannot open the way to closing.
    """
    stored = _stored(connection, sources, "id", source.id)
    agreed = source
    if stored is not None and floor(source) < stored["floor"] and source.expect.why in ("", stored["floor_why"]):
        agreed = replace(source, expect=Expect(min=stored["floor"], may_be_empty=False, why=stored["floor_why"]))
    _write(connection, organizations, "slug", asdict(source.organization))
    board = {
        "id": source.id,
        "organization": source.organization.slug,
        "platform": source.platform,
        "token": source.token,
        "url": source.url,
        "aggregator": source.aggregator,
        "schedule": source.schedule,
        "at_least": source.at_least,
        "floor": floor(agreed),
        "floor_why": agreed.expect.why,
    }
    _write(connection, sources, "id", board)
    return agreed


def floor(source: Source) -> int:
    """The fewest postings that a good run of a source lists, by its file."""
    return max(source.expect.min, 0 if source.expect.may_be_empty else 1)


def _stored(connection: sa.Connection, table: sa.Table, key: str, value: str) -> dict[str, Any] | None:
    row = connection.execute(sa.select(table).where(table.c[key] == value)).mappings().one_or_none()
    return None if row is None else dict(row)


def _write(connection: sa.Connection, table: sa.Table, key: str, row: dict[str, Any]) -> None:
    stored = _stored(connection, table, key, row[key])
    if stored is None:
        connection.execute(sa.insert(table).values(row))
    elif stored != row:
        connection.execute(sa.update(table).where(table.c[key] == row[key]).values(row))
