"""PDF files as markup: reading order (columns, ruled tables), wrapped lines joined, headings by type size."""

import io
import struct
import zlib
from collections.abc import Iterator
from html import escape
from statistics import median

import pdfplumber
import pdfplumber.page
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import PdfminerException

from parsers.pages.failure import DocumentError
from parsers.pages.pdfcolumns import Line, lines_of, ordered
from parsers.pages.pdfparagraphs import paragraphs

_DAMAGED = (
    PdfminerException,
    PDFException,
    PSException,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    RecursionError,
    NotImplementedError,
    OSError,
    struct.error,
    zlib.error,
    OverflowError,
    ArithmeticError,
)
_MOST_PAGES = 40
_RULES = 4


def as_html(content: bytes) -> str:
    """The text layer of a PDF as markup: ``h2`` for larger type, ``strong`` for bold lines, tables where ruled.

    Reads the first 40 pages. Raises DocumentError where the file is damaged, locked, or has no text (a scan).
    """
    try:
        with pdfplumber.open(io.BytesIO(content)) as file:
            pages = []
            for page in file.pages[:_MOST_PAGES]:
                pages.append(_page(page))
                page.close()  # else every letter of every page stays in memory
    except _DAMAGED as damage:
        if "password" in f"{type(damage).__name__} {damage!r}".lower():
            raise DocumentError("the PDF is locked by a password") from damage
        raise DocumentError("the PDF is damaged and cannot be opened") from damage
    lines = [line for _, found in pages for line in found]
    if not lines and not any(tables for tables, _ in pages):
        raise DocumentError("the PDF has no text layer: it is a scan, and only its picture could be read")
    size = median([line.size for line in lines for _ in range(min(len(line.text) // 10 + 1, 20))] or [0])
    return "\n".join(part for tables, found in pages for part in _markup(tables, found, size))


def _page(page: pdfplumber.page.Page) -> tuple[list[tuple[float, str]], list[Line]]:
    """The ruled tables of a page, as (top, markup), and its other lines in reading order."""
    tables = []
    if len(page.lines) + len(page.rects) >= _RULES:
        for table in page.find_tables():
            rows = [row for row in table.extract() if any(row)]
            if len(rows) > 1 and 1 < max(len([cell for cell in row if cell]) for row in rows) <= 8:
                tables.append((table.bbox, rows))
                page = page.outside_bbox(table.bbox)
    words = page.extract_words(extra_attrs=["size", "fontname"], x_tolerance_ratio=0.2)
    lines = ordered(lines_of(words), float(page.width))
    return [(float(box[1]), _table(rows)) for box, rows in tables], lines


def _table(rows: list[list[str | None]]) -> str:
    cells = ("".join(f"<td>{escape(cell, quote=False)}</td>" for cell in row if cell and cell.strip()) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells if row) + "</table>"


def _markup(tables: list[tuple[float, str]], lines: list[Line], size: float) -> Iterator[str]:
    waiting = sorted(tables)
    for paragraph in paragraphs(lines):
        while waiting and paragraph.top > waiting[0][0]:
            yield waiting.pop(0)[1]
        text = escape(paragraph.text, quote=False)
        if paragraph.size >= 1.15 * size and len(paragraph.text) <= 120:
            yield f"<h2>{text}</h2>"
        elif paragraph.bullet:
            yield f"<ul><li>{text}</li></ul>"
        elif paragraph.bold:
            yield f"<p><strong>{text}</strong></p>"
        else:
            yield f"<p>{text}</p>"
    yield from (markup for _, markup in waiting)
