"""Redirects that lead nowhere, over real HTTP: each has its cause."""

from tests.loopback import Answer, Site
from tests.plain_crawl import fetch


def to(location: str) -> Answer:
    return Answer(status=302, headers={"Location": location})


def test_a_redirect_to_nowhere_says_so_and_any_other_is_followed():
    script = {
        "/file": to("file:///etc/passwd"),
        "/script": to("javascript:alert(1)"),
        "/broken": to("http://[::1"),
        "/circle": to("/circle"),
        "/silent": Answer(status=302),
        "/old": to("/new"),
        "/new": Answer(body="here"),
    }
    with Site("127.0.0.2", script) as site:
        got = fetch([f"{site.url}{path}" for path in script])
    assert {address.removeprefix(site.url): became for address, became in got.items()} == {
        "/file": f"address_refused: {site.url}/file redirects to file:///etc/passwd: only http and https are fetched",
        "/script": f"address_refused: {site.url}/script redirects to javascript:alert(1): that is no address",
        "/broken": f"address_refused: {site.url}/broken redirects to http://[::1: that is no address",
        "/circle": f"unknown_board: {site.url}/circle redirects on and on: look where the board is now",
        "/silent": "302",
        "/old": "200",
        "/new": "200",
    }
