"""The site in a real browser: on a phone, a tablet and a desk, in light and dark, with and without scripts."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests import showing
from tests.browser import WIDTHS
from tests.showing import ANALYST, HEBREW, OVER, SILENT, SPECIALIST, TRAINER

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
SCHEMES = dict(zip(WIDTHS, ("dark", "light", "light"), strict=True))


class Quiet(SimpleHTTPRequestHandler):
    """A folder over HTTP, as any server gives it."""

    def log_message(self, format, *args):
        """Nothing on the screen of a test run."""


@contextmanager
def served(folder) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    shown = showing.show(tmp_path_factory.mktemp("site"))
    yield shown
    shown.world.engine.dispose()


@pytest.fixture(scope="module")
def site(shown):
    with served(shown.folder) as address:
        yield address


@pytest.fixture
def visit(browser, site):
    """Opens a page of the site; whatever a page complains about on its console fails the test."""
    contexts, complaints = [], []

    def open_page(path="index.html", *, width=1280, at=site, **options):
        context = browser.new_context(viewport={"width": width, "height": 800}, base_url=at, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append((path, message.text)))
        page.on("pageerror", lambda error: complaints.append((path, str(error))))
        page.goto(path)
        return page

    open_page.complaints = complaints
    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def paths(shown):
    return [
        "index.html",
        "role/election-analyst.html",
        shown.pages[SPECIALIST],
        shown.pages[HEBREW],
        shown.pages[OVER],
        "employers.html",
        "subscribe.html",
        f"weeks/{showing.WEEK}.html",
        "codebook.html",
        "sources.html",
    ]


def looked_at(shown, width):
    """The pages that are held against the rules: all on a desk; elsewhere those that differ in layout or colours."""
    first, *_, last = every = paths(shown)
    return {320: [*every[:5], "subscribe.html", last], 768: [first], 1280: every}[width]


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]


def overflows(page):
    """Whether one has to scroll sideways."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def titles(page, inside="#results"):
    return page.locator(f"{inside} .opening-title a").all_text_contents()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_and_fits(width, shown, visit):
    page = visit(width=width, color_scheme=SCHEMES[width])
    for path in paths(shown):
        page.goto(path)
        assert not overflows(page), path
        if path in looked_at(shown, width):
            for closed in page.locator("details:not([open]) > summary").all()[:2]:
                closed.click()
            assert violations(page) == [], path


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_works_without_scripts(width, shown, visit):
    page = visit(width=width, java_script_enabled=False)
    for path in paths(shown):
        page.goto(path)
        assert not overflows(page), path
        expect(page.locator(".needs-script").first).to_be_hidden()
    page.goto("index.html")
    page.get_by_role("link", name="States", exact=True).click()
    page.get_by_role("link", name="Colorado").click()
    page.get_by_role("link", name="Election analyst").click()
    assert titles(page, "main") == [ANALYST]
    page.get_by_role("link", name=ANALYST).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ANALYST)
    page.goto(shown.pages[SPECIALIST])
    page.get_by_text("Source words").click()
    expect(page.get_by_text("$27.50 - $31 an hour DOE")).to_be_visible()


def test_pages_without_their_scripts_are_accessible(visit):
    page = visit()
    page.route("**/*.js*", lambda route: route.abort())
    for path in ("index.html", "subscribe.html"):
        page.goto(path)
        expect(page.locator("form")).to_be_hidden()
        assert violations(page) == [], path
    visit.complaints.clear()  # of the scripts that were kept from it


def test_the_search_finds_while_one_types(shown, visit):
    page = visit(width=320)
    box = page.get_by_role("searchbox", name="Search")
    box.press_sequentially("voter reg")
    expect(page.locator("#found-title")).to_have_text("1 opening found")
    assert titles(page) == [SPECIALIST]
    expect(page.locator("#latest")).to_be_hidden()
    expect(page.get_by_role("status")).to_have_text("1 opening found")
    expect(page).to_have_url(f"{page.url.partition('?')[0]}?q=voter+reg")
    assert violations(page) == []
    opening = page.locator("#found-openings .opening")
    assert opening.locator(".opening-who").inner_text() == "Lark County Elections Olympia, WA Hybrid Full time"
    assert opening.locator(".pay").inner_text() == "$27.50–$31.00 an hour"
    assert opening.locator(".event").inner_text() == "Extended from March 10, 2026"
    expect(page.get_by_role("link", name="Subscribe to these filters")).to_be_hidden()
    box.fill("nothing of that kind")
    expect(page.locator("#found-title")).to_have_text("0 openings found")
    expect(page.get_by_text("Nothing that is open fits.")).to_be_visible()
    box.fill("voter reg")
    expect(page.get_by_text("Nothing that is open fits.")).to_be_hidden()
    page.get_by_role("button", name="Clear the search").click()
    expect(page.locator("#latest")).to_be_visible()
    expect(box).to_be_focused()
    expect(box).to_have_value("")


