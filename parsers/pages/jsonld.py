"""JSON-LD in pages, block by block: what is slightly broken is mended, what is broken spoils no other block."""

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

_OPEN = re.compile(r"<script\b[^>]{0,500}?ld\+json[^>]{0,500}>", re.IGNORECASE)
_CLOSE = re.compile(r"</script\s*>", re.IGNORECASE)
_GUARD = re.compile(r"<!--|-->|//\s*<!\[CDATA\[|//\s*\]\]>|/\*\s*<!\[CDATA\[\s*\*/|/\*\s*\]\]>\s*\*/|<!\[CDATA\[|\]\]>")
_STRING_OR_COMMA = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\Z)|,(?=\s*[}\]])', re.DOTALL)
_BAD_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|\\')
_MOST_BLOCKS = 200
_MOST_NODES = 200_000

Node = Mapping[str, Any]


def nodes(markup: str, wanted: str) -> Iterator[Node]:
    """Every object of one ``@type`` in the JSON-LD of a page, at whatever depth, in page order.

    Keys begin with a small letter, whatever the page has.
    """
    for block in blocks(markup):
        for value in values(block):
            yield from _of_type(value, wanted)


def blocks(markup: str) -> Iterator[str]:
    """The text of the JSON-LD scripts of a page; one that is never closed reaches to the end."""
    start = 0
    for _ in range(_MOST_BLOCKS):
        opened = _OPEN.search(markup, start)
        if opened is None:
            return
        closed = _CLOSE.search(markup, opened.end())
        start = closed.end() if closed else len(markup)
        yield markup[opened.end() : closed.start() if closed else len(markup)]


def values(block: str) -> Iterator[Any]:
    """The JSON values of one script: usually one, sometimes several in a row. Nothing where it cannot be read."""
    text = block.strip("\ufeff \t\r\n;")
    for candidate in _mendings(text):
        found = list(_decoded(candidate))
        if found:
            yield from found
            return


def _mendings(text: str) -> Iterator[str]:
    """The text, and then more and more mended forms of it."""
    yield text
    text = _outside_strings(_GUARD, text).strip("\ufeff \t\r\n;")
    yield text
    if '"' not in text or text.startswith("&"):
        text = unescape(text)
        yield text
    text = _STRING_OR_COMMA.sub(lambda match: "" if match[0] == "," else match[0], text)
    yield text
    yield _BAD_ESCAPE.sub(lambda match: match[0] if len(match[0]) > 1 else "\\\\", text)


def _outside_strings(pattern: re.Pattern[str], text: str) -> str:
    first, last = text.find('"'), text.rfind('"')
    if first < 0:
        return pattern.sub("", text)
    return pattern.sub("", text[:first]) + text[first : last + 1] + pattern.sub("", text[last + 1 :])


def _decoded(text: str) -> Iterator[Any]:
    decoder = json.JSONDecoder(strict=False)  # raw line ends and tabs inside strings are usual
    position = 0
    while position < len(text):
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return
        yield value
        while position < len(text) and text[position] in " \t\r\n,;":
            position += 1


def _of_type(block: object, wanted: str) -> Iterator[Node]:
    waiting: list[Any] = [block]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            if is_type(value.get("@type", value.get("type")), wanted):
                yield {key[:1].lower() + key[1:]: part for key, part in value.items()}
            waiting.extend(reversed(value.values()))
        elif isinstance(value, list):
            waiting.extend(reversed(value))


def is_type(value: object, wanted: str) -> bool:
    """Whether an ``@type`` (a name, an address, or a list of them) is the wanted one."""
    kinds = value if isinstance(value, list) else [value]
    return any(isinstance(kind, str) and re.split(r"[/#:]", kind)[-1].lower() == wanted.lower() for kind in kinds)
