"""Whole crawls over loopback: boards as they should be, and every way in which one goes wrong, each named."""

import contextlib
import itertools
import json
import os
import signal
import time

import pytest

from schema.records import BoardResult, Gone, RawPosting, SetAside
from tests.loopback import Answer, Site
from tests.one_crawl import run, source

FEED = "/SearchEngine/JobsFeed"
LIST = "/careers/home/index"
BOARD = "/v1/boards/linden/jobs"


def greenhouse(*ids: int, total: int | None = None) -> str:
    jobs = [
        {
            "id": i,
            "internal_job_id": i,
            "title": f"Clerk {i}",
            "absolute_url": f"https://boards.example.org/{i}",
            "location": {"name": "Linden"},
            "content": "&lt;p&gt;Count &amp;amp; check&lt;/p&gt;",
            "departments": [{"name": "Elections" if i % 2 else "Parks"}],
        }
        for i in ids
    ]
    return json.dumps({"jobs": jobs, "meta": {"total": len(ids) if total is None else total}})


def neogov_feed(*ids: int) -> str:
    items = "".join(
        f"<item><title>Clerk {i}</title><link>https://www.governmentjobs.com/careers/linden/jobs/{i}</link>"
        f"<description>&lt;p&gt;Count&lt;/p&gt;</description><department>Elections</department></item>"
        for i in ids
    )
    return f'<rss version="2.0"><channel><title>Linden County</title>{items}</channel></rss>'


def neogov_list(*ids: int, total: int | None = None) -> str:
    rows = "".join(
        f'<li class="list-item" data-job-id="{i}">'
        f'<h3><a class="item-details-link" href="/careers/linden/jobs/{i}/clerk">'
        f"Clerk {i}</a></h3><ul class='list-meta'><li>Linden</li><li>Department: Elections</li></ul></li>"
        for i in ids
    )
    counter = "" if total is None else f'<span id="job-postings-number">{total}</span>'
    return f'{counter}<ul class="search-results-listing-container">{rows}</ul>'


NO_JOBS = '<div class="jobs-not-found-container">No jobs found.</div>'
PRINT = (
    '<h1>Clerk</h1><div class="term-description">CLOSING DATE</div><div class="span8"><p>3/9/2026</p></div><p>Count</p>'
)


def crawl_one(platform: str, script: dict, **settings):
    with Site("127.0.0.2", script) as site:
        got = run([source(platform, site.url)], **settings)
    assert list(got.results) == [f"us/test/office/{platform}"]
    assert len(got.of(BoardResult)) == 1
    assert isinstance(got.items[-1], BoardResult)
    return got, next(iter(got.results.values())), site


def summed(result: BoardResult) -> tuple[int, bool, str | None]:
    return result.listed, result.complete, result.cause


def test_a_greenhouse_board_comes_whole():
    got, result, site = crawl_one("greenhouse", {BOARD: Answer(body=greenhouse(1, 2, 3))})
    assert result == BoardResult(source="us/test/office/greenhouse", listed=3, complete=True)
    assert [p.source_job_id for p in got.postings] == ["1", "2", "3"]
    assert {(p.source, p.platform) for p in got.postings} == {("us/test/office/greenhouse", "greenhouse")}
    assert got.postings[0].description_html == "<p>Count &amp; check</p>"
    assert site.paths() == [f"{BOARD}?content=true&pay_transparency=true"]
    assert site.log[0].headers["User-Agent"] == "electionjobs/1 (+tests@example.org)"
    assert got.finish_reasons == {"greenhouse": "finished"}


FAILURES = {
    "empty": (Answer(body='{"jobs":[],"meta":{"total":0}}'), (0, True, "empty")),
    "short of its total": (Answer(body=greenhouse(1, 2, total=5)), (5, False, "partial")),
    "web page": (Answer(body="<html>Sorry</html>"), (0, False, "wrong_type")),
    "other JSON": (Answer(body='{"data":[]}'), (0, False, "layout_changed")),
    "a part of another kind": (
        Answer(body='{"jobs":[{"id":1,"title":"x","metadata":[3]}]}'),
        (0, False, "layout_changed"),
    ),
    "JSON cut off": (Answer(body=greenhouse(1, 2)[:-40]), (0, False, "wrong_type")),
    "no such board": (Answer(status=404, body="{}"), (0, False, "unknown_board")),
    "forbidden": (Answer(status=403), (0, False, "http_403")),
    "unauthorized": (Answer(status=401), (0, False, "login_wall")),
    "broken server": (Answer(status=500), (0, False, "http_5xx")),
    "too many requests": (Answer(status=429), (0, False, "http_429")),
    "led inside": (Answer(status=302, headers={"Location": "http://127.0.0.9/"}), (0, False, "address_refused")),
    "led away": (Answer(status=302, headers={"Location": "https://www.example.org/"}), (0, False, "unknown_board")),
    "hanging": (Answer(body=greenhouse(1), wait=2), (0, False, "timeout")),
    "too large": (Answer(body=greenhouse(*range(200))), (0, False, "too_large")),
    "connection lost": (Answer(body=greenhouse(1), cut=True), (0, False, "partial")),
}


