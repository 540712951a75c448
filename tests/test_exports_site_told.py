"""What the site tells machines, its search and search engines, and what hostile texts do in it."""

import json
import re
from decimal import Decimal

import pytest
import sqlalchemy as sa
from selectolax.lexbor import LexborHTMLParser

from exports import edition, wording
from exports.site import cards, jsonld, layout, search, texts
from schema import database
from schema.records import Location
from schema.tables import postings
from tests import showing
from tests.loading import DAY, World, posting
from tests.publishing import HOSTILE, opening, row
from tests.showing import ANALYST, SPECIALIST
from tests.test_exports_site import Nesting


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    shown = showing.show(tmp_path_factory.mktemp("site"))
    yield shown
    shown.world.engine.dispose()


def read(text):
    return LexborHTMLParser(text)


def words(node):
    return " ".join(node.text(deep=True).split())


def test_the_search_reads_a_line_an_opening(shown):
    index = json.loads(shown.text("search.json"))
    assert index["columns"] == list(search.COLUMNS)
    found = [dict(zip(index["columns"], line, strict=True)) for line in index["openings"]]
    assert len(found) == showing.FILLING + 5
    (analyst,) = [one for one in found if one["title"] == ANALYST]
    assert analyst == {
        "name": shown.pages[ANALYST].removeprefix("jobs/").removesuffix(".html"),
        "title": ANALYST,
        "employer": "Ballot & Co",
        "place": "",
        "way": "Remote",
        "employment": "",
        "summary": "",
        "pay": "$80,000–$95,000 a year",
        "stated": 1,
        "asked": "",
        "deadline": "",
        "closes": "",
        "event": "",
        "doubt": "",
        "day": "2026-03-01",
        "role": "election_analyst",
        "states": "WA CO",
        "remote": "remote",
        "kind": "vendor",
        "year": 90000,
        "partisan": 0,
    }
    used = set(re.findall(r"opening\.(\w+)", layout.asset("search.js").decode()))
    assert used - {"inTitle", "inNames", "inRest"} == set(search.COLUMNS)


def test_a_posting_is_told_to_search_engines_as_it_is(shown):
    page = read(shown.text(shown.pages[SPECIALIST]))
    (block,) = page.css('script[type="application/ld+json"]')
    assert json.loads(block.text()) == {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": SPECIALIST,
        "description": (
            "<h3>The work</h3><p>Registers voters &amp; answers the"
            ' <a href="https://lark.example.org/phone" rel="noopener noreferrer nofollow">phone</a>.</p>'
            "<ul><li>Keeps the rolls.</li><li>Trains two clerks.</li></ul><p>Apply here or there.</p>"
        ),
        "datePosted": "2026-03-01",
        "validThrough": "2026-03-22T17:00",
        "hiringOrganization": {"@type": "Organization", "name": "Lark County Elections"},
        "identifier": {"@type": "PropertyValue", "name": "Lark County Elections", "value": "1"},
        "url": f"{showing.SITE}/{shown.pages[SPECIALIST]}",
        "directApply": False,
        "jobLocation": [
            {
                "@type": "Place",
                "address": {
                    "@type": "PostalAddress",
                    "addressLocality": "Olympia",
                    "addressRegion": "WA",
                    "addressCountry": "US",
                },
            }
        ],
        "employmentType": ["FULL_TIME"],
        "baseSalary": {
            "@type": "MonetaryAmount",
            "currency": "USD",
            "value": {"@type": "QuantitativeValue", "minValue": 27.5, "maxValue": 31, "unitText": "HOUR"},
        },
    }


