"""The sector wordings of the shared phrase list: every key that it expects."""

import csv
import json
from pathlib import Path

import pytest

from parsers.fields import sector
from parsers.reading import Context

PHRASES = Path(__file__).parents[3] / "shared" / "phrases.csv"


def rows() -> list[dict[str, str]]:
    with PHRASES.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["field"] == "sector"]


def test_every_sector_phrase() -> None:
    if not PHRASES.exists():
        pytest.skip("the shared phrase list is not here")
    wrong = {}
    for row in rows():
        read = sector.parse(row["text"], Context())
        expected = json.loads(row["expected"])
        got = {key: getattr(read, key) for key in expected}
        if got != expected:
            wrong[row["text"]] = (expected, got)
    assert wrong == {}
