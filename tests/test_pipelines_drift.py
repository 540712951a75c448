"""A run that shows the known postings otherwise, many at once, is told and held back until it proves to be true."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa

from exports import health
from pipelines import corrections, editing
from pipelines.editor import Editor
from schema import database, tables
from tests.loading import BOARD, DAY, PAPER, World, noon, posting

PAY = {"salary_raw": "$40,000", "salary_min": Decimal(40000), "salary_unit": "YEAR", "salary_currency": "USD"}
A_DAY = dt.timedelta(days=1)
EDITOR = Editor(who="e", now=noon(DAY), why="the words say so")


def text(number: int) -> str:
    return (
        f"Counter {number} receives ballots, sorts envelopes by precinct, answers voters and keeps the daily "
        f"tally. Shift {number} also packs supplies for drop box {number} and drives them there every evening."
    )


def full(number: int, **values):
    return posting(number, **{"description_text": text(number), **PAY, **values})


def last(world: World) -> dict:
    return world.rows(sa.select(tables.runs).order_by(tables.runs.c.id.desc()).limit(1))[0]


def alarms(world: World) -> list[str]:
    return last(world)["alarms"]


def six(**values) -> list:
    return [full(number, **values) for number in range(6)]


def pay(world: World) -> set:
    return {row["salary_min"] for row in world.postings().values()}


NO_PAY = {"salary_raw": None, "salary_min": None, "salary_unit": None, "salary_currency": None}
DEAR = {"salary_raw": "$4,000,000", "salary_min": Decimal(4000000)}
SPANISH = "Esta oficina busca a quien reciba papeletas y atienda a los votantes del condado durante la temporada."


@pytest.mark.parametrize(
    ("values", "alarm"),
    [
        (NO_PAY, "salary_raw lost in 6 of 6 known postings"),
        (DEAR, "salary moved in 6 of 6 known postings"),
        ({"description_text": ""}, "description_text lost in 6 of 6 known postings"),
        ({"description_text": SPANISH}, "text replaced in 6 of 6 known postings"),
        ({"title": "Position", "title_raw": "Position"}, "title moved in 6 of 6 known postings"),
        ({"url": "https://lark.example.org/?p=1"}, "url moved in 6 of 6 known postings"),
    ],
)
def test_what_all_postings_lose_or_show_otherwise_holds_the_run_back(world, values, alarm):
    world.load(*six())
    before = world.postings()
    counts = world.load(*six(**values), full(7), day=DAY + A_DAY)
    assert f"drift: {alarm}" in alarms(world)
    assert (last(world)["complete"], last(world)["cause"], counts.new, counts.changed) == (False, "drift", 0, 0)
    assert alarm in counts.held_back
    assert world.postings() == before


def test_a_source_that_is_held_back_is_red_and_was_last_checked_before(world):
    world.load(*six())
    world.load(*six(**NO_PAY), day=DAY + A_DAY)
    with database.reading(world.engine) as connection:
        (one,) = health.read(connection)
    assert (one.red, one.cause, one.task, one.last_checked) == (True, "drift", "decide", DAY)
    assert one.detail == "salary_raw lost in 6 of 6 known postings"


def test_what_three_runs_agree_on_is_the_truth(world):
    world.load(*six())
    stored = [world.load(*six(**NO_PAY), day=DAY + n * A_DAY).changed for n in (1, 2, 3)]
    assert stored == [0, 0, 6]
    assert (last(world)["complete"], last(world)["guard"]) == (True, "opened")
    assert alarms(world) == ["guard_opened: salary_raw lost in 6 of 6 known postings"]
    world.load(*six(**NO_PAY), day=DAY + 4 * A_DAY)
    assert (alarms(world), last(world)["cause"]) == ([], None)


def test_runs_that_differ_in_different_things_do_not_agree(world):
    world.load(*six())
    for n, values in enumerate((NO_PAY, DEAR, NO_PAY), 1):
        world.load(*six(**values), day=DAY + n * A_DAY)
    assert pay(world) == {Decimal(40000)}


def test_an_editor_lets_it_in(world):
    world.load(*six())
    world.load(*six(**DEAR), day=DAY + A_DAY)
    with database.writing(world.engine) as connection:
        editing.release(connection, BOARD.id, EDITOR)
    assert world.load(*six(**DEAR), day=DAY + 2 * A_DAY).changed == 6
    assert (last(world)["guard"], pay(world)) == ("released", {Decimal(4000000)})


def test_a_good_run_ends_it(world):
    world.load(*six())
    world.load(*six(**NO_PAY), day=DAY + A_DAY)
    world.load(*six(), full(7), day=DAY + 2 * A_DAY)
    assert (alarms(world), last(world)["complete"], len(world.postings())) == ([], True, 7)


def test_a_run_that_broke_off_is_held_back_too(world):
    world.load(*six())
    world.load(*six(**NO_PAY)[:4], complete=False, cause="partial", day=DAY + A_DAY)
    assert alarms(world) == ["drift: salary_raw lost in 4 of 4 known postings", "partial: "]
    assert (last(world)["cause"], pay(world)) == ("drift", {Decimal(40000)})


def test_what_one_employer_edits_is_no_drift(world):
    world.load(*six())
    edited = [full(0, **DEAR), full(1, **NO_PAY), full(2, description_text=SPANISH), *six()[3:]]
    assert world.load(*edited, day=DAY + A_DAY).changed == 3
    assert alarms(world) == []


def test_what_the_few_postings_of_a_small_board_lose_is_told_and_stored(world):
    world.load(full(1))
    assert world.load(full(1, **NO_PAY), day=DAY + A_DAY).changed == 1
    assert alarms(world) == ["drift: salary_raw lost in 1 of 1 known postings"]
    assert last(world)["complete"]


def test_what_an_editor_corrected_is_no_drift(world):
    world.load(*six())
    with database.writing(world.engine) as connection:
        for row in list(world.postings().values()):
            corrections.correct(connection, row["id"], {"salary_min": Decimal(50000)}, EDITOR)
            corrections.correct(connection, row["id"], {"location_raw": "Lark"}, EDITOR)
    world.load(*six(), day=DAY + A_DAY)
    assert alarms(world) == []


def test_a_better_reading_of_the_same_words_is_no_drift(world):
    world.load(*six())
    assert world.load(*six(salary_min=Decimal(41000)), day=DAY + A_DAY).changed == 6
    assert alarms(world) == []


def test_postings_that_all_come_under_new_numbers(world):
    world.load(*six())
    again = [replace(p, posting=replace(p.posting, source_job_id=f"9{p.posting.source_job_id}")) for p in six()]
    world.load(*again, day=DAY + A_DAY)
    assert "drift: number moved in 6 of 6 known postings" in alarms(world)
    assert len(world.postings()) == 6


def test_one_text_in_the_place_of_all(world):
    world.load(*six())
    world.load(*[full(n, description_text=text(99)) for n in range(10, 16)], day=DAY + A_DAY)
    assert "drift: description_text alike in all 6 postings" in alarms(world)


def test_print_is_told_of_and_never_held_back(world):
    world.load(*[full(n) for n in range(6)], source=PAPER)
    world.load(*[full(n, **NO_PAY) for n in range(6)], source=PAPER)
    assert alarms(world) == ["drift: salary_raw lost in 6 of 6 known postings"]
    assert last(world)["complete"]
