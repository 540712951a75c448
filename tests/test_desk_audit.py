"""Every deed of an editor is one row of decisions: who, when, why, from where; what fails leaves none."""

import inspect

import pytest
import sqlalchemy as sa

from deciding import Deciding
from desk.actions import Actions, Document
from pipelines.editor import EditError
from schema.errors import Mendable
from schema.tables import decisions
from schema.vocabulary import DecisionKind, members
from tests.at_the_desk import WEEK, Desk
from tests.loading import BOARD, DAY, PAGE, World, noon, posting

LETTER = b"""Warehouse Lead

The Pell County Board of Elections seeks a Warehouse Lead to store ballot boxes. Salary: $24 an hour.
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory) -> bytes:
    """A database with an opening on two sources and two more."""
    path = tmp_path_factory.mktemp("loaded") / "jobs.db"
    world = World(path)
    words = "Opens envelopes at the counter, answers the questions of voters and keeps the register up to date."
    world.load(posting(1, description_text=words), posting(2), posting(3))
    world.load(posting(1, PAGE, description_text=words), source=PAGE)
    world.engine.dispose()
    return path.read_bytes()


@pytest.fixture
def desk(loaded, tmp_path):
    (tmp_path / "jobs.db").write_bytes(loaded)
    world = World(tmp_path / "jobs.db")
    desk = Desk(world, tmp_path / "public")
    desk.do.via = "desk"
    yield desk
    assert world.healthy()
    world.engine.dispose()


def named(desk):
    rows = desk.world.rows(sa.text("SELECT id, title, source FROM postings"))
    return {(row["title"][-1], row["source"]): row["id"] for row in rows}


# Each method with its arguments; "one" and so on stand for ids. Some need a deed before them.
DEEDS = {
    "hold": ("hold", ["one"]),
    "pin": ("pin", ["one"]),
    "note": ("note", ["one", "Hurry"]),
    "correct": ("correct", ["one", "salary_raw", "$20"]),
    "correct_together": ("correct", ["one", {"salary_raw": "$20"}]),
    "order": ("order", [WEEK, ["two", "one"]]),
    "leave_out": ("leave_out", [WEEK, "one"]),
    "release": ("release", [BOARD.id]),
    "join": ("join", ["two", "three"]),
    "split": ("split", ["one"]),
    "withdraw": ("withdraw", ["two"]),
    "undo": ("undo", [1]),
    "submit": ("add", [Document(name="letter.txt", content=LETTER, day=DAY)]),
    "accept": ("accept", [1]),
    "reject": ("reject", [1]),
    "approve": ("approve", ["wanted"]),
}
BEFORE = {"undo": "pin", "accept": "submit", "reject": "submit"}


def do(desk, method):
    known = named(desk)
    given = {
        "one": known["1", BOARD.id],
        "two": known["2", BOARD.id],
        "three": known["3", BOARD.id],
        "wanted": desk.wanted() if method == "approve" else None,
    }

    def filled(argument):
        if isinstance(argument, list):
            return [filled(one) for one in argument]
        return given.get(argument, argument) if isinstance(argument, str) else argument

    return getattr(desk.do, method)(*map(filled, DEEDS[method][1]), who="ada", why="because")


def rows(desk):
    return desk.world.rows(sa.select(decisions).order_by(decisions.c.id))


def methods_of(kind):
    return {name for name, _ in inspect.getmembers(kind, inspect.isfunction) if not name.startswith("_")}


def test_every_method_is_tried_here_and_every_kind_of_decision_can_be():
    assert methods_of(Actions) == methods_of(Deciding) == set(DEEDS)
    assert {kind for kind, _ in DEEDS.values()} | {"revise"} == set(members(DecisionKind))


@pytest.mark.parametrize("method", sorted(DEEDS))
def test_a_deed_leaves_exactly_one_row(desk, method):
    if method in BEFORE:
        do(desk, BEFORE[method])
    before = rows(desk)
    do(desk, method)
    after = rows(desk)
    assert len(after) == len(before) + 1
    row = after[-1]
    said = (row["kind"], row["who"], row["why"], row["via"], row["decided_at"])
    assert said == (DEEDS[method][0], "ada", "because", "desk", noon(DAY))


def test_a_revision_and_corrections_at_acceptance_are_told_too(desk):
    do(desk, "approve")
    do(desk, "note")
    do(desk, "approve")
    do(desk, "submit")
    desk.do.accept(1, {"salary_raw": "$25", "title": "Lead"}, who="ada", why="because")
    assert [row["kind"] for row in rows(desk)] == ["approve", "note", "revise", "add", "accept", "correct", "correct"]
    assert {(row["posting"], row["field"]) for row in rows(desk)[-2:]} == {
        (rows(desk)[4]["posting"], "salary_raw"),
        (rows(desk)[4]["posting"], "title"),
    }


REFUSED = {
    "hold": ["nosuch"],
    "pin": ["nosuch"],
    "note": ["one", " "],
    "correct": ["one", "salary_min", "much"],
    "correct_together": ["one", {"title": "Clerk", "salary_min": "much"}],
    "order": [WEEK, ["one", "nosuch"]],
    "leave_out": [WEEK, "nosuch"],
    "release": ["nosuch"],
    "join": ["one", "one"],
    "split": ["two"],
    "withdraw": ["nosuch"],
    "undo": [7],
    "submit": [Document(name="junk.txt", content=b"junk")],
    "accept": [7],
    "reject": [7],
}


@pytest.mark.parametrize("method", sorted(REFUSED))
def test_what_is_refused_leaves_nothing_but_one_line(desk, method):
    before = [desk.world.rows(sa.text(f"SELECT * FROM {table}")) for table in ("postings", "posting_versions")]
    known = {"one": named(desk)["1", BOARD.id], "two": named(desk)["2", BOARD.id]}

    def filled(argument):
        if isinstance(argument, list):
            return [filled(one) for one in argument]
        return known.get(argument, argument) if isinstance(argument, str) else argument

    with pytest.raises(Mendable) as refused:
        getattr(desk.do, method)(*map(filled, REFUSED[method]), who="ada", why="because")
    assert "\n" not in str(refused.value)
    assert rows(desk) == []
    assert [desk.world.rows(sa.text(f"SELECT * FROM {table}")) for table in ("postings", "posting_versions")] == before


def test_nobody_decides_nothing(desk):
    with pytest.raises(EditError, match="say who decides"):
        desk.do.pin(named(desk)["1", BOARD.id], who=" ", why="")
