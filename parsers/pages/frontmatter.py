"""Markdown, and the YAML block that static sites put before it."""

import datetime as dt
import functools
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_BLOCK = re.compile(r"\A\ufeff?\s*---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_LONGEST = 2_000_000


def split(text: str) -> tuple[Mapping[str, str], str]:
    """The front matter of a Markdown file (keys in lower case, plain values as strings) and the text behind it.

    Front matter that is no YAML mapping stays in the text.
    """
    text = text.replace("\r\n", "\n")
    block = _BLOCK.match(text)
    if block is None:
        return {}, text
    import yaml

    try:
        data: Any = yaml.load(block[1], Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        return {}, text
    if not isinstance(data, dict):
        return {}, text
    fields = {str(key).strip().lower(): _plain(value) for key, value in data.items()}
    return {key: value for key, value in fields.items() if value}, text[block.end() :]


def rendered(text: str) -> str:
    """The Markdown as HTML, without its front matter. Text beyond 2 million characters is left out."""
    _, body = split(text[:_LONGEST])
    return str(_markdown().render(body))


# Most pages are HTML without front matter: what reads the others is loaded when first needed.
@functools.cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": True, "maxNesting": 20}).enable("table")


def date_of(fields: Mapping[str, str]) -> dt.date | None:
    """The day that the front matter names as the text's own, if it is a full ISO date."""
    for key in ("date", "published", "published_at", "pubdate", "date_posted"):
        match = re.match(r"\d{4}-\d{2}-\d{2}", fields.get(key, ""))
        if match:
            try:
                return dt.date.fromisoformat(match[0])
            except ValueError:
                continue
    return None


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(item for item in value if isinstance(item, str))
    return value.strip() if isinstance(value, str) else ""
