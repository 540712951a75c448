"""RSS by the rules of docs/architecture.md, and the CSV without loss."""

import csv
import datetime as dt
import tempfile
from decimal import Decimal
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from exports import feeds, tables, wording
from exports.published import COLUMNS
from schema.records import JobPosting
from schema.rows import to_row

DAY = dt.date(2026, 3, 2)
CHANNEL = feeds.Channel(
    title="Election jobs",
    description="Open positions.",
    address="https://jobs.example.org/feeds/all.xml",
    site="https://jobs.example.org/",
)


def row(number: int = 1, **values):
    """A published row of an invented posting."""
    given = {
        "id": f"id{number}",
        "group_id": f"id{number}",
        "source": "us/wa/lark/greenhouse",
        "platform": "greenhouse",
        "url": f"https://lark.example.org/jobs/{number}",
        "observed_on": DAY,
        "first_seen": DAY,
        "last_changed": DAY,
        "title": "Elections Clerk",
        "title_raw": "Elections Clerk",
        "organization": "Lark & Pell <County>",
        "role_family": "election_specialist",
        "summary": "Registers voters & counts.",
    } | values
    return to_row(JobPosting(**given))


def parsed(*rows) -> feedparser.FeedParserDict:
    feed = feedparser.parse(feeds.rss(CHANNEL, rows))
    assert not feed.bozo
    return feed


def test_an_item_says_what_a_seeker_wants_to_know():
    given = row(
        salary_min=Decimal(50000), salary_max=Decimal(60000), salary_currency="USD", salary_unit="YEAR", remote="hybrid"
    )
    (entry,) = parsed(given | {"deadline_on": dt.date(2026, 3, 20), "deadline_type": "fixed"}).entries
    assert entry.title == "Elections Clerk, Lark & Pell <County>"
    assert entry.link == "https://lark.example.org/jobs/1"
    assert entry.author == "Lark & Pell <County>"
    assert entry.summary == (
        "Lark &amp; Pell &lt;County&gt; · hybrid · $50,000–$60,000 a year · apply by 2026-03-20"
        " · Registers voters &amp; counts."
    )


def test_the_guid_is_a_tag_that_outlives_the_site():
    (entry,) = parsed(row(7)).entries
    assert (entry.id, entry.guidislink) == ("tag:electionjobs.org,2026:posting/id7", False)


def test_dates_are_of_events_and_unchanged_content_keeps_its_bytes():
    feed = parsed(row(first_seen=dt.date(2026, 2, 1)))
    assert feed.entries[0].published == "Sun, 01 Feb 2026 12:00:00 +0000"
    assert feed.feed.updated == "Mon, 02 Mar 2026 12:00:00 +0000"
    assert feeds.rss(CHANNEL, [row()]) == feeds.rss(CHANNEL, [row()])


def test_the_form_that_every_reader_takes():
    document = feeds.rss(CHANNEL, [row()])
    assert b"<![CDATA[" not in document
    assert b"&amp;" not in document and b"&lt;" not in document
    assert b"&#x26;" in document and b"&#x3C;" in document
    root = etree.fromstring(document)
    assert root.find("channel/{http://www.w3.org/2005/Atom}link").get("href") == CHANNEL.address
    item = [child.tag.rpartition("}")[2] for child in root.find("channel/item")]
    assert item.index("description") < item.index("encoded")
    assert root.find("channel/{http://purl.org/rss/1.0/modules/syndication/}updatePeriod").text == "daily"


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_makes_a_feed_that_parses(title, summary):
    (entry,) = parsed(row(title=title or "x", summary=summary)).entries
    assert "<script" not in entry.content[0].value.lower()


def test_a_feed_stays_small():
    document = feeds.rss(CHANNEL, [row(n, summary="y" * 300) for n in range(2000)])
    assert len(document) < 5_000_000
    assert len(feedparser.parse(document).entries) == feeds.MOST_ITEMS


PAY = [
    (
        {"salary_min": Decimal("21.5"), "salary_max": Decimal("21.5"), "salary_unit": "HOUR", "salary_currency": "USD"},
        "$21.50 an hour",
    ),
    ({"salary_min": Decimal(4000), "salary_unit": "MONTH", "salary_currency": "EUR"}, "from €4,000 a month"),
    ({"salary_max": Decimal(300), "salary_unit": "ELECTION", "salary_currency": "CAD"}, "up to 300 CAD an election"),
    ({"salary_min": Decimal(900), "salary_max": Decimal(900)}, "900"),
    ({}, "pay not stated"),
    ({"salary_flags": ("unpaid",)}, "unpaid"),
]


@pytest.mark.parametrize(("values", "expected"), PAY)
def test_pay_in_words(values, expected):
    assert wording.pay(row(**values)) == expected


@given(st.text(st.characters(exclude_categories=["Cs"])), st.decimals(0, 10**6, places=2))
def test_the_csv_gives_back_what_went_in(title, amount):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "jobs.csv"
        tables.write_csv([row(title=title, salary_min=amount, salary_flags=("doe", "benefits"))], path)
        with path.open(newline="", encoding="utf-8") as file:
            (read,) = csv.DictReader(file)
    assert list(read) == list(COLUMNS)
    assert (read["title"], Decimal(read["salary_min"])) == (title, amount)
    assert (read["salary_flags"], read["salary_max"], read["first_seen"]) == ('["doe", "benefits"]', "", "2026-03-02")
