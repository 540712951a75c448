"""All postings at hand matched with each other, in memory."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.matching.grouping import groups
from pipelines.matching.pairing import Pair, pair, pairs
from pipelines.matching.traits import Traits
from pipelines.matching.verdict import Verdict, compare


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The pairs that have to do with each other, and the members of each group, sorted."""

    verdicts: Mapping[Pair, Verdict]
    groups: list[list[str]]


def match(found: Mapping[str, Traits]) -> Outcome:
    """Match postings, given by their ids. The outcome does not depend on their order."""
    near = pairs({name: traits.keys() for name, traits in found.items()})
    judged = ((ids, compare(found[ids[0]], found[ids[1]])) for ids in near)
    verdicts = {ids: verdict for ids, verdict in judged if verdict.kind is not None}

    def apart(a: str, b: str) -> bool:
        known = verdicts.get(pair(a, b))
        return (known or compare(found[a], found[b])).parts

    joined = [(verdict.rank, ids) for ids, verdict in verdicts.items() if verdict.joins]
    return Outcome(verdicts=verdicts, groups=groups(found, joined, apart))
