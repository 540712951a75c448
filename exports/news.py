"""What happened to an opening that is worth telling: it is new, it is open again, its deadline was extended.

An opening is a group of postings. A copy that appears on another site is no news; nor is a correction, or another
copy that from now on speaks for the group.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from exports import published
from exports.published import Row
from schema.tables import postings, publishable, versions_valid

Kind = Literal["new", "reopened", "extended"]
_ORDER: tuple[Kind, ...] = ("new", "reopened", "extended")

Interval = tuple[dt.date, dt.date | None]
"""The days a posting was open: the first, and the first on which it was not open any more (None: to this day)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One event. ``was`` is the deadline before it was extended."""

    kind: Kind
    day: dt.date
    was: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A published posting and its news, the oldest first; at least that it was new.

    ``name`` is the id of the posting of the group that was seen first: it stays when another one speaks for the group.
    ``pinned``: an editor wants it on top.
    """

    name: str
    row: Row
    news: tuple[News, ...]
    pinned: bool = False

    @property
    def latest(self) -> News:
        return self.news[-1]


def openings(connection: sa.Connection) -> list[Opening]:
    """Every opening that is published, in the order of ``published.rows``."""
    members, versions = _members(connection), _versions(connection)
    pinned = published.pinned(connection)
    return [
        _opening(row, members[row["id"]], versions, pinned=row["group_id"] in pinned)
        for row in published.rows(connection)
    ]


def _opening(
    row: Row, members: Sequence[tuple[dt.date, str]], versions: Mapping[str, Sequence[Any]], *, pinned: bool
) -> Opening:
    spans = [(v.valid_from, v.open_to) for _, member in members for v in versions[member]]
    first_seen, name = min(members)
    starts = first_days(spans) or [first_seen]
    news = [News(kind="reopened" if number else "new", day=day) for number, day in enumerate(starts)]
    news += [event for event in _extensions(versions[row["id"]]) if event.day > starts[0]]
    return Opening(
        name=name, row=row, news=tuple(sorted(news, key=lambda e: (e.day, _ORDER.index(e.kind)))), pinned=pinned
    )


def first_days(spans: Iterable[Interval]) -> list[dt.date]:
    """The first day of each unbroken time in which at least one of the postings was open, in order."""
    days: list[dt.date] = []
    end: dt.date | None = dt.date.min
    for start, over in sorted(spans, key=lambda span: span[0]):
        if over is not None and over <= start:
            continue
        if end is not None and start > end:
            days.append(start)
        end = None if end is None or over is None else max(end, over)
    return days


def _extensions(versions: Iterable[Any]) -> list[News]:
    events = []
    for version in versions:
        before, after = (version.changed or {}).get("deadline_on") or (None, None)
        if before and after and after > before:
            events.append(News(kind="extended", day=version.valid_from, was=dt.date.fromisoformat(before)))
    return events


def _members(connection: sa.Connection) -> dict[str, list[tuple[dt.date, str]]]:
    """First day and id of every posting of a published one's group, itself included."""
    found = defaultdict(list)
    query = sa.select(publishable.c.id, postings.c.first_seen, postings.c.id).join_from(
        publishable, postings, postings.c.group_id == publishable.c.group_id
    )
    for published_id, first_seen, member in connection.execute(query):
        found[published_id].append((first_seen, member))
    return found


def _versions(connection: sa.Connection) -> Mapping[str, Sequence[Any]]:
    """First day, end and changes of every version of those postings, the first version first."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    known = versions_valid.c
    groups = sa.select(postings.c.id).where(postings.c.group_id.in_(sa.select(publishable.c.group_id)))
    query = (
        sa.select(known.posting, known.valid_from, known.open_to, known.changed)
        .where(known.posting.in_(groups))
        .order_by(known.posting, known.version)
    )
    for row in connection.execute(query):
        found[row.posting].append(row)
    return found
