"""HTML: its text, its content without menus and footers, and a form of it that is safe to publish."""

import functools
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from parsers.pages import boilerplate, depth, lines
from parsers.reading import Link

_UNSEEN = "script, style, template, noscript, svg, head, object, embed, select, textarea, input, audio, canvas"
_TAGS = set(
    "a abbr b blockquote br caption cite code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i ins li ol p pre q s "
    "small span strong sub summary sup table tbody td tfoot th thead tr u ul".split()
)
_ATTRIBUTES = {"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}}
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_MOST_LINKS = 5_000
_WHOLE = re.compile(r"https?://[\w.-]+(?:/[^\s?#;\\]*)?(?:\?[^\s#\\]+)?")
"""An address that no other one changes."""
_MOST_HEADINGS = 20
_HOME = re.compile(r"(?:https?://[^/?#]+)?/?(?:(?:index|home|default)(?:\.\w{2,5})?)?/?", re.IGNORECASE)
_SITE_APART = re.compile(r"^\s+[|–—»·•:-]+\s|\s[|–—»·•:-]+\s+$")
_ROOTED = re.compile(r"(?:/[\w-][\w.-]*)+/?(?:\?[^\s#\\]+)?")
"""An address of which a base adds only the site."""
_EMPTY = re.compile(r"<(span|div|p|b|i|em|strong|u|li|ul|h[1-6])>\s*</\1>")


@dataclass(frozen=True, kw_only=True)
class Main:
    """The content of a page.

    ``html``   its markup (not sanitized).
    ``title``  the first heading of the page, else what the page calls itself; "" where it has no name.
    """

    html: str
    title: str

    @functools.cached_property
    def text(self) -> str:
        """Its lines (see :func:`parsers.pages.lines.of`)."""
        return lines.of(self.html)


def parse(markup: str) -> LexborHTMLParser:
    """A tree of any text; lone surrogates and NUL are dropped by the parser. Raises MemoryError."""
    try:
        return LexborHTMLParser(depth.shallow(markup))
    except SelectolaxError as error:  # it takes any markup for which there is room
        raise MemoryError(str(error)) from error


def text(markup: str, *, main: bool = False) -> str:
    """The text a reader sees, as lines (see :func:`parsers.pages.lines.of`); with ``main`` only the content's."""
    tree = parse(markup)
    _drop(tree, _UNSEEN)
    if main:
        boilerplate.remove(tree)
    return lines.of(_serialized(tree.body))


def main(markup: str) -> Main:
    """The content of a page without its menus, footers, banners and lists of other jobs."""
    tree = parse(markup)
    name = title_of(tree)
    _drop(tree, _UNSEEN)
    boilerplate.remove(tree)
    content = boilerplate.content(tree)
    markup = _serialized(content)
    title = (_only_heading(content) if content is not None else "") or name
    return Main(html=markup, title=title)


def title_of(tree: LexborHTMLParser) -> str:
    """What a page calls itself: its only h1, else ``og:title``, else ``<title>`` up to the site's name."""
    heading = _only_heading(tree)
    if heading:
        return heading
    shared = tree.css_first('meta[property="og:title"]')
    name = (shared.attributes.get("content") or "").strip() if shared is not None else ""
    if not name:
        named = tree.css_first("title")
        name = " ".join(named.text(deep=True).split()) if named is not None else ""
    return _heading_in(tree, name) or _without_site(name)


def links_of(node: LexborNode | None, base: str) -> tuple[Link, ...]:
    """The first 5,000 links below a node that lead to a page, file or mailbox; each address once, its longest text."""
    found: dict[str, str] = {}
    for anchor in node.css("a[href]")[:_MOST_LINKS] if node is not None else ():
        url = absolute(base, anchor.attributes.get("href") or "")
        if url:
            words = " ".join(anchor.text(deep=True).split()) or (anchor.attributes.get("aria-label") or "").strip()
            found[url] = max(found.get(url, ""), words, key=len)
    return tuple(Link(url=url, title=words) for url, words in found.items())


def absolute(base: str, href: str) -> str | None:
    """An address that can be followed, without its fragment; None for scripts, anchors and broken addresses."""
    href = href.strip()
    if not href or href.startswith(("#", "javascript:", "data:", "tel:", "about:", "blob:")):
        return None
    if _WHOLE.fullmatch(href):
        return href
    try:
        url = joined(base, href)
    except ValueError:
        return None
    return url.split("#", 1)[0] if "#!" not in url and "#/" not in url else url


def joined(base: str, href: str) -> str:
    """An address as it is meant on a page of the address ``base``. Raises ValueError for a broken one."""
    if _ROOTED.fullmatch(href) and (root := _root(base)):
        return root + href
    return urljoin(base, href)


@functools.lru_cache(maxsize=16)
def _root(base: str) -> str:
    """Where the paths of a site start; "" for a base that is no page of one."""
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"http", "https"} and parts.netloc else ""


def clean(markup: str) -> str:
    """The same text with only harmless tags and attributes: safe to store, and to show on a page of ours."""
    kept = nh3.clean(
        depth.shallow(_UNSTORABLE.sub("", markup)),
        tags=_TAGS,
        clean_content_tags={"script", "style", "template", "noscript", "svg", "select", "textarea", "title"},
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )
    return _EMPTY.sub("", kept).strip()


def balanced(markup: str) -> str:
    """A piece cut out of a page, with its tags opened and closed."""
    body = parse(markup).body
    return (body.inner_html or "").strip() if body is not None else ""


def _drop(tree: LexborHTMLParser, selector: str) -> None:
    boilerplate.take_out(tree.css(selector))


def _serialized(node: LexborNode | None) -> str:
    return (node.html or "") if node is not None else ""


def _only_heading(node: LexborHTMLParser | LexborNode) -> str:
    headings = {" ".join(h.text(deep=True).split()) for h in node.css("h1") if not _leads_home(h)} - {""}
    return headings.pop() if len(headings) == 1 else ""


def _heading_in(tree: LexborHTMLParser, name: str) -> str:
    """The heading with which the page's name begins or ends, beside the site's name; "" where there is none."""
    for heading in tree.css("h1, h2, h3")[:_MOST_HEADINGS]:
        words = " ".join(heading.text(deep=True).split())
        rest = name.removeprefix(words) if name.startswith(words) else name.removesuffix(words)
        if len(words) > 3 and rest != name and (not rest or _SITE_APART.search(rest)) and not _leads_home(heading):
            return words
    return ""


def _leads_home(heading: LexborNode) -> bool:
    """Whether a heading is the site's name, a link to its first page."""
    link = heading.css_first("a[href]")
    return link is not None and _HOME.fullmatch((link.attributes.get("href") or "").strip()) is not None


def _without_site(name: str) -> str:
    parts = re.split(r" [|–—»·•] | :: ", name)
    return parts[0].strip() or name
