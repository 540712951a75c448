"""Crawls of office pages over loopback: lists in pages to their end, and pages that are read by their hints."""

import pytest

from schema.source import Hints
from tests.loopback import Answer, Site
from tests.one_crawl import Got, run, source

HTML = {"Content-Type": "text/html; charset=utf-8"}
JOBS = ("Elections Clerk", "Ballot Courier", "Voter Outreach Coordinator", "Deputy Registrar", "Poll Site Manager")
TEXT = (
    "<p>Linden County Elections is seeking a {title}.</p><h2>Duties</h2><ul><li>Prepares ballots and checks seals.</li>"
    "<li>Answers the questions of voters.</li></ul><h2>Qualifications</h2><p>Two years of experience.</p>"
    "<p>Salary: $21.50 per hour. To apply, send a resume to jobs@example.org by March 20, 2026.</p>"
)


def page(body: str, title: str) -> Answer:
    text = f"<!doctype html><html><head><title>{title}</title></head><body><main>{body}</main></body></html>"
    return Answer(body=text, headers=HTML)


def slug(title: str) -> str:
    return title.lower().replace(" ", "-")


def posting(title: str) -> Answer:
    return page(f"<h1>{title}</h1>{TEXT.format(title=title)}", title)


def listed(titles: tuple[str, ...], following: str) -> Answer:
    links = "".join(f"<li><a href='/jobs/{slug(title)}'>{title}</a></li>" for title in titles)
    return page(f"<h1>Job openings</h1><ul>{links}</ul>{following}", "Job openings")


PAGES = {f"/jobs/{slug(title)}": posting(title) for title in JOBS}
IN_PAGES = {
    "/jobs": listed(JOBS[:2], "<a rel='next' href='/jobs?page=2'>Next</a>"),
    "/jobs?page=2": listed(JOBS[2:4], "<a href='/jobs'>Previous</a> <a href='/jobs?page=3'>Next</a>"),
    "/jobs?page=3": listed(JOBS[4:], "<a href='/jobs?page=2'>Previous</a>"),
}
ODD = (
    "<h1>Bulletin</h1><div class='board'><a href='/b/1'>Number 1</a> <a href='/b/2'>Number 2</a></div>"
    "<div class='more'><a href='/b/parks'>Parks</a></div>"
)
DUTCH = (
    "<h1>{}</h1><div class='menu'>Winkel, nieuws en agenda</div><div class='text'><p>De gemeente zoekt iemand die de "
    "stembureaus inricht en de stembiljetten telt.</p></div>"
)
SITES = {
    "in_pages": (IN_PAGES | PAGES, None),
    "cut_short": (IN_PAGES | PAGES | {"/jobs?page=3": Answer(status=500, body="broken")}, None),
    "by_list": (
        {"/jobs": page(ODD, "Bulletin"), "/b/1": posting(JOBS[0]), "/b/2": posting(JOBS[1])},
        Hints(list="div.board"),
    ),
    "by_link": (
        {"/jobs": page(ODD, "Bulletin"), "/b/1": posting(JOBS[0]), "/b/2": posting(JOBS[1])},
        Hints(link=r"/b/\d+$"),
    ),
    "by_body": (
        {
            "/jobs": page(ODD, "Prikbord"),
            "/b/1": page(DUTCH.format("Stembureaulid"), "Stembureaulid"),
            "/b/2": page(DUTCH.format("Teller"), "Teller"),
        },
        Hints(list="div.board", body="div.text", language="nl"),
    ),
    "no_selector": ({"/jobs": page(ODD, "Bulletin")}, Hints(list="div[")),
    "without": ({"/jobs": page(ODD, "Bulletin")}, None),
}


@pytest.fixture(scope="module")
def sites() -> dict[str, Site]:
    return {name: Site(f"127.0.5.{n}", script) for n, (name, (script, _)) in enumerate(SITES.items(), start=1)}


@pytest.fixture(scope="module")
def got(sites) -> Got:
    for site in sites.values():
        site.__enter__()
    sources = [
        source(
            "career_page", sites[name].url, id=name, token=None, url="https://elections.example.org/jobs", hints=hints
        )
        for name, (_, hints) in SITES.items()
    ]
    crawled = run(sources, hosts_at_once=32)
    for site in sites.values():
        site.__exit__(None, None, None)
    return crawled


@pytest.mark.parametrize(
    ("name", "titles", "complete", "cause"),
    [
        ("in_pages", sorted(JOBS), True, None),
        ("by_list", ["Ballot Courier", "Elections Clerk"], True, None),
        ("by_link", ["Ballot Courier", "Elections Clerk"], True, None),
        ("by_body", ["Stembureaulid", "Teller"], True, None),
        ("no_selector", [], False, "wrong_type"),
        ("without", [], False, "none_read"),
    ],
)
def test_what_is_read(got, name, titles, complete, cause):
    assert sorted(p.title for p in got.postings if p.source == name) == titles
    assert (got.results[name].complete, got.results[name].cause) == (complete, cause)


def test_a_list_that_breaks_off_between_its_pages_is_incomplete(got):
    assert not got.results["cut_short"].complete
    assert got.results["cut_short"].cause == "http_5xx"


def test_each_page_is_asked_for_once(got, sites):
    assert sorted(sites["in_pages"].paths()) == sorted(IN_PAGES | PAGES)
    assert sites["by_list"].paths()[0] == "/jobs"
    assert "/b/parks" not in sites["by_list"].paths()


def test_only_the_part_that_the_hints_name_is_the_posting(got):
    texts = [p.description_html for p in got.postings if p.source == "by_body"]
    assert all("stembiljetten" in text and "nieuws" not in text for text in texts)
