"""How one applies, from texts and links."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.fields import apply
from parsers.pages.links import links_in
from parsers.reading import Context, Link
from schema.records import RawPosting

CASES = [
    (
        "To apply, send your resume to jobs@county.example.org.",
        [],
        ("email", "mailto:jobs@county.example.org", "jobs@county.example.org"),
    ),
    ("For questions write to help@county.example.org.", [], None),
    ("Use this form.", [("https://airtable.com/shrXYZ", "this form")], ("form", "https://airtable.com/shrXYZ", None)),
    ("Read more.", [("https://jobs.example.org/7", "click here")], ("url", "https://jobs.example.org/7", None)),
    (
        "See us.",
        [("https://www.facebook.com/us", "here"), ("https://jobs.example.org/8", "Apply now")],
        ("url", "https://jobs.example.org/8", None),
    ),
    ("Applications must be mailed to 4 Main Street.", [], ("mail", None, None)),
    ("Apply in person at the counter.", [], ("in_person", None, None)),
    ("Counts the ballots.", [], None),
]


@pytest.mark.parametrize(("text", "links", "expected"), CASES)
def test_the_way_to_apply(text, links, expected):
    value = apply.parse(text, Context(), links=[Link(url=url, title=title) for url, title in links])
    assert (value and (value.method, value.url, value.email)) == expected


READ = [
    (
        "Clerk, Pell County",
        "",
        [("https://pell.example.org/7", "Clerk")],
        [],
        ("url", "https://pell.example.org/7", None),
    ),
    (
        "Clerk",
        "",
        [("https://pell.example.org/", "Clerk, Pell County")],
        [],
        ("url", "https://pell.example.org/", None),
    ),
    (
        "Clerk",
        "Send a resume to jobs@pell.example.org",
        [("https://pell.example.org/7", "Clerk")],
        [],
        ("email", "https://pell.example.org/7", "jobs@pell.example.org"),
    ),
    (
        "Clerk",
        "",
        [("https://pell.example.org/7", "Clerk"), ("https://pell.example.org/form", "Apply now")],
        [],
        ("url", "https://pell.example.org/form", None),
    ),
    ("Clerk", "", [], ["https://pell.example.org/apply"], ("url", "https://pell.example.org/apply", None)),
    ("Clerk", "", [], ["see the counter"], None),
    (
        "Clerk",
        "Write to Ann.",
        [("mailto:ann@pell.example.org", "Ann Oak")],
        [],
        ("email", "mailto:ann@pell.example.org", "ann@pell.example.org"),
    ),
]


@pytest.mark.parametrize(("title", "section", "links", "given_addresses", "expected"), READ)
def test_the_way_to_apply_from_title_section_and_links(title, section, links, given_addresses, expected):
    shown = [Link(url=url, title=words) for url, words in links]
    value = apply.read(section, section, Context(title=title), given=given_addresses, links=shown)
    assert (value and (value.method, value.url, value.email)) == expected


OWN_PAGE = [
    ("https://jobs.example.org/7", "7", "https://jobs.example.org/7"),
    ("https://jobs.example.org/clerk.html", None, None),
    ("posting.pdf", "7", None),
]


@pytest.mark.parametrize(("url", "job_id", "expected"), OWN_PAGE)
def test_a_posting_of_a_job_system_is_applied_for_on_its_own_page(url, job_id, expected):
    raw = RawPosting(url=url, title="Clerk", observed_on=dt.date(2026, 3, 2), source_job_id=job_id)
    value = apply.on_own_page(raw)
    assert (value and value.url) == expected


def test_what_an_application_has_to_hold():
    value = apply.parse("Please submit a cover letter, CV and references to jobs@lake.example.org", Context())
    assert value is not None
    assert value.documents == ("resume", "cover_letter", "references")


LINKS = [
    (
        '<p><a href="/a">One</a> and <a href="mailto:x@example.org">mail</a></p>',
        [("https://e.example.org/a", "One"), ("mailto:x@example.org", "mail")],
    ),
    (
        "See [the form](https://f.example.org/1) or <https://g.example.org>.",
        [("https://f.example.org/1", "the form"), ("https://g.example.org", "")],
    ),
    ("Nothing at [home](#) but www.example.org.", [("https://www.example.org", "")]),
    ('<a href="javascript:x()">no</a>', []),
]


@pytest.mark.parametrize(("text", "expected"), LINKS)
def test_the_links_of_a_text(text, expected):
    assert [(link.url, link.title) for link in links_in(text, "https://e.example.org/")] == expected


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    apply.parse(text, Context(), links=links_in(text))
