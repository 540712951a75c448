"""Markup as lines of text, laid out so that labels can be read: one walk over the tags, without recursion."""

import re

from parsers.pages import labels

_TOKEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^>]*>|([^<]+)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SPACE = re.compile(r"[ \t\r\f\v\xa0]+")
_BREAKS = re.compile(r" ?[\n\x03\x04][ \n\x03\x04]*")
_CONTROL = bytes([*range(9), 11, 12, *range(14, 32), 127])
_INVISIBLE = "\u200b\u2060\ufeff"

DEEPEST_TABLE = 40
"""Tables in tables beyond this depth are plain blocks: every level costs another pass over its text."""

_BR = "\x03"
_PARAGRAPHS = "\x04"
_DEFINES = "\x01"
_DEFINITION = re.compile(r"([:?.!;]?)[ \n]*\x01[ \n]*")
_BULLET = "\x02"
_BULLETS = re.compile(r"\n[ \n]*\x02[ \n]*")

_PARAGRAPH = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote section article hr fieldset details".split())
_BLOCK = frozenset(
    "div main header footer nav aside address form summary figure figcaption center dt dd pre caption legend option "
    "thead tbody tfoot body html li menu dir iframe video canvas optgroup select textarea".split()
)
_LAID_OUT = _PARAGRAPH | _BLOCK | {"br", "tr", "td", "th", "dd"}


def of(markup: str) -> str:
    """Lines of text of *well-formed* markup (as a parser serialized it).

    Inline tags leave no trace; blocks stand on lines of their own and paragraphs, headings, lists and tables have
    an empty line around them; list items begin with "- "; a table row is one line with " | " between its cells, or
    ``Label: value`` where it is a label and its value; so are ``dt`` and ``dd``. Rows whose cells hold whole
    paragraphs (layout tables) are laid out as blocks.
    """
    writer = _Writer()
    seen = _without_control(_COMMENT.sub("", markup) if "<!--" in markup else markup)
    for token in _TOKEN.finditer(seen):
        closing, tag, piece = token.groups()
        if piece:
            writer.text(piece)
        elif tag not in _LAID_OUT:
            continue
        elif closing:
            writer.close(tag)
        else:
            writer.open(tag)
    return writer.result()


def _without_control(markup: str) -> str:
    """The markup without characters that nobody sees: as bytes, which takes a tenth of an expression's time."""
    seen = markup.encode("utf-8", "ignore").translate(None, _CONTROL).decode("utf-8")  # surrogates go unencoded
    for mark in _INVISIBLE:
        seen = seen.replace(mark, "")
    return seen


class _Writer:
    def __init__(self) -> None:
        self.out: list[str] = []
        self.outer: list[list[str] | None] = []
        self.rows: list[list[tuple[str, bool]]] = []
        self.term_open = False
        self.preformatted = 0

    def text(self, piece: str) -> None:
        self.out.append(piece.replace("\n", _BR if self.preformatted else " "))

    def open(self, tag: str) -> None:
        if tag in _PARAGRAPH:
            self.out.append(_PARAGRAPHS)
        elif tag == "br":
            self.out.append(_BR)
        elif tag == "li":
            self.out.append("\n" + _BULLET)
        elif tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"} and self.rows:
            self._open_cell()
        elif tag == "dd" and self.term_open:
            self.out.append(_DEFINES)
            self.term_open = False
        elif tag in _BLOCK:
            self.out.append("\n")
            self.preformatted += tag == "pre"

    def close(self, tag: str) -> None:
        if tag in _PARAGRAPH:
            self.out.append(_PARAGRAPHS)
        elif tag in {"td", "th"} and self.rows and self.outer:
            self._close_cell(heads=tag == "th")
        elif tag == "tr" and self.rows:
            self.out.append(_row(self.rows.pop()))
        elif tag in _BLOCK:
            self.out.append("\n")
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
    text = _SPACE.sub(" ", "".join(pieces).replace("&nbsp;", " "))
    text = _BREAKS.sub(_break, text).strip()
    if _DEFINES in text:
        text = _DEFINITION.sub(_define, text)
    if _BULLET in text:
        text = _BULLETS.sub("\n- ", "\n" + text).replace(_BULLET, "- ").strip()
    return text


def _break(match: re.Match[str]) -> str:
    return "\n\n" if _PARAGRAPHS in match[0] or match[0].count(_BR) > 1 else "\n"


def _define(match: re.Match[str]) -> str:
    return ": " if match[1] in {"", ":"} else match[1] + "\n"


def _row(cells: list[tuple[str, bool]]) -> str:
    if not cells:
        return "\n"
    texts = [text for text, _ in cells]
    if len(texts) == 2 and not cells[1][1] and _is_label(texts[0], heads=cells[0][1]):
        return f"\n{texts[0].rstrip(': ')}: {texts[1]}\n"
    if any("\n" in text for text in texts):
        return _PARAGRAPHS + _PARAGRAPHS.join(text.replace("\n", _BR) for text in texts) + _PARAGRAPHS
    return "\n" + " | ".join(texts) + "\n"


def _is_label(cell: str, *, heads: bool) -> bool:
    if "\n" in cell or len(cell) > labels.LONGEST:
        return False
    return heads or cell.endswith(":") or labels.name_of(cell) is not None
