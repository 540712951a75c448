"""Writes into each request of a crawl when it leaves: how late a busy machine notes its arrival then does not count."""

import time

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

HEADER = "Sent-At"
"""Seconds on the monotonic clock, which all processes of a machine share."""


def note(crawler: Crawler) -> None:
    """Let every request carry the moment at which it is handed to the network."""

    def begin() -> None:
        handlers = crawler.engine.downloader.handlers
        hand_on = handlers.download_request_async

        async def noted(request: Request) -> Response:
            request.headers[HEADER] = repr(time.monotonic())
            return await hand_on(request)

        handlers.download_request_async = noted

    crawler.signals.connect(begin, signal=signals.engine_started, weak=False)