def crawl_all(platform: str, scripts: dict[str, dict], **settings) -> dict[str, BoardResult]:
    """One crawl over many sites, each at an address of its own; the result a site."""
    with contextlib.ExitStack() as stack:
        sites = {
            name: stack.enter_context(Site(f"127.0.1.{place}", script))
            for place, (name, script) in enumerate(scripts.items(), start=1)
        }
        got = run([source(platform, site.url, id=name) for name, site in sites.items()], hosts_at_once=32, **settings)
    assert sorted(item.source for item in got.of(BoardResult)) == sorted(scripts)
    return got.results


@pytest.fixture(scope="module")
def greenhouse_failures():
    return crawl_all("greenhouse", {n: {BOARD: a} for n, (a, _) in FAILURES.items()}, timeout=0.5, max_bytes=20_000)


@pytest.mark.parametrize("name", FAILURES)
def test_each_failure_has_its_cause(greenhouse_failures, name):
    result = greenhouse_failures[name]
    assert summed(result) == FAILURES[name][1]
    assert bool(result.detail) == (name != "empty")


def test_a_server_that_is_not_there():
    with Site("127.0.0.2") as site:
        address = site.url
    got = run([source("greenhouse", address)])
    assert [r.cause for r in got.results.values()] == ["connection"]


def test_a_name_that_nobody_has():
    (result,) = run([source("greenhouse", "http://elections.invalid")]).results.values()
    assert (result.complete, result.cause) == (False, "dns")
    assert "elections.invalid was not reached" in result.detail


def test_robots_that_disallow():
    script = {"/robots.txt": Answer(body="User-agent: *\nDisallow: /v1\n"), BOARD: Answer(body=greenhouse(1))}
    _, result, site = crawl_one("greenhouse", script)
    assert summed(result) == (0, False, "robots_disallowed")
    assert site.paths() == []


def test_a_base_url_on_loopback_needs_the_switch():
    _, result, site = crawl_one("greenhouse", {BOARD: Answer(body=greenhouse(1))}, allow_loopback_base_url=False)
    assert summed(result) == (0, False, "address_refused")
    assert site.log == []


def test_talent_pool_entries_are_set_aside_and_counted():
    pool = json.loads(greenhouse(1, 2))
    pool["jobs"][1]["internal_job_id"] = None
    got, result, _ = crawl_one("greenhouse", {BOARD: Answer(body=json.dumps(pool))})
    assert summed(result) == (2, True, None)
    assert [item.title for item in got.of(SetAside)] == ["Clerk 2"]
    assert len(got.postings) == 1


def test_only_keeps_one_department_and_counts_the_rest():
    with Site("127.0.0.2", {BOARD: Answer(body=greenhouse(1, 2, 3))}) as site:
        got = run([source("greenhouse", site.url, only={"department": ("Elections",)})])
    result = got.results["us/test/office/greenhouse"]
    assert summed(result) == (3, True, None)
    assert result.detail == "1 of 3 left out by the source file's `only`"
    assert [p.title for p in got.postings] == ["Clerk 1", "Clerk 3"]


def test_neogov_feed_and_list_prove_each_other():
    script = {FEED: Answer(body=neogov_feed(11, 12)), LIST: Answer(body=neogov_list(11, 12, total=2))}
    got, result, site = crawl_one("neogov", script)
    assert summed(result) == (2, True, None)
    assert [p.source_job_id for p in got.postings] == ["11", "12"]
    assert site.log[-1].headers["X-Requested-With"] == "XMLHttpRequest"


def test_neogov_reads_what_only_the_list_shows_from_its_own_page():
    script = {
        FEED: Answer(body=neogov_feed(11)),
        f"{LIST}?agency=linden&sort=PostingDate&isDescendingSort=true&page=1": Answer(body=neogov_list(11, 12)),
        f"{LIST}?agency=linden&sort=PostingDate&isDescendingSort=true&page=2": Answer(body=neogov_list(13)),
        f"{LIST}?agency=linden&sort=PostingDate&isDescendingSort=true&page=3": Answer(body=NO_JOBS),
        "/careers/linden/jobs/newprint/12": Answer(body=PRINT),
    }
    got, result, _ = crawl_one("neogov", script)
    assert summed(result) == (2, True, None)
    assert [(p.source_job_id, p.description_html) for p in got.postings] == [
        ("11", "<p>Count</p>"),
        ("12", "<p>Count</p>"),
    ]
    assert [f.text for f in got.postings[1].given("deadline")] == ["3/9/2026"]
    assert [(g.source_job_id, g.reason) for g in got.of(Gone)] == [("13", "gone_404")]


