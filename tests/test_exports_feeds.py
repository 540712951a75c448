"""Feeds by the rules of docs/publication.md, an assertion a rule; every reader takes them whatever the text."""

import datetime as dt
import json
import re
from decimal import Decimal
from email.utils import parsedate_to_datetime

import feedparser
import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from exports import feeds, items, markup, other_formats, rss, wording
from exports.news import News
from schema.vocabulary import EmploymentType, OrganizationKind, RoleFamily, members
from tests.publishing import DAY, HOSTILE, SITE, opening, row

ATOM = "{http://www.w3.org/2005/Atom}"
CHANNEL = feeds.channel(SITE, "feeds/all.xml")
WASHINGTON = {"locality": "Pell", "county": None, "region": "WA", "country": "US"}


def told(*openings):
    return items.items((one, one.latest) for one in openings)


def feed_of(*openings) -> bytes:
    return rss.feed(CHANNEL, told(*openings))


def parsed(*openings) -> feedparser.FeedParserDict:
    feed = feedparser.parse(feed_of(*openings))
    assert not feed.bozo
    return feed


@pytest.fixture
def published(tmp_path):
    """Writes an edition's feeds; gives their folder."""

    def write(*openings, today=DAY, **options):
        feeds.write(tmp_path, SITE, openings, today, **options)
        return tmp_path

    return write


def titles(path):
    feed = feedparser.parse(path.read_bytes())
    assert not feed.bozo
    return [entry.title.partition(",")[0] for entry in feed.entries]


def test_an_item_says_what_a_seeker_wants_to_know():
    given = opening(
        salary_min=Decimal(50000),
        salary_max=Decimal(60000),
        salary_currency="USD",
        salary_unit="YEAR",
        remote="hybrid",
        locations=(WASHINGTON,),
        deadline_on=dt.date(2026, 3, 20),
        deadline_type="soft",
    )
    (entry,) = parsed(given).entries
    assert entry.title == "Elections Clerk, Lark & Pell <County>"
    assert entry.link == "https://lark.example.org/jobs/1"
    assert entry.author == "Lark & Pell <County>"
    assert entry.summary == (
        "Lark &amp; Pell &lt;County&gt; · Pell, WA · hybrid · $50,000–$60,000 a year"
        " · apply by 2026-03-20 (may be extended) · Registers voters &amp; counts."
    )
    assert 'href="https://lark.example.org/jobs/1"' in entry.content[0].value


def test_rule_the_guid_is_a_tag_that_outlives_the_site():
    (entry,) = parsed(opening(7)).entries
    assert (entry.id, entry.guidislink) == ("tag:electionjobs.org,2026:posting/id7", False)


def test_rule_the_self_link_is_the_served_address():
    root = etree.fromstring(feed_of(opening()))
    assert [(link.get("rel"), link.get("href")) for link in root.iter(f"{ATOM}link")] == [
        ("self", f"{SITE}feeds/all.xml")
    ]


def test_rule_the_description_stands_before_the_encoded_content():
    item = [child.tag.rpartition("}")[2] for child in etree.fromstring(feed_of(opening())).find("channel/item")]
    assert item.index("description") < item.index("encoded")


