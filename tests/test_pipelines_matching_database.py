"""Links and groups in jobs.db: one outcome for each load and for all again, and editors have the last word."""

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.editor import Editor
from pipelines.matching import database as matching
from pipelines.matching import decisions, index, pairing
from schema.database import writing
from schema.records import Location
from schema.source import Organization, Source
from schema.tables import links, match_keys, posting_versions, postings, publishable
from tests.loading import BOARD, DAY, PAPER, new_world, noon, posting

GAZETTE = Source(
    id="us/gazette/newsletter",
    organization=Organization(slug="us/gazette", name="The Gazette", kind=None, homepage="https://gazette.example.org"),
    platform="newsletter",
    url="https://gazette.example.org/news",
    aggregator=True,
)
DUTIES = (
    "Keeps the rolls of Lark County in good order, answers the letters of voters who moved, and trains the crews that "
    "open envelopes in the two weeks before each primary. Repairs the scales and counts seals with a second person."
)
PAGE_TEXT = (
    "Lark County lies between two rivers and pays into the state's pension plan. "
    + DUTIES
    + " A driving licence is needed, and a back that carries forty pounds. Interviews are held in the courthouse."
)
ADA = Editor(who="Ada", why="the office says so", now=noon(DAY))
LARK = (Location(county="Lark County", region="WA", country="US"),)


def clerk(source=BOARD, day=DAY, number="1", **values):
    given = {"title": "Rolls Clerk", "title_raw": "Rolls Clerk", "description_text": DUTIES, "locations": LARK}
    return posting(number, source, day=day, **(given | values))


@pytest.fixture
def world():
    """An empty world, in which a status may be set without its history."""
    with new_world() as world:
        yield world


def match(world):
    with writing(world.engine) as connection:
        matching.match_all(connection, noon(DAY))


def groups(world):
    found = {}
    for row in world.rows(sa.select(postings).order_by(postings.c.id)):
        found.setdefault(row["group_id"], []).append((row["source"], row["source_job_id"], row["canonical"]))
    return sorted(sorted(members, key=repr) for members in found.values())


def kinds(world):
    return [(row["kind"], row["score"]) for row in world.rows(sa.select(links).order_by(links.c.a, links.c.b))]


def test_a_blurb_joins_the_page_and_the_page_speaks(world):
    world.load(clerk(GAZETTE), source=GAZETTE)
    world.load(clerk(description_text=PAGE_TEXT))
    assert groups(world) == [[(GAZETTE.id, None, False), (BOARD.id, "1", True)]]
    assert [row["source"] for row in world.rows(sa.select(publishable))] == [BOARD.id]


def published(world):
    return [row["source"] for row in world.rows(sa.select(publishable))]


def end_of_the_page(world, reason, status="closed"):
    with writing(world.engine) as connection:
        over = {"status": status, "closed_on": DAY, "close_reason": reason}
        connection.execute(sa.update(postings).where(postings.c.source == BOARD.id).values(over))


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("closed", "gone_from_complete_list"),
        ("closed", "gone_404"),
        ("closed", "notice_on_page"),
        ("expired", "deadline_passed"),
        ("expired", "engagement_over"),
        ("removed", "withdrawn_by_editor"),
    ],
)
def test_a_blurb_does_not_outlive_the_page(world, status, reason):
    world.load(clerk(GAZETTE), source=GAZETTE)
    world.load(clerk(description_text=PAGE_TEXT))
    end_of_the_page(world, reason, status)
    assert published(world) == []
    assert [row["status"] for row in world.rows(sa.select(postings).where(postings.c.source == GAZETTE.id))] == ["open"]


def test_a_blurb_outlives_what_is_merely_out_of_print(world):
    world.load(clerk(GAZETTE), source=GAZETTE)
    world.load(clerk(description_text=PAGE_TEXT))
    end_of_the_page(world, "expired_from_print", "expired")
    assert published(world) == [GAZETTE.id]


def test_another_page_of_the_employer_speaks_where_one_is_over(world):
    world.load(clerk(GAZETTE), source=GAZETTE)
    world.load(clerk(PAPER), source=PAPER)
    world.load(clerk(description_text=PAGE_TEXT))
    end_of_the_page(world, "gone_404")
    assert published(world) == [PAPER.id]


