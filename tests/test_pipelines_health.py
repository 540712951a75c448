"""Figures and alarms of a run, and the line a person sees."""

import datetime as dt

import pytest
import sqlalchemy as sa

from pipelines import health
from pipelines.batch import Batch
from pipelines.load import load
from schema import database, tables
from schema.records import OWN_SOURCE, BoardResult, SetAside
from tests.loading import BOARD, DAY, PAGE, World, noon, posting


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path / "jobs.db")
    yield world
    world.engine.dispose()


def last(world: World) -> dict:
    return world.rows(sa.select(tables.runs).order_by(tables.runs.c.id.desc()).limit(1))[0]


def status(world: World) -> health.SourceStatus:
    with database.reading(world.engine) as connection:
        (one,) = health.status(connection)
    return one


def full(number: int):
    return posting(number, salary_raw="$20 an hour", summary="Counts ballots.", posted_on=DAY)


def test_a_good_run(world):
    world.load(*[full(n) for n in range(4)], posting(4))
    row = last(world)
    assert row["fills"]["salary_raw"] == 0.8
    assert row["fills"]["apply_url"] == 0
    assert row["alarms"] == []
    assert status(world) == health.SourceStatus(
        source=BOARD.id,
        platform="greenhouse",
        open_postings=5,
        last_run=noon(DAY),
        last_good=noon(DAY),
        listed=5,
        cause=None,
        alarms=(),
        trouble=None,
    )


def test_a_field_that_is_no_longer_read_alarms_in_the_same_run(world):
    world.load(*[full(n) for n in range(10)])
    world.load(*[posting(n, posted_on=DAY) for n in range(10)])
    assert last(world)["alarms"] == ["fill_fell: salary_raw from 100% to 0%", "fill_fell: summary from 100% to 0%"]


def test_a_few_postings_say_nothing_about_fill_rates(world):
    world.load(*[full(n) for n in range(4)])
    world.load(*[posting(n) for n in range(4)])
    assert last(world)["alarms"] == []


def test_a_held_guard_is_an_alarm_and_the_run_no_good_one(world):
    world.load(*[full(n) for n in range(20)])
    world.load(*[full(n) for n in range(5)], day=DAY + dt.timedelta(days=1))
    one = status(world)
    assert one.trouble == "guard_held: lists 5, usually 20"
    assert (one.last_good, one.last_run) == (noon(DAY), noon(DAY + dt.timedelta(days=1)))


def test_a_board_that_lists_postings_of_which_none_is_read(world):
    world.load(listed=7)
    assert status(world).trouble == "nothing_read: it lists 7"


def test_most_items_set_aside(world):
    aside = [
        SetAside(source=BOARD.id, url=f"https://x.example.org/{n}", title="x", reason="r", observed_on=DAY)
        for n in range(6)
    ]
    world.load(full(1), set_aside=aside, listed=7)
    assert status(world).trouble == "many_set_aside: 6 of 7"


def test_a_passing_failure_needs_a_person_when_it_came_three_times(world):
    world.load(full(1))
    troubles = []
    for _ in range(3):
        world.load(listed=0, complete=False, cause="timeout")
        troubles.append(status(world).trouble)
    assert troubles == [None, None, "failed: timeout"]
    assert status(world).open_postings == 1


def test_a_lasting_failure_needs_a_person_at_once(world):
    world.load(full(1))
    world.load(listed=0, complete=False, cause="unknown_board")
    assert status(world).trouble == "failed: unknown_board"


ADD_HINTS = "add [board.hints] to its source file (list, body, link)"
ASIDE = [
    SetAside(source=PAGE.id, url=f"https://lark.example.org/{n}", title="x", reason="r", observed_on=DAY)
    for n in range(6)
]


@pytest.mark.parametrize(
    ("source", "run", "trouble"),
    [
        (PAGE, {"listed": 0, "complete": False, "cause": "none_read"}, f"failed: none_read; {ADD_HINTS}"),
        (
            PAGE,
            {"listed": 0, "complete": False, "cause": "zero_without_evidence"},
            f"failed: zero_without_evidence; {ADD_HINTS}",
        ),
        (PAGE, {"listed": 0, "complete": False, "cause": "layout_changed"}, f"failed: layout_changed; {ADD_HINTS}"),
        (PAGE, {"listed": 7}, f"nothing_read: it lists 7; {ADD_HINTS}"),
        (PAGE, {"listed": 6, "set_aside": ASIDE}, f"many_set_aside: 6 of 6; {ADD_HINTS}"),
        (PAGE, {"listed": 0, "complete": False, "cause": "http_404"}, "failed: http_404"),
        (PAGE, {"listed": 0, "cause": "empty"}, None),
        (BOARD, {"listed": 7}, "nothing_read: it lists 7"),
    ],
)
def test_an_office_page_that_could_not_be_read_needs_hints(world, source, run, trouble):
    world.load(source=source, **run)
    assert status(world).trouble == trouble


def test_a_page_that_leads_to_a_board_needs_no_hints(world):
    detail = f"https://lark.example.org/jobs leads to lever lark: {OWN_SOURCE}"
    result = BoardResult(source=PAGE.id, listed=0, complete=False, cause="none_read", detail=detail)
    load(world.engine, PAGE, "round", Batch(), result, noon(DAY))
    assert status(world).trouble == f"failed: none_read; {detail}"


def test_the_runs_of_a_round(world):
    world.load(full(1))
    world.load(full(1))
    with database.reading(world.engine) as connection:
        (row,) = health.round_of(connection, "round 2")
    assert (row["source"], row["unchanged"], row["round"]) == (BOARD.id, 1, "round 2")
