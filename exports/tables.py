"""The tables of an edition, for programs, researchers and spreadsheets.

``jobs.csv`` is lossless: RFC 4180, UTF-8, ISO dates, an empty cell where nothing is stated, lists and objects as
JSON, one column order. ``jobs-excel.csv`` is its twin for spreadsheets, ``jobs.jsonl`` and ``jobs.parquet`` hold the
same rows with their types, ``changes.csv`` what happened in a week, ``closed.csv`` what is over.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from exports.published import COLUMNS, Row
from schema.codebook import CODEBOOK
from schema.jsonform import to_json

if TYPE_CHECKING:
    import pandas as pd

CHANGE_COLUMNS = ("day", "kind", "id", "title", "organization", "source", "url", "reason", "changed")
"""The columns of ``changes.csv``; ``changed`` is a JSON object: column → [before, after]."""

MOST_IN_A_CELL = 32_767
"""Characters that a cell of a spreadsheet takes."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PLACE = pa.struct([(name, pa.string()) for name in ("locality", "county", "region", "country")])
_ARROW = {
    "string": pa.string(),
    "date": pa.date32(),
    "number": pa.float64(),  # exact here: amounts have at most 15 digits
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "array": pa.list_(pa.string()),
    "object": pa.string(),
}


def cell(value: Any) -> str:  # noqa: ANN401  # any column's value
    """A value as it stands in the CSV file."""
    if isinstance(value, str):
        return value
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


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, and none refuses for its length."""
    return (f"'{text}" if text.startswith(_FORMULA) else text)[:MOST_IN_A_CELL]


def frame(rows: Iterable[Row], columns: Sequence[str] = COLUMNS) -> pd.DataFrame:
    """Rows as a table of strings, a column for each of ``columns``."""
    import pandas as pd  # which takes seconds: most of what imports this module makes no table

    return pd.DataFrame([[cell(row[name]) for name in columns] for row in rows], columns=list(columns), dtype="str")


def write_csv(rows: Iterable[Row], path: Path, columns: Sequence[str] = COLUMNS) -> None:
    """Write a lossless CSV file."""
    frame(rows, columns).to_csv(path, index=False, encoding="utf-8", lineterminator="\r\n")


def write_spreadsheet(rows: Iterable[Row], path: Path) -> None:
    """Write the CSV file that is safe to open in a spreadsheet; a byte order mark tells it that this is UTF-8."""
    table = frame(rows).map(safe_cell)
    table.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def write_jsonl(rows: Iterable[Row], path: Path) -> None:
    """Write one JSON object a row and line."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps({name: to_json(row[name]) for name in COLUMNS}, ensure_ascii=False) + "\n")


def write_parquet(rows: Sequence[Row], path: Path) -> None:
    """Write the rows with the types of the codebook; places are structs, other objects JSON."""
    arrays, columns = [], []
    for name in COLUMNS:
        kind = _PLACE if name == "locations" else None
        arrow = pa.list_(kind) if kind else _ARROW[CODEBOOK[name].kind]
        arrays.append(pa.array([_arrow_value(row[name], arrow) for row in rows], arrow))
        columns.append(pa.field(name, arrow, metadata={"description": CODEBOOK[name].meaning}))
    pq.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(columns)), path, compression="zstd")


def _arrow_value(value: Any, kind: pa.DataType) -> Any:  # noqa: ANN401  # any column's value
    if isinstance(value, Decimal):
        return float(value) if pa.types.is_floating(kind) else int(value)
    if isinstance(value, dict) and pa.types.is_string(kind):
        return cell(value) or None
    return value
