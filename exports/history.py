"""The past of the postings, read from the views ``versions_valid`` and ``changes``."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from schema.tables import changes, runs, versions_valid


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A posting from ``valid_from`` until the day before ``valid_to`` (None: to this day).

    ``changed`` are the fields that differ from the version before: name → (before, after), both in JSON form; of the
    first version none. ``round`` names the crawl or ingest that brought it; None where an editor or a matching did.
    """

    version: int
    valid_from: dt.date
    valid_to: dt.date | None
    status: str
    recorded_at: dt.datetime
    round: str | None
    changed: dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened to a posting: new, changed, extended, reopened, closed or regrouped.

    ``day`` is the first on which it holds; ``reason`` says why a posting was closed.
    """

    day: dt.date
    kind: str
    posting: str
    version: int
    title: str
    organization: str | None
    source: str
    url: str
    reason: str | None
    changed: dict[str, tuple[Any, Any]]
    recorded_at: dt.datetime


def versions(connection: sa.Connection, posting: str) -> list[Version]:
    """Every version of a posting, the first one first. Raises KeyError for a posting that is not there."""
    known = versions_valid.c
    query = (
        sa.select(
            known.version,
            known.valid_from,
            known.valid_to,
            known.status,
            known.recorded_at,
            known.changed,
            runs.c.round,
        )
        .select_from(versions_valid.outerjoin(runs, runs.c.id == known.run))
        .where(known.posting == posting)
        .order_by(known.version)
    )
    found = [Version(**dict(row) | {"changed": _pairs(row["changed"])}) for row in connection.execute(query).mappings()]
    if not found:
        raise KeyError(posting)
    return found


def events(
    connection: sa.Connection, since: dt.date, until: dt.date | None = None, *, of: sa.Select[Any] | None = None
) -> Iterator[Event]:
    """What happened from the beginning of ``since`` to the end of ``until``, in the order of days.

    ``of`` selects the ids of the postings it happened to; without it, to any.
    """
    query = sa.select(changes).where(changes.c.day >= since)
    if of is not None:
        query = query.where(changes.c.posting.in_(of))
    if until is not None:
        query = query.where(changes.c.day <= until)
    wanted = Event.__dataclass_fields__
    for row in connection.execute(_ordered(query)).mappings():
        yield Event(**{name: row[name] for name in wanted} | {"changed": _pairs(row["changed"])})


def as_of(connection: sa.Connection, day: dt.date) -> Iterator[dict[str, Any]]:
    """The postings that were open at the end of ``day``, as they were known then: each field in its JSON form.

    What was read later in an archive counts for the days that it speaks of.
    """
    known = versions_valid.c
    open_then = sa.and_(known.valid_from <= day, sa.or_(known.open_to.is_(None), known.open_to > day))
    for snapshot in connection.scalars(sa.select(known.snapshot).where(open_then).order_by(known.posting)):
        # An archive was stored with its end already known.
        yield snapshot | {"status": "open", "closed_on": None, "close_reason": None}


def _ordered(query: sa.Select[Any]) -> sa.Select[Any]:
    order = {kind: number for number, kind in enumerate(("new", "reopened", "extended", "changed", "regrouped"))}
    rank = sa.case(order, value=changes.c.kind, else_=len(order))
    return query.order_by(changes.c.day, changes.c.posting, changes.c.version, rank)


def _pairs(changed: dict[str, list[Any]] | None) -> dict[str, tuple[Any, Any]]:
    return {name: (before, after) for name, (before, after) in sorted((changed or {}).items())}
