"""The pairs that are worth comparing: those that share a key which few have."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

MOST = 60
"""A key that more postings have than this says nothing: it is boilerplate."""

Pair = tuple[str, str]


def pair(one: str, other: str) -> Pair:
    """Two ids in their one order."""
    return (one, other) if one < other else (other, one)


def pairs(keyed: Mapping[str, Iterable[int]]) -> Iterator[Pair]:
    """The pairs of ids (each once, sorted) that share a key; ``keyed``: id → its keys."""
    holders: dict[int, list[str]] = defaultdict(list)
    for posting in sorted(keyed):
        for key in keyed[posting]:
            holders[key].append(posting)
    seen: dict[str, set[str]] = defaultdict(set)
    for ids in holders.values():
        if 1 < len(ids) <= MOST:
            for at, one in enumerate(ids):
                seen[one].update(ids[at + 1 :])
    for one in sorted(seen):
        for other in sorted(seen[one]):
            yield one, other
