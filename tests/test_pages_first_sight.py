"""Texts and pages that were labelled before they were first read: the kind each is, and what it holds."""

import tomllib
from pathlib import Path

import pytest

from parsers.pages import page
from parsers.reading import Document

CASES = tomllib.loads((Path(__file__).parent / "page_table.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_page_is_what_a_person_calls_it(case):
    media = "text" if "text" in case else "html"
    read = page.read(Document(content=case[media], media=media, url=case.get("url")))
    assert read.kind == case["kind"], read.reasons
    if "titles" in case:
        assert [posting.title for posting in read.postings] == case["titles"]
    if "links" in case:
        assert len(read.links) == case["links"]
    assert read.next_url == case.get("next")
