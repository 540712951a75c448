"""Figures and alarms that a run leaves in its row."""

import sqlalchemy as sa

from pipelines.batch import Batch
from pipelines.load import load
from schema import tables
from schema.records import BoardResult, SetAside
from tests.loading import BOARD, DAY, World, noon, posting


def last(world: World) -> dict:
    return world.rows(sa.select(tables.runs).order_by(tables.runs.c.id.desc()).limit(1))[0]


def full(number: int):
    return posting(number, salary_raw="$20 an hour", summary="Counts ballots.", posted_on=DAY)


def aside(number: int) -> SetAside:
    return SetAside(source=BOARD.id, url=f"https://x.example.org/{number}", title="x", reason="r", observed_on=DAY)


def test_a_good_run(world):
    world.load(*[full(n) for n in range(4)], posting(4))
    row = last(world)
    assert row["fills"]["salary_raw"] == 0.8
    assert row["fills"]["apply_url"] == 0
    assert row["alarms"] == []


def test_a_failed_run_is_named_with_its_detail(world):
    result = BoardResult(source=BOARD.id, listed=0, complete=False, cause="dns", detail="no such host")
    load(world.engine, BOARD, "round", Batch(), result, noon(DAY))
    assert last(world)["alarms"] == ["dns: no such host"]


def test_a_few_postings_say_nothing_about_fill_rates(world):
    world.load(*[full(n) for n in range(4)])
    world.load(*[posting(n) for n in range(10, 14)])
    assert last(world)["alarms"] == []


def test_a_held_guard_is_an_alarm(world):
    world.load(*[full(n) for n in range(20)])
    world.load(*[full(n) for n in range(5)])
    assert last(world)["alarms"] == ["held: lists 5, usually 20"]


def test_a_board_that_lists_postings_of_which_none_is_read(world):
    world.load(listed=7)
    assert last(world)["alarms"] == ["nothing_read: it lists 7"]


def test_most_items_set_aside(world):
    world.load(full(1), set_aside=[aside(n) for n in range(6)], listed=7)
    assert last(world)["alarms"] == ["many_set_aside: 6 of 7"]
