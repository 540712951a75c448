"""One record of a group: what the canonical posting does not state comes from the others, and says from whom."""

import datetime as dt
from decimal import Decimal

import pytest
import sqlalchemy as sa

from exports import published
from exports.merging import BY_HAND, THINGS, Member, merge
from pipelines import editing
from pipelines.editing import Editor
from schema import database
from schema.records import Evidence, Location
from schema.tables import postings
from tests.loading import BOARD, DAY, PAGE, World, noon, posting
from tests.publishing import row

HOURLY = {"salary_min": Decimal(20), "salary_max": Decimal(24), "salary_unit": "HOUR", "salary_currency": "USD"}
YEARLY = {"salary_min": Decimal(50000), "salary_max": Decimal(60000), "salary_unit": "YEAR", "salary_currency": "USD"}
FIXED = {"deadline_on": DAY + dt.timedelta(days=9), "deadline_type": "fixed", "deadline_raw": "by March 11"}
LATER = {"deadline_on": DAY + dt.timedelta(days=16), "deadline_type": "fixed", "deadline_raw": "by March 18"}


def member(number, *, aggregator=False, where="body", **values):
    columns = {column for thing in THINGS.values() for column in thing.deciding}
    return Member(row=row(number, **values), aggregator=aggregator, where=dict.fromkeys(columns, where))


def said(record, *columns):
    return {column: record[column] for column in columns}


@pytest.mark.parametrize(
    ("own", "others", "taken", "merged"),
    [
        ({}, [member(2)], {}, {}),
        ({}, [member(2, **FIXED)], FIXED, {"deadline": "id2"}),
        ({"deadline_type": "open_until_filled"}, [member(2, **FIXED)], {"deadline_on": None}, {}),
        ({"salary_flags": ("doe",)}, [member(2, **HOURLY, salary_flags=("bonus",))], HOURLY, {"salary": "id2"}),
        ({"salary_flags": ("unpaid",)}, [member(2, **HOURLY)], {"salary_min": None}, {}),
        ({"salary_min": Decimal(20)}, [member(2, **HOURLY)], {"salary_max": None}, {}),
        (
            {},
            [member(2, remote="hybrid", travel=True), member(3, travel=False, where="label")],
            {"remote": "hybrid", "travel": False},
            {"remote": "id2", "travel": "id3"},
        ),
        ({}, [member(2, **HOURLY), member(3, where="label", **YEARLY)], YEARLY, {"salary": "id3"}),
        ({}, [member(2, where="label", **HOURLY), member(3, where="structured", **YEARLY)], YEARLY, {"salary": "id3"}),
        (
            {},
            [member(2, aggregator=True, where="structured", **HOURLY), member(3, **YEARLY)],
            YEARLY,
            {"salary": "id3"},
        ),
        (
            {},
            [member(3, **HOURLY), member(2, first_seen=DAY + dt.timedelta(days=1), **YEARLY)],
            HOURLY,
            {"salary": "id3"},
        ),
        ({}, [member(2, employment_types=("INTERN",))], {"employment_types": ["INTERN"]}, {"employment": "id2"}),
        ({}, [member(2, apply_method="email", apply_email="jobs@lark.example.org")], {}, {"application": "id2"}),
    ],
)
def test_what_is_not_stated_is_taken_from_the_best_place(own, others, taken, merged):
    for order in (others, others[::-1]):
        record = merge(row(1, **own), order)
        assert said(record, *taken) == taken
        assert record["details"].get("merged", {}) == merged


def test_what_is_stated_differently_is_a_conflict_and_stays():
    record = merge(row(1, details={"party": "R"}, **FIXED), [member(2, **LATER), member(3, **FIXED)])
    assert said(record, *FIXED) == FIXED
    stated = {"deadline_on": LATER["deadline_on"].isoformat(), "deadline_type": "fixed"}
    assert record["details"] == {"party": "R", "conflicts": {"deadline": {"id2": stated}}}


def test_those_that_disagree_with_what_was_taken_are_named():
    record = merge(row(1), [member(2, where="label", **FIXED), member(3, **LATER)])
    assert record["details"]["merged"] == {"deadline": "id2"}
    assert list(record["details"]["conflicts"]["deadline"]) == ["id3"]


def test_a_record_changed_when_what_it_takes_from_did():
    later = DAY + dt.timedelta(days=4)
    assert merge(row(1), [member(2, last_changed=later, **FIXED)])["last_changed"] == later
    assert merge(row(1, **FIXED), [member(2, last_changed=later, **FIXED)])["last_changed"] == DAY


def test_what_an_editor_said_stays():
    assert merge(row(1), [member(2, **FIXED, **HOURLY)], ["deadline_on"])["details"]["merged"] == {"salary": "id2"}


