"""A newsletter's issue, in the layouts that weeklies have had: every opening of it, and nothing else."""

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.pages import newsletter
from parsers.reading import Context, Document, Link

CASES = sorted((Path(__file__).parent / "cases" / "newsletter_layouts").glob("*.html"))
URL = "https://news.example.org/issue"

MARKDOWN = """# The Roll, 5 pages a week

January 9, 2025

## News

Hazel County bought new printers, and its clerk said that they are quick.

## Open Positions

**[Outreach Lead](https://example.org/lead)**, Hazel County, Minn. — visits schools and fairs and registers voters.
Salary: $4,100 a month. Deadline: January 31.

**[Policy Intern](https://example.org/intern)**, Willow Votes, Boston — reads bills and writes summaries of them.

## Resources

A new map of early voting sites is out.
"""

PLAIN = """THE COUNTY LETTER
July 6, 2023

EVENTS

A picnic for poll workers takes place in August.

EMPLOYMENT OPPORTUNITIES

Elections Clerk, Spruce County, Idaho - Answers the phone and keeps the roll of voters. Apply at https://example.org/s.

GIS Analyst, Town of Alder, Conn. - Draws the maps of districts and precincts. Deadline: July 20

CONTACT US

Reply to this letter.
"""


def issue_of(content: str, media: str = "html", context: Context | None = None) -> newsletter.Issue:
    return newsletter.read(Document(content=content, media=media, url=URL, context=context or Context()))


def summary(issue: newsletter.Issue) -> dict:
    """An issue in the form of the .json beside its page."""

    def first(posting, name):
        return next((f.text for f in posting.given(name) if name != "apply" or f.where == "body"), None)

    postings = [
        {
            "title": p.title,
            "organization": first(p, "organization"),
            "location": first(p, "location"),
            "url": p.url,
            "apply": first(p, "apply"),
            "deadline": first(p, "deadline"),
        }
        for p in issue.postings
    ]
    return {
        "issue_date": issue.issue_date.isoformat() if issue.issue_date else None,
        "postings": postings,
        "others": len(issue.others),
    }


@pytest.mark.parametrize("page", CASES, ids=lambda path: path.stem)
def test_layouts(page):
    issue = issue_of(page.read_text("utf-8"))
    expected = json.loads(page.with_suffix(".json").read_text("utf-8"))
    assert summary(issue) == expected
    assert issue.is_newsletter is bool(expected["postings"])


@pytest.mark.parametrize(
    ("content", "media", "titles", "employers"),
    [
        (MARKDOWN, "markdown", ["Outreach Lead", "Policy Intern"], ["Hazel County", "Willow Votes"]),
        (PLAIN, "text", ["Elections Clerk", "GIS Analyst"], ["Spruce County", "Town of Alder"]),
    ],
)
def test_other_media(content, media, titles, employers):
    issue = issue_of(content, media)
    assert [p.title for p in issue.postings] == titles
    assert [p.given("organization")[0].text for p in issue.postings] == employers


def test_the_text_of_an_entry_is_whole_and_its_labels_are_mended():
    posting = issue_of(CASES[-1].read_text("utf-8")).postings[0]
    assert posting.description_text.startswith("Ballot Clerk II, Elm County, Ohio — The clerk opens envelopes")
    assert "Deadline: March 18." in posting.description_text
    assert posting.description_html.startswith('<p><a href="https://jobs.example.org/elm/17"><strong>Ballot Clerk II')


def test_a_paragraph_without_a_head_belongs_to_the_entry_before_it():
    posting = issue_of(next(p for p in CASES if "one" in p.stem).read_text("utf-8")).postings[1]
    assert posting.description_text.endswith("Salary: DOQ\ntwo years of office work\nSpanish")


def test_the_context_date_is_the_day_of_the_postings():
    seen = dt.date(2023, 7, 7)
    assert {p.observed_on for p in issue_of(PLAIN, "text", Context(date=seen)).postings} == {seen}
    assert {p.observed_on for p in issue_of(PLAIN, "text").postings} == {dt.date(2023, 7, 6)}


def test_an_undated_issue_says_that_its_date_is_missing():
    issue = issue_of(PLAIN.replace("July 6, 2023", ""), "text")
    assert not issue.is_newsletter
    assert issue.reasons[-1] == "no date of issue"


def test_several_entries_make_an_issue_of_a_page_without_a_heading():
    duties = (
        "The work is to keep the roll of voters, to train poll workers and to answer for the ballots in all precincts."
    )
    entries = [
        f"<p>Clerk {i}, County of Rowan, Utah — {duties} Salary: $20 an hour. To apply, send a resume.</p>"
        for i in "ABC"
    ]
    assert len(issue_of(f"<p>June 1, 2022</p>{''.join(entries)}").postings) == 3
    assert issue_of(f"<p>June 1, 2022</p>{''.join(entries[:2])}").postings == ()


def test_index():
    page = (
        '<ul><li><a href="/weekly/2020-05-07">The Letter</a></li><li><a href="/w/9">May 14, 2020</a></li>'
        '<li><a href="/w/10">Newsletter 10</a></li><li><a href="/about">About us</a></li></ul><a href="/w/9">again</a>'
    )
    assert newsletter.index(Document(content=page, media="html", url="https://example.org/")) == (
        Link(url="https://example.org/weekly/2020-05-07", title="The Letter"),
        Link(url="https://example.org/w/9", title="May 14, 2020"),
        Link(url="https://example.org/w/10", title="Newsletter 10"),
    )


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_never_raises(text):
    issue = issue_of(f"<h2>Jobs</h2><p>{text}</p>", context=Context(date=dt.date(2020, 1, 2)))
    assert issue.is_newsletter is bool(issue.postings)
    assert all(p.title and p.description_text for p in issue.postings)


@pytest.mark.parametrize("markup", ["<div>" * 5_000, "<p><b>Jobs" * 5_000, "<a href=x>" * 5_000, "\x00\ud800", ""])
def test_hostile_markup(markup):
    assert issue_of(markup, context=Context(date=dt.date(2020, 1, 2))).postings == ()
