"""What sources changed in published postings since the last issue."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from desk.weeks import Wanted
from schema.tables import changes

_UNTOLD = frozenset(
    "observed_on status closed_on close_reason salary_annual_min salary_annual_max details description_html".split()
)
"""Columns whose change another column tells better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A column that says something else since a day, values in their JSON form; of a text the words that differ."""

    day: dt.date
    field: str
    before: Any
    after: Any


def read(connection: sa.Connection, wanted: Wanted, ids: Collection[str]) -> Mapping[str, Sequence[Change]]:
    """The changes of published postings (``ids``), by posting. What editors did is none: they know it."""
    found: defaultdict[str, list[Change]] = defaultdict(list)
    query = (
        sa.select(changes.c.posting, changes.c.day, changes.c.changed)
        .where(
            changes.c.kind.in_(("changed", "extended")),
            changes.c.run.is_not(None),
            changes.c.day > wanted.since,
            changes.c.day <= wanted.day,
        )
        .order_by(changes.c.posting, changes.c.version)
    )
    for posting, day, changed in connection.execute(query):
        for field in sorted(changed.keys() - _UNTOLD) if posting in ids else ():
            before, after = _differing(*changed[field]) if field == "description_text" else changed[field]
            found[posting].append(Change(day=day, field=field, before=before, after=after))
    return found


def _differing(before: str, after: str) -> tuple[str, str]:
    """Two texts without the words that they begin and end with alike."""
    old, new = before.split(), after.split()
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return " ".join(old), " ".join(new)
