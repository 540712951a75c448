"""The draft of an issue: why each thing is in it, what changed, what is doubtful, what may stand there twice."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa

from desk.doubts import DeadLink
from schema import database
from schema.records import Evidence, Location
from schema.tables import link_checks
from tests.at_the_desk import BY, WEEK, Desk
from tests.loading import DAY, PAGE, PAPER, noon, posting

WASHINGTON = (Location(county="Lark County", region="WA", country="US"),)
SOUND = {"locations": WASHINGTON, "salary_min": Decimal(20), "salary_max": Decimal(22), "salary_unit": "HOUR"}
PAPERS = replace(PAPER, aggregator=True)


@pytest.fixture
def desk(world, tmp_path):
    return Desk(world, tmp_path / "public")


def ids(world):
    return {title: row["id"] for title, row in world.postings().items()}


def doubted(desk, **given):
    return {item.entry.title: [doubt.words for doubt in item.doubts] for item in desk.draft(**given).items}


def test_each_item_says_why_it_is_there_and_what_changed(desk):
    soon = {"deadline_on": DAY + dt.timedelta(days=5), "deadline_type": "fixed"}
    later = soon | {"deadline_on": DAY + dt.timedelta(days=30)}
    old = DAY - dt.timedelta(days=20)
    texts = [f"Opens {thing} at the counter and answers the questions of all voters." for thing in ("letters", "boxes")]
    desk.world.load(
        posting(1, day=old, **soon),
        posting(2, day=old, **soon),
        posting(3, day=old, description_text=texts[0]),
        day=old,
    )
    desk.world.load(
        posting(1, **soon), posting(2, **later), posting(3, salary_raw="$20", description_text=texts[1]), posting(4)
    )
    draft = desk.draft()
    assert [(item.entry.title, item.section, item.because) for item in draft.items] == [
        ("Elections Clerk 4", "new", "new on March 2, 2026"),
        ("Elections Clerk 2", "extended", "deadline extended on March 2, 2026"),
        ("Elections Clerk 1", "closing", "closes on March 7, 2026"),
    ]
    (changed,) = draft.changed
    assert [(one.field, one.before, one.after) for one in changed.changes] == [
        ("description_text", "letters", "boxes"),
        ("salary_raw", None, "$20"),
    ]


def test_what_an_editor_changed_is_no_news_to_editors(desk):
    desk.world.load(posting(1, day=DAY - dt.timedelta(days=20)), day=DAY - dt.timedelta(days=20))
    desk.do.correct(ids(desk.world)["Elections Clerk 1"], "salary_raw", "$20", **BY)
    assert desk.draft().changed == ()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, []),
        ({"salary_min": Decimal(2)}, ["unusual pay: $2–$22 an hour", "wide range of pay: $2–$22 an hour"]),
        ({"salary_max": Decimal(70)}, ["wide range of pay: $20–$70 an hour"]),
        ({"salary_unit": None}, ["pay without a unit"]),
        ({"posted_on": DAY - dt.timedelta(days=61)}, ["no deadline, and open since December 31, 2025"]),
        ({"posted_on": DAY - dt.timedelta(days=60)}, []),
        ({"sector_basis": "mixed"}, ["its employer does more than elections"]),
        ({"organization": None}, ["no employer"]),
        ({"locations": ()}, ["no place"]),
        ({"title": "ELECTIONS CLERK"}, ["title in capitals"]),
        ({"salary_min": None, "salary_max": None}, ["pay not stated, asked for by law in Washington"]),
    ],
)
def test_what_a_posting_says_is_doubted_with_a_reason(desk, values, words):
    desk.world.load(posting(1, **(SOUND | {"salary_currency": "USD"} | values)))
    assert list(doubted(desk).values()) == [words]


def test_no_address_to_link_to(desk):
    desk.world.load(posting("1", PAPER, url="letter.txt", platform="document", **SOUND), source=PAPER)
    assert doubted(desk) == {"Elections Clerk 1": ["no address to link to"]}


def test_words_that_were_read_with_doubt_or_contradict_each_other(desk):
    unsure = Evidence(field="deadline_on", quote="by the 9th", where="body", rule="r", confidence=0.5)
    lost = Evidence(field="salary_min", quote="$25 an hour", where="body", rule="r")
    hidden = Evidence(field="role_level", quote="senior", where="body", rule="r")
    seen = posting(1, **SOUND)
    seen = replace(seen, evidence=(*seen.evidence, unsure), conflicts=(lost, replace(lost, field="salary_max"), hidden))
    desk.world.load(seen)
    assert doubted(desk) == {
        "Elections Clerk 1": [
            "deadline read with doubt from “by the 9th”",
            "pay: the posting also says “$25 an hour”",
        ]
    }


def test_a_copy_that_says_something_else_is_named(desk):
    words = "Opens envelopes at the counter, answers the questions of voters and keeps the register up to date."
    desk.world.load(posting(1, description_text=f"{words} Counts them, too.", **SOUND))
    other = SOUND | {"salary_min": Decimal(21)}
    desk.world.load(posting(1, PAGE, description_text=words, **other), source=PAGE)
    page = next(
        row["id"] for row in desk.world.rows(sa.text("SELECT id, source FROM postings")) if row["source"] == PAGE.id
    )
    assert doubted(desk) == {"Elections Clerk 1": [f"salary: its copy {page} says 21, 22, HOUR"]}


def test_a_source_that_fails_and_one_that_is_no_employer_are_told(desk):
    desk.world.load(posting(1, **SOUND))
    desk.world.load(complete=False, cause="timeout", day=DAY)
    desk.world.load(posting("2", PAPERS, **SOUND), source=PAPERS)
    assert doubted(desk) == {
        "Elections Clerk 1": ["its source fails; last checked on March 2, 2026"],
        "Elections Clerk 2": ["it stands on an aggregator's page; the employer's own page is not known"],
    }


def test_a_correction_in_a_copy_that_speaks_no_longer_is_told(desk):
    words = "Opens envelopes at the counter, answers the questions of voters and keeps the register up to date."
    desk.world.load(posting("1", PAPERS, description_text=words, **SOUND), source=PAPERS)
    (copy,) = ids(desk.world).values()
    desk.do.correct(copy, "summary", "Opens envelopes.", **BY)
    desk.do.correct(copy, "education", "HS", **BY)
    desk.world.load(posting(1, description_text=words, title="Elections Clerk 1", education="B", **SOUND))
    (own,) = (row["id"] for row in desk.world.rows(sa.text("SELECT id FROM postings")) if row["id"] != copy)
    desk.do.correct(own, "education", "M", **BY)
    (item,) = desk.draft().items
    assert (item.entry.summary, item.row["education"]) == ("Opens envelopes.", "M")
    told = f'education was corrected to "HS" by ada in a copy, {copy}, that does not speak for it any more'
    assert [doubt.words for doubt in item.doubts] == [told]


def test_dead_and_doubtful_links_are_shown(desk):
    desk.world.load(posting(1, apply_url="https://lark.example.org/apply", **SOUND), posting(2, **SOUND))
    checks = {
        "https://lark.example.org/jobs/1": ("ok", ""),
        "https://lark.example.org/apply": ("dead", "404 Not Found"),
        "https://lark.example.org/jobs/2": ("doubtful", "no answer in 60 s"),
    }
    with database.writing(desk.world.engine) as connection:
        for url, (status, detail) in checks.items():
            values = {"url": url, "status": status, "detail": detail, "checked_at": noon(DAY)}
            connection.execute(sa.insert(link_checks).values(values))
    assert [item.dead_links for item in desk.draft().items] == [
        (DeadLink(url="https://lark.example.org/apply", status="dead", detail="404 Not Found", checked_at=noon(DAY)),),
        (
            DeadLink(
                url="https://lark.example.org/jobs/2",
                status="doubtful",
                detail="no answer in 60 s",
                checked_at=noon(DAY),
            ),
        ),
    ]


def suspected(desk):
    return [(pair.kind, sorted((pair.one["title"], pair.other["title"]))) for pair in desk.draft().duplicates]


NEAR = {
    "description_text": "Opens envelopes, sorts ballots and answers the questions of voters in the morning hours.",
    "title": "Rolls Clerk",
    "title_raw": "Rolls Clerk",
}
FAR = NEAR | {
    "description_text": "Keeps the lists of those who moved, by hand, and trains two helpers for the evening."
}


def test_what_the_matcher_nearly_joined_is_asked_about_until_an_editor_says(desk):
    desk.world.load(posting(1, locations=WASHINGTON, **NEAR))
    desk.world.load(posting("1", PAGE, url="https://lark.example.org/b", locations=WASHINGTON, **FAR), source=PAGE)
    (pair,) = desk.draft().duplicates
    assert (pair.kind, pair.reasons[:2]) == ("alike", ("reads alike in the issue",))
    assert [one.field for one in pair.differences] == ["source", "source_job_id", "url"]
    desk.do.split(pair.one["id"], pair.other["id"], **BY)
    assert desk.draft().duplicates == ()
    desk.do.undo(1, **BY)
    assert len(desk.draft().duplicates) == 1
    desk.do.join(pair.one["id"], pair.other["id"], **BY)
    draft = desk.draft()
    assert (draft.duplicates, len(draft.items)) == ((), 1)


def test_a_near_miss_with_an_older_opening_is_asked_about(desk):
    old = DAY - dt.timedelta(days=20)
    desk.world.load(posting(1, day=old, locations=WASHINGTON, **NEAR), day=old)
    desk.world.load(posting(1, locations=WASHINGTON, **NEAR))
    other = posting("1", PAGE, url="https://lark.example.org/b", locations=WASHINGTON, **FAR)
    desk.world.load(other, source=PAGE)
    assert suspected(desk) == [("doubtful", ["Rolls Clerk", "Rolls Clerk"])]


def test_siblings_of_one_source_are_no_suspects(desk):
    desk.world.load(posting(1, **SOUND), posting(2, **SOUND))
    assert suspected(desk) == []


def test_the_editors_order_goes_before_pins_and_titles_and_a_later_one_before_an_earlier(desk):
    desk.world.load(*(posting(number) for number in range(1, 6)))
    named = {title[-1]: posting for title, posting in ids(desk.world).items()}
    desk.do.pin(named["5"], **BY)
    assert order(desk) == "51234"
    desk.do.order(WEEK, [named["3"], named["2"]], **BY)
    assert order(desk) == "53214"
    desk.do.order(WEEK, [named["4"], named["5"]], **BY)
    assert order(desk) == "45321"
    desk.do.order("2026-W11", [named["1"]], **BY)
    assert order(desk) == "45321"
    desk.do.undo(3, **BY)
    assert order(desk) == "53214"


def order(desk):
    return "".join(item.entry.title[-1] for item in desk.draft().items)


def test_left_out_held_and_noted(desk):
    desk.world.load(posting(1), posting(2), posting(3))
    one, two, three = sorted(ids(desk.world).items())
    desk.do.leave_out(WEEK, one[1], **BY)
    desk.do.hold(two[1], who="ada", why="asking")
    desk.do.note(three[1], "Hurry", **BY)
    desk.do.note(three[1], "No hurry", **BY)
    draft = desk.draft()
    assert [(item.entry.title, item.entry.note) for item in draft.items] == [("Elections Clerk 3", "No hurry")]
    assert [(item.entry.title, item.section) for item in draft.left_out] == [("Elections Clerk 1", "left_out")]
    assert [(held.row["title"], held.decisions[0].why) for held in draft.held] == [("Elections Clerk 2", "asking")]
    assert [one.kind for one in draft.items[0].decisions] == ["note"]
    assert draft.fingerprint != desk.draft(until=DAY + dt.timedelta(days=6)).fingerprint


def test_nobodys_own_address_is_in_a_draft(desk):
    desk.world.load(
        posting(1, apply_method="email", apply_email="pat.doe@lark.example.org", summary="Ask pat.doe@lark.example.org")
    )
    (item,) = desk.draft().items
    assert "pat.doe" not in repr(item.entry)
