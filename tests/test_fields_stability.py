"""No field parser breaks on any text, and none reads another value for another spelling of the same words."""

import datetime as dt
import html
import re
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.fields import (
    deadline,
    employment,
    end,
    experience,
    posted,
    remote,
    salary,
    start,
)
from parsers.fields.gates import gate
from parsers.reading import Context

CONTEXT = Context(date=dt.date(2024, 3, 1), title="Elections Clerk")
PARSERS: dict[str, Callable[..., Any]] = {
    "deadline": deadline.parse,
    "employment": employment.parse,
    "end": end.parse,
    "experience": experience.parse,
    "posted": posted.parse,
    "remote": remote.parse,
    "salary": salary.parse,
    "start": start.parse,
}
STATEMENTS = {
    "deadline": [
        "Application deadline: Friday, March 22, 2024 at 11:59 p.m.",
        "Closing Date: 3/12/2024 5:00 PM Pacific",
        "Position open until filled; first review of applications March 18.",
        "Applications will be accepted through April 5, 2024.",
        "Send your resume by Friday, March 15.",
        "Application period: March 4 - March 18, 2024",
    ],
    "employment": [
        "Job Type: Full-Time, Temporary",
        "This is a part-time position of 20-25 hours per week.",
        "The interim clerk fills a term-limited position for six months.",
        "We are seeking a full-time organizer.",
    ],
    "end": [
        "This is a temporary position through November 15, 2024.",
        "The contract is for six months.",
        "The position runs through Election Day.",
        "Internship dates: May 20 - August 2, 2024",
    ],
    "experience": [
        "Minimum of three (3) years of clerical experience.",
        "Requires 5-7 years of experience in elections.",
    ],
    "posted": ["Date posted: February 3, 2024", "Posted on 2/14/2024"],
    "remote": [
        "This position is fully remote.",
        "The job is hybrid: three days a week in our office.",
        "Remote work is not available.",
        "You can work remotely or from our Oakland office.",
    ],
    "salary": [
        "Salary: $45,000 - $50,000 per year, plus benefits.",
        "The pay range is $21.50 - $27.12 per hour, DOE.",
        "Annual salary: $92,000",
        "Salary: $3,200 - $3,900 monthly",
    ],
    "start": [
        "Anticipated start date: mid-April 2024",
        "The position starts on June 3, 2024.",
        "Start Date: as soon as possible",
        "Expected start date: May 6 - May 20, 2024",
    ],
}
ROWS = [(name, text) for name, texts in STATEMENTS.items() for text in texts]


def _dashed(mark: str) -> Callable[[str], str]:
    return lambda text: text.replace(" - ", f" {mark} ")


def _in_a_posting(text: str) -> str:
    return f"# Elections Clerk\n\nAnswers voters at the counter.\n\n{text}\n\nKeeps the register up to date.\n"


VARIANTS: dict[str, Callable[[str], str]] = {
    "wide blanks": lambda text: text.replace(" ", "  "),
    "blanks around": lambda text: f" \n\t{text} \n\n",
    "hard blanks": lambda text: text.replace(" ", "\u00a0"),
    "tabs": lambda text: text.replace(": ", ":\t"),
    "windows lines": lambda text: f"\r\n{text}\r\n",
    "entities": lambda text: html.escape(text).replace("-", "&#45;").replace("$", "&#36;"),
    "hard blank entities": lambda text: text.replace(" ", "&nbsp;"),
    "en dash": _dashed("–"),
    "em dash": _dashed("—"),
    "minus": _dashed("−"),
    "hyphen bullet": lambda text: f"- {text}",
    "dot bullet": lambda text: f"• {text}",
    "escaped dollar": lambda text: text.replace("$", "\\$"),
    "escaped dash": lambda text: text.replace(" - ", " \\- "),
    "bold": lambda text: f"**{text}**",
    "bold label": lambda text: re.sub(r"^([A-Z][\w ]+:)", r"**\1**", text),
    "italic label": lambda text: re.sub(r"^([A-Z][\w ]+:)", r"*\1*", text),
    "loud label": lambda text: re.sub(r"^[A-Z][\w ]+:", lambda m: m[0].upper(), text),
    "label of title words": lambda text: re.sub(r"^[A-Z][\w ]+:", lambda m: m[0].title(), text),
    "zero-width": lambda text: text.replace(": ", ":\u200b "),
    "in a posting": _in_a_posting,
}


