"""Markup as lines of text, laid out so that labels can be read: one walk over the tags, without recursion."""

import re

from parsers.pages import labels

_TOKEN = re.compile(r"(?:<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^>]*>)?([^<]*)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SPACES = re.compile("  +")
_CONTROL = bytes([*range(9), 11, 12, *range(14, 32), 127])
_BLANKED = bytes.maketrans(b"\n\t\r", b"   ")
_INVISIBLE = "\u200b\u2060\ufeff"

DEEPEST_TABLE = 40
"""Tables in tables beyond this depth are plain blocks: every level costs another pass over its text."""

# What the walk notes between the words: characters that are none, so that no page means anything by them.
_LINE = "\ufdd0"
_BR = "\ufdd1"
_PARAGRAPHS = "\ufdd2"
_DEFINES = "\ufdd3"
_BULLET = "\ufdd4"
_TWO_BREAKS = re.compile(f"{_BR}[ {_LINE}]*{_BR}")
_DEFINITION = re.compile(f"([:?.!;]?)[ \\n]*{_DEFINES}[ \\n]*")
_BULLETS = re.compile(f"\\n[ \\n]*{_BULLET}[ \\n]*")

_PARAGRAPH = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote section article hr fieldset details".split())
_BLOCK = frozenset(
    "div main header footer nav aside address form summary figure figcaption center dt dd pre caption legend option "
    "thead tbody tfoot body html li menu dir iframe video canvas optgroup select textarea".split()
)
_LAID_OUT = frozenset({"tr", "td", "th", "dd", "dt", "pre"})
_MARKS = dict.fromkeys(_BLOCK - _LAID_OUT, _LINE) | dict.fromkeys(_PARAGRAPH, _PARAGRAPHS)
_OPENING = _MARKS | {"br": _BR, "li": _LINE + _BULLET}
"""What the walk notes for a tag by itself; the others are laid out by where they stand."""


def of(markup: str) -> str:
    """Lines of text of *well-formed* markup (as a parser serialized it).

    Inline tags leave no trace; blocks stand on lines of their own and paragraphs, headings, lists and tables have
    an empty line around them; list items begin with "- "; a table row is one line with " | " between its cells, or
    ``Label: value`` where it is a label and its value; so are ``dt`` and ``dd``. Rows whose cells hold whole
    paragraphs (layout tables) are laid out as blocks.
    """
    writer = _Writer()
    for closing, tag, piece in _TOKEN.findall(_COMMENT.sub("", markup) if "<!--" in markup else markup):
        mark = (_MARKS if closing else _OPENING).get(tag)
        if mark:
            writer.out.append(mark)
        elif tag in _LAID_OUT:
            if closing:
                writer.close(tag)
            else:
                writer.open(tag)
        if piece:
            writer.out.append(piece.replace("\n", _BR) if writer.preformatted else piece)
    return writer.result()


def _visible(text: str) -> str:
    """The text with single plain blanks, without characters that nobody sees.

    As bytes, which takes a tenth of an expression's time; surrogates go unencoded.
    """
    seen = text.encode("utf-8", "ignore").translate(_BLANKED, _CONTROL).decode("utf-8").replace("\xa0", " ")
    for mark in _INVISIBLE:
        seen = seen.replace(mark, "")
    return _SPACES.sub(" ", seen) if "  " in seen else seen


class _Writer:
    def __init__(self) -> None:
        self.out: list[str] = []
        self.outer: list[list[str] | None] = []
        self.rows: list[list[tuple[str, bool]]] = []
        self.term_open = False
        self.preformatted = 0

    def open(self, tag: str) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            if self.rows:
                self._open_cell()
        elif tag == "dd" and self.term_open:
            self.out.append(_DEFINES)
            self.term_open = False
        else:
            self.out.append(_LINE)
            self.preformatted += tag == "pre"

    def close(self, tag: str) -> None:
        if tag == "tr":
            if self.rows:
                self.out.append(_row(self.rows.pop()))
        elif tag in {"td", "th"}:
            if self.rows and self.outer:
                self._close_cell(heads=tag == "th")
        else:
            self.out.append(_LINE)
            self.term_open = tag == "dt" or (self.term_open and tag != "dd")
            self.preformatted -= tag == "pre" and self.preformatted > 0

    def _open_cell(self) -> None:
        too_deep = len(self.outer) >= DEEPEST_TABLE
        self.outer.append(None if too_deep else self.out)
        self.out = self.out if too_deep else []

    def _close_cell(self, *, heads: bool) -> None:
        outer = self.outer.pop()
        if outer is not None:
            cell = _finish(self.out)
            self.out = outer
            if cell:
                self.rows[-1].append((cell, heads))

    def result(self) -> str:
        """The text written so far."""
        text = _finish(self.out)
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def _finish(pieces: list[str]) -> str:
    text = "".join(pieces).replace("&nbsp;", " ")
    if text.isprintable() and "  " not in text:
        return text.strip()
    text = _visible(text)
    if _BR in text:
        text = _TWO_BREAKS.sub(_PARAGRAPHS, text).replace(_BR, _LINE)
    paragraphs = (
        _lines(paragraph) if _LINE in paragraph else paragraph.strip(" ") for paragraph in text.split(_PARAGRAPHS)
    )
    text = "\n\n".join(filter(None, paragraphs)).strip()
    if _DEFINES in text:
        text = _DEFINITION.sub(_define, text)
    if _BULLET in text:
        text = _BULLETS.sub("\n- ", "\n" + text).replace(_BULLET, "- ").strip()
    return text


def _lines(paragraph: str) -> str:
    return "\n".join([line for part in paragraph.split(_LINE) if (line := part.strip(" "))])


def _define(match: re.Match[str]) -> str:
    return ": " if match[1] in {"", ":"} else match[1] + "\n"


def _row(cells: list[tuple[str, bool]]) -> str:
    if not cells:
        return _LINE
    texts = [text for text, _ in cells]
    if len(texts) == 2 and not cells[1][1] and _is_label(texts[0], heads=cells[0][1]):
        return _LINE + texts[0].rstrip(": ") + ": " + texts[1].replace("\n", _LINE) + _LINE
    if any("\n" in text for text in texts):
        return _PARAGRAPHS + _PARAGRAPHS.join(text.replace("\n", _BR) for text in texts) + _PARAGRAPHS
    return _LINE + " | ".join(texts) + _LINE


def _is_label(cell: str, *, heads: bool) -> bool:
    if "\n" in cell or len(cell) > labels.LONGEST:
        return False
    return heads or cell.endswith(":") or labels.name_of(cell) is not None
