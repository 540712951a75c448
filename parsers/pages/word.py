"""Word files (DOCX) as markup: headings, lists, bold runs, links and tables in the order of the page."""

import io
import zipfile
from collections.abc import Iterator
from html import escape

import docx
import docx.document
import docx.opc.exceptions
from docx.table import Table, _Cell
from docx.text.hyperlink import Hyperlink
from docx.text.paragraph import Paragraph
from lxml import etree

from parsers.pages.failure import DocumentError

_DAMAGED = (
    docx.opc.exceptions.PackageNotFoundError,
    zipfile.BadZipFile,
    etree.LxmlError,
    KeyError,
    ValueError,
    AttributeError,
    IndexError,
    OSError,
)
_LARGEST = 100_000_000
"""Bytes of the unpacked file; more is a bomb."""


def as_html(content: bytes) -> str:
    """The text of a Word file as markup. Raises DocumentError for a damaged, huge or empty file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
                raise DocumentError("the Word file unpacks to more than 100 MB")
        parts = list(_blocks(docx.Document(io.BytesIO(content))))
    except DocumentError:
        raise
    except _DAMAGED as damage:
        raise DocumentError("the Word file is damaged and cannot be opened") from damage
    markup = "\n".join(part for part in parts if part)
    if not markup:
        raise DocumentError("the Word file holds no text")
    return markup


def _blocks(container: docx.document.Document | _Cell, depth: int = 0) -> Iterator[str]:
    for block in container.iter_inner_content():
        if isinstance(block, Table):
            yield _table(block, depth)
        else:
            yield _paragraph(block)


def _table(table: Table, depth: int) -> str:
    if depth > 5:
        return ""
    rows = []
    for row in table.rows:
        cells: dict[int, str] = {}  # a merged cell is one element that stands in several columns
        for cell in row.cells:
            if id(cell._tc) not in cells:
                cells[id(cell._tc)] = "".join(_blocks(cell, depth + 1))
        rows.append("<tr>" + "".join(f"<td>{markup}</td>" for markup in cells.values()) + "</tr>")
    return "<table>" + "".join(rows) + "</table>"


def _paragraph(paragraph: Paragraph) -> str:
    inner = "".join(_inline(paragraph)).strip()
    if not inner:
        return ""
    style = ((paragraph.style.name if paragraph.style is not None else "") or "").lower()
    if style == "title":
        return f"<h1>{inner}</h1>"
    if style.startswith("heading") and style[-1:].isdigit():
        level = min(int(style[-1]), 6)
        return f"<h{level}>{inner}</h{level}>"
    properties = paragraph._p.pPr
    if style.startswith("list") or (properties is not None and properties.numPr is not None):
        return f"<ul><li>{inner}</li></ul>"
    return f"<p>{inner}</p>"


def _inline(paragraph: Paragraph) -> Iterator[str]:
    for piece in paragraph.iter_inner_content():
        text = escape(piece.text, quote=False).replace("\n", "<br>")
        if isinstance(piece, Hyperlink):
            yield f'<a href="{escape(piece.url)}">{text}</a>' if piece.url else text
        else:
            yield f"<strong>{text}</strong>" if piece.bold and text.strip() else text
