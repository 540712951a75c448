"""The tables without loss, the spreadsheet twin without formulas, the data package, and what leaves the dumps."""

import csv
import datetime as dt
import json
import tempfile
from decimal import Decimal
from pathlib import Path

import frictionless
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports import datapackage, privacy, tables, weeks
from exports.published import COLUMNS
from schema.jsonform import to_json
from tests.publishing import DAY, HOSTILE, row

YEAR = dt.timedelta(days=365)


def read_csv(path, encoding="utf-8"):
    with path.open(newline="", encoding=encoding) as file:
        return list(csv.DictReader(file))


@settings(deadline=None)  # the first table takes the time of importing pandas
@given(st.text(st.characters(exclude_categories=["Cs"])), st.decimals(0, 10**6, places=2))
def test_the_csv_gives_back_what_went_in(title, amount):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "jobs.csv"
        tables.write_csv([row(title=title, salary_min=amount, salary_flags=("doe", "benefits"))], path)
        (read,) = read_csv(path)
    assert list(read) == list(COLUMNS)
    assert (read["title"], Decimal(read["salary_min"])) == (title, amount)
    assert (read["salary_flags"], read["salary_max"], read["first_seen"]) == ('["doe", "benefits"]', "", "2026-03-02")


@pytest.mark.parametrize("text", HOSTILE)
def test_every_cell_of_the_csv_round_trips(tmp_path, text):
    given = row(title=text, organization=text, description_text=text, description_html=text, details={"party": text})
    tables.write_csv([given], tmp_path / "jobs.csv")
    (read,) = read_csv(tmp_path / "jobs.csv")
    assert read == {name: tables.cell(given[name]) for name in COLUMNS}
    assert (read["title"], json.loads(read["details"])) == (text, {"party": text})


@given(st.text(max_size=60) | st.sampled_from(HOSTILE))
def test_no_cell_of_the_spreadsheet_is_a_formula(text):
    cell = tables.safe_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.removeprefix("'") == text.removeprefix("'")


