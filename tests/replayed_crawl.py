"""Crawls into a database in a process of its own, with a capture, or from one; tests and benchmarks call ``run``."""

import datetime as dt
import pickle
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from crawl import Crawled
from schema.source import Source
from tests.one_crawl import MOMENT, QUICK

ROOT = Path(__file__).parents[1]


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
    child = subprocess.run(
        [sys.executable, "-m", "tests.replayed_crawl"],
        input=pickle.dumps((list(sources), settings, moment, replayed)),
        capture_output=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert child.returncode == 0, child.stderr.decode()
    assert not child.stderr, child.stderr.decode()
    crawled: Crawled = pickle.loads(child.stdout)
    return crawled


def main() -> None:
    from crawl import crawl

    sources, settings, moment, replayed = pickle.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(pickle.dumps(crawl(sources, settings, moment=moment, replayed=replayed)))


if __name__ == "__main__":
    main()
