"""Label and value: "Salary: $52,000. Deadline: May 3" or a heading with its paragraph, as segments of a text.

The labels are data (lookups/labels.toml). A label's value reaches to the next label, or to the end of its
paragraph; where nothing stands behind it on its line, the value is what follows up to the next heading.
Blanks inside a label do not count, since inline tags break labels in print ("Dead l ine", "Applica t ion").
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_MAX_WORDS = 7
_MAX_HEADED = 4_000

# What ends a label: a colon anywhere, or a dash or bar at the start of a line.
_COLON = re.compile(r"[:：][ \t*_|]*")
_BEFORE_COLON = " \t*_"
_LINE = re.compile(
    r"^[*_#>|•·●▪◦=\s-]*(?P<label>[A-Za-z][^\n:：|–—]{1,60}?)[ \t*_#=]*(?P<mark>[|–—]|[ ]-[ ]|$)[ \t*_|]*", re.M
)
_WORD = re.compile(r"[^\s.:;!?|\]]+")
_ASIDE = re.compile(r"\([^)]*\)\s*$")
_HEADING = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]|={2,}|\*\*[^*\n]{2,80}\*\*:?[ \t]*$|[A-Z][A-Z &/,'’-]{3,60}:?[ \t]*$)", re.M
)
_NOT_FOLDED = bytes(set(range(128)) - set(b"abcdefghijklmnopqrstuvwxyz/,()#'"))
_STRIP = " \t\n*_|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One labelled part of a text: ``name`` is what it is about, ``start`` and ``end`` bound label and value."""

    name: str
    label: str
    value: str
    start: int
    end: int


def _folded(label: str) -> str:
    """A label as it is looked up: lower case, without blanks and marks, "and" for "&"."""
    low = label.lower()
    if "&" in low or "’" in low:
        low = low.replace("&amp;", "and").replace("&", "and").replace("’", "'")
    return low.encode("ascii", "ignore").translate(None, _NOT_FOLDED).decode("ascii")


def _load() -> dict[str, str]:
    table = tomllib.loads((files("parsers") / "lookups" / "labels.toml").read_text("utf-8"))
    return {_folded(label): name for name, labels in table.items() for label in labels}


_NAMES = _load()


def _label_before(text: str, colon: int) -> tuple[int, str] | None:
    """The longest label that ends just before a colon: where it starts, and what it is about."""
    line = max(text.rfind("\n", 0, colon) + 1, colon - 90)
    words = list(_WORD.finditer(text, line, colon))[-_MAX_WORDS:]
    for first in words:
        label = text[first.start() : colon]
        name = _NAMES.get(_folded(_ASIDE.sub("", label) if ")" in label else label))
        if name is None:
            continue
        begins_line = not text[line : first.start()].strip(" \t*_#>|•·●▪◦=-")
        if begins_line or first[0].lstrip("*_(")[:1].isupper():
            return first.start(), name
    return None


def _marks(text: str) -> Iterator[tuple[int, int, str]]:
    """Every label in the text: where it starts, where its value starts, what it is about."""
    done = 0
    for colon in _COLON.finditer(text):
        start = colon.start()
        while start > done and text[start - 1] in _BEFORE_COLON:
            start -= 1
        done = colon.end()
        if found := _label_before(text, start):
            yield found[0], done, found[1]
    at = 0
    while at >= 0:
        line = _LINE.match(text, at)
        if line is None:
            at = text.find("\n", at) + 1 or -1
            continue
        name = _NAMES.get(_folded(line["label"]))
        if name and (line["mark"] or line["label"][0].isupper()):
            yield line.start("label"), line.end(), name
        at = line.end() if text[line.end() - 1] == "\n" else text.find("\n", line.end()) + 1 or -1


def _end_of(text: str, start: int, limit: int) -> int:
    """Where a value ends: with its line; if nothing stands on the line, before the next heading or label."""
    line_end = text.find("\n", start, limit)
    if line_end < 0:
        return limit
    if text[start:line_end].strip(_STRIP):
        return line_end
    body = line_end + len(text[line_end:limit]) - len(text[line_end:limit].lstrip())
    heading = _HEADING.search(text, body, limit)
    return min(heading.start() if heading else limit, body + _MAX_HEADED)


@lru_cache(maxsize=4)
def split(text: str) -> tuple[Segment, ...]:
    """The labelled parts of a text, in order.

    >>> [(s.name, s.value) for s in split("Runs the count. Salary: $52,000. Deadline: May 3")]
    [('salary', '$52,000.'), ('deadline', 'May 3')]
    """
    marks = sorted({(start, value, name) for start, value, name in _marks(text)})
    segments = []
    for index, (start, value_start, name) in enumerate(marks):
        limit = max(marks[index + 1][0], value_start) if index + 1 < len(marks) else len(text)
        end = _end_of(text, value_start, limit)
        value = text[value_start:end].strip(_STRIP)
        if value:
            label = " ".join(text[start:value_start].strip(" \t\n*_|:：–—-=#").split())
            segments.append(Segment(name=name, label=label, value=value, start=start, end=end))
    return tuple(segments)
