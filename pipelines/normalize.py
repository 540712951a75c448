"""RawPosting → ParsedPosting: text that no database can hold is made storable, then the parsers read it."""

import logging
import re
from collections.abc import Callable
from dataclasses import replace

from parsers import posting as parser
from parsers.confined import carefully
from parsers.pages.failure import LimitError
from schema.records import ParsedPosting, RawPosting, SetAside
from schema.source import Source

logger = logging.getLogger(__name__)

Reader = Callable[[RawPosting, Source | None], ParsedPosting]

LONGEST_TITLE = 1000
"""Letters of a title that is kept although its posting is not."""

# NUL is refused by PostgreSQL, lone surrogates by every encoder.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """A text that every database can hold."""
    return _UNSTORABLE.sub("\ufffd", text)


def normalize(raw: RawPosting, source: Source | None, read: Reader = parser.read) -> ParsedPosting:
    """Read a raw posting. One whose page carries a closing notice comes out closed."""
    raw = replace(
        raw,
        url=storable(raw.url),
        title=storable(raw.title),
        source_job_id=raw.source_job_id and storable(raw.source_job_id),
        description_html=storable(raw.description_html),
        description_text=storable(raw.description_text),
        fields=tuple(
            replace(given, text=storable(given.text), parts={k: storable(v) for k, v in given.parts.items()})
            for given in raw.fields
        ),
    )
    parsed = read(raw, source)
    if not raw.given("closing_notice"):
        return parsed
    closed = replace(
        parsed.posting, status="closed", close_reason="notice_on_page", closed_on=parsed.posting.observed_on
    )
    return replace(parsed, posting=closed)


def readable(raw: RawPosting, source: Source | None, read: Reader = parser.read) -> ParsedPosting | SetAside:
    """The posting read, or set aside where a parser breaks on it: a bug costs one posting and is told, never a run.

    So does a text that asks for more time or memory than a posting may take.
    """
    size = len(raw.title) + len(raw.description_html) + len(raw.description_text)
    try:
        return carefully(lambda: normalize(raw, source, read), size)
    except LimitError as limit:
        return _set_aside(raw, f"it is {size:,} letters long, and {limit}")
    except Exception as error:  # whatever a bug raises
        logger.exception("%s: a parser broke on %s", raw.source, raw.url)
        return _set_aside(raw, f"a parser of ours broke on it ({type(error).__name__}); please report it")


def _set_aside(raw: RawPosting, reason: str) -> SetAside:
    return SetAside(
        source=raw.source,
        url=storable(raw.url),
        title=storable(raw.title[:LONGEST_TITLE]),
        reason=reason,
        observed_on=raw.observed_on,
    )
