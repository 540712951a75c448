"""Between records and rows: a JobPosting as the columns of ``postings``, as JSON, and back."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any

from schema.records import JobPosting, Location
from schema.tables import plain

FIELDS = tuple(spec.name for spec in fields(JobPosting))
_LISTS = tuple(spec.name for spec in fields(JobPosting) if str(spec.type).startswith("tuple["))


def to_row(posting: JobPosting) -> dict[str, Any]:
    """The values of a posting by column, as the tables take and give them (lists for tuples, canonical decimals)."""
    row: dict[str, Any] = {}
    for name in FIELDS:
        value = getattr(posting, name)
        if isinstance(value, Decimal):
            value = plain(value)
        elif isinstance(value, tuple):
            value = [asdict(item) if isinstance(item, Location) else item for item in value]
        elif isinstance(value, Mapping):
            value = {key: to_json(item) for key, item in value.items()}
        row[name] = value
    return row


def from_row(row: Mapping[str, Any]) -> JobPosting:
    """The posting of one row of ``postings`` or of its views (columns that a posting has not are passed over)."""
    values = {name: row[name] for name in FIELDS}
    for name in _LISTS:
        values[name] = tuple(Location(**item) if isinstance(item, dict) else item for item in values[name])
    return JobPosting(**values)


def to_json(value: object) -> Any:  # noqa: ANN401 - JSON is any of six types
    """A value of a column as JSON: dates as ISO strings, decimals as numbers (whole ones as integers)."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    return value
