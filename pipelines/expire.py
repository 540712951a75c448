"""What is dead by the calendar: a deadline that passed, an engagement that is over, print that is old."""

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from pipelines import history
from pipelines.platforms import PRINTED, printed
from schema.tables import postings
from schema.vocabulary import CloseReason

IN_PRINT = dt.timedelta(days=30)
"""How long a posting of a newsletter, a feed or a file lives after it was last in print."""

# "Soft" ends too, unless its source went on showing it afterwards. The other types name no last day.
_ENDING = frozenset({"fixed", "count_limited", "soft"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """Why a posting is over, and its last day."""

    reason: CloseReason
    on: dt.date


def expire(connection: sa.Connection, today: dt.datetime, source: str | None = None, run: int | None = None) -> int:
    """Expire every open posting (of one source) that is dead at the moment ``today``; how many there were."""
    day = today.astimezone(dt.UTC).date()
    query = sa.select(postings).where(
        postings.c.status == "open",
        sa.or_(
            postings.c.deadline_on <= day,
            postings.c.ends_on <= day.isoformat(),
            sa.and_(postings.c.platform.in_(sorted(PRINTED)), postings.c.last_seen < day - IN_PRINT),
        ),
    )
    if source is not None:
        query = query.where(postings.c.source == source)
    changes = {}
    for row in connection.execute(query).mappings():
        death = dead(dict(row), today)
        if death is not None:
            changes[row["id"]] = ended(death)
    history.change(connection, changes, run, today)
    return len(changes)


def ended(death: Death) -> dict[str, object]:
    """The columns of a posting that the calendar ended."""
    return {"status": "expired", "closed_on": death.on, "close_reason": death.reason}


def dead(row: Mapping[str, Any], today: dt.datetime) -> Death | None:
    """Whether a posting (columns by name) is over at the moment ``today``, and by what."""
    deadline = _deadline(row)
    if deadline is not None and _end_of_deadline(deadline, row["deadline_tz"]) <= today:
        return Death(reason="deadline_passed", on=deadline)
    day = today.astimezone(dt.UTC).date()
    end = _last_day(row["ends_on"])
    if end is not None and end < day:
        return Death(reason="engagement_over", on=end)
    last_print = row["last_seen"] + IN_PRINT
    if deadline is None and printed(row["platform"]) and last_print < day:
        return Death(reason="expired_from_print", on=last_print)
    return None


def _deadline(row: Mapping[str, Any]) -> dt.date | None:
    """The day that ends the posting, where it states one that does."""
    deadline: dt.date | None = row["deadline_on"]
    if deadline is None or row["deadline_type"] not in _ENDING:
        return None
    return None if row["deadline_type"] == "soft" and row["last_seen"] > deadline else deadline


def _end_of_deadline(day: dt.date, zone: str | None) -> dt.datetime:
    """A deadline ends with its day in its own zone; without one, when the day is over in the last of the zones."""
    following = day + dt.timedelta(days=1)
    if zone is None:
        return dt.datetime.combine(following, dt.time(12), dt.UTC)
    return dt.datetime.combine(following, dt.time(), ZoneInfo(zone))


def _last_day(partial: str | None) -> dt.date | None:
    """The last day of a partial date: ``2022-02`` → 28 February 2022."""
    if partial is None:
        return None
    year, month, day = [int(part) for part in partial.split("-")] + [0] * (2 - partial.count("-"))
    month = month or 12
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])
