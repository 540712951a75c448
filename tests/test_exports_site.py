"""The site of an edition: what its pages say, word for word, and that nothing in them leads astray or runs."""

import datetime as dt
import itertools
import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from selectolax.lexbor import LexborHTMLParser

from exports import edition
from exports.site import layout
from pipelines import editing
from pipelines.editing import Editor
from schema import database
from tests import showing
from tests.loading import DAY, noon, posting
from tests.showing import ANALYST, HEBREW, OVER, SILENT, SPECIALIST, TRAINER

VOID = {"meta", "link", "br", "hr", "input", "img"}


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    shown = showing.show(tmp_path_factory.mktemp("site"))
    yield shown
    shown.world.engine.dispose()


@pytest.fixture(scope="module")
def pages(shown):
    """Every page as it is, by its path."""
    return {p.relative_to(shown.folder).as_posix(): p.read_text("utf-8") for p in shown.folder.rglob("*.html")}


@pytest.fixture(scope="module")
def own(pages):
    """The pages of the site: the mails and fragments of issues are none."""
    return {path: text for path, text in pages.items() if not path.startswith(("weekly/", "issues/"))}


@pytest.fixture(scope="module")
def trees(own):
    return {path: read(text) for path, text in own.items()}


def read(text):
    return LexborHTMLParser(text)


def words(node):
    return " ".join(node.text(deep=True).split())


def facts(text):
    """What the page of a posting says, by the name of the fact; the words behind it left out."""
    found = {}
    for fact in read(text).css(".fact"):
        for proof in fact.css("details"):
            proof.decompose()
        found[words(fact.css_first("dt"))] = [words(p) for p in fact.css("dd p")]
    return found


def test_a_posting_says_what_its_source_said(shown):
    assert facts(shown.text(shown.pages[SPECIALIST])) == {
        "Pay": [
            "$27.50–$31.00 an hour",
            "Depends on experience, with benefits.",
            "As a full year: $57,200–$64,480 a year.",
        ],
        "Apply by": ["March 22, 2026, 17:00"],
        "Place": ["Olympia, WA"],
        "Way of working": ["Hybrid", "3 days a week on site."],
        "Employment": ["Full time"],
        "Hours": ["37.5 a week"],
        "Start": ["About May 2026"],
        "Education": ["High school diploma"],
        "Experience": ["2 years or more"],
        "Languages": ["Spanish"],
        "Role": ["Voter registration clerk", "SOC 43-4199"],
        "Kind of employer": ["County election office, nonpartisan"],
    }


def test_a_posting_leads_to_where_one_applies_and_to_its_source(shown):
    apply = read(shown.text(shown.pages[SPECIALIST])).css_first(".apply")
    assert [(words(a), a.attributes["href"]) for a in apply.css("a")] == [
        ("Apply at the employer", "https://lark.example.org/apply/1"),
        ("The posting at its source", "https://lark.example.org/jobs/1"),
    ]


def test_the_words_behind_a_value_stand_with_it(shown):
    page = read(shown.text(shown.pages[SPECIALIST]))
    (proof,) = page.css(".fact details")
    assert words(proof.parent.parent.css_first("dt")) == "Pay"
    assert words(proof.css_first("blockquote")) == "$27.50 - $31 an hour DOE"
    assert words(proof.css_first(".note")) == "behind a label · rule salary.range"


def test_the_history_tells_what_happened(shown):
    def history(title):
        return [words(item) for item in read(shown.text(shown.pages[title])).css(".history li")]

    assert history(SPECIALIST) == [
        "March 2, 2026 Deadline extended from March 10, 2026 to March 22, 2026.",
        "March 1, 2026 First seen at Lark County.",
    ]
    assert history(ANALYST) == [
        "March 2, 2026 Also seen at Civic Board.",
        "March 1, 2026 First seen at Lark County.",
    ]


