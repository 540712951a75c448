"""A page as a flat row of blocks: paragraphs, headings and items with their words, links and bold runs.

What a reader sees as one paragraph is one block, however the markup nests it: elements, table cells of a mail, two
line breaks. Inline tags leave no trace in the words, so that a label broken by them is whole again.
"""

import re
from collections.abc import Iterable
from html import escape, unescape
from typing import NamedTuple

from parsers.pages import html

_TOKEN = re.compile(r"(?:<(/?)([a-zA-Z][a-zA-Z0-9:-]*)([^>]*)>|<!--.*?-->)?([^<]*)", re.S)
_HREF = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
_HEAVY = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd mark o:p q s samp small span strike "
    "strong sub sup time tt u var wbr".split()
)
_BOLD = frozenset({"b", "strong"})
_LOOKING = _BOLD | {"a"}
"""Inline tags that mean something without attributes."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SILENT = frozenset({"nav", "footer", "menu", "form", "select", "button", "aside"})
_BLANKS = re.compile(r"[^\S\n]+")
_LINE_END = re.compile(r" *\n *")
_MARKS = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_INVISIBLE = re.compile(f"[{_MARKS}]")


class Run(NamedTuple):
    """Words with one look: ``href`` where they are a link ("" else)."""

    text: str
    href: str = ""
    bold: bool = False


_LINE_BREAK = Run("\n")


class Block(NamedTuple):
    """One paragraph. ``level`` is 1 to 6 for a heading's tag, else 0; ``item`` marks a list's item.

    ``text`` is the words of all runs; positions in it hold for :meth:`part`.
    """

    text: str
    runs: tuple[Run, ...]
    level: int = 0
    item: bool = False

    @property
    def bold(self) -> bool:
        """Whether all its words are bold."""
        return all(run.bold or not run.text.strip() for run in self.runs)

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Address and words of its links, in order."""
        return tuple((run.href, run.text) for run in self.runs if run.href)

    @property
    def markup(self) -> str:
        """The block as markup that keeps its links, bold words and line breaks, and nothing else."""
        inner = "".join(_marked(run) for run in self.runs)
        tag = f"h{self.level}" if self.level else "p"
        return f"<{tag}>{inner}</{tag}>"

    def part(self, start: int, end: int) -> "Block":
        """The block between two positions of its text, without blanks at its ends."""
        runs, position = [], 0
        for run in self.runs:
            piece = run.text[max(start - position, 0) : max(end - position, 0)]
            position += len(run.text)
            if piece:
                runs.append(Run(text=piece, href=run.href, bold=run.bold))
        return _block(_stripped(runs), self.level, self.item)


def of(markup: str) -> tuple[Block, ...]:
    """The blocks of a page in order, without menus, footers and forms. One pass, no recursion."""
    tree = html.parse(markup)
    for node in tree.css("script, style, template, noscript, svg, head"):
        node.decompose()
    body = tree.body
    content = (body.html or "") if body is not None else ""
    writer = _Writer()
    invisible = any(mark in content for mark in _MARKS)
    for closing, tag, attributes, text in _TOKEN.findall(_INVISIBLE.sub("", content) if invisible else content):
        if tag in _INLINE:
            if (tag in _LOOKING or writer.bold or "style=" in attributes) and not writer.silent:
                writer.look(tag, attributes, closing=bool(closing))
        elif tag == "br":
            writer.break_line()
        elif tag:
            writer.part(tag, closing=bool(closing))
        if text and not writer.silent and (writer.runs or not text.isspace()):
            writer.write(text)
    writer.flush()
    return tuple(writer.blocks)


def _block(runs: tuple[Run, ...], level: int, item: bool) -> Block:
    return Block(runs[0].text if len(runs) == 1 else "".join([run.text for run in runs]), runs, level, item)


class _Writer:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.runs: list[Run] = []
        self.level = 0
        self.item = False
        self.broken = False
        self.href = ""
        self.bold: list[str] = []
        self.silent: list[str] = []

    def write(self, text: str) -> None:
        if "&" in text:
            text = unescape(text)
        if text.isspace():
            if not self.runs or self.runs[-1].text[-1] not in " \n":
                self.runs.append(Run(" ", self.href, bool(self.bold) or self.level > 0))
            return
        plain = text.replace("\n", " ")
        if "  " in plain or not plain.isprintable():
            plain = _BLANKS.sub(" ", plain)
        self.runs.append(Run(plain, self.href, bool(self.bold) or self.level > 0))
        self.broken = False

    def look(self, tag: str, attributes: str, *, closing: bool) -> None:
        """A tag that changes how words look, and where they lead."""
        if tag == "a":
            href = None if closing else _HREF.search(attributes)
            self.href = unescape(next((g for g in href.groups() if g is not None), "")).strip() if href else ""
            return
        within = bool(self.bold) and self.bold[-1] == tag
        if closing:
            if within:
                self.bold.pop()
        elif within or tag in _BOLD or (attributes and _HEAVY.search(attributes)):
            self.bold.append(tag)  # a span inside a bold span too: its end must not end the bold one

    def break_line(self) -> None:
        """A line break: two with nothing between them part paragraphs."""
        if self.broken:
            self.flush()
        else:
            self.runs.append(_LINE_BREAK)
            self.broken = True

    def part(self, tag: str, *, closing: bool) -> None:
        """A tag that parts what stands before it from what follows."""
        if self.runs:
            self.flush()
        if tag in _SILENT:
            self._silence(tag, closing=closing)
        else:
            self.level = int(tag[1]) if tag in _HEADINGS and not closing else 0
            self.item = tag == "li" and not closing

    def _silence(self, tag: str, *, closing: bool) -> None:
        if not closing:
            self.silent.append(tag)
        elif self.silent and tag in self.silent:
            while self.silent.pop() != tag:
                pass

    def flush(self) -> None:
        """End the paragraph."""
        runs = _stripped(self.runs)
        if runs:
            self.blocks.append(_block(runs, self.level, self.item))
        self.runs = []
        self.broken = False


def _stripped(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Runs without blanks at both ends and at line ends, with single blanks between words."""
    kept: list[Run] = []
    after_blank = True
    for run in runs:
        text = run.text if "  " not in run.text else _BLANKS.sub(" ", run.text)
        text = _LINE_END.sub("\n", text) if "\n" in text else text
        text = text.lstrip(" \n" if not kept else " ") if after_blank else text
        if text:
            kept.append(run if text == run.text else Run(text, run.href, run.bold))
            after_blank = text[-1] in " \n"
    while kept and kept[-1].text.isspace():
        kept.pop()
    if kept and kept[-1].text[-1].isspace():
        kept[-1] = kept[-1]._replace(text=kept[-1].text.rstrip())
    return tuple(kept)


def _marked(run: Run) -> str:
    text = escape(run.text, quote=False).replace("\n", "<br>")
    if run.bold:
        text = f"<strong>{text}</strong>"
    return f'<a href="{escape(run.href)}">{text}</a>' if run.href else text
