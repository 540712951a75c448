"""Signs: what words of a text speak for or against its being a posting. The words are data (lookups/kind.toml)."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from schema.vocabulary import PageKind

OPENING = 700
"""Characters in which a text says what it is. Signs against a posting that stand only behind them count half."""

_BEFORE, _AHEAD = 300, 300
"""Characters before and behind a telling word in which its expression matches, or does not."""
_PIECE = 4
_GROUP = re.compile(r"\(\?[:!=<]{1,2}|\(\?-i:|\(")
_COMMON = frozenset(
    "the this that with will have from been your our their for and was were are has had not you who".split()
)
_LITERAL = re.compile(r"[a-z][a-z ]*")
_TELLING: dict[int, dict[str, int]] = {}
"""The telling words of all patterns by the number that their first four characters make, and the number of their last
four; shorter ones have 0."""


Needs = tuple[tuple[str, ...], ...]
"""Choices of words: a text that an expression matches has one of each."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pattern:
    """A regular expression, and its alternatives with their telling words (:func:`needs_of`).

    ``folded``: the expression reads the text in small letters.
    ``words``: a text without any of them has no match; None where that cannot be told.
    """

    expression: re.Pattern[str]
    alternatives: tuple[tuple[re.Pattern[str], Needs], ...]
    words: frozenset[str] | None
    folded: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sign:
    """One sign. ``weight`` when ``full`` different patterns are found; ``says`` names it for a person.

    ``rejects`` is what a text is when this sign against a posting is its strongest.
    ``starts``: it counts only as the text's first words.
    """

    name: str
    weight: float
    full: int
    starts: bool
    says: str
    rejects: str
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gate:
    """Words that decide at once what a page is, if it is no longer than ``longest`` and shows little of a posting."""

    kind: PageKind
    rejects: str
    longest: int
    most: float
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A text to look for signs in, folded once."""

    text: str
    folded: str
    words: Set[str]
    """The telling words of any pattern that stand in it."""

    @classmethod
    def of(cls, text: str) -> "Read":
        """Case does not count in the folded form; it has the length of the text."""
        folded = text.lower()
        if len(folded) != len(text):
            folded = "".join(c.lower()[:1] or c for c in text)
        numbers = _numbers(folded)
        known = (_TELLING[number] for number in _TELLING.keys() & numbers)
        words = {word for ends in known for word, end in ends.items() if end in numbers and word in folded}
        return cls(text, folded, words)

    def find(self, pattern: Pattern) -> re.Match[str] | None:
        """The first find, if any."""
        return min(self.finds(pattern), key=re.Match.start, default=None)

    def finds(self, pattern: Pattern) -> Iterator[re.Match[str]]:
        """The first find of each alternative. Only those whose telling words stand in the text are searched for."""
        if pattern.words is not None and self.words.isdisjoint(pattern.words):
            return
        text = self.folded if pattern.folded else self.text
        for expression, needs in pattern.alternatives:
            for start, end in _windows(needs, self):
                match = expression.search(text, start, end)
                if match is not None:
                    yield match
                    break


def _windows(needs: Needs, read: Read) -> Iterable[tuple[int, int]]:
    """Where in a text to look for an expression: around its most telling words, if it has the others too."""
    if not needs:
        return ((0, len(read.folded)),)
    for words in needs:
        if read.words.isdisjoint(words):
            return ()
    places: list[int] = []
    for word in read.words & set(needs[0]):
        at = read.folded.find(word)
        while at >= 0:
            places.append(at)
            at = read.folded.find(word, at + _AHEAD)
    return _joined(sorted(places))


def _joined(places: list[int]) -> Iterator[tuple[int, int]]:
    start = end = -1
    for place in places:
        if place - _BEFORE > end:
            if end >= 0:
                yield start, end
            start = max(0, place - _BEFORE)
        end = place + 2 * _AHEAD
    if end >= 0:
        yield start, end


def _numbers(folded: str) -> set[int]:
    """All runs of four characters of a text as numbers, which are made faster than strings; and 0."""
    content = folded.encode("latin-1", "replace")
    numbers = {0}
    for start in range(min(_PIECE, len(content) - _PIECE + 1)):
        whole = len(content) - (len(content) - start) % _PIECE
        numbers.update(memoryview(content)[start:whole].cast("I"))
    return numbers


def strength(sign: Sign, read: Read) -> float:
    """How full a sign is in a text, 0 to 1."""
    if sign.starts:
        found = sum(1.0 for p in sign.patterns if p.expression.match(read.folded if p.folded else read.text))
        return min(1.0, found / sign.full)
    found = 0.0
    for pattern in sign.patterns:
        if sign.weight > 0:
            found += any(read.finds(pattern))
        elif match := read.find(pattern):
            found += 1.0 if match.start() < OPENING else 0.5
        if found >= sign.full:
            return 1.0
    return found / sign.full


def compiled(source: str) -> Pattern:
    """A pattern of the lookup. One that asks for capitals reads the text as it is, others read it folded."""
    folded = "(?-i:" not in source
    flags = re.M if folded else re.I | re.M
    parts: dict[Needs, list[str]] = {}
    for alternative in _alternatives(source):
        parts.setdefault(needs_of(alternative), []).append(alternative)
    for word in {word for needs in parts for words in needs for word in words}:
        short = len(word) < _PIECE
        first, last = (0 if short else min(_numbers(piece) - {0}) for piece in (word[:_PIECE], word[-_PIECE:]))
        _TELLING.setdefault(first, {})[word] = last
    return Pattern(
        expression=re.compile(source, flags),
        words=frozenset(word for needs in parts for word in needs[0]) if all(parts) else None,
        alternatives=tuple((re.compile("|".join(part), flags), needs) for needs, part in parts.items()),
        folded=folded,
    )


def words_of(source: str) -> list[str] | None:
    """Words of which every match of an expression holds at least one; None where that cannot be told.

    >>> words_of(r"\\b(?:jobs?|vacanc(?:y|ies)) (?:are )?open")
    ['open']
    """
    words: list[str] = []
    for alternative in _alternatives(source):
        best = max(needs_of(alternative), key=_telling, default=None)
        if best is None:
            return None
        words.extend(best)
    return list(dict.fromkeys(words))


def needs_of(alternative: str) -> Needs:
    """What every match of an expression without alternatives holds: its plain runs of letters, and of each group one.

    Choices that leave hardly anything out (short and common words) are not among them; the most telling is first.

    >>> needs_of(r"\\bgrants? (?:program|recipients?) (?:will|are)")
    (('program', 'recipient'), ('grant',))
    """
    needs: list[list[str]] = []
    for piece, optional in _pieces(alternative):
        if optional:
            continue
        if piece.startswith("("):
            opening = _GROUP.match(piece)
            if opening and opening[0] in {"(?:", "("} and (inner := words_of(piece[opening.end() : -1])):
                needs.append(inner)
        elif _LITERAL.fullmatch(piece):
            needs.append([piece])
    telling = [words for words in needs if _telling(words)]
    return tuple(map(tuple, sorted(telling, key=_telling, reverse=True)))


def _telling(words: Sequence[str]) -> int:
    """How much a choice of words leaves out: the length of its shortest; 0 where one is too short or everywhere."""
    shortest = min(len(word.strip()) for word in words)
    return 0 if shortest < 3 or any(word.strip() in _COMMON for word in words) else shortest


def _pieces(source: str) -> Iterator[tuple[str, bool]]:
    """An alternative's pieces in order, and whether each may be missing: runs of letters, groups, anything else."""
    position = 0
    while position < len(source):
        char = source[position]
        end = position + (2 if char == "\\" else 1)
        if char == "(":
            end = _closing(source, position)
        elif char == "[":
            end = source.index("]", position + 2) + 1
        elif run := _LITERAL.match(source, position):
            end = run.end()
            if source[end : end + 1] in set("?*{") - {""}:
                end = max(end - 1, position) or end
                if end == position:
                    end = position + 1
        piece = source[position:end]
        quantifier = source[end : end + 1]
        yield piece, quantifier in {"?", "*"} or source[end : end + 2] == "{0"
        position = end


