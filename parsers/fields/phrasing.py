"""One line of plain words out of any text, and the sentence around a place in it.

The parsers of dates and of employment read this line, so that white space, dash kinds, entities, emphasis marks
and escapes cannot change what they find.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import unescape

_FOLD = {
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-"),
    **dict.fromkeys(map(ord, "‘’‛′`"), "'"),
    **dict.fromkeys(map(ord, "“”„″"), '"'),
    **dict.fromkeys(map(ord, "·●▪◦‣"), "•"),
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad")),
}
_SPACE = re.compile(r"[\s\x00-\x1f\x7f\x85]+")
_EMPHASIS = re.compile(r"\\(?=[^\w\s])|\*+(?=[^\s*])|(?<=[^\s*])\*+|__+|(?<!\w)_|_(?!\w)|~~")
_BULLET = re.compile(r"(?<!\S)\*(?!\S)")
# A label that a page's tags tear apart ("Dead l ine:") is one word again.
_TORN = {
    label: re.compile(r"\b" + " ?".join(label.replace(" ", "")) + r"(?= ?:)", re.IGNORECASE)
    for label in ("deadline", "closing date", "start date", "end date", "job type")
}
_BREAK = re.compile(
    r"""(?<![ap]\.m\.)(?<!\b[A-Z]\.)(?<!\bSt\.)(?<!\bDr\.)(?<!\bNo\.)(?<=[.!?;])["')\]]*\s*(?=[A-Z"(\[])"""
    r"""|(?<=[a-z][.!?;]) |[•|¶]"""
)
_REACH = 260


@lru_cache(maxsize=4)
def plain(text: str) -> str:
    """``text`` in one line: folded dashes, quotes and spaces, without Markdown marks and entities."""
    if "&" in text:
        text = unescape(text)
    text = _BULLET.sub("•", _EMPHASIS.sub("", text.translate(_FOLD)))
    text = _SPACE.sub(" ", text).strip()
    for label, torn in _TORN.items():
        text = torn.sub(lambda m, label=label: label if " " in m[0] else m[0], text)  # type: ignore[misc]
    return text


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence (or list item) around ``text[start:end]`` begins and ends, at most 260 characters away."""
    left, first = max(0, start - _REACH), 0
    for m in _BREAK.finditer(text, left, start):
        first = m.end()
    m = _BREAK.search(text, end, end + _REACH)  # type: ignore[assignment]
    return max(left, first), m.start() if m else min(len(text), end + _REACH)


def pattern(phrases: Iterable[str]) -> str:
    """One group that matches any of ``phrases``, whole words, the longest first."""
    return r"(?<!\w)(?:" + "|".join(sorted(phrases, key=len, reverse=True)) + r")(?!\w)"