AGENCIES = {
    "empty": ({FEED: Answer(body=neogov_feed()), LIST: Answer(body=NO_JOBS)}, (0, True, "empty")),
    "empty without a feed": ({FEED: Answer(status=404), LIST: Answer(body=NO_JOBS)}, (0, True, "empty")),
    "block page": (
        {FEED: Answer(body="<html></html>"), LIST: Answer(body="<html>Are you human?</html>")},
        (0, False, "layout_changed"),
    ),
    "list fails": ({FEED: Answer(body=neogov_feed(11)), LIST: Answer(status=500)}, (1, False, "http_5xx")),
    "feed cut off": ({FEED: Answer(body=neogov_feed(11)[:-30])}, (0, False, "partial")),
    "wrong agency": (
        {FEED: Answer(status=404), LIST: Answer(status=302, headers={"Location": "/"}), "/": Answer(body="home")},
        (0, False, "unknown_board"),
    ),
    "second page cut off": (
        {
            FEED: Answer(body=neogov_feed(11)),
            LIST: [Answer(body=neogov_list(11, total=3)), Answer(body=neogov_list(12, 13)[:200])],
            "/careers/linden/jobs/newprint/12": Answer(body=PRINT),
        },
        (3, False, "partial"),
    ),
    "second page fails": (
        {FEED: Answer(status=404), LIST: [Answer(body=neogov_list(11, total=3)), Answer(status=502)]}
        | {"/careers/linden/jobs/newprint/11": Answer(body=PRINT)},
        (3, False, "http_5xx"),
    ),
}


@pytest.fixture(scope="module")
def agencies():
    return crawl_all("neogov", {name: script for name, (script, _) in AGENCIES.items()})


@pytest.mark.parametrize("name", AGENCIES)
def test_each_agency_has_its_result(agencies, name):
    assert summed(agencies[name]) == AGENCIES[name][1]


def test_a_refusing_host_is_obeyed_and_the_others_go_on():
    busy = Answer(status=429, headers={"Retry-After": "30"})
    with Site("127.0.0.2", {BOARD: busy}) as one, Site("127.0.0.3", {BOARD: Answer(body=greenhouse(1))}) as two:
        sources = [source("greenhouse", one.url), source("greenhouse", two.url, id="us/test/office/greenhouse/two")]
        got = run(sources, source_seconds=5)
    assert [r.cause for r in got.results.values()] == ["http_429", None]
    assert "asks to wait 30 s" in got.results["us/test/office/greenhouse"].detail
    assert one.paths() == [f"{BOARD}?content=true&pay_transparency=true"]


def test_a_source_is_left_alone_after_so_many_refusals():
    with Site("127.0.0.2", {BOARD: Answer(status=503)}) as site:
        got = run([source("greenhouse", site.url)], refusals=2)
    assert got.results["us/test/office/greenhouse"].cause == "http_5xx"
    assert len(site.paths()) == 2


def test_one_request_at_a_time_and_one_source_at_a_time_a_host():
    script = {f"/v1/boards/{name}/jobs": Answer(body=greenhouse(1, 2), wait=0.1) for name in ("a", "b", "c")}
    with Site("127.0.0.2", script) as site:
        got = run([source("greenhouse", site.url, id=f"us/test/{name}", token=name) for name in ("a", "b", "c")])
        times = [asked.sent for asked in site.log]
    assert all(later - earlier >= 0.09 for earlier, later in itertools.pairwise(times[1:]))
    assert [summed(r) for r in got.results.values()] == [(2, True, None)] * 3
    order = [item.source for item in got.items if isinstance(item, RawPosting | BoardResult)]
    assert order == sorted(order)


def test_a_source_has_its_own_time_limit():
    slow = {LIST: Answer(body=neogov_list(11, 12), wait=0.6), FEED: Answer(status=404)}
    slow |= {f"/careers/linden/jobs/newprint/{i}": Answer(body=PRINT, wait=0.6) for i in (11, 12)}
    _, result, _ = crawl_one("neogov", slow, source_seconds=1)
    assert (result.complete, result.cause) == (False, "timeout")


def test_a_platform_without_a_spider_is_one_result_and_no_more():
    with Site("127.0.0.2", {BOARD: Answer(body=greenhouse(1))}) as site:
        got = run([source("carrier_pigeon", site.url), source("greenhouse", site.url)])
    assert [r.cause for r in got.results.values()] == ["error", None]


def test_a_source_without_its_token_is_told_so():
    got = run([source("greenhouse", "http://127.0.0.2:9", token=None)])
    assert got.results["us/test/office/greenhouse"].detail.endswith("needs a `token` in the source file")


def test_sigterm_ends_the_run_and_every_source_has_a_result():
    with Site("127.0.0.2", {BOARD: Answer(body=greenhouse(1), wait=3)}) as one, Site("127.0.0.3") as two:

        def stop(pid: int) -> None:
            deadline = time.monotonic() + 20
            while not one.paths() and time.monotonic() < deadline:
                time.sleep(0.02)
            os.kill(pid, signal.SIGTERM)

        sources = [
            source("greenhouse", one.url),
            source("greenhouse", one.url, id="us/test/later"),
            source("neogov", two.url),
        ]
        got = run(sources, meanwhile=stop, timeout=0.5)
    assert [r.complete for r in got.results.values()] == [False, False, False]
    assert [r.cause for r in list(got.results.values())[1:]] == ["shutdown", "shutdown"]
    assert got.finish_reasons == {"greenhouse": "shutdown"}
    assert two.log == []
