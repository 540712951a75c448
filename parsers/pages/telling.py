"""What a regular expression needs: words that every match holds, and how far a match can reach.

Searching a text for a word costs a small part of searching it for an expression. So an expression is only tried where
its most telling words stand, and no farther before and behind them than it reaches.
"""

import functools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

Needs = tuple[tuple[str, ...], ...]
"""Choices of words: a text that an expression matches has one of each."""

LONGEST_WORD = 25
"""Times that a character which may be repeated without end (``\\w+``) is taken to be."""
LONGEST_ROW = 6
"""Times that words which may be repeated without end (``(?:new |open )*``) are taken to be."""
FARTHEST = 500
"""Characters that no expression is taken to reach beyond."""

_ATOM = re.compile(r"\\x[0-9a-f]{2}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[^\\\[(]", re.DOTALL)
_TIMES = re.compile(r"(?:\{(\d+)(?:,(\d+))?\}|([*+?]))\??")
_GROUP = re.compile(r"\(\?(?:[:!=]|<[!=]|-i:)|\(")
_LOOKS = re.compile(r"\(\?(?:[!=]|<[!=])|\\[bB]|[\^$]")
_CHOOSING = frozenset({"(?:", "(?-i:", "("})
_CHOICES = re.compile(r"\[([^\^\\\]-][^\\\]-]{0,3}|-[^\\\]-]{0,3})\]")
_COMMON = frozenset("this that with will have from been your our their was were are has had not you who".split())
_EVERYWHERE = frozenset({"the", "and", "for"})
_USUAL_MARKS = frozenset(".,:;-–—/()'’")
_STRONG = 3
"""What weighs more leaves much out."""


def words_of(source: str) -> list[str] | None:
    """Words of which every match of an expression holds at least one; None where that cannot be told.

    >>> words_of(r"\\b(?:jobs?|vacanc(?:y|ies)) (?:are )?open")
    ['open']
    """
    words: list[str] = []
    for alternative in alternatives(source):
        needs = needs_of(alternative)
        if not needs:
            return None
        words.extend(needs[0])
    return list(dict.fromkeys(words))


def needs_of(alternative: str) -> Needs:
    """What every match of an expression without alternatives holds: its plain characters, and of each group one.

    The most telling is first. Choices that leave hardly anything out stand there only where there is no other.

    >>> needs_of(r"\\bgrants? (?:program|recipients?) (?:will|are)")
    (('program', 'recipient'), ('grant',))
    """
    return tuple(tuple(need.words) for need in _ranked(alternative))


def around(source: str) -> tuple[int, int]:
    """Characters that a match has at most before the most telling words of each alternative, and from them on.

    What stands behind the match and is only looked at counts; what stands before it does not. An expression that
    reaches farther than FARTHEST is taken to reach that far to both sides.

    >>> around(r"\\bgrants? (?:program|recipients?) (?:will|are)")
    (7, 16)
    """
    told = [_ranked(alternative)[:1] for alternative in alternatives(source)]
    if not all(told):
        return 0, 0
    before, after = max(need.before for (need,) in told), max(need.after for (need,) in told)
    return (FARTHEST, FARTHEST) if max(before, after) >= FARTHEST else (before, after)


@functools.cache
def reach_of(source: str) -> int:
    """Characters that a match and what it looks at around it have at most."""
    return min(FARTHEST, max(sum(_reach(*piece) for piece in _pieces(part)) for part in alternatives(source)))


@functools.cache
def alternatives(source: str) -> tuple[str, ...]:
    """The parts of an expression between its outermost bars."""
    parts, start = [], 0
    for position, end in _spans(source):
        if source[position:end] == "|":
            parts.append(source[start:position])
            start = end
    return (*parts, source[start:])


def _reach(piece: str, _: int, most: int | None) -> int:
    group = _GROUP.match(piece)
    if group is None:
        return LONGEST_WORD if most is None else most
    return (LONGEST_ROW if most is None else most) * reach_of(piece[group.end() : -1])


