"""Runs spiders over sources, in this process: one platform after another, many sources each.

A process can crawl once (Twisted's reactor does not start twice); whoever needs a second crawl starts a second
process.
"""

import asyncio
import contextlib
import datetime as dt
import importlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings as ScrapySettings
from twisted.internet.error import ReactorNotRunning

import logs
import spiders
from middlewares.capture import FAILED as CAPTURE_FAILED
from middlewares.replay import replaying
from pipelines.batch import RunCounts
from pipelines.scrapy_stages import ITEM_PIPELINES, LoadPipeline
from schema.errors import Mendable
from schema.records import BoardResult, RawPosting
from schema.source import Source
from settings import Settings, scrapy_settings
from spiders.board import MALFORMED, BoardError, BoardSpider, Progress, host_of

logger = logging.getLogger("crawl")


class CrawlError(Mendable):
    """What was asked for cannot be done; the message is one line with the mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """What a crawl came to.

    ``results``         one a source, in the order of the sources.
    ``counts``          what the loading of each source did, by source id; a source whose loading failed is missing.
    ``finish_reasons``  what Scrapy said of each platform's run; only after ``finished`` was it not cut short.
    ``troubles``        what went wrong on our side, a line each: a database or captures that could not be written.
    """

    results: tuple[BoardResult, ...]
    counts: Mapping[str, RunCounts]
    finish_reasons: Mapping[str, str]
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One run of one platform's spider: its sources, the day that it reads them on, its own settings of Scrapy."""

    platform: str
    sources: tuple[Source, ...]
    observed_on: dt.date
    settings: Mapping[str, Any] = field(default_factory=dict)


def crawl(
    sources: Sequence[Source],
    settings: Settings,
    *,
    moment: dt.datetime | None = None,
    round_name: str | None = None,
    on_progress: Progress = lambda source, result: None,
    pipelines: Mapping[str, int] | None = None,
    replayed: Path | None = None,
) -> Crawled:
    """Crawl sources and wait for the end. Platforms run one after another, in the order their first source has.

    ``moment`` is an aware moment in place of the clock (demo and tests). ``round_name`` is what the database calls
    this crawl; its start in UTC where not given. ``on_progress`` is called when a source starts and again with its
    result. ``pipelines`` replaces the ones that load into the database. ``replayed`` is a folder of captures: they
    answer in place of the network. SIGTERM and SIGINT end the run after the requests under way; a source that was not
    read to its end has the cause ``shutdown``.

    Raises DatabaseError where the database cannot be used at all.
    """
    now = moment or dt.datetime.now(dt.UTC)
    given = scrapy_settings(settings, {host_of(source.base_url) for source in sources if source.base_url})
    given["ITEM_PIPELINES"] = dict(ITEM_PIPELINES if pipelines is None else pipelines)
    given["ELECTIONJOBS_ROUND"] = round_name or f"{now.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    given["ELECTIONJOBS_NOW"] = moment.isoformat() if moment else None
    by_platform: dict[str, list[Source]] = {}
    for source in sources:
        by_platform.setdefault(source.platform, []).append(source)
    parts = [
        Part(platform=platform, sources=tuple(group), observed_on=now.date()) for platform, group in by_platform.items()
    ]
    crawled = run(parts, settings, replaying(given, replayed) if replayed else given, on_progress)
    found = {result.source: result for result in crawled.results}
    return replace(crawled, results=tuple(found[source.id] for source in sources))


