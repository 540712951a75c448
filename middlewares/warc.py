"""Captures: what a crawl was answered, in gzip WARC files, one a round and platform: ``<round>/<platform>.warc.gz``.

A file ends with ``.part`` while it is written. Each record is a member of its own, so that what a killed crawl leaves
can be read up to its last whole record. Cookies and whatever opens a door (authorizations, keys, tokens) are not
written. An answer is found again by its request: the digest of method, address and body, and the source that asked.
"""

import hashlib
import json
import os
import re
import string
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from http.client import responses
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, urlsplit

from scrapy import Request
from scrapy.http import Response
from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

ENDING, UNFINISHED = ".warc.gz", ".part"

SOURCE, REQUEST, MISSED = "Electionjobs-Source", "Electionjobs-Request", "Electionjobs-Missed"
"""Header fields of our own: the source that asked ("" for a robots.txt), the digest of what it asked, and what a
browser could not fetch for a page that it built."""

_ASKED = frozenset(
    "accept accept-encoding accept-language cache-control content-type if-modified-since if-none-match user-agent "
    "x-requested-with".split()
)
_SECRET = re.compile("cookie|auth|token|secret|csrf|xsrf|api-?key|session", re.IGNORECASE)
# The body is written as a whole, whatever pieces it came in.
_OF_TRANSPORT = frozenset({"transfer-encoding", "content-length", "connection", "keep-alive"})

_PORTION = 1 << 16

Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An answer that did not come: the name of what was raised, and its words."""

    error: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came: an address that may be another than the asked one, a status, headers (name, value), the whole body.

    ``missed`` is what a browser could not fetch for a page that it built, a line each.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    missed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a record stands. ``built``: it is not what a server sent, but what a browser made of it."""

    path: Path
    offset: int
    built: bool


def key_of(request: Request) -> Key:
    """What an answer is found by: the source that asked, and the digest of what it asked."""
    asked = b"\n".join([request.method.encode(), request.url.encode(), request.body])
    return request.meta.get("source", ""), hashlib.sha256(asked).hexdigest()[:32]


class Writer:
    """One file of captures, open. Each call writes whole records, or leaves the file as it was and raises OSError."""

    def __init__(self, captures: Path, round_name: str, platform: str, about: Mapping[str, str]) -> None:
        folder = captures / _folder(round_name)
        folder.mkdir(parents=True, exist_ok=True)
        self.path, number = folder / f"{platform}{ENDING}", 1
        while self.path.exists() or _unfinished(self.path).exists():  # the round was cut short, or has several parts
            number += 1
            self.path = folder / f"{platform}.{number}{ENDING}"
        self._file = _unfinished(self.path).open("xb", buffering=0)
        with self._writing() as writer:
            writer.write_record(writer.create_warcinfo_record(self.path.name, dict(about)))

    def answer(self, request: Request, response: Response) -> None:
        """What a server answered."""
        headers = [*_written(response.headers, _OF_TRANSPORT), ("Content-Length", str(len(response.body)))]
        status = f"{response.status} {responses.get(response.status, '')}".strip()
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        with self._writing() as writer:
            record = writer.create_warc_record(
                response.url,
                "response",
                payload=BytesIO(response.body),
                length=len(response.body),
                http_headers=http,
                warc_headers_dict=_ours(request),
            )
            writer.write_request_response_pair(_asked(writer, request), record)

    def failure(self, request: Request, failed: Failure) -> None:
        """Why no answer came."""
        told = f"error: {failed.error}\r\ndetail: {' '.join(failed.detail.split())}\r\n".encode("utf-8", "replace")
        with self._writing() as writer:
            record = writer.create_warc_record(
                request.url, "metadata", payload=BytesIO(told), length=len(told), warc_headers_dict=_ours(request)
            )
            writer.write_request_response_pair(_asked(writer, request), record)

    def built(self, request: Request, response: Response, missed: Sequence[str]) -> None:
        """A page as a browser built it of an answer."""
        with self._writing() as writer:
            record = writer.create_warc_record(
                response.url,
                "conversion",
                payload=BytesIO(response.body),
                length=len(response.body),
                warc_content_type="text/html; charset=utf-8",
                warc_headers_dict=_ours(request) | {MISSED: json.dumps(list(missed))},
            )
            writer.write_record(record)

    @property
    def size(self) -> int:
        """How many bytes are written."""
        return os.fstat(self._file.fileno()).st_size

    def close(self) -> None:
        """Give the file its name."""
        self._file.close()
        _unfinished(self.path).rename(self.path)

    def abandon(self) -> None:
        """Leave the file as it is; its name says that it is not whole."""
        self._file.close()

    @contextmanager
    def _writing(self) -> Iterator[WARCWriter]:
        """Records that are written in one piece when the block ends."""
        pending = BytesIO()
        yield WARCWriter(pending, gzip=True, warc_version="1.1")
        file, left = self._file.fileno(), pending.getbuffer()
        start = os.lseek(file, 0, os.SEEK_CUR)
        try:
            while left:
                left = left[os.write(file, left) :]
        except OSError as error:
            os.ftruncate(file, start)
            os.lseek(file, start, os.SEEK_SET)
            error.filename = str(self.path)
            raise


