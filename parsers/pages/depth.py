"""How deep markup may be nested: parsers take time by the square of it, and a page can be all opening tags."""

import re

MOST = 500
"""So many elements within each other; Chromium stops at 512, and pages that people write stay below 100."""
_FEW = 5_000
"""Markup with fewer signs of a tag cannot be nested so deep that it matters."""
_TAG = re.compile(r"<(/?)([a-z][^\s/>]*)", re.IGNORECASE)
_NOT_NESTED = frozenset(
    "a area base br col colgroup dd dt embed hr img input li link meta option p param rp rt source tbody td tfoot th "
    "thead tr track wbr html head body script style".split()
)
"""Elements without content, those whose end is left out, and those that cannot stand in themselves."""
_NOTHING = "wbr"
"""An element that has no content and no look: what a tag becomes that is nested too deep."""


def shallow(markup: str) -> str:
    """The markup without the elements that are nested deeper than 500; their text stays."""
    if markup.count("<") < _FEW:
        return markup
    depth = 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[2].lower() in _NOT_NESTED:
            return tag[0]
        before = depth
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        return tag[0] if max(before, depth) <= MOST else f"<{tag[1]}{_NOTHING}"

    return _TAG.sub(kept, markup)
