"""What is news of an opening, read from its history: new, open again, extended; a copy elsewhere is none."""

import datetime as dt

import pytest
import sqlalchemy as sa

from exports import news, published
from pipelines import editing
from pipelines.editing import Editor
from schema import database
from schema.tables import postings
from tests.loading import BOARD, DAY, PAGE, noon, posting


def day_of(number):
    return DAY + dt.timedelta(days=number)


def told(world):
    with database.reading(world.engine) as connection:
        return {
            opening.row["title"]: [(event.kind, event.day, event.was) for event in opening.news]
            for opening in news.openings(connection)
        }


def test_a_posting_is_new_once(world):
    world.load(posting(1))
    world.load(posting(1, day=day_of(1), description_text="Opens other envelopes."), day=day_of(1))
    assert told(world) == {"Elections Clerk 1": [("new", DAY, None)]}


def test_a_deadline_that_moves_on_is_an_extension_and_one_that_moves_back_is_not(world):
    for number, end in enumerate((20, 30, 25)):
        seen = posting(1, day=day_of(number), deadline_on=day_of(end), deadline_type="fixed")
        world.load(seen, day=day_of(number))
    assert told(world) == {"Elections Clerk 1": [("new", DAY, None), ("extended", day_of(1), day_of(20))]}


def test_a_posting_that_was_gone_and_came_back_is_open_again(world):
    for number in range(6):
        seen = [posting(1, day=day_of(number))] if number in (0, 5) else []
        world.load(posting(2, day=day_of(number)), *seen, day=day_of(number))
    assert told(world)["Elections Clerk 1"] == [("new", DAY, None), ("reopened", day_of(5), None)]
    assert told(world)["Elections Clerk 2"] == [("new", DAY, None)]


def test_a_copy_on_another_site_is_no_news_and_keeps_the_name(world):
    world.load(posting(1))
    with database.reading(world.engine) as connection:
        (before,) = news.openings(connection)
    later = posting("copy", PAGE, day_of(4))
    world.load(later, source=PAGE, day=day_of(4))
    with database.writing(world.engine) as connection:
        # The copy becomes the one that speaks for the group.
        connection.execute(
            sa.update(postings).values(group_id=before.row["group_id"], canonical=postings.c.source == PAGE.id)
        )
    with database.reading(world.engine) as connection:
        (after,) = news.openings(connection)
    assert after.row["source"] == PAGE.id != BOARD.id
    assert (after.name, after.news) == (before.name, before.news)


SPANS = [
    ([], []),
    ([(0, None)], [0]),
    ([(0, 3), (3, None)], [0]),
    ([(0, 3), (4, None)], [0, 4]),
    ([(4, None), (0, 3)], [0, 4]),
    ([(0, 9), (2, 4), (5, 7)], [0]),
    ([(0, None), (5, 7)], [0]),
    ([(2, 2), (3, 1)], []),
    ([(0, 2), (1, 5), (6, 6), (7, 8)], [0, 7]),
]


@pytest.mark.parametrize(("spans", "first"), SPANS)
def test_first_days_of_unbroken_times(spans, first):
    given = [(day_of(start), None if over is None else day_of(over)) for start, over in spans]
    assert news.first_days(given) == [day_of(number) for number in first]


def test_what_an_editor_holds_back_is_in_no_table(world):
    for number in range(4):
        seen = [posting(1, day=day_of(number))] if number == 0 else []
        world.load(posting(2, day=day_of(number)), posting(3, day=day_of(number)), *seen, day=day_of(number))
    ids = {title: row["id"] for title, row in world.postings().items()}

    def listed():
        with database.reading(world.engine) as connection:
            found = published.closed(connection), published.changed(connection, DAY, day_of(9))
            return {row["title"] for row in found[0]}, {(row["title"], row["kind"]) for row in found[1]}

    new = {(f"Elections Clerk {number}", "new") for number in (1, 2, 3)}
    assert listed() == ({"Elections Clerk 1"}, new | {("Elections Clerk 1", "closed")})
    by = editing.Editor(who="editor", now=dt.datetime(2026, 3, 9, tzinfo=dt.UTC), why="asked to wait")
    with database.writing(world.engine) as connection:
        for number in (1, 2):
            editing.mark(connection, "hold", ids[f"Elections Clerk {number}"], by)
    assert listed() == (set(), {("Elections Clerk 3", "new")})


def test_a_group_is_pinned_while_the_decision_holds(world):
    world.load(posting(1), posting(2))
    name = world.postings()["Elections Clerk 2"]["id"]
    by = Editor(who="Ada", now=noon(DAY), why="the office asked")
    for act, pinned in (
        (lambda connection: editing.mark(connection, "pin", name, by), ["Elections Clerk 2"]),
        (lambda connection: editing.undo(connection, 1, by), []),
    ):
        with database.writing(world.engine) as connection:
            act(connection)
            found = news.openings(connection)
        assert [opening.row["title"] for opening in found if opening.pinned] == pinned
