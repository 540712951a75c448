"""One line of plain words out of any text, and the sentence around a place in it.

The parsers of dates and of employment read this line, so that white space, dash kinds, entities, emphasis marks
and escapes cannot change what they find.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from html import unescape

from parsers.fields.gates import gate

_FOLD = {
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    **dict.fromkeys("‘’‛′`", "'"),
    **dict.fromkeys("“”„″", '"'),
    **dict.fromkeys("·●▪◦‣", "•"),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", ""),
}
_FOLDED = re.compile(f"[{''.join(_FOLD)}]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")  # those that str.split() does not take for blanks
_EMPHASIS = re.compile(r"(?=[\\*_~])(?:\\(?=[^\w\s])|\*+(?=[^\s*])|(?<=[^\s*])\*+|__+|(?<!\w)_|_(?!\w)|~~)")
_MARKS = re.compile(r"[\\*_~]")
_BULLET = re.compile(r"\*(?<!\S\*)(?!\S)")
# A label that a page's tags tear apart ("Dead l ine:") is one word again.
_LABELS = {
    label.replace(" ", ""): label for label in ("deadline", "closing date", "start date", "end date", "job type")
}
_TORN = re.compile(r"\b(?:" + "|".join(" ?".join(letters) for letters in _LABELS) + r")(?= ?:)", re.IGNORECASE)
_BREAK = re.compile(
    r"""[.!?;•|](?:(?<=[•|])|(?<![ap]\.m\.)(?<!\b[A-Z]\.)(?<!\bSt\.)(?<!\bDr\.)(?<!\bNo\.)"""
    r"""["')\]]*\s*(?=[A-Z"(\[])|(?<=;) )"""
)
_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=[ \t]*(?:[#•·-]|\*\s))|(?<=:)\n|\|\s*\n")
_REACH, _QUOTE = 260, 200
_LONGEST = 100_000  # characters; postings have 1,000 to 15,000
_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


@lru_cache(maxsize=32)
def plain(text: str) -> str:
    """``text`` in one line: folded dashes, quotes and spaces, without Markdown marks and entities."""
    return _folded(text[:_LONGEST])


def _folded(text: str) -> str:
    if "&" in text:
        text = unescape(text)
    text = _FOLDED.sub(lambda m: _FOLD[m[0]], text)
    if _MARKS.search(text):
        text = _BULLET.sub("•", _EMPHASIS.sub("", text))
    line = " ".join(_CONTROL.sub(" ", text).split())
    return _TORN.sub(_mend, line) if _is_torn(line.lower()) else line


def _is_torn(low: str) -> bool:
    """Whether some label is there only once the blanks are gone."""
    joined = low.replace(" ", "")
    return any(squeezed in joined and joined.count(squeezed) != low.count(label) for squeezed, label in _LABELS.items())


@lru_cache(maxsize=32)
def lowered(text: str) -> str:
    """``text`` in lower case, every letter in its own place: a case-blind search over a whole body is slow."""
    low = text.lower()
    return low if len(low) == len(text) else text.translate(_ASCII_LOWER)


def _mend(torn: re.Match[str]) -> str:
    """The label whole again; as it is printed where it was whole."""
    label = _LABELS[torn[0].replace(" ", "").lower()]
    return torn[0] if torn[0].lower() == label else label.capitalize()


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence (or list item) around ``text[start:end]`` begins and ends, at most 260 characters away."""
    left = max(0, start - _REACH)
    breaks = [m.end() for m in _BREAK.finditer(text, left, start + 1) if m.end() <= start]
    following = _BREAK.search(text, max(0, end - 1), end + _REACH)
    right = following.start() + (following[0][0] in ".!?;") if following else min(len(text), end + _REACH)
    return max([left, *breaks]), max(end, right)


def quoted(text: str, start: int, end: int) -> str:
    """The sentence around ``plain(text)[start:end]``, within its paragraph and at most 200 characters, as a quote."""
    line = plain(text)
    left, right = sentence(line, start, end)
    begin, stop = paragraph(text, start, end)
    left, right = max(left, begin), min(right, stop)
    room = max(0, (_QUOTE - (end - start)) // 2)
    if start - left > room:
        left = line.find(" ", start - room, start) + 1 or start
    if right - end > room:
        right = max(end, line.rfind(" ", end, end + room))
    return line[left:right].strip()


def paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the paragraph, item or heading of ``text`` around ``plain(text)[start:end]`` begins and ends in its line.

    The whole line where the words cannot be found again in the text as it is printed.
    """
    line = plain(text)
    words = line[start:end]
    if not words or line.count(words) != text.count(words):
        return 0, len(line)
    at = -1
    for _ in range(line.count(words, 0, start) + 1):
        at = text.find(words, at + 1)
    first = max((m.end() for m in _PARAGRAPH.finditer(text, max(0, at - _REACH), at)), default=max(0, at - _REACH))
    last = _PARAGRAPH.search(text, at + len(words), at + _REACH)
    before = _folded(text[first:at])
    after = _folded(text[at + len(words) : last.start() if last else at + _REACH])
    return start - len(before) - (line[start - 1 : start] == " "), end + len(after) + (line[end : end + 1] == " ")


def pattern(phrases: Iterable[str]) -> str:
    """One group that matches any of ``phrases`` as whole words, the longest first."""
    phrases = tuple(phrases)
    return rf"\b{gate(phrases)}(?:{_any(phrases)})(?!\w)"


class Phrases:
    """Phrases under keys, found together: one pass over a lowered text instead of one for each key."""

    def __init__(self, groups: Mapping[str, Iterable[str]]) -> None:
        groups = {key: tuple(phrases) for key, phrases in groups.items()}
        self._of_key = {key: re.compile(pattern(phrases)) for key, phrases in groups.items()}
        self._any = re.compile(pattern([phrase for phrases in groups.values() for phrase in phrases]))

    def find(self, low: str) -> Iterator[tuple[str, re.Match[str]]]:
        """Every phrase with its key, by place; those of one key do not overlap."""
        done = dict.fromkeys(self._of_key, 0)
        found = self._any.search(low)
        while found:
            for key, phrase in self._of_key.items():
                if found.start() >= done[key] and (m := phrase.match(low, found.start())):
                    done[key] = m.end()
                    yield key, m
            found = self._any.search(low, found.start() + 1)


def leading_to(
    wanted: re.Pattern[str], text: str, ends: Iterable[re.Match[str]], *, reach: int, past: int
) -> Iterator[re.Match[str]]:
    """What ``wanted`` finds in a text, where it can end only with one of ``ends``, which is quicker to find.

    It begins at most ``reach`` characters before such an end and looks at most ``past`` characters behind it.
    """
    done = 0
    for end in ends:
        if end.end() > done:
            for found in wanted.finditer(text, max(done, end.start() - reach), end.end() + past):
                done = found.end()
                yield found


def named(groups: Mapping[str, Iterable[str]]) -> re.Pattern[str]:
    """A pattern, for lowered text, whose ``lastgroup`` tells which of the groups a phrase belongs to."""
    every = gate([phrase for phrases in groups.values() for phrase in phrases])
    return re.compile(rf"\b{every}(?:" + "|".join(f"(?P<{name}>{_any(p)})(?!\\w)" for name, p in groups.items()) + ")")


def _any(phrases: Iterable[str]) -> str:
    return "|".join(sorted(phrases, key=len, reverse=True))
