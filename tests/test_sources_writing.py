"""New source files: what is written is what will be read, and nothing that stands is touched."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detect
from crawl import CrawlError
from schema import source_files, source_writing
from schema.source import Organization, Source

PLATFORMS = ("career_page", "lever", "neogov", "newsletter")
NOT_TOLD = {"token": None, "url": None, "kind": None, "state": None, "homepage": None}


def add(folder, name="Larkspur County Elections", platform="neogov", **told):
    return detect.add(folder, PLATFORMS, name, platform, **{**NOT_TOLD, **told})


def test_a_file_is_written_where_its_state_is(tmp_path):
    path = add(tmp_path, token="larkspur", kind="election office - county", state="wa")
    assert path == tmp_path / "us" / "wa" / "larkspur-county-elections.toml"
    assert path.read_text("utf-8") == (
        'name = "Larkspur County Elections"\n'
        'kind = "election office - county"\n'
        'homepage = "https://www.governmentjobs.com/careers/larkspur"\n'
        'state = "WA"\n'
        "\n"
        "[[board]]\n"
        'platform = "neogov"\n'
        'token = "larkspur"\n'
    )


@pytest.mark.parametrize(
    ("told", "key", "value"),
    [
        ({"platform": "career_page", "url": "https://x.example.org/jobs"}, "homepage", "https://x.example.org"),
        ({"token": "x", "homepage": "https://x.example.org"}, "homepage", "https://x.example.org"),
        ({"token": "x"}, "state", None),
        ({"token": "x"}, "kind", None),
    ],
)
def test_what_is_not_told_is_left_open_or_follows(tmp_path, told, key, value):
    add(tmp_path, **told)
    (source,) = source_files.load(tmp_path, PLATFORMS)
    assert getattr(source.organization, key) == value


def test_a_newsletter_is_no_employer(tmp_path):
    add(tmp_path, platform="newsletter", url="https://weekly.example.org/")
    (source,) = source_files.load(tmp_path, PLATFORMS)
    assert source.aggregator


REFUSED = {
    "a name without letters": ({"name": "—", "token": "x"}, "name: needs letters"),
    "a state that is none": ({"token": "x", "state": "../x"}, "state: must be two capital letters"),
    "a platform that is none": ({"platform": "neogof", "token": "x"}, "no such platform"),
    "no board": ({}, "give --homepage"),
    "an address that is none": (
        {"platform": "career_page", "url": "x.example.org", "homepage": "https://x.example.org"},
        "board 1.url: must be an absolute address",
    ),
    "a platform without known addresses": (
        {"platform": "career_page", "token": "x"},
        "give --homepage",
    ),
}


@pytest.mark.parametrize(("told", "says"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_a_source_is_not_written(tmp_path, told, says):
    with pytest.raises((CrawlError, source_files.SourceFileError), match=says):
        add(tmp_path, **told)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_stands_is_never_touched(tmp_path):
    path = add(tmp_path, token="larkspur")
    before = path.read_bytes()
    with pytest.raises(source_files.SourceFileError, match="stands already"):
        add(tmp_path, token="other")
    assert path.read_bytes() == before


def test_a_board_is_added_once(tmp_path):
    add(tmp_path, token="larkspur")
    with pytest.raises(source_files.SourceFileError, match="crawled already as us/larkspur-county-elections/neogov"):
        add(tmp_path, name="Larkspur County", token="larkspur")


TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\x7f", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40
).filter(str.strip)


@settings(max_examples=60, deadline=None)
@given(name=TEXT, token=TEXT, notes=TEXT, state=st.sampled_from([None, "WA", "NC"]))
def test_what_is_written_is_what_is_read(tmp_path_factory, name, token, notes, state):
    folder = tmp_path_factory.mktemp("sources")
    office = Organization(slug="us/office", name=name, kind=None, homepage="https://x.example.org", state=state)
    source = Source(id="us/office/lever", organization=office, platform="lever", token=token, notes=notes)
    source_writing.add(folder, source, PLATFORMS)
    assert source_files.load(folder, PLATFORMS) == (source,)
