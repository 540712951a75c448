"""What editors joined and split by hand. It outlives every re-match; the later of two decisions holds."""

from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from pipelines.editor import Editor, decide
from pipelines.matching.pairing import Pair, pair
from schema.tables import decisions, postings


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """The pairs of postings that editors joined, and those that they split."""

    joined: frozenset[Pair]
    split: frozenset[Pair]


def join(connection: sa.Connection, posting: str, other: str, by: Editor) -> int:
    """Decide that two postings are one opening; the number of the decision. KeyError where one is not there."""
    return _decide(connection, "join", posting, [other], by)


def split(connection: sa.Connection, posting: str, others: list[str], by: Editor) -> int:
    """Decide that a posting is another opening than these; the number of the decision. KeyError as in ``join``."""
    return _decide(connection, "split", posting, others, by)


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
    connection: sa.Connection, kind: Literal["join", "split"], posting: str, others: list[str], by: Editor
) -> int:
    wanted = {posting, *others}
    found = dict(
        connection.execute(sa.select(postings.c.id, postings.c.group_id).where(postings.c.id.in_(sorted(wanted)))).all()
    )
    if missing := wanted - found.keys():
        raise KeyError(f"no posting {min(missing)}")
    return decide(connection, kind, by, posting=posting, group_id=found[posting], new=others)
