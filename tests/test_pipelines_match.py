"""Identity in one source: what is the same row again, and what is another one."""

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from pipelines.likeness import fold, link_key
from schema import tables
from schema.records import Location
from tests.loading import BOARD, DAY, PAGE, PAPER, World, posting

WORDS = (
    "Supports the registrar in preparing ballots, trains poll workers before each election, keeps the voter file "
    "accurate and answers the public at the counter. Evening work before elections is part of the position."
)
LATER = DAY + dt.timedelta(days=7)


def rows(world: World) -> int:
    return len(world.rows(sa.select(tables.postings)))


def same(world: World, source, first: dict, second: dict, day: dt.date = LATER) -> bool:
    """Load two postings in two runs and say whether they are one row."""
    base = {"title": "Elections Clerk", "title_raw": "Elections Clerk", "description_text": WORDS}
    world.load(posting("a", source, **base | first), source=source)
    world.load(posting("a", source, day=day, **base | second), source=source, day=day)
    return rows(world) == 1


def url(path: str) -> dict:
    return {"url": f"https://lark.example.org/{path}"}


def at(locality: str, region: str = "WA") -> dict:
    return {"locations": (Location(locality=locality, region=region),)}


MORE = {"description_text": WORDS + " Apply by Friday."}
OTHER_TEXT = {"description_text": "Drives the truck that takes voting machines to schools and fetches them again."}


@pytest.mark.parametrize(
    ("source", "first", "second", "expected"),
    [
        # a platform's own number decides, whatever else changes
        (BOARD, {}, url("moved") | OTHER_TEXT | {"title": "Deputy Clerk"}, True),
        (BOARD, {}, {"source_job_id": "b"}, False),
        (BOARD, {"source_job_id": None}, {}, True),
        # a page: address and title
        (PAGE, {}, OTHER_TEXT, True),
        (PAGE, {}, at("Tacoma"), True),
        (PAGE, {}, url("jobs/a/?utm_source=mail#"), True),
        (PAGE, url("notice.pdf"), url("notice-v2.pdf"), True),
        (PAGE, url("notice.pdf"), url("notice-v2.pdf") | MORE, True),
        (PAGE, at("Lark"), url("b") | at("Tacoma"), False),
        (PAGE, {}, url("b") | OTHER_TEXT, False),
        (PAGE, {}, {"title": "Senior Elections Clerk"} | MORE, True),
        (PAGE, {}, {"title": "Truck Driver"} | OTHER_TEXT, False),
        # print: link and title, or the words of the entry
        (PAPER, {}, {}, True),
        (PAPER, {}, MORE, True),
        (PAPER, {}, url("b"), True),
        (PAPER, {}, url("b") | MORE, True),
        (PAPER, {}, url("b") | OTHER_TEXT, False),
        (PAPER, {}, OTHER_TEXT, False),
        (PAPER, {}, url("b") | {"organization": "Wren County"}, False),
        (PAPER, {}, {"organization": "Lark County Elections"}, True),
        (PAPER, {"organization": "Lrak Conuty"}, MORE, True),
        (PAPER, {"organization": "Wren County"}, OTHER_TEXT, False),
        (PAPER, {"organization": None}, {}, True),
        (PAPER, at("Lark"), at("Tacoma") | MORE, False),
        # the very same words: only our reading of the place changed
        (PAPER, at("Lark"), at("Tacoma"), True),
        (PAPER, at("Lark"), at("Lark"), True),
        (PAPER, {"title_raw": "Clerk (#2026-0117)"}, {"title_raw": "Clerk (#2026-0204)"}, False),
        (PAPER, {"title_raw": "Clerk ($45,000-$50,000)"}, {"title_raw": "Clerk ($46,000-$50,000)"}, True),
        (PAPER, {}, {"title": "Elections Clerk II", "title_raw": "Elections Clerk II"}, False),
        (PAPER, {"description_text": ""}, {"description_text": ""}, True),
        (PAPER, {"description_text": ""}, {}, True),
    ],
)
def test_seen_again_or_another(world, source, first, second, expected):
    assert same(world, source, first, second) is expected


