"""What is refused, and in which words; and text that no database can hold."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalize import normalize, storable
from pipelines.validate import problems, validate
from schema.records import JobPosting, ParsedPosting, RawField, RawPosting, SetAside
from tests.loading import BOARD, DAY, PAPER, posting

GOOD = posting(
    1,
    salary_min=Decimal("21.50"),
    salary_max=Decimal("25"),
    salary_currency="USD",
    salary_unit="HOUR",
    posted_on=DAY,
    deadline_on=DAY + dt.timedelta(days=9),
    deadline_tz="America/Denver",
    starts_on="2026-04",
    ends_on="2026",
    employment_types=("FULL_TIME",),
)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({}, []),
        ({"title": "  "}, ["it has no title"]),
        ({"url": "notice.pdf"}, ["its address 'notice.pdf' is not an absolute http address"]),
        ({"url": "notice.pdf", "platform": "document"}, []),
        (
            {"url": "C:/notice.pdf", "platform": "greenhouse"},
            ["its address 'C:/notice.pdf' is not an absolute http address"],
        ),
        ({"url": "javascript:alert(1)"}, ["its address 'javascript:alert(1)' is not an absolute http address"]),
        ({"url": "http://[half"}, ["its address 'http://[half' is not an absolute http address"]),
        ({"url": ""}, ["its address '' is not an absolute http address"]),
        ({"salary_min": Decimal(26)}, ["salary_min 26 is above salary_max 25"]),
        ({"salary_max": Decimal("NaN")}, ["salary_max is NaN, which no posting states"]),
        ({"salary_max": Decimal(10) ** 12}, ["salary_max is 1000000000000, which no posting states"]),
        ({"salary_min": Decimal(-1)}, ["salary_min is -1, which no posting states"]),
        ({"salary_currency": "dollars"}, ["salary_currency 'dollars' is no ISO 4217 code"]),
        ({"salary_currency": None}, []),
        ({"salary_unit": "FORTNIGHT"}, ["salary_unit has the unknown value 'FORTNIGHT'"]),
        ({"employment_types": ("FULL_TIME", "SOMETIMES")}, ["employment_types has the unknown value 'SOMETIMES'"]),
        ({"role_family": "wizard"}, ["role_family has the unknown value 'wizard'"]),
        ({"posted_on": dt.date(1970, 1, 1)}, ["posted_on 1970-01-01 is implausible for a posting seen on 2026-03-02"]),
        (
            {"deadline_on": dt.date(2206, 3, 1)},
            ["deadline_on 2206-03-01 is implausible for a posting seen on 2026-03-02"],
        ),
        (
            {"deadline_on": dt.date(2024, 3, 1)},
            ["its deadline 2024-03-01 is years before it was posted (2026-03-02)"],
        ),
        ({"deadline_tz": "Mars/Olympus"}, ["deadline_tz 'Mars/Olympus' is no time zone"]),
        ({"starts_on": "2026-13"}, ["starts_on '2026-13' is no date"]),
        ({"ends_on": "2026-02-30"}, ["ends_on '2026-02-30' is no date"]),
        ({"title": "x" * 501}, ["title is longer than 500 characters"]),
    ],
)
def test_problems_are_told_in_words(values, says):
    assert list(problems(replace(GOOD.posting, **values))) == says


def test_a_good_posting_passes_untouched():
    assert validate(GOOD) is GOOD


def test_a_bad_one_is_set_aside_with_all_its_reasons():
    bad = replace(GOOD, posting=replace(GOOD.posting, title="", starts_on="soon", title_raw="…"))
    assert validate(bad) == SetAside(
        source=BOARD.id,
        url=GOOD.posting.url,
        title="…",
        reason="it has no title; starts_on 'soon' is no date",
        observed_on=DAY,
    )


@given(st.text(max_size=30), st.text(max_size=12), st.decimals(), st.dates())
def test_validation_never_raises(text, partial, amount, day):
    broken = replace(
        GOOD.posting, url=text, title=text, starts_on=partial, deadline_tz=partial, salary_min=amount, deadline_on=day
    )
    assert isinstance(validate(ParsedPosting(posting=broken)), ParsedPosting | SetAside)


RAW = RawPosting(
    url="https://lark.example.org/1\x00",
    title="Elections\ud800 Clerk",
    observed_on=DAY,
    source=PAPER.id,
    platform="newsletter",
    description_text="Counts\x00 ballots.",
    fields=(RawField(name="salary", text="$20\udfff", where="label", parts={"min": "20\x00"}),),
)


def echo(raw: RawPosting, source: object) -> ParsedPosting:
    """A reader that gives back what it was given."""
    return ParsedPosting(
        posting=JobPosting(
            source=raw.source,
            platform=raw.platform,
            url=raw.url,
            observed_on=raw.observed_on,
            title=raw.title,
            title_raw=raw.title,
            salary_raw=raw.fields[0].text + raw.fields[0].parts["min"] if raw.fields[0].parts else None,
            description_text=raw.description_text,
        )
    )


def test_text_that_no_database_can_hold_is_replaced_before_it_is_read():
    read = normalize(RAW, PAPER, echo).posting
    assert (read.url, read.title, read.description_text, read.salary_raw) == (
        "https://lark.example.org/1\ufffd",
        "Elections\ufffd Clerk",
        "Counts\ufffd ballots.",
        "$20\ufffd20\ufffd",
    )


@given(st.text(st.characters(codec=None)))
def test_storable_text_can_be_encoded(text):
    assert "\x00" not in storable(text)
    storable(text).encode("utf-8")


def test_a_closing_notice_closes():
    notice = RawField(name="closing_notice", text="Filled.", where="body")
    read = normalize(replace(RAW, fields=(notice,)), PAPER, echo).posting
    assert (read.status, read.close_reason, read.closed_on) == ("closed", "notice_on_page", DAY)
    assert normalize(RAW, PAPER, echo).posting.status == "open"
