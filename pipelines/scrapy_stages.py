"""Scrapy's view of the pipelines: normalize, validate, load; each a few lines around a plain function.

The crawler's settings give ``ELECTIONJOBS_DB`` (an address), ``ELECTIONJOBS_ROUND`` (the round's name) and, in the demo
and in tests, ``ELECTIONJOBS_NOW`` (an ISO moment with its zone) in place of the clock.
"""

import datetime as dt
import logging
from typing import Any, Self

from scrapy.crawler import Crawler

from pipelines.intake import Intake
from pipelines.normalize import readable
from pipelines.validate import validate
from schema.database import DatabaseError, engine
from schema.records import BoardResult, Gone, Lead, ParsedPosting, RawPosting, SetAside
from schema.source import Source

logger = logging.getLogger(__name__)

ITEM_PIPELINES = {
    "pipelines.scrapy_stages.NormalizePipeline": 100,
    "pipelines.scrapy_stages.ValidatePipeline": 200,
    "pipelines.scrapy_stages.LoadPipeline": 300,
}


def _sources(crawler: Crawler) -> dict[str, Source]:
    """The sources of the crawler's spider, before it has started on any of them."""
    waiting: list[Source] = crawler.spider.waiting  # type: ignore[union-attr]  # every spider is a BoardSpider
    return {source.id: source for source in waiting}


class _Stage:
    """Keeps the crawler, whose spider and figures the stages need."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.sources: dict[str, Source] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open_spider(self) -> None:
        self.sources = _sources(self.crawler)

    def count(self, what: str) -> None:
        if self.crawler.stats is not None:
            self.crawler.stats.inc_value(f"electionjobs/{what}")


class NormalizePipeline(_Stage):
    """RawPosting → ParsedPosting, or SetAside where a parser breaks on it."""

    def process_item(self, item: Any) -> Any:  # noqa: ANN401 - Scrapy's own signature
        if not isinstance(item, RawPosting):
            return item
        read = readable(item, self.sources[item.source])
        self.count("normalized" if isinstance(read, ParsedPosting) else "unreadable")
        return read


class ValidatePipeline(_Stage):
    """ParsedPosting → itself, or SetAside."""

    def process_item(self, item: Any) -> Any:  # noqa: ANN401 - Scrapy's own signature
        if not isinstance(item, ParsedPosting):
            return item
        checked = validate(item)
        self.count("valid" if checked is item else "invalid")
        return checked


class LoadPipeline(_Stage):
    """Spools a source's items and loads them when its result arrives; at the end the sources without a result.

    ``troubles`` are the reasons why sources could not be stored, a line each.
    """

    intake: Intake

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.troubles: dict[str, None] = {}

    def open_spider(self) -> None:
        super().open_spider()
        settings = self.crawler.settings
        fixed = settings.get("ELECTIONJOBS_NOW")
        moment = dt.datetime.fromisoformat(fixed) if fixed else None
        self.intake = Intake(
            engine(settings["ELECTIONJOBS_DB"]),
            self.sources.values(),
            settings["ELECTIONJOBS_ROUND"],
            lambda: moment or dt.datetime.now(dt.UTC),
        )

    def process_item(self, item: Any) -> Any:  # noqa: ANN401 - Scrapy's own signature
        if isinstance(item, BoardResult):
            self.load(item)
        elif isinstance(item, ParsedPosting | SetAside | Lead | Gone):
            self.intake.put(item)
        return item

    def close_spider(self) -> None:
        for result in self.crawler.spider.unfinished():  # type: ignore[union-attr]  # every spider is a BoardSpider
            self.load(result)
        self.intake.engine.dispose()

    def load(self, result: BoardResult) -> None:
        """One source that cannot be stored is told, and the others go on."""
        try:
            self.intake.finish(result)
            self.count("loaded")
        except DatabaseError as error:
            logger.warning("%s: nothing of this run was stored: %s", result.source, error)
            self.troubles[str(error)] = None
            self.count("not_loaded")