def test_one_page_for_all_copies_says_what_it_took_and_what_is_disputed(shown):
    page = shown.text(shown.pages[ANALYST])
    assert facts(page)["Education"] == ["Bachelor's degree", "Taken from Lark County."]
    assert facts(page)["Pay"] == ["$80,000–$95,000 a year", "Lark County says otherwise: $80,000–$90,000 a year."]
    copies = [(words(a), a.attributes["href"]) for a in read(page).css(".copies a")]
    assert copies == [
        ("Lark County", "https://lark.example.org/jobs/2"),
        ("Civic Board", "https://lark.example.org/jobs/copy"),
    ]


def test_a_copy_leads_to_the_page_of_its_opening(shown):
    page = read(shown.text(shown.copy))
    target = shown.pages[ANALYST].removeprefix("jobs/")
    assert page.css_first('meta[http-equiv="refresh"]').attributes["content"] == f"0; url={target}"
    assert page.css_first("main a").attributes["href"] == target


def test_pay_that_is_not_stated_is_said_and_the_law_that_asks_for_it(shown):
    assert facts(shown.text(shown.pages[SILENT]))["Pay"] == [
        "Pay not stated",
        "The law of Colorado asks employers to state it.",
    ]
    (card,) = [one for one in read(shown.text("state/co.html")).css(".opening") if SILENT in one.text()]
    assert words(card.css_first(".pay")) == "Pay not stated Colorado law asks for it"


def test_what_a_red_source_showed_is_marked(shown):
    page = read(shown.text(shown.pages[TRAINER]))
    assert words(page.css_first(".notice")).startswith("Last checked March 1, 2026.")
    (card,) = [one for one in read(shown.text("index.html")).css(".opening") if TRAINER in one.text()]
    assert words(card.css_first(".note")) == "Last checked March 1, 2026"
    sources = read(shown.text("sources.html"))
    assert [words(one) for one in sources.css(".trouble")] == ["It is broken on its side (5xx)."]
    assert len(sources.css("tbody tr")) == 3


def test_what_is_over_says_so_and_is_told_to_no_search_engine(shown):
    page = read(shown.text(shown.pages[OVER]))
    assert words(page.css_first(".notice")).startswith(
        "This opening is over. Closed on March 2, 2026: the employer's list does not show it any more."
    )
    assert page.css_first('meta[name="robots"]').attributes["content"] == "noindex"
    assert page.css('script[type="application/ld+json"]') == []
    assert shown.pages[OVER] not in shown.text("sitemap.xml")


def test_the_page_of_what_is_over_goes_after_ninety_days(shown, tmp_path):
    def holds(day):
        with database.reading(shown.world.engine) as connection:
            edition.publish(connection, tmp_path / "public", showing.SITE, force=True, today=day)
        return (tmp_path / "public" / shown.pages[OVER]).exists()

    assert holds(DAY + dt.timedelta(days=90))
    assert not holds(DAY + dt.timedelta(days=91))


def test_what_an_editor_took_away_is_not_shown(world, tmp_path):
    world.load(posting(1), posting(2), posting(3))
    ids = {row["source_job_id"]: row["id"] for row in world.postings().values()}
    by = Editor(who="anna", why="", now=noon(DAY))
    with database.writing(world.engine) as connection:
        editing.mark(connection, "hold", ids["1"], by)
        editing.withdraw(connection, ids["2"], by)
    with database.reading(world.engine) as connection:
        edition.publish(connection, tmp_path / "public", showing.SITE, today=DAY)
    folder = tmp_path / "public" / "jobs"
    assert {path.stem for path in folder.iterdir()} == {ids["2"], ids["3"]}
    withdrawn = read((folder / f"{ids['2']}.html").read_text("utf-8"))
    assert "an editor withdrew it" in words(withdrawn.css_first(".notice"))
    assert withdrawn.css(".fact, .prose") == []


def test_the_first_page_shows_the_latest_and_what_editors_picked_on_top(shown):
    page = read(shown.text("index.html"))
    days = [words(heading) for heading in page.css("#latest .day")]
    assert days == ["Picked by the editors", "Monday, March 2, 2026", "Sunday, March 1, 2026"]
    titles = [words(link) for link in page.css("#latest .opening-title a")]
    assert titles[:2] == [HEBREW, SPECIALIST]
    assert page.css_first("#latest .event").text() == "Extended from March 10, 2026"


