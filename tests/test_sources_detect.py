"""Where a page leads: the boards it embeds and links to, or the page itself as a source; and how sure that is."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detect
from crawl import CrawlError
from parsers.pages import platform

ISSUE = Path(__file__).parent / "cases" / "newsletter" / "issue.html"
SITE = "https://www.larkspurvotes.example.org/jobs"
POSTINGS = "".join(
    f'<li><a href="/jobs/{number}">{title}</a></li>'
    for number, title in enumerate(["Election Clerk II", "Ballot Technician", "Voter Outreach Coordinator"], 1)
)
LIST = f"<html><body><main><h1>Job openings</h1><p>Open positions:</p><ul>{POSTINGS}</ul></main></body></html>"
ONE_JOB = """{"@context": "https://schema.org", "@type": "JobPosting", "title": "%s", "datePosted": "2026-03-02",
 "url": "https://larkspurvotes.example.org/jobs/%s", "hiringOrganization": {"@type": "Organization", "name": "Lark"},
 "description": "<p>The clerk registers voters and prepares ballots for each election.</p>"}"""
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Larkspur</title><link>https://x.example.org</link>%s
</channel></rss>"""


def item(title):
    return f"<item><title>{title}</title><link>https://x.example.org/p</link></item>"


def page(body, head=""):
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


def script(*jobs):
    return f'<script type="application/ld+json">[{",".join(jobs)}]</script>'


# what it is: the page, its address, and all it leads to: platform, token or address, how sure
CASES = {
    "the address is a board's": (page("<p>x</p>"), "https://jobs.lever.co/opencount", [("lever", "opencount", 0.98)]),
    "an embed": (
        page('<script src="https://boards.greenhouse.io/embed/job_board/js?for=opencount"></script>'),
        SITE,
        [("greenhouse", "opencount", 0.95)],
    ),
    "a link to a board named like the site": (
        page('<a href="https://www.governmentjobs.com/careers/larkspurca">See open jobs</a>'),
        SITE,
        [("neogov", "larkspurca", 0.9)],
    ),
    "a link to a board with another's name": (
        page('<p>Our friends are hiring.</p><a href="https://jobs.lever.co/brightbay">Jobs at Bright Bay</a>'),
        SITE,
        [("lever", "brightbay", 0.65)],
    ),
    "a board whose name is only a number": (
        page(
            '<a href="https://recruiting.paylocity.com/recruiting/jobs/All/0bf0ae1f-d464-4960-aa69-cb30bf159f0e">Jobs</a>'
        ),
        SITE,
        [("paylocity", "0bf0ae1f-d464-4960-aa69-cb30bf159f0e", 0.9)],
    ),
    "a collection of boards": (
        page('<a href="https://jobs.lever.co/one">One</a> <a href="https://jobs.lever.co/two">Two</a>'),
        SITE,
        [("lever", "one", 0.4), ("lever", "two", 0.4)],
    ),
    "postings on a board with another's name": (
        page('<a href="https://jobs.lever.co/brightbay/1f0c9a52-0000-4000-8000-000000000001">A job of friends</a>'),
        SITE,
        [("lever", "brightbay", 0.35)],
    ),
    "an embed without a name": (
        page('<script src="https://www.workable.com/assets/embed.js"></script>'),
        SITE,
        [("workable", None, 0.8)],
    ),
    "Lever's second home": (
        page('<a href="https://jobs.eu.lever.co/larkspurvotes">Jobs</a>'),
        SITE,
        [("lever", "larkspurvotes", 0.9)],
    ),
    "postings of its own": (LIST, SITE, [("career_page", SITE, 0.8)]),
    "postings of its own beside a link to a board": (
        LIST.replace("</main>", '<a href="https://jobs.lever.co/larkspurvotes">More</a></main>'),
        SITE,
        [("career_page", SITE, 0.8), ("lever", "larkspurvotes", 0.7)],
    ),
    "JobPosting data of several": (
        page(script(ONE_JOB % ("Election Clerk", 1), ONE_JOB % ("Ballot Technician", 2))),
        SITE,
        [("schema_org", SITE, 0.85)],
    ),
    "JobPosting data of one": (page(script(ONE_JOB % ("Election Clerk", 1))), SITE, [("schema_org", SITE, 0.5)]),
    "a feed of jobs": (
        page(LIST, '<link rel="alternate" type="application/rss+xml" title="Jobs" href="/jobs.rss">'),
        SITE,
        [("career_page", SITE, 0.8), ("job_feed", "https://www.larkspurvotes.example.org/jobs.rss", 0.65)],
    ),
    "feeds of news and comments": (
        page(
            "<p>The office is closed on Monday.</p>",
            '<link rel="alternate" type="application/rss+xml" title="Larkspur » Feed" href="/feed/">'
            '<link rel="alternate" type="application/rss+xml" title="Careers Comments" href="/jobs/feed/">',
        ),
        SITE,
        [],
    ),
    "no openings, in so many words": (
        page("<main><h1>Jobs</h1><p>There are no current openings. Please look again later.</p></main>"),
        SITE,
        [("career_page", SITE, 0.6)],
    ),
    "federal jobs": (page('<a href="https://www.usajobs.gov/job/1">A federal job</a>'), SITE, []),
    "nothing": (page("<p>Polls are open from seven to eight.</p>"), SITE, []),
    "a feed file": (
        FEED % (item("Election Clerk") + item("Poll Worker Coordinator")),
        "https://x.example.org/feed",
        [("job_feed", "https://x.example.org/feed", 0.8)],
    ),
    "a feed file of news": (FEED % (item("Polls close at eight") + item("Results are certified")), None, []),
    "a broken address of its own": (
        page("<p>x</p>", '<link rel="canonical" href="http://[x">'),
        None,
        [],
    ),
}


