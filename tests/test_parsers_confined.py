"""Reading under limits, in processes of their own: what stays as it is, and what is given up."""

import os

import pytest

from parsers import confined
from parsers.confined import carefully
from parsers.pages.failure import DocumentError, LimitError

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
    with pytest.raises(LimitError, match=r"^reading it takes more than 300 MB of memory$"):
        confined.confined(greedy)


def test_a_library_that_ends_the_process_ends_only_that_one():
    with pytest.raises(LimitError):
        confined.confined(dying)
