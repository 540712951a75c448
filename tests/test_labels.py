"""Label and value in running text, in lines, and in headings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import labels

CASES = [
    ("Counts votes. Salary: $50,000. Deadline: May 3", [("salary", "$50,000."), ("deadline", "May 3")]),
    ("Counts votes.Salary:$50,000.Deadline:May 3", [("salary", "$50,000."), ("deadline", "May 3")]),
    ("Counts votes. Dead l ine: May 3. Applica t ion: write us", [("deadline", "May 3."), ("apply", "write us")]),
    (
        "**Start date:** As soon as possible\n\n**Location:** from home",
        [("start", "As soon as possible"), ("location", "from home")],
    ),
    (
        "SALARY: $20 hourly\nJOB TYPE: Full-Time\nCLOSING DATE: 3/4/2027",
        [("salary", "$20 hourly"), ("employment", "Full-Time"), ("deadline", "3/4/2027")],
    ),
    ("Closing Date\n3/4/2027\n\nPay Range\n$20 - $25", [("deadline", "3/4/2027"), ("salary", "$20 - $25")]),
    (
        "### Compensation\n\nSalary follows a scale.\nIt has steps.\n\n### Benefits\nA pension.",
        [("salary", "Salary follows a scale.\nIt has steps."), ("benefits", "A pension.")],
    ),
    ("- Ideal Start Date: early May 2027", [("start", "early May 2027")]),
    ("Salary Range | $1,000 a month", [("salary", "$1,000 a month")]),
    ("Location – Dover, Delaware", [("location", "Dover, Delaware")]),
    ("Salary (annual): $61,000", [("salary", "$61,000")]),
    ("Application Deadline: June 1. Application: by mail", [("deadline", "June 1."), ("apply", "by mail")]),
    ("the deadline: nobody knows it", []),
    ("She wrote: come back. The time is 5:30.", []),
    ("Salary:", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_the_labelled_parts_of_a_text(text, expected):
    assert [(s.name, s.value) for s in labels.split(text)] == expected


@given(st.text(max_size=400))
def test_any_text_splits_into_parts_that_stand_in_it_in_order(text):
    parts = labels.split(text)
    assert all(part.value in text[part.start : part.end] for part in parts)
    assert [part.start for part in parts] == sorted(part.start for part in parts)


def test_a_megabyte_of_colons_is_read():
    assert len(labels.split("Salary : low " * 100_000)) == 100_000
