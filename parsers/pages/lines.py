"""Markup as lines of text, laid out so that labels can be read: one walk over the tags, without recursion."""

import re

from parsers.pages import labels

_TOKEN = re.compile(r"(?:<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^>]*>)?([^<]*)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SPACE = re.compile(r"[ \n\t\r\xa0]{2,}|[\n\t\r\xa0]")
_CONTROL = bytes([*range(9), 11, 12, *range(14, 32), 127])
_INVISIBLE = "\u200b\u2060\ufeff"

DEEPEST_TABLE = 40
"""Tables in tables beyond this depth are plain blocks: every level costs another pass over its text."""

# What the walk notes between the words: characters that are none, so that no page means anything by them.
_LINE = "\ufdd0"
_BR = "\ufdd1"
_PARAGRAPHS = "\ufdd2"
_DEFINES = "\ufdd3"
_BULLET = "\ufdd4"
_BLANK = f" {_LINE}{_BR}"
_TWO_BREAKS = re.compile(f"{_BR}[ {_LINE}]*{_BR}")
_LINE_END = re.compile(f" ?[{_LINE}{_BR}][{_BLANK}]*")
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
    for token in _TOKEN.finditer(_COMMENT.sub("", markup) if "<!--" in markup else markup):
        closing, tag, piece = token.groups()
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


def _without_control(text: str) -> str:
    """The text without characters that nobody sees: as bytes, which takes a tenth of an expression's time."""
    seen = text.encode("utf-8", "ignore").translate(None, _CONTROL).decode("utf-8")  # surrogates go unencoded
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
    text = _without_control(text)
    paragraphs = _TWO_BREAKS.sub(_PARAGRAPHS, _SPACE.sub(" ", text)).split(_PARAGRAPHS)
    lines = (_LINE_END.sub("\n", paragraph.strip(_BLANK)) for paragraph in paragraphs)
    text = "\n\n".join(filter(None, lines)).strip()
    if _DEFINES in text:
        text = _DEFINITION.sub(_define, text)
    if _BULLET in text:
        text = _BULLETS.sub("\n- ", "\n" + text).replace(_BULLET, "- ").strip()
    return text


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
