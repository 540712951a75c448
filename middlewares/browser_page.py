"""One page in the browser: what it may ask for, who asks for it, and how far it may go.

The page's own document was fetched before. Scripts and the data that they ask for are fetched by the crawl; pictures,
fonts, films, frames, pop-ups, sockets, beacons and downloads are not loaded, and style sheets are answered with an
empty one, since scripts wait for them. The page is read when it asks for nothing more.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import BrowserContext, CDPSession, Error, Page, Route, WebSocketRoute
from playwright.async_api import Request as Asked
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

Fetch = Callable[[Request], Awaitable[Response]]

DATA = frozenset({"script", "xhr", "fetch"})
"""The kinds of parts that are fetched for a page."""
METHODS = frozenset({"GET", "POST"})
LASTING = frozenset({"address_refused", "robots_disallowed"})
"""Why a part is never fetched: the page is whole without it. What fails otherwise may be there another time."""
_OURS = frozenset({"user-agent", "referer", "cookie", "host", "content-length", "accept-encoding", "connection"})
_OF_TRANSPORT = frozenset({"content-encoding", "content-length", "transfer-encoding", "set-cookie", "connection"})
_REST = "new Promise(rested => setTimeout(rested, 300))"
_MARKUP = "'<!doctype html>' + document.documentElement.outerHTML.slice(0, {} + 1)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A page as its scripts left it. ``missed`` are the parts that may be there another time, a line each."""

    url: str
    markup: str
    missed: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Kept:
    """Scripts that were fetched in this crawl: the pages of a site share them, and a site is asked once."""

    most_bytes: int
    scripts: dict[str, Response] = field(default_factory=dict)

    def add(self, url: str, script: Response) -> None:
        """Keep a script; where all together are too large, only the new one stays."""
        if sum(len(one.body) for one in self.scripts.values()) + len(script.body) > self.most_bytes:
            self.scripts.clear()
        self.scripts[url] = script


