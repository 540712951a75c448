"""What travels through the pipelines: one source's items of one run, and the figures of its loading."""

from dataclasses import asdict, dataclass, field

from schema.records import Gone, Lead, ParsedPosting, SetAside


@dataclass(slots=True, kw_only=True)
class Batch:
    """All that one source gave in one run, in the order of arrival (which does not matter)."""

    postings: list[ParsedPosting] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class RunCounts:
    """What loading a batch did, in postings.

    ``held``: absent from a complete list and not closed, by a guard. ``held_back``: why nothing of the run was stored.
    """

    listed: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    reopened: int = 0
    closed: int = 0
    expired: int = 0
    held: int = 0
    set_aside: int = 0
    held_back: str = ""

    def columns(self) -> dict[str, int]:
        """The figures as the run row holds them."""
        return {name: value for name, value in asdict(self).items() if name != "held_back"}
