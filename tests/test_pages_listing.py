"""Pages in the layouts that offices use: what each holds. The cases are pairs of a file and its expectation."""

import datetime as dt
import json
from pathlib import Path

import pytest

from parsers.pages import document, page
from parsers.reading import Context

CASES = Path(__file__).parent / "cases" / "pages"
SEEN = dt.date(2026, 4, 27)
FILES = sorted(path for path in CASES.iterdir() if path.suffix != ".json")


def test_every_case_has_its_expectation():
    assert {path.stem for path in FILES} == {path.stem for path in CASES.glob("*.json")}
    assert len(FILES) >= 40


def test_every_case_is_in_the_list_of_layouts():
    listed = (Path(__file__).parents[1] / "docs" / "page-layouts.md").read_text(encoding="utf-8")
    assert [path.stem for path in FILES if f"| `{path.stem}` |" not in listed] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_a_page_holds(path):
    want = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    loaded = document.load(path.read_bytes(), path.name, url=want["url"], context=Context(date=SEEN))
    read = page.read(loaded)
    assert (read.kind, [posting.title for posting in read.postings]) == (want["kind"], want["titles"]), read
    assert [link.url for link in read.links] == want["links"]
    if "link_titles" in want:
        assert [link.title for link in read.links] == want["link_titles"]
    for name, text in want.get("fields", {}).items():
        assert [field.text for field in read.postings[0].given(name)] == [text]
    assert (read.rejected is None) == (read.kind not in {"none", "dead", "wall"})
    assert all(posting.observed_on == SEEN for posting in read.postings)