def test_the_spreadsheet_says_that_it_is_utf_8_and_takes_long_texts(tmp_path):
    tables.write_spreadsheet([row(title="=1+1", description_text="x" * 40_000)], tmp_path / "jobs-excel.csv")
    assert (tmp_path / "jobs-excel.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    (read,) = read_csv(tmp_path / "jobs-excel.csv", "utf-8-sig")
    assert (read["title"], len(read["description_text"])) == ("'=1+1", tables.MOST_IN_A_CELL)


FULL = row(
    salary_min=Decimal("21.5"),
    salary_flags=("doe",),
    locations=({"locality": "Pell", "county": None, "region": "WA", "country": "US"},),
    details={"grade": "7", "telework_percent": 40},
    deadline_on=DAY,
    travel=True,
    days_onsite=2,
)


def test_json_lines_and_parquet_hold_the_same_rows_with_their_types(tmp_path):
    tables.write_jsonl([FULL, row(2)], tmp_path / "jobs.jsonl")
    tables.write_parquet([FULL, row(2)], tmp_path / "jobs.parquet")
    lines = [json.loads(line) for line in (tmp_path / "jobs.jsonl").read_text("utf-8").splitlines()]
    assert lines == [{name: to_json(given[name]) for name in COLUMNS} for given in (FULL, row(2))]
    table = pq.read_table(tmp_path / "jobs.parquet")
    assert table.column_names == list(COLUMNS)
    first, second = table.to_pylist()
    assert (first["salary_min"], first["deadline_on"], first["travel"], first["days_onsite"]) == (21.5, DAY, True, 2)
    assert first["locations"] == [{"locality": "Pell", "county": None, "region": "WA", "country": "US"}]
    assert json.loads(first["details"]) == {"grade": "7", "telework_percent": 40}
    assert (second["salary_min"], second["locations"], second["details"]) == (None, [], None)
    assert table.schema.field("title").metadata[b"description"].startswith(b"Job title without place")


NAMES = ["jobs.csv", "jobs-excel.csv", "jobs.jsonl", "jobs.parquet", "closed.csv", "changes.csv"]
CHANGE = {
    "day": DAY,
    "kind": "changed",
    "id": "id1",
    "title": 'a, "b"\r\n=c',
    "organization": None,
    "source": "us/wa/lark/greenhouse",
    "url": "https://lark.example.org/jobs/1",
    "reason": None,
    "changed": {"title": ["Clerk", "a"], "salary_min": [None, 5]},
}


@pytest.fixture
def package(tmp_path):
    rows = [FULL] + [row(n, title=text, summary=text) for n, text in enumerate(HOSTILE, 2)]
    tables.write_csv(rows, tmp_path / "jobs.csv")
    tables.write_spreadsheet(rows, tmp_path / "jobs-excel.csv")
    tables.write_jsonl(rows, tmp_path / "jobs.jsonl")
    tables.write_parquet(rows, tmp_path / "jobs.parquet")
    tables.write_csv([], tmp_path / "closed.csv")
    tables.write_csv([CHANGE], tmp_path / "changes.csv", tables.CHANGE_COLUMNS)
    datapackage.write(tmp_path, NAMES, "2026-W10", DAY)
    return tmp_path


def test_the_data_package_validates_with_frictionless(package):
    read = frictionless.Package(str(package / "datapackage.json"))
    assert [resource.path for resource in read.resources] == NAMES
    for resource in read.resources:
        if resource.format != "parquet":  # its reader is no part of frictionless
            assert resource.validate().flatten(["rowNumber", "fieldName", "type", "note"]) == []


def test_frictionless_finds_what_is_wrong_in_a_table(package):
    text = (package / "jobs.csv").read_text("utf-8").replace(",unspecified,", ",somewhere,", 1)
    (package / "jobs.csv").write_text(text, "utf-8")
    resource = frictionless.Package(str(package / "datapackage.json")).get_resource("jobs-csv")
    assert {error[0] for error in resource.validate().flatten(["type"])} >= {"constraint-error", "hash-count"}


def test_the_package_says_what_every_column_means(package):
    read = json.loads((package / "datapackage.json").read_text("utf-8"))
    assert read["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    fields = {field["name"]: field for field in read["resources"][0]["schema"]["fields"]}
    assert list(fields) == list(COLUMNS)
    assert all(field["description"] for field in fields.values())
    assert fields["remote"]["constraints"]["enum"] == ["onsite", "hybrid", "remote", "flexible", "unspecified"]
    assert weeks.made_on(package) == DAY


MAIL = {
    "description_text": "Write to jane.doe@county.example.org or jobs@county.example.org.",
    "description_html": '<a href="mailto:Jane.Doe@county.example.org">Jane</a> jane%40doe.example.org',
    "details": {"party": "bob@x.example.org"},
    "apply_method": "email",
    "apply_email": "jane.doe@county.example.org",
    "apply_url": "mailto:jane.doe@county.example.org",
}
GONE = privacy.WITHHELD


def test_personal_addresses_leave_the_dumps_a_year_after_closing():
    closed = row(status="closed", closed_on=DAY, close_reason="gone_404", **MAIL)
    assert privacy.forgetful(closed, DAY + YEAR) is closed
    after = privacy.forgetful(closed, DAY + YEAR + dt.timedelta(days=1))
    assert after["description_text"] == f"Write to {GONE} or jobs@county.example.org."
    assert after["description_html"] == f'<a href="{GONE}">Jane</a> {GONE}'
    assert after["details"] == {"party": GONE}
    assert (after["apply_email"], after["apply_url"], after["apply_method"]) == (None, None, "email")
    assert list(after) == list(closed)


def test_an_open_posting_keeps_them_in_the_tables_of_today_and_not_in_a_cut_that_stays():
    still_open = row(**MAIL)
    assert privacy.forgetful(still_open, DAY + 10 * YEAR) is still_open
    assert privacy.forgetful(still_open, None)["apply_email"] is None


@pytest.mark.parametrize(
    ("mailbox", "personal"),
    [
        ("jobs", False),
        ("HR", False),
        ("election-jobs2026", False),
        ("county.clerk", False),
        ("humanresources", False),
        ("jane.doe", True),
        ("jdoe", True),
        ("j_doe+work1", False),
        ("voteria.smith", True),
    ],
)
def test_whose_address_it_is(mailbox, personal):
    assert privacy.personal(mailbox) is personal


@given(st.text(max_size=300))
def test_forgetting_takes_any_text(text):
    after = privacy.forgetful(row(description_text=text, status="closed", closed_on=DAY), None)
    assert "jane@x.example.org" not in privacy.forgetful(row(summary=f"{text} jane@x.example.org"), None)["summary"]
    assert set(after) == set(row())
