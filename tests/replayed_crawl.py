"""Crawls into a database in a process of its own, with a capture, or from one; tests and benchmarks call ``run``."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from crawl import Crawled, crawl
from schema.source import Source
from settings import Settings
from tests import forked
from tests.one_crawl import MOMENT, QUICK


def run(
    sources: Sequence[Source],
    db: Path,
    captures: Path | None,
    moment: dt.datetime = MOMENT,
    *,
    replayed: Path | None = None,
    **changes: object,
) -> Crawled:
    """Crawl at a moment; ``captures`` is the folder to keep answers in, ``replayed`` one to take them from.

    ``changes`` are settings.
    """
    settings = replace(QUICK, db=str(db), captures=captures, **changes)  # type: ignore[arg-type]
    ended = forked.call(_crawled, list(sources), settings, moment, replayed)
    assert (ended.code, ended.error) == (0, ""), ended.error
    crawled = ended.value
    assert isinstance(crawled, Crawled)
    return crawled


def _crawled(sources: list[Source], settings: Settings, moment: dt.datetime, replayed: Path | None) -> Crawled:
    return crawl(sources, settings, moment=moment, replayed=replayed)
