"""The loader as a whole: what is new, what changed, what stays as it is, and what outlives a crawl."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa

from pipelines import corrections, history
from pipelines.batch import RunCounts
from pipelines.editor import Editor
from schema import database, tables
from schema.records import Evidence, Lead, Location, SetAside
from tests.loading import BOARD, DAY, PAGE, PAPER, World, noon, posting
from tests.postgresql import own_schema

NEXT = DAY + dt.timedelta(days=1)
BY = Editor(who="an editor", why="misprint", now=noon(DAY))


@pytest.fixture
def postgresql():
    with own_schema() as address:
        yield address


def everything(world: World) -> dict[str, list[dict]]:
    """All that a rerun must leave as it is: every table but runs and sightings, without ``last_seen``."""
    kept = {}
    for table in tables.metadata.sorted_tables:
        if table.name in ("runs", "sightings"):
            continue
        columns = [column for column in table.columns if column.name not in ("last_seen", "last_run")]
        kept[table.name] = world.rows(sa.select(*columns).order_by(*table.primary_key.columns))
    return kept


def test_a_new_posting_has_its_row_its_first_version_its_sighting_and_its_evidence(world):
    counts = world.load(posting(1, salary_min=Decimal("21.50"), locations=(Location(locality="Lark", region="WA"),)))
    assert counts == RunCounts(listed=1, new=1)
    row = world.one()
    assert (row["group_id"], row["first_seen"], row["last_seen"], row["last_changed"]) == (row["id"], DAY, DAY, DAY)
    assert (row["posted_on"], row["posted_basis"], row["status"]) == (DAY, "first_seen", "open")
    (version,) = world.rows(sa.select(tables.posting_versions))
    assert (version["version"], version["valid_from"], version["changed"]) == (1, DAY, None)
    assert version["snapshot"]["salary_min"] == 21.5
    assert version["snapshot"]["locations"] == [{"locality": "Lark", "county": None, "region": "WA", "country": None}]
    (sighting,) = world.rows(sa.select(tables.sightings))
    assert (sighting["posting"], sighting["observed_on"], sighting["url"]) == (row["id"], DAY, row["url"])
    (evidence,) = world.rows(sa.select(tables.evidence))
    assert (evidence["field"], evidence["quote"], evidence["used"]) == ("title", "Elections Clerk 1", True)


def test_a_rerun_changes_nothing_but_runs_and_sightings(world):
    seen = [posting(n, deadline_on=DAY, deadline_type="fixed") for n in range(12)]
    aside = SetAside(source=BOARD.id, url="https://lark.example.org/faq", title="FAQ", reason="a faq", observed_on=DAY)
    lead = Lead(source=BOARD.id, url="https://other.example.org", title="Elsewhere", platform="lever", token="o")
    parts = {"set_aside": [aside], "leads": [lead]}
    assert world.load(*seen, **parts) == RunCounts(listed=12, new=12, set_aside=1)
    before = everything(world)
    assert world.load(*reversed(seen), **parts) == RunCounts(listed=12, unchanged=12, set_aside=1)
    assert everything(world) == before
    assert len(world.rows(sa.select(tables.sightings))) == 24


def test_seen_the_next_day_only_last_seen_advances(world):
    world.load(posting(1))
    before = everything(world)
    world.load(posting(1, day=NEXT), day=NEXT)
    assert everything(world) == before
    assert world.one()["last_seen"] == NEXT


def test_a_change_is_a_version_with_before_and_after(world):
    world.load(posting(1, salary_min=Decimal(20)))
    counts = world.load(posting(1, day=NEXT, salary_min=Decimal(21), title="Senior Elections Clerk"), day=NEXT)
    assert counts == RunCounts(listed=1, changed=1)
    versions = world.rows(sa.select(tables.posting_versions).order_by(tables.posting_versions.c.version))
    assert [v["valid_from"] for v in versions] == [DAY, NEXT]
    assert versions[1]["changed"] == {
        "salary_min": [20, 21],
        "title": ["Elections Clerk 1", "Senior Elections Clerk"],
        "observed_on": ["2026-03-02", "2026-03-03"],
    }
    assert versions[1]["snapshot"]["title"] == "Senior Elections Clerk"
    row = world.one()
    assert (row["last_changed"], row["first_seen"], row["observed_on"]) == (NEXT, DAY, NEXT)


def test_unchanged_words_keep_the_date_they_were_first_read_as(world):
    """ "Apply by March 20" of a page that nobody edits must not become a day of the next year."""
    world.load(posting(1, deadline_on=DAY.replace(day=20), deadline_type="soft", deadline_raw="Apply by March 20"))
    later = DAY + dt.timedelta(days=90)
    next_year = DAY.replace(year=2027, day=20)
    read_anew = {"deadline_on": next_year, "deadline_type": "soft", "deadline_raw": "Apply by March 20"}
    world.load(posting(1, day=later, **read_anew), day=later)
    assert world.one()["deadline_on"] == DAY.replace(day=20)
    rewritten = read_anew | {"description_text": "Another text. Apply by March 20"}
    world.load(posting(1, day=later, **rewritten), day=later)
    assert world.one()["deadline_on"] == next_year


def test_new_evidence_for_the_same_value_replaces_the_old_without_a_version(world):
    world.load(posting(1))
    better = (
        Evidence(field="title", quote="Clerk", where="structured", rule="title.structured"),
        Evidence(field="remote", quote="on site", where="body", rule="remote.words", confidence=0.5),
    )
    lost = (Evidence(field="title", quote="Clrk", where="listing", rule="title.whole"),)
    assert world.load(replace(posting(1), evidence=better, conflicts=lost)).unchanged == 1
    rows = world.rows(sa.select(tables.evidence).order_by(tables.evidence.c.number))
    assert [(r["field"], r["quote"], r["used"]) for r in rows] == [
        ("title", "Clerk", True),
        ("remote", "on site", True),
        ("title", "Clrk", False),
    ]
    assert len(world.rows(sa.select(tables.posting_versions))) == 1


def test_an_older_issue_read_later_adds_history_and_overwrites_nothing(world):
    earlier = DAY - dt.timedelta(days=7)
    world.load(posting(1, PAPER, title_raw="Elections Clerk 1!"), source=PAPER)
    counts = world.load(posting(1, PAPER, day=earlier), source=PAPER)
    assert counts == RunCounts(listed=1, unchanged=1)
    row = world.one()
    assert (row["first_seen"], row["last_seen"], row["title_raw"]) == (earlier, DAY, "Elections Clerk 1!")
    assert row["posted_on"] == earlier
    assert len(world.rows(sa.select(tables.sightings))) == 2


def test_two_prints_of_one_day_end_the_same_in_any_order(tmp_path):
    short = posting(1, PAPER)
    long = posting(1, PAPER, description_text=short.posting.description_text + " Apply by mail.")
    ends = []
    for name, order in (("a.db", [short, long]), ("b.db", [long, short, short, long])):
        world = World(tmp_path / name)
        for item in order:
            world.load(item, source=PAPER)
        ends.append({**world.one(), "last_changed": None})
    assert ends[0] == ends[1]
    assert ends[0]["description_text"].endswith("Apply by mail.")


def test_a_live_page_of_the_same_day_is_newer(world):
    world.load(posting(1, description_text="Long text of the morning."))
    assert world.load(posting(1, description_text="Short.")).changed == 1
    assert world.one()["description_text"] == "Short."


def test_a_correction_outlives_the_crawl_and_a_conflict_is_noted(world):
    world.load(posting(1, salary_min=Decimal(2)))
    row_id = world.one()["id"]
    with database.writing(world.engine) as connection:
        corrections.correct(connection, row_id, {"salary_min": Decimal("20.5")}, BY)
    assert world.one()["salary_min"] == Decimal("20.5")
    assert world.load(posting(1, salary_min=Decimal(2))).unchanged == 1
    (decision,) = world.rows(sa.select(tables.decisions))
    assert (decision["old"], decision["new"], decision["conflict"]) == (2, 20.5, None)
    world.load(posting(1, day=NEXT, salary_min=Decimal(22), title="Clerk"), day=NEXT)
    assert (world.one()["salary_min"], world.one()["title"]) == (Decimal("20.5"), "Clerk")
    (decision,) = world.rows(sa.select(tables.decisions))
    assert decision["conflict"] == 22


def test_corrected_evidence_is_kept_as_unused_and_a_second_correction_replaces_the_first(world):
    world.load(posting(1))
    row_id = world.one()["id"]
    for title in ("Election Clerk", "Elections Officer"):
        with database.writing(world.engine) as connection:
            corrections.correct(connection, row_id, {"title": title}, BY)
    world.load(posting(1))
    assert world.one()["title"] == "Elections Officer"
    assert [row["used"] for row in world.rows(sa.select(tables.evidence))] == [False]
    decisions = world.rows(sa.select(tables.decisions).order_by(tables.decisions.c.id))
    assert [(d["active"], d["old"]) for d in decisions] == [(False, "Elections Clerk 1"), (True, "Elections Clerk 1")]


def test_what_an_editor_removed_stays_removed(world):
    world.load(posting(1))
    with database.writing(world.engine) as connection:
        gone = {"status": "removed", "closed_on": DAY, "close_reason": "withdrawn_by_editor"}
        history.change(connection, {world_id(connection): gone}, None, noon(DAY))
    assert world.load(posting(1, day=NEXT), day=NEXT).reopened == 0
    assert world.one()["status"] == "removed"


def world_id(connection) -> str:
    return connection.scalar(sa.select(tables.postings.c.id))


def test_publishable_is_open_in_the_sector_one_a_group_and_not_held(world):
    seen = [posting(1), posting(2), posting(3, election_sector=False), posting(4, election_sector=None), posting(5)]
    world.load(*seen)
    by_title = world.postings()
    first, second, held = (by_title[f"Elections Clerk {n}"]["id"] for n in (1, 2, 5))
    with database.writing(world.engine) as connection:
        connection.execute(
            sa.update(tables.postings).where(tables.postings.c.id == second).values(group_id=first, canonical=False)
        )
        one = tables.posting_versions.c.posting == second
        snapshot = connection.scalar(sa.select(tables.posting_versions.c.snapshot).where(one))
        connection.execute(
            sa.update(tables.posting_versions).where(one).values(snapshot={**snapshot, "group_id": first})
        )
        hold = {"kind": "hold", "posting": held, "who": "e", "why": "w", "decided_at": noon(DAY), "active": True}
        connection.execute(sa.insert(tables.decisions), hold)
    assert [row["id"] for row in world.rows(sa.select(tables.publishable))] == [first]
    assert len(world.rows(sa.select(tables.open_postings))) == 5
    with database.writing(world.engine) as connection:
        connection.execute(sa.update(tables.decisions).values(active=False))
    assert {row["id"] for row in world.rows(sa.select(tables.publishable))} == {first, held}


def test_a_thing_set_aside_again_is_one_row_with_its_newest_reason(world):
    aside = SetAside(source=PAGE.id, url="https://x.example.org/\ud800", title="FAQ", reason="a faq", observed_on=DAY)
    world.load(source=PAGE, set_aside=[aside])
    world.load(source=PAGE, set_aside=[replace(aside, reason="an article")])
    (row,) = world.rows(sa.select(tables.set_aside))
    assert (row["reason"], row["last_run"], row["url"]) == ("an article", 2, "https://x.example.org/\ufffd")


def test_nothing_of_a_load_that_fails_is_stored(world):
    broken = replace(posting(2), evidence=(Evidence(field="title", quote=None, where="body", rule="r"),))
    with pytest.raises(sa.exc.IntegrityError):
        world.load(posting(1), broken)
    assert world.rows(sa.select(tables.postings)) == world.rows(sa.select(tables.runs)) == []


def test_a_thousand_postings_load_in_one_go(world):
    seen = [posting(n, description_text="A sentence about the duties. " * 150 + str(n)) for n in range(1000)]
    assert world.load(*seen).new == 1000
    assert world.load(*seen).unchanged == 1000


def test_the_same_runs_end_the_same_on_postgresql(tmp_path, postgresql):
    ends = []
    for world in (World(tmp_path / "jobs.db"), World(postgresql)):
        seen = [
            posting(n, salary_min=Decimal("21.50"), locations=(Location(locality="Lark", region="WA"),))
            for n in range(12)
        ]
        world.load(*seen)
        world.load(*seen[1:], posting(0, day=NEXT, deadline_on=DAY, deadline_type="fixed"), day=NEXT)
        world.load(*seen[2:], posting(1, day=NEXT, title="Deputy"), day=NEXT + dt.timedelta(days=1))
        assert world.healthy()
        ends.append(everything(world))
        assert len(world.rows(sa.select(tables.publishable))) == 11
        world.engine.dispose()
    assert ends[0] == ends[1]
