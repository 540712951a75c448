"""Fetches a few addresses with a bare Scrapy spider in a process of its own: for tests of middlewares by themselves."""

import scrapy
from scrapy.crawler import AsyncCrawlerProcess

from settings import Settings, scrapy_settings
from tests import forked, sent


def fetch(urls: list[str], **settings: object) -> dict[str, str]:
    """What became of each address: its status, or the refusal's cause and detail. ``settings`` are Scrapy's."""
    ended = forked.call(_fetched, urls, settings)
    assert ended.code == 0, ended.error
    return dict(ended.value)  # type: ignore[call-overload]


def _fetched(urls: list[str], settings: dict[str, object]) -> dict[str, str]:
    outcome: dict[str, str] = {}

    class Plain(scrapy.Spider):
        name = "plain"

        async def start(self):
            for url in urls:
                yield scrapy.Request(
                    url,
                    callback=self.done,
                    errback=self.failed,
                    dont_filter=True,
                    meta={"asked": url, "source": "plain"},
                )

        def done(self, response):
            outcome[response.meta["asked"]] = str(response.status)

        def failed(self, failure):
            status = getattr(getattr(failure.value, "response", None), "status", None)
            outcome[failure.request.meta["asked"]] = str(status or ": ".join(str(a) for a in failure.value.args))

    ours = Settings(
        delay=0.01,
        adaptive_delay=False,
        timeout=5,
        captures=None,
        log_level="CRITICAL",
        allow_loopback_base_url=True,
    )
    process = AsyncCrawlerProcess(
        {**scrapy_settings(ours, {"127.0.0.2", "127.0.0.3"}), "SPIDER_MODULES": [], **settings}
    )
    crawler = process.create_crawler(Plain)
    sent.note(crawler)
    process.crawl(crawler)
    process.start()
    return outcome
