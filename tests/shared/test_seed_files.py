"""The shared seed texts as files of every kind that offices publish: two of the five are postings."""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from fpdf import FPDF

from parsers.pages import document, page
from parsers.reading import Context

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the reference material ../shared is not here")

SEEN = dt.date(2026, 7, 15)
MENU = "<header><nav><a href='/'>Home</a> <a href='/about'>About us</a> <a href='/news'>News</a></nav></header>"
FOOT = "<footer>Imprint, privacy, terms of use</footer>"
PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "•": "-", "…": "...", "\u200b": ""})


def saved_page(text: str) -> bytes:
    body = document.paragraphs(text)
    return f"<!doctype html><html><body>{MENU}<main>{body}</main>{FOOT}</body></html>".encode()


def pdf(text: str) -> bytes:
    """The text in a font that every PDF reader has; letters that it lacks are left out."""
    file = FPDF()
    file.add_page()
    file.set_font("Helvetica", size=11)
    file.multi_cell(0, 6, text.translate(PLAIN).encode("latin-1", "ignore").decode("latin-1"))
    return bytes(file.output())


def word(text: str) -> bytes:
    file = docx.Document()
    for paragraph in text.split("\n"):
        if paragraph.strip():
            file.add_paragraph(paragraph.strip())
    content = io.BytesIO()
    file.save(content)
    return content.getvalue()


@pytest.mark.parametrize(("suffix", "make"), [("html", saved_page), ("pdf", pdf), ("docx", word)])
def test_two_seeds_are_postings_and_three_are_not(suffix: str, make: Callable[[str], bytes]):
    texts = [path.read_text("utf-8", "replace") for path in sorted(SEEDS.glob("*.txt"))]
    files = [document.load(make(text), f"seed.{suffix}", context=Context(date=SEEN)) for text in texts]
    assert [file.media for file in files] == [suffix] * 5
    assert [page.read(file).kind for file in files] == ["posting", "posting", "none", "none", "none"]
