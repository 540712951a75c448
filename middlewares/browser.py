"""Pages that only a browser can build, for sources that ask for one (``browser = true``), under the same guards.

The browser has no network. Its pages' requests are intercepted and made by the crawl itself, like any other: address
guard and resolver, robots.txt, one request at a time a host with its delay, retries, size limits. What is not
intercepted (preconnections, sockets, WebRTC, what a later Chromium may invent) finds no name resolver and a proxy that
does not exist. This was chosen over a browser that fetches by itself behind a guarding proxy (scrapy-playwright's way):
such a proxy sees of an encrypted connection only the host, so it could keep neither robots.txt nor limits a page, and
every guard would exist twice. ``middlewares.browser_page`` holds what one page may do.

Nothing of playwright is imported before a source asks for a browser.
"""

import asyncio
import importlib.util
import os
import shutil
import time
from typing import TYPE_CHECKING, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response

from parsers.pages.torn import breaks_off

if TYPE_CHECKING:
    from middlewares.browser_page import Kept
    from middlewares.chromium import Chromium

MISSING_LIBRARY = "the source needs a browser, and playwright is not installed: pip install 'electionjobs[browser]'"
MISSING_PROGRAM = (
    "the source needs a browser, and {} is no program: install it (apt-get install chromium) or name it in "
    "ELECTIONJOBS_CHROMIUM"
)


class BrowserMiddleware:
    """Replaces an HTML answer by the page that its scripts build. One page at a time in a crawl.

    A request asks for it by ``meta["browser"]``. What could not be fetched for its page, and may be there another time,
    stands in ``meta["missed"]``, a line each. Refusals are ``IgnoreRequest(cause, detail)``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.program = crawler.settings["ELECTIONJOBS_CHROMIUM"]
        self.seconds = crawler.settings.getfloat("ELECTIONJOBS_BROWSER_SECONDS")
        self.most_bytes = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self.turn = asyncio.Lock()
        self.chromium: Chromium | None = None
        self.kept: Kept | None = None
        self.lacking: str | None = None
        crawler.signals.connect(self.close, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse a page that cannot be built before it is asked for."""
        if request.meta.get("browser"):
            self.lacking = self.lacking or _missing(self.program)
            if self.lacking:
                raise IgnoreRequest("no_browser", self.lacking)

    async def process_response(self, request: Request, response: Response) -> Response:
        wanted = request.meta.get("browser") and response.status == 200 and isinstance(response, HtmlResponse)
        if not wanted or breaks_off(response.body):
            return response
        async with self.turn:
            return await self.built(request, response)

    async def built(self, request: Request, response: Response) -> Response:
        """The page as its scripts leave it, under the address that they leave it at."""
        from middlewares.browser_page import Kept, Visit

        limit = min(self.seconds, request.meta.get("deadline", float("inf")) - time.monotonic())
        if limit <= 0:
            raise IgnoreRequest("timeout", f"{response.url}: the source's time limit came before its turn")
        chromium = await self.running()
        self.kept = self.kept or Kept(most_bytes=self.most_bytes)
        assert self.crawler.engine is not None
        fetch = self.crawler.engine.download_async
        visit = Visit(request, response, fetch=fetch, kept=self.kept, most_bytes=self.most_bytes)
        page = await chromium.build(visit, limit)
        request.meta["missed"] = page.missed
        return response.replace(url=page.url, body=page.markup.encode(), encoding="utf-8")

    async def running(self) -> "Chromium":
        """The browser, started when first needed. Raises IgnoreRequest where it does not start."""
        from middlewares.chromium import Chromium, ChromiumError

        if self.chromium is None:
            try:
                self.chromium = await Chromium.start(self.program, self.crawler.settings["USER_AGENT"])
            except ChromiumError as error:
                self.lacking = str(error)
                raise IgnoreRequest("no_browser", self.lacking) from error
        return self.chromium

    async def close(self) -> None:
        if self.chromium is not None:
            await self.chromium.close()


def _missing(program: str) -> str | None:
    """What has to be installed before a page can be built, as a line; None where nothing is missing."""
    if importlib.util.find_spec("playwright") is None:
        return MISSING_LIBRARY
    if shutil.which(program) is None or not os.access(program, os.X_OK):
        return MISSING_PROGRAM.format(program)
    return None
