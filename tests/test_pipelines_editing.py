"""What editors decide by hand holds through crawls and re-matches, can be taken back, and is refused clearly."""

import datetime as dt
import json
from dataclasses import replace

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from cli import main
from desk import decided
from pipelines import editing
from pipelines.editing import EditError, Editor
from pipelines.matching import database as matching
from schema import database, tables
from schema.records import Location
from tests.loading import BOARD, DAY, PAGE, World, noon, posting

BY = Editor(who="ada", now=noon(DAY), why="seen with my own eyes")
LATER = DAY + dt.timedelta(days=1)


def decide(world: World, do, *given, by: Editor = BY):
    with database.writing(world.engine) as connection:
        return do(connection, *given, by)


def published(world: World) -> set[str]:
    return {row["title"] for row in world.rows(sa.select(tables.publishable))}


def kinds(world: World) -> list[tuple]:
    columns = tables.decisions.c
    query = sa.select(columns.kind, columns.who, columns.why, columns.active).order_by(columns.id)
    return [tuple(row.values()) for row in world.rows(query)]


def test_a_correction_holds_through_crawls_and_the_source_is_shown_beside_it(world):
    world.load(posting(1, salary_raw="$20"))
    one = world.one()["id"]
    decide(world, editing.correct, one, {"salary_raw": "$25"})
    world.load(posting(1, day=LATER, salary_raw="$22"), day=LATER)
    assert world.one()["salary_raw"] == "$25"
    with database.reading(world.engine) as connection:
        (row,) = decided.listing(connection)
    assert (row.old, row.new, row.conflict, row.who) == ("$20", "$25", "$22", "ada")
    decide(world, editing.undo, row.number)
    assert world.one()["salary_raw"] == "$22"
    assert kinds(world)[-1] == ("undo", "ada", "seen with my own eyes", False)


def test_a_corrected_deadline_opens_or_ends_a_posting(world):
    world.load(posting(1, deadline_on=DAY, deadline_type="fixed"))
    one = world.one()["id"]
    later = replace(BY, now=noon(DAY + dt.timedelta(days=3)))
    decide(world, editing.correct, one, {"deadline_on": "2026-02-01"}, by=later)
    assert (world.one()["status"], world.one()["close_reason"]) == ("expired", "deadline_passed")
    decide(world, editing.correct, one, {"deadline_on": "2026-05-01"}, by=later)
    assert (world.one()["status"], world.one()["close_reason"]) == ("open", None)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("title", "Clerk", "Clerk"),
        ("salary_min", "45000.50", 45000.5),
        ("openings_count", "2", 2),
        ("travel", "yes", True),
        ("deadline_on", "2026-05-01", dt.date(2026, 5, 1)),
        ("languages", '["es"]', ["es"]),
        ("locations", "[]", []),
        ("salary_raw", "", None),
    ],
)
def test_a_value_is_read_by_its_field(world, field, text, value):
    world.load(posting(1))
    decide(world, editing.correct, world.one()["id"], {field: text})
    assert world.one()[field] == value


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("salary_min", "much", "salary_min: 'much' is no number like 45000.50"),
        ("salary_min", "NaN", "salary_min: 'NaN' is no number like 45000.50"),
        ("deadline_on", "May 1", "deadline_on: 'May 1' is no date like 2026-11-21"),
        ("travel", "perhaps", "travel: 'perhaps' is no yes or no"),
        ("languages", "es", "languages: 'es' is no JSON like [\"WA\"]"),
        ("remote", "moon", "remote has the unknown value 'moon'"),
        ("title", "", "it has no title"),
        ("status", "open", "status: cannot be corrected; these can: apply_email"),
        ("nosuch", "1", "nosuch: cannot be corrected; these can: apply_email"),
    ],
)
def test_what_is_no_value_is_refused_and_leaves_nothing(world, field, text, says):
    world.load(posting(1))
    before = world.one()
    with pytest.raises(EditError) as caught:
        decide(world, editing.correct, before["id"], {field: text})
    assert str(caught.value).startswith(says)
    assert world.one() == before
    assert kinds(world) == []


def test_a_held_posting_is_not_published_until_it_is_taken_back(world):
    world.load(posting(1), posting(2))
    one = world.postings()["Elections Clerk 1"]["id"]
    with database.writing(world.engine) as connection:
        editing.mark(connection, "hold", one, BY)
    world.load(posting(1, day=LATER), posting(2, day=LATER), day=LATER)
    assert published(world) == {"Elections Clerk 2"}
    decide(world, editing.undo, 1)
    assert published(world) == {"Elections Clerk 1", "Elections Clerk 2"}


