"""Runs one crawl in a process of its own, since a process can crawl once; tests call ``run``.

The child reads its sources and settings as pickle from stdin and writes what it got as pickle to stdout.
"""

import datetime as dt
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from schema.records import BoardResult, Gone, Lead, RawPosting, SetAside
from schema.source import Organization, Source
from settings import Settings

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
    task = pickle.dumps((list(sources), replace(settings, **changes)))  # type: ignore[arg-type]
    child = subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
    )
    assert child.stdin is not None
    child.stdin.write(task)
    child.stdin.close()
    child.stdin = None
    if meanwhile is not None:
        meanwhile(child.pid)
    out, error = child.communicate(timeout=60)
    assert child.returncode == 0, error.decode()
    assert error == b"", error.decode()
    items, crawled = pickle.loads(out)
    return Got(items=items, results={r.source: r for r in crawled.results}, finish_reasons=dict(crawled.finish_reasons))


class Collector:
    """The only pipeline of a test crawl: keeps the items, and the results that the spider gives out on closing."""

    items: list[object] = []

    @classmethod
    def from_crawler(cls, crawler: object) -> "Collector":
        collector = cls()
        collector.crawler = crawler  # type: ignore[attr-defined]
        return collector

    def process_item(self, item: object) -> object:
        self.items.append(item)
        return item

    def close_spider(self) -> None:
        self.items.extend(self.crawler.spider.unfinished())  # type: ignore[attr-defined]


def main() -> None:
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from crawl import crawl
    from tests.one_crawl import Collector as Imported

    sources, settings = pickle.loads(sys.stdin.buffer.read())
    crawled = crawl(sources, settings, moment=MOMENT, pipelines={"tests.one_crawl.Collector": 1})
    sys.stdout.buffer.write(pickle.dumps((Imported.items, crawled)))


if __name__ == "__main__":
    main()
