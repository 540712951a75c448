"""Where a value is absent, the reason is given when the text gives one."""

import datetime as dt

import pytest

from parsers.posting import read
from schema.records import RawPosting
from terminal import absent

CASES = [
    ("Salary: commensurate with experience.", [("amount of pay", "it depends on experience")]),
    ("This internship is unpaid.", [("amount of pay", "unpaid")]),
    ("Salary: $20 an hour. Deadline: March 20.", []),
    ("Deadline: Open until filled.", [("deadline", "open until filled")]),
    (
        "Start date: as soon as possible. Length of assignment: 6 months.",
        [("start date", "as soon as possible"), ("end date", "6 months from the start")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_the_reasons_of_what_is_absent(text, expected):
    raw = RawPosting(
        url="https://pell.example.org/1", title="Clerk", observed_on=dt.date(2026, 3, 2), description_text=text
    )
    assert absent(read(raw).posting) == expected
