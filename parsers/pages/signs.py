"""Signs: what words of a text speak for or against its being a posting. The words are data (lookups/kind.toml)."""

import functools
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import accumulate, compress, count
from typing import Any, NamedTuple

from parsers.pages import telling
from schema.vocabulary import PageKind

OPENING = 700
"""Characters in which a text says what it is. Signs against a posting that stand only behind them count half."""

_LONGEST_KEPT = 40
_SHORTEST = 3
_KEYS: dict[str, list[str]] = {}
"""The keys of all patterns by their first three characters."""


class Word(NamedTuple):
    """A telling word, its ``key`` ("" for none), and where in it that stands."""

    text: str
    key: str
    offset: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Alternative:
    """One alternative of an expression. ``words``: every match holds one of them; empty where that cannot be told.

    ``keys``: choices of keys, a text that it matches has one of each.
    ``before`` and ``after``: characters of a match before such a word, and from its beginning on, at most.
    """

    source: str
    flags: re.RegexFlag
    words: tuple[Word, ...]
    keys: tuple[frozenset[str], ...]
    before: int
    after: int

    @functools.cached_property
    def expression(self) -> re.Pattern[str]:
        """Compiled when it is first sought: most are never, in most texts."""
        return re.compile(self.source, self.flags)


@dataclass(frozen=True, kw_only=True, eq=False)
class Pattern:
    """A regular expression in its alternatives, each with its telling words (:mod:`parsers.pages.telling`).

    ``folded``: the expression reads the text in small letters.
    ``keys``: a text without any of them has no match; None where that cannot be told.
    """

    source: str
    flags: re.RegexFlag
    alternatives: tuple[Alternative, ...]
    keys: frozenset[str] | None
    folded: bool

    @functools.cached_property
    def expression(self) -> re.Pattern[str]:
        """The whole of it, compiled when it is first asked for."""
        return re.compile(self.source, self.flags)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All signs and gates, and the sum of weights (``threshold``) that makes a posting.

    ``article_keys``: keys of front matter that only articles and pages of a site have.
    """

    signs: tuple[Sign, ...]
    gates: tuple[Gate, ...]
    threshold: float
    article: Sign
    careers: Sign
    article_keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Read:
    """A text to look for signs in, folded once. ``keys``: where in it the keys of any pattern stand."""

    text: str
    folded: str
    keys: dict[str, list[int]]
    places: dict[str, list[int]] = field(default_factory=dict)
    """Where words stand that are no keys, as far as they were asked for."""

    @classmethod
    def of(cls, text: str) -> "Read":
        """Case does not count in the folded form; it has the length of the text."""
        folded = text.lower()
        if len(folded) != len(text):
            folded = "".join(c.lower()[:1] or c for c in text)
        words = folded.replace("\n", " ").split(" ")
        keys_in = {word: _keys_in(word) for word in set(words)}
        held = list(map(keys_in.__getitem__, words))
        keys: dict[str, list[int]] = defaultdict(list)
        lengths = accumulate(map(len, words), initial=0)
        for before, length, found in compress(zip(count(), lengths, held, strict=False), held):
            for key, at in found:
                keys[key].append(before + length + at)
        return cls(text, folded, keys)

    def find(self, pattern: Pattern) -> re.Match[str] | None:
        """The first find, if any."""
        return min(self._finds(pattern), key=re.Match.start, default=None)

    def has(self, pattern: Pattern) -> bool:
        """Whether there is any find."""
        return next(self._finds(pattern), None) is not None

    def _finds(self, pattern: Pattern) -> Iterator[re.Match[str]]:
        """The first find of each alternative. Only those whose telling words stand in the text are searched for."""
        keys = self.keys.keys()
        if pattern.keys is not None and keys.isdisjoint(pattern.keys):
            return
        text = self.folded if pattern.folded else self.text
        for sought in pattern.alternatives:
            if any(map(keys.isdisjoint, sought.keys)):
                continue
            match = self._first(sought, text) if sought.words else sought.expression.search(text)
            if match is not None:
                yield match

    def _first(self, sought: Alternative, text: str) -> re.Match[str] | None:
        """The first find of an alternative around its most telling words."""
        before, after = sought.before, sought.after
        places = sorted(
            at for word in sought.words if not word.key or word.key in self.keys for at in self._places(word)
        )
        if not before:
            begins = sought.expression.match
            for at in places:
                if match := begins(text, at, at + after):
                    return match
            return None
        search = sought.expression.search
        for start, end in _joined(places, before, after):
            if match := search(text, start, end):
                return match
        return None

    def _places(self, word: Word) -> list[int]:
        """Where a telling word stands; many expressions ask for the same."""
        if word.text == word.key:
            return self.keys[word.key]
        found = self.places.get(word.text)
        if found is None:
            starts = (
                (at - word.offset for at in self.keys[word.key]) if word.key else _everywhere(self.folded, word.text)
            )
            found = [at for at in starts if self.folded.startswith(word.text, at)]
            self.places[word.text] = found
        return found


def _everywhere(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _joined(places: list[int], before: int, after: int) -> Iterator[tuple[int, int]]:
    start = end = -1
    for place in places:
        if place - before > end:
            if end >= 0:
                yield start, end
            start = max(0, place - before)
        end = place + after
    if end >= 0:
        yield start, end


def _keys_in(word: str) -> tuple[tuple[str, int], ...]:
    """The keys that a word of a text holds, and where in it."""
    return _kept_keys_in(word) if len(word) <= _LONGEST_KEPT else _kept_keys_in.__wrapped__(word)


@functools.lru_cache(maxsize=32_768)
def _kept_keys_in(word: str) -> tuple[tuple[str, int], ...]:
    return tuple(
        (key, start)
        for start in range(len(word) - _SHORTEST + 1)
        for key in _KEYS.get(word[start : start + _SHORTEST], ())
        if word.startswith(key, start)
    )


def strength(sign: Sign, read: Read) -> float:
    """How full a sign is in a text, 0 to 1."""
    if sign.starts:
        found = sum(1.0 for p in sign.patterns if p.expression.match(read.folded if p.folded else read.text))
        return min(1.0, found / sign.full)
    found = 0.0
    keys = read.keys.keys()
    for pattern in sign.patterns:
        if pattern.keys is not None and keys.isdisjoint(pattern.keys):
            continue
        if sign.weight > 0:
            found += read.has(pattern)
        elif match := read.find(pattern):
            found += 1.0 if match.start() < OPENING else 0.5
        if found >= sign.full:
            return 1.0
    return found / sign.full


def compiled(source: str) -> Pattern:
    """A pattern of the lookup. One that asks for capitals reads the text as it is, others read it folded."""
    folded = "(?-i:" not in source
    flags = re.M if folded else re.I | re.M
    parts: dict[telling.Needs, list[str]] = {}
    for part in telling.alternatives(source):
        parts.setdefault(telling.needs_of(part), []).append(part)
    found = tuple(_alternative("|".join(part), needs, flags) for needs, part in parts.items())
    told = all(one.keys for one in found)
    return Pattern(
        source=source,
        flags=flags,
        alternatives=found,
        keys=frozenset().union(*(one.keys[0] for one in found)) if told else None,
        folded=folded,
    )


def _alternative(source: str, needs: telling.Needs, flags: re.RegexFlag) -> Alternative:
    keys = [frozenset(map(_key, words)) for words in needs]
    for key in frozenset().union(*keys) - {""}:
        alike = _KEYS.setdefault(key[:_SHORTEST], [])
        if key not in alike:
            alike.append(key)
            _kept_keys_in.cache_clear()
    before, after = telling.around(source)
    return Alternative(
        source=source,
        flags=flags,
        words=tuple(_word(text) for text in needs[0]) if needs else (),
        keys=tuple(choices for choices in keys if "" not in choices),
        before=before,
        after=after + 1,
    )


def _word(text: str) -> Word:
    key = _key(text)
    return Word(text, key, text.find(key))


def _key(word: str) -> str:
    """What stands for a word or several in a text's keys: the longest; "" for one too short to be looked up."""
    longest = max(word.split(), key=len)
    return longest if len(longest) >= _SHORTEST else ""


@functools.cache
def known() -> Known:
    """What lookups/kind.toml holds; read when a text is first judged."""
    data = tomllib.loads((files("parsers.pages") / "lookups" / "kind.toml").read_text("utf-8"))
    signs = tuple(_sign({"full": 1, "starts": False, "rejects": "", **row}) for row in data["sign"])
    return Known(
        signs=signs,
        gates=tuple(_gate(row) for row in data["gate"]),
        threshold=data["threshold"],
        article=next(sign for sign in signs if sign.name == "article"),
        careers=next(sign for sign in signs if sign.name == "careers"),
        article_keys=frozenset(data["article_keys"]),
    )


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
