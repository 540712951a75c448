"""An edition of 5,000 postings with hostile texts: every file whole and by the rules."""

import csv
import datetime as dt
import itertools
import json
import re

import feedparser
import frictionless
import icalendar
import pytest
from lxml import etree

from exports import edition, published, tables
from schema import database
from schema.records import Location
from schema.vocabulary import OrganizationKind, RoleFamily, members
from tests.loading import DAY, World, posting
from tests.publishing import HOSTILE

MANY = 5000
WEEK = "2026-W10"
STATES = ("WA", "CO", "TX", "NY", "OH", "DC", "PR")
MEGABYTES = 1_000_000


OURS = re.compile(
    rb'<script(?: defer)? src="(?:/|(?:[.][.]/)*)assets/[a-z]+[.]js[?]v=[0-9a-f]{8}">'
    rb'|<script type="application/ld[+]json">'
)
HARMFUL = re.compile(
    # a tag or an address that does something, or a character that is none
    rb"<(?:img|iframe|object|embed|svg|style|base)\b|(?:href|src)=\s*[\"']?\s*(?:javascript|data|vbscript):"
    rb"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]"
)


def hostile(number: int):
    """Posting ``number``: each hostile text in another field in turn, so that no two postings are alike."""
    texts = itertools.islice(itertools.cycle(HOSTILE), number % len(HOSTILE), None)
    title, organization, summary, raw, body = (f"{text} {number}" for text in itertools.islice(texts, 5))
    cycle = {"role_family": members(RoleFamily), "organization_kind": members(OrganizationKind)}
    return posting(
        number,
        title=title[:500],
        title_raw=title,
        organization=organization,
        summary=summary,
        salary_raw=raw,
        description_text=f"{body} counts envelope {number} " * 20,
        description_html=f"<p>word{number} </p>" * 20,
        details={"party": raw},
        locations=(Location(locality=raw, region=STATES[number % len(STATES)], country="US"),),
        remote=("remote", "onsite", "unspecified")[number % 3],
        remote_states=("WA", "OR") if number % 3 == 0 else (),
        deadline_on=DAY + dt.timedelta(days=number % 90) if number % 4 else None,
        deadline_type="fixed" if number % 4 else "none",
        **{name: options[number % len(options)] for name, options in cycle.items()},
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many")
    world = World(folder / "jobs.db")
    world.load(*(hostile(number) for number in range(MANY)))
    with database.reading(world.engine) as connection:
        written = edition.publish(connection, folder / "public", "https://jobs.example.org", week=WEEK, today=DAY)
        rows = published.rows(connection)
    world.engine.dispose()
    return folder / "public", written, rows


def test_it_holds_every_opening(made):
    _, written, rows = made
    assert written.postings == len(rows) > MANY * 0.9


ITEM = re.compile(rb"<item>\n.*?</item>\n", re.DOTALL)


def test_every_rss_feed_parses_and_is_small(made):
    folder, parsed = made[0], set()
    feeds = [*folder.rglob("*.xml"), folder / "feeds" / "all.atom"]
    assert len(feeds) > 300
    for path in feeds:
        content = path.read_bytes()
        assert len(content) < 5 * MEGABYTES, path
        assert b"<![CDATA[" not in content
        root = etree.fromstring(content)
        guids = [element.text for element in root.iter("guid")]
        assert len(guids) == len(set(guids))
        # Feeds share their items to the byte, and feedparser is slow: it reads each feed, and each item in one of them.
        fresh = ITEM.sub(lambda found: b"" if found[0] in parsed else found[0], content)
        read = feedparser.parse(fresh)
        assert (read.bozo, len(read.entries)) == (0, fresh.count(b"<item>") + fresh.count(b"<entry>")), path
        parsed.update(ITEM.findall(content))
    assert len(parsed) > MANY * 0.9


def test_every_calendar_is_read_without_errors(made):
    folder, _, rows = made
    ids = {row["id"] for row in rows if row["deadline_on"]}
    everything = icalendar.Calendar.from_ical((folder / "calendar" / "all.ics").read_bytes())
    assert {str(event["uid"]) for event in everything.walk("VEVENT")} == ids
    for path in (folder / "calendar").rglob("*.ics"):
        content = path.read_bytes()
        assert content.count(b"\r\n") == content.count(b"\n")
        assert max(map(len, content.split(b"\r\n"))) <= 75
    for path in (folder / "calendar" / "state" / "wa.ics", folder / "calendar" / "role" / "organizer.ics"):
        read = icalendar.Calendar.from_ical(path.read_bytes())
        assert [event.errors for event in read.walk() if event.errors] == []


def test_the_csv_loses_nothing_and_the_spreadsheet_holds_no_formula(made):
    folder, _, rows = made
    with (folder / "jobs.csv").open(newline="", encoding="utf-8") as file:
        read = list(csv.DictReader(file))
    assert read == [{name: tables.cell(row[name]) for name in published.COLUMNS} for row in rows]
    with (folder / "latest" / "jobs-excel.csv").open(newline="", encoding="utf-8-sig") as file:
        cells = [cell for line in csv.reader(file) for cell in line]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_the_data_package_is_valid(made):
    read = frictionless.Package(str(made[0] / "latest" / "datapackage.json"))
    for name in ("jobs-csv", "jobs-excel-csv", "changes-csv"):
        assert read.get_resource(name).validate().flatten(["rowNumber", "fieldName", "type", "note"]) == []


def test_the_mail_is_short_and_the_digest_whole(made):
    folder = made[0] / "weekly" / WEEK
    assert (folder / "digest.html").stat().st_size < 100_000
    assert (folder / "digest-paste.html").read_text("utf-8").count("<strong>Salary:</strong>") == made[1].postings
    assert "<script" not in (folder / "digest.html").read_text("utf-8")


def test_json_feed_and_lines_hold_what_is_published(made):
    folder, _, rows = made
    assert len(json.loads((folder / "feeds" / "all.json").read_bytes())["items"]) == 500
    lines = (folder / "latest" / "jobs.jsonl").read_text("utf-8").split("\n")[:-1]
    assert [json.loads(line)["id"] for line in lines] == [row["id"] for row in rows]


def test_no_script_survives_in_any_page(made):
    folder, _, rows = made
    pages = [path for path in folder.rglob("*.html") if "weekly" not in path.parts]
    assert len(pages) > len(rows) * 1.5
    for path in pages:
        content = path.read_bytes()
        assert content.count(b"<script") == len(OURS.findall(content)), path
        assert HARMFUL.search(content) is None, path
        for block in content.split(b'<script type="application/ld+json">')[1:]:
            assert json.loads(block.partition(b"</script>")[0])["@type"] == "JobPosting", path


def test_every_opening_has_its_page_and_its_line_in_the_search(made):
    folder, _, rows = made
    assert {path.stem for path in (folder / "jobs").iterdir()} == {row["id"] for row in rows}
    index = json.loads((folder / "search.json").read_bytes())
    assert {line[0] for line in index["openings"]} == {row["id"] for row in rows}
