"""Phrases of the lookups, found in texts word by word.

Role, sector, organization and title rules are lists of phrases in ``lookups/*.toml``, written as a person says them:

    deputy|assistant director .. elections

``|`` separates words that may stand in one place, ``..`` stands for up to five words of the same sentence, ``^`` and
``$`` for its begin and end. Singular and plural, case, hyphens, "&" and the usual abbreviations make no difference:
texts and phrases pass through the same folding. A search costs one dictionary look-up a word, so it is linear.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from itertools import chain
from typing import Any, Generic, TypeVar

Payload = TypeVar("Payload")

GAP = 5
"""How many words ``..`` may stand for."""

COMMA, STOP = ",", "."
"""What the marks of a text become: a comma may stand inside ``..``, a stop ends the sentence."""

_TOKEN = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W_]+(?:'[^\W_]+)?|[&+,()/.;:!?•·|\n\[\]–—\"“”]|(?<=\s)-(?=\s)")
_STOPS = frozenset(".;:!?•·|\n")
_ABBREVIATIONS = {
    "sr": "senior", "jr": "junior", "asst": "assistant", "mgr": "manager", "dir": "director", "coord": "coordinator",
    "dep": "deputy", "nat'l": "national", "natl": "national", "govt": "government", "gov't": "government",
    "comms": "communication", "ops": "operation", "vp": "vice president", "svp": "senior vice president",
    "hr": "human resource", "fundraising": "fundraising", "organising": "organizing", "organiser": "organizer",
    "programme": "program", "vbm": "vote by mail", "counsellor": "counselor", "ceo": "chief executive officer",
    "coo": "chief operating officer", "cfo": "chief financial officer", "cto": "chief technology officer",
    "cio": "chief information officer", "ciso": "chief information security officer", "spec": "specialist",
    "admin": "administrator", "acct": "account", "sys": "system", "gotv": "get out the vote", "bd": "board",
    "dept": "department", "cty": "county", "infosec": "information security", "cyber-security": "cybersecurity",
}  # fmt: skip


@cache
def load(name: str) -> dict[str, Any]:
    """The lookup ``lookups/<name>.toml``; not to be changed."""
    return tomllib.loads((resources.files("parsers.fields") / "lookups" / f"{name}.toml").read_text("utf-8"))


def _straight(text: str) -> str:
    """A text with straight apostrophes and hyphens; its length stays."""
    return text.replace("’", "'").replace("‑", "-")


@lru_cache(maxsize=4096)
def _fold(token: str) -> tuple[str, ...]:
    """The folded words of one token: ``Elections`` is ``election``, ``VP`` is ``vice``, ``president``."""
    if token in "&+":
        return ("and",)
    if not token[0].isalnum():
        return (STOP,) if token in _STOPS else (COMMA,)
    word = token.casefold().replace(".", "")
    if word in _ABBREVIATIONS:
        return tuple(_ABBREVIATIONS[word].split())
    return (_singular(word.removesuffix("'s")),)


def _singular(word: str) -> str:
    if len(word) < 5 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


@dataclass(frozen=True, slots=True)
class Words:
    """A text as folded words. ``places`` tells where each of them stands, also behind the end of a ``head``."""

    text: str
    words: tuple[str, ...]
    places: Mapping[str, list[int]]

    @classmethod
    def of(cls, text: str) -> "Words":
        """Split and fold a text; an abbreviation may stand for several words."""
        words = tuple(chain.from_iterable(map(_fold, _TOKEN.findall(_straight(text)))))
        places: defaultdict[str, list[int]] = defaultdict(list)
        for index, word in enumerate(words):
            places[word].append(index)
        return cls(text, words, places)

    def head(self, count: int) -> "Words":
        """The first ``count`` words."""
        return self if len(self.words) <= count else Words(self.text, self.words[:count], self.places)

    def quote(self, first: int, last: int) -> str:
        """The words from ``first`` to ``last`` (inclusive) as they are printed."""
        index, begin = -1, 0
        for token in _TOKEN.finditer(_straight(self.text)):
            before, index = index, index + len(_fold(token.group()))
            if before < first <= index:
                begin = token.start()
            if index >= last:
                return self.text[begin : token.end()]
        return ""

    def plain(self) -> str:
        """The folded words without the marks, for comparing names."""
        return " ".join(word for word in self.words if word not in (COMMA, STOP))


@lru_cache(maxsize=4)
def words_of_body(text: str) -> Words:
    """The words of a body, which several parsers read one after another."""
    return Words.of(text)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One compiled phrase: a set of words a place; an empty set is a gap."""

    places: tuple[frozenset[str], ...]
    at_start: bool
    at_end: bool

    @classmethod
    def of(cls, source: str) -> "Phrase":
        """Compile a phrase; ValueError when it does not begin and end with a word."""
        body = source.removeprefix("^").removesuffix("$").strip()
        places: list[frozenset[str]] = []
        for part in body.split():
            if part == "..":
                places.append(frozenset())
            elif "|" in part:
                places.append(frozenset(_one_word(choice, source) for choice in part.split("|")))
            else:
                places.extend(frozenset((word,)) for word in Words.of(part).words)
        if not places or not places[0] or not places[-1]:
            raise ValueError(f"a phrase begins and ends with a word: {source!r}")
        return cls(tuple(places), source.startswith("^"), source.endswith("$"))

    def size(self) -> int:
        """How many words it names."""
        return sum(1 for place in self.places if place)

    def second(self) -> frozenset[str]:
        """The words one of which must stand behind the first; empty where any may, or none."""
        return self.places[1] if len(self.places) > 1 else frozenset()

    def end(self, words: tuple[str, ...], start: int) -> int | None:
        """The index of the last word when the phrase stands at ``start``, else None."""
        if self.at_start and start and words[start - 1] != STOP:
            return None
        at, gap = start, False
        for place in self.places:
            if not place:
                gap = True
            elif at < len(words) and words[at] in place:
                at, gap = at + 1, False
            elif gap and (found := _next(words, at, place)) is not None:
                at, gap = found + 1, False
            else:
                return None
        if self.at_end and at < len(words) and words[at] != STOP:
            return None
        return at - 1


