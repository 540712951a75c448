"""The kind of employment, its hours and terms, and the years of experience that are asked."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.fields import employment, experience
from parsers.fields.employment import Employment
from parsers.reading import Context


def read(text, *, title=None, labelled=False) -> Employment:
    found = employment.parse(text, Context(title=title), labelled=labelled)
    assert found is not None
    return found


SAID = [
    ("This is a full-time position with benefits.", ("FULL_TIME",)),
    ("The county seeks a part time Registration Clerk.", ("PART_TIME",)),
    ("We are looking for a full-time or part-time analyst.", ("FULL_TIME", "PART_TIME")),
    ("Job Type: Full-Time Job Number: 20-11 Department: Elections", ("FULL_TIME",)),
    ("| Employment Type | Part-Time | |", ("PART_TIME",)),
    ("**Status:** Full-time, temporary", ("FULL_TIME", "TEMPORARY")),
    ("Schedule: Full-time, 37.5 hours per week", ("FULL_TIME",)),
    ("This is a term position for the duration of the year.", ("TEMPORARY",)),
    ("Duties for this full-time seasonal position include deliveries.", ("FULL_TIME", "TEMPORARY")),
    ("The organizer will serve in a six month employment term.", ("TEMPORARY",)),
    ("This temporary role ends November 10, 2024.", ("TEMPORARY",)),
    ("We seek a part- or full-time researcher.", ("FULL_TIME", "PART_TIME")),
    ("Terms: Contract, 6 months", ("CONTRACTOR",)),
    ("Job Type: FT Exempt", ("FULL_TIME",)),
    ("This is a year-round full time position.", ("FULL_TIME",)),
    ("We are hiring full-time organizers.", ("FULL_TIME",)),
    ("This is a contract position.", ("CONTRACTOR",)),
    ("This part-time (12 hours) contract position is with the county.", ("PART_TIME", "CONTRACTOR")),
    ("Full-time and fully remote.", ("FULL_TIME",)),
    ("The position is limited to 18 months.", ("TEMPORARY",)),
    ("Salary: $61,200 to $70,400 a year\nPosition type: Full-time", ("FULL_TIME",)),
    ("This is a one-year contractor position.", ("CONTRACTOR",)),
    ("The office seeks a summer intern.", ("INTERN",)),
    ("This is a volunteer position.", ("VOLUNTEER",)),
    ("Job Type: Regular, Full Time. The crew works in a short term position", ("FULL_TIME",)),
    ("Job Type: Full-Time. Note: temporary positions have no leave.", ("FULL_TIME",)),
    ("Job Type Part-Time Temporary", ("PART_TIME", "TEMPORARY")),
    ("Full time or part time considered.", ("FULL_TIME", "PART_TIME")),
    ("FLSA: exempt; FTE: 1.0", ("FULL_TIME",)),
    ("Length of contract: 8 months, part-time", ("PART_TIME", "TEMPORARY")),
    ("The fellowship is full time.", ("FULL_TIME",)),
    ("The trainer works as an independent contractor.", ("CONTRACTOR",)),
    ("The league seeks a contract development director.", ("CONTRACTOR",)),
    ("This full-time role is guaranteed through May 4, 2025.", ("FULL_TIME",)),
    ("This is an intermittent position; leave is not the same as for a full-time position.", ("TEMPORARY",)),
]


@pytest.mark.parametrize(("text", "types"), SAID)
def test_said_of_this_job(text, types):
    assert read(text).types == types


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Supervises temporary and seasonal staff.",
        "Leads an office of 20 full-time employees and 300 temporary workers.",
        "All full-time employees accrue leave.",
        "Credit is given for unpaid and part-time work.",
        "You do not need to be a full-time programmer.",
        "Takes part in our short-term incentive plan.",
        "Three years of full-time experience in records work.",
        "Negotiates contracts with vendors.",
        "Coordinates volunteers and interns.",
        "Assigns work to temporary or contract workers.",
        "Employees in temporary positions earn no leave.",
        "Trains part-time election workers.",
        "Processes provisional ballots and per diem claims.",
        "A ten-year history of long-term growth.",
        "A one-year fellowship for graduates.",
        "Internship experience is useful.",
    ],
)
def test_said_of_others(text):
    found = employment.parse(text, Context())
    assert found is None or found.types == ()


@pytest.mark.parametrize(
    ("title", "types"),
    [
        ("Election Clerk (Part-Time)", ("PART_TIME",)),
        ("Temporary Ballot Processor", ("TEMPORARY",)),
        ("Seasonal Warehouse Aide", ("TEMPORARY",)),
        ("Voter Outreach Intern", ("INTERN",)),
        ("Redistricting Consultant", ("CONTRACTOR",)),
        ("Volunteer Observer", ("VOLUNTEER",)),
        ("On-Call Poll Inspector", ("PER_DIEM",)),
        ("Volunteer Coordinator", ()),
        ("Internship Program Manager", ()),
        ("Contract Specialist", ()),
        ("Medical Social Consultant", ()),
        ("Democracy Fellow", ()),
        ("Acting Deputy Registrar", ("TEMPORARY",)),
        ("Temporary Staffing Coordinator", ()),
    ],
)
def test_title(title, types):
    found = employment.parse("Helps voters.", Context(title=title))
    assert (found.types if found else ()) == types


def test_a_consultant_with_a_wage_is_an_employee():
    assert employment.parse("Works with clients. Paid hourly.", Context(title="Election Consultant")) is None


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("FULL_TIME", ("FULL_TIME",)),
        ("FullTime", ("FULL_TIME",)),
        ("Contract", ("CONTRACTOR",)),
        ("Regular Part Time", ("PART_TIME",)),
        ("Extra Help", ("TEMPORARY",)),
        ("Fixed-term contract", ("TEMPORARY",)),
        ("Limited duration, full time", ("FULL_TIME", "TEMPORARY")),
        ("Internship", ("INTERN",)),
        ("Per Diem", ("PER_DIEM",)),
        ("Term", ("TEMPORARY",)),
    ],
)
def test_a_field_of_its_own(text, types):
    assert read(text, labelled=True).types == types


@pytest.mark.parametrize("text", ["", "Regular", "Permanent", "Other", "Supervises temporary staff"])
def test_a_field_without_a_type(text):
    assert employment.parse(text, Context(), labelled=True) is None


@pytest.mark.parametrize(
    ("title", "types"),
    [
        ("Consultant: Ballot Design", ("CONTRACTOR",)),
        ("Consultant for Voter Outreach", ("CONTRACTOR",)),
        ("Ballot Design Consultant", ()),
        ("Customer Support Consultant", ()),
    ],
)
def test_a_title_that_begins_with_the_consultancy_outweighs_a_salary(title, types):
    found = employment.parse("The salary is competitive, with benefits.", Context(title=title))
    assert (found.types if found else ()) == types


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("# Clerk\n\n## The job\n\nThis is a full-time position. It is busy.", "This is a full-time position."),
        ("Pay: $20\nJob Type: Full-Time Job Number: 12", "Job Type: Full-Time"),
        (
            "**Term of contract:** one year, part-time\n\n### Background\n\nWe count votes.",
            "Term of contract: one year, part-time",
        ),
    ],
)
def test_the_quote_is_the_sentence_or_the_label_with_its_value(text, quote):
    assert read(text).found.quote == quote


def test_hours_days_and_caps():
    assert read("The work week has 37.5 hours per week.").hours_per_week == Decimal("37.5")
    assert read("Part-time, 20-25 hrs/week", labelled=True).hours_per_week == Decimal(25)
    assert read("Up to 12 days per month").days_per_month == 12
    assert read("Extra help, not to exceed 1,040 hours per fiscal year", labelled=True).max_hours_per_year == 1040


@pytest.mark.parametrize(
    ("text", "flags", "party"),
    [
        (
            "The registrar is appointed by the board and serves at the pleasure of the council.",
            ("appointed", "at_will"),
            None,
        ),
        ("This is a benefited part-time position.", ("benefits",), None),
        ("This seasonal position pays well.", ("seasonal",), None),
        ("Civil service rules apply.", ("civil_service",), None),
        ("Applicants must be registered Republicans.", ("party_affiliation_required",), "R"),
        ("Must be a member of the Democratic Party.", ("party_affiliation_required",), "D"),
    ],
)
def test_terms(text, flags, party):
    found = read(text)
    assert (set(found.flags), found.party) == (set(flags), party)


def test_evidence_quotes_the_words():
    found = read("Great team. This is a full-time position. Apply now.")
    assert found.found.quote == "This is a full-time position."
    assert found.found.rule == "employment.noun"


@given(st.text(), st.text(), st.booleans())
def test_never_raises(text, title, labelled):
    context = Context(title=title)
    found = employment.parse(text, context, labelled=labelled)
    assert found is None or len(set(found.types)) == len(found.types)
    asked = experience.parse(text, context, labelled=labelled)
    assert asked is None or 0 < asked.years <= 30


@given(st.sampled_from(SAID), st.sampled_from([" ", "  ", "\n", "\u00a0", "\t"]))
def test_white_space_makes_no_difference(row, space):
    text, types = row
    assert read(text.replace(" ", space)).types == types


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("A minimum of three (3) years of experience in elections.", "3"),
        ("5+ years of progressively responsible experience", "5"),
        ("At least 2-4 years' experience in data work", "2"),
        ("Six months of clerical experience required", "0.5"),
        ("18 months of work experience", "1.5"),
        ("Our staff has over 20 years of experience. You have one year of experience.", "1"),
        ("10 years of experience preferred. Two years of experience required.", "2"),
    ],
)
def test_experience(text, years):
    found = experience.parse(text, Context())
    assert found is not None and found.years == Decimal(years)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A four-year degree.",
        "Graduation from a four year college or experience.",
        "Founded 20 years ago.",
        "The term is two years.",
        "We have 30 years of experience.",
    ],
)
def test_no_experience(text):
    assert experience.parse(text, Context()) is None
