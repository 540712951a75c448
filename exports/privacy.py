"""People's e-mail addresses in the tables: they leave a year after a posting closed.

A dated cut is never rewritten and so could not forget: personal addresses do not enter it at all.
Addresses of offices (``jobs@``, ``hr@``) stay; which words tell them is a table in lookups/mailboxes.toml.
"""

import datetime as dt
import re
import tomllib
from importlib.resources import files
from typing import Any

from exports.published import Row

KEPT = dt.timedelta(days=365)
"""How long after closing a personal address stays."""

WITHHELD = "[address withheld]"

_TEXTS = (str, list, tuple, dict)
_OFFICES = frozenset(tomllib.loads((files("exports") / "lookups" / "mailboxes.toml").read_text("utf-8"))["words"])
_ADDRESS = re.compile(
    r"(?:mailto:)?(?<![\w.+-])([\w.+'-]{1,64})(?:@|%40|&#64;|&#x40;)(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}(?!\w)",
    re.IGNORECASE,
)


def personal(mailbox: str) -> bool:
    """Whether the part of an address before its @ is, as far as its words tell, a person's."""
    return _OFFICES.isdisjoint(re.split(r"[^a-z]+", mailbox.lower()))


def forgetful(row: Row, today: dt.date | None) -> Row:
    """The row without personal addresses, if its posting closed more than a year before ``today``.

    Without ``today``, whenever it closed: for what is never rewritten.
    """
    closed = row["closed_on"]
    if today is not None and (closed is None or today - closed <= KEPT):
        return row
    said = {name: _without(value) for name, value in row.items() if value and isinstance(value, _TEXTS)}
    return {**row, **said, **_applying(row)}


def _applying(row: Row) -> dict[str, None]:
    """The columns that hold nothing but an address: a withheld one is not stated."""
    held = [name for name in ("apply_email", "apply_url") if row.get(name)]
    return {name: None for name in held if _without(row[name]) != row[name]}


def _without(value: Any) -> Any:  # noqa: ANN401  # any column's value
    if isinstance(value, str):
        return _ADDRESS.sub(lambda found: WITHHELD if personal(found[1]) else found[0], value) if _may(value) else value
    if isinstance(value, dict):
        return {key: _without(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without(inner) for inner in value]
    return value


def _may(text: str) -> bool:
    """Whether an address may stand in a text: a quick look before the search."""
    return "@" in text or "%40" in text or "64;" in text or "x40;" in text.lower()
