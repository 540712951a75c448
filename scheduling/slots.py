"""Moments that repeat: by the clock of a place, or every so often. Each is one moment in UTC, clock changes or not."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from schema.errors import Mendable

DAY = dt.timedelta(days=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_EPOCH = dt.datetime(2000, 1, 3, tzinfo=dt.UTC)


class ZoneError(Mendable):
    """A time zone that is not to be had here, with the mend."""


class Slots(Protocol):
    """Moments that repeat, all aware and in UTC."""

    def after(self, moment: dt.datetime) -> dt.datetime:
        """The first slot later than a moment."""
        ...

    def up_to(self, moment: dt.datetime) -> dt.datetime:
        """The last slot that is not later than a moment."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """Every so often, in UTC; ``offset`` moves all of them."""

    interval: dt.timedelta
    offset: dt.timedelta = dt.timedelta()

    def after(self, moment: dt.datetime) -> dt.datetime:
        return self.up_to(moment) + self.interval

    def up_to(self, moment: dt.datetime) -> dt.datetime:
        first = _EPOCH + self.offset
        return first + self.interval * ((moment - first) // self.interval)


@dataclass(frozen=True, slots=True, kw_only=True)
class WallClock:
    """At a time of day in a zone, daily or on one weekday (0 is Monday).

    A time that the clocks leave out in spring is the moment an hour later by the new time, one that they show twice in
    autumn is the first of the two: every day has exactly one.
    """

    at: dt.time
    zone: ZoneInfo
    weekday: int | None = None

    def after(self, moment: dt.datetime) -> dt.datetime:
        day = moment.astimezone(self.zone).date() - DAY
        while self.on(day) <= moment or not self._is_day(day):
            day += DAY
        return self.on(day)

    def up_to(self, moment: dt.datetime) -> dt.datetime:
        day = moment.astimezone(self.zone).date() + DAY
        while self.on(day) > moment or not self._is_day(day):
            day -= DAY
        return self.on(day)

    def on(self, day: dt.date) -> dt.datetime:
        """The moment of a day."""
        return dt.datetime.combine(day, self.at, self.zone).astimezone(dt.UTC)

    def _is_day(self, day: dt.date) -> bool:
        return self.weekday in (None, day.weekday())


def weekly(text: str, zone: ZoneInfo) -> WallClock:
    """``thu 12:00`` in a zone."""
    day, _, time = text.partition(" ")
    return WallClock(at=dt.time.fromisoformat(time), zone=zone, weekday=WEEKDAYS.index(day.lower()))


def daily(text: str, zone: ZoneInfo) -> WallClock:
    """``02:30`` in a zone, every day."""
    return WallClock(at=dt.time.fromisoformat(text), zone=zone)


def zone(name: str) -> ZoneInfo:
    """The time zone of a name. Raises ZoneError where there is none, or no data about any."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        known = available_timezones()
        mend = "give a name like America/New_York" if known else "no zones are installed here: pip install tzdata"
        raise ZoneError(f"ELECTIONJOBS_ZONE={name!r}: no such time zone; {mend}") from error


def local(moment: dt.datetime, place: ZoneInfo) -> str:
    """A moment by the clock of a place: ``Thu 2026-03-12 12:00 EDT``."""
    return f"{moment.astimezone(place):%a %Y-%m-%d %H:%M %Z}"
