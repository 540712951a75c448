"""Closing: nothing alive is closed by a run that could be wrong; what is gone is closed, with its reason."""

import datetime as dt

import pytest
import sqlalchemy as sa

from exports import health
from pipelines import editing
from pipelines.batch import RunCounts
from pipelines.editing import Editor
from pipelines.normalize import normalize
from schema import database, tables
from schema.records import Gone, RawField, RawPosting, SetAside
from schema.source import Expect, Source
from tests.loading import BOARD, DAY, PAGE, PAPER, World, noon, posting

TWENTY = [posting(n) for n in range(20)]


def run(world: World) -> dict:
    return world.rows(sa.select(tables.runs).order_by(tables.runs.c.id.desc()).limit(1))[0]


def closed(world: World) -> set[str]:
    return {number for number, status in world.statuses().items() if status == "closed"}


def test_a_posting_gone_from_a_complete_list_is_closed_with_day_and_reason(world):
    world.load(*TWENTY)
    assert world.load(*TWENTY[1:]) == RunCounts(listed=19, unchanged=19, closed=1)
    row = world.postings()["Elections Clerk 0"]
    assert (row["status"], row["closed_on"], row["close_reason"]) == ("closed", DAY, "gone_from_complete_list")
    (_, version) = world.rows(
        sa.select(tables.posting_versions)
        .where(tables.posting_versions.c.posting == row["id"])
        .order_by(tables.posting_versions.c.version)
    )
    assert version["changed"] == {
        "status": ["open", "closed"],
        "closed_on": [None, "2026-03-02"],
        "close_reason": [None, "gone_from_complete_list"],
    }


def test_a_posting_that_reappears_is_open_again(world):
    world.load(*TWENTY)
    world.load(*TWENTY[1:])
    assert world.load(*TWENTY) == RunCounts(listed=20, unchanged=20, reopened=1)
    row = world.postings()["Elections Clerk 0"]
    assert (row["status"], row["closed_on"], row["close_reason"]) == ("open", None, None)


@pytest.mark.parametrize("cause", ["partial", "http_429", "http_5xx", "shutdown", "zero_without_evidence", "timeout"])
def test_an_incomplete_run_closes_nothing_however_often_it_comes(world, cause):
    world.load(*TWENTY)
    for _ in range(5):
        assert world.load(*TWENTY[:10], listed=20, complete=False, cause=cause).closed == 0
        assert world.load(listed=0, complete=False, cause=cause).held == 0
    assert closed(world) == set()


def test_incomplete_runs_are_no_misses(world):
    world.load(*TWENTY)
    for _ in range(5):
        world.load(*TWENTY[1:], complete=False, cause="timeout")
    (missed,) = {row["missed"] for row in world.postings().values()}
    assert missed == 0


def test_a_list_under_70_percent_of_the_median_is_held(world):
    for _ in range(5):
        world.load(*TWENTY)
    assert world.load(*TWENTY[:13]) == RunCounts(listed=13, unchanged=13, held=7)
    assert run(world)["guard"] == "held"
    assert run(world)["guard_reason"] == "lists 13, usually 20"
    assert world.load(*TWENTY[:14]) == RunCounts(listed=14, unchanged=14, closed=6)


def test_the_median_is_of_the_last_five_good_runs(world):
    for size in (20, 20, 8, 8):
        world.load(*TWENTY[:size], listed=size)
    assert run(world)["guard_reason"] == "lists 8, usually 20"
    world.load(*TWENTY)
    assert world.load(*TWENTY[:13]).held == 7


def test_more_than_half_vanishing_is_held_even_when_the_count_is_usual(world):
    world.load(*TWENTY)
    others = [posting(n) for n in range(100, 111)]
    assert world.load(*TWENTY[:9], *others) == RunCounts(listed=20, new=11, unchanged=9, held=11)
    assert run(world)["guard_reason"] == "11 of 20 active postings would vanish"
    assert closed(world) == set()


def test_exactly_half_vanishing_passes(world):
    world.load(*TWENTY)
    assert world.load(*TWENTY[:10], *[posting(n) for n in range(100, 110)]).closed == 10


def test_below_ten_active_two_complete_runs_must_agree(world):
    nine = TWENTY[:9]
    world.load(*nine)
    assert world.load(*nine[1:]) == RunCounts(listed=8, unchanged=8, held=1)
    world.load(*nine[1:], complete=False, cause="timeout")
    assert closed(world) == set()
    assert world.load(*nine[1:]) == RunCounts(listed=8, unchanged=8, closed=1)


