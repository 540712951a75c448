"""What a text is: one opening, several, none, gone, or behind a wall."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.pages import kind, signs, telling
from parsers.reading import Context

TABLE = tomllib.loads((Path(__file__).parent / "kind_table.toml").read_text("utf-8"))


@pytest.mark.parametrize("name", TABLE["posting"])
def test_postings(name):
    verdict = kind.judge(TABLE["posting"][name])
    assert (verdict.kind, verdict.rejected) == ("posting", None)
    assert verdict.score >= signs.known().threshold
    assert verdict.reasons


@pytest.mark.parametrize("expected", ["none", "dead", "wall", "list"])
def test_everything_else(expected):
    texts = TABLE[expected]
    verdicts = {name: kind.judge(text) for name, text in texts.items()}
    assert {name: v.kind for name, v in verdicts.items()} == dict.fromkeys(texts, expected)
    assert all(v.rejected and v.rejected.endswith(".") for v in verdicts.values())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("news", "A news item"),
        ("personnel news", "News of people"),
        ("conference", "An announcement of an event"),
        ("request for proposals", "A request to firms"),
        ("award", "A call for grants"),
        ("section notice", "A publication’s own notice"),
        ("article", "An article"),
        ("questions", "A page of questions and answers"),
        ("careers page", "A careers page"),
        ("kinds of work", "A list of 5 kinds of work: no vacancy"),
        ("nothing", "There is no text"),
    ],
)
def test_a_rejection_says_what_the_text_is(name, words):
    rejected = kind.judge(TABLE["none"][name]).rejected
    assert rejected is not None
    assert rejected.startswith(words)


def test_a_board_that_names_title_and_employer_speaks_for_a_posting():
    body = "The director will lead the group’s work with voters across three states and its partners there all year."
    assert kind.judge(body).kind == "none"
    assert kind.judge(body, Context(title="Field Director", organization="Teal Votes")).kind == "posting"


def test_every_pattern_finds_nothing_without_its_words():
    texts = [text for table in TABLE.values() for text in table.values()]
    patterns = [p for group in (*signs.known().signs, *signs.known().gates) for p in group.patterns]
    for read in map(signs.Read.of, texts):
        for pattern in patterns:
            plain = pattern.expression.search(read.folded if pattern.folded else read.text)
            assert (read.find(pattern) is None) == (plain is None), pattern.expression.pattern


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (r"\b(?:jobs?|vacanc(?:y|ies)) (?:are )?open", ["open"]),
        ("(?:alpha|beta)+", ["alpha", "beta"]),
        ("colou?r(?:s|ed)?", ["colo"]),
        ("(?-i:Alpha)? [$€] ?401", ["401"]),
        (r"[$€]\d+|\?", ["$", "€", "?"]),
        ("alpha|[bc]", None),
        ("x?y*", None),
    ],
)
def test_words_of_a_pattern(source, words):
    assert telling.words_of(source) == words


@pytest.mark.parametrize(
    ("source", "reach"),
    [
        ("alpha", 5),
        ("(?:a|bcd){2,3}x?", 10),
        (r"\ba[^x]\w+", 3 + telling.LONGEST_WORD),
        (r"a(?! b)(?<!cd)", 5),
        ("(?:ab |c )*d", 3 * telling.LONGEST_ROW + 1),
        (".{25,1000}", telling.FARTHEST),
    ],
)
def test_reach_of_a_pattern(source, reach):
    assert telling.reach_of(source) == reach


@pytest.mark.parametrize(
    ("source", "before", "after"),
    [
        (r"\bgrants? (?:program|recipients?) (?:will|are)", 7, 16),
        (r"\b(?:submit|send) (?:an? )?resume", 10, 7),
        (r"(?<![/(])\b(?:vacancy|opening)\b", 0, 10),
        (r"the (?!county )clerk", 4, 12),
        ("alpha|x{3}beta", 3, 5),
        (".{25,1000}omega", telling.FARTHEST, telling.FARTHEST),
        ("x?y*", 0, 0),
    ],
)
def test_how_far_a_pattern_reaches_around_its_words(source, before, after):
    assert telling.around(source) == (before, after)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=500))
def test_never_raises(text):
    verdict = kind.judge(text)
    assert (verdict.rejected is None) == (verdict.kind == "posting")


@pytest.mark.parametrize(
    "piece", ["a ", "the Clerk of ", "What is it?\n", "- x\n", "$1 ", "---\n", "seeks an ", "\ud800\x00 "]
)
def test_long_texts_are_read_in_time(piece):
    assert kind.judge(piece * (1_000_000 // len(piece))).kind in {"none", "list"}
