"""The head of a newsletter's entry in all its printed forms."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.pages import entry, heads
from parsers.reading import Link

HEADS = tomllib.loads((Path(__file__).parent / "newsletter_head_table.toml").read_text("utf-8"))["head"]


@pytest.mark.parametrize("row", HEADS, ids=[row["text"][:44] for row in HEADS])
def test_heads(row):
    read = entry.split(row["text"])
    expected = (row["title"], row.get("organization"), row.get("place"))
    assert (read.title, read.organization, read.place) == expected


def test_a_linked_title_ends_where_its_link_ends():
    markup = '<p><a href="https://example.org/1">Expert, Access</a> (Term), Sage Board of Votes— helps all.</p>'
    read = entry.split("Expert, Access (Term), Sage Board of Votes— helps all.", markup)
    assert (read.title, read.organization) == ("Expert, Access (Term)", "Sage Board of Votes")
    assert read.links == (Link(url="https://example.org/1", title="Expert, Access"),)


def test_markdown_links_and_marks_are_taken_off():
    read = entry.split(
        "**[Ballot Clerk](https://example.org/2)**, Sage County, Nev. — sorts. See https://example.org/3."
    )
    assert (read.title, read.body) == ("Ballot Clerk", "sorts. See https://example.org/3.")
    assert [link.url for link in read.links] == ["https://example.org/2"]


@pytest.mark.parametrize(
    "text",
    [
        "Sage County said on Monday — after a long night — that the count is done.",
        "It was a clerk in Sage County — the one who keeps the rolls — who found the box.",
        "To apply, send a letter to the board by May 3 — no calls, please.",
        "",
        "—",
    ],
)
def test_sentences_are_no_heads(text):
    read = entry.split(text)
    assert (read.head, read.title, read.organization) == ("", "", None)
    assert not entry.starts_entry(text)


def test_invisible_characters_and_hard_blanks_do_not_count():
    read = entry.split("Ballot\u00a0Clerk, Sage\u200b County, Ohio\u00ad — sorts")
    assert (read.title, read.organization, read.body) == ("Ballot Clerk", "Sage County", "sorts")


def test_two_entries_in_one_paragraph():
    first = f"Ballot Clerk, Sage County, Ohio — {'sorts and files the ballots. ' * 6}Application: to apply, click here."
    second = "Trainer, Rue County, Iowa — trains. Application: click here."
    for gap in ("", " ", "\n"):
        text = first + gap + second
        spans = entry.several(text)
        assert [text[a:b].strip() for a, b in spans] == [first, second]
    assert entry.several(first) == ((0, len(first)),)


@pytest.mark.parametrize(
    ("body", "employer"),
    [
        ("The Sage County Clerk is currently seeking a mapper.", "Sage County Clerk"),
        ("Sage Votes (SV) seeks a mapper.", "Sage Votes"),
        ("Sage Votes has an immediate opening for a mapper.", "Sage Votes"),
        ("We are looking for a mapper.", None),
        ("The position is seeking its match.", None),
        ("Maps are drawn here.", None),
    ],
)
def test_employer_in_a_first_sentence(body, employer):
    assert entry.employer_in(body) == employer


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Election Clerk II", True),
        ("Elections Specialist (Temporary)", True),
        ("Director of Elections", False),
        ("Elections", False),
        ("", False),
    ],
)
def test_titles_end_with_a_job(text, ends):
    assert heads.ends_with_role(text) is ends


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.text(max_size=100))
def test_never_raises(head, body):
    read = entry.split(f"{head} — {body}", f"<p>{head}<a href='{body}'>{body}</a></p>")
    assert len(read.title) <= entry.LONGEST_HEAD + 2
    spans = entry.several(head + body)
    assert spans[0][0] == 0
    assert spans[-1][1] == len(head + body)


def test_long_texts_are_read_in_time():
    for text in ("Clerk, A — " * 30_000, "," * 300_000, "(" * 300_000, "Aa " * 100_000, "- " * 100_000):
        entry.split(text)
        entry.several(text)
