"""Titles and employers' names as they are compared across sources."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.matching import employers, titles
from pipelines.matching.titles import Likeness

TITLES = [
    ("Elections Clerk", "Election Clerk", Likeness.EQUAL),
    ("Clerk of Elections", "ELECTIONS CLERK", Likeness.EQUAL),
    ("Sr. Election Tech", "Senior Elections Technician", Likeness.EQUAL),
    ("Election Admin Assistant", "Election Administrative Assistant", Likeness.EQUAL),
    ("Rolls Coordinator/Clerk", "Rolls Coordinator / Clerk", Likeness.EQUAL),
    ("Ballot Porcessing Lead", "Ballot Processing Lead", Likeness.EQUAL),
    ("Chief Recount Officer (CRO)", "Chief Recount Officer", Likeness.EQUAL),
    ("Chief Recount Officer (CRO)", "Deputy Chief Recount Officer (CRO)", Likeness.OTHER),
    ("Chief Recount Officer (DAY)", "Chief Recount Officer", Likeness.NEARLY),
    ("City Auditor (CA)", "City Auditor", Likeness.NEARLY),
    ("Institute Inspection Intern (III)", "Institute Inspection Intern", Likeness.NEARLY),
    ("Elections Clerk", "Elections Clerk II", Likeness.NEARLY),
    ("Rolls Supervisor", "Warehouse Manager (Rolls Supervisor)", Likeness.NEARLY),
    ("Recount Analyst", "State Analyst 12 - Recount Analyst", Likeness.NEARLY),
    ("Elections Clerk", "Elections Clerk (Night)", Likeness.NEARLY),
    ("Recount Clerk", "Mail Recount Clerk", Likeness.PART),
    ("Voter Services", "Voter Services Manager", Likeness.PART),
    ("Elections Clerk I", "Elections Clerk II", Likeness.OTHER),
    ("Clerk III (Rolls Lead)", "Clerk III (Vault Lead)", Likeness.OTHER),
    ("Director of Elections", "Deputy Director of Elections", Likeness.OTHER),
    ("Recount Clerk", "Senior Recount Clerk", Likeness.OTHER),
    ("Software Developer", "Software Engineer", Likeness.OTHER),
    ("Outreach Manager (North)", "Outreach Manager (South)", Likeness.OTHER),
]
EMPLOYERS = [
    ("City of Hazel", "Hazel Clerk's Office", True),
    ("County of Wren", "Wren County Board of Elections", True),
    ("RollCall Inc.", "Roll Call", True),
    ("Alder Bay Polling Institute", "ABPI", True),
    ("Hazel Recount & Audit League", "Hazel Recount and Audit League", True),
    ("Wren County", "Lark County", False),
    ("Board of Elections", "Lark Department of Elections", False),
    ("Open Rolls", "Open Ballots", False),
]


@pytest.mark.parametrize(("one", "other", "expected"), TITLES)
def test_how_far_titles_agree(one, other, expected):
    a, b = titles.read(one), titles.read(other)
    assert titles.compare(a, b) is titles.compare(b, a) is expected


def test_a_place_in_a_title_does_not_count():
    assert titles.compare(titles.read("Clerk, Hazel", ["hazel"]), titles.read("Clerk")) is Likeness.EQUAL


@pytest.mark.parametrize("raw", ["", "of the", "2024", "—"])
def test_a_title_without_words_is_none(raw):
    assert titles.read(raw) is None


@pytest.mark.parametrize(("one", "other", "expected"), EMPLOYERS)
def test_whether_names_are_one_employers(one, other, expected):
    a, b = employers.read(one), employers.read(other)
    assert employers.agree(a, b) is employers.agree(b, a) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the wren county board seeks a clerk", True),
        ("in wren all election are by mail", True),
        ("wrens nest in the county", False),
    ],
)
def test_whether_a_text_names_an_employer(text, expected):
    assert employers.named_in(employers.read("Wren County"), text) is expected


printed = st.text(max_size=80)


@given(printed, printed)
def test_any_titles_compare_alike_in_either_order(one, other):
    a, b = titles.read(one), titles.read(other)
    if a and b:
        assert titles.compare(a, b) is titles.compare(b, a)
        assert titles.compare(a, a) is Likeness.EQUAL
