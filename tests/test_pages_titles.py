"""The name of a job in a text that has no heading."""

import pytest

from parsers.pages import page, titles
from parsers.reading import Context, Document

DOERS = [
    ("The Grants Officer will keep the books of the grants.", "Grants Officer"),
    ("Pay: $20 an hour\n\nThe Election Clerk (Level 2) serves voters at the counter.", "Election Clerk"),
    ("As the Director of Outreach, you will plan visits to schools.", "Director of Outreach"),
    ("The clerk will serve voters.", None),
    ("The post reports to the County Clerk. The County will pay for moving.", None),
    ("Our Mission will guide you.", None),
]


@pytest.mark.parametrize(("text", "expected"), DOERS)
def test_whoever_does_the_work_names_the_job(text, expected):
    assert titles.doer(text) == expected


def test_a_line_of_pay_is_no_title():
    text = (
        "Salary: $48,000 - $59,000 Annually\nLocation: Pell, OH\nJob Type: Full-Time\nDepartment: Elections\n\n"
        "The Elections Technician performs tests and prepares ballots. Requirements: two years of experience in an "
        "office. To apply, send a resume to jobs@pell.example.org. Closing Date: 3/4/2026."
    )
    read = page.read(Document(content=text, media="text", context=Context()))
    assert [posting.title for posting in read.postings] == ["Elections Technician"]


@pytest.mark.parametrize("words", ["Accessibility Engineer", "Senior Adviser on Electoral Reform"])
def test_names_of_jobs(words):
    assert titles.is_title(words)


@pytest.mark.parametrize("words", ["OpenBallot Home Page", "Accessibility", "Accessibility Statement"])
def test_links_that_every_page_has_name_no_opening(words):
    assert titles.is_excluded(words)