def test_a_posting_seen_in_between_is_missed_anew(world):
    nine = TWENTY[:9]
    for seen in (nine, nine[1:], nine):
        world.load(*seen)
    assert world.load(*nine[1:]).closed == 0


def test_a_held_guard_opens_after_three_complete_runs_in_agreement(world):
    world.load(*TWENTY)
    assert [world.load(*TWENTY[:4]).closed for _ in range(3)] == [0, 0, 16]
    assert (run(world)["guard"], run(world)["closed"]) == ("opened", 16)
    world.load(*TWENTY[:4])
    assert (run(world)["guard"], run(world)["guard_reason"]) == (None, None)


def test_held_runs_that_disagree_do_not_open_the_guard(world):
    world.load(*TWENTY)
    for size in (10, 3, 10, 3, 10, 3):
        assert world.load(*TWENTY[:size]).closed == 0
    assert closed(world) == set()


def test_only_what_was_absent_from_all_three_is_closed(world):
    world.load(*TWENTY)
    for start in (0, 1, 2):
        world.load(*TWENTY[start : start + 10])
    assert closed(world) == {str(n) for n in range(12, 20)}
    assert run(world)["guard"] == "opened"


def test_a_list_cut_elsewhere_each_time_closes_nothing(world):
    world.load(*TWENTY)
    for start in (0, 7, 13, 0, 7, 13):
        world.load(*TWENTY[start : start + 7])
    assert closed(world) == set()


def test_an_empty_list_is_held_until_three_agree(world):
    world.load(*TWENTY)
    assert [world.load(listed=0, cause="empty").closed for _ in range(3)] == [0, 0, 20]


def test_an_editor_releases_a_held_guard_once(world):
    world.load(*TWENTY)
    assert world.load(*TWENTY[:4]).held == 16
    with database.writing(world.engine) as connection:
        release = {"kind": "release", "source": BOARD.id, "who": "e", "why": "w", "decided_at": noon(DAY)}
        connection.execute(sa.insert(tables.decisions), release | {"active": True})
    assert world.load(*TWENTY[:4]).closed == 16
    assert run(world)["guard"] == "released"
    assert [row["active"] for row in world.rows(sa.select(tables.decisions))] == [False]


@pytest.mark.parametrize(
    ("expect", "reason"),
    [
        (Expect(min=15, may_be_empty=False), "lists 14, its source file expects at least 15"),
        (Expect(min=14, may_be_empty=False), None),
    ],
)
def test_the_floor_of_the_source_file_holds(world, expect, reason):
    source = Source(id=BOARD.id, organization=BOARD.organization, platform="greenhouse", token="lark", expect=expect)
    world.load(*TWENTY, source=source)
    world.load(*TWENTY[:14], source=source)
    assert run(world)["guard_reason"] == reason


def test_a_source_that_is_never_empty_holds_at_none(world):
    source = Source(
        id=BOARD.id, organization=BOARD.organization, platform="greenhouse", expect=Expect(may_be_empty=False)
    )
    world.load(listed=0, cause="empty", source=source)
    assert run(world)["guard_reason"] == "lists none, and its source file says that it is never empty"


@pytest.mark.parametrize(("misses", "after"), [(None, 3), (1, 1), (4, 4)])
def test_a_page_closes_after_its_misses(world, misses, after):
    source = Source(id=PAGE.id, organization=PAGE.organization, platform="career_page", url=PAGE.url, misses=misses)
    seen = [posting(n, PAGE) for n in range(12)]
    world.load(*seen, source=source)
    counts = [world.load(*seen[1:], source=source).closed for _ in range(after)]
    assert counts == [0] * (after - 1) + [1]


def test_print_closes_nothing_by_absence(world):
    seen = [posting(n, PAPER) for n in range(12)]
    world.load(*seen, source=PAPER)
    assert [world.load(*seen[:11], source=PAPER).closed for _ in range(4)] == [0] * 4


def test_a_posting_that_could_not_be_read_this_time_is_not_gone(world):
    seen = [posting(n, PAGE) for n in range(12)]
    world.load(*seen, source=PAGE)
    unread = SetAside(
        source=PAGE.id, url=seen[0].posting.url, title="?", reason="its page has no text", observed_on=DAY
    )
    for _ in range(5):
        assert world.load(*seen[1:], source=PAGE, listed=12, set_aside=[unread]).closed == 0


