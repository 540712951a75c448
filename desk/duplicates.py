"""Openings that may be one although nobody joined them: pairs to look at side by side."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import sqlalchemy as sa

from exports.digest import Entry
from exports.published import Row
from schema.jsonform import to_json
from schema.tables import decisions, links, open_postings, postings, publishable

_CHUNK = 500
LIKE = 0.6
"""Score from which two postings of different sources are shown although something speaks against their being one."""

COMPARED = (
    "title_raw organization location_raw salary_raw deadline_raw deadline_on apply_url source source_job_id url"
    " first_seen"
).split()
"""Columns that an editor compares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A column that two postings do not say alike, in its JSON form."""

    field: str
    one: Any
    other: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two open postings of different groups, how alike they are (0 to 1) and why.

    ``kind`` is that of their link, or "alike" where a reader of the issue could not tell them apart.
    """

    one: Row
    other: Row
    kind: str
    score: float
    reasons: tuple[str, ...]
    differences: tuple[Difference, ...]


def pairs(connection: sa.Connection, told: Sequence[tuple[str, Entry]]) -> tuple[Pair, ...]:
    """The suspected duplicates of published openings that concern the ``told`` ones (group, entry), the likest first.

    What an editor joined or split is not asked about again.
    """
    suspected = (*_alike(told), *_linked(connection))
    rows = _open(connection, sorted({name for link in suspected for name in link[:2]}))
    settled = _by_hand(connection)
    mine = {group for group, _ in told}
    found: dict[frozenset[str], Pair] = {}
    for a, b, kind, score, reasons in suspected:
        one, other = rows.get(a), rows.get(b)
        if one is None or other is None or frozenset((a, b)) in settled:
            continue
        of = frozenset((one["group_id"], other["group_id"]))
        if len(of) == 2 and of not in found and not of.isdisjoint(mine):
            found[of] = Pair(
                one=one,
                other=other,
                kind=kind,
                score=score,
                reasons=tuple(reasons),
                differences=tuple(
                    Difference(field=name, one=to_json(one[name]), other=to_json(other[name]))
                    for name in COMPARED
                    if one[name] != other[name]
                ),
            )
    return tuple(found.values())


_Link = tuple[str, str, str, float, Sequence[str]]
"""Two postings, the kind of their link, its score and its reasons."""


def _alike(told: Sequence[tuple[str, Entry]]) -> Iterator[_Link]:
    """Entries that a reader cannot tell apart."""
    by_head: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for _, entry in told:
        by_head[tuple(part.casefold() for part in (entry.title, entry.organization, entry.place))].append(entry.id)
    for ids in by_head.values():
        yield from ((a, b, "alike", 1.0, ("reads alike in the issue",)) for a, b in combinations(ids, 2))


def _linked(connection: sa.Connection) -> Iterator[_Link]:
    """Postings that the matcher nearly joined, or found alike on different sources."""
    one, other = postings.alias(), postings.alias()
    query = (
        sa.select(links)
        .join(one, one.c.id == links.c.a)
        .join(other, other.c.id == links.c.b)
        .where(
            one.c.group_id != other.c.group_id,
            sa.or_(links.c.kind == "doubtful", sa.and_(one.c.source != other.c.source, links.c.score >= LIKE)),
        )
        .order_by(links.c.score.desc(), links.c.a, links.c.b)
    )
    for row in connection.execute(query).mappings():
        yield row["a"], row["b"], row["kind"], row["score"], row["reasons"]


def _open(connection: sa.Connection, ids: Sequence[str]) -> dict[str, Row]:
    """Those of some postings that are open and of a published group, by id."""
    published = sa.select(publishable.c.group_id)
    columns = [open_postings.c[name] for name in ("id", "group_id", "title", *COMPARED)]
    found: dict[str, Row] = {}
    for start in range(0, len(ids), _CHUNK):
        some = open_postings.c.id.in_(ids[start : start + _CHUNK])
        query = sa.select(*columns).where(some, open_postings.c.group_id.in_(published))
        found |= {row["id"]: dict(row) for row in connection.execute(query).mappings()}
    return found


def _by_hand(connection: sa.Connection) -> set[frozenset[str]]:
    query = sa.select(decisions.c.posting, decisions.c.new).where(
        decisions.c.kind.in_(("join", "split")), decisions.c.active
    )
    return {frozenset((posting, other)) for posting, others in connection.execute(query) for other in others}
