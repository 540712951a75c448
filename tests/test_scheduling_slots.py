"""Moments that repeat: one a day or week by the clock of a place, also around the days on which that clock changes."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from scheduler import plan
from scheduling.slots import Every, Slots, ZoneError, daily, local, weekly, zone
from settings import Settings

NEW_YORK = ZoneInfo("America/New_York")
DAY = dt.timedelta(days=1)
# The Monday before each change of the clocks in the US in 2026, eight days with it in the middle, and the one after.
SPRING, AUTUMN = (dt.datetime(2026, month, day, tzinfo=dt.UTC) for month, day in ((3, 2), (10, 26)))


def between(slots: Slots, start: dt.datetime, end: dt.datetime) -> list[dt.datetime]:
    found = []
    moment = start
    while (moment := slots.after(moment)) <= end:
        found.append(moment)
    return found


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text + "+00:00")


@pytest.mark.parametrize("start", [SPRING, AUTUMN], ids=["spring", "autumn"])
@pytest.mark.parametrize("time", ["00:00", "01:30", "02:00", "02:30", "03:00", "12:00", "23:59"])
def test_every_day_has_exactly_one_moment_whatever_the_clocks_do(start, time):
    slots = daily(time, NEW_YORK)
    found = between(slots, start, start + 14 * DAY)
    days = [moment.astimezone(NEW_YORK).date() for moment in found]
    assert days == [days[0] + number * DAY for number in range(14)]
    for moment in found:
        assert slots.up_to(moment) == moment
        assert slots.up_to(moment + dt.timedelta(seconds=1)) == moment
        assert slots.after(moment - dt.timedelta(seconds=1)) == moment


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("thu 12:00", SPRING, ["2026-03-05T17:00", "2026-03-12T16:00"]),
        ("thu 12:00", AUTUMN, ["2026-10-29T16:00", "2026-11-05T17:00"]),
        ("sun 02:30", SPRING, ["2026-03-08T07:30", "2026-03-15T06:30"]),  # shown by no clock: 03:30 EDT
        ("sun 01:30", AUTUMN, ["2026-11-01T05:30", "2026-11-08T06:30"]),  # shown twice: the first, in EDT
    ],
)
def test_a_weekly_moment_is_where_the_clock_of_the_place_shows_it(text, start, expected):
    assert between(weekly(text, NEW_YORK), start, start + 14 * DAY) == [at(moment) for moment in expected]


def test_what_is_done_every_so_often_knows_no_clock_changes():
    hourly = Every(interval=dt.timedelta(hours=1), offset=dt.timedelta(minutes=7))
    for start in (SPRING, AUTUMN):
        found = between(hourly, start, start + 14 * DAY)
        assert len(found) == 14 * 24
        assert {moment.minute for moment in found} == {7}


def test_the_plan_keeps_its_hours_in_summer_and_winter():
    hours = {
        (task.name, f"{moment.astimezone(NEW_YORK):%H:%M}")
        for task in plan(Settings())
        if task.name != "round"
        for start in (SPRING, AUTUMN)
        for moment in between(task.slots, start, start + 14 * DAY)
    }
    assert hours == {("edition", "12:00"), ("links", "02:40"), ("prune", "03:25"), ("backup", "04:10")} | {
        ("links", "03:40")  # 02:40 of 8 March 2026 is shown by no clock
    }


def test_the_weekly_edition_is_named_for_the_week_of_its_place(tmp_path):
    given = Settings(out=tmp_path / "public", weekly="sun 23:00", zone="America/Los_Angeles")
    edition = next(task for task in plan(given) if task.name == "edition")
    slot = between(edition.slots, SPRING, SPRING + 14 * DAY)[1]
    assert (slot, local(slot, zone(given.zone))) == (at("2026-03-09T06:00"), "Sun 2026-03-08 23:00 PDT")
    assert [step.arguments for step in edition.steps(slot)] == [("export", "--week", "2026-W10")]
    (given.out / "weekly" / "2026-W10").mkdir(parents=True)
    assert [step.arguments for step in edition.steps(slot)] == [("export",)]


def test_a_zone_that_is_none_is_told_with_its_mend():
    with pytest.raises(ZoneError, match=r"ELECTIONJOBS_ZONE='Mars/Base': no such time zone; give a name like"):
        zone("Mars/Base")
    with pytest.raises(ZoneError):
        zone("../../etc/passwd")
