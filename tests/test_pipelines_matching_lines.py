"""``match --jsonl``: texts of one opening in one group, whatever their order; a bad line is answered."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.matching.lines import answer_lines

DUTIES = (
    "keeps the rolls of the county in good order, answers letters of voters who moved, trains the crews that open "
    "envelopes in the weeks before each primary, and counts the seals of forty cabinets with a second person."
)
BLURB = f"Rolls Clerk, Wren County, Oregon — The rolls clerk {DUTIES} Salary: $21.50 an hour. Deadline: May 9."
PAGE = (
    "Title: Rolls Clerk\nEmployer: Wren County\nLocation: Hazel, OR\nSalary: $21.50 hourly\nJob Number: 2026-014\n"
    "Wren County lies between two rivers; its courthouse was built in 1911 and has a clock that runs.\n"
    f"In this role you join a team of five. The clerk {DUTIES}\n"
    "We ask for two years behind a counter and a licence to drive. Interviews are held on the second floor."
)


def line(name, text, date="2026-04-20", **more):
    return json.dumps({"id": name, "text": text, "date": date} | more)


def groups(lines):
    return {answer["id"]: answer["group"] for answer in answer_lines(lines)}


def kind(one, other, **more):
    """What the second text is to the first, and whether they share a group."""
    first, second = answer_lines([line("a", one), line("b", other, **more)])
    found = [link["kind"] for link in first["links"]]
    assert found == [link["kind"] for link in second["links"]]
    return (found[0] if found else None), first["group"] == second["group"]


def test_a_blurb_is_found_in_its_page():
    answer, _ = answer_lines([line("blurb", BLURB), line("page", PAGE)])
    assert answer["group"] == "blurb"
    (link,) = answer["links"]
    assert (link["id"], link["kind"]) == ("page", "same")
    assert 0.5 < link["score"] <= 1
    assert {"same title", "same employer", "same pay"} <= set(link["reasons"])


def test_a_page_without_its_title_is_found_by_its_words():
    assert kind(BLURB, PAGE.partition("\n")[2]) == ("same", True)


@pytest.mark.parametrize(
    ("other", "more", "expected"),
    [
        (BLURB, {"date": "2026-04-27"}, ("same", True)),
        (BLURB.replace("May 9", "May 30"), {"date": "2026-05-11"}, ("extension", True)),
        (BLURB.replace("May 9", "April 2"), {"date": "2027-03-15"}, ("repost", False)),
        (BLURB.replace("May 9", "September 20"), {"date": "2026-09-01"}, ("repost", False)),
        (BLURB.replace("Oregon", "Ohio"), {}, ("sibling", False)),
        (BLURB.replace("Rolls Clerk,", "Deputy Rolls Clerk,"), {}, ("sibling", False)),
        (BLURB.replace("Rolls Clerk,", "Rolls Clerk (Warehouse Team),"), {}, ("same", True)),
        (BLURB.replace("Wren County", "Lark County"), {}, (None, False)),
        ("Vault Guard, Wren County, Oregon — Guards the vault at night. Salary: $21.50 an hour.", {}, (None, False)),
    ],
    ids=["next week", "extended", "next year", "after its deadline", "state", "deputy", "bracket", "employer", "other"],
)
def test_what_a_second_notice_is_to_the_first(other, more, expected):
    assert kind(BLURB, other, **more) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rolls Clerk I,", "Rolls Clerk II,"),
        ("Rolls Clerk (Democrat),", "Rolls Clerk (Republican),"),
        ("Rolls Clerk (North Team),", "Rolls Clerk (South Team),"),
        ("Rolls Clerk,", "Senior Rolls Clerk,"),
    ],
)
def test_siblings_have_groups_of_their_own(one, other):
    assert kind(BLURB.replace("Rolls Clerk,", one), BLURB.replace("Rolls Clerk,", other)) == ("sibling", False)


def test_numbers_of_two_recruitments_outweigh_equal_words():
    assert kind(PAGE, PAGE.replace("2026-014", "2026-015")) == ("sibling", False)


def test_a_page_between_two_siblings_joins_neither_both():
    one, two = BLURB.replace("Rolls Clerk,", "Rolls Clerk I,"), BLURB.replace("Rolls Clerk,", "Rolls Clerk II,")
    found = groups([line("one", one), line("two", two), line("page", PAGE)])
    assert found["one"] != found["two"]


def test_what_a_line_says_counts_before_what_its_text_says():
    said = {"title": "Rolls Clerk", "organization": "Wren County", "location": "Hazel, OR"}
    first, second = answer_lines([line("a", DUTIES, **said), line("b", BLURB)])
    assert first["group"] == second["group"]
    first, second = answer_lines([line("a", DUTIES, **said | {"organization": "Lark County"}), line("b", BLURB)])
    assert first["group"] != second["group"]


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        ("", "not JSON: Expecting value: line 1 column 1 (char 0)"),
        ("[]", "not a JSON object"),
        ('{"text": "x"}', '"id" is needed, a string or a number'),
        ('{"id": "x"}', '"text" is needed'),
        ('{"id": "x", "text": 5}', '"text" must be a string'),
        ('{"id": "x", "text": "y", "date": "May"}', "\"date\" must be YYYY-MM-DD, not 'May'"),
        (line("a", BLURB), "the \"id\" 'a' was given before"),
    ],
)
def test_a_bad_line_is_answered_in_its_place(bad, error):
    answers = answer_lines([line("a", BLURB), bad, line("c", PAGE)])
    assert answers[1]["error"] == error
    assert [answer.get("group") for answer in answers] == ["a", None, "a"]


def test_a_text_without_date_or_words_has_its_own_group():
    assert [
        answer["group"] for answer in answer_lines(['{"id": 1, "text": ""}', '{"id": 2, "text": "\\u0000 \\ud800"}'])
    ] == [1, 2]


titles = st.sampled_from(["Rolls Clerk", "Rolls Clerk II", "Deputy Rolls Clerk", "Vault Guard", "Rolls Clerk (Night)"])
offices = st.sampled_from(["Wren County, Oregon", "Lark County, Ohio", "Wren County Elections"])
days = st.sampled_from(["2026-04-20", "2026-05-04", "2026-09-14", "2027-04-19"])
bodies = st.sampled_from([DUTIES, DUTIES.replace("forty", "fifty"), "guards the vault at night with a lamp.", ""])
ends = st.sampled_from(["", " Deadline: May 9.", " Deadline: October 2.", " Salary: $21.50 an hour."])
notices = st.tuples(titles, offices, bodies, ends, days).map(
    lambda parts: (f"{parts[0]}, {parts[1]} — The clerk {parts[2]}{parts[3]}", parts[4])
)


@settings(max_examples=40, deadline=None)
@given(st.lists(notices, max_size=9), st.randoms())
def test_groups_and_links_do_not_depend_on_the_order(found, chance: random.Random):
    lines = [line(f"n{number}", text, date) for number, (text, date) in enumerate([*found, (PAGE, "2026-04-20")])]
    mixed = list(lines)
    chance.shuffle(mixed)
    assert sorted(map(repr, answer_lines(lines))) == sorted(map(repr, answer_lines(mixed)))


@settings(max_examples=40, deadline=None)
@given(st.lists(notices, max_size=9))
def test_a_group_holds_no_siblings_and_no_later_cycles(found):
    answers = {a["id"]: a for a in answer_lines(line(f"n{n}", text, date) for n, (text, date) in enumerate(found))}
    for answer in answers.values():
        apart = [link for link in answer["links"] if link["kind"] in ("sibling", "repost")]
        assert all(answers[link["id"]]["group"] != answer["group"] for link in apart)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=300), max_size=4))
def test_any_text_is_answered(texts):
    answers = answer_lines(json.dumps({"id": number, "text": text}) for number, text in enumerate(texts))
    assert [answer["id"] for answer in answers] == list(range(len(texts)))
    assert all("group" in answer for answer in answers)
