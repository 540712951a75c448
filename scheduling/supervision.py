"""Runs a command under limits: a process group of its own, so long and no longer, so much memory and no more."""

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Thread
from typing import IO, Literal

GRACE = 30.0
"""Seconds between SIGTERM and SIGKILL."""

Ending = Literal["done", "trouble", "timeout", "stopped"]
"""done: exit code 0; trouble: another, or killed by a signal; timeout: its time was over; stopped: we were told to."""

_TAIL = 20
_LONGEST_LINE = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a command may use: seconds by the clock, bytes of memory of each of its processes."""

    seconds: float
    memory: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a command came to. ``said``: its last line of output; ``tail``: its last lines on standard error."""

    ending: Ending
    exit: int | None
    signal: str | None
    seconds: float
    said: str
    tail: tuple[str, ...]

    @property
    def detail(self) -> str:
        """One line for a person."""
        if self.ending == "done":
            return self.said
        ended = f"ended by {self.signal}" if self.signal else f"exit code {self.exit}"
        after = {"timeout": f"its time was over after {self.seconds:.0f} s", "stopped": "was told to stop"}
        return "; ".join(
            part for part in (after.get(self.ending, ""), self.tail[-1] if self.tail else "", ended) if part
        )


def supervise(
    command: Sequence[str],
    limits: Limits,
    *,
    stop: Event,
    environment: Mapping[str, str] | None = None,
    grace: float = GRACE,
) -> Outcome:
    """Run a command to its end, or to that of its limits, or until ``stop`` is set; then nothing of it is left.

    Its standard error is passed on as it comes. It does not outlive this process (on Linux).
    """
    started = time.monotonic()
    line = [sys.executable, "-P", "-m", "scheduling.launch", str(os.getpid()), str(limits.memory), *command]
    child = subprocess.Popen(
        line,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=environment,
        text=True,
        errors="replace",
    )
    said: deque[str] = deque(maxlen=1)
    tail: deque[str] = deque(maxlen=_TAIL)
    readers = [
        Thread(target=_read, args=(child.stdout, said, None), daemon=True),
        Thread(target=_read, args=(child.stderr, tail, sys.stderr), daemon=True),
    ]
    for reader in readers:
        reader.start()
    cut = _wait(child.pid, started + limits.seconds, stop)
    if cut is not None:
        _signal(child.pid, signal.SIGTERM)
        _wait(child.pid, time.monotonic() + grace, Event())
    # Its group goes with it, while its number cannot yet be anybody else's.
    _signal(child.pid, signal.SIGKILL)
    code = child.wait()
    for reader in readers:
        reader.join(grace)
    return Outcome(
        ending=cut or ("trouble" if code else "done"),
        exit=code if code >= 0 else None,
        signal=signal.Signals(-code).name if code < 0 else None,
        seconds=time.monotonic() - started,
        said="".join(said),
        tail=tuple(tail),
    )


def _wait(pid: int, deadline: float, stop: Event) -> Literal["timeout", "stopped"] | None:
    """Wait for the end of a child without taking note of it; why the waiting ended before, if it did."""
    pause = 0.01
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        if stop.is_set():
            return "stopped"
        if time.monotonic() >= deadline:
            return "timeout"
        stop.wait(pause)
        pause = min(pause * 1.2, 0.5)
    return None


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, number)


def _read(pipe: IO[str], lines: deque[str], pass_on: IO[str] | None) -> None:
    """Keep the last lines of a stream. What reads to the end here holds up no command that talks much."""
    with pipe:
        while text := pipe.readline(_LONGEST_LINE):
            if text.strip():
                lines.append(text.strip())
            if pass_on is not None:
                pass_on.write(text)
