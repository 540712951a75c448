"""Role family, SOC code and level. The titles and their families stand in role_title_table.toml."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.fields import role
from parsers.reading import Context
from schema.vocabulary import RoleFamily, RoleLevel, members

TABLE = tomllib.loads((Path(__file__).parent / "role_title_table.toml").read_text("utf-8"))


def of_title(printed: str) -> role.Role:
    """The role of "title" or "title @ employer"."""
    title, _, employer = printed.partition(" @ ")
    return role.parse(title, Context(title=title, organization=employer or None))


def test_the_table_has_every_family() -> None:
    assert set(TABLE) == set(members(RoleFamily))


@pytest.mark.parametrize(
    ("printed", "family"), [(printed, family) for family, titles in TABLE.items() for printed in titles]
)
def test_family_of_a_title(printed: str, family: str) -> None:
    assert of_title(printed).family == family


SEED_TITLES = {
    "Election Analyst": "election_analyst",
    "Voter Outreach Coordinator": "voter_outreach_coordinator",
    "Election Operations Manager": "election_operations_manager",
    "Data Scientist for Elections": "data_scientist_elections",
    "Polling Place Inspector": "polling_place_inspector",
    "Election Communications Specialist": "election_communications_specialist",
    "Legislative Liaison for Elections": "legislative_liaison_policy",
    "Election Technology Specialist": "election_technology_specialist",
    "Voter Registration Clerk": "voter_registration_clerk",
    "Election Security Coordinator": "election_security_coordinator",
}


def test_the_ten_best_known_titles_have_ten_families() -> None:
    assert {title: of_title(title).family for title in SEED_TITLES} == SEED_TITLES


SOC_AND_LEVEL = [
    ("Director of Elections @ Example County", "11-1021", "chief"),
    ("Deputy Director of Elections @ Example County", "11-1021", "deputy"),
    ("Assistant Registrar @ Example County", "11-1021", "deputy"),
    ("City Clerk @ City of Example", "11-1021", "chief"),
    ("Deputy City Clerk @ City of Example", "11-1021", "deputy"),
    ("Elections Manager @ Example County", "11-3012", "manager"),
    ("Elections Technician I @ Example County", "15-1232", "entry"),
    ("Elections Technician @ Example County", "15-1232", "entry"),
    ("Election Specialist II @ Example County", "43-4031", "mid"),
    ("Election Specialist III @ Example County", "43-4031", "senior"),
    ("Program Manager 3 @ Example County", "11-3012", "manager"),
    ("Senior Software Engineer", "15-1252", "senior"),
    ("Principal Engineer", "15-1252", "senior"),
    ("Hardware Engineer", "17-2061", "mid"),
    ("Network Administrator", "15-1244", "mid"),
    ("Help Desk Technician", "15-1232", "entry"),
    ("Chief Technology Officer", "11-3021", "chief"),
    ("QA Engineer", "15-1253", "mid"),
    ("Staff Attorney", "23-1011", "mid"),
    ("General Counsel", "23-1011", "chief"),
    ("Paralegal", "23-2011", "mid"),
    ("Legal Intern", "23-1011", "intern"),
    ("Field Organizer", "21-1099", "mid"),
    ("Lead Organizer", "21-1099", "lead"),
    ("Organizing Director", "21-1099", "manager"),
    ("Canvasser", "41-9091", "entry"),
    ("Campaign Manager", "11-9199", "manager"),
    ("Communications Director", "11-2032", "manager"),
    ("Press Secretary", "27-3031", "mid"),
    ("Regional Sales Manager", "11-2022", "manager"),
    ("Account Manager", "41-4011", "manager"),
    ("Data Scientist", "15-2051", "mid"),
    ("Statistician", "15-2041", "mid"),
    ("Training Manager", "11-3131", "manager"),
    ("Poll Worker Coordinator @ Example County", "13-1151", "mid"),
    ("Warehouse Manager", "11-3071", "manager"),
    ("Warehouse Worker", "53-7065", "entry"),
    ("Accountant", "13-2011", "mid"),
    ("Staff Writer", "27-3023", "mid"),
    ("Research Fellow", "19-3094", "unknown"),
    ("Junior Analyst @ Example County", "13-1111", "entry"),
    ("Vice President of Policy", "19-3094", "chief"),
    ("Head of Product", "11-3021", "chief"),
    ("Plumber", None, "mid"),
]


@pytest.mark.parametrize(("printed", "soc", "level"), SOC_AND_LEVEL)
def test_soc_and_level(printed: str, soc: str | None, level: str) -> None:
    read = of_title(printed)
    assert (read.soc, read.level) == (soc, level)


FILLER = "The work week is forty hours, with health insurance and a pension. Apply by letter to the front office. "
DUTIES = [
    # title, employer, duties → family
    (
        "Program Specialist",
        "Example County Elections",
        "Mail absentee ballots and check ballot envelopes.",
        "ballot_and_mail_voting",
    ),
    (
        "Program Specialist",
        "Example County Elections",
        "Enter voter registration applications; care for voter rolls.",
        "voter_registration_clerk",
    ),
    (
        "Program Specialist",
        "Example County Elections",
        "Recruit poll workers and hold training classes.",
        "poll_worker_training",
    ),
    (
        "IT Specialist",
        "Example County Elections",
        "Program and test voting equipment before each election.",
        "election_technology_specialist",
    ),
    (
        "IT Specialist",
        "Example County Elections",
        "Answer the help line for staff laptops and printers.",
        "it_and_software",
    ),
    (
        "Software Developer",
        "Example State Board of Elections",
        "Write code for voting systems reports.",
        "it_and_software",
    ),
    ("Program Analyst", "Example County Elections", "Lead programmers and design databases.", "it_and_software"),
    (
        "Legal Analyst",
        "The Carter Center",
        "Join an election observation mission and brief observers.",
        "election_observer",
    ),
    ("Program Coordinator", "Example Voter Fund", "Plan voter engagement with partners.", "voter_outreach_coordinator"),
    (
        "Program Coordinator",
        "Example Voter Fund",
        "Book travel and keep the calendar of the office.",
        "research_media_admin",
    ),
    ("Analyst", "Catalist", "Keep the lights on.", "data_scientist_elections"),
    (
        "Specialist",
        "Center for Internet Security",
        "Serve election offices by telephone.",
        "election_security_coordinator",
    ),
]


@pytest.mark.parametrize(("title", "employer", "duties", "family"), DUTIES)
def test_duties_settle_titles_that_say_little(title: str, employer: str, duties: str, family: str) -> None:
    read = role.parse(f"{duties} {FILLER}", Context(title=title, organization=employer))
    assert read.family == family


def test_the_same_title_differs_by_employer() -> None:
    families = {
        employer: of_title(f"Project Manager @ {employer}").family
        for employer in ("Example Voting Systems", "Example County Elections", "Example Votes Action Fund")
    }
    assert families == {
        "Example Voting Systems": "vendor_customer_sales",
        "Example County Elections": "election_analyst",
        "Example Votes Action Fund": "research_media_admin",
    }


def test_a_posting_outside_the_sector_is_other() -> None:
    body = "Care for patients and teach classes on family planning in our two clinics, six days a week. " * 3
    assert role.parse(body, Context(title="Community Outreach Nurse", organization="Example Clinics")).family == "other"


def test_the_first_line_is_the_title_where_the_context_has_none() -> None:
    read = role.parse("Election Judge\nServe on election day.", Context())
    assert read.family == "polling_place_inspector"
    assert read.found.quote == "Election Judge"


def test_other_has_no_code() -> None:
    assert role.parse("", Context()).soc is None


@given(st.text(), st.text(max_size=80) | st.none(), st.text(max_size=80) | st.none())
@settings(max_examples=150, deadline=None)
def test_never_raises_and_is_always_a_member(text: str, title: str | None, organization: str | None) -> None:
    read = role.parse(text, Context(title=title, organization=organization))
    assert read.family in members(RoleFamily)
    assert read.level in members(RoleLevel)


@given(st.sampled_from([printed for titles in TABLE.values() for printed in titles]))
@settings(max_examples=60, deadline=None)
def test_case_and_spaces_make_no_difference(printed: str) -> None:
    title, _, employer = printed.partition(" @ ")
    loud = Context(title=title.upper().replace(" ", "\u00a0 "), organization=employer or None)
    assert role.parse(title, loud).family == of_title(printed).family
