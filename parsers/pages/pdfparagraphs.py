"""Printed lines joined into paragraphs, words mended that a line end broke."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.pages import labels
from parsers.pages.pdfcolumns import Line

_BULLET = re.compile(r"^(?:[•●▪◦■□➢➤»*·\uf0b7\uf0a7o–-]\s+|\(cid:\d+\)\s*)")
_STARTS_ANEW = re.compile(r"^(?:[•●▪◦■□➢➤*·\uf0b7\uf0a7]|\(cid:\d+\)|\d{1,2}[.)]\s|[A-Z][A-Za-z /&-]{2,40}:)")
_BROKEN = re.compile(r"([A-Za-z]{2,})-$")
_KEEPS_HYPHEN = frozenset(
    "full part non on off self well long short co multi vote by pre post high low two three four one year mid in end "
    "entry first second third day hour on-site inter anti cross ex half low- state county city".split()
)
_LEADING = 0.75
"""A blank this many times the type size between two lines parts paragraphs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph; ``top`` in points from the top of its page."""

    text: str
    top: float
    size: float
    bold: bool
    bullet: bool


def paragraphs(lines: Sequence[Line]) -> Iterator[Paragraph]:
    """The paragraphs that lines of one page make, in their order."""
    run: list[Line] = []
    for line in lines:
        if run and not _continues(run[-1], line):
            yield _paragraph(run)
            run = []
        run.append(line)
    if run:
        yield _paragraph(run)


def _continues(before: Line, line: Line) -> bool:
    blank = line.top - before.bottom
    return (
        before.full
        and -before.size < blank <= _LEADING * before.size
        and abs(before.size - line.size) < 0.6
        and before.bold == line.bold
        and " | " not in line.text
        and not _STARTS_ANEW.match(line.text)
        and not (labels.name_of(line.text) and line.text[:1].isupper())
    )


def _paragraph(run: list[Line]) -> Paragraph:
    text = run[0].text
    for line in run[1:]:
        broken = _BROKEN.search(text)
        if broken and line.text[:1].islower():
            text = (text if broken[1].lower() in _KEEPS_HYPHEN else text[:-1]) + line.text
        else:
            text += " " + line.text
    bullet = _BULLET.match(text)
    return Paragraph(
        text=text[bullet.end() :] if bullet else text,
        top=run[0].top,
        size=run[0].size,
        bold=all(line.bold for line in run),
        bullet=bullet is not None,
    )