def _value(name: str, text: str) -> dict[str, Any] | None:
    """Every attribute of a reading but its evidence."""
    value = PARSERS[name](text, CONTEXT)
    return None if value is None else {f.name: getattr(value, f.name) for f in fields(value) if f.name != "found"}


@pytest.mark.parametrize(("name", "text"), ROWS)
def test_a_statement_is_read(name, text):
    assert _value(name, text) is not None


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize(("name", "text"), ROWS)
def test_another_spelling_says_the_same(name, text, variant):
    assert _value(name, VARIANTS[variant](text)) == _value(name, text)


words = st.sampled_from([word for _, text in ROWS for word in text.split()])
texts = st.one_of(
    st.text(max_size=300),
    st.lists(words, max_size=60).map(" ".join),
    st.text(alphabet="0123456789$,.-–/:kK% \n\\*_&;()aprmyd", max_size=200),
)


@pytest.mark.parametrize("labelled", [False, True])
@pytest.mark.parametrize("name", PARSERS)
@given(text=texts, day=st.none() | st.dates())
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_a_parser(name, labelled, text, day):
    value = PARSERS[name](text, Context(date=day, title=text[:40]), labelled=labelled)
    assert value is None or value.found.quote is not None


@pytest.mark.parametrize("name", PARSERS)
@pytest.mark.parametrize(
    "text", ["", " ", "\x00\x1f", "\ud800", "$" * 5_000, "a-" * 20_000, "until filled " * 5_000, "1" * 50_000]
)
def test_no_odd_text_breaks_a_parser(name, text):
    PARSERS[name](text, CONTEXT)
    PARSERS[name](text, CONTEXT, labelled=True)


@pytest.mark.parametrize("labelled", [False, True])
@given(texts)
@settings(max_examples=150, deadline=None)
def test_the_ends_of_a_pay_range_are_in_order(labelled, text):
    value = salary.parse(text, CONTEXT, labelled=labelled)
    if value and value.min is not None and value.max is not None:
        assert value.min <= value.max


@given(st.lists(words, max_size=60).map(" ".join))
@settings(max_examples=150, deadline=None)
def test_what_opens_comes_before_what_closes(text):
    value = end.parse(text, CONTEXT)
    if value and value.duration_weeks_min is not None and value.duration_weeks_max is not None:
        assert value.duration_weeks_min <= value.duration_weeks_max
    begun = start.parse(text, CONTEXT)
    if begun and begun.start and begun.start_latest:
        assert begun.start <= begun.start_latest


@pytest.mark.parametrize(
    ("phrases", "begins", "others"),
    [
        (
            ["full time", "part", "per diem", "(?:paid )?intern"],
            ["full", "part", "per", "paid", "intern"],
            ["time", "diem", "fu"],
        ),
        (
            ["(?:first|1st) review", "opens?", "\\.5 fte", "due"],
            ["first", "1st", "open", ".5 fte", "due"],
            ["review", "x", ""],
        ),
        (["(?<!no )benefits", "a?live", "seasonal", "term"], ["benefits", "alive", "live", "term"], ["no", "xa"]),
    ],
)
def test_a_gate_opens_where_a_phrase_can_begin(phrases, begins, others):
    look = re.compile(gate(phrases))
    assert [bool(look.match(text)) for text in begins] == [True] * len(begins)
    assert [bool(look.match(text)) for text in others] == [False] * len(others)


@pytest.mark.parametrize("phrases", [["a", "b"], ["\\d+ days", "one", "two", "three", "four"]])
def test_no_gate_where_it_would_not_help(phrases):
    assert gate(phrases) == ""