@pytest.mark.parametrize(("days", "expected"), [(112, True), (180, True), (181, False), (365, False)])
def test_print_that_comes_again_in_another_season_is_a_new_search(world, days, expected):
    assert same(world, PAPER, {}, {}, day=DAY + dt.timedelta(days=days)) is expected


def test_a_season_is_counted_from_the_last_time_in_print(world):
    for weeks in range(0, 60, 20):
        day = DAY + dt.timedelta(weeks=weeks)
        world.load(posting(1, PAPER, day=day), source=PAPER, day=day)
    assert rows(world) == 1


def test_siblings_at_one_address_stay_apart_and_keep_their_rows(world):
    siblings = [
        posting("x", PAGE, title="Organizer", description_text=f"{WORDS} Works in {city}.", **at(city))
        for city in ("Tacoma", "Yakima", "Pasco")
    ]
    world.load(*siblings, source=PAGE)
    before = {row["description_text"]: row["id"] for row in world.rows(sa.select(tables.postings))}
    assert len(before) == 3
    counts = world.load(*reversed(siblings), source=PAGE)
    assert (counts.new, counts.unchanged) == (0, 3)
    assert {row["description_text"]: row["id"] for row in world.rows(sa.select(tables.postings))} == before


def test_two_entries_of_one_issue_with_other_links_are_two(world):
    entries = [posting(n, PAPER, title="Organizer", description_text=f"{WORDS} Team {n}.") for n in "ab"]
    assert world.load(*entries, source=PAPER).new == 2
    assert world.load(*entries, source=PAPER).unchanged == 2


def test_an_entry_printed_twice_in_one_issue_is_one_with_both_links_seen(world):
    twice = [posting(n, PAPER, title="Organizer", title_raw="Organizer", description_text=WORDS) for n in "ab"]
    assert world.load(*twice, source=PAPER).new == 1
    assert len(world.rows(sa.select(tables.sightings))) == 2


def test_a_posting_listed_twice_under_one_number_is_one(world):
    assert world.load(posting(1), replace(posting(1), evidence=())).new == 1


def test_ids_are_the_same_in_every_database(tmp_path):
    seen = [posting(1), posting(2, source_job_id=None)]
    ids = []
    for name in "ab":
        world = World(tmp_path / f"{name}.db")
        world.load(*seen)
        ids.append(sorted(row["id"] for row in world.rows(sa.select(tables.postings))))
        seen.reverse()
    assert ids[0] == ids[1]
    assert all(len(row_id) == 16 for row_id in ids[0])


def test_sources_do_not_share_rows(world):
    world.load(posting(1, PAGE), source=PAGE)
    world.load(posting(1, PAPER), source=PAPER)
    assert rows(world) == 2


@pytest.mark.parametrize(
    ("a", "b", "equal"),
    [
        ("https://www.Lark.example.org/jobs/", "http://lark.example.org/jobs", True),
        ("https://lark.example.org/j?b=2&a=1&utm_medium=x", "https://lark.example.org/j?a=1&b=2", True),
        ("https://lark.example.org/j?id=1", "https://lark.example.org/j?id=2", False),
        ("https://lark.example.org/#/job/1", "https://lark.example.org/#/job/2", False),
        ("http://[broken", "http://[broken", True),
        ("notice.pdf", "notice.pdf", True),
    ],
)
def test_addresses_as_they_are_compared(a, b, equal):
    assert (link_key(a) == link_key(b)) is equal


def test_fold():
    assert fold("  Élections—Clerk\n(II)_") == "élections clerk ii"


def test_of_two_that_differ_by_their_place_alone_each_keeps_its_row(world):
    """Both stand at one address, and both rows have been seen there."""
    clerk = {"title": "Clerk 0", "title_raw": "Clerk 0", "description_text": "Counts ballots."}
    world.load(posting(0, PAGE, **clerk), posting(1, PAGE, **clerk), source=PAGE)
    placed = posting(1, PAGE, **clerk, **at("Lark"), location_raw="Lark")
    twice = [posting(1, PAGE, **clerk), placed]
    world.load(*twice, source=PAGE)
    counts = world.load(*twice, source=PAGE)
    assert (counts.new, counts.changed, counts.unchanged) == (0, 0, 2)
