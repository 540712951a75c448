"""The whole text of a posting as markup of our own making: a few harmless tags, headings below those of the page."""

import re
from html import escape

import nh3

from exports import wording
from exports.published import Row

_TAGS = {
    *("p", "br", "hr", "div", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "em", "i", "u", "sub", "sup", "a"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
_HEADING = re.compile(r"(</?)h([1-6])>")
# Of these a reader hears or sees nothing, and a program that checks pages complains.
_EMPTY = re.compile(r"<(a|h[1-6]|li|p|strong|b|em|i|u|th)(?: [^>]*)?>(?:\s|&nbsp;|<br>)*</\1>")
_LEADS_NOWHERE = re.compile(r'<a rel="[^"]*">(.*?)</a>', re.DOTALL)
_PAGE_HEADINGS = 2
"""Levels of headings that the page around the text takes."""


def whole(row: Row) -> str:
    """The posting's text as harmless HTML; "" where there is none.

    It was sanitized before it was stored, by another program at another time: here nobody has to rely on that.
    """
    return _clean(wording.printable(row["description_html"])) or _paragraphs(wording.printable(row["description_text"]))


def _clean(markup: str) -> str:
    if not markup.strip():
        return ""
    kept: str = nh3.clean(
        markup,
        tags=_TAGS,
        clean_content_tags={"script", "style", "template", "noscript", "svg", "math", "title", "textarea"},
        attributes={"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        url_schemes={"http", "https", "mailto", "tel"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )
    kept = _LEADS_NOWHERE.sub(r"\1", kept)
    while (fewer := _EMPTY.sub("", kept)) != kept:
        kept = fewer
    highest = min((int(found[2]) for found in _HEADING.finditer(kept)), default=1)
    lower = _PAGE_HEADINGS + 1 - highest
    return _HEADING.sub(lambda found: f"{found[1]}h{min(int(found[2]) + lower, 6)}>", kept).strip()


def _paragraphs(text: str) -> str:
    """A plain text as paragraphs, its line ends kept."""
    blocks = (block.strip() for block in re.split(r"\n\s*\n", text))
    return "\n".join(f"<p>{escape(block).replace(chr(10), '<br>')}</p>" for block in blocks if block)
