"""What an editor typed for a field of a posting, as the column's value."""

import datetime as dt
import json
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa

from pipelines import history
from pipelines.editor import EditError
from schema.column_types import ExactDecimal, plain
from schema.tables import postings

_TRUTH = {"true": True, "yes": True, "false": False, "no": False}

_NAMES: dict[type, str] = {
    ExactDecimal: "number like 45000.50",
    sa.Integer: "whole number",
    sa.Boolean: "yes or no",
    sa.Date: "date like 2026-11-21",
    sa.JSON: 'JSON like ["WA"]',
    sa.Text: "text",
}


def value_of(field: str, text: str) -> Any:  # noqa: ANN401 - any column's value
    """The value that an editor wrote for a field; empty is "not stated".

    A date is written 2026-11-21, a number 45000.50, yes or no as such, a list or an object as JSON.
    Raises EditError for a field that there is not, and for what is no value of it.
    """
    if field not in history.CONTENT:
        raise EditError(f"{field}: cannot be corrected; these can: {', '.join(sorted(history.CONTENT))}")
    column = postings.c[field]
    if text == "" and column.nullable:
        return None
    try:
        return _read(column.type, text)
    except (ValueError, KeyError, InvalidOperation) as problem:
        raise EditError(f"{field}: {text!r} is no {_NAMES[type(column.type)]}") from problem


def _read(kind: sa.types.TypeEngine[Any], text: str) -> Any:  # noqa: ANN401 - any column's value
    if isinstance(kind, ExactDecimal):
        number = Decimal(text)
        if not number.is_finite():
            raise ValueError(text)
        return plain(number)
    if isinstance(kind, sa.Date):
        return dt.date.fromisoformat(text)
    if isinstance(kind, sa.Boolean):
        return _TRUTH[text.lower()]
    if isinstance(kind, sa.Integer):
        return int(text)
    return json.loads(text) if isinstance(kind, sa.JSON) else text
