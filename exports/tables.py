"""The tables of an edition: ``jobs.csv``, lossless, for programs and researchers.

RFC 4180, UTF-8, ISO dates, an empty cell where nothing is stated, lists and objects as JSON, one column order.
"""

import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from exports.published import COLUMNS, Row
from schema.jsonform import to_json


def cell(value: Any) -> str:  # noqa: ANN401  # any column's value
    """A value as it stands in the CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple | dict):
        return json.dumps(to_json(value), ensure_ascii=False, sort_keys=True) if value else ""
    return str(value)


def frame(rows: Sequence[Row]) -> pd.DataFrame:
    """The published postings as a table of strings, a column for each of COLUMNS."""
    return pd.DataFrame([[cell(row[name]) for name in COLUMNS] for row in rows], columns=list(COLUMNS), dtype="str")


def write_csv(rows: Sequence[Row], path: Path) -> None:
    """Write ``jobs.csv``."""
    frame(rows).to_csv(path, index=False, encoding="utf-8", lineterminator="\r\n")
