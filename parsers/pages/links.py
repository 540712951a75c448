"""The links of a posting's own part of a page, in HTML, Markdown or plain text; and what a page's links start from."""

import re
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from parsers.pages import depth
from parsers.reading import Link

_MARKDOWN = re.compile(r"\[([^\]\n]{0,200})\]\(\s*<?([^\s)>]{1,2000})>?[^)\n]{0,100}\)")
_BARE = re.compile(r"(?<![\w(\[/\"'=])(?:https?://|www\.)[^\s<>()\[\]\"']{3,2000}", re.IGNORECASE)
_BASE = re.compile("<base", re.IGNORECASE)
_TAG = re.compile(r"<a\s[^>]*href", re.IGNORECASE)


def _absolute(address: str, base: str) -> str | None:
    address = address.strip().rstrip(".,;")
    if address.startswith("www."):
        address = "https://" + address
    if not address or address.startswith(("#", "javascript:", "tel:", "data:")):
        return None
    try:
        whole = urljoin(base, address)
    except ValueError:
        return None
    return whole if whole.startswith(("http://", "https://", "mailto:")) else None


def links_in(text: str, base: str = "") -> tuple[Link, ...]:
    """The links in a piece of HTML, Markdown or plain text, in order, without repetitions; relative ones resolved."""
    if _TAG.search(text):
        nodes = LexborHTMLParser(depth.shallow(text)).css("a[href]")
        found = [(node.attributes.get("href") or "", " ".join(node.text().split())) for node in nodes]
    else:
        marked = [(m.start(2), m[2], m[1]) for m in _MARKDOWN.finditer(text)]
        inside = {start for start, *_ in marked}
        some = "://" in text or "www." in text.lower()
        bare = [(m.start(), m[0], "") for m in _BARE.finditer(text) if m.start() not in inside] if some else []
        found = [(address, words) for _, address, words in sorted([*marked, *bare])]
    links: dict[str, Link] = {}
    for address, words in found:
        if whole := _absolute(address, base):
            known = links.get(whole)
            if known is None or (not known.title and words):
                links[whole] = Link(url=whole, title=words)
    return tuple(links.values())


def rebased(markup: str, url: str) -> str:
    """A page whose relative links start from elsewhere (``<base href>``), with these links made absolute.

    Whoever reads the page then needs its own address alone. Marks within the page (``#…``) stay as they are.
    """
    if not _BASE.search(markup):
        return markup
    tree = LexborHTMLParser(depth.shallow(markup))
    named = tree.css_first("base[href]")
    start = _absolute(named.attributes.get("href") or "", url) if named is not None else None
    if start is None or not start.startswith(("http://", "https://")):
        return markup
    for node in tree.css("a[href], area[href], link[href]"):
        whole = _absolute(node.attributes.get("href") or "", start)
        if whole is not None:
            node.attrs["href"] = whole
    return tree.html or markup
