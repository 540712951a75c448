"""Reading under limits, in processes of their own: what stays as it is, and what is given up."""

import os

import pytest

from parsers import confined
from parsers.confined import carefully
from parsers.pages import html
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
    with pytest.raises(LimitError, match=r"^reading it takes too much memory \(300 MB at most\)$"):
        confined.confined(greedy)


def test_a_library_that_ends_the_process_ends_only_that_one():
    with pytest.raises(LimitError):
        confined.confined(dying)


def test_a_large_program_leaves_less_to_a_file(monkeypatch):
    size = 2**27  # so much is never taken from what the program has freed, which no limit counts
    assert confined.confined(lambda: len(bytearray(size))) == size
    monkeypatch.setattr(confined, "TOGETHER", 0)
    monkeypatch.setattr(confined, "LEAST", size * 2)
    assert confined.confined(lambda: len(bytearray(size))) == size
    monkeypatch.setattr(confined, "LEAST", size // 2)
    with pytest.raises(LimitError):
        confined.confined(lambda: len(bytearray(size)))


def test_a_page_for_which_there_is_no_memory_is_given_up_as_too_large(monkeypatch):
    markup = ("Clerk\n" * 50 + "<br>") * 40_000
    monkeypatch.setattr(confined, "MEMORY", 2**25)
    with pytest.raises(LimitError, match="too much memory"):
        confined.confined(lambda: html.text(markup))
