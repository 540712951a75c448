"""Approved issues of the digest, as the database keeps them for ever, and their files."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from exports.digest import Digest, Order, thaw
from schema.tables import issues


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One revision of a week's issue, from 1 up; ``why`` says what a later one is for. ``arranged``: its grouping."""

    week: str
    revision: int
    day: dt.date
    since: dt.date
    until: dt.date
    arranged: Order
    digest: Digest
    approved_by: str
    approved_at: dt.datetime
    why: str


def every(connection: sa.Connection) -> list[Issue]:
    """All issues with all their revisions, the oldest first."""
    query = sa.select(issues).order_by(issues.c.week, issues.c.revision)
    return [_issue(row) for row in connection.execute(query).mappings()]


def latest(connection: sa.Connection, week: str) -> Issue | None:
    """The latest revision of a week's issue."""
    return _first(connection, issues.c.week == week)


def last_before(connection: sa.Connection, week: str) -> Issue | None:
    """The latest revision of the last issue of an earlier week."""
    return _first(connection, issues.c.week < week)


def revision(connection: sa.Connection, week: str, number: int) -> Issue | None:
    """One revision of a week's issue."""
    return _first(connection, sa.and_(issues.c.week == week, issues.c.revision == number))


def _first(connection: sa.Connection, which: sa.ColumnElement[bool]) -> Issue | None:
    query = sa.select(issues).where(which).order_by(issues.c.week.desc(), issues.c.revision.desc()).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _issue(row)


def _issue(row: Mapping[Any, Any]) -> Issue:
    return Issue(**{**row, "digest": thaw(row["digest"])})
