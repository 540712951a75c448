"""What on a page is not its content: menus, footers, cookie banners, sharing, other jobs. Found by roles and names."""

import functools
import importlib.resources
import re
import tomllib

from selectolax.lexbor import LexborHTMLParser, LexborNode

_ROLES = (
    "nav, footer, menu, dialog, iframe, [role=navigation], [role=banner], [role=contentinfo], [role=search], "
    "[role=dialog], [role=alertdialog], [role=menu], [role=menubar], [role=complementary], body > header, aside, "
    "a[href='#content'], a[href='#main'], a[href='#main-content']"
)
_MAIN = "main, [role=main], #main-content, #maincontent, #content, #main, article, .entry-content, .page-content"
_MOST = 0.5
"""A node with more than this part of the page's text is its content, whatever it is called."""
_ENOUGH = 0.6
"""A container that a page names as its content must hold this part of the text that is left."""


@functools.cache
def _names() -> tuple[re.Pattern[str], re.Pattern[str]]:
    text = importlib.resources.files("parsers.pages").joinpath("lookups", "boilerplate.toml").read_text("utf-8")
    data = tomllib.loads(text)
    words = "|".join(re.escape(word) for word in data["names"])
    folds = "|".join(re.escape(word) for word in data["folds"])
    return re.compile(rf"(?<![a-z])(?:{words})(?![a-z])"), re.compile(folds)


def remove(tree: LexborHTMLParser) -> None:
    """Take everything that is not content out of the tree, unless it holds most of the page's text."""
    body = tree.body
    if body is None:
        return
    most = _MOST * _size(body)
    take_out(body.css(_ROLES), most)
    take_out(_named(body), most)


def take_out(nodes: list[LexborNode], most: float | None = None) -> None:
    """Remove nodes (given in document order) that hold at most ``most`` characters of text.

    The last one goes first: a node must not be looked at after the one around it is gone.
    """
    for node in {node.mem_id: node for node in reversed(nodes)}.values():
        if most is None or _size(node) <= most:
            node.decompose()


def content(tree: LexborHTMLParser) -> LexborNode | None:
    """The smallest container that is named as the page's content and holds most of its text, else the body."""
    body = tree.body
    if body is None:
        return None
    enough = _ENOUGH * _size(body)
    held = [(size, node) for node in body.css(_MAIN) if (size := _size(node)) >= enough]
    return min(held, key=lambda pair: pair[0])[1] if held else body


def _named(body: LexborNode) -> list[LexborNode]:
    names, folds = _names()
    found = []
    is_named: dict[str, bool] = {}  # a page repeats its names from row to row
    for node in body.css("[class], [id], [style], [hidden], [aria-hidden=true]"):
        if node.tag in {"body", "main"}:
            continue  # WordPress names them "wp-custom-logo" and "skip-link--target"
        attributes = node.attributes
        name = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower()
        unseen = "hidden" in attributes or "display:none" in (attributes.get("style") or "").replace(" ", "").lower()
        if name not in is_named:
            is_named[name] = names.search(name) is not None
        if is_named[name] or (unseen and not folds.search(name + (attributes.get("role") or ""))):
            found.append(node)
    return found


def _size(node: LexborNode) -> int:
    return len(node.text(deep=True))
