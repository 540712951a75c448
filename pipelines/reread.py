"""What a former run showed, as the parsers read it now.

History is not rewritten: what a posting said in between stays, and only a posting whose row still says what that run
showed gets a new version, from the day of the run. Nothing is closed for being absent, nothing that was closed comes
back; what the calendar ends, or no longer ends, follows from the dates as they are read now. Editors' corrections
stand.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from pipelines import corrections, expire, health, history, match, store
from pipelines.history import CONTENT
from pipelines.match import Match
from pipelines.matching import database as matching
from pipelines.normalize import readable
from pipelines.store import DATED, Row
from pipelines.validate import validate
from schema.jsonform import to_json
from schema.records import ParsedPosting, RawPosting, SetAside
from schema.rows import to_row
from schema.source import Source
from schema.tables import posting_versions, postings, runs, sightings

_WORDS = ("title_raw", "description_text")
"""Where these and a raw column stand as they did, the words of that column are as old as they were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What differs now, by the ids of postings. Values are in their JSON form.

    ``changed``     field → [before, now].
    ``new``         titles of postings that were not read in that run.
    ``not_stored``  the same, where a later run of the source did not show them: nobody knows whether they still live.
    ``lost``        titles of postings that the run showed and that are not read in it any more; their rows stay.
    ``set_aside``   the reasons why something of the run is not taken for a posting, by its address.
    """

    changed: Mapping[str, Mapping[str, list[Any]]]
    titles: Mapping[str, str]
    new: Mapping[str, str]
    not_stored: tuple[str, ...]
    lost: Mapping[str, str]
    set_aside: Mapping[str, str]


def last_shown(connection: sa.Connection) -> dict[str, int]:
    """The last run of each source that showed postings."""
    showed = sa.exists().where(sightings.c.run == runs.c.id)
    query = sa.select(runs.c.source, sa.func.max(runs.c.id)).where(showed).group_by(runs.c.source)
    return dict(connection.execute(query).all())


def read(raw: RawPosting, source: Source) -> ParsedPosting | SetAside:
    """A raw posting, read and checked."""
    found = readable(raw, source)
    return validate(found) if isinstance(found, ParsedPosting) else found


def reread(
    connection: sa.Connection, source: Source, run: int, shown: Sequence[RawPosting], now: dt.datetime
) -> Reread:
    """Store what a former run of a source showed as the parsers read it now; what differs."""
    checked = [(raw, read(raw, source)) for raw in shown]
    raws = {id(found): raw for raw, found in checked}
    parsed = [found for _, found in checked if isinstance(found, ParsedPosting)]
    matches = match.match(connection, source.id, parsed)
    speaking = _speaking(connection, source.id, run)
    newest = last_shown(connection).get(source.id) == run
    fresh = [found for found in matches if found.new]
    again = {found.id: store.newest(found) for found in matches if found.id in speaking}
    changes = _changes(connection, source, again, raws, now)
    before = history.read(connection, sorted({*again, *speaking}))
    stored = [found for found in matches if found.id in again] + (fresh if newest else [])
    if newest:
        _add(connection, run, fresh, now)
        fills = {"fills": health.fills(parsed)}
        connection.execute(sa.update(runs).where(runs.c.id == run).values(fills))
    history.change(connection, changes, run, now)
    _note(connection, source.id, stored, again)
    touched = {*changes, *(found.id for found in fresh if newest)}
    if touched:
        matching.match_new(connection, touched, now, run)
    return Reread(
        changed={row_id: _pairs(before[row_id], change) for row_id, change in changes.items()},
        titles={row_id: row["title"] for row_id, row in before.items()},
        new={found.id: store.newest(found).posting.title for found in fresh if newest},
        not_stored=tuple(store.newest(found).posting.title for found in fresh if not newest),
        lost={row_id: before[row_id]["title"] for row_id in sorted(speaking - {found.id for found in matches})},
        set_aside={found.url: found.reason for _, found in checked if isinstance(found, SetAside)},
    )


def _speaking(connection: sa.Connection, source: str, run: int) -> set[str]:
    """The postings of a source whose rows say what a run showed: no run saw them later."""
    query = (
        sa.select(sightings.c.posting)
        .join(postings, postings.c.id == sightings.c.posting)
        .where(postings.c.source == source, sightings.c.observed_on == postings.c.last_seen)
        .group_by(sightings.c.posting)
        .having(sa.func.max(sightings.c.run) == run)
    )
    return set(connection.scalars(query))


def _changes(
    connection: sa.Connection,
    source: Source,
    again: Mapping[str, ParsedPosting],
    raws: Mapping[int, RawPosting],
    now: dt.datetime,
) -> dict[str, Row]:
    """The columns of stored postings that are read otherwise now, and what follows from them."""
    known = history.read(connection, sorted(again))
    decided = corrections.of(connection, sorted(again))
    found = {}
    for row_id, parsed in again.items():
        row = known[row_id]
        content = store.content_of(parsed, row["first_seen"])
        content |= _dates(connection, row, content, raws[id(parsed)], source)
        content = corrections.apply(decided.get(row_id, ()), content)
        if all(row[name] == value for name, value in content.items()):
            continue
        found[row_id] = content | {"observed_on": parsed.posting.observed_on} | _status(row, row | content, now)
    shown = {row_id: to_row(parsed.posting) for row_id, parsed in again.items()}
    corrections.note_conflicts(connection, decided, shown)
    return found


def _dates(connection: sa.Connection, row: Row, content: Row, raw: RawPosting, source: Source) -> Row:
    """The dates of a posting as its words say them on the day that they are from.

    That is not the day of the run: a year that words lack is read from the day on which they first stood there.
    """
    if all(row[name] == content[name] for names in DATED.values() for name in names):
        return {}
    readings = {raw.observed_on: content}
    found: Row = {}
    for column, names in DATED.items():
        day = _age(connection, row, column)
        if day not in readings:
            parsed = read(replace(raw, observed_on=day), source)
            readings[day] = row if isinstance(parsed, SetAside) else store.content_of(parsed, row["first_seen"])
        found |= {name: readings[day][name] for name in names}
    return found


def _age(connection: sa.Connection, row: Row, column: str) -> dt.date:
    """The day from which on a posting has had the words that it has now in a raw column."""
    versions = posting_versions.c
    query = sa.select(versions.snapshot).where(versions.posting == row["id"]).order_by(versions.version.desc())
    day: dt.date = row["observed_on"]
    for snapshot in connection.scalars(query):
        if any(snapshot[name] != row[name] for name in (*_WORDS, column)):
            break
        day = dt.date.fromisoformat(snapshot["observed_on"])
    return day


def _status(row: Row, after: Row, now: dt.datetime) -> Row:
    """What the calendar makes of a posting by its new dates, where it is for the calendar to say."""
    if row["status"] not in ("open", "expired"):
        return {}
    death = expire.dead(after, now)
    if death is not None:
        return expire.ended(death)
    return dict(store.ALIVE) if row["status"] == "expired" else {}


def _add(connection: sa.Connection, run: int, fresh: Sequence[Match], now: dt.datetime) -> None:
    rows = [store.new_row(found, store.newest(found), now) for found in fresh]
    history.add(connection, rows, run, now)
    store.write_sightings(connection, run, fresh)


def _note(connection: sa.Connection, source: str, stored: Sequence[Match], again: Mapping[str, ParsedPosting]) -> None:
    """What postings are recognized by, and why their columns have their values."""
    store.write_keys(connection, source, stored)
    shown = {found.id: again.get(found.id) or store.newest(found) for found in stored}
    store.write_evidence(connection, shown, corrections.of(connection, sorted(again)))


def _pairs(row: Row, change: Row) -> dict[str, list[Any]]:
    """Field → [before, now], of what a reader of the posting would notice."""
    told = CONTENT | {"status", "closed_on", "close_reason"}
    return {
        name: [to_json(row[name]), to_json(value)]
        for name, value in sorted(change.items())
        if name in told and row[name] != value
    }
