"""Runs one crawl into a database in a process of its own, since a process can crawl once; tests call ``run``."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from crawl import Crawled, crawl
from parsers import posting
from schema.source import Source
from settings import Settings
from tests import forked
from tests.one_crawl import MOMENT, QUICK


def run(sources: Sequence[Source], db: Path, day: int = 0, *, broken_on: str = "", says: str = "") -> Crawled:
    """Crawl into ``db``, ``day`` days after the first moment; standard error must hold ``says``, or nothing.

    ``broken_on`` is a title that the parsers break on.
    """
    settings = replace(QUICK, db=str(db), log_level="ERROR")
    ended = forked.call(_crawled, list(sources), settings, MOMENT + dt.timedelta(days=day), broken_on)
    assert ended.code == 0, ended.error
    assert says in ended.error if says else not ended.error, ended.error
    crawled = ended.value
    assert isinstance(crawled, Crawled)
    return crawled


def _crawled(sources: list[Source], settings: Settings, moment: dt.datetime, broken_on: str) -> Crawled:
    if broken_on:
        text_of = posting.text_of

        def breaks(raw):
            if raw.title == broken_on:
                raise ZeroDivisionError("a bug in a parser")
            return text_of(raw)

        posting.text_of = breaks
    return crawl(sources, settings, moment=moment)