def _closing(source: str, position: int) -> int:
    depth = 0
    while position < len(source):
        char = source[position]
        if char == "\\":
            position += 1
        elif char == "[":
            position = source.index("]", position + 2)
        else:
            depth += (char == "(") - (char == ")")
            if depth == 0:
                return position + 1
        position += 1
    return position


def _alternatives(source: str) -> list[str]:
    parts, start, position = [], 0, 0
    while position < len(source):
        char = source[position]
        if char == "\\":
            position += 1
        elif char == "(":
            position = _closing(source, position) - 1
        elif char == "[":
            position = source.index("]", position + 2)
        elif char == "|":
            parts.append(source[start:position])
            start = position + 1
        position += 1
    return [*parts, source[start:]]


def _load() -> dict[str, Any]:
    return tomllib.loads((files("parsers.pages") / "lookups" / "kind.toml").read_text("utf-8"))


def _sign(row: dict[str, Any]) -> Sign:
    return Sign(
        name=row["name"],
        weight=row["weight"],
        full=row["full"],
        starts=row["starts"],
        says=row["says"],
        rejects=row["rejects"],
        patterns=tuple(compiled(source) for source in row["patterns"]),
    )


def _gate(row: dict[str, Any]) -> Gate:
    return Gate(
        kind=row["kind"],
        rejects=row["rejects"],
        longest=row["longest"],
        most=row["most"],
        patterns=tuple(compiled(source) for source in row["patterns"]),
    )


_LOOKUP = _load()
SIGNS = tuple(_sign({"full": 1, "starts": False, "rejects": "", **row}) for row in _LOOKUP["sign"])
GATES = tuple(_gate(row) for row in _LOOKUP["gate"])
THRESHOLD: float = _LOOKUP["threshold"]
ARTICLE = next(sign for sign in SIGNS if sign.name == "article")
CAREERS = next(sign for sign in SIGNS if sign.name == "careers")
ARTICLE_KEYS = frozenset(_LOOKUP["article_keys"])
"""Keys of front matter that only articles and pages of a site have."""
