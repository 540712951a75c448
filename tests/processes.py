"""Waiting for what other processes do."""

import time
from collections.abc import Callable
from pathlib import Path

LONGEST = 60.0
"""Seconds that a test waits for something to happen before it fails."""


def until(happened: Callable[[], object]) -> None:
    latest = time.monotonic() + LONGEST
    while not happened():
        assert time.monotonic() < latest, "it did not happen"
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not yet taken note of does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] not in "XZ"
    except FileNotFoundError:
        return False
