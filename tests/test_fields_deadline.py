"""Until when one can apply: closing dates, dates of first review, opening dates, kinds of deadline."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import posting
from parsers.fields import deadline
from parsers.fields.wording import load
from parsers.reading import Context
from schema.records import RawPosting

TODAY = dt.date(2025, 3, 6)


def read(text, *, labelled=False, country=None):
    return deadline.parse(text, Context(date=TODAY, country=country), labelled=labelled)


CLOSING = [
    ("Deadline: close of business Friday, March 21.", "2025-03-21", None),
    ("Apply by midnight on March 31", "2025-03-31", "23:59"),
    ("Applications must be in by noon Eastern on April 2.", "2025-04-02", "12:00"),
    ("The deadline has been extended from May 1 to May 15.", "2025-05-15", None),
    ("Deadline: May 1, extended to May 15", "2025-05-15", None),
    ("DEADLINE EXTENDED: April 4, 2025", "2025-04-04", None),
    ("Please submit a resume by 5 p.m. on Friday, March 28th.", "2025-03-28", "17:00"),
    ("Closing: 30 June", "2025-06-30", None),
    ("Deadline: 03-Mar-2025", "2025-03-03", None),
    ("Submit your application no later than March 20. Interviews: March 27. Start date: May 1.", "2025-03-20", None),
    ("The voter registration deadline is October 7. Apply by March 30.", "2025-03-30", None),
    ("Applications received after March 28 will not be considered.", "2025-03-28", None),
    ("March 28 is the deadline to apply.", "2025-03-28", None),
    ("The last day to apply is Monday, March 31, 2025 at 5:00 PM.", "2025-03-31", "17:00"),
    ("All materials must be received in this office by 5:00 PM PST, Monday, March 31, 2025.", "2025-03-31", "17:00"),
    ("Posting closes 4/11", "2025-04-11", None),
    ("- Current enrollment in a college\n\nApply by April 9, 2025.", "2025-04-09", None),
    ("Helps people with voter registration\n\nDeadline: April 9, 2025", "2025-04-09", None),
    ("Closing Date/Time: Fri. 04/11/25 5:00 PM Pacific Time", "2025-04-11", "17:00"),
    ("Opening Date: 03/03/2025 Closing Date: 3/30/2025 11:59 PM Pacific FLSA: Exempt", "2025-03-30", "23:59"),
    ("| Opening Date | 3/3/2025 08:00:00 AM | | Closing Date | 3/30/2025 11:59:00 PM | |", "2025-03-30", "23:59"),
    ("Division: Elections Opening Date: 03/03/2025 Closing Date: 4/7/2025 5:00 PM", "2025-04-07", "17:00"),
    ("Salary: $30,000. Deadlines: April 7.", "2025-04-07", None),
    ("Salary: $30,000. Deadline. April 7.", "2025-04-07", None),
    ("Job posted March 1, 2025. Expires April 1, 2025.", "2025-04-01", None),
    ("The deadline for submission of applications is 10 April 2025, 17:00 Vienna time.", "2025-04-10", "17:00"),
    ("We will stop accepting applications on April 14.", "2025-04-14", None),
    ("Internal applicants: apply by March 14. External deadline: March 28.", "2025-03-28", None),
    ("Priority deadline: March 20, final deadline: April 10", "2025-04-10", None),
    ("Interested persons should email jobs@example.org by April 11.", "2025-04-11", None),
    ("Please send your resume to hiring@example.org by April 8.", "2025-04-08", None),
    ("Send your resume to elections@example.org by April 8.", "2025-04-08", None),
    ("To apply, send a resume and references to the Board of Elections by April 8.", "2025-04-08", None),
    ("Send your resume to Ann Bell, Program Director, by April 8.", "2025-04-08", None),
    ("Register your application at the front desk by May 3.", "2025-05-03", None),
    ("Applications are at the Township Office. Return to the Clerk no later than April 8.", "2025-04-08", None),
    ("Hours: 35 a week, more in election season\nLAST DATE FOR FILING: March 14, 2025", "2025-03-14", None),
    ("Department Elections\nOpening Date 03/03/2025\nClosing Date 4/7/2025 11:59 PM Pacific", "2025-04-07", "23:59"),
    ("✉ Apply\n\nFill in this short form before April 7. No cover letter.", "2025-04-07", None),
    ("5. When is the final filing date?\n\nFriday, March 21, 2025, 5:00 p.m.", "2025-03-21", "17:00"),
]


@pytest.mark.parametrize(("text", "day", "time"), CLOSING)
def test_closing_date_in_a_body(text, day, time):
    found = read(text)
    assert found is not None
    assert (found.deadline, found.type, found.time) == (dt.date.fromisoformat(day), "fixed", time)


KINDS = [
    ("This recruitment closes at 100 applications.", "count_limited", None, None),
    ("Deadline: April 4, or once 80 applications have come in", "count_limited", "2025-04-04", None),
    ("First consideration by April 1; open until filled.", "priority", None, "2025-04-01"),
    ("For best consideration, apply by April 1.", "priority", None, "2025-04-01"),
    ("Candidates who apply by April 11 will receive priority.", "priority", None, "2025-04-11"),
    ("Whoever applies by April 11 is given first consideration.", "priority", None, "2025-04-11"),
    ("Priority consideration for those received before 4/11.", "priority", None, "2025-04-11"),
    ("Internal application deadline April 1; external deadline April 4.", "fixed", "2025-04-04", None),
    ("The role is posted until April 4 or until filled.", "soft", "2025-04-04", None),
    ("Open & closing dates: 03/01/2025 to 04/04/2025", "fixed", "2025-04-04", None),
    ("This notice closes when the position is filled.", "open_until_filled", None, None),
    ("Review of applications begins April 1 and continues until filled.", "priority", None, "2025-04-01"),
    ("Applications will be accepted until April 1 or until filled.", "soft", "2025-04-01", None),
    ("Deadline: April 4 (may be extended)", "soft", "2025-04-04", None),
    ("We keep this post open until the right candidate is found.", "open_until_filled", None, None),
    ("The position will remain open until further notice.", "continuous", None, None),
    ("Closing Date: Continuous", "continuous", None, None),
    ("We review applications on a rolling basis.", "rolling", None, None),
]


@pytest.mark.parametrize(("text", "kind", "day", "priority"), KINDS)
def test_kind(text, kind, day, priority):
    found = read(text)
    assert found is not None
    iso = [d and d.isoformat() for d in (found.deadline, found.priority_date)]
    assert (found.type, *iso) == (kind, day, priority)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Must meet strict deadlines. By November 3, 2025 the team opens 40 vote centers.",
        "Polls close at 8 p.m. on November 4.",
        "Early voting closes November 2.",
        "The voter registration deadline is October 7.",
        "Candidates must file by August 12 to appear on the ballot.",
        "Absentee ballot applications must be received by October 25.",
        "Voter registration applications must be submitted to the Elections Office by October 7.",
        "Applications to Register to Vote must be received by October 7.",
        "Applicants must register to vote by October 7.",
        "Return ballots to the Clerk no later than November 4.",
        "Return the scanners to the Clerk no later than November 8.",
        "Our staff return to the office by June 2, 2025.",
        "Submit results to the Board of Elections by November 20, 2025.",
        "Applicants will hear from Ann Bell by April 8.",
        "Fill out the voter registration form by October 7.",
        "Early voting\nCloses November 2",
        "The position will be filled by July 12.",
        "Send a resume soon, as the position will be filled by July 12.",
        "Applications for absentee ballots are due October 20.",
        "Grant applications are due June 1.",
        "Interviews will be held by April 10 for applicants selected.",
        "Successful applicants will be notified by April 10.",
        "Applicants must be 18 years old by November 4, 2025.",
        "Applicants must have graduated by June 1, 2025.",
        "Position starts April 10; apply now.",
        "Apply within two weeks of posting.",
        "Deadline:",
        "Deadline: Target start date April 27",
        "We process voter records on a rolling basis.",
    ],
)
def test_says_nothing_of_the_time_to_apply(text):
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "kind", "day", "opens"),
    [
        ("Jan. 28", "fixed", "2025-01-28", None),
        ("now through April 3", "fixed", "2025-04-03", None),
        ("2025-04-01T23:59:59-04:00", "fixed", "2025-04-01", None),
        ("3/10/2025 - 3/24/2025", "fixed", "2025-03-24", "2025-03-10"),
        ("The window opens March 10 and closes March 24", "fixed", "2025-03-24", "2025-03-10"),
        ("Applications accepted from April 2", "none", None, "2025-04-02"),
        ("Interviews begin 3/13 and the job is open until filled", "open_until_filled", None, None),
        ("Ongoing", "continuous", None, None),
        ("Rolling", "rolling", None, None),
    ],
)
def test_a_field_of_its_own(text, kind, day, opens):
    found = read(text, labelled=True)
    assert found is not None
    iso = [d and d.isoformat() for d in (found.deadline, found.opens)]
    assert (found.type, *iso) == (kind, day, opens)


@pytest.mark.parametrize(
    "text", ["", "See the announcement", "Posted March 3", "Target start: April 27", "ASAP", "2025"]
)
def test_a_field_without_a_deadline(text):
    assert read(text, labelled=True) is None


def test_zone_flags_and_evidence():
    found = read("Hurry. Deadline extended to April 4 at 5pm MT; candidates are reviewed on a rolling basis.")
    assert found is not None
    assert (found.time, found.tz, found.flags) == ("17:00", "America/Denver", ("rolling", "extended"))
    assert found.found.quote == "Deadline extended to April 4 at 5pm MT"
    assert found.found.rule == "deadline.closing"


def test_day_first_where_the_employer_s_country_writes_so():
    assert [read("Closing date 03/04/2025", country=c).deadline.month for c in ("US", "GB")] == [3, 4]


WRITINGS = [
    "Deadline: April 4, 2025",
    "**Deadline:** April 4, 2025",
    "Deadline\u00a0: April\u00a04,\n2025",
    "DEADLINE: APRIL 4, 2025",
    "Dead l ine: April 4, 2025",
    "Deadline – April 4, 2025",
    "deadline &ndash; April&nbsp;4, 2025",
    "Deadline:\t__April 4, 2025__",
]


@pytest.mark.parametrize("text", WRITINGS)
def test_the_way_of_writing_makes_no_difference(text):
    found = read(text)
    assert found is not None and found.deadline == dt.date(2025, 4, 4)


@given(st.text(), st.booleans())
def test_never_raises(text, labelled):
    found = read(text, labelled=labelled)
    assert (
        found is None
        or found.type in ("none", "rolling", "continuous", "open_until_filled", "count_limited")
        or found.deadline
        or found.priority_date
    )


@given(st.lists(st.sampled_from([w for w, _, _ in CLOSING] + [w for w, *_ in KINDS]), max_size=4))
def test_dates_are_plausible(parts):
    found = read(" ".join(parts))
    for day in (found.deadline, found.priority_date, found.opens) if found else ():
        assert day is None or abs((day - TODAY).days) <= 3 * 366


@pytest.mark.parametrize("name", ["deadline", "engagement", "employment", "posted", "experience"])
def test_no_list_of_a_lookup_names_a_phrase_twice(name):
    pending = list(load(name).values())
    while pending:
        entry = pending.pop()
        if isinstance(entry, dict):
            pending += entry.values()
        else:
            assert len(set(entry)) == len(entry), entry


@pytest.mark.parametrize("label", ["Priority Deadline", "First Review of Applications", "First Screening Date"])
def test_a_label_that_names_the_first_review_gives_no_closing_date(label):
    text = f"Runs the count.\n\n{label}: April 4, 2025\nOpen until filled."
    raw = RawPosting(url="", title="Clerk", observed_on=dt.date(2025, 3, 6), description_text=text)
    found = posting.read(raw).posting
    assert (found.deadline_on, found.priority_on, found.deadline_type) == (None, dt.date(2025, 4, 4), "priority")


def test_a_label_that_names_the_last_day_for_filing_gives_the_closing_date():
    text = "Overtime in election season\n\nLAST DATE FOR FILING: April 4, 2025"
    raw = RawPosting(url="", title="Clerk", observed_on=dt.date(2025, 3, 6), description_text=text)
    assert posting.read(raw).posting.deadline_on == dt.date(2025, 4, 4)
