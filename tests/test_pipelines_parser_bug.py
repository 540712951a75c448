"""A parser that breaks on one posting costs that posting, with its reason, and nothing else."""

import datetime as dt

from pipelines.normalize import readable
from schema.records import ParsedPosting, RawPosting, SetAside

DAY = dt.date(2026, 3, 2)


def broken(raw, source):
    raise ZeroDivisionError


def test_a_posting_that_breaks_a_parser_is_set_aside_with_the_reason():
    raw = RawPosting(url="https://linden.example.org/1", title="Clerk", observed_on=DAY, source="linden/neogov")
    assert readable(raw, None, broken) == SetAside(
        source="linden/neogov",
        url="https://linden.example.org/1",
        title="Clerk",
        reason="a parser of ours broke on it (ZeroDivisionError); please report it",
        observed_on=DAY,
    )


def test_any_other_posting_is_read():
    raw = RawPosting(url="https://linden.example.org/1", title="Clerk", observed_on=DAY, description_text="Counts.")
    assert isinstance(readable(raw, None), ParsedPosting)
