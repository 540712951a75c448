"""Reading under limits: a page or file that asks for too much costs its source one answer, not the crawl."""

from collections.abc import Callable
from typing import TypeVar

from parsers.confined import carefully, confined
from parsers.pages import document
from parsers.reading import Document
from spiders.board_reading import BoardError

T = TypeVar("T")


def within_limits(read: Callable[[Document], T], loaded: Document) -> T:
    """What a reader makes of a document. What is no text of usual size is read in its own process.

    Raises BoardError(``too_large``) for what takes too much time or memory, and what the reader raises.
    """
    document.prepare(loaded.media)
    try:
        if loaded.media in ("html", "text"):
            return carefully(lambda: read(loaded), len(loaded.content))
        return confined(lambda: read(loaded))
    except document.LimitError as limit:
        raise BoardError("too_large", f"{loaded.url}: {limit}") from limit
