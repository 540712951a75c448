"""Puts a folder in the place of another at one instant: readers see the old one whole, or the new one whole.

What is served (``public``) is a symbolic link to the current of the numbered folders that stand beside it in
``.public-editions``. A new edition is written there, and then the link is replaced, which is one step for every
reader and for ``kill -9``. The edition before stays until the next one, for those who are still reading it. A plain
folder that stands there from before becomes the first edition.
"""

import ctypes
import errno
import fcntl
import filecmp
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_DRAFT = "draft"
_NEXT = "next"
_FORMER = "former"
_AT_CWD = -100  # AT_FDCWD
_EXCHANGE = 2  # RENAME_EXCHANGE


def current(out: Path) -> Path | None:
    """The folder that is served now: where the link leads, or a plain folder from before; None where there is none."""
    return out.resolve() if out.is_dir() else None


def check(out: Path) -> None:
    """Raise OSError where a folder cannot be replaced, with the mend."""
    if out.exists() and not out.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "is a file; move it away or give a folder with --out", str(out))
    place = out.absolute()
    if not out.is_symlink() and (Path.cwd().resolve().is_relative_to(place.resolve()) or os.path.ismount(out)):
        raise OSError(errno.EBUSY, "cannot be replaced as a whole; give a folder inside it with --out", str(out))


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A new empty folder to write into; on leaving without an error it is what ``out`` shows.

    Files that the former folder holds and that are written again with the same bytes stay the same files, with their
    times. One program at a time: another one waits. Raises OSError.
    """
    check(out)
    shelf = _shelf(out)
    if out.is_symlink() and out.exists() and out.resolve().parent != shelf.resolve():
        # Somebody's own link to the folder that is served: the folder changes, the link stays.
        out = out.resolve()
        check(out)
        shelf = _shelf(out)
    shelf.mkdir(parents=True, exist_ok=True)
    with (shelf / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _mend(shelf, out)
        draft = shelf / _DRAFT
        draft.mkdir()
        try:
            yield draft
            if former := current(out):
                _share(draft, former)
            _put(draft, shelf, out)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def _shelf(out: Path) -> Path:
    place = out.absolute()
    return place.with_name(f".{place.name}-editions")


def _numbers(shelf: Path) -> list[int]:
    return sorted(int(path.name) for path in shelf.iterdir() if path.name.isdigit())


def _mend(shelf: Path, out: Path) -> None:
    """Remove what a killed export left, and all editions but the one that is shown."""
    if (shelf / _NEXT).is_symlink():
        (shelf / _NEXT).unlink()
    if not out.exists() and (numbers := _numbers(shelf)):
        _point(shelf, out, str(numbers[-1]))
    shown = current(out)
    for path in shelf.iterdir():
        if path.is_dir() and path.resolve() != shown:
            shutil.rmtree(path)


def _share(draft: Path, former: Path) -> None:
    """Let files of the draft that are equal to the former ones be those: their times stay, and no room is taken."""
    for path in draft.rglob("*"):
        before = former / path.relative_to(draft)
        if not path.is_file() or not before.is_file() or before.is_symlink() or path.samefile(before):
            continue
        if filecmp.cmp(path, before, shallow=False):
            path.unlink()
            link(before, path)


def put(path: Path, content: bytes) -> None:
    """Write a file, in a folder that may not be there yet."""
    try:
        path.write_bytes(content)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def link(before: Path, path: Path) -> None:
    """The same file under another path; a copy where the file system has no second names."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(before, path, follow_symlinks=False)
    except OSError:
        shutil.copy2(before, path, follow_symlinks=False)


def _put(draft: Path, shelf: Path, out: Path) -> None:
    name = str(max(_numbers(shelf), default=0) + 1)
    draft.rename(shelf / name)
    _point(shelf, out, name)


def _point(shelf: Path, out: Path, name: str) -> None:
    """Let ``out`` be a link to this edition, whatever stood there before."""
    pointer = shelf / _NEXT
    # Relative: both may be moved together.
    pointer.symlink_to(Path(shelf.name) / name)
    if not out.is_dir() or out.is_symlink():
        pointer.replace(out)
    elif not _exchanged(pointer, out):
        # Where the system cannot exchange two names there is an instant without any edition, never half of one.
        out.rename(shelf / _FORMER)
        pointer.replace(out)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two names in one step (Linux); False where the system cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    return rename is not None and rename(_AT_CWD, os.fsencode(one), _AT_CWD, os.fsencode(other), _EXCHANGE) == 0
