"""The next page of a list in pages."""

import pytest

from parsers.pages import pager

URL = "https://jobs.example.org/openings?page=2"


@pytest.mark.parametrize(
    ("markup", "want"),
    [
        ('<link rel="next" href="/openings?page=3">', "https://jobs.example.org/openings?page=3"),
        ('<a rel="nofollow next" href="?page=3">3</a>', "https://jobs.example.org/openings?page=3"),
        ('<a href="?page=1">‹ Prev</a> <a href="?page=3">Next ›</a>', "https://jobs.example.org/openings?page=3"),
        ('<a href="/openings/page/3/">Older jobs</a>', "https://jobs.example.org/openings/page/3/"),
        ('<a href="?start=40" aria-label="Next page"><i></i></a>', "https://jobs.example.org/openings?start=40"),
        ('<a href="?page=3">Siguiente</a>', "https://jobs.example.org/openings?page=3"),
        ('<a href="?page=1">1</a> 2 <a href="?page=3">3</a>', "https://jobs.example.org/openings?page=3"),
        ('<a href="?page=1">1</a> <a href="?page=2">2</a>', None),
        ('<a rel="next" href="/openings?page=2">Next</a>', None),
        ('<a href="/about/next-steps">Next</a>', None),
        ('<a href="https://other.example.org/?page=3">Next</a>', None),
        ("<p>Next week we shall print more.</p>", None),
        ("", None),
    ],
)
def test_next_page(markup, want):
    assert pager.next_url(markup, URL) == want
