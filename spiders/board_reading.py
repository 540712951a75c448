"""The book a spider keeps of one source: what it showed, what went wrong, and what the reading came to."""

import datetime as dt
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError

from schema.causes import of_failure
from schema.records import BoardResult, RawPosting, SetAside
from schema.source import Source

NO_WAY = frozenset({"dns", "connection", "robots_unreachable"})
"""The causes that a machine without a network gives every source."""


class BoardError(Exception):
    """What a page holds is not what its platform gives. ``cause`` is one of BoardResult's; the text is for a person."""

    def __init__(self, cause: str, detail: str) -> None:
        super().__init__(detail)
        self.cause = cause
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What one answer of a platform holds.

    ``total`` is the number of postings the platform itself states for the whole board, where it does.
    """

    postings: tuple[RawPosting, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    total: int | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Reading:
    """The reading of one source, while it goes on. ``deadline`` is on the monotonic clock.

    ``backlog`` are the requests still to be made: one is under way at a time, and when none is left the source is read.
    ``shown`` are the platform's ids of the postings read so far, ``seen`` is the platform's own book of ids or
    addresses it came across, ``total`` is what the source says it has.
    """

    source: Source
    hosts: frozenset[str]
    deadline: float
    backlog: deque[Request] = field(default_factory=deque)
    count: int = 0
    shown: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    set_aside: int = 0
    left_out: int = 0
    total: int | None = None
    proven_empty: bool = False
    cause: str | None = None
    detail: str = ""
    broken: bool = False
    reported: bool = False

    def fail(self, cause: str, detail: str) -> None:
        """Remember what went wrong. The first failure is the one that names the result."""
        if self.cause is None:
            self.cause, self.detail = cause, detail

    def result(self) -> BoardResult:
        """What the reading came to, once nothing is under way."""
        listed = max(self.count, self.total or 0)
        cause, detail = self.cause, self.detail
        if cause is None and listed == 0:
            cause, detail = self._nothing_listed()
        elif cause is None and self.count + self.set_aside < listed:
            cause, detail = "partial", f"the source says it has {listed} postings and showed {self.count}"
        if self.left_out and not detail:
            detail = f"{self.left_out} of {listed} left out by the source file's `only`"
        return BoardResult(
            source=self.source.id, listed=listed, complete=cause in (None, "empty"), cause=cause, detail=detail
        )

    def _nothing_listed(self) -> tuple[str, str]:
        if self.proven_empty:
            return "empty", ""
        if self.set_aside:
            return "none_read", f"nothing among {self.set_aside} set-aside items reads as a posting"
        return "zero_without_evidence", "the page lists nothing and does not say that it has no openings"


def asked_hosts(source: Source, hosts: frozenset[str]) -> frozenset[str]:
    """The hosts that requests for a source go to: its own, or the one of its ``base_url`` alone."""
    return frozenset({host_of(source.base_url)}) if source.base_url else hosts


def wanted(posting: RawPosting, only: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a posting passes a source's ``only``: for each key, one of its raw values is in the list."""
    return all(any(f.text in values for f in posting.given(key)) for key, values in only.items())


def named_cause(error: BaseException | None, request: Request) -> tuple[str, str]:
    """The cause and one line for a person, for a request that failed.

    Middlewares of ours refuse a request by ``IgnoreRequest(cause, detail)``.
    """
    url = request.url
    if isinstance(error, HttpError):
        return http_cause(error.response.status), f"{url} answered {error.response.status}"
    if isinstance(error, IgnoreRequest) and len(error.args) == 2:
        return error.args[0], error.args[1]
    named = of_failure(error)
    if named is None:
        return "error", f"{url}: {type(error).__name__}: {error}"
    means = {"tls": "the connection cannot be trusted: "}.get(named, "")
    return named, f"{url}: {means}{error or type(error).__name__}"


def http_cause(status: int) -> str:
    """The cause for an HTTP status: its own where BoardResult names one, else ``http_5xx`` or ``http_4xx``."""
    if status in (403, 404, 429):
        return f"http_{status}"
    if status in (401, 410):
        return "login_wall" if status == 401 else "http_404"
    return "http_5xx" if status >= 500 else "http_4xx"


def origin_of(url: str) -> str:
    """Scheme and host of an address: ``https://example.org``; "" where there is none."""
    parts = _split(url)
    return f"{parts.scheme}://{parts.netloc}" if parts and parts.netloc else ""


def host_of(url: str) -> str:
    """The host name of an address, without port; "" where there is none."""
    parts = _split(url)
    return parts.hostname or "" if parts else ""


def _split(url: str) -> SplitResult | None:
    """The parts of an address, None of one that cannot be read (``http://[x``): pages print such."""
    try:
        return urlsplit(url)
    except ValueError:
        return None


def today() -> dt.date:
    """The day in UTC: what a recorded answer without a date is taken to be of."""
    return dt.datetime.now(dt.UTC).date()
