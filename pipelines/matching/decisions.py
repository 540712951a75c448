"""What editors joined and split by hand. It outlives every re-match; the later of two decisions holds."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from pipelines.matching.pairing import Pair, pair
from schema.tables import decisions, postings


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """The pairs of postings that editors joined, and those that they split."""

    joined: frozenset[Pair]
    split: frozenset[Pair]


def join(connection: sa.Connection, posting: str, other: str, *, who: str, why: str, now: dt.datetime) -> None:
    """Decide that two postings are one opening. Raises KeyError where one is not there."""
    _decide(connection, "join", posting, [other], who=who, why=why, now=now)


def split(connection: sa.Connection, posting: str, *, who: str, why: str, now: dt.datetime) -> None:
    """Decide that a posting is another opening than the rest of its group. Raises KeyError where it is not there."""
    group = connection.scalar(sa.select(postings.c.group_id).where(postings.c.id == posting))
    members = connection.scalars(sa.select(postings.c.id).where(postings.c.group_id == group)).all()
    _decide(connection, "split", posting, sorted(set(members) - {posting}), who=who, why=why, now=now)


def read(connection: sa.Connection) -> ByHand:
    """All that editors decided about groups."""
    columns = decisions.c
    query = (
        sa.select(columns.kind, columns.posting, columns.new)
        .where(columns.kind.in_(("join", "split")), columns.active)
        .order_by(columns.decided_at, columns.id)
    )
    last: dict[Pair, str] = {}
    for kind, posting, others in connection.execute(query):
        last |= {pair(posting, other): kind for other in others}
    return ByHand(
        joined=frozenset(ids for ids, kind in last.items() if kind == "join"),
        split=frozenset(ids for ids, kind in last.items() if kind == "split"),
    )


def _decide(
    connection: sa.Connection, kind: str, posting: str, others: list[str], *, who: str, why: str, now: dt.datetime
) -> None:
    wanted = {posting, *others}
    found = dict(
        connection.execute(sa.select(postings.c.id, postings.c.group_id).where(postings.c.id.in_(sorted(wanted)))).all()
    )
    if missing := wanted - found.keys():
        raise KeyError(f"no posting {min(missing)}")
    row = {"kind": kind, "posting": posting, "group_id": found[posting], "new": others, "active": True}
    connection.execute(sa.insert(decisions).values(row | {"who": who, "why": why, "decided_at": now}))