def test_a_withdrawn_posting_stays_away_whatever_the_source_shows(world):
    world.load(posting(1))
    decide(world, editing.withdraw, world.one()["id"])
    world.load(posting(1, day=LATER, description_text="Counts."), day=LATER)
    assert (world.one()["status"], world.one()["close_reason"]) == ("removed", "withdrawn_by_editor")
    decide(world, editing.undo, 1)
    assert world.one()["status"] == "open"


def groups(world: World) -> dict[str, str]:
    return {row["title"]: row["group_id"] for row in world.rows(sa.select(tables.postings))}


PLACES = ({"locality": "Lark", "region": "WA"}, {"locality": "Yakima", "region": "WA"})


def test_joined_by_hand_outlives_every_re_match_and_so_does_split(world):
    seen = [posting(n, locations=(Location(**place),), title=f"Clerk {n}") for n, place in enumerate(PLACES)]
    world.load(*seen)
    one, two = sorted(row["id"] for row in world.rows(sa.select(tables.postings.c.id)))
    assert len(set(groups(world).values())) == 2
    decide(world, editing.join, one, two)
    for _ in range(2):
        assert len(set(groups(world).values())) == 1
        world.load(*seen)
        with database.writing(world.engine) as connection:
            matching.match_all(connection, noon(DAY))
    decide(world, editing.split, one, by=replace(BY, now=noon(LATER)))
    for _ in range(2):
        assert len(set(groups(world).values())) == 2
        with database.writing(world.engine) as connection:
            matching.match_all(connection, noon(LATER))


def test_one_opening_on_two_sources_is_split_by_hand(world):
    same = "Opens envelopes at the counter, answers the questions of voters and keeps the register up to date."
    world.load(posting(1, description_text=same))
    world.load(posting(1, PAGE, description_text=same), source=PAGE)
    (group,) = {row["group_id"] for row in world.rows(sa.select(tables.postings))}
    decide(world, editing.split, group)
    with database.writing(world.engine) as connection:
        matching.match_all(connection, noon(DAY))
    assert len({row["group_id"] for row in world.rows(sa.select(tables.postings))}) == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("hold", "nosuch"), "nosuch: there is no such posting; the ids stand in the tables and feeds"),
        (("join", "{id}", "{id}"), "{id}: give two different postings"),
        (("split", "{id}"), "{id}: is in a group of its own already"),
        (("release", "nosuch"), "nosuch: no such source was ever crawled; electionjobs status shows them"),
        (("undo", "7"), "7: is no decision that holds; electionjobs edit list shows those that do"),
        (("correct", "{id}", "salary_min", "x", "--why", "y"), "salary_min: 'x' is no number like 45000.50"),
    ],
)
def test_a_decision_that_cannot_be_is_one_clear_line(world, words, says):
    world.load(posting(1))
    one = world.one()["id"]
    done = command(world, "edit", *(word.format(id=one) for word in words), "--who", "ada")
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", f"electionjobs: {says.format(id=one)}\n")


def command(world: World, *words: str):
    return CliRunner().invoke(main, [*words, "--db", world.engine.url.database])


def test_the_commands_decide_and_list(world):
    world.load(posting(1), posting(2))
    one, two = sorted(row["id"] for row in world.rows(sa.select(tables.postings.c.id)))
    who = ("--who", "ada")
    for words in (
        ("hold", one),
        ("pin", one, "--why", "first"),
        ("note", one, "ask them"),
        ("join", one, two),
        ("split", one),
        ("correct", one, "salary_raw", "$25", "--why", "by telephone"),
        ("release", BOARD.id),
        ("withdraw", two, "--why", "spam"),
        ("undo", "1"),
    ):
        done = command(world, "edit", *words, *who)
        assert (done.exit_code, done.stderr) == (0, ""), done.output
    rows = [json.loads(line) for line in command(world, "edit", "list", "--json").stdout.splitlines()]
    assert [row["kind"] for row in rows] == ["pin", "note", "join", "split", "correct", "release", "withdraw"]
    every = command(world, "edit", "list", "--all").stdout.splitlines()
    assert len(every) == 10
    assert every[1].split("\t")[:4] == ["1", "hold", one, "(holds no longer)"]