def test_rule_dates_are_rfc_822():
    root = etree.fromstring(feed_of(opening()))
    dates = [root.findtext("channel/lastBuildDate"), root.findtext("channel/item/pubDate")]
    assert [parsedate_to_datetime(date).date() for date in dates] == [DAY, DAY]
    assert all(re.fullmatch(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000", date) for date in dates)


def test_rule_addresses_are_absolute():
    root = etree.fromstring(feed_of(opening()))
    addresses = [element.text for element in root.iter("link")] + [
        link.get("href") for link in root.iter(f"{ATOM}link")
    ]
    assert all(address.startswith("https://") for address in addresses)


def test_rule_the_update_period_has_a_small_u():
    period = etree.fromstring(feed_of(opening())).find(
        "channel/{http://purl.org/rss/1.0/modules/syndication/}updatePeriod"
    )
    assert period.text == "daily"


def test_rule_the_employer_is_the_creator():
    creator = etree.fromstring(feed_of(opening())).findtext("channel/item/{http://purl.org/dc/elements/1.1/}creator")
    assert creator == "Lark & Pell <County>"


def test_rule_references_are_hexadecimal_and_there_is_no_cdata():
    document = feed_of(opening(title="a < b && ]]> c"))
    assert b"<![CDATA[" not in document
    assert re.findall(rb"&(?!#x(?:26|3C|3E);)", document) == []
    assert b"&#x26;" in document and b"&#x3C;" in document


def test_rule_old_items_are_never_dated_anew_and_unchanged_content_keeps_its_bytes():
    old, new = opening(1, first_seen=dt.date(2026, 2, 1)), opening(2)
    alone, beside = parsed(old).entries[0], parsed(old, new).entries[1]
    assert (alone.id, alone.published) == (beside.id, beside.published)
    assert alone.published.startswith("Sun, 01 Feb 2026 12:")
    assert feed_of(old, new) == feed_of(new, old)


def test_rule_an_item_is_new_for_a_real_event_alone():
    first = News(kind="new", day=DAY)
    later = DAY + dt.timedelta(days=9)
    ids = {
        "changed": parsed(opening(1, first, last_changed=later, summary="Other words.")).entries[0].id,
        "reopened": parsed(opening(1, first, News(kind="reopened", day=later))).entries[0].id,
        "extended": parsed(opening(1, first, News(kind="extended", day=later, was=DAY))).entries[0].id,
    }
    same = "tag:electionjobs.org,2026:posting/id1"
    assert ids == {
        "changed": same,
        "reopened": f"{same}/reopened/2026-03-11",
        "extended": f"{same}/extended/2026-03-11",
    }
    (entry,) = parsed(opening(1, first, News(kind="extended", day=later, was=DAY))).entries
    assert (entry.title, entry.published[:16]) == (
        "Extended: Elections Clerk, Lark & Pell <County>",
        "Wed, 11 Mar 2026",
    )
    assert "until then: apply by 2026-03-02" in entry.summary


def test_rule_no_feed_is_over_five_megabytes():
    document = feed_of(*(opening(n, summary="y" * 300) for n in range(2000)))
    assert len(document) < 5_000_000
    assert len(feedparser.parse(document).entries) == rss.MOST_ITEMS
    long = [opening(n, summary="ш" * 9000, organization="&" * 4000) for n in range(400)]
    assert len(feed_of(*long)) < 5_000_000
    assert len(other_formats.atom(CHANNEL, told(*long))) < 5_000_000
    assert len(other_formats.json_feed(CHANNEL, told(*long))) < 5_000_000


def test_rule_atom_has_id_updated_and_author_and_no_two_entries_of_one_moment():
    document = other_formats.atom(CHANNEL, told(*(opening(n) for n in range(400))))
    assert not feedparser.parse(document).bozo
    root = etree.fromstring(document)
    entries = root.findall(f"{ATOM}entry")
    for element in (root, *entries):
        assert all(element.findtext(f"{ATOM}{name}") for name in ("id", "updated", "title"))
        assert element.findtext(f"{ATOM}author/{ATOM}name")
    moments = [entry.findtext(f"{ATOM}updated") for entry in entries]
    assert len(set(moments)) == len(entries) == 400


def test_rule_a_json_feed_has_stable_ids_and_our_data_under_our_name():
    document = json.loads(other_formats.json_feed(CHANNEL, told(opening(salary_min=Decimal("21.5")))))
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    (item,) = document["items"]
    assert item["id"] == "tag:electionjobs.org,2026:posting/id1"
    assert {key for key in item if key.startswith("_")} == {"_electionjobs"}
    assert (item["_electionjobs"]["salary_min"], item["_electionjobs"]["remote"]) == (21.5, "unspecified")


def test_every_feed_is_in_the_list_of_feeds_and_parses(published):
    folder = published(opening(1, locations=(WASHINGTON,)), opening(2, role_family="legal_counsel"))
    root = etree.fromstring((folder / "feeds" / "feeds.opml").read_bytes())
    listed = {outline.get("xmlUrl").removeprefix(SITE) for outline in root.iter("outline") if outline.get("xmlUrl")}
    written = {path.relative_to(folder).as_posix() for path in (folder / "feeds").rglob("*.xml")}
    assert listed == written
    fixed = len(members(RoleFamily)) + len(members(OrganizationKind)) + len(members(EmploymentType)) + 56 + 4
    assert len(written) == fixed + 1
    assert all(titles(folder / name) is not None for name in written)


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("role/legal-counsel", {"role_family": "legal_counsel"}),
        ("state/wa", {"locations": (WASHINGTON,)}),
        ("state/or", {"remote": "remote", "remote_states": ("OR",)}),
        ("role/election-specialist/wa", {"locations": (WASHINGTON,)}),
        ("remote", {"remote": "remote"}),
        ("remote", {"remote": "flexible"}),
        ("employer/election-office-county", {"organization_kind": "election office - county"}),
        ("employment/full-time", {"employment_types": ("FULL_TIME",)}),
        ("new", {"first_seen": DAY + dt.timedelta(days=1)}),
        ("closing", {"deadline_on": DAY + dt.timedelta(days=10)}),
    ],
)
def test_a_posting_stands_in_the_feeds_it_belongs_to(published, path, values):
    other = opening(2, title="Other", role_family="organizer", first_seen=dt.date(2026, 1, 5))
    folder = published(opening(1, **values), other, today=DAY + dt.timedelta(days=7))
    assert titles(folder / "feeds" / f"{path}.xml") == ["Elections Clerk"]


