"""The codebook covers every column, with its kind and its values."""

from dataclasses import fields

import pytest

from schema.codebook import CODEBOOK, Entry
from schema.records import JobPosting


def test_every_column_has_its_entry_in_order():
    assert list(CODEBOOK) == [spec.name for spec in fields(JobPosting)]
    assert all(entry.meaning.endswith(".") for entry in CODEBOOK.values())


@pytest.mark.parametrize(
    ("name", "kind", "members"),
    [
        ("title", "string", ()),
        ("organization", "string", ()),
        ("deadline_on", "date", ()),
        ("salary_min", "number", ()),
        ("travel", "boolean", ()),
        ("openings_count", "integer", ()),
        ("locations", "array", ()),
        ("languages", "array", ()),
        ("details", "object", ()),
        ("status", "string", ("open", "closed", "expired", "removed")),
        ("starts_type", "string", ("fixed", "approx", "window", "asap", "unknown")),
    ],
)
def test_kind_and_members(name, kind, members):
    assert CODEBOOK[name] == Entry(name=name, kind=kind, meaning=CODEBOOK[name].meaning, members=members)


def test_a_list_of_an_enumeration_has_its_members():
    assert CODEBOOK["employment_types"].kind == "array"
    assert "INTERN" in CODEBOOK["employment_types"].members
