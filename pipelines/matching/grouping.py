"""Groups of one opening each, from judged pairs. The outcome depends on the pairs alone, not on their order."""

from collections.abc import Callable, Iterable

from pipelines.matching.pairing import Pair

Rank = tuple[float, float]


def groups(
    ids: Iterable[str],
    joined: Iterable[tuple[Rank, Pair]],
    apart: Callable[[str, str], bool],
    by_hand: Iterable[Pair] = (),
) -> list[list[str]]:
    """The members of each group, sorted.

    ``joined`` are the pairs that are one opening, those of least rank first to be heard. Two groups become one only
    if no member of the one is ``apart`` from one of the other. What is joined ``by_hand`` is joined regardless.
    """
    members = {posting: [posting] for posting in ids}
    group = {posting: posting for posting in members}

    def unite(one: str, other: str, *, regardless: bool) -> None:
        name, gone = sorted((group[one], group[other]))
        if name == gone or (not regardless and any(apart(a, b) for a in members[name] for b in members[gone])):
            return
        for posting in members[gone]:
            group[posting] = name
        members[name] += members.pop(gone)

    for one, other in sorted(by_hand):
        unite(one, other, regardless=True)
    for _, (one, other) in sorted(joined):
        unite(one, other, regardless=False)
    return sorted(sorted(found) for found in members.values())
