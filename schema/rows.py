"""Between records and rows: a JobPosting as the columns of ``postings``, and back."""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from schema.column_types import plain
from schema.jsonform import to_json
from schema.records import JobPosting, Location

FIELDS = tuple(spec.name for spec in fields(JobPosting))
_LISTS = tuple(spec.name for spec in fields(JobPosting) if str(spec.type).startswith("tuple["))


def to_row(posting: JobPosting) -> dict[str, Any]:
    """The values of a posting by column, as the tables take and give them (lists for tuples, canonical decimals)."""
    row: dict[str, Any] = {}
    for name in FIELDS:
        value = getattr(posting, name)
        if isinstance(value, Decimal):
            value = plain(value)
        elif isinstance(value, tuple | Mapping):
            value = to_json(value)
        row[name] = value
    return row


def from_row(row: Mapping[str, Any]) -> JobPosting:
    """The posting of one row of ``postings`` or of its views (columns that a posting has not are passed over)."""
    values = {name: row[name] for name in FIELDS}
    for name in _LISTS:
        values[name] = tuple(Location(**item) if isinstance(item, dict) else item for item in values[name])
    return JobPosting(**values)
