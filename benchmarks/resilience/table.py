"""One table of what was broken and what came of it: a row a promise, green or red."""

import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What was tried, the figures it came to (one line), and whether these keep the promise."""

    what: str
    figures: str
    passed: bool


Check = Callable[[Path, Progress], Row | Sequence[Row]]
"""One check: gets an empty folder of its own and something to tell its progress to; raises nothing but bugs."""


def run(checks: Mapping[str, Check], folder: Path, progress: Progress) -> Iterable[tuple[str, Row]]:
    """The rows of the checks, each with its check's name. One that raised is a red row; the others still run."""
    for name, check in checks.items():
        started = time.monotonic()
        own = folder / name
        own.mkdir()
        try:
            made = check(own, partial(_told_of, name, progress))
        except Exception as error:  # noqa: BLE001 - a bug in one check hides no other's figures
            traceback.print_exc()
            made = Row(what="the check itself", figures=f"{type(error).__name__}: {error}", passed=False)
        rows = [made] if isinstance(made, Row) else made
        progress(f"{name}: {len(rows)} rows in {time.monotonic() - started:.0f} s")
        yield from ((name, row) for row in rows)


def _told_of(name: str, progress: Progress, said: str) -> None:
    progress(f"{name}: {said}")


def lines(rows: Iterable[tuple[str, Row]]) -> Iterable[str]:
    """The table, a line a row."""
    for name, row in rows:
        yield f"{'PASS' if row.passed else 'FAIL'}  {name:<10}  {row.what}: {row.figures}"