def test_long_lists_go_on_and_hold_every_opening_once(shown):
    pages = [read(shown.text(path)) for path in ("index.html", "all-2.html")]
    titles = [words(link) for page in pages for link in page.css(".opening-title a")]
    assert len(titles) == len(set(titles)) == showing.FILLING + 5
    assert pages[0].css_first('a[rel="next"]').attributes["href"] == "all-2.html"
    assert pages[1].css_first('a[rel="prev"]').attributes["href"] == "index.html"
    assert not (shown.folder / "all-3.html").exists()


def test_every_feed_has_its_page(shown):
    feeds = {p.relative_to(shown.folder / "feeds").with_suffix("") for p in (shown.folder / "feeds").rglob("*.xml")}
    missing = {feed.as_posix() for feed in feeds if not (shown.folder / feed.with_suffix(".html")).exists()}
    assert missing == {"all"}
    page = read(shown.text("role/election-analyst/co.html"))
    assert words(page.css_first("h1")) == "Election analyst in Colorado"
    assert [words(link) for link in page.css(".opening-title a")] == [ANALYST]
    alternate = [link.attributes["href"] for link in page.css('link[rel="alternate"]')]
    assert alternate == ["../../feeds/role/election-analyst/co.xml", "../../feeds/all.xml"]


def test_what_closes_this_week_stands_in_the_order_of_its_days(shown):
    page = read(shown.text("closing.html"))
    assert [words(heading) for heading in page.css(".day")] == ["Closes Saturday, March 7, 2026"]
    assert [words(link) for link in page.css(".opening-title a")] == [TRAINER]


def test_employers_that_differ_in_marks_alone_are_one(world, tmp_path):
    names = ("Ballot & Co", "Ballot and Co.", "BALLOT AND CO", "Élan Vote", "מחוז לארק", "long " * 40)
    world.load(*(posting(number, organization=name) for number, name in enumerate(names)))
    with database.reading(world.engine) as connection:
        edition.publish(connection, tmp_path / "public", showing.SITE, today=DAY)
    found = {path.stem for path in (tmp_path / "public" / "employers").iterdir()}
    assert {name for name in found if "long" not in name} == {"ballot-and-co", "elan-vote", layout.slug(names[4])}
    assert re.fullmatch("[0-9a-f]{8}", layout.slug(names[4]))
    assert max(map(len, found)) < 70


def test_the_week_has_its_page(shown):
    page = read(shown.text(f"weeks/{showing.WEEK}.html"))
    assert words(page.css_first("h1")) == "Jobs in elections, March 2, 2026"
    assert [words(heading) for heading in page.css(".prose h2")] == ["New this week"]
    assert ("jobs.csv", f"../weekly/{showing.WEEK}/jobs.csv") in [
        (words(a), a.attributes["href"]) for a in page.css(".files a")
    ]
    (link,) = read(shown.text("weeks.html")).css(".weeks a")
    assert link.attributes["href"] == f"weeks/{showing.WEEK}.html"


def test_the_codebook_explains_every_published_column(shown):
    page = read(shown.text("codebook.html"))
    assert len(page.css(".codebook > div")) == len(shown.text("jobs.csv").partition("\n")[0].split(","))
    entry = words(page.css_first("#deadline_on"))
    assert entry == "deadline_on date Last day to apply."


def targets(tree):
    """Every address that a page names, and the element that names it."""
    for node in tree.css("[href], [src]"):
        yield node.tag, node.attributes.get("href") or node.attributes.get("src")
    for node in tree.css("meta[http-equiv='refresh']"):
        yield node.tag, node.attributes["content"].partition("url=")[2]


