"""Writes rows of ``postings`` together with their versions: there is no other way to change what a posting says."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from schema.jsonform import to_json
from schema.rows import FIELDS
from schema.tables import posting_versions, postings

CHUNK = 500

# Sightings move these all the time: they alone are no change, and a version does not speak of the first one.
_PASSING = frozenset({"last_seen", "first_seen", "observed_on", "missed"})
_SNAPSHOT = tuple(name for name in FIELDS if name != "last_seen")

# Given by the database, not read from a posting.
_HISTORY = frozenset(
    {"id", "group_id", "observed_on", "first_seen", "last_seen", "last_changed", "status", "closed_on", "close_reason"}
)
CONTENT = frozenset(FIELDS) - _HISTORY
"""The columns of what a posting says; the others are about its history."""

Change = Mapping[str, Any]


def read(connection: sa.Connection, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The whole rows of postings, by id."""
    found = {}
    for start in range(0, len(ids), CHUNK):
        query = sa.select(postings).where(postings.c.id.in_(ids[start : start + CHUNK]))
        found.update({row["id"]: dict(row) for row in connection.execute(query).mappings()})
    return found


def add(connection: sa.Connection, rows: Sequence[dict[str, Any]], run: int | None, now: dt.datetime) -> None:
    """Store new postings with their first versions."""
    if not rows:
        return
    connection.execute(sa.insert(postings), [dict(row) for row in rows])
    connection.execute(
        sa.insert(posting_versions),
        [_version(row, 1, row["observed_on"], None, run, now) for row in rows],
    )


def change(connection: sa.Connection, changes: Mapping[str, Change], run: int | None, now: dt.datetime) -> None:
    """Change columns of stored postings, with a version for each whose content or status differs afterwards.

    ``changes`` are the new values by id and column. ``last_changed`` moves by itself.
    """
    if not changes:
        return
    ids = sorted(changes)
    before, last = read(connection, ids), _last_versions(connection, ids)
    versions, updates = [], []
    for row_id in ids:
        row, wanted = before[row_id], dict(changes[row_id])
        differing = {name: [row[name], value] for name, value in wanted.items() if row[name] != value}
        if not differing:
            continue
        number, valid_from = last[row_id]
        if differing.keys() - _PASSING:
            day = _day(row, row | wanted, differing, now.date() if run is None else None)
            wanted["last_changed"] = max(row["last_changed"], day)
            after = row | wanted
            spoken = {name: pair for name, pair in differing.items() if name in _SNAPSHOT}
            versions.append(_version(after, number + 1, max(valid_from, day), spoken, run, now))
        updates.append(row | wanted)
    touch(connection, updates)
    if versions:
        connection.execute(sa.insert(posting_versions), versions)


def touch(connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Overwrite stored rows, without a version: for what is no content (last_seen, missed, first_seen)."""
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        by_columns.setdefault(tuple(sorted(row.keys() - {"id"})), []).append(row)
    for names, group in by_columns.items():
        statement = (
            sa.update(postings)
            .where(postings.c.id == sa.bindparam("_id"))
            .values({name: sa.bindparam(f"_{name}", type_=postings.c[name].type) for name in names})
        )
        connection.execute(statement, [{f"_{name}": value for name, value in row.items()} for row in group])


def _day(
    before: Mapping[str, Any], after: Mapping[str, Any], differing: Collection[str], decided_on: dt.date | None
) -> dt.date:
    """The day from which a change holds.

    New content holds from the day it was seen or, where no run brought it, decided. An end holds from the first day on
    which the posting was not open, a return from the day of the sight; so does an end that moved, for until it the
    posting was seen.
    """
    seen: dt.date = after["observed_on"]
    if not CONTENT.isdisjoint(differing):
        return decided_on or seen
    if "closed_on" not in differing:
        return seen
    # What expired was open to the end of its last day.
    end: dt.date = after["closed_on"] + dt.timedelta(days=after["status"] == "expired") if after["closed_on"] else seen
    return end if before["status"] == "open" else max(seen, after["last_seen"])


def _last_versions(connection: sa.Connection, ids: Sequence[str]) -> dict[str, tuple[int, dt.date]]:
    versions = posting_versions.c
    found: dict[str, tuple[int, dt.date]] = {}
    for start in range(0, len(ids), CHUNK):
        query = (
            sa.select(versions.posting, sa.func.max(versions.version), sa.func.max(versions.valid_from))
            .where(versions.posting.in_(ids[start : start + CHUNK]))
            .group_by(versions.posting)
        )
        found.update({row_id: (number, day) for row_id, number, day in connection.execute(query)})
    return found


def _version(
    row: Mapping[str, Any],
    number: int,
    valid_from: dt.date,
    changed: Mapping[str, list[Any]] | None,
    run: int | None,
    now: dt.datetime,
) -> dict[str, Any]:
    return {
        "posting": row["id"],
        "version": number,
        "run": run,
        "valid_from": valid_from,
        "recorded_at": now,
        "snapshot": {name: to_json(row[name]) for name in _SNAPSHOT},
        "changed": None if changed is None else to_json(changed),
    }
