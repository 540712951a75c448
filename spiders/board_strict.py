"""Strict reading of a platform's JSON: what it always gives must be there and of its kind, or the board has changed.

A key that is gone without a word would empty a column of all postings of a platform. Every function raises KeyError or
TypeError, which fail the source as ``layout_changed`` and name the key.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Record = Mapping[str, Any]


def demand(records: Sequence[Record], keys: frozenset[str]) -> None:
    """Every record has all of the keys."""
    for record in records:
        if missing := keys - record.keys():
            raise KeyError(f"a posting without {', '.join(sorted(missing))}")


def text(record: Record, key: str) -> str:
    """A text that may be null, but not missing."""
    return _text(key, record[key])


def filled(record: Record, key: str) -> str:
    """A text that says something."""
    value = _text(key, record[key]).strip()
    if not value:
        raise TypeError(f"{key} is empty")
    return value


def optional(record: Record, key: str) -> str:
    """A text that may be missing."""
    return _text(key, record.get(key))


def amount(record: Record, key: str) -> str:
    """An amount, as text; "" where it is 0, which states nothing."""
    value = record[key]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{key} is {type(value).__name__}, no number")
    return str(value) if value else ""


def number(record: Record, key: str) -> str:
    """A number that names the record, as text."""
    value = record[key]
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{key} is {type(value).__name__}, no whole number")
    return str(value)


def part(record: Record, key: str) -> Record:
    """An object that may be missing or null."""
    value = record.get(key)
    if value is not None and not isinstance(value, dict):
        raise TypeError(f"{key} is {type(value).__name__}, no object")
    return value or {}


def parts(record: Record, key: str) -> Sequence[Record]:
    """A list of objects that may be missing or null."""
    value = record.get(key)
    if value is not None and not (isinstance(value, list) and all(isinstance(one, dict) for one in value)):
        raise TypeError(f"{key} is no list of objects")
    return value or []


def texts(record: Record, key: str) -> Sequence[str]:
    """A list of texts that may be missing or null."""
    value = record.get(key)
    if value is not None and not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
        raise TypeError(f"{key} is no list of texts")
    return value or []


def _text(key: str, value: object) -> str:
    if value is not None and not isinstance(value, str):
        raise TypeError(f"{key} is {type(value).__name__}, no text")
    return value or ""
