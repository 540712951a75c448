"""Titles without place, number, remarks and party."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.fields import title
from parsers.reading import Context

TITLES = [
    ("Elections Specialist II", "Elections Specialist II", None),
    ("Elections Specialist II - (Temporary) (Democrat) - Req #1234", "Elections Specialist II", "D"),
    ("Deputy Director (Republican)", "Deputy Director", "R"),
    ("Deputy Director - Democrat", "Deputy Director", "D"),
    ("Deputy Director (Democrat) of Elections", "Deputy Director of Elections", "D"),
    ("Program Coordinator (D)", "Program Coordinator", "D"),
    (
        "Administrative Specialist II (Elections Specialist)",
        "Administrative Specialist II (Elections Specialist)",
        None,
    ),
    ("GIS (Mapping) Specialist", "GIS (Mapping) Specialist", None),
    ("Elections Analyst (Bilingual-Spanish)", "Elections Analyst (Bilingual-Spanish)", None),
    ("Regional Sales Manager (Southeast)", "Regional Sales Manager (Southeast)", None),
    ("Network Coordinator, U.S. Elections", "Network Coordinator, U.S. Elections", None),
    ("Senior Associate, Election Initiatives", "Senior Associate, Election Initiatives", None),
    ("Deputy Registrar, City of Exampleton", "Deputy Registrar, City of Exampleton", None),
    ("Software Engineer (Remote)", "Software Engineer", None),
    ("Software Engineer - Remote, US", "Software Engineer", None),
    ("Software Engineer | Remote or Hybrid", "Software Engineer", None),
    ("Field Organizer - Full-Time, Temporary", "Field Organizer", None),
    ("Account Manager (Michigan)", "Account Manager", None),
    ("Organizer, Georgia", "Organizer", None),
    ("Organizer - Maricopa County", "Organizer", None),
    ("Product Specialist, Denver, Colorado", "Product Specialist", None),
    ("Communications Director - Washington, D.C.", "Communications Director", None),
    ("Data Director (Richmond, VA)", "Data Director", None),
    ("Poll Worker - $200 per day", "Poll Worker", None),
    ("Election Clerk 2", "Election Clerk 2", None),
    ("Election Judge 2024", "Election Judge 2024", None),
    ("Data Manager (2018-0123)", "Data Manager", None),
    ("Data Manager - JR1002345", "Data Manager", None),
    ("Data Manager, Grade 27", "Data Manager", None),
    ("Data Manager (f/m/d)", "Data Manager", None),
    ("Data Manager - Job ID: 20451", "Data Manager", None),
    ("Position Title: Town Clerk", "Town Clerk", None),
    ("Now hiring! Poll Workers", "Poll Workers", None),
    ("ELECTIONS SPECIALIST II (EXTRA HELP)", "Elections Specialist II", None),
    ("DIRECTOR OF ELECTIONS", "Director of Elections", None),
    ("IT Specialist (INFOSEC)", "IT Specialist (INFOSEC)", None),
    ("**Elections Manager** \\- Part\\-time", "Elections Manager", None),
    ("Elections &amp; Voter Services Manager", "Elections & Voter Services Manager", None),
    ("Warehouse Worker – Seasonal", "Warehouse Worker", None),
    ("Elections Aide (Open Until Filled)", "Elections Aide", None),
    ("  Canvasser \n (Multiple Openings) ", "Canvasser", None),
    ("(Remote)", "(Remote)", None),
    ("Remote", "Remote", None),
    ("", "", None),
]


@pytest.mark.parametrize(("printed", "expected", "party"), TITLES)
def test_titles(printed: str, expected: str, party: str | None) -> None:
    read = title.parse(printed, Context())
    assert (read.title, read.party) == (expected, party)
    assert read.raw == printed


def test_a_town_is_a_place_where_the_location_names_it() -> None:
    known = title.parse("Organizer - Exampleton", Context(location="Exampleton, Ohio"))
    unknown = title.parse("Organizer - Exampleton", Context())
    assert (known.title, unknown.title) == ("Organizer", "Organizer - Exampleton")


@given(st.text() | st.sampled_from([printed for printed, _, _ in TITLES]))
@settings(max_examples=150, deadline=None)
def test_never_raises_and_is_stable(printed: str) -> None:
    read = title.parse(printed, Context())
    assert len(read.title) <= title.MAX_CHARACTERS * 2
    assert bool(read.title) is bool(printed.split())


@pytest.mark.parametrize("unit", ["(", "- ", "a, ", "(Remote) ", "\\", "# 1", "&amp;"])
def test_long_texts_are_cut(unit: str) -> None:
    read = title.parse(unit * 200_000, Context())
    assert len(read.title) <= title.MAX_CHARACTERS


AT_EMPLOYER = [
    ("Example Federation Field Organizer", "Example Federation", "Field Organizer"),
    ("The Example Federation Field Organizer", "Example Federation", "Field Organizer"),
    ("Example Federation's Field Organizer", "The Example Federation", "Field Organizer"),
    ("Consultant: Observer Coordinator, Example Center", "Example Center", "Observer Coordinator"),
    ("Network Coordinator, U.S. Elections, Example Center", "Example Center", "Network Coordinator, U.S. Elections"),
    ("Regional Organizer (Example America)", "Example America", "Regional Organizer"),
    ("State Director | Example Cause", "Example Cause", "State Director"),
    ("Senior Engineer at Example.org", "Example.org", "Senior Engineer"),
    ("FairVote Communications Fellow", "FairVote", "Communications Fellow"),
    ("Organizing Director", "Organizing", "Organizing Director"),
    ("Organizing: Director", "Organizing", "Director"),
    ("Example Cause New York Intern", "Example Cause", "Example Cause New York Intern"),
    ("Center for Example of Votes Clerk", "Center for Example", "Center for Example of Votes Clerk"),
    ("Registrar of Voters", "Registrar of Voters", "Registrar of Voters"),
    ("Clerk", "", "Clerk"),
]


@pytest.mark.parametrize(("printed", "employer", "expected"), AT_EMPLOYER)
def test_employer_is_no_part_of_the_title(printed: str, employer: str, expected: str) -> None:
    assert title.parse(printed, Context(organization=employer)).title == expected
