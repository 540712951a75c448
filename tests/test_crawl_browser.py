"""Crawls of pages that scripts build: real Chromium, real HTTP on loopback."""

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from schema.source import Source
from tests.loopback import Answer, Site
from tests.one_crawl import Got, run, source
from tests.ways_out import ports

HOME = "https://elections.example.org"
Script = Mapping[str, Answer | Sequence[Answer]]
HTML = {"Content-Type": "text/html; charset=utf-8"}
POSTING = (
    "<h1>Elections Clerk</h1><h2>Duties</h2><p>Registers voters and prepares mail ballots.</p><h2>Qualifications</h2>"
    "<p>One year of office work.</p><h2>How to apply</h2><p>Send a resume to jobs@elections.example.org.</p>"
)
WHOLE = Answer(body=f"<!doctype html><html><head><title>Jobs</title></head><body>{POSTING}</body></html>", headers=HTML)
SHOW = f"app.innerHTML = {json.dumps(POSTING)};"
LARGE = 300_000


def page(script: str, head: str = "") -> Answer:
    """A page with nothing in it but a script."""
    body = f"<main id='app'></main><script>const app = document.getElementById('app');{script}</script>"
    return Answer(
        body=f"<!doctype html><html><head><title>Employment</title>{head}</head><body>{body}</body></html>",
        headers=HTML,
    )


def script(text: str) -> Answer:
    return Answer(body=text, headers={"Content-Type": "text/javascript"})


