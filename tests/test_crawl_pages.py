"""Crawls of pages over loopback: newsletters, office pages, documents, structured data, feeds, in one run."""

import datetime as dt
import json
from pathlib import Path

import pytest

from parsers.pages.torn import breaks_off
from schema.records import BoardResult, Gone, Lead, SetAside
from tests.loopback import Answer, Site
from tests.one_crawl import Got, run, source

CASES = Path(__file__).parent / "cases"
HTML = {"Content-Type": "text/html; charset=utf-8"}


def case(name: str) -> Answer:
    return Answer(body=(CASES / name).read_bytes())


def page(body: str, title: str = "Employment") -> Answer:
    text = f"<!doctype html><html><head><title>{title}</title></head><body><main>{body}</main></body></html>"
    return Answer(body=text, headers=HTML)


def lever(*ids: int) -> Answer:
    return Answer(
        body=json.dumps(
            [
                {"id": f"id-{i}", "text": f"Fellow {i}", "hostedUrl": f"https://jobs.example.org/{i}"}
                | {"categories": {}, "workplaceType": "onsite", "description": "", "lists": [], "additional": ""}
                for i in ids
            ]
        )
    )


def word_press(*ids: int) -> Answer:
    items = "".join(
        f"<item><title>Fellow {i}</title><link>https://jobs.example.org/{i}</link><guid>g{i}</guid></item>" for i in ids
    )
    return Answer(body=f'<rss version="2.0"><channel><title>Jobs</title>{items}</channel></rss>')


