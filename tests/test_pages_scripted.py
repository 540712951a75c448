"""Postings in the data behind pages that a script draws."""

import datetime as dt
import json

import pytest

from parsers.pages import page
from parsers.reading import Context, Document

URL = "https://civicmill.example.org/careers"
BODY = (
    "<p>Civic Mill is seeking an organizer.</p><p>Duties include leading canvasses and training volunteers.</p>"
    "<p>Qualifications: one campaign. Salary $50,000 a year. To apply, send a resume.</p>"
)
JOBS = [
    {"id": 7, "title": "Field Organizer", "department": "Field", "location": "Ohio", "content": BODY},
    {"id": 8, "title": "Data Analyst", "department": "Data", "location": {"name": "Remote"}, "content": BODY},
]  # fmt: skip
LINKS = [
    {"title": "Field Organizer", "team": "Field", "location": "Ohio", "url": "/careers/field-organizer"},
    {"title": "Data Analyst", "team": "Data", "location": "Remote", "url": "https://jobs.lever.co/civicmill/1"},
]
PEOPLE = [{"name": "Ana", "title": "Field Organizer", "location": "Ohio", "department": "Field", "bio": "Ana knits."}]


def drawn(script):
    return f"<!doctype html><html><head><title>Careers</title></head><body><div id=root></div>{script}</body></html>"


def read(script):
    return page.read(Document(content=drawn(script), media="html", url=URL, context=Context(date=dt.date(2026, 4, 1))))


NEXT = '<script id="__NEXT_DATA__" type="application/json">{}</script>'
STATE = "<script>window.__STATE__ = {};</script>"


@pytest.mark.parametrize("script", [NEXT, STATE, '<script>window["__jobs"]={}</script>'])
def test_whole_postings(script):
    found = read(script.replace("{}", json.dumps({"props": {"jobs": JOBS}})))
    assert (found.kind, [p.title for p in found.postings]) == ("postings", ["Field Organizer", "Data Analyst"])
    assert [p.source_job_id for p in found.postings] == ["7", "8"]
    assert [field.text for field in found.postings[1].given("location")] == ["Remote"]


def test_links_to_postings():
    found = read(NEXT.replace("{}", json.dumps({"jobs": LINKS})))
    assert found.kind == "list"
    assert [link.url for link in found.links] == [
        "https://civicmill.example.org/careers/field-organizer",
        "https://jobs.lever.co/civicmill/1",
    ]


@pytest.mark.parametrize(
    "value", [PEOPLE, [{"title": "About us", "location": "Ohio", "team": "x", "url": "/a"}], [], {"a": 1}]
)
def test_other_data_holds_none(value):
    assert read(NEXT.replace("{}", json.dumps(value))).kind == "none"


@pytest.mark.parametrize("value", ['{"jobs": [', "{" * 100_000, "[" * 100_000, "{'a': 1}"])
def test_broken_data_holds_none(value):
    assert read(STATE.replace("{}", value)).kind == "none"
