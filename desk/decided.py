"""What editors decided that holds now, by group: a decision about a posting is one about its opening."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from exports.issues import every
from schema.tables import decisions, postings
from schema.vocabulary import DecisionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A row of ``decisions``. ``group`` is the group that its posting is in now, "" where it is about none.

    ``conflict`` is what a source says now in a corrected field, where that is neither the old nor the new value.
    """

    number: int
    kind: DecisionKind
    posting: str | None
    group: str
    source: str | None
    field: str | None
    old: Any
    new: Any
    conflict: Any
    who: str
    when: dt.datetime
    why: str
    via: str
    week: str | None
    submission: int | None
    active: bool


def listing(connection: sa.Connection, *, everything: bool = False) -> list[Decision]:
    """The decisions that hold, the oldest first; with ``everything`` also those that do not any more."""
    query = (
        sa.select(decisions, postings.c.group_id.label("now_in"))
        .outerjoin(postings, postings.c.id == decisions.c.posting)
        .order_by(decisions.c.id)
    )
    if not everything:
        query = query.where(decisions.c.active)
    return [
        Decision(
            **{name: row[name] for name in _AS_THEY_ARE},
            number=row["id"],
            group=row["now_in"] or "",
            when=row["decided_at"],
        )
        for row in connection.execute(query).mappings()
    ]


_AS_THEY_ARE = (
    "kind posting source field old new conflict who why via week submission active".split()  # columns of one name
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the decisions mean for one week's issue. Openings are named by their groups."""

    decisions: Mapping[str, Sequence[Decision]]
    notes: Mapping[str, str]
    left_out: frozenset[str]
    ranking: tuple[str, ...]


def wishes(connection: sa.Connection, week: str) -> Wishes:
    """The wishes for a week. Of two notes the later one is printed; a later order goes before an earlier one."""
    by_group: defaultdict[str, list[Decision]] = defaultdict(list)
    notes, left_out = {}, set()
    ranking: list[str] = []
    groups = _groups(connection)
    for decision in listing(connection):
        if decision.group and decision.week in (None, week):
            by_group[decision.group].append(decision)
        if decision.kind == "note":
            notes[decision.group] = decision.new
        elif decision.kind == "leave_out" and decision.week == week:
            left_out.add(decision.group)
        elif decision.kind == "order" and decision.week == week:
            named = list(dict.fromkeys(groups[posting] for posting in decision.new if posting in groups))
            ranking = [*named, *(group for group in ranking if group not in named)]
    return Wishes(decisions=by_group, notes=notes, left_out=frozenset(left_out), ranking=tuple(ranking))


def _groups(connection: sa.Connection) -> dict[str, str]:
    """The group of every posting that an order names."""
    said = connection.scalars(sa.select(decisions.c.new).where(decisions.c.kind == "order", decisions.c.active))
    named = sorted({posting for ids in said for posting in ids})
    query = sa.select(postings.c.id, postings.c.group_id).where(postings.c.id.in_(named))
    return dict(connection.execute(query).all())


def told(connection: sa.Connection, week: str) -> set[str]:
    """The groups that an issue before a week told of, or that an editor left out of one."""
    ids = {entry.id for issue in every(connection) if issue.week < week for entry in issue.digest.entries}
    ids |= {d.posting for d in listing(connection) if d.kind == "leave_out" and d.week and d.week < week and d.posting}
    found: set[str] = set()
    ordered = sorted(ids)
    for start in range(0, len(ordered), 500):
        query = sa.select(postings.c.group_id).where(postings.c.id.in_(ordered[start : start + 500]))
        found.update(connection.scalars(query))
    return found
