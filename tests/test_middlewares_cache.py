"""Conditional requests: an unchanged page counts as seen, and a broken server is never covered up."""

from tests.loopback import Answer, Site
from tests.plain_crawl import fetch


def crawls(site: Site, folder: object, times: int) -> list[str]:
    url = f"{site.url}/list"
    cached = {"HTTPCACHE_ENABLED": True, "HTTPCACHE_DIR": str(folder), "RETRY_TIMES": 0, "DOWNLOAD_TIMEOUT": 0.5}
    return [fetch([url], **cached)[url].partition(":")[0] for _ in range(times)]


def test_an_unchanged_page_is_asked_for_and_not_sent_again(tmp_path):
    tagged = Answer(body="list", headers={"ETag": '"7"', "Cache-Control": "max-age=86400"})
    with Site("127.0.0.2", {"/list": [tagged, Answer(status=304, headers={"ETag": '"7"'})]}) as site:
        assert crawls(site, tmp_path, 2) == ["200", "200"]
        asked = [request.headers.get("If-None-Match") for request in site.log if request.path == "/list"]
    assert asked == [None, '"7"']


def test_a_broken_server_is_not_covered_up_by_what_it_said_before(tmp_path):
    tagged = Answer(body="list", headers={"ETag": '"7"'})
    with Site("127.0.0.2", {"/list": [tagged, Answer(status=500), Answer(body="list", wait=2)]}) as site:
        got = crawls(site, tmp_path, 3)
    assert got[:2] == ["200", "500"]
    assert got[2] not in ("200", "304")
