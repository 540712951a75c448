"""Where a posting that is silent about pay should not be: a flag for the editor, never a verdict about an employer."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from exports import regions
from exports.published import Row

_LAWS: Mapping[str, Mapping[str, Any]] = tomllib.loads(
    (files("exports") / "lookups" / "pay_laws.toml").read_text("utf-8")
)
_PUBLIC = ("election office", "federal agency")


def silent(row: Row) -> bool:
    """Whether a posting says neither what it pays nor that it is unpaid."""
    return row["salary_min"] is None and row["salary_max"] is None and "unpaid" not in (row["salary_flags"] or ())


def asked_by(row: Row, day: dt.date) -> tuple[str, ...]:
    """The names of the states whose law asks for the pay that a posting does not state, on this day."""
    if not silent(row):
        return ()
    public = (row["organization_kind"] or "").startswith(_PUBLIC)
    laws = ((code, _LAWS[code]) for code in regions.states(row) if code in _LAWS)
    return tuple(
        regions.STATES[code]
        for code, law in laws
        if law["since"] <= day and not (public and law.get("private_only", False))
    )