def test_every_link_leads_to_a_file_of_the_edition_or_to_the_web(shown, own, trees):
    lost = []
    for path, tree in trees.items():
        base = "https://root/board/" if path == "404.html" else "https://root/"
        for tag, given in targets(tree):
            assert given, path
            if given.startswith(("https://", "http://", "mailto:")):
                assert tag in ("a", "link"), (path, given)
                continue
            file, fragment = urldefrag(urljoin(base + path, given))
            name = unquote(file.partition("?")[0].removeprefix(base))
            if not (shown.folder / name).is_file() or (fragment and f'id="{fragment}"' not in own[name]):
                lost.append((path, given))
    assert lost == []


def test_the_canonical_addresses_are_those_of_the_site(trees):
    for path, tree in trees.items():
        canonical = tree.css_first('link[rel="canonical"]').attributes["href"]
        assert canonical == f"{showing.SITE}/{'' if path == 'index.html' else path}"


def test_nothing_on_a_page_runs_or_comes_from_elsewhere(trees):
    for path, tree in trees.items():
        policy = tree.css_first('meta[http-equiv="Content-Security-Policy"]').attributes["content"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';"), path
        scripts = [node.attributes for node in tree.css("script")]
        inline = [one for one in scripts if "src" not in one]
        assert inline in ([], [{"type": "application/ld+json"}]), path
        files = {one["src"].rpartition("/")[2].partition("?")[0] for one in scripts if one not in inline}
        assert files <= {"site.js", "search.js", "subscribe.js"}, path
        assert tree.css("style, iframe, object, embed, img, svg, base, [style]") == [], path
        assert [name for node in tree.css("*") for name in node.attributes if name.startswith("on")] == [], path


class Nesting(HTMLParser):
    """Holds a page's tags against each other: whatever is opened is closed, in its turn."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong, self.ids = [], [], []

    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        self.wrong += [(tag, name) for name in names if names.count(name) > 1]
        self.ids += [value for name, value in attributes if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))


def test_the_pages_are_sound_html(own, trees):
    for path, text in own.items():
        assert text.startswith('<!DOCTYPE html>\n<html lang="en">'), path
        nesting = Nesting()
        nesting.feed(text)
        assert (nesting.wrong, nesting.open) == ([], []), path
        assert len(nesting.ids) == len(set(nesting.ids)), path
        page = trees[path]
        assert [len(page.css(one)) for one in ("title", "h1", "main", "meta[name=viewport]")] == [1, 1, 1, 1], path
        levels = [int(heading.tag[1]) for heading in page.css("h1, h2, h3, h4, h5, h6")]
        assert [after for before, after in itertools.pairwise(levels) if after > before + 2] == [], path


def test_only_the_health_of_sources_tells_when_they_were_read(shown, own):
    seen = {path for path, text in own.items() if "last_seen" in text}
    assert seen == set()
    told = {path for path, text in own.items() if "Last read to its end" in text}
    assert told == {"sources.html"}


def test_the_map_lists_what_search_engines_should_know(shown, own):
    listed = re.findall("<loc>(.*?)</loc>", shown.text("sitemap.xml"))
    assert len(listed) == len(set(listed))
    paths = {address.removeprefix(f"{showing.SITE}/") or "index.html" for address in listed}
    assert paths == {path for path, text in own.items() if 'content="noindex"' not in text}
    assert {"index.html", "role/election-analyst.html", shown.pages[SPECIALIST]} <= paths
    assert not (shown.folder / "robots.txt").exists()  # it is asked for at a host's root alone


def test_robots_is_ours_only_where_it_is_nobody_elses(world, tmp_path):
    public = tmp_path / "public"
    world.load(posting(1))

    def robots():
        with database.reading(world.engine) as connection:
            edition.publish(connection, public, "https://jobs.example.org", today=DAY)
        return (public / "robots.txt").read_text("utf-8")

    ours = "User-agent: *\nAllow: /\nSitemap: https://jobs.example.org/sitemap.xml\n"
    assert robots() == ours
    listed = json.loads((public / "edition.json").read_text("utf-8"))
    listed["files"].remove("robots.txt")
    (public / "edition.json").write_text(json.dumps(listed), "utf-8")
    (public / "robots.txt").write_text("User-agent: *\nDisallow: /\n", "utf-8")
    assert robots() == "User-agent: *\nDisallow: /\n"
