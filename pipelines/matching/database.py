"""Links, groups and canonical records of jobs.db: of new postings against all, or of all again, with one outcome.

A new posting is compared with those that share a key with it; then the groups that this touches are made anew. What
a group is called does not change when later postings join it: it has the id of its member that was seen first.
"""

import datetime as dt
from collections.abc import Iterable, Set
from typing import Any

import sqlalchemy as sa

from pipelines import history
from pipelines.matching import decisions, index, traits
from pipelines.matching.decisions import ByHand
from pipelines.matching.grouping import groups
from pipelines.matching.pairing import Pair, pair, pairs
from pipelines.matching.traits import Traits
from pipelines.matching.verdict import Verdict, compare
from pipelines.platforms import printed
from schema.tables import links, postings, sources

_JOINS = ("same", "extension")
_DOUBTFUL = "doubtful"
"""The kind of a link that says nothing about two postings but that an editor should look at them."""


def match_all(connection: sa.Connection, now: dt.datetime) -> None:
    """Match every posting of the database with every other: links, groups and canonical records."""
    ids = set(connection.scalars(sa.select(postings.c.id)))
    known = _Known(connection)
    known.read(ids)
    keyed = {name: known[name].keys() for name in ids}
    ordered = sorted(ids)
    for start in range(0, len(ordered), history.CHUNK):
        some = ordered[start : start + history.CHUNK]
        index.write(connection, {name: set(keyed[name].tolist()) for name in some})
    _settle(connection, known, ids, set(pairs(keyed)), now)


def match_new(connection: sa.Connection, ids: Iterable[str], now: dt.datetime, run: int | None = None) -> None:
    """Match new or changed postings with all others. The outcome is that of ``match_all``."""
    touched = set(ids)
    known = _Known(connection)
    known.read(touched)
    touched |= index.write(connection, {name: set(known[name].keys().tolist()) for name in touched})
    _settle(connection, known, touched, index.pairs_of(connection, touched), now, run)


