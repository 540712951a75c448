"""In or out of the election sector, and why."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.fields import sector
from parsers.reading import Context

LINES_IN = [
    ("Payroll clerk at a voting-equipment vendor", "organization", False, None),
    ("Bookkeeper for the elections department of a city", "organization", False, None),
    ("Receptionist at a county board of elections", "organization", False, None),
    ("Warehouse driver for an election office", "organization", False, None),
    ("Software engineer at a maker of voting systems", "organization", False, None),
    ("Poll worker for the November election", "title", True, None),
    ("Absentee ballot clerk in a town hall", "title", True, None),
    ("Voter registration technician", "title", True, None),
    ("Judge of elections in a small borough", "title", True, None),
    ("Voter records clerk in a courthouse", "title", True, None),
    ("Receptionist in the office of the registrar of voters", "organization", False, None),
    ("Pollster for a presidential campaign", "text", True, "campaign"),
    ("Deputy registrar of voters", "title", True, None),
    ("Precinct inspector for a municipal primary", "title", True, None),
    ("Elections supervisor of a rural county", "title", True, None),
    ("Town clerk who conducts local elections and registers voters", "text", True, None),
    ("County clerk with election duties", "text", True, None),
    ("Analyst studying voter turnout", "text", True, None),
    ("Lawyer who defends voting rights in federal court", "text", True, None),
    ("Canvasser who knocks on doors to turn out voters", "text", True, None),
    ("Analyst that draws new maps for redistricting", "text", True, None),
    ("Circulator who gathers signatures for a ballot measure", "text", True, "campaign"),
    ("Ballot measure campaign organizer", "text", True, "campaign"),
    ("Fundraiser for a congressional candidate", "text", True, "campaign"),
    ("Election supervisor for a housing cooperative board election", "text", True, "private_election"),
    ("Inspector for the annual homeowners association election", "text", True, "private_election"),
]


@pytest.mark.parametrize(("line", "basis", "specific", "subsector"), LINES_IN)
def test_lines_in_the_sector(line: str, basis: str, specific: bool, subsector: str | None) -> None:
    read = sector.parse(line, Context())
    assert read is not None
    assert (read.election_sector, read.basis, read.role_election_specific, read.subsector) == (
        True,
        basis,
        specific,
        subsector,
    )


LINES_OUT = [
    ("Payroll specialist who enters benefit elections during open enrollment", "benefit_elections"),
    ("Retirement counselor: explains deferral elections to members", "benefit_elections"),
    ("Tax accountant who files the S corporation election", "tax_election"),
    ("Accountant preparing 83(b) elections", "tax_election"),
    ("City clerk who keeps council minutes", "no_election_terms"),
    ("Campaigner for a nurses union election", "labor_election"),
    ("Organizing lead for a warehouse union drive", "labor_election"),
    ("Election commissioner for the student government", "student_government"),
    ("Adviser to the student government election committee", "student_government"),
    ("Proxy voting analyst at an asset manager", "corporate_votes"),
    ("Engineer who tunes leader election in a message queue", "computing_term"),
    ("Telephone survey interviewer for public opinion research", "opinion_poll"),
    ("Email campaign manager of a shoe shop", "marketing_campaign"),
    ("Paid search lead who runs marketing campaigns", "marketing_campaign"),
    ("Canvasser who sells solar roofs", "sales_canvass"),
    ("Assistant clerk of the superior court", "court_clerk"),
    ("Courtroom clerk in a family division", "court_clerk"),
    ("Magistrate of a traffic court", "judicial"),
    ("Administrative law judge for pension claims", "judicial"),
    ("Police sergeant of the harbor precinct", "police_precinct"),
    ("College registrar who keeps transcripts", "academic_registrar"),
    ("Registrar of an art gallery's loans", "museum_registrar"),
    ("Assistant register of deeds", "deeds_registrar"),
    ("Recording clerk: scans land records for the recorder", "recorder_not_elections"),
    ("Medical records technician", "records_clerk"),
    ("Line cook with paid time off to vote", "boilerplate"),
    ("Nurse in a family planning clinic", "clinic"),
    ("Carpenter for a furniture maker", "no_election_terms"),
]


@pytest.mark.parametrize(("line", "reason"), LINES_OUT)
def test_lines_out_of_the_sector(line: str, reason: str) -> None:
    read = sector.parse(line, Context())
    assert read is not None
    assert (read.election_sector, read.basis, read.reason) == (False, None, reason)


BODY = (
    "You will report to the director and keep the calendar of the office. "
    "Three years of experience and a driver's license are required. Benefits include health, dental and vision care."
)
ELECTION_DUTIES = (
    "The person in this job checks signatures on absentee envelopes, maintains voter registration records and helps "
    "at the front counter before each election."
)
UNION_DUTIES = "Train shop stewards and lead workers to an NLRB election at their hospital. Hold house visits. " * 3
CLIMATE_DUTIES = "Build a base of neighbors for clean air. Plan rallies, meet lawmakers, and win climate policy. " * 3
TENANT_VOTER_DUTIES = (
    "Knock on doors of tenants before the primary. Run our get out the vote program and register voters in each "
    "building. Track conversations in the database."
)
BOILERPLATE = (
    BODY + " We are an equal opportunity employer and assist with voter registration under the National Voter "
    "Registration Act, without regard to race. Employees receive paid time off to vote on Election Day."
)
CAUSES = BODY + " We work for voting rights, reproductive freedom and fair courts. You study prisons and bail."
POLL_DUTY = BODY + " All county employees may be required to serve as poll workers on Election Day."
FIELD_DUTIES = BODY + " You run calls and visits that elect candidates who protect rivers, and hire organizers."

POSTINGS = [
    # title, employer, body → in, basis, reason, role-specific, partisan
    (
        "Accountant",
        "Example County Board of Elections",
        BODY,
        True,
        "organization",
        "sole_purpose_employer",
        False,
        "nonpartisan",
    ),
    (
        "Elections Clerk",
        "Example County Board of Elections",
        BODY,
        True,
        "organization",
        "sole_purpose_employer",
        True,
        "nonpartisan",
    ),
    ("Elections Clerk", "Example County", BODY, True, "title", "election_term_in_title", True, "nonpartisan"),
    (
        "Office Technician",
        "Example County Auditor",
        ELECTION_DUTIES,
        True,
        "mixed",
        "election_terms_in_text",
        True,
        "nonpartisan",
    ),
    ("Office Technician", "Example Holdings", ELECTION_DUTIES, True, "text", "election_terms_in_text", True, "unknown"),
    ("Office Technician", "Example County Auditor", BODY, False, None, "no_election_terms", False, "unknown"),
    (
        "Recording Clerk",
        "Example County Recorder and Elections",
        BODY,
        False,
        None,
        "recorder_not_elections",
        False,
        "unknown",
    ),
    ("Deputy Clerk of Court", "Example County", BODY, False, None, "court_clerk", False, "unknown"),
    ("Librarian", "Example City Library", BOILERPLATE, False, None, "other_public_work", False, "unknown"),
    ("Organizer", "Example Hospital Workers Union", UNION_DUTIES, False, None, "labor_election", False, "unknown"),
    ("Climate Organizer", "Clean Air Example", CLIMATE_DUTIES, False, None, "no_election_terms", False, "unknown"),
    ("Policy Analyst", "ACLU of Example", CAUSES, False, None, "list_of_causes", False, "unknown"),
    ("Road Inspector", "Example County", POLL_DUTY, False, None, "boilerplate", False, "unknown"),
    ("Motor Vehicle Clerk", "Example County", BODY, False, None, "other_public_work", False, "unknown"),
    ("Field Director", "Example Water Fund", FIELD_DUTIES, True, "text", "election_terms_in_text", True, "unknown"),
    (
        "Tenant Organizer",
        "Example Renters",
        TENANT_VOTER_DUTIES,
        True,
        "text",
        "election_terms_in_text",
        True,
        "unknown",
    ),
    (
        "Office Manager",
        "Example State Democratic Party",
        BODY,
        True,
        "organization",
        "sole_purpose_employer",
        False,
        "partisan",
    ),
    (
        "Finance Assistant",
        "Friends of Example for Congress",
        BODY,
        True,
        "organization",
        "sole_purpose_employer",
        False,
        "partisan",
    ),
    ("Driver", "Voter Example Project", BODY, True, "organization", "sole_purpose_employer", False, "unknown"),
    (
        "Elections Program Manager",
        "Example University",
        BODY,
        True,
        "title",
        "election_term_in_title",
        True,
        "nonpartisan",
    ),
    ("University Registrar", "Example University", BODY, False, None, "academic_registrar", False, "unknown"),
    (
        "Benefits Analyst",
        "Example County",
        "Process benefit elections each fall. " + BODY,
        False,
        None,
        "benefit_elections",
        False,
        "unknown",
    ),
]


@pytest.mark.parametrize(
    ("title", "employer", "body", "inside", "basis", "reason", "specific", "partisan"),
    POSTINGS,
    ids=[f"{case[0]} @ {case[1]}" for case in POSTINGS],
)
def test_postings(
    title: str, employer: str, body: str, inside: bool, basis: str, reason: str, specific: bool, partisan: str
) -> None:
    read = sector.parse(body, Context(title=title, organization=employer))
    assert read is not None
    got = (read.election_sector, read.basis, read.reason, read.role_election_specific, read.partisan)
    assert got == (inside, basis, reason, specific, partisan)


def test_evidence_quotes_the_words_of_the_text() -> None:
    read = sector.parse(ELECTION_DUTIES, Context(title="Office Technician", organization="Example County Auditor"))
    assert read is not None
    for quote in read.found.quote.split(" … "):
        assert quote in ELECTION_DUTIES


def test_the_employer_is_taken_from_the_body_when_the_context_has_none() -> None:
    body = "Example County Board of Elections is seeking a part-time bookkeeper. " + BODY * 3
    read = sector.parse(body, Context(title="Bookkeeper"))
    assert read is not None
    assert (read.election_sector, read.basis) == (True, "organization")


def test_a_department_label_is_an_employer() -> None:
    read = sector.parse("Elections Department", Context(title="Clerk II"), labelled=True)
    assert read is not None
    assert (read.election_sector, read.basis) == (True, "organization")


def test_nothing_to_read_is_no_answer() -> None:
    assert sector.parse(" \n", Context()) is None


@given(st.text(), st.text(max_size=60) | st.none(), st.text(max_size=60) | st.none())
@settings(max_examples=150, deadline=None)
def test_never_raises(text: str, title: str | None, organization: str | None) -> None:
    read = sector.parse(text, Context(title=title, organization=organization))
    assert read is None or read.election_sector is (read.basis is not None)


@given(st.sampled_from([line for line, *_ in LINES_IN + LINES_OUT]), st.sampled_from(["\u00a0", "  ", " \t"]))
def test_white_space_makes_no_difference(line: str, space: str) -> None:
    plain, spaced = sector.parse(line, Context()), sector.parse(line.replace(" ", space), Context())
    assert plain is not None
    assert spaced is not None
    assert (plain.election_sector, plain.reason) == (spaced.election_sector, spaced.reason)
