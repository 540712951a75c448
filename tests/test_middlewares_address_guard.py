"""Which addresses are asked: as they are written, as they resolve, and where a redirect leads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from middlewares.address_guard import refusal
from tests.loopback import Answer, Site
from tests.plain_crawl import fetch


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.org/jobs?page=2",
        "http://example.org:8080/",
        "https://93.184.216.34/jobs",
        "https://[2606:2800:220:1:248:1893:25c8:1946]/",
        "https://xn--mnchen-3ya.example/stellen",
        "https://4.example.org/",
    ],
)
def test_a_public_address_may_be_asked(url):
    assert refusal(url) is None


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("file:///etc/passwd", "only http and https are fetched"),
        ("ftp://example.org/", "only http and https are fetched"),
        ("data:text/html,hello", "only http and https are fetched"),
        ("https://anna:secret@example.org/", "it carries a user name or password"),
        ("https://anna@example.org/", "it carries a user name or password"),
        ("https:///jobs", "it names no host"),
        ("https://example.org:99999/", "it cannot be read as an address"),
        ("https://[::1/", "it cannot be read as an address"),
        ("http://127.0.0.1/", "it is no public address"),
        ("http://10.1.2.3/", "it is no public address"),
        ("http://169.254.169.254/latest/meta-data", "it is no public address"),
        ("http://0.0.0.0/", "it is no public address"),
        ("http://224.0.0.1/", "it is no public address"),
        ("http://100.64.0.1/", "it is no public address"),
        ("http://[::1]/", "it is no public address"),
        ("http://[fe80::1%25eth0]/", "it is no public address"),
        ("http://[fd00::1]/", "it is no public address"),
        ("http://[::ffff:127.0.0.1]/", "it is no public address"),
        ("http://[64:ff9b::7f00:1]/", "it is no public address"),
        ("http://[2002:7f00:1::]/", "it is no public address"),
        ("http://127.1/", "its host is a number in disguise"),
        ("http://2130706433/", "its host is a number in disguise"),
        ("http://0x7f.0.0.1/", "its host is a number in disguise"),
        ("http://0177.0.0.1/", "its host is a number in disguise"),
        ("http://①②⑦.⓪.⓪.①/", "it is no public address"),
    ],
)
def test_any_other_address_may_not(url, why):
    assert refusal(url) == why


def test_only_a_named_loopback_host_is_let_through():
    assert refusal("http://127.0.0.2:8000/jobs", {"127.0.0.2"}) is None
    assert refusal("http://127.0.0.3:8000/jobs", {"127.0.0.2"}) == "it is no public address"
    assert refusal("http://10.0.0.1/", {"10.0.0.1"}) == "it is no public address"
    assert refusal("file:///tmp", {"127.0.0.2"}) == "only http and https are fetched"


@given(st.text(max_size=40))
def test_no_text_breaks_the_guard(text):
    for url in (text, f"http://{text}/", f"https://[{text}]/"):
        why = refusal(url)
        assert why is None or why


def test_a_redirect_to_a_local_address_is_not_followed():
    inside = Site("127.0.0.9", {"/secret": Answer(body="secret")})
    with inside, Site("127.0.0.2", {"/a": Answer(status=302, headers={"Location": f"{inside.url}/secret"})}) as site:
        got = fetch([f"{site.url}/a"])
        assert inside.log == []
    assert got[f"{site.url}/a"] == f"address_refused: {inside.url}/secret: it is no public address"


@pytest.mark.parametrize("obey", [True, False])
def test_a_name_that_resolves_to_a_local_address_is_not_connected_to(obey):
    with Site("127.0.0.1", {"/a": Answer(body="inside")}) as site:
        home = site.url.replace("127.0.0.1", "localhost")
        got = fetch([f"{home}/a"], ROBOTSTXT_OBEY=obey)
        assert site.log == []
    assert got == {f"{home}/a": f"address_refused: {home}/a: localhost is at 127.0.0.1, which is no public address"}


def test_the_switch_lets_a_named_host_resolve_to_loopback():
    with Site("127.0.0.1", {"/a": Answer(body="inside")}) as site:
        url = site.url.replace("127.0.0.1", "localhost") + "/a"
        assert fetch([url], ELECTIONJOBS_LOOPBACK_HOSTS=["localhost"]) == {url: "200"}
