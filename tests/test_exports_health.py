"""One record a source: when it was last checked, what broke, and what a person has to do."""

import datetime as dt
from dataclasses import replace

from exports import health
from exports.health import SourceHealth
from pipelines.batch import Batch
from pipelines.load import load
from schema import database
from schema.good_runs import Fall
from schema.records import BoardResult
from tests.loading import BOARD, DAY, LARK, PAGE, World, noon, posting

A_DAY = dt.timedelta(days=1)


def one(world: World, now: dt.datetime | None = None) -> SourceHealth:
    with database.reading(world.engine) as connection:
        (found,) = health.read(connection, now)
    return found


def twenty(first: int = 0) -> list:
    return [posting(n, salary_raw="$20 an hour") for n in range(first, first + 20)]


def test_a_source_that_is_well(world):
    world.load(*twenty())
    assert one(world) == SourceHealth(
        source=BOARD.id,
        organization="Lark County",
        platform="greenhouse",
        url="https://lark.example.org",
        schedule="daily",
        open_postings=20,
        last_run=noon(DAY),
        last_success=noon(DAY),
        listed=20,
    )
    assert (one(world).needs_person, one(world).last_checked) == (False, DAY)


def test_a_red_source_says_when_it_was_last_checked_and_what_to_do(world):
    world.load(*twenty())
    world.load(listed=0, complete=False, cause="http_404", day=DAY + A_DAY)
    found = one(world)
    assert (found.red, found.cause, found.last_checked, found.since) == (True, "http_404", DAY, noon(DAY + A_DAY))
    assert (found.task, found.needs_person, found.open_postings, found.usual) == ("address", True, 20, 20)


def test_a_count_against_its_median(world):
    for number in (20, 18, 19):
        world.load(*twenty()[:number])
    assert (one(world).listed, one(world).usual) == (19, 19)


def test_fill_rates_that_fell(world):
    world.load(*twenty())
    world.load(*[posting(n) for n in range(50, 70)], *twenty()[:2])
    assert one(world).fell == (Fall(field="salary_raw", usual=1.0, now=0.091),)


def test_what_a_guard_holds(world):
    world.load(*twenty())
    world.load(*twenty()[:5], day=DAY + A_DAY)
    found = one(world)
    assert (found.cause, found.held, found.red) == ("held", "lists 5, usually 20", False)
    assert (found.last_success, found.last_run) == (noon(DAY), noon(DAY + A_DAY))
    assert found.mend.startswith("look at the board: if it is so, electionjobs edit release us/wa/lark/greenhouse;")


def test_a_failure_that_may_pass_needs_a_person_when_it_came_three_times(world):
    world.load(*twenty())
    tasks = []
    for _ in range(3):
        world.load(listed=0, complete=False, cause="timeout")
        tasks.append(one(world).task)
    assert tasks == ["wait", "wait", "refused"]


def test_a_failure_that_may_pass_needs_a_person_when_it_lasted_a_day(world):
    world.load(*twenty())
    world.load(listed=0, complete=False, cause="dns")
    assert [one(world, noon(DAY) + dt.timedelta(hours=hours)).task for hours in (23, 24)] == ["wait", "address"]


def test_a_failure_that_passes_hides_no_guard(world):
    world.load(*twenty())
    world.load(*twenty()[:5])
    world.load(listed=0, complete=False, cause="timeout")
    found = one(world)
    assert (found.cause, found.detail, found.task, found.red) == ("held", "lists 5, usually 20", "decide", True)


def test_a_source_that_nothing_crawls_is_overdue(world):
    world.load(*twenty())
    assert one(world, noon(DAY) + 3 * A_DAY).alarms == ()
    found = one(world, noon(DAY) + 3 * A_DAY + dt.timedelta(hours=1))
    assert (found.cause, found.red, found.task) == ("overdue", True, "run")
    assert found.alarms == ("overdue: its last run was 3 days ago, it is crawled daily",)


def test_a_source_that_may_be_asked_seldom_is_not_overdue_before(world):
    world.load(*twenty(), source=replace(BOARD, at_least="weekly"))
    assert [one(world, noon(DAY) + days * A_DAY).cause for days in (21, 22)] == [None, "overdue"]


def test_hourly_sources_are_overdue_after_a_day(world):
    world.load(*twenty(), source=replace(BOARD, schedule="hourly"))
    assert [one(world, noon(DAY) + dt.timedelta(hours=hours)).cause for hours in (24, 25)] == [None, "overdue"]


def test_an_edition_takes_the_last_run_for_the_time(world):
    world.load(*twenty())
    world.load(source=PAGE, listed=0, cause="empty", day=DAY + 4 * A_DAY)
    with database.reading(world.engine) as connection:
        found = {record.source: record.cause for record in health.read(connection)}
    assert found == {BOARD.id: "overdue", PAGE.id: None}


def test_a_paused_source_needs_nobody(world):
    paused = replace(BOARD, schedule="paused")
    world.load(listed=0, complete=False, cause="http_403", source=paused)
    found = one(world, noon(DAY) + 90 * A_DAY)
    assert (found.cause, found.red, found.task) == ("http_403", False, None)


def test_a_source_that_was_never_crawled(world):
    files = [PAGE, replace(BOARD, schedule="paused")]
    with database.reading(world.engine) as connection:
        page, board = health.read(connection, noon(DAY), files)
    assert (page.source, page.cause, page.task, page.last_checked) == (PAGE.id, "never_crawled", "wait", None)
    assert (board.cause, board.task, board.organization) == (None, None, LARK.name)


def test_the_detail_of_a_failure_is_told(world):
    result = BoardResult(source=PAGE.id, listed=0, complete=False, cause="none_read", detail="it leads to lever lark")
    load(world.engine, PAGE, "round", Batch(), result, noon(DAY))
    assert (one(world).cause, one(world).detail, one(world).task) == ("none_read", "it leads to lever lark", "reader")


def test_what_is_most_worth_doing_comes_first(world):
    world.load(listed=0, complete=False, cause="timeout")
    world.load(listed=0, complete=False, cause="none_read", source=PAGE)
    world.load(*twenty(), source=replace(BOARD, id="us/wa/lark/lever", platform="lever"))
    with database.reading(world.engine) as connection:
        found = health.urgent_first(health.read(connection))
    assert [record.task for record in found] == ["reader", "wait", None]


def test_as_json(world):
    world.load(*twenty())
    record = health.as_json(one(world))
    assert (record["last_success"], record["last_checked"]) == ("2026-03-02T12:00:00+00:00", "2026-03-02")
    assert (record["needs_person"], record["red"], record["fell"]) == (False, False, [])