class Visit:
    """The building of one page. ``fetch`` gets what it asks for, under the guards of every request of the crawl."""

    def __init__(self, request: Request, document: Response, *, fetch: Fetch, kept: Kept, most_bytes: int) -> None:
        self.request, self.document = request, document
        self.fetch, self.kept, self.most_bytes = fetch, kept, most_bytes
        self.url = document.url
        self.bytes = len(document.body)
        self.missed: list[str] = []
        self.turns: dict[str, asyncio.Lock] = {}
        self.asked = self.waiting = 0
        self.page: Page | None = None
        self.over = False
        self.stopped: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def build(self, context: BrowserContext) -> Built:
        """Open the page, and read it when it rests."""
        await context.route("**", self.answer)
        await context.route_web_socket("**", _refuse_socket)
        self.page = await context.new_page()
        context.on("page", _close)
        await self.page.goto(self.url, wait_until="commit", timeout=0)
        inside = await context.new_cdp_session(self.page)
        while not await self.rests(inside):
            await asyncio.sleep(0.05)
        markup = await _evaluate(inside, _MARKUP.format(self.most_bytes))
        if len(markup) > self.most_bytes:
            self.stop("too_large", f"{self.url}: its scripts build more than {self.most_bytes} bytes")
        return Built(url=self.url, markup=markup, missed=tuple(self.missed))

    def outcome(self, work: "asyncio.Task[Built]", limit: float, *, overgrown: bool) -> Built:
        """What the building came to. Raises IgnoreRequest where it was stopped or did not end."""
        if self.stopped.done():
            self.stopped.result()
        if overgrown:
            raise IgnoreRequest("too_large", f"{self.url}: the browser needs too much memory for it")
        if not work.done():
            raise IgnoreRequest("timeout", f"{self.url}: its scripts did not come to rest within {limit:.0f} s")
        return work.result()

    def stop(self, cause: str, detail: str) -> None:
        """Give the page up."""
        self.over = True
        if not self.stopped.done():
            self.stopped.set_exception(IgnoreRequest(cause, detail))

    def end(self) -> None:
        """Nothing is fetched for the page any more."""
        self.over = True
        self.stopped.cancel()

    async def rests(self, inside: CDPSession) -> bool:
        """Whether the page asks for nothing, and goes on to do so for a moment of its own time."""
        before = self.asked
        try:
            await _evaluate(inside, _REST)
        except Error:  # the page went to another address meanwhile; one that crashed is noticed below
            if self.page is None or self.page.is_closed():
                raise
            return False
        return self.waiting == 0 and self.asked == before

    async def answer(self, route: Route) -> None:
        """Answer one request of the page."""
        self.asked += 1
        self.waiting += 1
        try:
            await self.reply(route, route.request)
        except Error:
            self.over = True  # the page is gone: nobody waits for this answer
        finally:
            self.waiting -= 1

    async def reply(self, route: Route, asked: Asked) -> None:
        if asked.is_navigation_request():
            await self.show(route, asked)
        elif asked.resource_type == "stylesheet":
            await route.fulfill(status=200, content_type="text/css", body="")
        elif asked.resource_type in DATA and asked.method in METHODS:
            await _give(route, await self.part(asked))
        else:
            await route.abort()

    async def show(self, route: Route, asked: Asked) -> None:
        """The document of the page itself: the one at hand, or one of the source's hosts that a script leads to."""
        if not self.is_own(asked) or asked.method != "GET":
            await route.fulfill(status=204)  # the browser stays where it is
        elif asked.url == self.document.url:
            await _give(route, self.document)
        else:
            found = await self.part(asked, hosts=self.request.meta.get("hosts"))
            if found is None or found.status != 200:
                await route.fulfill(status=204)
                return
            self.url = found.url
            await _give(route, found)

    def is_own(self, asked: Asked) -> bool:
        """Whether a document is for the page itself, not for a frame or a window that it opens."""
        try:
            return self.page is not None and asked.frame == self.page.main_frame
        except Error:  # a window that is still being opened has no frame
            return False

    async def part(self, asked: Asked, **meta: object) -> Response | None:
        """What the page asks for, fetched by the crawl; None where it cannot be had."""
        lasting = asked.resource_type == "script" and asked.method == "GET"
        found = self.kept.scripts.get(asked.url) if lasting else None
        if found is None:
            found = await self.fetched(self.request_for(asked, **meta))
            if found is not None and lasting and found.status == 200:
                self.kept.add(asked.url, found)
        self.bytes += len(found.body) if found is not None else 0
        if self.bytes > self.most_bytes:
            self.stop("too_large", f"{self.url}: the page and its parts are larger than {self.most_bytes} bytes")
        return None if self.over else found

    def request_for(self, asked: Asked, **meta: object) -> Request:
        headers = {name: value for name, value in asked.headers.items() if _is_of_page(name)}
        known: dict[str, object] = {
            key: self.request.meta[key] for key in ("source", "deadline") if key in self.request.meta
        }
        given = {key: value for key, value in meta.items() if value is not None}
        return Request(
            asked.url,
            method=asked.method,
            headers=headers,
            body=asked.post_data_buffer or b"",
            meta={**known, **given, "download_maxsize": max(self.most_bytes - self.bytes, 1)},
            dont_filter=True,
        )

    async def fetched(self, request: Request) -> Response | None:
        """One part, when its host has time for it. A part that failed is noted, except where it always will."""
        async with self.turns.setdefault(urlparse_cached(request).hostname or "", asyncio.Lock()):
            if self.over:
                return None
            (found,) = await asyncio.gather(self.fetch(request), return_exceptions=True)
        if isinstance(found, Response):
            if found.status == 429 or found.status >= 500:
                self.missed.append(f"{request.url}, which answered {found.status}")
            return found
        if type(found).__name__ == "DownloadCancelledError":
            self.stop("too_large", f"{request.url}: the page and its parts are larger than {self.most_bytes} bytes")
        elif not (isinstance(found, IgnoreRequest) and found.args[0] in LASTING):
            self.missed.append(f"{request.url}: {': '.join(map(str, found.args)) or type(found).__name__}")
        return None


def _is_of_page(name: str) -> bool:
    """Whether a header is one that the page's scripts give; the others are the crawl's to set."""
    return name not in _OURS and not name.startswith(("sec-", "proxy-", "if-"))


async def _give(route: Route, found: Response | None) -> None:
    if found is None:
        await route.abort()
        return
    headers = {str(name).lower(): value for name, value in found.headers.to_unicode_dict().items()}
    kept = {name: value for name, value in headers.items() if name not in _OF_TRANSPORT}
    await route.fulfill(status=found.status, headers=kept, body=found.body)


async def _evaluate(inside: CDPSession, expression: str) -> Any:  # noqa: ANN401 - whatever the expression gives
    """The value of an expression in a world of its own, where the page's scripts cannot have changed anything."""
    tree = await inside.send("Page.getFrameTree")
    frame = {"frameId": tree["frameTree"]["frame"]["id"], "worldName": "electionjobs"}
    world = await inside.send("Page.createIsolatedWorld", frame)
    asked = {"expression": expression, "contextId": world["executionContextId"]}
    told = await inside.send("Runtime.evaluate", {**asked, "returnByValue": True, "awaitPromise": True})
    return told["result"].get("value")


async def _close(page: Page) -> None:
    await page.close()


async def _refuse_socket(socket: WebSocketRoute) -> None:
    await socket.close()
