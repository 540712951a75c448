"""Pages of a source that has hints: a person has said which part is the list, which links are postings."""

import re
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from parsers.pages import html, openings
from parsers.pages.failure import HintError
from parsers.reading import Link, Page
from schema.source import Hints

_ENGLISH = "en"


def links(markup: str, url: str, hints: Hints) -> Page | None:
    """The list that the hints find on a page: the links in its parts, those of the pattern; None where there is none.

    Raises HintError for a selector that is none.
    """
    if hints.list is None and hints.link is None:
        return None
    tree = html.parse(markup)
    parts = _select(tree, hints.list) if hints.list else [tree.body] if tree.body is not None else []
    wanted = re.compile(hints.link or "")
    found: dict[str, Link] = {}
    for part in parts:
        for link in html.links_of(part, url):
            if wanted.search(link.url) and link.url != url and not link.url.startswith("mailto:"):
                found.setdefault(link.url, openings.link(link.url, link.title))
    if not found:
        return None
    reasons = (f"{len(found)} links where the source's hints say that postings are",)
    return Page(kind="list", links=tuple(found.values()), reasons=reasons)


def body(markup: str, hints: Hints) -> str | None:
    """The page with only the part that is the posting; None where the page has no such part.

    Raises HintError for a selector that is none.
    """
    if hints.body is None:
        return None
    tree = html.parse(markup)
    parts = [part.html or "" for part in _select(tree, hints.body)]
    if not parts:
        return None
    inner = "\n".join(parts)
    heading = "" if re.search(r"<h1\b", inner, re.IGNORECASE) else f"<h1>{escape(html.title_of(tree))}</h1>"
    return f"<!doctype html><html><body><main>{heading}{inner}</main></body></html>"


def is_believed(hints: Hints) -> bool:
    """Whether a posting's part is one without being judged: the signs are English, the pages are not."""
    return hints.language not in {None, _ENGLISH}


def _select(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return tree.css(selector)
    except SelectolaxError as error:
        raise HintError(f"the hint {selector!r} is no CSS selector") from error
