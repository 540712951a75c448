"""Reading under limits, in processes of their own: what stays as it is, and what is given up."""

import functools
import os
from collections.abc import Callable

import pytest

from parsers import confined
from parsers.confined import carefully
from parsers.pages import html
from parsers.pages.failure import DocumentError, LimitError
from tests import forked

LARGE = confined.SMALL


def endless() -> None:
    while True:
        pass


def greedy() -> int:
    return len(bytearray(confined.MEMORY * 2))


def refusing() -> None:
    raise DocumentError("the PDF is locked by a password")


def dying() -> None:
    os._exit(3)


def test_a_result_is_what_it_is_without_limits():
    given = {"clerk": ["registers voters"] * 100_000}
    assert carefully(lambda: given, LARGE) == given
    assert carefully(lambda: given, 10) is given
    assert carefully(os.getpid, LARGE) != os.getpid()
    assert carefully(os.getpid, 10) == os.getpid()


def test_what_the_reader_raises_is_raised():
    with pytest.raises(DocumentError, match=r"^the PDF is locked by a password$"):
        confined.confined(refusing)


def test_what_takes_too_much_is_given_up(monkeypatch):
    monkeypatch.setattr(confined, "SECONDS", 1)
    with pytest.raises(LimitError, match=r"^reading it takes more than 20 seconds$"):
        confined.confined(endless)
    with pytest.raises(LimitError, match=r"^reading it takes too much memory \(300 MB at most\)$"):
        confined.confined(greedy)


def test_a_library_that_ends_the_process_ends_only_that_one():
    with pytest.raises(LimitError):
        confined.confined(dying)


def block(size: int) -> int:
    return len(bytearray(size))


def laid_out() -> str:
    return html.text(("Clerk\n" * 50 + "<br>") * 40_000)


def given_up(limits: dict[str, int], work: Callable[..., object], *given: object) -> str:
    """Do the work under these limits; the words with which it is given up, or none."""
    for name, value in limits.items():
        setattr(confined, name, value)
    try:
        confined.confined(functools.partial(work, *given))
    except LimitError as limit:
        return str(limit)
    return ""


@pytest.mark.parametrize(
    ("limits", "work", "expected"),
    [
        ({}, (block, 2**26), ""),
        ({"TOGETHER": 0, "LEAST": 2**27}, (block, 2**26), ""),
        ({"TOGETHER": 0, "LEAST": 2**25}, (block, 2**26), confined.TOO_LARGE),
        ({"MEMORY": 2**25}, (laid_out,), confined.TOO_LARGE),
    ],
    ids=["a file", "a large program", "a larger program", "a page"],
)
def test_what_there_is_no_memory_for_is_given_up(limits, work, expected):
    """In a new process: what one has freed it may take again, and no limit counts it."""
    ended = forked.call(given_up, limits, *work)
    assert (ended.code, ended.value) == (0, expected), ended.error
