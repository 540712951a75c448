"""Label and value where the layout tells them apart: rows of two cells, definition lists, lines of a list."""

import functools
import re

import parsers.labels

LONGEST = 60
"""Characters of a label; a longer first cell is prose."""


def name_of(label: str) -> str | None:
    """The raw field that a label announces ("Pay Range:" is ``salary``), or None for words that are no known label."""
    return _name_of(label) if len(label) <= 2 * LONGEST else None


@functools.lru_cache(maxsize=4096)
def _name_of(label: str) -> str | None:
    words = " ".join(re.sub(r"[:*]+", " ", label).split())
    if not words or len(words) > LONGEST:
        return None
    parts = parsers.labels.split(words[0].upper() + words[1:] + ": x")
    return parts[0].name if len(parts) == 1 and parts[0].start == 0 else None
