"""Reads what a stranger sent in a process of its own, under limits: a small file can ask for any time and memory.

The one place of the parsers that touches the system. A result is what it would be without: limits only stop.
"""

import contextlib
import ctypes
import gc
import os
import pickle
import resource
import select
import signal
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

from parsers.pages.failure import LimitError

T = TypeVar("T")

_LIBC = ctypes.CDLL(None)
_M_MMAP_THRESHOLD = -3

SECONDS = 20
"""Processor time that a file may take."""
MEMORY = 300 * 2**20
"""Bytes that a file may need beside what the program has already, at most."""
TOGETHER, LEAST = 360 * 2**20, 48 * 2**20
"""Bytes that the program and the reading of a file may have together: a file gets what is left, and LEAST anyhow."""
SMALL = 200_000
"""Bytes of text or markup that cannot ask for much time: a posting has 5,000, a page 60,000."""
PATIENCE = 20 * SECONDS
"""Seconds without a sign of life after which the reading is given up, however busy the machine is."""
TOO_LONG = f"reading it takes more than {SECONDS} seconds"
TOO_LARGE = f"reading it takes too much memory ({MEMORY // 2**20} MB at most)"


def confined(work: Callable[[], T]) -> T:
    """What a pure function gives, which must be something that pickle can carry.

    Raises LimitError where the function takes too much time or memory, and what the function raises itself.
    """
    _give_back()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _work(work, writing)
    os.close(writing)
    try:
        told = _told(reading)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)  # it has said what it had to say, or never will
        _, status = os.waitpid(child, 0)
    if not told:
        late = os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)
        raise LimitError(TOO_LONG if late else TOO_LARGE)
    result, error = pickle.loads(told)
    if error is not None:
        raise error
    return result  # type: ignore[no-any-return]  # what was pickled is the function's own result


def carefully(work: Callable[[], T], size: int) -> T:
    """What a pure function gives for ``size`` bytes or letters: confined, unless they are as few as usual."""
    return work() if size < SMALL else confined(work)


def _give_back() -> None:
    """Give memory that is free back to the system: else the child writes to its copy of it, past every limit."""
    with contextlib.suppress(AttributeError):  # glibc's; other libraries keep less
        _LIBC.mallopt(_M_MMAP_THRESHOLD, 2**18)  # from now on large blocks go back as soon as they are free
        _LIBC.malloc_trim(0)


def _work(work: Callable[[], T], writing: int) -> NoReturn:
    """The child's part: never returns into the program that it is a copy of."""
    try:
        _limit()
        gc.freeze()  # a collection would write to all that is shared with the parent, and so copy it
        with os.fdopen(writing, "wb") as out:
            pickle.dump(_outcome(work), out)
    finally:
        os._exit(0)


def _outcome(work: Callable[[], T]) -> tuple[T | None, BaseException | None]:
    try:
        return work(), None
    except MemoryError:
        return None, LimitError(TOO_LARGE)
    except Exception as error:  # noqa: BLE001 - it is raised again in the parent
        return None, error


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    sizes = Path("/proc/self/statm").read_text("ascii").split()
    mapped, resident = (int(pages) * resource.getpagesize() for pages in sizes[:2])
    most = mapped + min(MEMORY, max(LEAST, TOGETHER - resident))
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _told(reading: int) -> bytes:
    """All that the child says; nothing where it ended without a word or was silent too long."""
    waiting = select.poll()
    waiting.register(reading, select.POLLIN)
    parts: list[bytes] = []
    while waiting.poll(PATIENCE * 1000):
        part = os.read(reading, 2**20)
        if not part:
            return b"".join(parts)
        parts.append(part)
    return b""
