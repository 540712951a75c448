"""Feeds as they come: byte order marks, entities XML does not know, cut-off ends, and bytes that are no feed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.pages.feed import FeedError, read

ITEM = b"<item><title>Clerk</title><link>https://example.org/1</link></item>"
WHOLE = b"<rss><channel>" + ITEM + b"</channel></rss>"


@pytest.mark.parametrize("before", [b"", b"\n ", b"\xef\xbb\xbf", "ï»¿".encode(), b"\xef\xbb\xbf\n"])
def test_what_stands_before_the_feed_is_stripped(before):
    assert [item.value("title") for item in read(before + WHOLE).items] == ["Clerk"]


@pytest.mark.parametrize(
    ("payload", "titles", "whole"),
    [
        (WHOLE, ["Clerk"], True),
        (WHOLE.replace(b"Clerk", b"Clerk&nbsp;II &amp; Deputy"), ["Clerk\xa0II & Deputy"], True),
        (WHOLE.replace(b"Clerk", b"Clerk & Deputy"), ["Clerk & Deputy"], True),
        (WHOLE.removesuffix(b"</channel></rss>"), ["Clerk"], False),
        (WHOLE.replace(b"</channel>", ITEM[:20] + b"</channel>"), ["Clerk", "Clerk"], True),
    ],
    ids=["whole", "HTML entity", "bare ampersand", "cut off", "broken inside"],
)
def test_mistakes_are_mended_and_a_missing_end_is_told(payload, titles, whole):
    feed = read(payload)
    assert ([item.value("title") for item in feed.items], feed.whole) == (titles, whole)


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        (b"", "empty"),
        (b"Not found", "not XML"),
        (b"<!doctype html><html><body>Gone</body></html>", "a web page in place of a feed"),
        (b"<urlset><url/></urlset>", "XML, but no feed"),
        (b"<:", "XML, but no feed"),
    ],
)
def test_what_is_no_feed_says_what_it_is(payload, says):
    with pytest.raises(FeedError, match=says):
        read(payload)


def test_an_entity_of_the_file_system_stays_shut():
    bomb = b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>a&x;b</title></item></channel></rss>'
    assert "root:" not in read(bomb).items[0].value("title")


@given(st.one_of(st.binary(max_size=200), st.binary(max_size=60).map(lambda noise: WHOLE.replace(b"Clerk", noise))))
def test_no_bytes_break_the_reader(payload):
    try:
        feed = read(payload)
    except FeedError as error:
        assert str(error)
    else:
        assert all(item.values for item in feed.items)
