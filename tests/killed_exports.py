"""Exports that are killed before a step on the file system, watched by a reader at every step: ``OUT [DB]``.

Without a database each export writes a few small files, and is killed one step later than the one before, until one is
through; then the rest of a hundred. With one it publishes editions, killed at the steps where something could go wrong.
Each export runs in a process of its own. Prints how many there were and how many of them were killed.
"""

import datetime as dt
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas  # noqa: F401  # which the exports would import one by one, each for seconds

from exports import edition, switch
from schema import database

FILES = ("a.txt", "b/c.txt", "b/d/e.txt")
PUBLISHED = ("index.html", "feeds/all.xml", "feeds/all.json", "feeds/feeds.opml", "feeds/state/wa.xml", "sitemap.xml")
STEPS = ("open", "os.mkdir", "os.link", "os.remove", "os.rename", "os.symlink", "os.rmdir", "shutil.rmtree")

KILLS: tuple[tuple[str, int], ...] = (
    # in the midst of the draft, while equal files are shared, before and behind the draft gets its number, and before
    # the switch: at every step there is the small exports are killed
    *(("open", 400), ("os.link", 100), ("os.rename", 1), ("os.symlink", 1), ("os.rename", 2)),
)


def edition_of(names: tuple[str, ...], out: Path) -> Iterator[set[bytes]]:
    """What a slow reader sees who opened the folder once: after each file, the editions it saw so far."""
    folder = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
    try:
        found: set[bytes] = set()
        for name in names:
            with os.fdopen(os.open(name, os.O_RDONLY, dir_fd=folder), "rb") as file:
                found |= set(re.findall(rb"edition([0-9]+)[.]example", file.read()))
            yield found
    finally:
        os.close(folder)


class Watch:
    """At every step of this process a reader reads one more file; before the wanted step the process is killed."""

    def __init__(self, names: tuple[str, ...], out: Path, kill: Callable[[str], bool]) -> None:
        self.names, self.out, self.kill = names, out, kill
        self.reading: Iterator[set[bytes]] = iter(())
        self.busy = False
        sys.addaudithook(self)

    def __call__(self, event: str, _: object) -> None:
        if self.busy or event not in STEPS:
            return
        self.busy = True
        found = next(self.reading, None)
        if found is None:
            self.reading = edition_of(self.names, self.out)
            found = next(self.reading)
        if len(found) != 1:
            os.write(2, f"a reader saw {sorted(found)}\n".encode())
            os._exit(3)
        if self.kill(event):
            os.kill(os.getpid(), signal.SIGKILL)
        self.busy = False


def export(work: Callable[[], object], names: tuple[str, ...], out: Path, event: str, number: int) -> bool:
    """One export, killed before the ``number``-th step of a kind ("": of any); whether it was killed."""
    child = os.fork()
    if not child:
        left = iter(range(number - 1, -1, -1))
        Watch(names, out, lambda step: event in ("", step) and next(left, None) == 0)
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status not in (0, signal.SIGKILL):
        raise SystemExit(f"an export ended with {status}")
    (*_, found) = edition_of(names, out)
    if len(found) != 1:
        raise SystemExit(f"a reader saw {sorted(found)} behind the kill {event} {number}")
    return status == signal.SIGKILL


def small(out: Path, number: int) -> None:
    """Three files, of which one is equal in all editions."""
    with switch.replacing(out) as draft:
        for name in FILES:
            switch.put(draft / name, f"edition{number}.example".encode())
        switch.put(draft / "same.txt", b"as ever")


def hundred(out: Path) -> int:
    """A hundred small exports, killed at every step that there is; how many were killed."""
    killed = 0
    for number in range(1, 101):
        killed += export(lambda n=number: small(out, n), FILES, out, "", number)  # type: ignore[misc]
    return killed


def whole(out: Path, db: str) -> int:
    """Editions of a database, killed at the steps of KILLS and once not; how many were killed."""

    def publish(number: int) -> None:
        engine = database.engine(db)
        with database.reading(engine) as connection:
            site = f"https://edition{number}.example.org"
            edition.publish(connection, out, site, today=dt.date(2026, 3, 2))

    killed = 0
    for number, (event, count) in enumerate((*KILLS, ("", 10**9)), start=1):
        killed += export(lambda n=number: publish(n), PUBLISHED, out, event, count)  # type: ignore[misc]
    return killed


if __name__ == "__main__":
    folder, *given = sys.argv[1:]
    killed = whole(Path(folder), given[0]) if given else hundred(Path(folder))
    sys.stdout.write(f"{killed}\n")
