"""Education, languages, number of openings, summary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.fields import education, languages, openings, summary
from parsers.reading import Context

EDUCATION = [
    ("A bachelor's degree in history is required.", "B"),
    ("Bachelor's or master's degree required.", "B"),
    ("High school diploma or GED and two years of work.", "HS"),
    ("A master's degree is preferred.", None),
    ("Minimum: Juris Doctor and admission to the bar.", "JD"),
    ("Teaches high school students about voting.", None),
    ("No degree required.", "none"),
    ("Ph.D. in statistics required", "D"),
    ("Counts ballots.", None),
]
LANGUAGES = [
    ("Must be fluent in Spanish.", ("es",)),
    ("Spanish is a plus; fluency preferred.", None),
    ("Serves limited English speaking voters.", None),
    ("Must speak and read Hmong or Somali.", ("hmn", "so")),
    ("Prints ballots in Spanish.", None),
]
OPENINGS = [
    ("Clerk (3 positions)", 3),
    ("There are two positions.", 2),
    ("Four full-time positions are available.", 4),
    ("Six years in similar positions.", None),
]


@pytest.mark.parametrize(("text", "expected"), EDUCATION)
def test_the_least_education(text, expected):
    value = education.parse(text, Context())
    assert (value and value.education) == expected


@pytest.mark.parametrize(("text", "expected"), LANGUAGES)
def test_the_languages_asked_for(text, expected):
    value = languages.parse(text, Context())
    assert (value and value.languages) == expected


@pytest.mark.parametrize(("text", "expected"), OPENINGS)
def test_the_number_of_openings(text, expected):
    value = openings.parse(text, Context())
    assert (value and value.count) == expected


def test_a_summary_is_about_the_work():
    text = (
        "Pell County is located in the hills. Our mission is service to all who live here. "
        "The clerk will register voters, answer the telephone and prepare the rolls. Salary: $40,000."
    )
    value = summary.parse(text, Context())
    assert value is not None
    assert value.summary == "The clerk will register voters, answer the telephone and prepare the rolls."


@given(st.text(max_size=400))
def test_any_text_is_read(text):
    for parser in (education, languages, openings, summary):
        parser.parse(text, Context())
        parser.parse(text, Context(title=text), labelled=True)
    short = summary.parse(text, Context())
    assert short is None or len(short.summary) <= 322