@pytest.mark.parametrize(("markup", "url", "want"), CASES.values(), ids=CASES)
def test_read(markup, url, want):
    found = detect.read(markup.encode(), "page.html", url)
    assert [(board.platform, board.token or board.url, board.sure) for board in found.boards] == want
    assert all(board.why for board in found.boards)


def test_the_boards_that_a_newsletter_links_to_are_other_employers():
    address = "https://weekly.example.org/issues/12"
    markup = ISSUE.read_text("utf-8").replace("</body>", '<a href="https://jobs.lever.co/weekly">x</a></body>')
    found = detect.read(markup.encode(), "issue.html", address)
    assert [(board.platform, board.sure) for board in found.boards] == [("newsletter", 0.8), ("lever", 0.4)]


def test_a_board_in_the_second_home_of_its_platform_keeps_its_address():
    markup, url, _ = CASES["Lever's second home"]
    (board,) = detect.read(markup.encode(), "page.html", url).boards
    assert board.url == "https://jobs.eu.lever.co/larkspurvotes"


def test_a_saved_page_tells_its_own_address_and_site():
    head = (
        '<link rel="canonical" href="https://larkspurvotes.example.org/jobs/">'
        '<meta property="og:site_name" content="Larkspur Votes">'
    )
    found = detect.read(page('<a href="https://jobs.lever.co/larkspurvotes">Jobs</a>', head).encode(), "saved.html")
    source = found.source()
    assert source is not None
    assert (source.organization.name, source.organization.homepage) == (
        "Larkspur Votes",
        "https://larkspurvotes.example.org",
    )
    assert (source.platform, source.token, source.url) == ("lever", "larkspurvotes", None)


@pytest.mark.parametrize("name", ["a collection of boards", "JobPosting data of one", "an embed without a name"])
def test_no_source_is_offered_where_a_person_has_to_look(name):
    markup, url, _ = CASES[name]
    assert detect.read(markup.encode(), "page.html", url).source() is None


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00\x00"])
def test_a_file_that_is_no_page_is_refused_in_one_line(content):
    with pytest.raises(CrawlError, match=r"picture\.png") as refused:
        detect.read(content, "picture.png")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "token", "want"),
    [
        ("neogov", "jacksoncounty(nc)", "https://www.governmentjobs.com/careers/jacksoncounty(nc)"),
        ("lever", "", None),
        ("peoplesoft", "x", None),
        ("no platform", "x", None),
    ],
)
def test_board_address(name, token, want):
    assert platform.board_address(name, token) == want


@pytest.mark.parametrize("name", ["greenhouse", "lever", "neogov", "ashby", "breezy", "recruitee", "jobvite", "icims"])
def test_the_address_of_a_board_is_known_as_that_board(name):
    assert platform.of(platform.board_address(name, "opencount") or "") == (name, "opencount")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["", "http://[", "https://jobs.lever.co/", "//"]))
def test_no_page_breaks_it(text, start):
    markup = page(f'<a href="{start}{text}">{text}</a>', f'<link rel="canonical" href="{start}{text}">')
    found = detect.read(markup.encode("utf-8", "replace"), "page.html", start + text or None)
    assert all(0 < board.sure <= 1 for board in found.boards)
