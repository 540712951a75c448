"""One date expression at a known place: the grammar, the year, the order of numbers, the clock."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.fields.dates import election_day, read
from parsers.fields.phrasing import lowered, plain, sentence
from parsers.reading import Context

TODAY = Context(date=dt.date(2025, 3, 6))

ONE_DAY = [
    # text, day, time, zone
    ("March 10", "2025-03-10", None, None),
    ("Mar. 10th", "2025-03-10", None, None),
    ("10 March 2025", "2025-03-10", None, None),
    ("24th of March 2025", "2025-03-24", None, None),
    ("03-Mar-2025", "2025-03-03", None, None),
    ("2025.03.20", "2025-03-20", None, None),
    ("2025/3/9", "2025-03-09", None, None),
    ("4/18/25", "2025-04-18", None, None),
    ("6/1", "2025-06-01", None, None),
    ("31/03/2025", "2025-03-31", None, None),
    ("April 12, '26", "2026-04-12", None, None),
    ("January 7", "2025-01-07", None, None),
    ("January 20", "2025-01-20", None, None),
    ("Feb. 28, 2025", "2025-02-28", None, None),
    ("April 3, 2025, 5:00 p.m. EST", "2025-04-03", "17:00", "America/New_York"),
    ("April 3 @ 4:30pm Mountain", "2025-04-03", "16:30", "America/Denver"),
    ("8/22/2025 11:59 PM Pacific", "2025-08-22", "23:59", "America/Los_Angeles"),
    ("10/15/2025 11:59:00 PM", "2025-10-15", "23:59", None),
    ("2 March 2025 at 23:59 (CET)", "2025-03-02", "23:59", "CET"),
    ("9 May 2025, 17:00 Vienna time", "2025-05-09", "17:00", "Europe/Vienna"),
    ("Wed, 19 Mar 2025 05:00:00 GMT", "2025-03-19", "05:00", "UTC"),
    ("2025-03-24T23:59:59Z", "2025-03-24", "23:59", "UTC"),
    ("2025-03-24T17:00:00-05:00", "2025-03-24", "17:00", "Etc/GMT+5"),
    ("2025-03-24T00:00:00", "2025-03-24", None, None),
    ("5 p.m. on Friday, March 28th", "2025-03-28", "17:00", None),
    ("noon Eastern on April 2", "2025-04-02", "12:00", "America/New_York"),
    ("midnight on March 31", "2025-03-31", "23:59", None),
    ("March 31 at 12:15 a.m.", "2025-03-31", "00:15", None),
]


@pytest.mark.parametrize(("text", "day", "time", "tz"), ONE_DAY)
def test_one_day(text, day, time, tz):
    reading = read(plain(text), 0, TODAY)
    assert reading is not None
    assert (reading.final.iso, reading.last, reading.time, reading.tz) == (day, None, time, tz)


RANGES = [
    ("March 10 – 24, 2025", "2025-03-10", "2025-03-24"),
    ("10 - 24 March 2025", "2025-03-10", "2025-03-24"),
    ("March 10 to April 2, 2025", "2025-03-10", "2025-04-02"),
    ("03/10/2025 - 03/24/2025", "2025-03-10", "2025-03-24"),
    ("Dec 28 through Jan 5", "2025-12-28", "2026-01-05"),
    ("May 2025 - August 2025", "2025-05", "2025-08"),
]


@pytest.mark.parametrize(("text", "first", "last"), RANGES)
def test_range(text, first, last):
    reading = read(plain(text), 0, TODAY)
    assert reading is not None and reading.last is not None
    assert (reading.first.iso, reading.last.iso) == (first, last)


@pytest.mark.parametrize(
    ("text", "iso", "part"),
    [
        ("early April 2025", "2025-04", "early"),
        ("mid-January 2026", "2026-01", "mid"),
        ("the end of May", "2025-05", "late"),
        ("May 2025", "2025-05", None),
        ("2026", "2026", None),
    ],
)
def test_partial_date(text, iso, part):
    reading = read(text, 0, TODAY)
    assert reading is not None
    assert (reading.final.iso, reading.final.part, reading.final.date) == (iso, part, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "second",
        "may vary",
        "march with us",
        "2/30/2025",
        "13/13/2025",
        "Smarch 4",
        "5 years",
        "1.5",
        "50%",
        "3-5",
        "April 3, 1954",
        "April 3, 2094",
        "1/2/3/4",
        "401(k)",
        "at noon",
    ],
)
def test_no_date(text):
    assert read(text, 0, TODAY) is None


@pytest.mark.parametrize(("country", "day"), [(None, "2025-05-06"), ("US", "2025-05-06"), ("PL", "2025-06-05")])
def test_order_of_numbers_is_the_country_s(country, day):
    reading = read("05/06/2025", 0, Context(date=TODAY.date, country=country))
    assert reading is not None and reading.final.iso == day


def test_a_year_is_read_from_the_context_only():
    assert read("March 10", 0, Context()) is None
    assert read("March 10, 2025", 0, Context()) is not None


@pytest.mark.parametrize(
    ("text", "past", "day"),
    [
        ("January 6", False, "2025-01-06"),
        ("January 5", False, "2026-01-05"),
        ("January 4", False, "2026-01-04"),
        ("January 4", True, "2025-01-04"),
        ("June 1", True, "2024-06-01"),
    ],
)
def test_missing_year_lies_from_60_days_before_to_305_days_after(text, past, day):
    reading = read(text, 0, TODAY, past=past)
    assert reading is not None and reading.final.iso == day


def test_a_weekday_that_does_not_fit_lowers_the_confidence():
    right, wrong = read("Monday, March 10", 0, TODAY), read("Tuesday, March 10", 0, TODAY)
    assert right is not None and wrong is not None
    assert right.final.iso == wrong.final.iso
    assert right.confidence > wrong.confidence


@pytest.mark.parametrize(("year", "day"), [(2020, 3), (2021, 2), (2022, 8), (2024, 5), (2026, 3), (2027, 2)])
def test_general_election_day(year, day):
    assert election_day(year) == dt.date(year, 11, day)


@given(
    st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)),
    st.sampled_from(["%B %d, %Y", "%d %b %Y", "%m/%d/%Y", "%Y-%m-%d", "%A, %B %d, %Y"]),
)
def test_every_written_date_reads_back(day, form):
    reading = read(day.strftime(form), 0, Context(date=day))
    assert reading is not None
    assert (reading.final.date, reading.final.agrees) == (day, True)


@given(st.text(), st.dates(), st.sampled_from([None, "US", "DE"]))
def test_never_raises_and_stays_plausible(text, today, country):
    reading = read(plain(text), 0, Context(date=today, country=country))
    if reading and reading.final.date:
        assert abs((reading.final.date - today).days) <= 3 * 366
        assert reading.first.iso <= reading.final.iso


@given(st.text())
def test_plain_is_one_line_and_stays_as_it_is(text):
    line = plain(text)
    assert len(lowered(line)) == len(line)
    assert "\n" not in line and "  " not in line


def test_a_torn_label_is_mended_and_a_whole_one_kept():
    assert plain("Dead l ine: May 1") == "Deadline: May 1"
    assert plain("CLOSING DATE: May 1") == "CLOSING DATE: May 1"


def test_sentence_ends_at_a_stop_before_a_capital_only():
    text = "It opens Jan. 3 at 5 p.m. Monday. Apply now. Later"
    at = text.index("Apply")
    assert text[slice(*sentence(text, at, at + 5))] == "Apply now."
    at = text.index("5 p.m.")
    assert text[slice(*sentence(text, at, at + 1))].startswith("It opens")
