"""The pairs that are worth comparing: those that share a key which few have."""

from array import array
from collections.abc import Iterator, Mapping
from itertools import combinations

import numpy as np

from pipelines.matching.shingles import Keys

MOST = 60
"""A key that more postings have than this says nothing: it is boilerplate."""

Pair = tuple[str, str]


def pair(one: str, other: str) -> Pair:
    """Two ids in their one order."""
    return (one, other) if one < other else (other, one)


def pairs(keyed: Mapping[str, Keys]) -> Iterator[Pair]:
    """The pairs of ids (each once, sorted) that share a key; ``keyed``: id → its keys, each once."""
    names = sorted(keyed)
    if not names:
        return
    keys = np.concatenate([keyed[name] for name in names])
    owners = np.repeat(np.arange(len(names)), [keyed[name].size for name in names])
    by_key = np.argsort(keys, kind="stable")
    keys, owners = keys[by_key], owners[by_key]
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if keys.size else np.empty(0, np.int64)
    sizes = np.diff(np.append(starts, keys.size))
    found = array("q")
    for start, size in zip(starts[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
        if size <= MOST:
            found.extend(
                one * len(names) + other for one, other in combinations(owners[start : start + size].tolist(), 2)
            )
    for pair_number in np.unique(np.frombuffer(found, np.int64)) if found else ():
        one, other = divmod(int(pair_number), len(names))
        yield names[one], names[other]