def test_a_state_abroad_is_no_state_of_the_us(published):
    abroad = {"locality": "Perth", "county": None, "region": "WA", "country": "AU"}
    assert titles(published(opening(locations=(abroad,))) / "feeds" / "state" / "wa.xml") == []


def test_what_is_new_and_what_closes_is_of_seven_days(published):
    day = dt.timedelta(days=1)
    given = [
        opening(1, title="six days ago", first_seen=DAY - 6 * day),
        opening(2, title="a week ago", first_seen=DAY - 7 * day),
        opening(3, title="yesterday's end", first_seen=DAY - 40 * day, deadline_on=DAY - day),
        opening(4, title="ends today", first_seen=DAY - 40 * day, deadline_on=DAY),
        opening(5, title="ends in a week", first_seen=DAY - 40 * day, deadline_on=DAY + 7 * day),
    ]
    folder = published(*given)
    assert titles(folder / "feeds" / "new.xml") == ["six days ago"]
    assert titles(folder / "feeds" / "closing.xml") == ["ends today"]


def test_deadlines_are_all_day_events_with_the_posting_s_id(published):
    given = opening(1, deadline_on=dt.date(2026, 3, 20), locations=(WASHINGTON,), title="Clerk; of, works\n\\")
    folder = published(given, opening(2))
    for name in ("all", "state/wa", "role/election-specialist"):
        calendar = icalendar.Calendar.from_ical((folder / "calendar" / f"{name}.ics").read_bytes())
        (event,) = calendar.walk("VEVENT")
        assert (str(event["uid"]), event["dtstart"].dt, event["dtend"].dt) == (
            "id1",
            dt.date(2026, 3, 20),
            dt.date(2026, 3, 21),
        )
        assert str(event["summary"]) == "Apply: Clerk; of, works \\, Lark & Pell <County>"
        assert event.errors == []
    empty = icalendar.Calendar.from_ical((folder / "calendar" / "state" / "or.ics").read_bytes())
    assert empty.walk("VEVENT") == []


@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from(HOSTILE))
def test_any_text_makes_feeds_that_parse(title, summary, employer):
    given = opening(title=title, summary=summary, organization=employer, deadline_on=DAY)
    (entry,) = parsed(given).entries
    assert "<script" not in entry.content[0].value.lower()
    assert not feedparser.parse(other_formats.atom(CHANNEL, told(given))).bozo
    assert len(json.loads(other_formats.json_feed(CHANNEL, told(given)))["items"]) == 1


@given(st.text())
def test_a_text_in_xml_is_read_as_itself(text):
    element = etree.fromstring(markup.element("t", text, a=text))
    known = "".join(
        c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff")
    )
    assert (element.text or "") == known.replace("\r\n", "\n").replace("\r", "\n")
    assert " ".join(element.get("a").split()) == " ".join(known.split())


PAY = [
    (
        {"salary_min": Decimal("21.5"), "salary_max": Decimal("21.5"), "salary_unit": "HOUR", "salary_currency": "USD"},
        "$21.50 an hour",
    ),
    (
        {"salary_min": Decimal("24.5"), "salary_max": Decimal(27), "salary_unit": "HOUR", "salary_currency": "USD"},
        "$24.50–$27.00 an hour",
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
