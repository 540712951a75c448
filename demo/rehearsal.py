"""Plays the two days of the sample sites: serves them, and crawls them with the real command in a process of its own.

A process can crawl once, so each day is a child process; it is told the moment that its day has.
"""

import datetime as dt
import errno
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from importlib.resources import as_file, files
from pathlib import Path

from demo.server import serving


def moments(today: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The moments of the two days: noon of yesterday and of today, UTC."""
    noon = dt.datetime.combine(today, dt.time(12), dt.UTC)
    return noon - dt.timedelta(days=1), noon


def prepare(db: str) -> None:
    """Begin with an empty database: the one of an earlier demo is removed, any other is refused."""
    path = Path(db)
    if "://" in db or not path.exists():
        return
    names = {f"{p.stem}" for p in Path(str(files("demo") / "sources")).rglob("*.toml")}
    with closing(sqlite3.connect(path)) as connection:
        try:
            if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                return
            known = {slug.rpartition("/")[2] for (slug,) in connection.execute("SELECT slug FROM organizations")}
        except sqlite3.Error:
            known = {""}
    if not known <= names:
        raise FileExistsError(errno.EEXIST, "holds more than the demo; give another path with --db", db)
    for suffix in ("", "-wal", "-shm"):
        Path(db + suffix).unlink(missing_ok=True)


def write_sources(addresses: Mapping[str, str], folder: Path) -> None:
    """Copy the demo's source files into a folder, each board with the loopback address of its site as base_url."""
    with as_file(files("demo") / "sources") as originals:
        for path in originals.rglob("*.toml"):
            copy = folder / path.relative_to(originals)
            copy.parent.mkdir(parents=True, exist_ok=True)
            board = f'[[board]]\nbase_url = "{addresses[path.stem]}"\n'
            copy.write_text(path.read_text("utf-8").replace("[[board]]\n", board), "utf-8")


def play(day: int, today: dt.date, db: str, extra: Sequence[str] = ()) -> int:
    """Serve the sites as on day 1 or 2, crawl them into ``db``, and give the crawl's exit code."""
    first, second = moments(today)
    moment = first if day == 1 else second
    with serving(day, first.date()) as addresses, tempfile.TemporaryDirectory() as folder:
        write_sources(addresses, Path(folder))
        # -P: a folder that happens to hold a cli.py or a settings.py is not searched for ours
        program = [sys.executable, "-P", "-m", "cli"]
        command = [*program, "crawl", "--sources", folder, "--db", db, "--at", moment.isoformat()]
        return subprocess.run([*command, *extra], env=_environment(), check=False).returncode


def _environment() -> dict[str, str]:
    quick = {
        "ALLOW_LOOPBACK_BASE_URL": "1",
        "DELAY": "0.01",
        "ADAPTIVE_DELAY": "0",
        "CONTACT": "demo@example.org",
        "CAPTURES": "off",
    }
    return {**os.environ, **{f"ELECTIONJOBS_{name}": value for name, value in quick.items()}}
