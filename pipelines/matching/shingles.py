"""A text as the set of its runs of words: two texts share as many as they have words in common, in any order of parts.

A run is four words in a row, as a 64-bit number. Stock sentences (lookups/stock.toml) do not count. Every eighth run,
chosen by its own number, is what a text is looked up by; so a short text's runs are among a long one's if it is in it.
"""

import re
import tomllib
from functools import lru_cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.likeness import fold

Runs = NDArray[np.uint64]
Keys = NDArray[np.int64]

WIDTH = 4
SAMPLED = 8
"""One run in so many is a key of the text."""

_PLURAL = re.compile(r"(?<=\w\w\w)s\b")
_ODD = [
    np.uint64(2 * n + 1) for n in (0x9E3779B97F4A7C15 >> 1, 0x3C79AC492BA7B653, 0x1B56C4E9 << 20, 0x6C62272E07BB0142)
]
_MIX = np.uint64(0xBF58476D1CE4E5B9)


def lookup(name: str) -> dict[str, Any]:
    """One of the tables of this room."""
    return tomllib.loads((files("pipelines.matching") / "lookups" / f"{name}.toml").read_text("utf-8"))


def plain(text: str) -> str:
    """Folded words without the s of the plural, with single blanks."""
    return _PLURAL.sub("", fold(text))


@lru_cache(maxsize=1 << 17)
def _number(text: str) -> int:
    """A text as 64 bits without sign; the same on every machine."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little")


@lru_cache(maxsize=1 << 17)
def _word(word: str) -> int:
    return _number(_PLURAL.sub("", word))


def _runs(text: str) -> Runs:
    words = fold(text).split()
    if not words:
        return np.empty(0, np.uint64)
    numbers = np.fromiter(map(_word, words), np.uint64, len(words))
    width = min(WIDTH, len(words))
    count = len(words) - width + 1
    mixed = np.zeros(count, np.uint64)
    for place in range(width):
        mixed += numbers[place : place + count] * _ODD[place]
    mixed ^= mixed >> np.uint64(31)
    mixed *= _MIX
    mixed ^= mixed >> np.uint64(29)
    return np.unique(mixed)


_STOCK = np.unique(np.concatenate([_runs(sentence) for sentence in lookup("stock")["sentences"]]))


def runs(text: str) -> Runs:
    """The runs of a text, sorted; without the stock ones."""
    return np.setdiff1d(_runs(text), _STOCK, assume_unique=True)


def key(text: str) -> int:
    """A text that others are looked up by, as a signed integer of 64 bits."""
    number = _number(text)
    return number - (1 << 64) if number >> 63 else number


def keys(found: Runs) -> Keys:
    """The runs among a text's that it is looked up by, as signed integers of 64 bits."""
    chosen: Keys = found[found % np.uint64(SAMPLED) == 0].view(np.int64)
    return chosen


def shared(a: Runs, b: Runs) -> int:
    """How many runs two texts have in common."""
    return int(np.intersect1d(a, b, assume_unique=True).size)
