"""The states that a posting belongs to: where its work is done, or where its remote employee may live."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files

from exports.published import Row

STATES: Mapping[str, str] = tomllib.loads((files("exports") / "lookups" / "states.toml").read_text("utf-8"))["states"]
"""Postal code → name, of the states, the District of Columbia and the territories."""


def states(row: Row) -> tuple[str, ...]:
    """The postal codes of a posting's states, each once, in the posting's order."""
    regions = [spot["region"] for spot in row["locations"] or () if spot["country"] in ("US", None)]
    return tuple(dict.fromkeys(code for code in (*regions, *(row["remote_states"] or ())) if code in STATES))
