"""The digest: what stands in it and where, and its four forms in two styles."""

import datetime as dt
import json
import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from exports import digest, digest_forms, paylaws, wording
from exports.news import News
from schema.jsonform import to_json
from tests.publishing import HOSTILE, SITE, opening, row

DAY = dt.date(2026, 3, 12)
SINCE, UNTIL = DAY - dt.timedelta(days=7), DAY + dt.timedelta(days=7)
FORMS = ("email", "paste", "markdown", "text")
STYLES = ("paragraph", "modern")


def place(region, locality="Pell"):
    return ({"locality": locality, "county": None, "region": region, "country": "US"},)


def before(number):
    return DAY - dt.timedelta(days=number)


def drafted(*openings, **options):
    given = {"day": DAY, "since": SINCE, "until": UNTIL, "site": SITE} | options
    return digest.draft(openings, **given)


def shown(made):
    return {
        section.key: {group.name: [entry.title for entry in group.entries] for group in section.groups}
        for section in made.sections
    }


OLD = News(kind="new", day=before(60))


def test_what_an_editor_pinned_comes_first_under_its_heading():
    titles = ("Auditor", "Clerk", "Mapper", "Trainer")
    news = News(kind="new", day=before(1))
    openings = [opening(n, news, title=title, locations=place("WA")) for n, title in enumerate(titles)]
    openings = [replace(o, pinned=o.row["title"] in ("Mapper", "Trainer")) for o in openings]
    assert shown(drafted(*openings)) == {"new": {"": ["Mapper", "Trainer", "Auditor", "Clerk"]}}
    oregon = opening(9, news, title="Archivist", locations=place("OR"))
    assert shown(drafted(oregon, *openings, order="state")) == {
        "new": {"Oregon": ["Archivist"], "Washington": ["Mapper", "Trainer", "Auditor", "Clerk"]}
    }


def test_each_opening_stands_once_and_where_it_belongs():
    made = drafted(
        opening(1, News(kind="new", day=before(6)), title="new since the last issue"),
        opening(2, News(kind="new", day=before(7)), title="told in the last issue"),
        opening(3, OLD, News(kind="reopened", day=before(1)), title="back", deadline_on=DAY),
        opening(4, OLD, News(kind="extended", day=DAY, was=before(2)), title="longer", deadline_on=UNTIL),
        opening(5, OLD, title="closes", deadline_on=UNTIL - dt.timedelta(days=1)),
        opening(6, OLD, title="closes later", deadline_on=UNTIL),
        opening(7, OLD, title="closed", deadline_on=before(1)),
        opening(8, News(kind="new", day=before(2)), News(kind="extended", day=DAY), title="new and longer"),
    )
    assert shown(made) == {
        "new": {"": ["new and longer", "new since the last issue"]},
        "reopened": {"": ["back"]},
        "extended": {"": ["longer"]},
        "closing": {"": ["closes"]},
    }
    remarks = {entry.title: entry.remark for entry in made.entries if entry.remark}
    assert remarks == {
        "back": "open again since March 11, 2026; closes before the next issue",
        "longer": "extended from March 10, 2026",
    }


GIVEN = (
    opening(1, title="b", locations=place("WA"), first_seen=DAY),
    opening(2, title="A", locations=place("WA"), first_seen=DAY, role_family="legal_counsel"),
    opening(3, title="c", remote="remote", first_seen=DAY),
    opening(4, title="d", first_seen=DAY),
    opening(5, title="e", locations=place("CO"), first_seen=DAY),
)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("alphabetical", {"": ["A", "b", "c", "d", "e"]}),
        ("state", {"Colorado": ["e"], "Washington": ["A", "b"], "Remote": ["c"], "Other places": ["d"]}),
        ("role", {"Election specialist": ["b", "c", "d", "e"], "Legal counsel": ["A"]}),
    ],
)
def test_grouped_as_the_editor_chooses(order, expected):
    found = shown(drafted(*GIVEN, order=order))["new"]
    assert (list(found.items())) == list(expected.items())


def test_an_editor_writes_notes():
    made = drafted(*GIVEN, notes={"id1": "Seen at the fair"})
    assert made.entries[1].note == "Seen at the fair"
    assert "Seen at the fair." in digest_forms.render(made, "text")


