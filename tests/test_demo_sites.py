"""The sample sites as they are served: real HTTP, whole answers, dates in place, nobody's real address."""

import datetime as dt
import re
import tomllib
import urllib.error
import urllib.request
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from demo import clock, server
from schema import source_files

BASE = dt.date(2026, 11, 20)
SOURCES = Path(str(files("demo") / "sources"))
PLATFORM_HOSTS = {"www.governmentjobs.com", "job-boards.greenhouse.io", "jobs.lever.co"}
ADDRESS = re.compile(r"https?://[^\s\"'<>)\]]+|[\w.+-]+@[\w.-]+")
SITES = {(site.name, day): site for day in (1, 2) for site in server.sites(day, BASE)}
OPENINGS = {
    "alder-falls": "/careers/home/index?agency=alderfalls",
    "ballot-bridge": "/v1/boards/ballotbridge/jobs",
    "canvass-weekly": "/issues/42.html",
    "cedar-county": "/elections/employment",
    "civic-job-board": "/feed/job_feed/?paged=1",
    "clearcount": "/careers",
    "fernwood": "/jobs",
    "granite-county": "/careers/home/index?agency=granite",
    "lakeside-observers": "/openings/observer-coordinator.md",
    "open-ballot": "/jobs",
    "pell-county": "/boe/employment",
    "riverbend-county": "/SearchEngine/JobsFeed?agency=riverbend",
    "tamarack-county": "/auditor/jobs",
    "voters-first": "/v0/postings/votersfirst?mode=json",
}


def written() -> list[str]:
    """The titles of all postings that the sites' data hold, entries of the newsletter and documents among them."""
    titles: list[str] = []
    for site in server.sites(2, BASE):
        titles += [posting["title"] for posting in site.data.get("posting", ())]
        titles += [entry["title"] for entry in site.data.get("entry", {}).values()]
        titles += [path for path in site.data.get("documents", {}) if path.startswith("/openings/")]
    return titles


def test_at_least_twelve_sites_with_sixty_postings() -> None:
    assert len({name for name, _ in SITES}) >= 12
    assert len(written()) >= 60


def test_every_site_has_a_source_file_of_its_name_and_none_is_left_over() -> None:
    sources = source_files.load(SOURCES)
    assert {source.organization.slug.rpartition("/")[2] for source in sources} == {name for name, _ in SITES}
    assert {source.platform for source in sources} == {
        "career_page", "document", "greenhouse", "job_feed", "lever", "neogov", "newsletter", "schema_org",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "day"), sorted(SITES))
def test_a_site_shows_its_openings_with_every_date_in_place(name: str, day: int) -> None:
    answer = server.answer(SITES[name, day], OPENINGS[name])
    assert (answer.status, bool(answer.body)) == (200, True)
    assert not re.search(r"\{(?:day|md|iso)[+-]", answer.body.decode("utf-8"))


@pytest.mark.parametrize("path", sorted(Path(str(files("demo"))).rglob("*.toml")), ids=lambda path: path.name)
def test_addresses_are_example_addresses(path: Path) -> None:
    """Nobody's mail box or page: ``example.org``, and the platforms' own addresses of boards that do not exist."""
    for found in (address.rstrip(".") for address in ADDRESS.findall(path.read_text("utf-8"))):
        host = urlsplit(found).hostname if "://" in found else found.rpartition("@")[2]
        assert host is not None
        assert host == "example.org" or host.endswith(".example.org") or host in PLATFORM_HOSTS, found


@pytest.mark.parametrize("address", ["/nothing", "/careers/nothing", "/jobs/nothing?id=7"])
@pytest.mark.parametrize("name", sorted(OPENINGS))
def test_what_a_site_does_not_have_is_404(name: str, address: str) -> None:
    assert server.answer(SITES[name, 1], address).status == 404


def test_a_gone_page_is_served_on_the_first_day_alone() -> None:
    address = "/jobs/voter-registration-specialist"
    assert [server.answer(SITES["fernwood", day], address).status for day in (1, 2)] == [200, 404]


def test_the_second_page_of_a_list_fails_on_the_second_day() -> None:
    address = "/careers/home/index?agency=granite&page=2"
    assert [server.answer(SITES["granite-county", day], address).status for day in (1, 2)] == [200, 503]


def test_the_feed_comes_in_pages_and_ends_with_404() -> None:
    site = SITES["civic-job-board", 2]
    pages = [server.answer(site, f"/feed/job_feed/?paged={page}") for page in (1, 2, 3)]
    assert [(page.status, page.body.count(b"<item>")) for page in pages] == [(200, 5), (200, 2), (404, 0)]


def test_serving_answers_over_http_until_the_block_ends() -> None:
    with server.serving(1, BASE) as addresses:
        assert set(addresses) == {name for name, _ in SITES}
        with urllib.request.urlopen(f"{addresses['fernwood']}/jobs", timeout=5) as response:
            assert (response.status, response.headers.get_content_type()) == (200, "text/html")
            assert "Election Program Manager" in response.read().decode()
        with urllib.request.urlopen(f"{addresses['pell-county']}/robots.txt", timeout=5) as response:
            assert response.read().startswith(b"User-agent: *")
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{addresses['fernwood']}/jobs", timeout=5)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("by {day+12}.", "by December 2, 2026."),
        ("{day-20}", "October 31, 2026"),
        ("{md+9}", "November 29"),
        ("{iso+0}", "2026-11-20"),
        ("{day+42} and {iso-324}", "January 1, 2027 and 2025-12-31"),
        ("no date, {braces} stay", "no date, {braces} stay"),
    ],
)
def test_dates_are_days_from_the_base(text: str, filled: str) -> None:
    assert clock.filled(text, BASE) == filled


def test_every_file_that_a_site_names_is_there() -> None:
    folder = Path(str(files("demo") / "sites"))
    for path in folder.glob("*.toml"):
        for document in tomllib.loads(path.read_text("utf-8")).get("documents", {}).values():
            if isinstance(document, dict):
                assert (folder / document["file"]).stat().st_size > 500
