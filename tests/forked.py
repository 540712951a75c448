"""Processes of their own, forked from one that has imported the program.

A process can crawl once, so that tests need many; to import everything anew takes most of them longer than their work.
That the program also runs when it is started from nothing is shown by the tests of the demo and of the wheel.
"""

import io
import multiprocessing
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 60.0
"""Seconds that a process may take."""

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(
    [
        *(f"commands.{path.stem}" for path in ROOT.glob("commands/[a-z]*.py")),
        *(f"{room}.{path.stem}" for room in ("middlewares", "spiders") for path in ROOT.glob(f"{room}/[a-z]*.py")),
        "scrapy.core.downloader.handlers.http11",  # what Scrapy loads when a crawl begins
        "tests.one_crawl",
    ]
)


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What a process left: its exit code, what it wrote, and what its function gave (None where it failed)."""

    code: int
    out: str
    error: str
    value: object


def call(
    function: Callable[..., object],
    *arguments: object,
    cwd: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    meanwhile: Callable[[int], None] | None = None,
) -> Ended:
    """Call a function of a module in a process of its own.

    ``environment`` is added to this process's; ``meanwhile`` is called with the id of the running process.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        given = {**os.environ, **(environment or {})}
        process = _processes.Process(target=_run, args=(folder, cwd, given, function, arguments))
        process.start()
        try:
            if meanwhile is not None:
                meanwhile(process.pid)
            process.join(LONGEST)
            assert process.exitcode is not None, f"it did not end in {LONGEST:.0f} s"
        finally:
            process.kill()
        value = folder / "value"
        return Ended(
            code=process.exitcode,
            out=(folder / "out").read_text("utf-8"),
            error=(folder / "error").read_text("utf-8"),
            value=pickle.loads(value.read_bytes()) if value.exists() else None,
        )


def command(*words: object, cwd: Path = ROOT, environment: Mapping[str, str] | None = None) -> Ended:
    """Run ``electionjobs`` with these words in a process of its own."""
    return call(_electionjobs, *map(str, words), cwd=cwd, environment=environment)


def _electionjobs(*words: str) -> None:
    from cli import main

    main(words, prog_name="electionjobs")


def _run(
    folder: Path,
    cwd: Path,
    environment: Mapping[str, str],
    function: Callable[..., object],
    arguments: tuple[object, ...],
) -> None:
    for number, stream, name in ((1, sys.stdout, "out"), (2, sys.stderr, "error")):
        stream.flush()
        with (folder / name).open("wb") as file:
            os.dup2(file.fileno(), number)
    # the streams of the process it was forked from know nothing of where these lead
    sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb", closefd=False), encoding="utf-8", line_buffering=True)
    sys.stderr = io.TextIOWrapper(os.fdopen(2, "wb", closefd=False), encoding="utf-8", line_buffering=True)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    value = function(*arguments)
    (folder / "value").write_bytes(pickle.dumps(value))
