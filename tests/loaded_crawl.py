"""Runs one crawl into a database in a process of its own, since a process can crawl once; tests call ``run``."""

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


def run(sources: Sequence[Source], db: Path, day: int = 0, *, broken_on: str = "", says: str = "") -> Crawled:
    """Crawl into ``db``, ``day`` days after the first moment; standard error must hold ``says``, or nothing.

    ``broken_on`` is a title that the parsers break on.
    """
    settings = replace(QUICK, db=str(db), log_level="ERROR")
    child = subprocess.run(
        [sys.executable, __file__],
        input=pickle.dumps((list(sources), settings, MOMENT + dt.timedelta(days=day), broken_on)),
        capture_output=True,
        cwd=Path(__file__).parents[1],
        env={"PYTHONPATH": str(Path(__file__).parents[1]), "PATH": ""},
        timeout=60,
        check=False,
    )
    assert child.returncode == 0, child.stderr.decode()
    said = child.stderr.decode()
    assert says in said if says else not said, said
    return pickle.loads(child.stdout)


def main() -> None:
    from crawl import crawl
    from parsers import posting

    sources, settings, moment, broken_on = pickle.loads(sys.stdin.buffer.read())
    if broken_on:
        text_of = posting.text_of

        def breaks(raw):
            if raw.title == broken_on:
                raise ZeroDivisionError("a bug in a parser")
            return text_of(raw)

        posting.text_of = breaks
    sys.stdout.buffer.write(pickle.dumps(crawl(sources, settings, moment=moment)))


if __name__ == "__main__":
    main()
