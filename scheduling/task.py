"""A task of the scheduler: what is done, at which moments, under which limits."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from scheduling.slots import Slots
from scheduling.supervision import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One command: what follows ``electionjobs``, and its limits."""

    arguments: tuple[str, ...]
    limits: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is done again and again.

    ``steps``         the commands, one after another whatever the ones before came to, made for the slot they serve.
    ``asks_sites``    it sends requests to sites: only one such task runs at a time.
    ``must_succeed``  after trouble it is tried again before its next slot.
    ``at_once``       the first scheduler of a database runs it as soon as it starts.
    """

    name: str
    what: str
    slots: Slots
    steps: Callable[[dt.datetime], tuple[Step, ...]]
    asks_sites: bool = False
    must_succeed: bool = False
    at_once: bool = False
