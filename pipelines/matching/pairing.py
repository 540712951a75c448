"""The pairs that are worth comparing: those that share a key which few have."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

MOST = 60
"""A key that more postings have than this says nothing: it is boilerplate."""


def pairs(keyed: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    """The pairs of ids (the smaller first, each once, sorted) that share a key; ``keyed``: id → its keys."""
    holders: dict[str, list[str]] = defaultdict(list)
    for posting in sorted(keyed):
        for key in set(keyed[posting]):
            holders[key].append(posting)
    seen: dict[str, set[str]] = defaultdict(set)
    for ids in holders.values():
        if 1 < len(ids) <= MOST:
            for at, one in enumerate(ids):
                seen[one].update(ids[at + 1 :])
    for one in sorted(seen):
        for other in sorted(seen[one]):
            yield one, other
