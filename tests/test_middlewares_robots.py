"""robots.txt over real HTTP: what is allowed, what is not, what cannot be read, and how long to wait."""

import itertools

import pytest

from tests.loopback import Answer, Site
from tests.plain_crawl import fetch

PAGES = {f"/{page}": Answer(body=page) for page in ("a", "b", "c", "d", "open")}
UPSTREAM = {
    "DOWNLOADER_MIDDLEWARES": {
        "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": 100,
    },
    "TWISTED_DNS_RESOLVER": "scrapy.resolver.CachingThreadedResolver",
}


def all_of(site: Site) -> list[str]:
    return [f"{site.url}{path}" for path in ("/a", "/b", "/c", "/d")]


def site_with_robots(host: str, *answers: Answer) -> Site:
    return Site(host, {"/robots.txt": list(answers), **PAGES})


def test_a_disallowed_page_is_not_fetched_and_an_allowed_one_is():
    rules = "User-agent: *\nDisallow: /\nAllow: /open\n"
    with site_with_robots("127.0.0.2", Answer(body=rules)) as site:
        got = fetch([f"{site.url}/a", f"{site.url}/open"])
        assert site.paths() == ["/open"]
    assert got[f"{site.url}/open"] == "200"
    assert got[f"{site.url}/a"].startswith("robots_disallowed: robots.txt of 127.0.0.2")


def test_rules_for_our_name_come_before_rules_for_everybody():
    rules = "User-agent: *\nAllow: /\n\nUser-agent: electionjobs\nDisallow: /a\n"
    with site_with_robots("127.0.0.2", Answer(body=rules)) as site:
        fetch([f"{site.url}/a", f"{site.url}/b"])
        assert site.paths() == ["/b"]


def test_nothing_is_fetched_while_robots_txt_is_under_way():
    slow = Answer(body="User-agent: *\nDisallow: /\n", wait=0.3)
    with site_with_robots("127.0.0.2", slow) as site:
        fetch(all_of(site))
        assert site.paths() == []
        assert [asked.path for asked in site.log] == ["/robots.txt"]


def test_scrapy_itself_still_leaks_while_robots_txt_is_under_way():
    """When this fails, upstream has mended it: drop ``robot_parser`` of PoliteRobotsMiddleware."""
    slow = Answer(body="User-agent: *\nDisallow: /\n", wait=0.3)
    with site_with_robots("127.0.0.2", slow) as site:
        fetch(all_of(site), **UPSTREAM)
        assert site.paths() != []


def test_scrapy_itself_still_takes_a_broken_robots_txt_for_consent():
    """When this fails, upstream has mended it: drop ``_parse_robots`` of PoliteRobotsMiddleware."""
    with site_with_robots("127.0.0.2", Answer(status=500)) as site:
        fetch(all_of(site), RETRY_TIMES=0, **UPSTREAM)
        assert len(site.paths()) == 4


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_robots_txt_that_cannot_be_read_means_no(status):
    with site_with_robots("127.0.0.2", Answer(status=status, headers={"Retry-After": "3000"})) as site:
        got = fetch(all_of(site), RETRY_TIMES=0)
        assert site.paths() == []
    assert {cause.partition(":")[0] for cause in got.values()} == {"robots_unreachable"}


def test_a_robots_txt_that_does_not_come_means_no():
    with site_with_robots("127.0.0.2", Answer(wait=2)) as site:
        got = fetch([f"{site.url}/a"], RETRY_TIMES=0, DOWNLOAD_TIMEOUT=0.3)
        assert site.paths() == []
    assert got[f"{site.url}/a"].startswith("robots_unreachable")


def test_no_robots_txt_means_yes_whatever_its_page_says():
    missing = Answer(status=404, body="User-agent: *\nDisallow: /\n")
    with site_with_robots("127.0.0.2", missing) as site:
        fetch([f"{site.url}/a"])
        assert site.paths() == ["/a"]


def test_a_crawl_delay_is_kept_also_where_the_delay_adapts():
    rules = "User-agent: *\nCrawl-delay: 0.4\n"
    with site_with_robots("127.0.0.2", Answer(body=rules)) as site:
        fetch(all_of(site)[:3], AUTOTHROTTLE_ENABLED=True, AUTOTHROTTLE_START_DELAY=0.01)
        times = [asked.sent for asked in site.log]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert len(gaps) == 3
    assert all(gap >= 0.35 for gap in gaps[1:])


def test_a_redirect_to_a_disallowed_page_is_not_followed():
    with Site(
        "127.0.0.2",
        {
            "/robots.txt": Answer(body="User-agent: *\nDisallow: /hidden\n"),
            "/a": Answer(status=302, headers={"Location": "/hidden"}),
            "/hidden": Answer(body="no"),
        },
    ) as site:
        got = fetch([f"{site.url}/a"])
        assert site.paths() == ["/a"]
    assert got[f"{site.url}/a"].startswith("robots_disallowed")
