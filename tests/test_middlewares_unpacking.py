"""Packed answers over real HTTP: what fits is unpacked, a bomb and a lie have their causes."""

import gzip

from tests.loopback import Answer, Site
from tests.plain_crawl import fetch


def packed(how: str, body: bytes) -> Answer:
    return Answer(body=body, headers={"Content-Encoding": how})


def test_a_bomb_is_too_large_and_what_is_not_packed_is_of_the_wrong_type():
    bomb = gzip.compress(b" " * 20_000)
    script = {
        "/sound": packed("gzip", gzip.compress(b"here")),
        "/bomb": packed("gzip", bomb),
        "/twice": packed("gzip, gzip", gzip.compress(bomb)),
        **{f"/{how}": packed(how, b"<p>plain words") for how in ("gzip", "deflate", "br", "zstd")},
    }
    with Site("127.0.0.2", script) as site:
        got = fetch([f"{site.url}{path}" for path in script], DOWNLOAD_MAXSIZE=10_000)
    large = "unpacks to more than 10,000 bytes (ELECTIONJOBS_MAX_BYTES)"
    assert {address.removeprefix(site.url): became for address, became in got.items()} == {
        "/sound": "200",
        "/bomb": f"too_large: {site.url}/bomb {large}",
        "/twice": f"too_large: {site.url}/twice {large}",
        **{
            f"/{how}": f"wrong_type: {site.url}/{how} is not packed as it says ({how})"
            for how in ("gzip", "deflate", "br", "zstd")
        },
    }
