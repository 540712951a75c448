"""Which issue is meant: its week, its days, and how it is grouped, from what the editor says and what went before."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from exports import issues
from exports.digest import Order
from exports.weeks import WEEK, last_issue, monday, week_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An issue to draft: it is of ``day`` in ``week``, tells what came after ``since``; the next comes on ``until``."""

    week: str
    day: dt.date
    since: dt.date
    until: dt.date
    order: Order
    site: str


def wanted(
    connection: sa.Connection,
    folder: Path,
    site: str,
    today: dt.date,
    *,
    week: str | None = None,
    day: dt.date | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    order: Order | None = None,
) -> Wanted:
    """The issue of a week (that of ``day``, of today), for the published ``folder``; what is not given follows.

    A week that has an approved issue keeps its days: another draft of it is a revision. Any other goes on where the
    last issue before it ended, or the last dated cut, or a week ago, and is grouped as that one was.
    Raises ValueError for a week that is none, and where the days are not in order.
    """
    week = week or week_of(day or today)
    sunday = monday(week) + dt.timedelta(days=6)
    before = issues.last_before(connection, week)
    approved = issues.latest(connection, week)
    if approved is not None and day is None:
        day, since, until = approved.day, since or approved.since, until or approved.until
    day = day or min(today, sunday)
    if since is None:
        since = before.day if before is not None and before.day < day else last_issue(folder, day)
    until = until or day + WEEK
    if not since < day < until:
        raise ValueError(f"an issue of {day} cannot tell of what came since {since} and closes before {until}")
    model = approved or before
    return Wanted(
        week=week,
        day=day,
        since=since,
        until=until,
        order=order or (model.arranged if model else "alphabetical"),
        site=site,
    )
