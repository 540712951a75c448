"""Whole postings on one page: headings that name jobs, each with a posting's text below it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.pages import labels, titles
from parsers.pages.outline import EXPANDER, Line

_SHORTEST = 100
_SHORTEST_WITH_APPLY = 50
"""Characters below a heading that has a link of its own to apply."""
_FEWEST_SIGNS = 2
_MOST = 300
_RUN_IN = re.compile(r"([^.:]{4,80}?)(?:\s[–—-]\s|[.:]\s)(?=[A-Z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One heading that names a job and what stands below it: lines ``first`` (after the heading) to ``last``."""

    title: str
    heading: Line
    lines: Sequence[Line]
    end: int

    @property
    def text(self) -> str:
        """The lines below the heading."""
        return "\n".join(line.text for line in self.lines)


def of(lines: Sequence[Line], end: int, *, on_hub: bool) -> list[Section]:
    """The sections that read as postings, of the rank of heading that gives most of them. ``end`` bounds the markup.

    A section reaches to the next heading of its rank or a higher one. Lines in bold and opened parts count as
    headings below h6. ``on_hub``: the page says that it lists openings, so that beside one told in full another job
    may be told in few words.
    """
    best: list[Section] = []
    for rank in sorted({line.rank for line in lines if line.rank}):
        found = [section for section in _of_rank(lines, rank, end, titles.is_title) if _is_posting(section)]
        if len(found) > len(best):
            best = found
    if len(best) < 2 and len(labelled := _labelled(lines, end)) > 1:
        return labelled
    if not best and on_hub and len(run_in := _run_in(lines)) > 1:
        return run_in
    if not best or (len(best) == 1 and not on_hub):
        return best
    alike = _of_rank(lines, best[0].heading.rank, end, _may_be_title if len(best) > 1 else titles.is_title)
    return [section for section in alike if _is_posting(section, among_others=True)]


def _labelled(lines: Sequence[Line], end: int) -> list[Section]:
    """The postings in a page of labelled lines: each begins with "Position: Deputy Clerk" and names another job."""
    named: dict[int, str] = {}
    for index, line in enumerate(lines):
        label, _, value = line.text.partition(":")
        if value and labels.name_of(label) == "title" and titles.is_title(value) and value not in named.values():
            named[index] = value
    starts = [*named, len(lines)][: _MOST + 1]
    found = [
        Section(
            title=titles.without_label(named[first]),
            heading=lines[first],
            lines=lines[first + 1 : last],
            end=lines[last].start if last < len(lines) else end,
        )
        for first, last in pairwise(starts)
    ]
    return [section for section in found if _is_posting(section)]


def _run_in(lines: Sequence[Line]) -> list[Section]:
    """The postings of paragraphs that begin with the job's name: "Staff Attorney - The Center seeks …"."""
    found = []
    for line in lines:
        head = _RUN_IN.match(line.text)
        if head and titles.is_title(head[1]):
            found.append(Section(title=titles.without_label(head[1]), heading=line, lines=(line,), end=line.end))
    return [section for section in found if _is_posting(section, among_others=True)]


def _of_rank(lines: Sequence[Line], rank: int, end: int, is_title: Callable[[str], bool]) -> list[Section]:
    named = [i for i, line in enumerate(lines) if line.rank == rank and is_title(line.text)][:_MOST]
    stops = [i for i, line in enumerate(lines) if _stops(line, rank, is_title)] + [len(lines)]
    found = []
    stop = 0
    for index in named:
        while stops[stop] <= index:
            stop += 1
        last = stops[stop]
        found.append(
            Section(
                title=titles.without_label(lines[index].text),
                heading=lines[index],
                lines=lines[index + 1 : last],
                end=lines[last].start if last < len(lines) else end,
            )
        )
    return found


def _may_be_title(text: str) -> bool:
    """Whether a heading among headings that name jobs may name one too, in words that are not known."""
    if titles.is_title(text):
        return True
    known = labels.name_of(text) or titles.is_excluded(text) or titles.is_hub(text) or titles.tells_or_does(text)
    return not known and 2 <= len(text.split()) <= 8 and text[:1].isupper() and text[-1:] not in ".:?!"


def _stops(line: Line, rank: int, is_title: Callable[[str], bool]) -> bool:
    """What ends a section: a higher heading, the next job, or a heading of its rank that is no part of a posting.

    A folded part has headings of its own, so only the next one and h1 and h2 end it.
    """
    if not line.rank or line.rank > rank:
        return False
    if rank == EXPANDER:
        return line.rank in {1, 2, EXPANDER}
    if is_title(line.text):
        return line.rank == rank or line.rank < EXPANDER
    return line.rank < EXPANDER and labels.name_of(line.text) is None


def _is_posting(section: Section, *, among_others: bool = False) -> bool:
    """Whether the text below a heading is a posting's; a job named ``among_others`` may be told in fewer words."""
    text = section.text
    fewest = _FEWEST_SIGNS - among_others if titles.is_title(section.heading.text) else _FEWEST_SIGNS + 1
    shortest = _SHORTEST
    if any(titles.is_apply(anchor.text) for line in section.lines for anchor in line.anchors):
        fewest, shortest = fewest - 1, _SHORTEST_WITH_APPLY
    return len(text) >= shortest and titles.signs(text) >= fewest