FOUND = {
    "q=colorado": [ANALYST, SILENT],
    "q=BALLOT+%26+co": [ANALYST],
    "q=פקיד": [HEBREW],
    "q=erk+100": [],
    "q=clerk+100": ["Elections Clerk 100"],
    "role=election_analyst": [ANALYST],
    "state=WA": [ANALYST, SPECIALIST],
    "state=WA&remote=1": [ANALYST],
    "remote=hybrid": [SPECIALIST],
    "kind=vendor": [ANALYST],
    "min_pay=64480": [ANALYST, SPECIALIST],
    "min_pay=64481": [ANALYST],
    "q=trainer&state=WA": [],
    "role=nonsense&q=trainer": [TRAINER],
}


def test_a_search_stands_in_the_address(visit):
    page = visit()
    for query, found in FOUND.items():
        page.goto(f"index.html?{query}")
        expect(page.locator("#results")).to_be_visible()
        assert sorted(titles(page)) == sorted(found), query


def test_without_its_index_the_search_says_so_and_leaves_the_lists(visit):
    page = visit()
    page.route("**/search.json", lambda route: route.abort())
    page.get_by_role("searchbox").fill("clerk")
    expect(page.locator("#found-title")).to_have_text("The search could not be loaded. The lists work without it.")
    expect(page.locator("#latest")).to_be_visible()
    page.unroute("**/search.json")
    page.get_by_role("searchbox").fill("clerk 100")
    expect(page.locator("#found-title")).to_have_text("1 opening found")
    visit.complaints.clear()  # of the file that was kept from it


def test_the_best_match_stands_first(visit):
    page = visit("index.html?q=election&state=WA")
    expect(page.locator("#results")).to_be_visible()
    # the other one is newer, but has the word in its employer's name alone
    assert titles(page) == [ANALYST, SPECIALIST]


def test_a_long_result_is_shown_step_by_step(visit):
    page = visit("index.html?q=elections+clerk")
    more = page.get_by_role("button", name="Show more")
    expect(page.locator("#found-title")).to_have_text(f"{showing.FILLING + 1} openings found")
    assert len(titles(page)) == 30
    more.click()
    more.click()
    assert len(set(titles(page))) == showing.FILLING + 1
    expect(page.locator("#found-openings .opening-title a").nth(60)).to_be_focused()
    expect(more).to_be_hidden()


def test_from_the_top_of_the_page_to_an_opening_by_keyboard(shown, visit):
    page = visit()

    def focused():
        return page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id")

    def tab_to(name, most):
        for _ in range(most):
            page.keyboard.press("Tab")
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", focused()
            if focused() == name:
                return
        raise AssertionError(f"{name} is not reached, {focused()} is")

    tab_to("Skip to the content", 1)
    page.keyboard.press("Enter")
    tab_to("q", 1)
    page.keyboard.type("analyst")
    expect(page.locator("#found-title")).to_have_text("1 opening found")
    tab_to(ANALYST, 12)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(ANALYST)
    page.go_back()
    expect(page.locator("#found-title")).to_have_text("1 opening found")
    expect(page.get_by_role("searchbox")).to_have_value("analyst")


def test_the_filters_of_a_phone_fold(site, visit):
    page = visit(width=320)
    toggle = page.get_by_role("button", name="Filters")
    expect(page.get_by_label("State")).to_be_hidden()
    assert toggle.get_attribute("aria-expanded") == "false"
    toggle.click()
    assert toggle.get_attribute("aria-expanded") == "true"
    page.get_by_label("State").select_option("Washington")
    expect(page.locator("#found-title")).to_have_text("2 openings found")
    link = page.get_by_role("link", name="Subscribe to these filters")
    assert link.get_attribute("href") == "subscribe.html?state=WA"
    link.click()
    expect(page.get_by_label("Address of the feed")).to_have_value(
        page.url.split("subscribe")[0] + "feeds/state/wa.xml"
    )


