"""A page as a flat row of lines that know where they stand: heading, table cell, bold line; with their links."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

_TOKEN = re.compile(r"(<(/?)([a-zA-Z][a-zA-Z0-9:-]*)([^>]*)>)?([^<]*)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ATTRIBUTE = re.compile(r'\s(href|aria-label|title|class|role|style|aria-expanded|aria-controls|data-toggle)="([^"]*)"')
_TELLING = re.compile(r"\s(?:role|aria-expanded|aria-controls|data-toggle)=|font-weight")
"""Attributes that can make a heading of what is none by its tag."""
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_INLINE = frozenset(
    "a abbr b bdi big cite code del em font i ins kbd label mark q s small span strike strong sub sup time tt u".split()
)
_FLOWING = _INLINE | _VOID - {"br", "hr"}
_NOTED = frozenset("a b strong h1 h2 h3 h4 h5 h6 summary dt table tr td th".split())
_ENDING = frozenset({"a", "table"})
"""Of these the end means something, too; of the others only what bold words and headings they make."""
_OPENER = re.compile(r"accordion|toggle|collaps|expand|tab-title|panel-title|panel-heading", re.IGNORECASE)
_BOLD = re.compile(r"font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_MOST_LINES = 10_000
_GONE_ON = -1_000_000_000
EXPANDER, TERM, BOLD = 7, 8, 9
"""Ranks of headings that are no h1 to h6: what opens a folded part, a dt, a line all in bold."""
_RANKS = {f"h{rank}": rank for rank in range(1, 7)} | {"summary": EXPANDER, "dt": TERM}


class Anchor(NamedTuple):
    """A link: its words, its address as written, and the name its markup gives it ("" where none)."""

    text: str
    href: str
    label: str


class Line(NamedTuple):
    """One line. ``rank`` is 1 to 9 for a heading, else 0.

    ``table``, ``row`` and ``column`` count from 1 (0 outside of tables); ``heads`` is a th.
    ``start`` and ``end`` bound its markup in the outline's.
    """

    text: str
    start: int
    end: int
    rank: int = 0
    row: int = 0
    table: int = 0
    column: int = 0
    heads: bool = False
    anchors: tuple[Anchor, ...] = ()


@dataclass(slots=True)
class _Cell:
    table: int
    row: int = 0
    column: int = 0
    heads: bool = False


_NO_CELL = _Cell(table=0)


@dataclass(slots=True)
class _State:
    """What the walk knows. ``noted``: open elements that say what the words in them are: depth, tag, bold, rank."""

    lines: list[Line] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    bold: int = 0
    size: int = 0
    start: int = 0
    anchors: list[Anchor] = field(default_factory=list)
    noted: list[tuple[int, str, bool, int]] = field(default_factory=list)
    ranks: list[int] = field(default_factory=list)
    bolds: int = 0
    link: tuple[str, str, int] | None = None
    tables: list[_Cell] = field(default_factory=list)
    table_count: int = 0
    row_count: int = 0


def without_comments(markup: str) -> str:
    """The markup an outline's offsets count in."""
    return _COMMENT.sub("", markup) if "<!--" in markup else markup


def of(markup: str) -> Sequence[Line]:
    """The first 10,000 lines of well-formed markup without comments, in their order; without recursion."""
    state = _State()
    noted, depth, at = state.noted, 0, 0
    for whole, closing, tag, attributes, piece in _TOKEN.findall(markup):
        if tag:
            if tag not in _FLOWING and (state.size or state.anchors):
                _flush(state, at)
                if len(state.lines) >= _MOST_LINES:
                    return state.lines
            if closing:
                depth -= 1
                if noted and noted[-1][0] == depth:
                    _close(state)
            elif tag not in _VOID:
                if tag in _NOTED or (attributes and _TELLING.search(attributes)):
                    _open(state, tag, attributes, depth)
                depth += 1
            at += len(whole)
        elif not piece:
            at += 1  # a sign of a tag that begins none
        if piece:
            if state.size or not piece.isspace():
                _text(state, piece, at)
            at += len(piece)
    _flush(state, len(markup))
    return state.lines


def _text(state: _State, piece: str, at: int) -> None:
    length = len(piece.strip())
    if not state.size:
        state.start = at
    state.pieces.append(piece)
    state.size += length
    if state.bolds:
        state.bold += length


def _open(state: _State, tag: str, attributes: str, depth: int) -> None:
    named = dict(_ATTRIBUTE.findall(attributes)) if attributes else {}
    rank = _rank(tag, named) if named else _RANKS.get(tag, 0)
    bold = tag in {"b", "strong"} or (tag == "span" and _BOLD.search(named.get("style", "")) is not None)
    if bold or rank or tag in _ENDING:
        state.noted.append((depth, tag, bold, rank))
    state.bolds += bold
    if rank:
        state.ranks.append(rank)
    if tag == "a" and "href" in named:
        state.link = (named["href"], named.get("aria-label") or named.get("title", ""), len(state.pieces))
    elif tag == "table":
        state.table_count += 1
        state.tables.append(_Cell(table=state.table_count))
    elif tag == "tr" and state.tables:
        state.row_count += 1
        state.tables[-1] = _Cell(table=state.tables[-1].table, row=state.row_count)
    elif tag in {"td", "th"} and state.tables:
        state.tables[-1].column += 1
        state.tables[-1].heads = tag == "th"


def _close(state: _State) -> None:
    _, tag, bold, rank = state.noted.pop()
    state.bolds -= bold
    if rank:
        state.ranks.pop()
    if tag == "a" and state.link is not None:
        _end_link(state)
        state.link = None
    elif tag == "table":
        state.tables.pop()


def _rank(tag: str, named: dict[str, str]) -> int:
    if tag[0] == "h" and tag in _RANKS:
        return _RANKS[tag]
    if "aria-expanded" in named or "aria-controls" in named:
        return EXPANDER
    if tag in {"button", "a", "div", "span", "p", "li"} and (
        named.get("role") in {"tab", "button"} or "data-toggle" in named
    ):
        return EXPANDER if _OPENER.search(named.get("class", "") + named.get("data-toggle", "")) else 0
    return _RANKS.get(tag, 0)


def _end_link(state: _State) -> None:
    """Note the link of the words so far; one around several lines (a card) is noted with each of them."""
    if state.link is not None:
        href, label, first = state.link
        text = _tidy("".join(state.pieces[first:]))
        if text or first >= 0:
            state.anchors.append(Anchor(text, unescape(href), unescape(label)))
        state.link = (href, label, _GONE_ON)


def _flush(state: _State, at: int) -> None:
    if state.size and state.link is not None:
        _end_link(state)
    text = _tidy("".join(state.pieces)) if state.size else ""
    if text or state.anchors:
        ranks = state.ranks
        rank = (EXPANDER if EXPANDER in ranks else min(ranks)) if ranks else 0
        rank = rank or (BOLD if state.bold >= state.size > 0 else 0)
        cell = state.tables[-1] if state.tables else _NO_CELL
        start = state.start if text else at
        anchors = tuple(state.anchors)
        state.lines.append(Line(text, start, at, rank, cell.row, cell.table, cell.column, cell.heads, anchors))
    state.pieces.clear()
    state.anchors.clear()
    state.bold = state.size = 0


def _tidy(text: str) -> str:
    return " ".join(unescape(text).split()) if "&" in text else " ".join(text.split())