def test_what_is_over_by_its_deadline_is_not_printed_though_nobody_closed_it():
    new = News(kind="new", day=before(2))
    over = opening(1, new, title="over", deadline_on=before(1), deadline_type="fixed")
    soft = opening(2, new, title="soft", deadline_on=before(1), deadline_type="soft")
    assert shown(drafted(over, soft, opening(3, new, title="today", deadline_on=DAY, deadline_type="fixed"))) == {
        "new": {"": ["soft", "today"]}
    }


def test_a_digest_is_the_same_after_freezing():
    made = drafted(FULL, SILENT, *GIVEN[2:], order="state", notes={"id3": "Seen at the fair"})
    assert digest.thaw(json.loads(json.dumps(to_json(made)))) == made


def test_days_that_are_not_in_order_are_refused():
    with pytest.raises(ValueError, match="cannot tell of what came since"):
        drafted(since=DAY)


PAY = {"salary_min": Decimal(50000), "salary_max": Decimal(60000), "salary_currency": "USD", "salary_unit": "YEAR"}


@pytest.mark.parametrize(
    ("values", "day", "expected"),
    [
        ({"locations": place("WA")}, DAY, ("Washington",)),
        ({"locations": place("WA"), **PAY}, DAY, ()),
        ({"locations": place("WA"), "salary_flags": ("unpaid",)}, DAY, ()),
        ({"locations": place("WA")}, dt.date(2022, 12, 31), ()),
        ({"locations": place("WA")}, dt.date(2023, 1, 1), ("Washington",)),
        ({"locations": place("TX")}, DAY, ()),
        ({"locations": place("IL")}, DAY, ("Illinois",)),
        ({"locations": place("IL"), "organization_kind": "election office - county"}, DAY, ()),
        ({"remote": "remote", "remote_states": ("CO", "TX", "NY")}, DAY, ("Colorado", "New York")),
        ({"locations": ({"locality": "Perth", "county": None, "region": "WA", "country": "AU"},)}, DAY, ()),
        ({}, DAY, ()),
    ],
)
def test_where_a_law_asks_for_the_pay_that_is_not_stated(values, day, expected):
    assert paylaws.asked_by(row(**values), day) == expected


FULL = opening(
    1,
    first_seen=DAY,
    title="Elections Clerk",
    organization="Lark County",
    locations=place("WA"),
    deadline_on=dt.date(2026, 3, 30),
    deadline_type="fixed",
    apply_method="url",
    apply_url="https://lark.example.org/apply/1",
    **PAY,
)
SILENT = opening(
    2, first_seen=DAY, title="Registrar", locations=place("WA"), summary=None, deadline_type="open_until_filled"
)


def test_the_paragraph_that_the_sector_knows():
    lines = digest_forms.render(drafted(FULL, SILENT), "paste").splitlines()
    assert lines == [
        "<p>2 openings. Since March 5, 2026; the next issue comes on March 19, 2026.</p>",
        "<h3>New this week</h3>",
        '<p><strong><a href="https://lark.example.org/jobs/1">Elections Clerk</a></strong>, Lark County, Pell, WA — '
        "Registers voters &amp; counts. <strong>Salary:</strong> $50,000–$60,000 a year. "
        "<strong>Deadline:</strong> March 30, 2026. <strong>Application:</strong> See "
        '<a href="https://lark.example.org/apply/1">Elections Clerk</a>.</p>',
        '<p><strong><a href="https://lark.example.org/jobs/2">Registrar</a></strong>, '
        "Lark &amp; Pell &lt;County&gt;, Pell, WA — <strong>Salary:</strong> Pay not stated "
        "(asked for by law in Washington). <strong>Deadline:</strong> Open until filled. "
        '<strong>Application:</strong> See <a href="https://lark.example.org/jobs/2">Registrar</a>.</p>',
    ]


def test_the_modern_style():
    lines = digest_forms.render(drafted(FULL), "paste", "modern").splitlines()
    assert lines[2:] == [
        '<p><strong><a href="https://lark.example.org/jobs/1">Elections Clerk</a></strong></p>',
        "<p>Lark County, Pell, WA · $50,000–$60,000 a year · Apply by March 30, 2026</p>",
        "<p>Registers voters &amp; counts.</p>",
    ]


