"""Pay statements of the shared phrase table and the shared gold rows, where they are at hand."""

import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from parsers.fields.salary import Salary, parse
from parsers.reading import Context

SHARED = Path(__file__).resolve().parents[3] / "shared"
if not (SHARED / "phrases.csv").exists():
    pytest.skip("the shared reference material (../shared) is not here", allow_module_level=True)


def phrases() -> list[dict[str, str]]:
    with (SHARED / "phrases.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["field"] == "salary"]


def gold(name: str) -> list[dict]:
    with (SHARED / "gold" / name).open(encoding="utf-8") as file:
        return [row for line in file if not (row := json.loads(line)).get("ambiguous")]


def same(want: object, got: object) -> bool:
    if isinstance(want, list):
        return set(want) == set(got or ())
    if isinstance(want, int | float):
        return isinstance(got, Decimal) and abs(float(got) - want) < 0.011
    return want == got


@pytest.mark.parametrize("labelled", [True, False])
@pytest.mark.parametrize("row", phrases(), ids=lambda row: row["text"])
def test_phrase(row, labelled):
    expected = json.loads(row["expected"])
    salary = parse(row["text"], Context(date=date.fromisoformat(row["context_date"])), labelled=labelled)
    if salary is None:
        got = {**dict.fromkeys(expected), "flags": [], "qualifier": "none"}
    else:
        got = {key: getattr(salary, key) for key in expected}
    assert {key: got[key] for key in expected if not same(expected[key], got[key])} == {}


def right(truth: dict, salary: Salary | None, *, unit: bool) -> bool:
    low, high = (salary.min, salary.max) if salary else (None, None)
    ends = all(
        (want is None) == (got is None) and (want is None or abs(float(got) - want) <= (0.011 if want < 1000 else 1))
        for want, got in ((truth["min"], low), (truth["max"], high))
    )
    return ends and (not unit or truth["unit"] is None or (salary is not None and salary.unit == truth["unit"]))


@pytest.mark.parametrize(
    ("name", "labelled", "recall", "precision"),
    [
        ("salary_strings.jsonl", True, 0.97, 0.99),
        ("blurb_salary.jsonl", False, 0.985, 0.98),
        ("posting_fields.jsonl", False, 0.97, 0.97),
        ("posting_fields_advocacy.jsonl", False, 0.95, 0.95),
    ],
)
def test_gold_rows(name, labelled, recall, precision):
    due = given = correct = 0
    for row in gold(name):
        truth = row["truth"]["salary"] if "salary" in row["truth"] else row["truth"]
        skip = row.get("skip") or []
        if {"salary", "salary.min", "salary.max", "salary.unit"} & set(skip):
            continue
        salary = parse(row.get("text") or row["body"], Context(date=date.fromisoformat(row["date"])), labelled=labelled)
        states = truth["min"] is not None or truth["max"] is not None
        gives = salary is not None and salary.qualifier != "none"
        due += states
        given += gives
        correct += states and gives and right(truth, salary, unit="unit" not in skip)
    assert correct >= recall * due
    assert correct >= precision * given
