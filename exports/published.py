"""What is published: the rows of the ``publishable`` view, in one stable order."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from schema.records import JobPosting
from schema.tables import publishable

# A date that moves with every crawl would change the bytes of an edition in which nothing changed.
_NOT_PUBLISHED = {"last_seen"}

COLUMNS: tuple[str, ...] = tuple(f.name for f in fields(JobPosting) if f.name not in _NOT_PUBLISHED)
"""The columns of the tables that are published, in their order."""

Row = Mapping[str, Any]


def rows(connection: sa.Connection) -> Sequence[Row]:
    """Every posting that is published, the newest first, then by id."""
    query = sa.select(*(publishable.c[name] for name in COLUMNS)).order_by(
        publishable.c.first_seen.desc(), publishable.c.id
    )
    return [dict(row) for row in connection.execute(query).mappings()]
