"""What is published: the rows of the ``publishable`` view, each with what other members of its group state.

For researchers also what is over, and what happened.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from exports.merging import Member, merge
from schema.records import JobPosting
from schema.tables import changes, decisions, evidence, postings, publishable, sources

# A date that moves with every crawl would change the bytes of an edition in which nothing changed.
_NOT_PUBLISHED = {"last_seen"}
# Their old and new words would make a table of changes as long as all postings.
_LONG = {"description_html", "description_text", "last_seen"}

COLUMNS: tuple[str, ...] = tuple(f.name for f in fields(JobPosting) if f.name not in _NOT_PUBLISHED)
"""The columns of the tables that are published, in their order."""

Row = Mapping[str, Any]

_CORRECTS = sa.and_(decisions.c.kind == "correct", decisions.c.active)


def rows(connection: sa.Connection) -> Sequence[Row]:
    """Every posting that is published, the newest first, then by id; what it does not state is ``merging.merge``'s."""
    query = sa.select(*(publishable.c[name] for name in COLUMNS)).order_by(
        publishable.c.first_seen.desc(), publishable.c.id
    )
    found: list[Row] = [dict(row) for row in connection.execute(query).mappings()]
    corrected = _corrected(connection)
    others = _others(connection, corrected)
    return [
        merge(row, others[row["group_id"]], corrected.get(row["id"], ())) if row["group_id"] in others else row
        for row in found
    ]


def closed(connection: sa.Connection, since: dt.date | None = None) -> Sequence[Row]:
    """Every posting of the sector that is over, or is since a day; the one that closed last first, then by id."""
    query = (
        sa.select(*(postings.c[name] for name in COLUMNS))
        .where(postings.c.status != "open", postings.c.election_sector, ~_held())
        .order_by(postings.c.closed_on.desc(), postings.c.id)
    )
    if since is not None:
        query = query.where(postings.c.closed_on >= since)
    return [dict(row) for row in connection.execute(query).mappings()]


def changed(connection: sa.Connection, first: dt.date, last: dt.date) -> Sequence[Row]:
    """What happened to postings of the sector from one day to another, the columns of ``changes.csv`` and closed_on."""
    query = (
        sa.select(changes, postings.c.closed_on)
        .join(postings, postings.c.id == changes.c.posting)
        .where(changes.c.day >= first, changes.c.day <= last, postings.c.election_sector, ~_held())
        .order_by(changes.c.day, changes.c.posting, changes.c.version, changes.c.kind)
    )
    found = []
    for row in connection.execute(query).mappings():
        pairs = {name: pair for name, pair in sorted((row["changed"] or {}).items()) if name not in _LONG}
        found.append({**row, "id": row["posting"], "changed": pairs})
    return found


def pinned(connection: sa.Connection) -> set[str]:
    """The groups of which an editor pinned a member."""
    query = (
        sa.select(postings.c.group_id)
        .join(decisions, decisions.c.posting == postings.c.id)
        .where(decisions.c.kind == "pin", decisions.c.active)
    )
    return set(connection.scalars(query))


def _others(connection: sa.Connection, corrected: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[Member]]:
    """The members of the published groups that are not published themselves, by group: open, or corrected by hand."""
    beside = sa.and_(
        postings.c.group_id.in_(sa.select(publishable.c.group_id)),
        postings.c.id.not_in(sa.select(publishable.c.id)),
        sa.or_(postings.c.status == "open", postings.c.id.in_(sa.select(decisions.c.posting).where(_CORRECTS))),
    )
    where: defaultdict[str, dict[str, str]] = defaultdict(dict)
    read = (
        sa.select(evidence.c.posting, evidence.c.field, evidence.c.where)
        .join(postings, postings.c.id == evidence.c.posting)
        .where(beside, evidence.c.used)
    )
    for posting, field, place in connection.execute(read):
        where[posting][field] = place
    found: defaultdict[str, list[Member]] = defaultdict(list)
    query = (
        sa.select(*(postings.c[name] for name in COLUMNS), sources.c.aggregator)
        .join(sources, sources.c.id == postings.c.source)
        .where(beside)
    )
    for row in connection.execute(query).mappings():
        member = Member(
            row=dict(row),
            aggregator=row["aggregator"],
            where=where[row["id"]],
            corrected=frozenset(corrected.get(row["id"], ())),
        )
        found[row["group_id"]].append(member)
    return found


def _corrected(connection: sa.Connection) -> Mapping[str, Sequence[str]]:
    """The columns that an editor corrected, by posting."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    query = sa.select(decisions.c.posting, decisions.c.field).where(_CORRECTS)
    for posting, field in connection.execute(query):
        found[posting].append(field)
    return found


def _held() -> sa.ColumnElement[bool]:
    """Whether an editor holds back the posting's group."""
    member = postings.alias("member")
    of_the_group = sa.exists().where(member.c.id == decisions.c.posting, member.c.group_id == postings.c.group_id)
    return sa.exists().where(
        decisions.c.kind == "hold",
        decisions.c.active,
        sa.or_(decisions.c.group_id == postings.c.group_id, of_the_group.correlate(decisions, postings)),
    )
