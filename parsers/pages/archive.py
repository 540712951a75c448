"""WARC files: every page or file that an archive's crawler was answered with, as a document of its own."""

import datetime as dt
import io
import zlib
from collections.abc import Iterator
from dataclasses import replace

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from parsers.pages.failure import DocumentError
from parsers.reading import Context

_MOST_RECORDS = 20_000
_LARGEST = 20_000_000
"""Bytes of one answer that are read."""
_OK = "200"
_DAMAGED = (ArchiveLoadFailed, EOFError, ValueError, AttributeError, zlib.error)
"""What the library raises for archives that are cut or whose records lack their headers."""
_KINDS = (
    "text/html",
    "application/xhtml",
    "text/plain",
    "application/pdf",
    "application/vnd.openxml",
    "message/rfc822",
)


def is_archive(content: bytes, name: str) -> bool:
    """Whether bytes are a WARC file, plain or compressed (by name)."""
    return content.startswith(b"WARC/") or (
        content.startswith(b"\x1f\x8b") and name.split("?", 1)[0].lower().endswith(".warc.gz")
    )


def answers(content: bytes, context: Context) -> Iterator[tuple[bytes, str, Context]]:
    """The successful answers in an archive: bytes, address, and the context with the day they were given.

    Raises DocumentError where the archive is damaged before its first record.
    """
    count = 0
    try:
        for record in ArchiveIterator(io.BytesIO(content)):
            count += 1
            if count > _MOST_RECORDS:
                return
            if record.rec_type not in {"response", "resource"} or not _is_readable(record):
                continue
            body = record.content_stream().read(_LARGEST)
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            day = _day(record.rec_headers.get_header("WARC-Date") or "") or context.date
            yield body, url, replace(context, date=day, url=url)
    except _DAMAGED as damage:
        if not count:
            raise DocumentError("the WARC file is damaged and cannot be read") from damage


def _is_readable(record: object) -> bool:
    headers = getattr(record, "http_headers", None)
    if headers is None:
        return getattr(record, "rec_type", "") == "resource"
    kind = (headers.get_header("Content-Type") or "").lower()
    return headers.get_statuscode() == _OK and (not kind or kind.startswith(_KINDS))


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
