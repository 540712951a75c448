"""The browser by itself: what it cannot do without guards, pages that do not end or grow, a browser that is missing."""

import asyncio
import sys
from collections.abc import Sequence

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler

import middlewares.chromium
from middlewares.browser import BrowserMiddleware
from middlewares.browser_page import Kept, Visit
from middlewares.chromium import Chromium, ChromiumError
from tests.browser import CHROMIUM, chromium
from tests.loopback import Answer, Site
from tests.ways_out import ports

HOME = "https://elections.example.org/jobs"
MOST = 1_000_000


def test_a_page_gets_out_of_a_browser_that_nothing_guards():
    """What tests/test_crawl_browser.py would not notice: a page that tries nothing, ports that hear nothing."""
    with ports() as open_ports, chromium() as browser:
        with Site(
            "127.0.0.2", {"/jobs": Answer(body=open_ports.page("Jobs"), headers={"Content-Type": "text/html"})}
        ) as site:
            page = browser.new_page()
            page.goto(f"{site.url}/jobs", wait_until="commit")
            page.wait_for_timeout(1500)
            page.close()
        assert open_ports.other.heard.count("tcp") > 5
        assert open_ports.other.heard.count("udp") > 0
        assert open_ports.local.heard
        assert open_ports.six.heard


def built(scripts: Sequence[tuple[str, float]]) -> list[object]:
    """What becomes of pages with these scripts and limits in seconds, one after another in one browser."""

    async def fetch(request: Request) -> Response:
        raise IgnoreRequest("address_refused", f"{request.url}: nothing is fetched here")

    async def all_of_them() -> list[object]:
        browser = await Chromium.start(str(CHROMIUM), "electionjobs/1")
        came = []
        for script, limit in scripts:
            page = f"<!doctype html><html><body><p>Clerk</p><script>{script}</script></body></html>"
            document = HtmlResponse(HOME, body=page.encode(), headers={"Content-Type": "text/html"})
            visit = Visit(Request(HOME), document, fetch=fetch, kept=Kept(most_bytes=MOST), most_bytes=MOST)
            try:
                came.append((await browser.build(visit, limit)).markup.count("<p>"))
            except IgnoreRequest as refused:
                came.append(refused.args)
        await browser.close()
        return came

    return asyncio.run(all_of_them())


def test_a_page_that_does_not_end_or_grows_is_given_up_and_the_next_one_is_read(monkeypatch):
    monkeypatch.setattr(middlewares.chromium, "MOST_MEMORY", 400_000_000)
    assert built(
        [
            ("setTimeout(() => { for (;;); }, 20)", 1.0),
            ("setInterval(() => fetch('/news').catch(() => 0), 20)", 1.0),
            ("setTimeout = () => 0; window.Promise = Object", 30.0),
            (f"document.body.append('x'.repeat({MOST}))", 30.0),
            ("window.kept = []; setInterval(() => kept.push(new Uint8Array(1e8).fill(1)), 20)", 30.0),
            ("document.body.append(document.createElement('p'))", 30.0),
        ]
    ) == [
        ("timeout", f"{HOME}: its scripts did not come to rest within 1 s"),
        ("timeout", f"{HOME}: its scripts did not come to rest within 1 s"),
        1,
        ("too_large", f"{HOME}: its scripts build more than {MOST} bytes"),
        ("too_large", f"{HOME}: the browser needs too much memory for it"),
        2,
    ]


def test_a_program_that_is_no_browser_says_so_in_one_line():
    with pytest.raises(ChromiumError, match=r"^the source needs a browser, and /bin/false does not start: .+$"):
        asyncio.run(Chromium.start("/bin/false", "electionjobs/1"))


def refused(program: str, **meta: object) -> tuple[str, ...] | None:
    """Why a request is refused before anything is fetched."""
    middleware = BrowserMiddleware.from_crawler(get_crawler(settings_dict={"ELECTIONJOBS_CHROMIUM": program}))
    try:
        middleware.process_request(Request(HOME, meta=meta))
    except IgnoreRequest as refusal:
        return refusal.args
    return None


def test_what_is_missing_is_named_with_its_mend(monkeypatch):
    assert refused("/nowhere/chromium") is None
    assert refused("/usr/bin/env", browser=True) is None
    assert refused("/nowhere/chromium", browser=True) == (
        "no_browser",
        "the source needs a browser, and /nowhere/chromium is no program: install it (apt-get install chromium) or "
        "name it in ELECTIONJOBS_CHROMIUM",
    )
    monkeypatch.setitem(sys.modules, "playwright", None)
    assert refused("/usr/bin/env") is None
    assert refused("/usr/bin/env", browser=True) == (
        "no_browser",
        "the source needs a browser, and playwright is not installed: pip install 'electionjobs[browser]'",
    )
