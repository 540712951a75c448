"""Microdata (itemscope) and RDFa (typeof) in pages, as objects of the same shape as JSON-LD."""

from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsers.pages.jsonld import Node, is_type

_DEEPEST = 8
_MOST_ITEMS = 200
_VALUE_IN = {"meta": "content", "a": "href", "link": "href", "img": "src", "time": "datetime", "data": "value"}
_MARKUP = frozenset({"description", "responsibilities", "qualifications", "skills", "jobBenefits"})


def nodes(tree: LexborHTMLParser, wanted: str) -> Iterator[Node]:
    """Every item of one type that a page marks up in its visible text."""
    for scope, kind, name in (("[itemscope][itemtype]", "itemtype", "itemprop"), ("[typeof]", "typeof", "property")):
        for node in tree.css(scope)[:_MOST_ITEMS]:
            if is_type((node.attributes.get(kind) or "").split(), wanted):
                yield _item(node, kind, name, 0)


def _item(scope: LexborNode, kind: str, name: str, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for node in _properties(scope, kind, name):
        inner = kind in node.attributes and depth < _DEEPEST
        for prop in (node.attributes.get(name) or "").split():
            prop = prop.rsplit(":", 1)[-1].rsplit("/", 1)[-1]
            value = _item(node, kind, name, depth + 1) if inner else _value(node, prop)
            if value:
                _put(found, prop, value)
    return found


def _properties(scope: LexborNode, kind: str, name: str) -> Iterator[LexborNode]:
    """The nodes below a scope that belong to it and to no scope inside it, in page order; without recursion."""
    node = scope.child
    while node is not None:
        attributes = node.attributes if node.is_element_node else {}
        if name in attributes:
            yield node
        follow = None if kind in attributes or (name in attributes and attributes[name] in _MARKUP) else node.child
        while follow is None and node is not None and node.mem_id != scope.mem_id:
            follow = node.next
            if follow is None:
                node = node.parent
        node = follow


def _value(node: LexborNode, prop: str) -> str:
    attribute = _VALUE_IN.get(node.tag or "")
    content = node.attributes.get("content") or (node.attributes.get(attribute) if attribute else None)
    if content and not (prop in _MARKUP or (node.tag == "a" and prop in {"title", "name"})):
        return content.strip()
    if prop in _MARKUP:
        return (node.inner_html or "").strip()
    return " ".join(node.text(deep=True).split())


def _put(found: dict[str, Any], prop: str, value: Any) -> None:  # noqa: ANN401 - the values of JSON
    if prop not in found:
        found[prop] = value
    elif isinstance(found[prop], list):
        found[prop].append(value)
    elif prop in _MARKUP and isinstance(value, str):
        found[prop] += "\n" + value
    else:
        found[prop] = [found[prop], value]