def _one_word(choice: str, source: str) -> str:
    words = Words.of(choice).words
    if len(words) != 1:
        raise ValueError(f"a choice is one word: {choice!r} in {source!r}")
    return words[0]


def _next(words: tuple[str, ...], at: int, place: frozenset[str]) -> int | None:
    """Where a word of ``place`` stands within the next words of the sentence that a gap may hold."""
    for index in range(at, min(at + GAP + 1, len(words))):
        if words[index] in place:
            return index
        if words[index] == STOP:
            return None
    return None


@dataclass(frozen=True, slots=True)
class Match(Generic[Payload]):
    """A phrase found: its payload and its first and last word."""

    payload: Payload
    phrase: Phrase
    first: int
    last: int

    def has_gap(self) -> bool:
        """Whether other words stand between those of the phrase."""
        return self.last - self.first >= self.phrase.size()


_Entries = dict[str, list[tuple[Phrase, Payload]]]


class PhraseBook(Generic[Payload]):
    """Many phrases, each with its payload, searched for in one pass.

    They are kept by their first word and by the one behind it, so that most are never tried. The entries are read
    with the first search, so that a program that searches nothing does not wait for them.
    """

    def __init__(self, entries: Iterable[tuple[str, Payload]]) -> None:
        self._entries = entries

    @cached_property
    def _index(self) -> tuple[_Entries[Payload], dict[str, _Entries[Payload]]]:
        """The phrases by their first word, where any word may follow; and by their first word and the one behind it."""
        by_word: _Entries[Payload] = {}
        for source, payload in self._entries:
            phrase = Phrase.of(source)
            for word in phrase.places[0]:
                by_word.setdefault(word, []).append((phrase, payload))
        before_any = {word: [e for e in some if not e[0].second()] for word, some in by_word.items()}
        before = {
            word: {
                following: [e for e in some if not e[0].second() or following in e[0].second()]
                for following in frozenset[str]().union(*(phrase.second() for phrase, _ in some))
            }
            for word, some in by_word.items()
        }
        return before_any, before

    def matches(self, words: Words) -> Iterator[Match[Payload]]:
        """Every place where a phrase stands, in the order of the text."""
        text = words.words
        before_any, before = self._index
        starts = sorted(chain.from_iterable(words.places[word] for word in before_any.keys() & words.places.keys()))
        for start in starts:
            if start >= len(text):
                return
            word, following = text[start], text[start + 1] if start + 1 < len(text) else ""
            for phrase, payload in before[word].get(following, before_any[word]):
                last = phrase.end(text, start)
                if last is not None:
                    yield Match(payload, phrase, start, last)

    def first(self, words: Words) -> Match[Payload] | None:
        """The first match, or None."""
        return next(self.matches(words), None)
