"""When a source is asked next: its place in its interval, less while nothing changes, more before deadlines, bounds."""

import datetime as dt
from dataclasses import replace

import pytest

from pipelines.cadence import Habit, due, habits, next_turn
from schema import database
from schema.source import Source
from tests.loading import BOARD, PAGE, noon, posting
from tests.loading import DAY as DAY0

START = dt.datetime(2026, 3, 2, 0, 30, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


def office(name: str = "one", schedule: str = "daily", **given) -> Source:
    return replace(BOARD, id=f"us/test/{name}/neogov", schedule=schedule, **given)


def asked(one, habit: Habit, until: dt.datetime, every: dt.timedelta = HOUR) -> list[dt.datetime]:
    """The rounds in which a source is asked when a round starts every so often."""
    moments = []
    now = habit.asked_at or START
    while (now := now + every) < until:
        if due([one], {one.id: habit}, now):
            moments.append(now)
            habit = replace(habit, asked_at=now)
    return moments


@pytest.mark.parametrize(("schedule", "times"), [("hourly", 336), ("twice_daily", 28), ("daily", 14), ("weekly", 2)])
def test_two_weeks_of_hourly_rounds_ask_a_source_exactly_as_often_as_its_schedule_says(schedule, times):
    for number in range(12):
        first = Habit(asked_at=START - 8 * DAY)
        settled = asked(office(str(number), schedule), first, START)[-1]
        told = asked(office(str(number), schedule), Habit(asked_at=settled), settled + 14 * DAY + HOUR / 2)
        assert len(told) == times


@pytest.mark.parametrize("minutes", [0, 3, -4])
def test_a_crawl_at_the_same_time_every_day_misses_no_day(minutes):
    yesterday = START.replace(hour=10) + dt.timedelta(minutes=minutes)
    for number in range(50):
        one = office(str(number))
        assert due([one], {one.id: Habit(asked_at=yesterday)}, START.replace(hour=10) + DAY) == (one,)


def test_sources_that_were_first_asked_together_are_soon_spread_over_their_interval():
    hours = [asked(office(str(number)), Habit(asked_at=START), START + 5 * DAY)[-1].hour for number in range(240)]
    assert max(hours.count(hour) for hour in range(24)) < 24
    assert set(hours) == set(range(24))


def test_two_runs_are_never_less_than_half_an_interval_apart_and_never_more_than_one():
    for number in range(40):
        one = office(str(number))
        for late in range(0, 240, 7):
            at = START + late * HOUR / 10
            assert DAY / 2 <= next_turn(one, Habit(asked_at=at)).due_at - at < DAY


def test_a_source_that_never_changes_is_asked_less_within_its_bounds():
    def days(unchanged: int, **given) -> float:
        return next_turn(office(**given), Habit(asked_at=START, unchanged=unchanged)).every / DAY

    assert [days(n) for n in (0, 6, 7, 14, 700)] == [1, 1, 2, 2, 2]
    assert [days(n, at_least="weekly") for n in (6, 7, 14, 21, 700)] == [1, 2, 4, 7, 7]
    assert [days(n, at_least="daily") for n in (7, 700)] == [1, 1]
    assert [days(n, schedule="weekly") for n in (0, 7)] == [7, 14]
    assert next_turn(office(), Habit(asked_at=START, unchanged=9)).why == "asked less: nothing changed in 9 runs"
    assert next_turn(office(), Habit(asked_at=START, unchanged=2)).why == "daily"


def test_a_deadline_near_has_a_source_asked_more_and_before_it():
    deadline = (START + 10 * DAY).date()
    for number in range(20):
        one = office(str(number), "weekly")
        habit = Habit(asked_at=START, deadline_on=deadline)
        moments = asked(one, habit, START + 11 * DAY)
        near = [moment for moment in moments if moment.date() > deadline - dt.timedelta(days=4)]
        assert near, (one.id, moments)
        assert next_turn(one, Habit(asked_at=near[0], deadline_on=deadline)).every == 3.5 * DAY
    daily = next_turn(office(), Habit(asked_at=START, unchanged=70, deadline_on=(START + 2 * DAY).date()))
    assert (daily.every, daily.why) == (DAY / 2, "asked more: a deadline on 2026-03-04")
    bound = next_turn(office(at_most="daily"), Habit(asked_at=START, deadline_on=(START + 2 * DAY).date()))
    assert (bound.every, bound.due_at <= START + DAY) == (DAY, True)
    assert next_turn(office(), Habit(asked_at=START, deadline_on=(START - DAY).date())).why == "daily"
    assert next_turn(office(), Habit(asked_at=START, deadline_on=(START + 30 * DAY).date())).why == "daily"


def test_a_failed_run_is_tried_again_within_a_day_and_within_bounds():
    failed = Habit(asked_at=START, failed=True, unchanged=90)
    monthly = next_turn(office(schedule="monthly"), failed)
    assert (monthly.every, monthly.why) == (DAY, "its last run was not complete")
    assert next_turn(office(schedule="monthly", at_most="weekly"), failed).every == 7 * DAY
    assert next_turn(office(schedule="hourly"), failed).every == HOUR


def test_paused_is_never_and_never_asked_is_now():
    assert next_turn(office(schedule="paused"), Habit()) is None
    turn = next_turn(office(), Habit())
    assert (turn.due_at, turn.why) == (None, "was never asked")
    assert due([office("a"), office("b", "paused")], {}, START) == (office("a"),)


NEW = [posting(number) for number in range(4)]


def ran(world, *runs: str, source=BOARD) -> Habit:
    """The habit of a source that ran once a day, and what each run was."""
    for number, kind in enumerate(runs):
        day = DAY0 + number * DAY
        if kind in ("cut", "failed"):
            cause = {"cut": "shutdown", "failed": "timeout"}[kind]
            world.load(source=source, day=day, complete=False, cause=cause)
        else:
            world.load(*NEW[: int(kind)], source=source, day=day)
    with database.reading(world.engine) as connection:
        return habits(connection, DAY0)[source.id]


@pytest.mark.parametrize(
    ("runs", "asked_on", "expected"),
    [
        ("3", 0, Habit()),
        ("3 3 3", 2, Habit(unchanged=2)),
        ("3 3 4 4", 3, Habit(unchanged=1)),
        ("3 3 failed", 2, Habit(unchanged=1, failed=True)),
        ("3 failed 3", 2, Habit(unchanged=1)),
        ("3 3 cut", 1, Habit(unchanged=1)),
        ("3 3 cut cut", 3, Habit(unchanged=1, failed=True)),
        ("cut", None, Habit()),
        ("cut cut", 1, Habit(failed=True)),
        ("0 0", 1, Habit(unchanged=2)),
    ],
)
def test_a_habit_is_read_from_the_runs(world, runs, asked_on, expected):
    ran(world, "2", "2", source=PAGE)
    asked_at = None if asked_on is None else noon(DAY0 + asked_on * DAY)
    assert ran(world, *runs.split()) == replace(expected, asked_at=asked_at)


def test_the_nearest_deadline_to_come_is_that_of_an_open_posting(world):
    days = [DAY0 + number * DAY for number in (4, 2, 9)]
    world.load(*(posting(str(day), deadline_on=day, deadline_type="fixed") for day in days))
    with database.reading(world.engine) as connection:
        assert habits(connection, DAY0)[BOARD.id].deadline_on == days[1]
        assert habits(connection, days[1] + DAY)[BOARD.id].deadline_on == days[0]
    world.load(*(posting(str(day), deadline_on=day, deadline_type="fixed") for day in days), day=days[0] + 2 * DAY)
    with database.reading(world.engine) as connection:
        assert habits(connection, DAY0)[BOARD.id].deadline_on == days[2]
