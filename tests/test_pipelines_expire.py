"""What ends by the calendar, to the hour."""

import datetime as dt

import pytest

from pipelines.expire import Death, dead, expire
from schema import database
from tests.loading import BOARD, DAY, PAPER, noon, posting

NOW = dt.datetime(2026, 3, 10, 11, 59, tzinfo=dt.UTC)


def row(**values) -> dict:
    return {
        "deadline_on": None,
        "deadline_type": "none",
        "deadline_tz": None,
        "ends_on": None,
        "platform": "greenhouse",
        "last_seen": dt.date(2026, 3, 10),
    } | values


def deadline(day: int, kind: str = "fixed", tz: str | None = None, **values) -> dict:
    return row(deadline_on=dt.date(2026, 3, day), deadline_type=kind, deadline_tz=tz, **values)


PASSED = Death(reason="deadline_passed", on=dt.date(2026, 3, 9))
OVER = "engagement_over"


@pytest.mark.parametrize(
    ("given", "minutes", "expected"),
    [
        (row(), 0, None),
        # without a zone: until noon UTC of the next day
        (deadline(9), 0, None),
        (deadline(9), 1, PASSED),
        (deadline(10), 1, None),
        # with a zone: until its midnight (Denver is at UTC-6 on that day)
        (deadline(9, tz="America/Denver"), -6 * 60, None),
        (deadline(9, tz="America/Denver"), -6 * 60 + 1, PASSED),
        (deadline(9, tz="CET"), -13 * 60 + 1, PASSED),
        (deadline(9, "count_limited"), 1, PASSED),
        (deadline(9, "soft", last_seen=dt.date(2026, 3, 9)), 1, PASSED),
        (deadline(9, "soft"), 1, None),
        (deadline(9, "priority"), 1, None),
        (deadline(9, "open_until_filled"), 1, None),
        # the end of the engagement
        (row(ends_on="2026-03-09"), 0, Death(reason=OVER, on=dt.date(2026, 3, 9))),
        (row(ends_on="2026-03-10"), 0, None),
        (row(ends_on="2026-02"), 0, Death(reason=OVER, on=dt.date(2026, 2, 28))),
        (row(ends_on="2024-02"), 0, Death(reason=OVER, on=dt.date(2024, 2, 29))),
        (row(ends_on="2026-03"), 0, None),
        (row(ends_on="2025"), 0, Death(reason=OVER, on=dt.date(2025, 12, 31))),
        (row(ends_on="2026"), 0, None),
        # thirty days after print
        (row(platform="newsletter", last_seen=dt.date(2026, 2, 8)), 0, None),
        (
            row(platform="newsletter", last_seen=dt.date(2026, 2, 7)),
            0,
            Death(reason="expired_from_print", on=dt.date(2026, 3, 9)),
        ),
        (
            row(platform="document", last_seen=dt.date(2011, 2, 7)),
            0,
            Death(reason="expired_from_print", on=dt.date(2011, 3, 9)),
        ),
        (deadline(20, platform="newsletter", last_seen=dt.date(2026, 1, 1)), 0, None),
        (row(last_seen=dt.date(2026, 1, 1)), 0, None),
    ],
)
def test_dead(given, minutes, expected):
    assert dead(given, NOW + dt.timedelta(minutes=minutes)) == expected


def test_the_sweep_expires_what_is_dead_once(world):
    world.load(
        posting(1, deadline_on=dt.date(2026, 3, 9), deadline_type="fixed"), posting(2), posting(3, ends_on="2026-03")
    )
    for expected in (1, 0):
        with database.writing(world.engine) as connection:
            assert expire(connection, dt.datetime(2026, 3, 20, tzinfo=dt.UTC)) == expected
    assert world.statuses() == {"1": "expired", "2": "open", "3": "open"}
    gone = world.postings()["Elections Clerk 1"]
    assert (gone["closed_on"], gone["close_reason"]) == (dt.date(2026, 3, 9), "deadline_passed")


def test_a_dead_posting_that_is_still_listed_stays_dead(world):
    old = posting(1, deadline_on=dt.date(2026, 2, 1), deadline_type="fixed")
    assert world.load(old).new == 1
    assert world.statuses() == {"1": "expired"}
    counts = world.load(old)
    assert (counts.reopened, counts.expired, counts.unchanged) == (0, 0, 1)


def test_a_deadline_that_moved_reopens(world):
    world.load(posting(1, deadline_on=dt.date(2026, 2, 1), deadline_type="fixed"))
    counts = world.load(posting(1, deadline_on=dt.date(2026, 4, 1), deadline_type="fixed"))
    assert (counts.reopened, counts.changed) == (1, 1)
    assert world.statuses() == {"1": "open"}


def test_an_archive_issue_is_expired_from_the_start_and_in_print_again_open(world):
    old = dt.date(2025, 12, 1)
    world.load(posting(1, PAPER, day=old), source=PAPER)
    row = world.one()
    assert (row["status"], row["closed_on"]) == ("expired", dt.date(2025, 12, 31))
    assert world.load(posting(1, PAPER), source=PAPER).reopened == 1
    world.load(source=PAPER, day=DAY + dt.timedelta(days=31))
    row = world.one()
    assert (row["status"], row["closed_on"]) == ("expired", dt.date(2026, 4, 1))


def test_what_expired_is_not_counted_as_vanished(world):
    seen = [posting(n, deadline_on=DAY, deadline_type="fixed") for n in range(12)]
    world.load(*seen)
    later = DAY + dt.timedelta(days=2)
    counts = world.load(*[posting(n, day=later) for n in range(50, 62)], day=later)
    assert (counts.expired, counts.closed, counts.held) == (12, 0, 0)
    assert set(world.statuses().values()) == {"expired", "open"}


def test_the_moment_needs_a_zone(world):
    world.load(posting(1, BOARD, deadline_on=DAY, deadline_type="fixed"))
    with pytest.raises(TypeError), database.writing(world.engine) as connection:
        expire(connection, noon(DAY).replace(tzinfo=None) + dt.timedelta(days=9))