ARCHIVE = (
    "<h1>Issues</h1><ul><li><a href='/2026/02-26'>February 26, 2026</a></li>"
    "<li><a href='/2026/02-19'>February 19, 2026</a></li></ul>"
)
OPENINGS = (
    "<h1>Job openings</h1><p>Linden County Elections is hiring. Open positions:</p><ul>"
    "<li><a href='/jobs/elections-clerk'>Elections Clerk</a></li>"
    "<li><a href='/jobs/ballot-courier'>Ballot Courier</a></li>"
    "<li><a href='https://jobs.lever.co/linden/0f6c2a52-1111-4222-8333-444455556666'>Voting Rights Fellow</a></li></ul>"
)
SITES: dict[str, tuple[str, str, dict]] = {
    "newsletter/issue": ("newsletter", "/latest", {"/latest": case("newsletter/issue.html")}),
    "newsletter/archive": (
        "newsletter",
        "/archive",
        {
            "/archive": page(ARCHIVE, "The Returns Weekly archive"),
            "/2026/02-26": case("newsletter/issue.html"),
            "/2026/02-19": Answer(
                body=(CASES / "newsletter/issue.html").read_text("utf-8").replace("February 26", "February 19")
            ),
        },
    ),
    "newsletter/about": ("newsletter", "/about", {"/about": case("newsletter/no_issue.html")}),
    "document/posting": ("document", "/posting.md", {"/posting.md": case("document/posting.md")}),
    "document/minutes": ("document", "/minutes.txt", {"/minutes.txt": case("document/minutes.txt")}),
    "career_page/picture": (
        "career_page",
        "/jobs",
        {
            "/jobs": page(OPENINGS),
            "/jobs/elections-clerk": Answer(body=b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
            "/jobs/ballot-courier": case("career_page/one_posting.html"),
        },
    ),
    "document/filled": (
        "document",
        "/clerk",
        {"/clerk": page("<h1>Elections Clerk</h1><p>This position has been filled.</p>", "Elections Clerk")},
    ),
    "career_page/board": (
        "career_page",
        "/jobs",
        {
            "/jobs": page(
                "<h1>Careers</h1><p>All our openings are on our board.</p>"
                "<a href='https://boards.greenhouse.io/brightballot'>See all openings</a>"
            )
        },
    ),
    "document/gone": ("document", "/gone.pdf", {}),
    "career_page/list": (
        "career_page",
        "/jobs",
        {"/jobs": page(OPENINGS), "/jobs/elections-clerk": case("career_page/one_posting.html")},
    ),
    "career_page/empty": ("career_page", "/jobs", {"/jobs": case("career_page/no_openings.html")}),
    "career_page/other": ("career_page", "/jobs", {"/jobs": page("<h1>Parks</h1><p>The parks open at six.</p>")}),
    "schema_org/one": ("schema_org", "/job", {"/job": case("schema_org/posting.html")}),
    "lever/two_pages": (
        "lever",
        "",
        {
            "/v0/postings/linden?mode=json&limit=100&skip=0": lever(*range(100)),
            "/v0/postings/linden?mode=json&limit=100&skip=100": lever(100, 101),
        },
    ),
    "lever/empty": ("lever", "", {"/v0/postings/linden": lever()}),
    "lever/unknown": ("lever", "", {}),
    "job_feed/pages": (
        "job_feed",
        "/feed/job_feed/",
        {
            "/feed/job_feed/?posts_per_page=100&paged=1": word_press(1, 2),
            "/feed/job_feed/?posts_per_page=100&paged=2": word_press(3),
        },
    ),
    "job_feed/empty": ("job_feed", "/feed", {"/feed": word_press()}),
    "job_feed/cut_off": ("job_feed", "/feed", {"/feed": case("job_feed/cut_off.xml")}),
}


@pytest.fixture(scope="module")
def got() -> Got:
    sites = {name: Site(f"127.0.2.{n}", script) for n, (name, (_, _, script)) in enumerate(SITES.items(), start=1)}
    for site in sites.values():
        site.__enter__()
    sources = [
        source(platform, sites[name].url, id=name, url=f"https://elections.example.org{path}" if path else None)
        for name, (platform, path, _) in SITES.items()
    ]
    crawled = run(sources, hosts_at_once=32)
    for site in sites.values():
        site.__exit__(None, None, None)
    return crawled


@pytest.mark.parametrize(
    ("name", "expected"),
    {
        "newsletter/issue": (2, True, None),
        "newsletter/archive": (4, True, None),
        "newsletter/about": (0, False, "layout_changed"),
        "document/posting": (1, True, None),
        "document/minutes": (0, True, "empty"),
        "document/filled": (0, True, "empty"),
        "career_page/board": (0, False, "none_read"),
        "document/gone": (0, False, "http_404"),
        "career_page/list": (1, True, None),
        "career_page/picture": (1, True, None),
        "career_page/empty": (0, True, "empty"),
        "career_page/other": (0, False, "none_read"),
        "schema_org/one": (1, True, None),
        "lever/two_pages": (102, True, None),
        "lever/empty": (0, True, "empty"),
        "lever/unknown": (0, False, "unknown_board"),
        "job_feed/pages": (3, True, None),
        "job_feed/empty": (0, True, "empty"),
        "job_feed/cut_off": (0, False, "partial"),
    }.items(),
)
def test_each_page_has_its_result(got, name, expected):
    result = got.results[name]
    assert (result.listed, result.complete, result.cause) == expected


def test_every_site_has_one_result(got):
    assert sorted(got.results) == sorted(SITES)
    assert len(got.of(BoardResult)) == len(SITES)


def test_an_entry_is_given_once_an_issue_with_the_day_of_the_issue(got):
    printed = [(p.title, p.observed_on) for p in got.postings if p.source == "newsletter/archive"]
    assert sorted(printed) == [
        ("Deputy Registrar", dt.date(2026, 2, 19)),
        ("Deputy Registrar", dt.date(2026, 2, 26)),
        ("Warehouse Technician", dt.date(2026, 2, 19)),
        ("Warehouse Technician", dt.date(2026, 2, 26)),
    ]


def test_a_link_to_a_platform_is_handed_on_and_not_followed(got):
    leads = {(lead.source, lead.platform, lead.token) for lead in got.of(Lead)}
    assert leads == {
        ("career_page/list", "lever", "linden"),
        ("career_page/picture", "lever", "linden"),
        ("career_page/board", "greenhouse", "brightballot"),
    }
    detail = got.results["career_page/board"].detail
    assert detail.endswith("leads to greenhouse brightballot: give that board a source of its own")


def test_a_posting_that_is_over_is_told(got):
    gone = {(g.source, g.url, g.reason) for g in got.of(Gone)}
    assert gone == {
        ("career_page/list", "https://elections.example.org/jobs/ballot-courier", "gone_404"),
        ("document/gone", "https://elections.example.org/gone.pdf", "gone_404"),
        ("document/filled", "https://elections.example.org/clerk", "notice_on_page"),
    }


def test_what_is_no_posting_is_set_aside_with_a_reason(got):
    reasons = {item.source: item.reason for item in got.of(SetAside)}
    assert set(reasons) == {
        "newsletter/issue",
        "newsletter/archive",
        "document/minutes",
        "document/filled",
        "career_page/other",
        "career_page/picture",
    }
    assert all(reasons.values())


def test_a_mirror_gives_the_addresses_of_the_original(got):
    addresses = {p.source: p.url for p in got.postings if p.source in ("document/posting", "career_page/list")}
    assert addresses == {
        "document/posting": "https://elections.example.org/posting.md",
        "career_page/list": "https://elections.example.org/jobs/elections-clerk",
    }


@pytest.mark.parametrize(
    ("content", "cut"),
    [
        (b"<html><body><p>Clerk</p></body></html>", False),
        (b"<!DOCTYPE html><BODY><p>Clerk</p></BODY>", False),
        (b"<!doctype html><html><head><title>Jobs</title></head><body><ul><li><a href='/jo", True),
        (b"<html>", True),
        (b"<p>A part of a page</p>", False),
        (b"Clerk wanted. Apply by mail.", False),
        (b"%PDF-1.7 ...", False),
        (b"", False),
    ],
)
def test_a_page_that_was_cut_on_its_way_is_noticed(content, cut):
    assert breaks_off(content) is cut
