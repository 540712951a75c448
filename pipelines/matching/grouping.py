"""Groups of one opening each, from judged pairs. The outcome depends on the pairs alone, not on their order."""

from collections.abc import Callable, Iterable

Pair = tuple[str, str]


def groups(
    ids: Iterable[str], joined: Iterable[tuple[float, str, str]], apart: Callable[[str, str], bool]
) -> dict[str, str]:
    """Each id with its group's name, the smallest id in it.

    ``joined``: (score, id, id) of the pairs that are one opening. The surest come first, and two groups become one
    only if no member of the one is ``apart`` from one of the other.
    """
    group = {posting: posting for posting in ids}
    members = {posting: [posting] for posting in group}
    for _, one, other in sorted(joined, key=lambda pair: (-pair[0], pair[1], pair[2])):
        name, gone = sorted((group[one], group[other]))
        if name == gone or any(apart(a, b) for a in members[name] for b in members[gone]):
            continue
        for posting in members[gone]:
            group[posting] = name
        members[name] += members.pop(gone)
    return group
