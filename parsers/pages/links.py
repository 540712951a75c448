"""The links of a posting's own part of a page, in HTML, Markdown or plain text."""

import re
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from parsers.reading import Link

_MARKDOWN = re.compile(r"\[([^\]\n]{0,200})\]\(\s*<?([^\s)>]{1,2000})>?[^)\n]{0,100}\)")
_BARE = re.compile(r"(?<![\w(\[/\"'=])(?:https?://|www\.)[^\s<>()\[\]\"']{3,2000}", re.IGNORECASE)
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
        nodes = LexborHTMLParser(text).css("a[href]")
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