@pytest.mark.parametrize("reason", ["gone_404", "notice_on_page"])
@pytest.mark.parametrize("complete", [True, False])
def test_a_posting_whose_own_page_is_over_closes_at_once(world, reason, complete):
    world.load(posting(1), posting(2))
    gone = Gone(source=BOARD.id, url="https://lark.example.org/jobs/1/", reason=reason, observed_on=DAY)
    counts = world.load(posting(2), gone=[gone], complete=complete, cause=None if complete else "timeout")
    assert counts.closed == 1
    row = world.postings()["Elections Clerk 1"]
    assert (row["status"], row["close_reason"], row["closed_on"]) == ("closed", reason, DAY)


def test_a_gone_posting_is_found_by_its_job_id(world):
    world.load(posting(1), posting(2))
    gone = Gone(
        source=BOARD.id, url="https://elsewhere.example.org", source_job_id="2", reason="gone_404", observed_on=DAY
    )
    world.load(posting(1), gone=[gone])
    assert world.statuses() == {"1": "open", "2": "closed"}


def test_a_closing_notice_closes_and_its_absence_reopens(world):
    raw = RawPosting(
        url="https://lark.example.org/jobs/9",
        title="Elections Clerk 9",
        observed_on=DAY,
        source=BOARD.id,
        platform="greenhouse",
        source_job_id="9",
        description_text="Counts ballots.",
        fields=(RawField(name="closing_notice", text="This position has been filled.", where="body"),),
    )
    world.load(posting(9))
    over = normalize(raw, BOARD)
    assert world.load(over).closed == 1
    assert world.load(over).closed == 0
    assert world.statuses() == {"9": "closed"}
    assert world.load(posting(9, day=DAY + dt.timedelta(days=1)), day=DAY + dt.timedelta(days=1)).reopened == 1


def floored(minimum: int, why: str = "") -> Source:
    expect = Expect(min=minimum, may_be_empty=minimum == 0, why=why)
    return Source(id=BOARD.id, organization=BOARD.organization, platform="greenhouse", token="lark", expect=expect)


@pytest.mark.parametrize(
    ("before", "why", "reason"),
    [
        ("", "", "lists 14, its source file expects at least 15"),
        ("the county hires always", "the county hires always", "lists 14, its source file expects at least 15"),
        ("", "half the county moved away", None),
    ],
)
def test_a_lowered_floor_counts_only_with_new_words_for_it(world, before, why, reason):
    world.load(*TWENTY, source=floored(15, before))
    world.load(*TWENTY[:14], source=floored(10, why))
    assert run(world)["guard_reason"] == reason
    lowered = [alarm for alarm in run(world)["alarms"] if alarm.startswith("floor_lowered")]
    assert lowered == (
        ["floor_lowered: to 10 from 15; say why in the source file's expect.why"] if reason is not None else []
    )


def test_a_source_may_be_empty_from_now_on_only_with_words_for_it(world):
    world.load(*TWENTY[:1], source=floored(1))
    world.load(listed=0, cause="empty", source=floored(0))
    assert run(world)["guard_reason"] == "lists 0, usually 1"
    assert world.rows(sa.select(tables.sources.c.floor))[0]["floor"] == 1
    world.load(listed=0, cause="empty", source=floored(0, "the office closed"))
    assert world.rows(sa.select(tables.sources.c.floor, tables.sources.c.floor_why)) == [
        {"floor": 0, "floor_why": "the office closed"}
    ]


def test_what_a_guard_holds_is_shown_also_after_a_failure_that_passes(world):
    for _ in range(2):
        world.load(*TWENTY)
    world.load(*TWENTY[:4])
    world.load(listed=0, complete=False, cause="timeout")
    with database.reading(world.engine) as connection:
        (row,) = health.read(connection)
    assert (row.cause, row.held, row.needs_person) == ("held", "lists 4, usually 20", True)


def test_what_held_runs_missed_is_no_miss_of_a_sound_run(world):
    source = Source(id=PAGE.id, organization=PAGE.organization, platform="career_page", url=PAGE.url)
    seen = [posting(n, PAGE) for n in range(14)]
    world.load(*seen, source=source)
    for size in (7, 13, 7, 13, 7, 13, 7, 13):
        world.load(*seen[:size], source=source)
    assert {row["status"] for row in world.postings().values()} == {"open"}
    assert [world.load(*seen[:13], source=source).closed for _ in range(2)] == [0, 1]


def test_a_release_that_was_not_needed_opens_nothing_later(world):
    world.load(*TWENTY)
    with database.writing(world.engine) as connection:
        editing.release(connection, BOARD.id, Editor(who="e", now=noon(DAY), why="w"))
    world.load(*TWENTY[:4], complete=False, cause="timeout")
    world.load(*TWENTY)
    assert world.load(*TWENTY[:4]).held == 16