OLYMPIA = (Location(locality="Olympia", region="WA", country="US"),)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, None),  # nobody could tell where it is
        ({"locations": (Location(region="WA"),)}, None),  # nor in which country
        ({"locations": OLYMPIA, "organization": None}, None),
        ({"locations": OLYMPIA}, {"jobLocation"}),
        ({"remote": "remote"}, None),
        ({"remote": "remote", "locations": OLYMPIA}, {"jobLocation", "jobLocationType"}),
        ({"remote": "remote", "remote_countries": ("US",)}, {"jobLocationType", "applicantLocationRequirements"}),
        ({"remote": "flexible", "remote_countries": ("US",)}, None),
        (
            {"locations": OLYMPIA, "salary_min": Decimal(900), "salary_currency": "USD", "salary_unit": "BIWEEK"},
            {"jobLocation"},  # a unit that engines do not know
        ),
        (
            {"locations": OLYMPIA, "salary_min": Decimal(900), "salary_unit": "WEEK"},
            {"jobLocation"},  # nobody said in which money
        ),
        (
            {"locations": OLYMPIA, "salary_max": Decimal(900), "salary_currency": "USD", "salary_unit": "WEEK"},
            {"jobLocation", "baseSalary"},
        ),
        ({"locations": OLYMPIA, "openings_count": 2}, {"jobLocation", "totalJobOpenings"}),
    ],
)
def test_markup_says_nothing_that_is_not_stated(values, told):
    always = set("@context @type title description datePosted hiringOrganization url identifier directApply".split())
    made = jsonld.job_posting(row(**values), "https://jobs.example.org/jobs/1.html", "<p>Text.</p>")
    assert (None if made is None else set(made) - always) == told


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """An edition in which each hostile text stands in every field of a posting; the path of its page, by text."""
    folder = tmp_path_factory.mktemp("hostile")
    world = World(folder / "jobs.db")
    everywhere = ("title", "title_raw", "organization", "summary", "salary_raw", "description_text", "description_html")
    for number, text in enumerate(HOSTILE):
        places = (Location(locality=text, region="WA", country="US"),)
        values = dict.fromkeys(everywhere, text) | {"locations": places, "source_job_id": str(number)}
        world.load(posting(number, url=f"https://lark.example.org/a\"b'<c>{number}", **values), complete=False)
    with database.reading(world.engine) as connection:
        edition.publish(connection, folder / "public", "https://jobs.example.org", today=DAY, force=True)
    ids = {HOSTILE[int(row["source_job_id"])]: row["id"] for row in world.rows(sa.select(postings))}
    world.engine.dispose()
    return folder / "public", ids


@pytest.mark.parametrize("name", ["index.html", "employers.html", "state/wa.html", "sources.html"])
def test_hostile_texts_stay_texts_in_lists(name, hostile):
    assert sound((hostile[0] / name).read_text("utf-8"))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_a_text(text, hostile):
    folder, ids = hostile
    content = (folder / "jobs" / f"{ids[text]}.html").read_text("utf-8")
    assert sound(content)
    page = read(content)
    assert words(page.css_first("h1")) == (wording.line(text) or "Untitled")
    (block,) = page.css('script[type="application/ld+json"]')
    assert json.loads(block.text())["title"] == cards.title(row(title=text))


def sound(content):
    """Whether a page is whole, and holds no script and no character of others that does anything."""
    nesting = Nesting()
    nesting.feed(content)
    ours = ("assets/site.js", "assets/search.js", "application/ld+json")
    return (
        (nesting.wrong, nesting.open) == ([], [])
        and content.count("<script") == sum(one in content for one in ours)
        and not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe]", content)
    )


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<h1>A</h1><h6>B</h6>", "<h3>A</h3><h6>B</h6>"),
        ("<h2>A</h2><h3>B</h3>", "<h3>A</h3><h4>B</h4>"),
        ("<h5>A</h5>", "<h3>A</h3>"),
        ("<p>a</p><script>b</script><style>c</style><p>d</p>", "<p>a</p><p>d</p>"),
        ('<p style="color:red" id="main" class="x" onclick="y">a</p>', "<p>a</p>"),
        ('<a href="data:text/html,x">a</a> <a name="b">b</a>', "a b"),
        ('<a href="https://x.example.org/"><img src="x"></a><p><strong> </strong><br></p><p>a</p>', "<p>a</p>"),
        ("a\x00\u202eb</div></main><p>c", "ab<p>c</p>"),
        ("&lt;h1&gt;", "&lt;h1&gt;"),
        (
            "<table><tr><td colspan=2 bgcolor=red>a</table>",
            '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>',
        ),
    ],
)
def test_a_posting_brings_only_harmless_markup(html, kept):
    assert texts.whole(row(description_html=html)) == kept


def test_a_posting_without_markup_keeps_its_paragraphs():
    assert texts.whole(row(description_html="", description_text="a <b>\nc\n\n\n d\x00")) == (
        "<p>a &lt;b&gt;<br>c</p>\n<p>d</p>"
    )


def test_a_card_says_little_and_never_nothing():
    card = cards.card(opening(1, title="", title_raw=" ", organization=None, summary=None), DAY, "")
    assert (card.title, card.employer, card.pay, card.deadline) == ("Untitled", "", "Pay not stated", "")
    assert cards.card(opening(1, title="x" * 500), DAY, "").title.endswith("…")


def test_pages_name_their_way_up():
    assert [layout.root(path) for path in ("index.html", "jobs/a.html", "role/a/wa.html")] == ["", "../", "../../"]
