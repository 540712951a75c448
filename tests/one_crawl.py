"""Runs one crawl in a process of its own, since a process can crawl once; tests call ``run``."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from crawl import Crawled, crawl
from schema.records import BoardResult, Gone, Lead, RawPosting, SetAside
from schema.source import Organization, Source
from settings import Settings
from tests import forked, sent

MOMENT = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
QUICK = Settings(
    delay=0.01,
    adaptive_delay=False,
    timeout=5.0,
    contact="tests@example.org",
    captures=None,
    allow_loopback_base_url=True,
    log_level="CRITICAL",
)


@dataclass(frozen=True, kw_only=True)
class Got:
    """What a crawl gave: the items in their order, and the results a source."""

    items: list[RawPosting | SetAside | Lead | Gone | BoardResult]
    results: dict[str, BoardResult]
    finish_reasons: dict[str, str]

    @property
    def postings(self) -> list[RawPosting]:
        return [item for item in self.items if isinstance(item, RawPosting)]

    def of(self, kind: type) -> list[object]:
        return [item for item in self.items if isinstance(item, kind)]


def source(platform: str, base_url: str | None, **other: object) -> Source:
    """A source of an invented office."""
    office = Organization(
        slug="us/test/office",
        name="Linden County Elections",
        kind="election office - county",
        homepage="https://elections.example.org",
    )
    given = {"id": f"us/test/office/{platform}", "organization": office, "token": "linden", **other}
    return Source(platform=platform, base_url=base_url, **given)  # type: ignore[arg-type]


def run(
    sources: Sequence[Source],
    settings: Settings = QUICK,
    *,
    meanwhile: Callable[[int], None] | None = None,
    **changes: object,
) -> Got:
    """Crawl in a child process. ``changes`` are settings; ``meanwhile`` is called with the child's process id."""
    chosen = replace(settings, **changes)  # type: ignore[arg-type]
    ended = forked.call(_crawled, list(sources), chosen, meanwhile=meanwhile)
    assert (ended.code, ended.error) == (0, ""), ended.error
    items, crawled = ended.value  # type: ignore[misc]
    return Got(items=items, results={r.source: r for r in crawled.results}, finish_reasons=dict(crawled.finish_reasons))


class Collector:
    """The only pipeline of a test crawl: keeps the items, and the results that the spider gives out on closing."""

    items: list[object] = []

    @classmethod
    def from_crawler(cls, crawler: object) -> "Collector":
        collector = cls()
        collector.crawler = crawler  # type: ignore[attr-defined]
        sent.note(crawler)  # type: ignore[arg-type]
        return collector

    def process_item(self, item: object) -> object:
        self.items.append(item)
        return item

    def close_spider(self) -> None:
        self.items.extend(self.crawler.spider.unfinished())  # type: ignore[attr-defined]


def _crawled(sources: list[Source], settings: Settings) -> tuple[list[object], Crawled]:
    crawled = crawl(sources, settings, moment=MOMENT, pipelines={"tests.one_crawl.Collector": 1})
    return Collector.items, crawled
