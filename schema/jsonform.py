"""The JSON form of a record: numbers are JSON numbers, dates ISO strings, tuples lists."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any


def to_json(value: Any) -> Any:  # noqa: ANN401  # any record or value of one
    """A value that ``json.dumps`` writes without loss: whole Decimals become integers, others floats."""
    if value is None or isinstance(value, str | int | float):
        return value  # most are: nothing else needs to be looked for
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_json(inner) for inner in value]
    return value