def test_no_column_is_in_two_things():
    columns = [column for thing in {**THINGS, **BY_HAND}.values() for column in (*thing.deciding, *thing.along)]
    assert len(columns) == len(set(columns))
    assert set(columns) <= set(published.COLUMNS)


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path / "jobs.db")
    words = Evidence(field="salary_min", quote="$20 - $24 an hour", where="label", rule="salary.range")
    other = posting(1, PAGE, **HOURLY, locations=(Location(county="Lark County", region="WA", country="US"),))
    own = posting(1)
    fuller = own.posting.description_text + " Counts them too."
    world.load(posting(1, description_text=fuller))
    world.load(with_words(other, words), source=PAGE)
    yield world
    world.engine.dispose()


def with_words(seen, words):
    return type(seen)(posting=seen.posting, evidence=(*seen.evidence, words))


def records(world):
    with database.reading(world.engine) as connection:
        return published.rows(connection)


def test_the_published_record_of_a_group_is_merged_and_the_rows_stay(world):
    (record,) = records(world)
    other = world.rows(sa.select(postings.c.id).where(postings.c.source == PAGE.id))[0]["id"]
    assert record["source"] == BOARD.id
    assert said(record, *HOURLY) == HOURLY
    assert record["details"]["merged"] == {"salary": other, "place": other}
    assert [row["salary_min"] for row in world.rows(sa.select(postings).where(postings.c.source == BOARD.id))] == [None]
    assert records(world) == [record]


def test_a_member_that_is_over_gives_nothing(world):
    with database.writing(world.engine) as connection:
        over = {"status": "closed", "closed_on": DAY, "close_reason": "gone_404"}
        connection.execute(sa.update(postings).where(postings.c.source == PAGE.id).values(over))
    (record,) = records(world)
    assert (record["salary_min"], record["details"]) == (None, {})


def test_a_correction_of_the_published_posting_is_not_filled_up(world):
    name = next(row["id"] for row in world.rows(sa.select(postings)) if row["source"] == BOARD.id)
    with database.writing(world.engine) as connection:
        editing.correct(connection, name, {"salary_unit": ""}, Editor(who="Ada", now=noon(DAY), why="it names no pay"))
    (record,) = records(world)
    assert record["salary_min"] is None
    assert list(record["details"]["merged"]) == ["place"]


def test_what_an_editor_corrected_in_a_copy_stands_whoever_speaks_for_the_group():
    corrected = Member(row=row(2, **LATER), aggregator=True, where={}, corrected=frozenset({"deadline_on"}))
    record = merge(row(1, **FIXED), [corrected, member(3, **HOURLY)])
    assert said(record, *LATER) == LATER
    assert record["details"]["merged"] == {"salary": "id3", "deadline": "id2"}
    stated = {"deadline_on": FIXED["deadline_on"].isoformat(), "deadline_type": "fixed"}
    assert record["details"]["conflicts"] == {"deadline": {"id1": stated}}


def test_what_a_posting_says_for_itself_is_taken_from_another_only_where_an_editor_corrected_it():
    said_better = {"title": "Chief Clerk", "summary": "Leads.", "url": "https://lark.example.org/chief"}
    fields = frozenset(said_better)
    corrected = Member(row=row(2, **said_better), aggregator=True, where={}, corrected=fields)
    record = merge(row(1), [member(3, title="Clerk I", url="https://board.example.org/3"), corrected])
    assert said(record, *said_better) == said_better
    assert record["id"] == "id1"
    assert record["details"]["merged"] == {"title": "id2", "summary": "id2", "link": "id2"}
    assert record["details"]["conflicts"]["title"] == {"id1": {"title": row(1)["title"]}}
    # The address of a posting that is over leads nowhere; a better title stays a better title.
    over = Member(row={**corrected.row, "status": "closed"}, aggregator=True, where={}, corrected=fields)
    record = merge(row(1), [over])
    assert (record["title"], record["url"]) == ("Chief Clerk", row(1)["url"])
    # The editor's word about the posting that speaks for the group comes first.
    assert merge(row(1), [corrected], ["title"])["title"] == row(1)["title"]
    assert merge(row(1), [member(2, **said_better)])["details"] == row(1)["details"]


def test_a_correction_outlives_the_copy_it_was_made_in(world):
    name = next(row["id"] for row in world.rows(sa.select(postings)) if row["source"] == PAGE.id)
    with database.writing(world.engine) as connection:
        editing.correct(connection, name, {"salary_max": "26"}, Editor(who="Ada", now=noon(DAY), why="by telephone"))
        over = {"status": "expired", "closed_on": DAY, "close_reason": "expired_from_print"}
        connection.execute(sa.update(postings).where(postings.c.source == PAGE.id).values(over))
    (record,) = records(world)
    assert said(record, *HOURLY) == HOURLY | {"salary_max": Decimal(26)}
    assert record["details"]["merged"] == {"salary": name}
