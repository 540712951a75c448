"""RSS and Atom feeds: their items, with every element that an item has, found by local name.

Namespaces are left aside on purpose: the same element stands under different addresses in different feeds of one
platform, and a WordPress job feed uses the site's own address as namespace.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.entities import html5

from lxml import etree

_BOMS = (b"\xef\xbb\xbf", "ï»¿".encode())
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_BARE_AMPERSAND = re.compile(rb"&(?![A-Za-z][A-Za-z0-9]{1,31};|#[0-9]{1,7};|#x[0-9A-Fa-f]{1,6};)")
_OF_XML = {b"amp", b"lt", b"gt", b"quot", b"apos"}
_ROOTS = {"rss", "feed", "rdf"}


class FeedError(ValueError):
    """The bytes are no feed; the message says what they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item. ``values`` are the texts of all its elements by lower-case local name, in their order."""

    values: Mapping[str, tuple[str, ...]]
    link: str

    def value(self, *names: str) -> str:
        """The first text that stands under one of the names, "" where there is none."""
        return next((text for name in names for text in self.values.get(name, ()) if text), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed. ``values`` are the texts of the channel's own elements; ``whole`` is False for a cut-off file."""

    items: tuple[Item, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    whole: bool = True


def read(payload: bytes) -> Feed:
    """Read a feed (RSS 0.9x, 1.0, 2.0, Atom), tolerant of what feeds get wrong. Raises FeedError for what is none."""
    text = payload.strip()
    for mark in _BOMS:
        text = text.removeprefix(mark).lstrip()
    if not text.startswith(b"<"):
        raise FeedError("not XML" if text else "empty")
    text = _ENTITY.sub(_numbered, text)
    root, whole = _root(text)
    if root is None or _local(root) not in _ROOTS:
        raise FeedError("a web page in place of a feed" if b"<html" in text[:2000].lower() else "XML, but no feed")
    channel = next((child for child in root if _local(child) == "channel"), root)
    items = [element for element in root.iter() if _local(element) in ("item", "entry")]
    heads = {_local(c): _text(c) for c in channel if _local(c) not in ("item", "entry", "items", "")}
    return Feed(items=tuple(_item(element) for element in items), values=heads, whole=whole)


def _numbered(entity: re.Match[bytes]) -> bytes:
    """An HTML entity that XML does not know, as a character reference."""
    name = entity.group(1)
    meant = None if name in _OF_XML else html5.get(name.decode("ascii") + ";")
    return entity.group(0) if meant is None else "".join(f"&#{ord(c)};" for c in meant).encode("ascii")


def _root(text: bytes) -> tuple[etree._Element | None, bool]:
    """The root element, and whether the file is whole: a mistake inside it is mended, a missing end is not."""
    try:
        return etree.fromstring(text, _parser(recover=False)), True
    except etree.XMLSyntaxError:
        root = etree.fromstring(_BARE_AMPERSAND.sub(b"&amp;", text), _parser(recover=True))
    closing = text.rpartition(b"</")[2].rstrip(b"> \r\n\t").rpartition(b":")[2].lower()
    return root, closing.decode("ascii", "replace") in _ROOTS


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(recover=recover, resolve_entities=False, no_network=True, load_dtd=False)


def _item(element: etree._Element) -> Item:
    values: dict[str, list[str]] = {}
    link = ""
    for child in element.iterdescendants():
        name = _local(child)
        if not name:
            continue
        if name == "link" and child.get("href"):
            if child.get("rel", "alternate") == "alternate":
                link = link or str(child.get("href")).strip()
            continue
        values.setdefault(name, []).append(_text(child))
    link = link or next((text for text in values.get("link", []) if text), "")
    return Item(values={name: tuple(texts) for name, texts in values.items()}, link=link)


def _text(element: etree._Element) -> str:
    """The text of an element: of Atom's XHTML content its markup, of every other one its characters."""
    if element.get("type") == "xhtml":
        return "".join(etree.tostring(child, encoding="unicode", method="html") for child in element).strip()
    return (element.text or "").strip()


def _local(element: etree._Element) -> str:
    """The lower-case name without namespace; "" for comments and instructions."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