class _Known:
    """The traits of postings, read when they are asked for."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.traits: dict[str, Traits] = {}
        self.verdicts: dict[Pair, Verdict] = {}

    def read(self, ids: Set[str]) -> None:
        columns = [postings.c[name] for name in Traits.COLUMNS]
        missing = sorted(ids - self.traits.keys())
        for start in range(0, len(missing), history.CHUNK):
            query = sa.select(*columns).where(postings.c.id.in_(missing[start : start + history.CHUNK]))
            for row in self.connection.execute(query).mappings():
                self.traits[row["id"]] = traits.of_row(dict(row))

    def __getitem__(self, name: str) -> Traits:
        if name not in self.traits:
            self.read({name})
        return self.traits[name]

    def judge(self, one: str, other: str) -> Verdict:
        ids = pair(one, other)
        if ids not in self.verdicts:
            self.verdicts[ids] = compare(self[one], self[other])
        return self.verdicts[ids]


def _settle(
    connection: sa.Connection,
    known: _Known,
    touched: Set[str],
    near: Set[Pair],
    now: dt.datetime,
    run: int | None = None,
) -> None:
    """Bring the links of the touched postings and the groups around them to what the near pairs say."""
    known.read({name for ids in near for name in ids})
    judged = {ids: known.judge(*ids) for ids in near}
    wanted = {ids: verdict for ids, verdict in judged.items() if verdict.kind is not None or verdict.doubtful}
    disturbed = touched | _relink(connection, touched, wanted)
    by_hand = decisions.read(connection)
    component = _component(connection, disturbed, by_hand)
    _regroup(connection, known, component, by_hand, now, run)


def _relink(connection: sa.Connection, touched: Set[str], wanted: dict[Pair, Verdict]) -> set[str]:
    """Make the links of the touched postings the wanted ones; the ends of those that differed."""
    rows: dict[Pair, dict[str, Any]] = {
        ids: {
            "a": ids[0],
            "b": ids[1],
            "kind": verdict.kind or _DOUBTFUL,
            "score": verdict.score,
            "reasons": list(verdict.reasons),
        }
        for ids, verdict in wanted.items()
    }
    stored = {(row["a"], row["b"]): row for row in _links_of(connection, touched)}
    outdated = [ids for ids, row in stored.items() if rows.get(ids) != row]
    fresh = [rows[ids] for ids in sorted(rows) if rows[ids] != stored.get(ids)]
    if outdated:
        mine = sa.and_(links.c.a == sa.bindparam("_a"), links.c.b == sa.bindparam("_b"))
        connection.execute(sa.delete(links).where(mine), [{"_a": a, "_b": b} for a, b in outdated])
    if fresh:
        connection.execute(sa.insert(links), fresh)
    return {name for ids in [*outdated, *((row["a"], row["b"]) for row in fresh)] for name in ids}


def _links_of(connection: sa.Connection, ids: Set[str], kinds: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    found: dict[Pair, dict[str, Any]] = {}
    ordered = sorted(ids)
    for start in range(0, len(ordered), history.CHUNK):
        some = ordered[start : start + history.CHUNK]
        for end in (links.c.a, links.c.b):
            query = sa.select(links).where(end.in_(some))
            query = query.where(links.c.kind.in_(kinds)) if kinds else query
            found.update({(row["a"], row["b"]): dict(row) for row in connection.execute(query).mappings()})
    return list(found.values())


def _component(connection: sa.Connection, start: Set[str], by_hand: ByHand) -> set[str]:
    """All postings whose groups depend on the given ones: linked to them, grouped with them, or joined by hand."""
    found: set[str] = set()
    rest = set(start)
    while rest:
        found |= rest
        near = {row[end] for row in _links_of(connection, rest, _JOINS) for end in ("a", "b")}
        near |= {name for ids in by_hand.joined if rest & set(ids) for name in ids}
        rest = (near | _grouped_with(connection, rest)) - found
    return found


def _grouped_with(connection: sa.Connection, ids: Set[str]) -> set[str]:
    found: set[str] = set()
    ordered = sorted(ids)
    other = postings.alias()
    for start in range(0, len(ordered), history.CHUNK):
        query = (
            sa.select(other.c.id)
            .join(postings, postings.c.group_id == other.c.group_id)
            .where(postings.c.id.in_(ordered[start : start + history.CHUNK]))
        )
        found.update(connection.scalars(query))
    return found


def _regroup(
    connection: sa.Connection, known: _Known, ids: Set[str], by_hand: ByHand, now: dt.datetime, run: int | None
) -> None:
    """Make the groups of these postings anew; a posting that changes its group gets a version that says so."""

    def apart(one: str, other: str) -> bool:
        return pair(one, other) in by_hand.split or known.judge(one, other).parts

    joined = [
        (known.judge(row["a"], row["b"]).rank, (row["a"], row["b"])) for row in _links_of(connection, ids, _JOINS)
    ]
    rows = _members(connection, ids)
    changes, voices = {}, []
    for members in groups(ids, joined, apart, [two for two in by_hand.joined if two[0] in ids]):
        name = min(members, key=lambda member: (rows[member]["first_seen"], member))
        voice = min(members, key=lambda member: _precedence(rows[member]))
        changes.update({member: {"group_id": name} for member in members if rows[member]["group_id"] != name})
        for member in members:
            if rows[member]["canonical"] != (member == voice):
                voices.append({"id": member, "canonical": member == voice})
    history.change(connection, changes, run, now)
    history.touch(connection, voices)


def _members(connection: sa.Connection, ids: Set[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    ordered = sorted(ids)
    columns = [
        postings.c[name] for name in ("id", "group_id", "canonical", "platform", "first_seen", "description_text")
    ]
    for start in range(0, len(ordered), history.CHUNK):
        query = (
            sa.select(*columns, sources.c.aggregator)
            .join(sources, sources.c.id == postings.c.source)
            .where(postings.c.id.in_(ordered[start : start + history.CHUNK]))
        )
        found.update({row["id"]: dict(row) for row in connection.execute(query).mappings()})
    return found


def _precedence(row: dict[str, Any]) -> tuple[object, ...]:
    """Who speaks for a group: the employer's page before an aggregator, a live page before print, the fuller."""
    return (row["aggregator"], printed(row["platform"]), -len(row["description_text"]), row["first_seen"], row["id"])