def test_plain_text_and_markdown():
    text = digest_forms.render(drafted(FULL), "text")
    assert text.startswith("JOBS IN ELECTIONS, March 12, 2026\n\n1 opening. Since")
    assert text.endswith(" Application:\nSee\n<https://lark.example.org/apply/1>\n")
    assert max(map(len, text.splitlines())) <= 72
    markdown = digest_forms.render(drafted(FULL), "markdown")
    assert (
        "### New this week\n\n**[Elections Clerk](<https://lark.example.org/jobs/1>)**, Lark County, Pell, WA —"
        in markdown
    )


def test_an_application_by_mail_has_a_mail_link():
    given = opening(1, first_seen=DAY, apply_method="email", apply_email="jobs@lark.example.org")
    made = digest_forms.render(drafted(given), "paste")
    assert 'Write to <a href="mailto:jobs@lark.example.org">jobs@lark.example.org</a>' in made


@pytest.mark.parametrize("style", ["paragraph", "modern"])
def test_what_came_from_a_file_and_has_no_address_is_no_link(style):
    made = drafted(opening(1, first_seen=DAY, url="posting.txt"))
    for form in ("email", "paste"):
        page = digest_forms.render(made, form, style)
        assert "Elections Clerk" in page
        assert "href" not in page
    assert "<>" not in digest_forms.render(made, "markdown", style) + digest_forms.render(made, "text", style)


class Seen(HTMLParser):
    """The tags, links and texts of a piece of HTML."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.links, self.texts, self.attributes = set(), set(), [], set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value for name, value in attrs if name in ("href", "src")}

    def handle_data(self, data):
        self.texts.append(data)


def hostile(text, number=1):
    values = {"title": text, "organization": text, "summary": text, "apply_url": text, "apply_method": "url"}
    return opening(number, first_seen=DAY, deadline_on=UNTIL - dt.timedelta(days=1), **values)


@pytest.mark.parametrize("style", STYLES)
@given(text=st.text(max_size=300) | st.sampled_from(HOSTILE))
def test_hostile_texts_stay_texts_in_every_form(style, text):
    made = drafted(hostile(text), notes={"id1": text})
    paste = Seen(digest_forms.render(made, "paste", style))
    assert paste.tags <= {"h3", "p", "a", "strong"}
    assert (paste.attributes, paste.links) == ({"href"}, {"https://lark.example.org/jobs/1"})
    assert wording.line(text) in "".join(paste.texts)
    markdown = Seen(MarkdownIt("commonmark", {"html": True}).render(digest_forms.render(made, "markdown", style)))
    assert markdown.tags <= {"h2", "h3", "p", "a", "strong"}
    assert markdown.links == {"https://lark.example.org/jobs/1"}
    assert wording.line(text) in "".join(markdown.texts)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", digest_forms.render(made, "text", style))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts_in_mail(style, text):
    mail = Seen(digest_forms.render(drafted(hostile(text)), "email", style))
    assert mail.tags <= set("html head meta title body table tbody tr td h2 h3 p a strong style".split())
    assert mail.links == {"https://lark.example.org/jobs/1"}
    assert not {name for name in mail.attributes if name.startswith("on")}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("count", [1, 60, 900])
def test_a_mail_is_under_100_kb_with_its_styles_inline(style, count):
    given = [opening(n, first_seen=DAY, title=f"Clerk {n} " + "x" * 400, summary="y " * 400) for n in range(count)]
    mail = digest_forms.render(drafted(*given), "email", style)
    assert len(mail.encode()) < 100_000
    assert "<style" not in mail and mail.count("style=") > count / 9
    assert ("more: <a" in mail) == (count == 900)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_digest_makes_the_same_bytes(form):
    assert digest_forms.render(drafted(*GIVEN), form) == digest_forms.render(drafted(*reversed(GIVEN)), form)


LINKS = [
    ("https://a.example.org/b?c=d&e=f", "https://a.example.org/b?c=d&e=f"),
    (" https://a.example.org/b c ", "https://a.example.org/b%20c"),
    ('https://a.example.org/"><script>', "https://a.example.org/%22%3E%3Cscript%3E"),
    ("javascript:alert(1)", ""),
    ("JaVa\nScript:alert(1)", ""),
    ("data:text/html,x", ""),
    ("mailto:jobs@a.example.org", "mailto:jobs@a.example.org"),
    (None, ""),
]


@pytest.mark.parametrize(("address", "expected"), LINKS)
def test_what_may_be_linked_to(address, expected):
    assert wording.link(address) == expected
