"""Pages of sources with hints."""

import datetime as dt

import pytest

from schema.source import Hints
from spiders.board import BoardError
from spiders.career_page import read_office_page

URL = "https://junta.example.org/trabajo"
LIST = (
    "<html><body><h1>Trabajo</h1><div class=x><a href='/t/1'>Analista</a><a href='/t/2'>Oficial</a></div>"
    "<a href='/otro'>Otro</a><a href='/trabajo?page=2' rel=next>2</a></body></html>"
)
ONE = "<html><title>Analista</title><body><p>Menú</p><div id=p>Quien sepa de números, venga.</div></body></html>"
DAY = dt.date(2026, 4, 1)


def read(markup, **hints):
    return read_office_page(markup.encode(), URL, DAY, Hints(**hints))


@pytest.mark.parametrize("hints", [{"list": "div.x"}, {"link": r"/t/\d+$"}, {"list": "body", "link": r"/t/"}])
def test_the_links_that_the_hints_name(hints):
    found = read(LIST, **hints)
    assert (found.kind, [link.url for link in found.links]) == (
        "list",
        ["https://junta.example.org/t/1", "https://junta.example.org/t/2"],
    )
    assert found.next_url == "https://junta.example.org/trabajo?page=2"


def test_the_part_that_is_the_posting_is_believed_in_another_language():
    (posting,) = read(ONE, body="#p", language="es").postings
    assert (posting.title, "números" in posting.description_html) == ("Analista", True)
    assert "Menú" not in posting.description_html
    assert read(ONE, body="#p").postings == ()


def test_hints_that_find_nothing_change_nothing():
    assert read(ONE, body="#q", list=".z", link="nowhere").kind == read_office_page(ONE.encode(), URL, DAY).kind


def test_a_selector_that_is_none_is_told():
    with pytest.raises(BoardError, match="no CSS selector"):
        read(LIST, list="p[[[")
