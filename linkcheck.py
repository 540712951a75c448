"""Asks links whether they still lead somewhere, as politely as a crawl: robots.txt, guards, pauses, limits and all."""

import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

import scrapy
from scrapy import Request
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings as ScrapySettings
from twisted.python.failure import Failure

from middlewares.retry import REFUSALS
from pipelines.links import Answer
from spiders.board_reading import host_of, named_cause

Told = Callable[[Answer], None]


def ask(urls: Sequence[str], scrapy_settings: Mapping[str, object], on_answer: Told) -> None:
    """Ask for every address, one at a time a host, and tell each answer as it comes.

    Where there is none the answer says why; one that was not come to before the run ended is not told. A process can
    do this once, and then cannot crawl.
    """
    given = {**scrapy_settings, "HTTPCACHE_ENABLED": False, "HTTPERROR_ALLOW_ALL": True}
    process = AsyncCrawlerProcess(ScrapySettings(given))
    # what it logs with a traceback is told as an answer
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
    process.crawl(_Links, urls=urls, on_answer=on_answer)
    process.start()


class _Links(scrapy.Spider):
    name = "links"

    def __init__(self, *, urls: Sequence[str], on_answer: Told, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(**kwargs)
        self.urls, self.on_answer = urls, on_answer

    async def start(self) -> AsyncIterator[Any]:
        for url in self.urls:
            try:
                yield self.question(url, "HEAD")
            except ValueError as error:
                self.on_answer(Answer(url=url, trouble=f"cannot be read as an address: {error}"))

    def question(self, url: str, method: str) -> Request:
        # a host that refuses us time and again is left alone, like a source
        meta, keep = {"source": host_of(url)}, {"url": url}
        return Request(
            url, method=method, callback=self.take, errback=self.fail, cb_kwargs=keep, meta=meta, dont_filter=True
        )

    def take(self, response: Response, url: str) -> Request | None:
        """An answer. Some servers know no HEAD, whatever they say to it: only what they say to GET counts against."""
        asked = response.request
        if asked is not None and asked.method == "HEAD" and response.status >= 400 and response.status not in REFUSALS:
            return self.question(url, "GET")
        self.on_answer(Answer(url=url, status=response.status, ended_at=response.url))
        return None

    def fail(self, failure: Failure) -> None:
        """No answer."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        cause, detail = named_cause(failure.value, request)
        self.on_answer(Answer(url=request.cb_kwargs["url"], trouble=detail, cause=cause))
