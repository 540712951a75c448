"""Labels: the words before a value ("Closing date:"), and which raw field they announce."""

import functools
import importlib.resources
import re
import tomllib

LONGEST_LABEL = 48
"""Characters of a label; a longer first cell or line is prose."""

_EDGES = " \t\n:*-–—•·|.?\xa0"


@functools.cache
def _names() -> dict[str, str]:
    data = importlib.resources.files("parsers.pages").joinpath("lookups", "labels.toml").read_text(encoding="utf-8")
    return {word: name for name, words in tomllib.loads(data).items() for word in words}


def name_of(label: str) -> str | None:
    """The raw field a label announces ("Pay Range:" → ``salary``), or None for words that are no known label."""
    if len(label) > LONGEST_LABEL:
        return None
    words = re.sub(r"\s+", " ", label).strip(_EDGES).lower()
    return _names().get(words) or _names().get(re.sub(r" ?\([^()]*\)", "", words).strip(_EDGES))


_LINE = re.compile(rf"^[\s*•-]{{0,4}}([A-Za-z][^:\n]{{1,{LONGEST_LABEL}}}?)\**\s?:[ \t*]*([^\n]*)", re.MULTILINE)


def lines(text: str) -> tuple[tuple[str, str, str], ...]:
    """The ``Label: value`` lines of a text whose label is known, as (field name, label, value) in their order."""
    found = []
    for match in _LINE.finditer(text):
        name = name_of(match[1])
        value = match[2].strip()
        if name and value:
            found.append((name, match[1].strip(), value))
    return tuple(found)
