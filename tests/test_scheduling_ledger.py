"""What was done when: two weeks around each change of the clocks, crashes everywhere, nothing missed or done twice."""

import datetime as dt
import random
from dataclasses import replace

import pytest
import sqlalchemy as sa

from scheduler import plan
from scheduling import ledger
from scheduling.slots import Every, weekly, zone
from scheduling.task import Task
from schema import database
from schema.tables import task_runs, tasks
from settings import Settings
from tests.test_scheduling_slots import AUTUMN, DAY, SPRING, between

HOUR = dt.timedelta(hours=1)
CRASHES = 20


@pytest.fixture
def engine(tmp_path):
    engine = database.engine(tmp_path / "jobs.db")
    database.upgrade(engine)
    yield engine
    engine.dispose()


def ended(engine, name: str) -> list[sa.Row]:
    with database.reading(engine) as connection:
        return connection.execute(sa.select(task_runs).where(task_runs.c.task == name).order_by(task_runs.c.id)).all()


def moments(task: Task, run: sa.Row) -> list[dt.datetime]:
    """Every moment of a task that a run served."""
    return [run.since, *between(task.slots, run.since, run.due_at)]


@pytest.mark.parametrize("start", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_two_weeks_with_crashes_miss_nothing_and_do_nothing_twice(engine, start):
    every = [
        task if task.name != "round" else replace(task, slots=Every(interval=4 * HOUR)) for task in plan(Settings())
    ]
    draw = random.Random(20260308)
    now, end = start, start + 14 * DAY
    worked = dict.fromkeys((task.name for task in every), 0)
    ledger.open_book(engine, every, now)
    crashes = sorted(draw.sample(range(1, 110), CRASHES))
    number = 0
    while now < end:
        for task in every:
            run = ledger.begin(engine, task, now)
            if run is None:
                continue
            number += 1
            crashed = number in crashes
            if not (crashed and number % 2):  # half of the crashes come before the work is done, half after it
                worked[task.name] += 1
            if crashed:
                now += draw.uniform(0, 3) * HOUR
                ledger.open_book(engine, every, now)
                break
            ledger.finish(engine, task, run, "done", "", now + draw.uniform(0, 0.4) * HOUR)
        else:
            now = min(ledger.try_at(engine, task) for task in every)
    lost = 0
    for task in every:
        done = [moment for run in ended(engine, task.name) if run.outcome == "done" for moment in moments(task, run)]
        first = task.slots.up_to(start) if task.at_once else task.slots.after(start)
        assert done == [first, *between(task.slots, first, done[-1])], task.name
        assert task.slots.after(done[-1]) >= end
        lost += sum(run.outcome == "lost" for run in ended(engine, task.name))
    assert lost == CRASHES
    assert worked["edition"] >= 2


def one(name: str, **changes) -> Task:
    return replace(next(task for task in plan(Settings()) if task.name == name), **changes)


def row(engine, name: str) -> tuple[dt.datetime, dt.datetime]:
    with database.reading(engine) as connection:
        found = connection.execute(sa.select(tasks).where(tasks.c.name == name)).one()
        return found.due_at, found.try_at


def test_an_edition_missed_while_the_machine_was_off_is_made_once_when_it_is_back(engine):
    edition = one("edition")
    ledger.open_book(engine, [edition], SPRING)
    first, second = between(edition.slots, SPRING, SPRING + 14 * DAY)
    back = SPRING + 13 * DAY
    ledger.open_book(engine, [edition], back)
    run = ledger.begin(engine, edition, back)
    assert (run.since, run.due_at) == (first, second)
    ledger.finish(engine, edition, run, "done", "", back)
    assert ledger.begin(engine, edition, back + HOUR) is None
    assert row(engine, "edition") == (second + 7 * DAY, second + 7 * DAY)


def test_what_must_succeed_is_tried_again_and_what_comes_again_soon_is_not(engine):
    edition, rounds = one("edition"), one("round")
    ledger.open_book(engine, [edition, rounds], SPRING)
    now = edition.slots.after(SPRING)
    run = ledger.begin(engine, edition, now)
    ledger.finish(engine, edition, run, "trouble", "the edition is held", now)
    assert row(engine, "edition") == (now, now + HOUR)
    assert ledger.begin(engine, edition, now + HOUR / 2) is None
    again = ledger.begin(engine, edition, now + HOUR)
    assert (again.since, again.due_at) == (now, now)
    run = ledger.begin(engine, rounds, now)
    ledger.finish(engine, rounds, run, "trouble", "one source failed", now)
    assert row(engine, "round") == (rounds.slots.after(now),) * 2


def test_a_run_that_was_stopped_or_lost_is_due_at_the_next_start(engine):
    rounds = one("round")
    ledger.open_book(engine, [rounds], SPRING)
    for ending in ("stopped", None):
        run = ledger.begin(engine, rounds, SPRING)
        if ending:
            ledger.finish(engine, rounds, run, ending, "", SPRING)
        ledger.open_book(engine, [rounds], SPRING + HOUR / 2)
    assert [run.outcome for run in ended(engine, "round")] == ["stopped", "lost"]
    assert ledger.begin(engine, rounds, SPRING + HOUR / 2) is not None


def test_another_day_for_the_edition_and_a_clock_that_was_wrong_wait_for_the_next_moment(engine):
    thursday = one("edition")
    friday = one("edition", slots=weekly("fri 09:00", zone("America/New_York")))
    ledger.open_book(engine, [thursday], SPRING.replace(year=2036))
    ledger.open_book(engine, [thursday], SPRING)
    assert row(engine, "edition") == (thursday.slots.after(SPRING),) * 2
    ledger.open_book(engine, [friday], SPRING)
    assert row(engine, "edition") == (friday.slots.after(SPRING),) * 2


def test_a_state_tells_what_comes_what_runs_and_what_was(engine):
    rounds, edition = one("round"), one("edition")

    def told(now: dt.datetime) -> list[tuple[object, ...]]:
        with database.reading(engine) as connection:
            found = ledger.states(connection, [rounds, edition], now)
        return [(state.try_at, state.running_since, state.ended_at, state.ending, state.detail) for state in found]

    first = edition.slots.after(SPRING)
    assert told(SPRING) == [(SPRING, None, None, None, ""), (first, None, None, None, "")]
    ledger.open_book(engine, [rounds, edition], SPRING)
    run = ledger.begin(engine, rounds, SPRING)
    at_once = rounds.slots.up_to(SPRING)
    assert told(SPRING)[0] == (at_once, SPRING, None, None, "")
    ledger.finish(engine, rounds, run, "done", "12 postings", SPRING + HOUR / 2)
    assert told(SPRING)[0] == (rounds.slots.after(SPRING), None, SPRING + HOUR / 2, "done", "12 postings")
