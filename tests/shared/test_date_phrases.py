"""Deadline, start, end and employment on the shared phrases; measured where they are present, never copied."""

import csv
import datetime as dt
import json
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

import pytest

from parsers.fields import deadline, employment, end, start
from parsers.reading import Context

PHRASES = Path(__file__).resolve().parents[3] / "shared" / "phrases.csv"
PARSERS = {"deadline": deadline.parse, "start": start.parse, "end": end.parse, "employment": employment.parse}


def said(value):
    """A value in the terms of the table: ISO strings and plain numbers; nothing said is None."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list | tuple):
        return sorted(value) or None
    return None if value == "none" else value


@pytest.mark.parametrize("field", PARSERS)
def test_phrases(field):
    if not PHRASES.exists():
        pytest.skip("../shared/phrases.csv is absent")
    with PHRASES.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["field"] == field]
    right = 0
    for row in rows:
        context = Context(date=dt.date.fromisoformat(row["context_date"]))
        found = PARSERS[field](row["text"], context, labelled=True)
        given = asdict(found) if found else {}
        right += all(said(given.get(key)) == said(want) for key, want in json.loads(row["expected"]).items())
    assert rows and right / len(rows) >= 0.97
