"""All postings at hand matched with each other, in memory."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.matching.grouping import groups
from pipelines.matching.pairing import Pair, pair, pairs
from pipelines.matching.traits import Traits
from pipelines.matching.verdict import Verdict, compare


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The judged pairs, and the members of each group, sorted."""

    verdicts: Mapping[Pair, Verdict]
    groups: list[list[str]]


def match(found: Mapping[str, Traits]) -> Outcome:
    """Match postings, given by their ids. The outcome does not depend on their order."""
    near = pairs({name: traits.keys() for name, traits in found.items()})
    verdicts = {(a, b): compare(found[a], found[b]) for a, b in near}

    def apart(a: str, b: str) -> bool:
        known = verdicts.get(pair(a, b))
        return (known or compare(found[a], found[b])).parts

    joined = [(verdict.rank, ids) for ids, verdict in verdicts.items() if verdict.joins]
    return Outcome(verdicts=verdicts, groups=groups(found, joined, apart))
