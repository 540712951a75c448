"""When the work begins and ends, and when a posting was published."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.fields import end, posted, start
from parsers.reading import Context

CONTEXT = Context(date=dt.date(2025, 3, 6))


@pytest.mark.parametrize(
    ("text", "labelled", "kind", "first", "latest"),
    [
        ("Start date: May 12, 2025", False, "fixed", "2025-05-12", None),
        ("The successful candidate will start on June 2.", False, "fixed", "2025-06-02", None),
        ("Anticipated start date: mid-May", False, "approx", "2025-05", None),
        ("Expected start between June 2 and June 16", False, "window", "2025-06-02", "2025-06-16"),
        ("Start date: around June 2", False, "approx", "2025-06-02", None),
        ("Start date: no later than June 2", False, "window", None, "2025-06-02"),
        ("Start date: immediately", False, "asap", None, None),
        ("Start date: flexible", False, "unknown", None, None),
        ("early September 2025", True, "approx", "2025-09", None),
        ("ASAP", True, "asap", None, None),
        ("2025-08-01", True, "fixed", "2025-08-01", None),
        ("Ideal start date: early October, 2019", False, "approx", "2019-10", None),
        ("The internship runs from June 2 to August 8.", False, "fixed", "2025-06-02", None),
        ("Fellowship dates: May 19 - August 1, 2025", False, "fixed", "2025-05-19", None),
        ("The position will start at the beginning of June.", False, "approx", "2025-06", None),
        ("once appointed, after certification", True, "unknown", None, None),
    ],
)
def test_start(text, labelled, kind, first, latest):
    found = start.parse(text, CONTEXT, labelled=labelled)
    assert found is not None
    assert (found.type, found.start, found.start_latest) == (kind, first, latest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Early voting begins October 20.",
        "Starting salary is $50,000.",
        "Applications accepted beginning March 10.",
        "Review of applications begins April 1.",
        "You will start each day with a briefing.",
        "Clerks start at step 2 following a test.",
    ],
)
def test_no_start(text):
    assert start.parse(text, CONTEXT) is None


def test_a_target_is_flagged():
    found = start.parse("Target start date: May 12", CONTEXT)
    assert found is not None and (found.start, found.flags) == ("2025-05-12", ("target",))


@pytest.mark.parametrize(
    ("text", "labelled", "kind", "day", "months"),
    [
        ("This temporary position ends December 19, 2025.", False, "fixed", "2025-12-19", None),
        ("The position runs through June 2026, with possible extension.", False, "fixed", "2026-06", None),
        ("A temporary job through the November election", False, "election", "2025-11-04", None),
        ("Contract work through the November 2026 general election", False, "election", "2026-11-03", None),
        ("This is a six-month contract.", False, "duration", None, 6),
        ("We offer a 2-year term-limited position.", False, "duration", None, 24),
        ("The group seeks a data coordinator for 9 months.", False, "duration", None, 9),
        ("May 2025 - October 2025", True, "fixed", "2025-10", None),
        ("18 months", True, "duration", None, 18),
        ("Position funded through: May 8th, 2019", False, "fixed", "2019-05-08", None),
        ("You lead the work through the 2018 primaries. End date: May 8, 2018", False, "fixed", "2018-05-08", None),
        ("The internship runs from June 2 to August 8.", False, "fixed", "2025-08-08", None),
        ("A fixed-term contract (12 months)", False, "duration", None, 12),
        ("The jobs conclude after the general election.", False, "election", "2025-11-04", None),
        ("The position is limited to 18 months.", False, "duration", None, 18),
        ("This is a full-time one year contract.", False, "duration", None, 12),
    ],
)
def test_end(text, labelled, kind, day, months):
    found = end.parse(text, CONTEXT, labelled=labelled)
    assert found is not None
    assert (found.type, found.end, found.duration_months) == (kind, day, months)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Two years of experience in a similar position.",
        "Applications accepted through April 3.",
        "She retired after 16 years on the job.",
        "A one-year probationary period applies.",
        "Open until filled.",
        "Certification within three years of employment.",
        "Polls are open until 8 p.m. on November 4.",
        "The work may be done remotely through July 5.",
        "Graduates of a training program of at least 12 months duration.",
        "Names stay on the twelve month employment list.",
        "The new clerk will start between June 2 and June 6.",
        "Salary: $61,200 to $70,400 a year\nPosition type: Full-time",
        "Pay: $64k a year\nFull-time position",
        "The board meets four times a year\nContract: none",
        "Leave of 3 months\nAppointment type: Permanent",
    ],
)
def test_no_end(text):
    assert end.parse(text, CONTEXT) is None


@pytest.mark.parametrize(
    ("today", "day"),
    [
        ("2025-03-06", "2025-11-04"),
        ("2025-11-04", "2025-11-04"),
        ("2025-11-05", "2026-11-03"),
        ("2026-11-10", "2028-11-07"),
    ],
)
def test_an_election_that_has_passed_is_the_one_of_the_next_even_year(today, day):
    found = end.parse("until Election Day", Context(date=dt.date.fromisoformat(today)), labelled=True)
    assert found is not None and found.end == day


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("through the June primary", "state_primary"),
        ("through the runoff election", "runoff"),
        ("until the special election", "special"),
        ("through the 2026 election cycle", "us_general"),
    ],
)
def test_other_elections_have_no_computed_date(text, event):
    found = end.parse(text, CONTEXT, labelled=True)
    assert found is not None and (found.type, found.event, found.end) == ("election", event, None)


def test_flags_and_weeks_of_an_end():
    found = end.parse("Crew members are needed for 6 to 8 weeks, subject to funding, renewable", CONTEXT, labelled=True)
    assert found is not None
    assert (found.duration_weeks_min, found.duration_weeks_max, found.flags) == (
        6,
        8,
        ("extendable", "contingent_funding"),
    )


@pytest.mark.parametrize(
    ("text", "labelled", "day"),
    [
        ("Posted: February 20", False, "2025-02-20"),
        ("Date posted 12/30/2024", False, "2024-12-30"),
        ("Posted 8 Days Ago", True, "2025-02-26"),
        ("Posted Yesterday", True, "2025-03-05"),
        ("today", True, "2025-03-06"),
        ("2025-02-01T08:00:00Z", True, "2025-02-01"),
        ("Published December 20", False, "2024-12-20"),
    ],
)
def test_posted(text, labelled, day):
    found = posted.parse(text, CONTEXT, labelled=labelled)
    assert found is not None and (found.posted.isoformat(), found.basis) == (day, "source")


@pytest.mark.parametrize("text", ["", "Posted 30+ Days Ago", "recently", "Deadline April 3"])
def test_not_posted(text):
    assert posted.parse(text, CONTEXT, labelled=True) is None


@given(st.text(), st.booleans(), st.dates())
def test_never_raises(text, labelled, today):
    context = Context(date=today)
    for parser in (start, end, posted):
        found = parser.parse(text, context, labelled=labelled)
        assert found is None or found.found.rule.split(".")[0] == parser.__name__.rpartition(".")[2]
