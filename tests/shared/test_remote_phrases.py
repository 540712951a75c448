"""Remote statements of the shared phrase table, and mode and state of the shared gold rows, where they are at hand."""

import csv
import json
from dataclasses import asdict
from pathlib import Path

import pytest

from parsers.fields import location, remote
from parsers.reading import Context

SHARED = Path(__file__).resolve().parents[3] / "shared"
if not (SHARED / "phrases.csv").exists():
    pytest.skip("the shared reference material (../shared) is not here", allow_module_level=True)


def phrases() -> list[dict[str, str]]:
    with (SHARED / "phrases.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["field"] == "remote"]


def gold(name: str) -> list[dict]:
    with (SHARED / "gold" / name).open(encoding="utf-8") as file:
        return [row for line in file if not (row := json.loads(line)).get("ambiguous")]


@pytest.mark.parametrize("row", phrases(), ids=lambda row: row["text"][:50])
def test_every_key_of_a_phrase(row: dict[str, str]):
    value = remote.parse(row["text"], Context())
    given = asdict(value) if value else {"mode": "unspecified"}
    wanted = {key: tuple(v) if isinstance(v, list) else v for key, v in json.loads(row["expected"]).items()}
    assert {key: given.get(key) for key in wanted} == wanted


def mode_of(row: dict) -> str:
    field = remote.parse(row["location"], Context(), labelled=True) if row.get("location") else None
    value = remote.combine(field, remote.parse(row["text"], Context(title=row.get("title"))))
    return value.mode if value else "unspecified"


@pytest.mark.parametrize("name", ["posting_fields.jsonl", "posting_fields_advocacy.jsonl"])
def test_the_mode_of_the_gold_rows(name: str):
    rows = [row for row in gold(name) if "remote" not in row.get("skip", ())]
    wrong = {
        row["id"]: (row["truth"]["remote"], given)
        for row in rows
        if (given := mode_of(row)) not in (row["truth"]["remote"], *row.get("accept", {}).get("remote", ()))
    }
    assert len(wrong) <= len(rows) // 50, wrong


def test_the_state_of_the_gold_rows():
    rows = [row for row in gold("posting_fields.jsonl") if "state" not in row.get("skip", ())]
    wrong = {}
    for row in rows:
        value = location.parse(row["text"], Context())
        states = {place.region for place in value.locations if place.region} if value else set()
        wanted = row["truth"]["state"]
        if states != ({wanted} if wanted else set()) and not (wanted in states and len(states) == 2):
            wrong[row["id"]] = (wanted, states)
    assert len(wrong) <= len(rows) // 50, wrong
