"""Whole issues of a weekly, its items, and texts that look like postings: the shared gold rows, if at hand."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from parsers.pages import entry, kind, newsletter
from parsers.reading import Context, Document

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold"
pytestmark = pytest.mark.skipif(not GOLD.is_dir(), reason="the reference material ../shared is not here")


def rows(name: str) -> list[dict]:
    with (GOLD / f"{name}.jsonl").open(encoding="utf-8") as file:
        return [row for line in file if not (row := json.loads(line)).get("ambiguous")]


def norm(text: str | None) -> str:
    return re.sub(r"\W+", " ", (text or "").casefold()).strip()


def context_of(row: dict) -> Context:
    return Context(title=row.get("title"), organization=row.get("organization"), location=row.get("location"))


def test_issues():
    right = missed = false = 0
    for row in rows("newsletter_issues"):
        page = (GOLD / row["file"]).read_text("utf-8", "replace")
        day = dt.date.fromisoformat(row["date"])
        issue = newsletter.read(Document(content=page, media="html", context=Context(date=day)))
        assert issue.issue_date == day
        left = [norm(posting.title) for posting in issue.postings]
        for job in row["truth"]["jobs"]:
            hits = [title for title in left if title and norm(job["starts"]).startswith(title[:40])]
            if hits:
                left.remove(max(hits, key=len))
                right += 1
            else:
                missed += 1
        false += len(left)
    assert right / (right + missed) >= 0.99
    assert right / (right + false) >= 0.985


@pytest.mark.parametrize("name", ["posting_or_not", "not_postings"])
def test_postings_and_what_looks_like_them(name):
    judged = [(row["truth"]["is_posting"], kind.judge(row["text"]).kind == "posting") for row in rows(name)]
    right = judged.count((True, True))
    assert right / (right + judged.count((True, False))) >= 0.985
    assert right / (right + judged.count((False, True))) >= 0.99


@pytest.mark.parametrize("name", ["posting_fields", "posting_fields_advocacy", "blurb_salary", "blurb_deadline"])
def test_postings_are_found(name):
    found = [kind.judge(row.get("text") or row["body"], context_of(row)).kind == "posting" for row in rows(name)]
    assert sum(found) / len(found) >= 0.99


def test_heads():
    right = {"title": 0, "organization": 0}
    judged = rows("posting_fields")
    for row in judged:
        read = entry.split(row["text"])
        accepted = row.get("accept") or {}
        right["title"] += norm(read.title) in {norm(t) for t in (row["truth"]["title"], *accepted.get("title", ()))}
        names = [row["truth"]["organization"], *accepted.get("organization", ())]
        given = set(norm(read.organization).split()) - {"the"}
        wanted = [set(norm(name).split()) - {"the"} for name in names]
        right["organization"] += any(given and len(given & w) / max(len(given), len(w)) >= 0.75 for w in wanted)
    assert right["title"] / len(judged) >= 0.97
    assert right["organization"] / len(judged) >= 0.95


@pytest.mark.parametrize(("number", "expected"), list(enumerate(["posting", "posting", "none", "none", "none"])))
def test_seeds(number, expected):
    path = next((GOLD.parent / "seeds").glob(f"00{number}_*.txt"))
    assert kind.judge(path.read_text("utf-8")).kind == expected
