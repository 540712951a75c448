"""Trying again: how long a host is left alone, and when a source is."""

import datetime as dt
import itertools

import pytest
from scrapy.http import Response

from middlewares.retry import retry_after
from tests.loopback import Answer, Site
from tests.plain_crawl import fetch

NOW = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("999999", 3600.0),
        ("Mon, 02 Mar 2026 12:01:30 GMT", 90.0),
        ("Mon, 02 Mar 2026 13:30:00 +0100", 1800.0),
        ("Mon, 02 Mar 2026 11:00:00 GMT", 0.0),
        ("Tue, 03 Mar 2026 12:00:00 GMT", 3600.0),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(header, seconds):
    response = Response("https://example.org", headers={"Retry-After": header})
    assert retry_after(response, NOW) == seconds


def test_without_the_header_there_is_no_wish():
    assert retry_after(Response("https://example.org"), NOW) is None


def gaps(site: Site, path: str) -> list[float]:
    times = [asked.at for asked in site.log if asked.path == path]
    return [later - earlier for earlier, later in itertools.pairwise(times)]


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_is_left_alone_as_long_as_it_asks(status):
    busy = Answer(status=status, headers={"Retry-After": "1"})
    with Site("127.0.0.2", {"/a": [busy, Answer(body="a")], "/b": Answer(body="b")}) as site:
        got = fetch([f"{site.url}/a", f"{site.url}/b"])
        assert gaps(site, "/a")[0] >= 1.0
        first = next(asked.at for asked in site.log if asked.path == "/a")
        assert [asked.path for asked in site.log if first < asked.at < first + 0.9] == []
    assert set(got.values()) == {"200"}


def test_without_a_wish_the_waits_grow():
    with Site("127.0.0.2", {"/a": Answer(status=500)}) as site:
        got = fetch([f"{site.url}/a"], DOWNLOAD_DELAY=0.1, DOWNLOAD_DELAY_JITTER=0)
        waits = gaps(site, "/a")
    assert got == {f"{site.url}/a": "500"}
    assert len(waits) == 3
    assert waits[0] >= 0.19
    assert waits[1] >= 0.29
    assert waits[2] >= 0.49
