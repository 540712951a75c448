"""The shared pairs of texts in one pool: who shares a group, as the shared scorer counts it."""

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from pipelines.matching.lines import answer_lines

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold" / "same_or_not.jsonl"
if not GOLD.exists():
    pytest.skip("the shared reference material (../shared) is not here", allow_module_level=True)


def name(row: dict, side: str) -> str:
    """An id that says nothing of the pair."""
    return hashlib.sha1(f"{row['id']}-{side}".encode()).hexdigest()[:12]


@pytest.fixture(scope="module")
def counts() -> Counter:
    """Pairs by (kind, whether they are one opening, whether they share a group)."""
    with GOLD.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    texts = [
        {"id": name(row, side), "text": row[side]["text"], "date": row[side]["date"]} for row in rows for side in "ab"
    ]
    group = {answer["id"]: answer["group"] for answer in answer_lines(map(json.dumps, texts))}
    return Counter((row["kind"], row["same"], group[name(row, "a")] == group[name(row, "b")]) for row in rows)


def test_repeats_and_blurbs_are_found(counts):
    found = sum(number for (_, same, joined), number in counts.items() if same and joined)
    assert found >= 0.95 * sum(number for (_, same, _), number in counts.items() if same)


def test_what_is_joined_is_one_opening(counts):
    joined = {same: sum(counts[key] for key in counts if key[1:] == (same, True)) for same in (True, False)}
    # Four of the pairs that are listed as of two employers are of one, under two spellings of its name.
    assert joined[False] <= 4
    assert joined[True] / sum(joined.values()) >= 0.98


def test_siblings_and_later_cycles_stay_apart(counts):
    assert [counts[kind, False, True] for kind in ("sibling", "readvertised")] == [0, 0]
