"""Keeps the raw answers of a crawl (``warc``), so that new parsers can read them again without asking anybody.

What is kept is what the crawl worked with: an answer "unchanged" is kept as the page that it stands for, so that every
round can be replayed by itself, however long ago the page was last sent. A crawl that cannot write its captures goes
on without them, and says so.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response

from middlewares import warc

logger = logging.getLogger(__name__)

FAILED = "electionjobs/capture_failed"
"""The figure of a crawler that says why a crawl is not captured, or only in part."""


class CaptureMiddleware:
    """Stands where answers come from: behind redirects and retries, and before the cache that fills in for a 304."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        if not settings.get("ELECTIONJOBS_CAPTURES") or not settings.get("ELECTIONJOBS_ROUND"):
            raise NotConfigured
        self.crawler = crawler
        self.writer: warc.Writer | None = None
        crawler.signals.connect(self.open, signal=signals.spider_opened)
        crawler.signals.connect(self.close, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open(self) -> None:
        spider = self.crawler.spider
        settings = self.crawler.settings
        told = {
            "software": "electionjobs",
            "round": settings["ELECTIONJOBS_ROUND"],
            "platform": spider.name,  # type: ignore[union-attr]  # a crawler that runs has a spider
            "observed_on": f"{spider.observed_on:%Y-%m-%d}",  # type: ignore[union-attr]  # every spider is a BoardSpider
        }
        try:
            self.writer = warc.Writer(Path(settings["ELECTIONJOBS_CAPTURES"]), told["round"], told["platform"], told)
        except OSError as error:
            self.give_up(error)

    def process_response(self, request: Request, response: Response) -> Response:
        self.keep(lambda writer: writer.answer(request, response))
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Keep what the network did. What the crawl itself refused, it refuses again."""
        if not isinstance(exception, IgnoreRequest):
            detail = str(exception) or repr(exception.__cause__ or exception)
            failed = warc.Failure(error=type(exception).__name__, detail=detail)
            self.keep(lambda writer: writer.failure(request, failed))

    def keep(self, write: Callable[[warc.Writer], None]) -> None:
        """Write a record, where captures can be written."""
        if self.writer is None:
            return
        try:
            write(self.writer)
        except OSError as error:
            self.writer.abandon()
            self.writer = None
            self.give_up(error)

    def give_up(self, error: OSError) -> None:
        said = (
            f"{error.filename}: {error.strerror}; the crawl goes on, and what it is answered from here on is not kept"
        )
        logger.warning(said)
        self.crawler.stats.set_value(FAILED, said)

    def close(self) -> None:
        if self.writer is not None:
            self.keep(lambda writer: writer.close())


class CaptureBuiltMiddleware:
    """Stands where pages leave the browser (``middlewares.browser``), and keeps them as it built them."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        capture = self.crawler.get_downloader_middleware(CaptureMiddleware)
        if capture is not None and "missed" in request.meta:  # the browser's remark on a page that it built
            capture.keep(lambda writer: writer.built(request, response, request.meta["missed"]))
        return response
