"""Runs the checks, or those that are named, and prints one table; fails if one failed.

A check is a module of this folder with ``check(folder, progress) -> Row | Sequence[Row]``. Each runs in a process of
its own, two at a time; those that measure pauses run alone.
"""

import importlib
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.resilience import table

ALONE = ("robots", "politeness")
SIDE_BY_SIDE = ("closing", "hostile", "backup", "trouble", "drift", "kills", "weeks", "repeat")
"""The longest first."""
CHECKS = (*ALONE, *SIDE_BY_SIDE)
"""The modules, in the order in which they run."""


def main(names: Sequence[str]) -> int:
    """The exit code: 0 all green, 1 a red row, 2 a name that there is not."""
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        print(f"there is no check {unknown[0]!r}; there are {', '.join(CHECKS)}", file=sys.stderr)
        return 2
    if len(names) == 1:
        return _one(names[0])
    started = time.monotonic()
    wanted = [name for name in CHECKS if name in (names or CHECKS)]
    done = [_apart(name) for name in wanted if name in ALONE]
    with ThreadPoolExecutor(2) as pool:
        done += pool.map(_apart, [name for name in wanted if name not in ALONE])
    lines = [line for one in done for line in one.stdout.splitlines()]
    print(*lines, sep="\n")
    failed = sum(line.startswith("FAIL") for line in lines)
    missing = [name for name, one in zip(wanted, done, strict=True) if one.returncode not in (0, 1) or not one.stdout]
    print(
        f"{len(lines)} rows of {len(wanted)} checks in {time.monotonic() - started:.0f} s; "
        + (f"{failed} FAIL" if failed else f"no rows of {', '.join(missing)}: FAIL" if missing else "PASS")
    )
    return int(bool(failed or missing))


def _apart(name: str) -> subprocess.CompletedProcess[str]:
    """One check in a process of its own, which tells its progress itself."""
    line = [sys.executable, "-m", "benchmarks.resilience", name]
    return subprocess.run(line, stdout=subprocess.PIPE, text=True, check=False)


def _one(name: str) -> int:
    """One check in this process."""
    logging.getLogger().addHandler(logging.NullHandler())  # what is broken on purpose is not said again
    check = importlib.import_module(f"benchmarks.resilience.{name}").check
    with tempfile.TemporaryDirectory() as folder:
        rows = list(table.run({name: check}, Path(folder), lambda said: print(said, file=sys.stderr, flush=True)))
    print(*table.lines(rows), sep="\n")
    return int(not all(row.passed for _, row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
