"""Fetches one page as a crawl would: robots.txt, address guard, pauses, limits and all."""

import logging
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import scrapy
from scrapy import Request
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings as ScrapySettings
from twisted.python.failure import Failure

import terminal
from crawl import CrawlError
from spiders.board_reading import named_cause

LONGEST_FETCH = 180.0
"""Seconds that one page may take, waits asked for by its server included."""


def fetch(url: str, scrapy_settings: Mapping[str, object]) -> tuple[bytes, str]:
    """One page, and the address it was found at in the end.

    Raises CrawlError with what went wrong. A process can do this once, and then cannot crawl.
    """
    answers: list[Response | str] = []
    process = AsyncCrawlerProcess(ScrapySettings({**scrapy_settings, "HTTPCACHE_ENABLED": False}))
    # what it logs with a traceback is said in one line
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
    process.crawl(_OnePage, url=url, answers=answers)
    with terminal.waiting(f"fetching {url}"):
        process.start()
    answer = answers[0] if answers else f"{url} gave no answer"
    if isinstance(answer, str):
        raise CrawlError(answer)
    return answer.body, answer.url


class _OnePage(scrapy.Spider):
    name = "one_page"

    def __init__(self, *, url: str, answers: list[Response | str], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(**kwargs)
        self.url, self.answers = url, answers

    async def start(self) -> AsyncIterator[Any]:
        meta = {"source": self.url, "deadline": time.monotonic() + LONGEST_FETCH}
        try:
            yield Request(self.url, callback=self.keep, errback=self.tell, meta=meta)
        except ValueError as error:
            self.answers.append(f"{self.url} cannot be read as an address: {error}")

    def keep(self, response: Response) -> None:
        """The page came."""
        self.answers.append(response)

    def tell(self, failure: Failure) -> None:
        """The page did not come: why, in one line."""
        _, detail = named_cause(failure.value, failure.request)  # type: ignore[attr-defined]  # Scrapy sets it
        self.answers.append(detail)
