"""Names and kinds of employers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.fields import organization
from parsers.reading import Context

KINDS = [
    ("Example County Board of Elections", "election office - county"),
    ("Example County", "election office - county"),
    ("Example Parish Registrar of Voters", "election office - county"),
    ("Example County Clerk and Recorder's Office", "election office - county"),
    ("Example County Supervisor of Elections", "election office - county"),
    ("Voter Registration & Elections, Example County", "election office - county"),
    ("City of Example Office of Voter Registration", "election office - city"),
    ("Town of Example", "election office - city"),
    ("Example City Board of Election Commissioners", "election office - city"),
    ("Example Secretary of State", "election office - state"),
    ("Example State Board of Elections", "election office - state"),
    ("Example Department of State, Division of Elections", "election office - state"),
    ("U.S. Election Assistance Commission", "federal agency"),
    ("EAC", "federal agency"),
    ("FVAP", "federal agency"),
    ("U.S. Department of Justice, Civil Rights Division", "federal agency"),
    ("Example Voting Systems", "vendor"),
    ("Hart InterCivic", "vendor"),
    ("ES&S", "vendor"),
    ("Dominion Voting Systems, Denver", "vendor"),
    ("Example Software LLC", "vendor"),
    ("Example Democratic Party", "party/campaign"),
    ("Friends of Example for Governor", "party/campaign"),
    ("Example Republican Committee", "party/campaign"),
    ("Yes on Measure 12", "party/campaign"),
    ("The Carter Center", "international observer/assistance"),
    ("Electoral Commission of Exampleland", "international observer/assistance"),
    ("Example State University", "research/academia"),
    ("Example Law Center", "legal"),
    ("Example Voter Fund", "advocacy/voter engagement"),
    ("Example Workers Union", "advocacy/voter engagement"),
    ("League of Women Voters of Example", "advocacy/voter engagement"),
    ("National Association of Example Officials", "association"),
    ("Example Daily News", "media"),
    ("Center for Tech and Civic Life", "civic tech"),
    ("Department of Elections", "election office - county"),
    ("EX SBOE", "election office - state"),
    ("Example County Clerks Association", "association"),
    ("Example Electoral Board Association", "association"),
    ("ACLU of Example", "legal"),
    ("IFES Exampleland", "international observer/assistance"),
    ("UN Women", "international observer/assistance"),
    ("democracyjobs.org (job board)", "media"),
    ("Example City Council", "election office - city"),
    ("Jane Example", None),
    ("", None),
]


@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_kinds(name: str, kind: str | None) -> None:
    assert organization.kind_of(name) == kind


def test_the_kind_of_an_unknown_name_may_stand_in_the_text() -> None:
    text = "Example County Board of Elections is seeking a clerk for its front counter."
    assert organization.kind_of("ECBE", text) == "election office - county"


LABELLED = [
    ("Example County, North Carolina", "Example County"),
    ("Example County, N.C.", "Example County"),
    ("Example Center, Washington, D.C.", "Example Center"),
    ("  The Example Center ", "The Example Center"),
    ("**Example Votes**", "Example Votes"),
    ("Exampleton, Mass.", "Exampleton"),
    ("University of Example, Exampleton", "University of Example, Exampleton"),
    ("Virginia Department of Elections", "Virginia Department of Elections"),
]


@pytest.mark.parametrize(("label", "name"), LABELLED)
def test_labelled_names(label: str, name: str) -> None:
    read = organization.parse(label, Context(), labelled=True)
    assert read is not None
    assert read.name == name


BODIES = [
    ("Example County Board of Elections is seeking a clerk.", "Example County Board of Elections"),
    ("The City of Exampleton seeks a part-time clerk.", "City of Exampleton"),
    ("Clerk, Exampleton — Example Voting Systems is hiring in our warehouse.", "Example Voting Systems"),
    ("Who we are. Example Votes invites applications for a fellow.", "Example Votes"),
    ("Example Voters Project (EVP) serves students. EVP is looking for an organizer.", "Example Voters Project"),
    ("The Carter Center is hiring observers.", "The Carter Center"),
    ("Example Foundation (EF) is currently seeking a writer.", "Example Foundation"),
    (
        "The Institute for Ballot Studies, Example University, is seeking an analyst.",
        "Institute for Ballot Studies, Example University",
    ),
    ("Example Voters Project, is seeking a clerk.", "Example Voters Project"),
    ("We are seeking a clerk.", None),
    ("The successful candidate seeks consensus.", None),
    ("This position is hiring. It seeks nobody.", None),
    ("The Elections Division has an opening for a clerk.", None),
    ("She seeks peace. Somebody is hiring.", None),
    ("", None),
]


@pytest.mark.parametrize(("body", "name"), BODIES)
def test_names_in_bodies(body: str, name: str | None) -> None:
    read = organization.parse(body, Context())
    assert (read.name if read else None) == name


def test_the_title_is_no_employer() -> None:
    body = "The Field Engineer seeks to win customers."
    assert organization.parse(body, Context(title="Field Engineer")) is None


@given(st.text(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_never_raises(text: str, labelled: bool) -> None:
    read = organization.parse(text, Context(), labelled=labelled)
    assert read is None or 0 < len(read.name) <= organization.MAX_NAME


@pytest.mark.parametrize("unit", ["A ", "Aa of ", "A.A.", "The ", "A (", "About A "])
def test_repetitive_texts_take_linear_time(unit: str) -> None:
    assert organization.parse(unit * 300_000, Context()) is None


@pytest.mark.parametrize(
    "printed", ["357.00", "Recruitment #19-0044", "Grade 27", "Temporary", "—", "I", "Attending to the", "word " * 15]
)
def test_numbers_and_terms_are_no_employers(printed: str) -> None:
    assert organization.parse(printed, Context(), labelled=True) is None


def test_a_name_ends_at_a_dash() -> None:
    read = organization.parse("Example County Elections — The Department of Elections", Context(), labelled=True)
    assert read is not None
    assert read.name == "Example County Elections"