class _Need(NamedTuple):
    """A choice of words, and the characters that a match has at most before them and from them on."""

    words: Sequence[str]
    before: int
    after: int


@functools.cache
def _ranked(alternative: str) -> list[_Need]:
    """What :func:`needs_of` says, with where it stands in the expression."""
    pieces = _pieces(alternative)
    before, behind = 0, sum(_reach(*piece) for piece in pieces)
    needs: list[_Need] = []
    run, start, rest = "", before, behind
    for piece, least, most in pieces:
        plain = _plain(piece) if least else ""
        if not run:
            start, rest = before, behind
        run += plain
        if not plain or most != 1:
            needs.append(_Need((run,), start, rest))
            run = ""
        if _LOOKS.match(piece):
            continue  # it takes no room, and may look farther than the words stand
        reach = _reach(piece, least, most)
        behind -= reach
        if least and not plain:
            needs.append(_chosen(piece, most, reach, before, behind))
        before += reach
    needs.append(_Need((run,), start, rest))
    ranked = sorted((need for need in needs if _telling(need.words)), key=lambda need: -_telling(need.words))
    strong = [need for need in ranked if _telling(need.words) > _STRONG]
    return strong or ranked[:1]


def _chosen(piece: str, most: int | None, reach: int, before: int, behind: int) -> _Need:
    """The words of a group or class, of which so many characters stand before and behind it."""
    group = _GROUP.match(piece)
    if most != 1:
        first, last = reach, reach
    else:
        first, last = around(piece[group.end() : -1]) if group else (0, reach)
    return _Need(_choices(piece), before + first, last + behind)


def _telling(words: Sequence[str]) -> int:
    """How much a choice of words leaves out: as much as the commonest of them."""
    return min((_weight(word.strip()) for word in words), default=0)


def _weight(word: str) -> int:
    if len(word) < 2:
        return 0 if not word or word.isalnum() else 1 if word in _USUAL_MARKS else _STRONG + 1
    if word in _EVERYWHERE:
        return 1
    if len(word) == 2:
        return 2
    return _STRONG if word in _COMMON else _STRONG + len(word)


def _plain(piece: str) -> str:
    """The character that a piece stands for, in lower case; "" where it is none."""
    if len(piece) == 1:
        return "" if piece in ".^$|" else piece.lower()
    return piece[1] if piece[0] == "\\" and len(piece) == 2 and not piece[1].isalnum() else ""


def _choices(piece: str) -> Sequence[str]:
    group = _GROUP.match(piece)
    if group is not None:
        return (words_of(piece[group.end() : -1]) or ()) if group[0] in _CHOOSING else ()
    few = _CHOICES.fullmatch(piece)
    return tuple(few[1]) if few else ()


@functools.cache
def _pieces(source: str) -> tuple[tuple[str, int, int | None], ...]:
    """The pieces of an expression without alternatives: each with the times that it stands there, least and most."""
    pieces = []
    end = 0
    for position, end_of_piece in _spans(source):
        if position < end:
            continue  # behind a quantifier
        times = _TIMES.match(source, end_of_piece)
        end = times.end() if times else end_of_piece
        least, most = _counted(times) if times else (1, 1)
        pieces.append((source[position:end_of_piece], least, most))
    return tuple(pieces)


def _counted(times: re.Match[str]) -> tuple[int, int | None]:
    if times[3]:
        return int(times[3] == "+"), 1 if times[3] == "?" else None
    return int(times[1]), int(times[2] or times[1])


def _spans(source: str) -> Iterator[tuple[int, int]]:
    """Where the outermost pieces of an expression stand: a character, an escape, a class, a group with its brackets."""
    position = 0
    while position < len(source):
        start = position
        depth = 0
        while position == start or depth:
            if source[position] == "(":
                position, depth = position + 1, depth + 1
                continue
            depth -= source[position] == ")"
            atom = _ATOM.match(source, position)
            position = atom.end() if atom else position + 1
        yield start, position