def test_a_change_of_group_is_a_version_that_says_so(world):
    world.load(clerk())
    world.load(clerk(GAZETTE), source=GAZETTE)
    first, second = sorted(world.rows(sa.select(postings)), key=lambda row: (row["group_id"] != row["id"], row["id"]))
    assert second["group_id"] == first["id"]
    said = world.rows(sa.select(posting_versions.c.changed).where(posting_versions.c.posting == second["id"]))
    assert [row["changed"] for row in said] == [None, {"group_id": [second["id"], first["id"]]}]


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        ({}, "same"),
        ({"deadline_on": DAY + dt.timedelta(days=30), "deadline_type": "fixed"}, "extension"),
        ({"day": DAY + dt.timedelta(days=300)}, "repost"),
        ({"locations": (Location(county="Wren County", region="OR", country="US"),)}, "sibling"),
        ({"title_raw": "Rolls Clerk II", "title": "Rolls Clerk II"}, "sibling"),
        ({"title_raw": "Deputy Rolls Clerk", "title": "Deputy Rolls Clerk"}, "sibling"),
        ({"title_raw": "Rolls Clerk (Republican)", "details": {"party": "R"}}, "sibling"),
    ],
)
def test_what_two_postings_are_to_each_other(world, other, kind):
    day = other.pop("day", DAY)
    one = {"deadline_on": DAY + dt.timedelta(days=9), "deadline_type": "fixed"} if kind == "extension" else {}
    if kind == "sibling" and "title_raw" in other:
        one = {"title_raw": "Rolls Clerk I" if "II" in other["title_raw"] else "Rolls Clerk", "details": {"party": "D"}}
    world.load(clerk(**one))
    world.load(clerk(GAZETTE, day=day, **other), source=GAZETTE, day=day)
    assert [found for found, _ in kinds(world)] == [kind]
    assert len(groups(world)) == (1 if kind in ("same", "extension") else 2)


def test_a_second_time_changes_nothing(world):
    world.load(clerk())
    world.load(clerk(GAZETTE), source=GAZETTE)
    match(world)
    before = [repr(world.rows(sa.select(table))) for table in (postings, links, match_keys, posting_versions)]
    match(world)
    with writing(world.engine) as connection:
        matching.match_new(connection, [row["id"] for row in world.rows(sa.select(postings))], noon(DAY))
    assert [repr(world.rows(sa.select(table))) for table in (postings, links, match_keys, posting_versions)] == before


def test_what_an_editor_split_stays_split(world):
    world.load(clerk())
    world.load(clerk(GAZETTE), source=GAZETTE)
    ids = {row["source"]: row["id"] for row in world.rows(sa.select(postings))}
    blurb = ids[GAZETTE.id]
    with writing(world.engine) as connection:
        decisions.split(connection, blurb, [ids[BOARD.id]], ADA)
        matching.match_new(connection, [blurb], noon(DAY))
    match(world)
    assert groups(world) == [[(GAZETTE.id, None, True)], [(BOARD.id, "1", True)]]


def test_what_an_editor_joined_stays_joined(world):
    world.load(clerk())
    other = {"title_raw": "Vault Guard", "title": "Vault Guard", "description_text": "Guards the vault at night."}
    world.load(clerk(GAZETTE, **other), source=GAZETTE)
    one, two = (row["id"] for row in world.rows(sa.select(postings)))
    assert len(groups(world)) == 2
    with writing(world.engine) as connection:
        decisions.join(connection, one, two, ADA)
        matching.match_new(connection, [one], noon(DAY))
    match(world)
    assert len(groups(world)) == 1


def test_a_decision_about_a_posting_that_is_not_there_is_refused(world):
    world.load(clerk())
    with writing(world.engine) as connection, pytest.raises(KeyError, match="no posting nowhere"):
        decisions.join(connection, world.one()["id"], "nowhere", ADA)


SOURCES = [BOARD, PAPER, GAZETTE]
TEXTS = [
    DUTIES,
    PAGE_TEXT,
    DUTIES.replace("voters who moved", "voters abroad"),
    "Guards the vault at night and counts seals.",
]


@st.composite
def loads(draw):
    """A source's run with a few postings that may be each other's copies, cycles and siblings."""
    source = draw(st.sampled_from(SOURCES))
    day = DAY + dt.timedelta(days=draw(st.sampled_from([0, 1, 20, 70, 150, 400])))
    seen = []
    for number in draw(st.lists(st.integers(1, 4), max_size=3, unique=True)):
        title = draw(st.sampled_from(["Rolls Clerk", "Rolls Clerk II", "Senior Rolls Clerk", "Vault Guard"]))
        place = draw(st.sampled_from([(), LARK, (Location(locality="Wren", region="OR", country="US"),)]))
        end = draw(st.none() | st.sampled_from([10, 40, 200]))
        dates = {"deadline_on": DAY + dt.timedelta(days=end), "deadline_type": "fixed"} if end else {}
        text = draw(st.sampled_from(TEXTS))
        given = {"title": title, "title_raw": title, "locations": place, "description_text": text} | dates
        seen.append(posting(number, source, day=day, **given))
    return {"source": source, "day": day, "seen": seen}


def outcome(world):
    rows = world.rows(sa.select(postings.c.id, postings.c.group_id, postings.c.canonical).order_by(postings.c.id))
    return rows, world.rows(sa.select(links).order_by(links.c.a, links.c.b))


@settings(max_examples=40, deadline=None)
@given(st.lists(loads(), min_size=1, max_size=5), st.sampled_from([2, 60]))
def test_matching_with_each_load_is_matching_all(runs, most):
    with pytest.MonkeyPatch.context() as patch, new_world() as world:
        # So that keys become common, and rare again, within a few postings.
        patch.setattr(pairing, "MOST", most)
        patch.setattr(index, "MOST", most)
        for run in runs:
            world.load(*run["seen"], source=run["source"], day=run["day"])
        incremental = outcome(world)
        match(world)
        assert incremental == outcome(world)
