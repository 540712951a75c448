"""Real crawls over loopback, each in a process of its own: fetching, middlewares, spiders, pipelines and all."""

import contextlib
import datetime as dt
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks.resilience.boards import Script, source
from benchmarks.resilience.faults import SLOW, STOP
from tests.loopback import Site
from tests.one_crawl import QUICK

ROOT = Path(__file__).parents[2]
LIMIT = 60.0
"""Seconds that a child may take."""


def crawl(db: Path, scripts: Mapping[str, Script], moment: dt.datetime) -> None:
    """Crawl the boards of some platforms at once, each on a loopback address of its own."""
    settings = replace(QUICK, db=str(db), timeout=SLOW / 3, source_seconds=8.0, refusals=2)
    stopped = any(STOP in script for script in scripts.values())
    with contextlib.ExitStack() as stack:
        sites = {
            platform: stack.enter_context(Site(f"127.0.3.{place}", _slowed(script)))
            for place, (platform, script) in enumerate(scripts.items(), 1)
        }
        sources = [source(platform, site.url) for platform, site in sites.items()]
        child = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.resilience.children"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            cwd=ROOT,
        )
        assert child.stdin is not None
        child.stdin.write(pickle.dumps((sources, settings, moment)))
        child.stdin.close()
        if stopped:
            _stop(child, list(sites.values()))
        if child.wait(LIMIT):
            raise RuntimeError(f"the crawl of {', '.join(scripts)} ended with {child.returncode}")


def _slowed(script: Script) -> Script:
    """The answers of a crawl that is to be stopped take their time."""
    return {path: replace(a, wait=0.3) for path, a in script.items()} if STOP in script else script


def _stop(child: subprocess.Popen[bytes], sites: list[Site]) -> None:
    """SIGTERM while the first site is being read."""
    latest = time.monotonic() + 20
    while not any(site.paths() for site in sites) and time.monotonic() < latest:
        time.sleep(0.02)
    os.kill(child.pid, signal.SIGTERM)


def main() -> None:
    """The child's part."""
    from crawl import crawl as run

    sources, settings, moment = pickle.loads(sys.stdin.buffer.read())
    run(sources, settings, moment=moment)


if __name__ == "__main__":
    main()
