"""The keys of all postings in the database: who shares one with whom, without comparing all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

import sqlalchemy as sa

from pipelines.history import CHUNK
from pipelines.matching.pairing import MOST, Pair, pair
from schema.tables import match_keys


def write(connection: sa.Connection, keyed: Mapping[str, Set[int]]) -> set[str]:
    """Store the keys of postings in the place of former ones; the other postings whose pairs may differ now.

    A key that more than ``MOST`` share counts for nobody. Those that held it when it came to that, or hold it when
    it is rare again, may have lost or won pairs.
    """
    stored = _of(connection, keyed)
    gone = {(key, name) for name, keys in stored.items() for key in keys - keyed[name]}
    new = {(key, name) for name, keys in keyed.items() for key in keys - stored[name]}
    touched = {key for key, _ in gone | new}
    before = _counts(connection, touched)
    if gone:
        mine = sa.and_(match_keys.c.key == sa.bindparam("_key"), match_keys.c.posting == sa.bindparam("_posting"))
        connection.execute(
            sa.delete(match_keys).where(mine), [{"_key": key, "_posting": name} for key, name in sorted(gone)]
        )
    if new:
        connection.execute(sa.insert(match_keys), [{"key": key, "posting": name} for key, name in sorted(new)])
    after = _counts(connection, touched)
    shaken = {key for key in touched if (before[key] > MOST) != (after[key] > MOST)}
    return {name for _, name in _holders(connection, shaken)} - keyed.keys()


def pairs_of(connection: sa.Connection, ids: Set[str]) -> set[Pair]:
    """The pairs of ``ids`` with any posting that share a key which few have."""
    held = _of(connection, ids)
    counts = _counts(connection, {key for keys in held.values() for key in keys})
    telling = {key for key, count in counts.items() if 1 < count <= MOST}
    holders: dict[int, list[str]] = defaultdict(list)
    for key, name in _holders(connection, telling):
        holders[key].append(name)
    return {
        pair(name, other)
        for name, keys in held.items()
        for key in keys & telling
        for other in holders[key]
        if other != name
    }


def _of(connection: sa.Connection, ids: Iterable[str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {name: set() for name in ids}
    for names in _chunks(found):
        query = sa.select(match_keys.c.posting, match_keys.c.key).where(match_keys.c.posting.in_(names))
        for name, key in connection.execute(query):
            found[name].add(key)
    return found


def _counts(connection: sa.Connection, keys: Iterable[int]) -> dict[int, int]:
    found = dict.fromkeys(keys, 0)
    for some in _chunks(found):
        query = (
            sa.select(match_keys.c.key, sa.func.count()).where(match_keys.c.key.in_(some)).group_by(match_keys.c.key)
        )
        found.update(dict(connection.execute(query).all()))
    return found


def _holders(connection: sa.Connection, keys: Iterable[int]) -> Iterator[tuple[int, str]]:
    for some in _chunks(keys):
        query = sa.select(match_keys.c.key, match_keys.c.posting).where(match_keys.c.key.in_(some))
        yield from ((key, name) for key, name in connection.execute(query))


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    ordered = sorted(values)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
