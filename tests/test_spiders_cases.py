"""One runner for the file pairs of all platforms: ``cases/PLATFORM/NAME.EXT`` and ``NAME.expected.json`` beside it.

The expectation holds every posting with everything that is not empty, or the cause of the failure. A file without
one fails. A new case is a new pair; nothing is written here for it.
"""

import datetime as dt
import importlib
import json
from dataclasses import asdict
from pathlib import Path

import pytest

from schema.records import RawPosting
from spiders.board import BoardError

ROOT = Path(__file__).resolve().parent.parent
DAY = dt.date(2026, 3, 2)
PLATFORMS = [
    folder
    for folder in sorted((ROOT / "tests" / "cases").iterdir())
    if (ROOT / "spiders" / f"{folder.name}.py").exists()
]
CASES = [path for folder in PLATFORMS for path in sorted(folder.iterdir()) if not path.name.endswith(".expected.json")]


def as_json(posting: RawPosting) -> dict[str, object]:
    """The posting as an expectation writes it: without what is empty, and the day only where it is its own."""
    stated = {name: value for name, value in asdict(posting).items() if value and name != "observed_on"}
    if posting.observed_on != DAY:
        stated["observed_on"] = posting.observed_on.isoformat()
    stated["fields"] = [[f.where, f.name, f.text, *([dict(f.parts)] if f.parts else [])] for f in posting.fields]
    return stated


def read(path: Path) -> object:
    module = importlib.import_module(f"spiders.{path.parent.name}")
    try:
        return [as_json(p) for p in module.parse_recorded(path.read_bytes(), "linden", path.name, DAY)]
    except BoardError as error:
        return {"error": error.cause, "detail": error.detail}


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_recorded_answer_holds_exactly_this(path):
    expected = path.with_suffix(".expected.json")
    assert expected.exists(), f"write {expected.relative_to(ROOT)}: what {path.name} holds, by reading it"
    assert read(path) == json.loads(expected.read_text("utf-8"))


def test_every_expectation_has_its_case():
    stems = {path.with_suffix("") for path in CASES}
    orphans = [
        e
        for folder in PLATFORMS
        for e in folder.glob("*.expected.json")
        if e.parent / e.name.removesuffix(".expected.json") not in stems
    ]
    assert orphans == []
