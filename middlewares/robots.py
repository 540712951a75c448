"""What robots.txt asks for, kept: no request before it is read, none where it cannot be read, none too early.

Scrapy's own middleware lets requests through while robots.txt is under way, takes a broken server for consent and
does not know Crawl-delay (tests/test_middlewares_robots.py holds each of these, so that this can go when they do).
"""

import asyncio
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from parsers.pages.document import decode
from schema.causes import of_failure

LONGEST_DELAY = 60.0
"""Seconds between two requests that a site may ask for; a longer Crawl-delay is cut to this."""
MOST_BYTES = 512 * 1024
"""RFC 9309 asks for 500 KiB at least. Half of a file could hold half of the rules, so a larger one is not read."""


class PoliteRobotsMiddleware(RobotsTxtMiddleware):
    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._locks: dict[str, asyncio.Lock] = {}
        self._refused: dict[str, tuple[str, str]] = {}
        self._crawl_delays: dict[str, float] = {}
        crawler.signals.connect(self.note_crawl_delay, signal=signals.robots_parsed)
        crawler.signals.connect(self.keep_crawl_delay, signal=signals.response_downloaded)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """One request a host asks for robots.txt; the others wait until it has been read."""
        async with self._locks.setdefault(urlparse_cached(request).netloc, asyncio.Lock()):
            return await super().robot_parser(request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Refuse a request by the cause it will be reported with."""
        netloc = urlparse_cached(request).netloc
        if netloc in self._refused:
            raise IgnoreRequest(*self._refused[netloc])
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as refused:
            raise IgnoreRequest(
                "robots_disallowed", f"robots.txt of {netloc} does not allow {request.url}"
            ) from refused

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            self._refused[netloc] = _unreachable(netloc, f"it answered {response.status}")
        elif response.status >= 400:
            response = response.replace(body=b"")  # RFC 9309: unavailable means no rules, whatever the page says
        elif response.status >= 300:
            self._refused[netloc] = _unreachable(netloc, f"it answered {response.status} and leads nowhere")
        elif len(response.body) > MOST_BYTES:
            self._refused[netloc] = _unreachable(netloc, f"it is larger than {MOST_BYTES} bytes")
            response = response.replace(body=b"")
        else:
            # Scrapy takes a file in another encoding, or with a stray NUL before its first rule, for one without rules
            response = response.replace(body=decode(response.body).replace("\x00", "").encode())
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        ours = isinstance(exc, IgnoreRequest) and len(exc.args) == 2
        self._refused[netloc] = exc.args if ours else _unread(netloc, exc)
        super()._robots_error(exc, netloc)

    def note_crawl_delay(self, robotparser: Any, request: Request) -> None:  # noqa: ANN401 - any parser of Scrapy's
        agent = self.crawler.settings["ROBOTSTXT_USER_AGENT"]
        asked = robotparser.rp.crawl_delay(agent)
        if asked is None:
            return
        host = urlparse_cached(request).hostname or ""
        downloader = self.crawler.engine.downloader
        ours = self.crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._crawl_delays[host] = max(ours, min(float(asked), LONGEST_DELAY))
        downloader.per_slot_settings[host] = {"delay": self._crawl_delays[host], "jitter": 0}
        self._lengthen(host)

    def keep_crawl_delay(self, response: Response, request: Request) -> None:
        """AutoThrottle adapts a host's delay after every answer; it must not go below what the host asked for."""
        self._lengthen(urlparse_cached(request).hostname or "")

    def _lengthen(self, host: str) -> None:
        slot = self.crawler.engine.downloader.slots.get(host)
        if slot is not None and host in self._crawl_delays:
            slot.delay = max(slot.delay, self._crawl_delays[host])
            slot.jitter = 0


def _unread(netloc: str, error: Exception) -> tuple[str, str]:
    """Why robots.txt did not come: where the whole site is out of reach, that is the cause."""
    cause, said = of_failure(error), str(error) or type(error).__name__
    if cause in ("dns", "tls", "connection"):
        return cause, f"{netloc} was not reached ({said}), so nothing is fetched"
    return _unreachable(netloc, f"{type(error).__name__}: {error}")


def _unreachable(netloc: str, reason: str) -> tuple[str, str]:
    return "robots_unreachable", f"robots.txt of {netloc} cannot be read ({reason}), so nothing is fetched"