def run(parts: Sequence[Part], settings: Settings, given: Mapping[str, Any], on_progress: Progress) -> Crawled:
    """Run parts one after another, under ``given`` settings of Scrapy; a result for every one of their sources."""
    results: dict[str, BoardResult] = {}

    def note(source: Source, result: BoardResult | None) -> None:
        if result is not None:
            results[source.id] = result
            _log(result)
        on_progress(source, result)

    logs.begin(settings.log_level, settings.log_format, settings.secrets())
    process = AsyncCrawlerProcess(ScrapySettings(given))
    # what it logs with a traceback is the plain cause robots_unreachable of a result
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
    under_way = _Run(process, settings, note)
    task = asyncio.get_event_loop().create_task(under_way.all_parts(parts))
    process.start(stop_after_crawl=False)
    if task.done() and not task.cancelled():
        task.result()
    for part in parts:
        for source in part.sources:
            if source.id not in results:
                note(source, unread(source, "shutdown", "the run ended before this source"))
    return Crawled(
        results=tuple(results.values()),
        counts=under_way.counts,
        finish_reasons=under_way.finish_reasons,
        troubles=tuple(under_way.troubles),
    )


def _log(result: BoardResult) -> None:
    """A line a source: what its reading came to."""
    about = {"source": result.source, "cause": result.cause}
    if result.complete:
        logger.info("read, it lists %d", result.listed, extra=about)
    else:
        logger.warning("not read to its end: %s", result.detail, extra=about)


def unread(source: Source, cause: str, detail: str) -> BoardResult:
    """The result of a source that no spider came to."""
    return BoardResult(source=source.id, listed=0, complete=False, cause=cause, detail=detail)


def recorded(
    platform: str, payload: bytes, token: str | None, name: str, observed_on: dt.date | None = None
) -> tuple[RawPosting, ...]:
    """The postings in a recorded answer of a platform's board. Raises CrawlError for what is none."""
    if platform not in spiders.platforms():
        raise CrawlError(
            f"there is no spider for the platform {platform!r}; there are {', '.join(spiders.platforms())}"
        )
    module = importlib.import_module(f"spiders.{platform}")
    try:
        postings: tuple[RawPosting, ...] = module.parse_recorded(payload, token, name, observed_on)
    except BoardError as error:
        raise CrawlError(error.detail) from error
    except MALFORMED as error:
        raise CrawlError(f"no answer of {platform} has this form: {error!r}") from error
    return postings


@dataclass(slots=True)
class _Run:
    """The parts, one after another, inside one start of the reactor."""

    process: AsyncCrawlerProcess
    settings: Settings
    note: Progress
    counts: dict[str, RunCounts] = field(default_factory=dict)
    finish_reasons: dict[str, str] = field(default_factory=dict)
    troubles: dict[str, None] = field(default_factory=dict)

    async def all_parts(self, parts: Iterable[Part]) -> None:
        """Run each platform's spider to its end, then let the process go on."""
        try:
            for part in parts:
                await self.part(part)
                if self.finish_reasons[part.platform] == "shutdown":
                    break
        finally:
            from twisted.internet import reactor  # a reactor must be installed before it is imported

            with contextlib.suppress(ReactorNotRunning):
                reactor.stop()  # type: ignore[misc]  # to mypy Twisted's reactor is a module

    async def part(self, part: Part) -> None:
        """Run one platform's spider over its sources."""
        try:
            spider_class = self.process.spider_loader.load(part.platform)
        except KeyError:
            self.finish_reasons[part.platform] = "no spider"
            for source in part.sources:
                self.note(source, unread(source, "error", f"there is no spider for the platform {part.platform!r} yet"))
            return
        self.process.settings.update(part.settings)
        logs.bind(self.process.settings["ELECTIONJOBS_ROUND"])
        crawler = self.process.create_crawler(spider_class)
        await self.process.crawl(
            crawler,
            sources=part.sources,
            observed_on=part.observed_on,
            source_seconds=self.settings.source_seconds,
            hosts_at_once=self.settings.hosts_at_once,
            on_progress=self.note,
        )
        if isinstance(crawler.spider, BoardSpider):
            crawler.spider.unfinished()  # whoever is still without a result gets one now
        if loaded := crawler.get_item_pipeline(LoadPipeline):
            self.counts |= loaded.intake.counts
            self.troubles |= dict.fromkeys(loaded.troubles)
        if lost := crawler.stats.get_value(CAPTURE_FAILED):
            self.troubles[lost] = None
        self.finish_reasons[part.platform] = crawler.stats.get_value("finish_reason", "error")