def files_of(captures: Path, round_name: str, platform: str) -> list[Path]:
    """The capture files of a platform in a round, in the order in which they were begun, unfinished ones included."""
    form = re.compile(rf"{re.escape(platform)}(?:\.(\d+))?{re.escape(ENDING)}(?:{re.escape(UNFINISHED)})?")
    folder = captures / _folder(round_name)
    found = [(match, path) for path in folder.glob(f"{platform}.*") if (match := form.fullmatch(path.name))]
    return [path for _, path in sorted((int(match[1] or 1), path) for match, path in found)]


def about(path: Path) -> dict[str, str]:
    """What a capture file says of itself: round, platform, observed_on; empty where it cannot be read."""
    for _, record in _records(path):
        if record.rec_type == "warcinfo":
            lines = record.raw_stream.read().decode("utf-8", "replace").splitlines()
            return dict(line.split(": ", 1) for line in lines if ": " in line)
    return {}


def index(paths: Iterable[Path]) -> Iterator[tuple[Key, Place]]:
    """Every answer in capture files, in the order in which they came: what it is found by, and where it stands."""
    for path in paths:
        for offset, record in _records(path):
            if record.rec_type in ("response", "metadata", "conversion"):
                told = record.rec_headers.get_header
                yield (
                    (told(SOURCE) or "", told(REQUEST)),
                    Place(path=path, offset=offset, built=record.rec_type == "conversion"),
                )


def read(place: Place) -> Answer | Failure:
    """The record at a place that ``index`` gave."""
    with place.path.open("rb") as file:
        file.seek(place.offset)
        record = next(ArchiveIterator(file))
        body: bytes = record.raw_stream.read()
    if record.rec_type == "metadata":
        told = dict(line.split(": ", 1) for line in body.decode("utf-8", "replace").splitlines())
        return Failure(error=told["error"], detail=told["detail"])
    url = record.rec_headers.get_header("WARC-Target-URI")
    if place.built:
        missed = tuple(json.loads(record.rec_headers.get_header(MISSED)))
        headers = (("Content-Type", record.content_type),)
        return Answer(url=url, status=200, headers=headers, body=body, missed=missed)
    headers = tuple(record.http_headers.headers)
    return Answer(url=url, status=int(record.http_headers.get_statuscode()), headers=headers, body=body)


def prune(captures: Path, oldest: datetime) -> list[Path]:
    """Remove the capture files that were last written before ``oldest``, and nothing else; which they were."""
    removed = []
    for path in sorted(captures.glob(f"*/*{ENDING}*")):
        if path.name.endswith((ENDING, ENDING + UNFINISHED)) and path.stat().st_mtime < oldest.timestamp():
            path.unlink()
            removed.append(path)
    for folder in {path.parent for path in removed}:
        if not any(folder.iterdir()):
            folder.rmdir()
    return removed


def _folder(round_name: str) -> str:
    return re.sub(r"[^\w.-]", "-", round_name)


def _unfinished(path: Path) -> Path:
    return path.with_name(path.name + UNFINISHED)


def _ours(request: Request) -> dict[str, str]:
    source, digest = key_of(request)
    return {SOURCE: source, REQUEST: digest}


def _asked(writer: WARCWriter, request: Request) -> ArcWarcRecord:
    parts = urlsplit(request.url)
    path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    kept = [(name, value) for name, value in _written(request.headers) if name.lower() in _ASKED]
    http = StatusAndHeaders(f"{request.method} {path} HTTP/1.1", [("Host", parts.netloc), *kept], is_http_request=True)
    return writer.create_warc_record(
        request.url, "request", payload=BytesIO(request.body), length=len(request.body), http_headers=http
    )


def _written(headers: Mapping[bytes, list[bytes]], but: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Headers that may be written, in ASCII: what is beyond it is percent-encoded, as it would be in an address."""
    found = []
    for raw, values in headers.items():
        name = raw.decode("latin-1")
        if name.lower() not in but and not _SECRET.search(name):
            found += [(name, quote(value, safe=string.printable)) for value in values]
    return found


def _records(path: Path) -> Iterator[tuple[int, ArcWarcRecord]]:
    """The records of a file up to the first that is torn, each with its offset."""
    for offset, member in _members(path):
        yield offset, next(ArchiveIterator(BytesIO(member)))


def _members(path: Path) -> Iterator[tuple[int, bytes]]:
    """The whole members of a gzip file, each with its offset and what it holds."""
    with path.open("rb") as file:
        offset, left = 0, b""
        while some := left or file.read(_PORTION):
            inflater, found, used = zlib.decompressobj(zlib.MAX_WBITS | 16), [], 0
            with suppress(zlib.error):
                while some and not inflater.eof:
                    found.append(inflater.decompress(some))
                    used += len(some)
                    some = b"" if inflater.eof else file.read(_PORTION)
            if not inflater.eof:
                return
            yield offset, b"".join(found)
            left = inflater.unused_data
            offset += used - len(left)
