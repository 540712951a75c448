"""Words on a page as lines in reading order: two columns are told from a table of labels and values."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from parsers.pages import labels

_SAME_LINE = 3.0
_GUTTER = 9.0
_CELL_GAP = 2.2
"""A gap this many times the type size parts two cells of a table without rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One printed line. Lengths in points; ``full`` when it reaches the right edge of its column."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    full: bool = False


Words = list[dict[str, Any]]


def lines_of(words: Words) -> list[Words]:
    """Words of one page grouped into lines, top to bottom, each from left to right."""
    groups: list[Words] = []
    for word in sorted(words, key=lambda word: (word["bottom"], word["x0"])):
        if groups and abs(groups[-1][0]["bottom"] - word["bottom"]) <= _SAME_LINE:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [sorted(group, key=lambda word: word["x0"]) for group in groups]


def ordered(groups: list[Words], width: float) -> list[Line]:
    """Lines in the order they are read: down the left column, then down the right one, whole lines between."""
    gutter = _gutter(groups, width)
    if gutter is None:
        return _finished(groups)
    found: list[Line] = []
    left: list[Words] = []
    right: list[Words] = []
    for group in groups:
        if _crosses(group, gutter):
            found += _finished(left) + _finished(right) + _finished([group])
            left, right = [], []
            continue
        before = [word for word in group if word["x1"] <= gutter]
        after = [word for word in group if word["x1"] > gutter]
        left += [before] if before else []
        right += [after] if after else []
    return found + _finished(left) + _finished(right)


def _gutter(groups: list[Words], width: float) -> float | None:
    """Where the white stripe between two columns of prose stands, if there is one."""
    best: tuple[int, float] | None = None
    for step in range(25, 76):
        x = width * step / 100
        sides = [_sides(group, x) for group in groups if not _crosses(group, x)]
        both = [(len(a), len(b)) for a, b in sides if a and b and b[0]["x0"] - a[-1]["x1"] >= _GUTTER]
        if len(both) < max(5, 0.3 * len(groups)) or min(median(a for a, _ in both), median(b for _, b in both)) < 3:
            continue
        if best is None or len(both) > best[0]:
            best = (len(both), x)
    return best[1] if best else None


def _sides(group: Words, x: float) -> tuple[Words, Words]:
    return [word for word in group if word["x1"] <= x], [word for word in group if word["x1"] > x]


def _crosses(group: Words, x: float) -> bool:
    """Whether a word, or the blank between two words of one phrase, stands on x."""
    for index, word in enumerate(group):
        if word["x0"] < x < word["x1"]:
            return True
        after = group[index + 1] if index + 1 < len(group) else None
        if after is not None and word["x1"] <= x <= after["x0"] and after["x0"] - word["x1"] < _GUTTER:
            return True
    return False


def _finished(groups: list[Words]) -> list[Line]:
    if not groups:
        return []
    edge = max(group[-1]["x1"] for group in groups)
    start = min(group[0]["x0"] for group in groups)
    return [_line(group, full=group[-1]["x1"] >= edge - 0.18 * (edge - start)) for group in groups]


def _line(group: Words, *, full: bool) -> Line:
    return Line(
        text=_joined(list(_cells(group))),
        x0=group[0]["x0"],
        x1=group[-1]["x1"],
        top=min(word["top"] for word in group),
        bottom=group[0]["bottom"],
        size=median(word["size"] for word in group),
        bold=all("bold" in str(word["fontname"]).lower() or "black" in str(word["fontname"]).lower() for word in group),
        full=full,
    )


def _cells(group: Words) -> Iterator[str]:
    cell = [group[0]["text"]]
    for before, word in itertools.pairwise(group):
        if word["x0"] - before["x1"] > _CELL_GAP * float(before["size"]):
            yield " ".join(cell)
            cell = []
        cell.append(word["text"])
    yield " ".join(cell)


def _joined(cells: list[str]) -> str:
    if len(cells) == 2 and (cells[0].endswith(":") or labels.name_of(cells[0])):
        return f"{cells[0].rstrip(': ')}: {cells[1]}"
    if len(cells) > 1 and len(cells[0]) <= 2:  # a bullet or number before its text
        return " ".join(cells)
    return " | ".join(cells)