FEEDS = {
    "": ("feeds/all.xml", "calendar/all.ics"),
    "role=election_analyst": ("feeds/role/election-analyst.xml", "calendar/role/election-analyst.ics"),
    "state=CO": ("feeds/state/co.xml", "calendar/state/co.ics"),
    "role=election_analyst&state=CO": (
        "feeds/role/election-analyst/co.xml",
        "calendar/role/election-analyst.ics",
    ),
    "remote=1": ("feeds/remote.xml", "calendar/all.ics"),
    "kind=election+office+-+county": ("feeds/employer/election-office-county.xml", "calendar/all.ics"),
}


def test_the_subscribe_page_builds_the_address_of_a_feed(site, shown, visit):
    page = visit()
    for query, (feed, calendar) in FEEDS.items():
        page.goto(f"subscribe.html?{query}")
        expect(page.get_by_label("Address of the feed")).to_have_value(site + feed)
        expect(page.get_by_label("Address of the calendar")).to_have_value(site + calendar)
        assert (shown.folder / feed).exists()
        assert (shown.folder / calendar).exists()
        webcal = page.get_by_role("link", name="Open in a calendar").get_attribute("href")
        assert webcal == site.replace("http:", "webcal:") + calendar


def test_a_combination_without_a_feed_gets_the_nearest_or_a_live_one(shown, tmp_path, visit):
    query = "role=election_analyst&state=CO&min_pay=50000&nonpartisan=1"
    page = visit(f"subscribe.html?{query}")
    address = page.get_by_label("Address of the feed")
    expect(address).to_have_value(page.url.split("subscribe")[0] + "feeds/role/election-analyst/co.xml")
    expect(page.get_by_role("status")).to_contain_text("nearest one holds more")
    assert "404" in visit.complaints.pop()[1]  # it asked whether there are live feeds
    shutil.copytree(shown.folder, tmp_path / "live", symlinks=True)
    (tmp_path / "live" / "feed.xml").write_text("<rss/>", "utf-8")
    with served(tmp_path / "live") as live:
        page = visit(f"subscribe.html?{query}", at=live)
        expect(page.get_by_label("Address of the feed")).to_have_value(f"{live}feed.xml?{query}")
        page.get_by_label("Pay a year, at least").fill("")
        expect(page.get_by_label("Address of the feed")).to_have_value(
            f"{live}feed.xml?role=election_analyst&state=CO&nonpartisan=1"
        )


def test_a_posting_on_paper_shows_its_addresses_and_no_buttons(shown, visit):
    page = visit(shown.pages[SPECIALIST])
    page.emulate_media(media="print")
    for hidden in (".masthead nav", ".colophon", ".apply .button", ".posting-side", ".proof"):
        expect(page.locator(hidden).first).to_be_hidden()
    assert page.locator(".on-paper").all_inner_texts() == [
        "https://lark.example.org/jobs/1",
        f"{showing.SITE}/{shown.pages[SPECIALIST]}",
    ]


def test_a_deadline_says_how_many_days_are_left(shown, visit):
    context_day = "2026-03-19T09:00:00"
    page = visit()
    page.clock.set_fixed_time(context_day)
    page.goto(shown.pages[SPECIALIST])
    expect(page.locator(".soon")).to_have_text("closes in 3 days")
    page.goto(f"index.html?q={TRAINER}")
    expect(page.locator("#found-openings .soon")).to_have_text("the day has passed")
    page.goto("index.html?closing=1")
    expect(page.locator("#found-title")).to_have_text("1 opening found")
    assert titles(page) == [SPECIALIST]


def test_targets_are_large_enough_to_hit(shown, visit):
    page = visit(width=320)
    for path in ("index.html", shown.pages[SPECIALIST], "subscribe.html"):
        page.goto(path)
        small = page.evaluate(
            """() => [...document.querySelectorAll(".menu a, .tally a, h3 a, button, input, select, summary")]
                .filter((one) => one.checkVisibility() && !one.closest("label"))
                .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().height])
                .filter(([, height]) => height < 24)"""
        )
        assert small == [], path
