"""The next page of a list in pages: where the page names it, or numbers its pages."""

import re
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from parsers.pages import html

_NEXT = re.compile(
    r"(?:(?:go to )?(?:the )?next(?: page| \d+)?|older(?: (?:jobs|posts|openings))?|more (?:jobs|openings|results)|"
    r"siguiente|p[aá]gina siguiente|suivante?|page suivante|weiter|›|»|→|>|>>)",
    re.IGNORECASE,
)
_PAGED = re.compile(r"[?&](?:page|paged|pg|p|start|offset|from|seite|pagina)=\d+|/page/\d+/?$|/p\d+/?$", re.IGNORECASE)
_NUMBER = re.compile(r"(?:[?&](?:page|paged|pg|p|pagina)=|/page/)(\d+)", re.IGNORECASE)
_REL_NEXT = re.compile(r"rel=[\"']?[^\"'>]{0,40}next")
_IN_PATH = re.compile(r"/[pP](?:age/)?\d")
_IN_QUERY = re.compile(r"=\d")
_NAMES = ("page", "paged", "pg", "p", "start", "offset", "from", "seite", "pagina")
_EDGES = " \t\n.…|[]()‹›»→>"
_MOST = 5_000


def next_url(markup: str, url: str) -> str | None:
    """The absolute address of the page that follows in a list, None on the last one.

    A link that the markup calls next is believed; one that only its words call next, or the number after that of the
    present page, must lead to a numbered page of the same host.
    """
    if not _may_follow(markup):
        return None
    tree = html.parse(markup)
    for node in tree.css('link[rel~="next"], a[rel~="next"]')[:1]:
        return _other(node, url)
    anchors = tree.css("a[href]")[:_MOST]
    for node in anchors:
        if _is_called_next(node) and (found := _other(node, url)) and _PAGED.search(found):
            return found
    number = _NUMBER.search(url)
    following = str(int(number[1][:9]) + 1) if number else "2"
    for node in anchors:
        if node.text(deep=True).strip() == following and (found := _other(node, url)) and _PAGED.search(found):
            return found
    return None


def _may_follow(markup: str) -> bool:
    """Whether any words of a page could be the address of a next one: a tenth of the cost of looking for it."""
    if _REL_NEXT.search(markup) or _IN_PATH.search(markup):
        return True
    numbers = (match.start() for match in _IN_QUERY.finditer(markup))
    return any(markup[max(0, at - 7) : at].lower().endswith(_NAMES) for at in numbers)


def _is_called_next(node: LexborNode) -> bool:
    words = " ".join(node.text(deep=True).split())
    names = (words, words.strip(_EDGES), (node.attributes.get("aria-label") or "").strip())
    return any(_NEXT.fullmatch(name) for name in names if name)


def _other(node: LexborNode, url: str) -> str | None:
    """Where a link leads, if that is another page of the same host."""
    found = html.absolute(url, node.attributes.get("href") or "")
    if found is None or found == url.split("#", 1)[0]:
        return None
    return found if not url or urlsplit(found).netloc == urlsplit(url).netloc else None