INLINE = page(SHOW)
LIST = page(
    "fetch('/api/jobs').then(answer => answer.json()).then(jobs => { app.innerHTML = '<h1>Job openings</h1><ul>' + "
    "jobs.map(job => `<li><a href='/jobs/${job.slug}'>${job.name}</a></li>`).join('') + '</ul>'; });"
)
JOBS = Answer(
    body=json.dumps(
        [{"slug": "elections-clerk", "name": "Elections Clerk"}, {"slug": "ballot-courier", "name": "Ballot Courier"}]
    )
)
LINKED = page("", "<script src='/app.js' defer></script><link rel=stylesheet href=/a.css><link rel=icon href=/i.png>")
SITES: dict[str, Script] = {
    "fetched": {
        "/jobs": LIST,
        "/api/jobs": JOBS,
        "/jobs/elections-clerk": LINKED,
        "/jobs/ballot-courier": LINKED,
        "/app.js": script(SHOW.replace("app.", "document.getElementById('app').")),
    },
    "posted": {
        "/jobs": page(
            "fetch('/find', {method: 'POST', headers: {'X-Key': 'k'}, body: '{}'}).then(answer => answer.text())"
            ".then(text => { app.innerHTML = text; });"
        ),
        "/find": Answer(body=POSTING),
    },
    "led on": {"/jobs": page("location.replace('/careers/');"), "/careers/": INLINE},
    "redirected": {"/jobs": Answer(status=302, headers={"Location": "/careers/"}), "/careers/": INLINE},
    "disallowed": {
        "/robots.txt": Answer(body="User-agent: *\nDisallow: /api/\nDisallow: /hidden\n"),
        "/jobs": page("fetch('/api/jobs').catch(() => location.replace('/hidden'));"),
        "/api/jobs": JOBS,
        "/hidden": INLINE,
    },
    "broken data": {"/jobs": page(SHOW + "fetch('/more').then(answer => answer.text());"), "/more": Answer(status=503)},
    "torn": {"/jobs": Answer(body=str(INLINE.body).partition("</body>")[0], headers=HTML)},
    "large part": {"/jobs": LINKED, "/app.js": script(f"/*{'x' * LARGE}*/")},
    "large parts": {
        "/jobs": page("for (let n = 0; n < 4; n++) fetch('/part?' + n);"),
        "/part": Answer(body="x" * (LARGE // 3)),
    },
}


def of(name: str, site: Site, **other: object) -> Source:
    return source("career_page", site.url, id=name, url=f"{HOME}/jobs", **other)


@dataclass(frozen=True)
class Crawled:
    got: Got
    sites: Mapping[str, Site]
    heard: Sequence[str]

    def asked(self, name: str) -> list[str]:
        return [f"{one.method} {one.path}" for one in self.sites[name].log]


@pytest.fixture(scope="module")
def crawl() -> Crawled:
    """Every site with a browser, and one of them without."""
    with ExitStack() as stack:
        local = stack.enter_context(ports())
        hostile: Script = {
            "/jobs": Answer(body=local.page(POSTING), headers=HTML),
            "/led": Answer(status=302, headers={"Location": local.led()}),
        }
        scripts = {**SITES, "ways out": hostile}
        sites = {
            name: stack.enter_context(Site(f"127.0.4.{n}", one)) for n, (name, one) in enumerate(scripts.items(), 1)
        }
        sources = [of(name, site, browser=True) for name, site in sites.items()]
        got = run([*sources, of("without", sites["fetched"])], browser_seconds=60, max_bytes=LARGE)
        return Crawled(got, sites, local.heard())


@pytest.mark.parametrize(
    ("name", "listed", "cause", "detail"),
    [
        ("fetched", 2, None, ""),
        ("without", 0, "none_read", "nothing among 1 set-aside items reads as a posting"),
        ("posted", 1, None, ""),
        ("led on", 1, None, ""),
        ("redirected", 1, None, ""),
        ("disallowed", 0, "none_read", "nothing among 1 set-aside items reads as a posting"),
        ("broken data", 1, "partial", f"{HOME}/jobs was built without {{}}/more, which answered 503"),
        ("torn", 0, "partial", f"{HOME}/jobs breaks off before its end"),
        ("large part", 0, "too_large", "{}/app.js: the page and its parts are larger than 300000 bytes"),
        ("large parts", 0, "too_large", "{}/jobs: the page and its parts are larger than 300000 bytes"),
        ("ways out", 1, None, ""),
    ],
)
def test_what_a_page_comes_to(crawl, name, listed, cause, detail):
    result = crawl.got.results[name]
    home = crawl.sites["fetched" if name == "without" else name].url
    assert (result.listed, result.cause, result.detail) == (listed, cause, detail.format(home))
    assert result.complete is (cause is None)


def test_a_page_reaches_nothing_but_what_the_crawl_may_fetch(crawl):
    assert crawl.heard == []
    assert sorted(crawl.asked("ways out")) == ["GET /jobs", "GET /led", "GET /robots.txt"]


def test_a_posting_that_a_script_makes_is_read_under_its_own_address(crawl):
    read = {(posting.source, posting.url.removeprefix(HOME), posting.title) for posting in crawl.got.postings}
    assert read == {
        ("fetched", "/jobs/elections-clerk", "Elections Clerk"),
        ("fetched", "/jobs/ballot-courier", "Elections Clerk"),
        ("posted", "/jobs", "Elections Clerk"),
        ("led on", "/careers/", "Elections Clerk"),
        ("redirected", "/careers/", "Elections Clerk"),
        ("broken data", "/jobs", "Elections Clerk"),
        ("ways out", "/jobs", "Elections Clerk"),
    }
    assert all("mail ballots" in posting.description_html for posting in crawl.got.postings)


def test_nothing_is_fetched_that_is_not_needed_or_not_allowed(crawl):
    fetched = crawl.asked("fetched")
    assert fetched.count("GET /app.js") == 1  # two pages share it
    assert {"GET /a.css", "GET /i.png"} & set(fetched) == set()
    assert crawl.asked("disallowed") == ["GET /robots.txt", "GET /jobs"]
    assert crawl.asked("posted") == ["GET /robots.txt", "GET /jobs", "POST /find"]


def test_what_a_page_asks_for_says_who_asks_and_nothing_of_the_browser(crawl):
    find = crawl.sites["posted"].log[-1]
    assert find.headers["User-Agent"] == "electionjobs/1 (+tests@example.org)"
    assert find.headers["X-Key"] == "k"
    assert {"Cookie", "Referer", "Sec-Fetch-Mode", "Sec-Ch-Ua"} & set(find.headers) == set()


def test_a_browser_that_does_not_start_is_said_and_other_sources_are_read():
    with Site("127.0.4.1", {"/jobs": INLINE}) as built, Site("127.0.4.2", {"/jobs": WHOLE}) as other:
        got = run([of("built", built, browser=True), of("other", other)], chromium=Path("/bin/false"))
    assert got.results["built"].cause == "no_browser"
    assert got.results["built"].detail.startswith("the source needs a browser, and /bin/false does not start: ")
    assert "\n" not in got.results["built"].detail
    assert (got.results["other"].listed, got.results["other"].cause) == (1, None)
