"""Runs the checks, or those that are named, and prints one table; fails if one failed.

A check is a module of this folder with ``check(folder, progress) -> Row | Sequence[Row]``.
"""

import importlib
import logging
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.resilience import table

CHECKS = (
    "closing",
    "kills",
    "weeks",
    "drift",
    "robots",
    "politeness",
    "hostile",
    "backup",
    "repeat",
    "trouble",
)
"""The modules, in the order in which they run."""


def main(names: Sequence[str]) -> int:
    """The exit code: 0 all green, 1 a red row, 2 a name that there is not."""
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        print(f"there is no check {unknown[0]!r}; there are {', '.join(CHECKS)}", file=sys.stderr)
        return 2
    logging.getLogger().addHandler(logging.NullHandler())  # what is broken on purpose is not said again
    started = time.monotonic()
    checks = {name: importlib.import_module(f"benchmarks.resilience.{name}").check for name in names or CHECKS}
    with tempfile.TemporaryDirectory() as folder:
        rows = list(table.run(checks, Path(folder), lambda said: print(said, file=sys.stderr, flush=True)))
    print(*table.lines(rows), sep="\n")
    failed = sum(not row.passed for _, row in rows)
    print(f"{len(rows)} rows in {time.monotonic() - started:.0f} s; {f'{failed} FAIL' if failed else 'PASS'}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
