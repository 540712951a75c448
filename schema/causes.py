"""Every cause by which a source is not well, by name: what it says, and what a person has to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Task = Literal["decide", "reader", "address", "refused", "file", "run", "report", "wait"]
"""What a person has to do, in the order in which it is worth doing."""

TASKS: Mapping[Task, str] = {
    "decide": "Decide whether it is true",
    "reader": "Mend how the page is read",
    "address": "Find where the board is now",
    "refused": "Ask the owner of the site, or leave it",
    "file": "Mend the source file",
    "run": "Let it be crawled",
    "report": "Report it: a fault of this program",
    "wait": "Nothing yet: it is tried again by itself",
}
"""The tasks in words, as headings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One cause. ``says`` goes on behind "the source …"; ``passing``: it needs a person only when it lasts."""

    says: str
    task: Task
    mend: str
    passing: bool = False


_RELEASE = "look at the board: if it is so, electionjobs edit release SOURCE; if not, mend the spider or the hints"
_RETRIED = "it is tried again with every run; if it lasts, open the address in a browser"

CAUSES: Mapping[str, Cause] = {
    # what the network said
    "dns": Cause(
        says="has a host name that does not resolve",
        task="address",
        mend="if it lasts, look for the board's new address and change the source file",
        passing=True,
    ),
    "tls": Cause(
        says="has a certificate that cannot be trusted",
        task="refused",
        mend="open the address in a browser: tell the owner, or take the address that has a sound certificate",
    ),
    "connection": Cause(says="refuses or breaks off the connection", task="refused", mend=_RETRIED, passing=True),
    "timeout": Cause(says="did not answer within the limit", task="refused", mend=_RETRIED, passing=True),
    "address_refused": Cause(
        says="leads to an address that is never fetched",
        task="file",
        mend="correct the address in the source file: it must be a public one",
    ),
    # what the server said
    "http_403": Cause(
        says="refuses us (403)",
        task="refused",
        mend='ask the owner to let our user agent in, or set schedule = "paused" in the source file',
    ),
    "http_404": Cause(
        says="is not there (404)", task="address", mend="look for the board's new address and change the source file"
    ),
    "http_429": Cause(
        says="is asked too often (429)",
        task="refused",
        mend="it is left alone until the next run; if it lasts, crawl it more rarely (schedule) or more slowly",
        passing=True,
    ),
    "http_4xx": Cause(
        says="refuses the request (4xx)",
        task="address",
        mend="open the address in a browser and correct the source file",
    ),
    "http_5xx": Cause(says="is broken on its side (5xx)", task="refused", mend=_RETRIED, passing=True),
    "error_page": Cause(
        says="answers with an error page in the place of its own", task="refused", mend=_RETRIED, passing=True
    ),
    "robots_disallowed": Cause(
        says="does not allow it in robots.txt",
        task="refused",
        mend='ask the owner, or set schedule = "paused" in the source file',
    ),
    "robots_unreachable": Cause(
        says="has a robots.txt that cannot be read, so nothing is fetched", task="refused", mend=_RETRIED, passing=True
    ),
    "login_wall": Cause(
        says="asks for a login or a proof of being human",
        task="refused",
        mend="open the address in a browser: take the public address of the board, or ask its owner",
    ),
    "unknown_board": Cause(
        says="is a board that its platform does not know",
        task="address",
        mend="look for the board's new token: electionjobs sources detect HOMEPAGE",
    ),
    # what the answer held
    "layout_changed": Cause(
        says="has another form than it had",
        task="reader",
        mend="compare the answer with the case in tests/cases and mend the spider; for an office's page add hints",
    ),
    "wrong_type": Cause(
        says="answers with something else than its platform gives",
        task="reader",
        mend="open the address: if it is an error page, wait; if the form is new, mend the spider",
    ),
    "partial": Cause(
        says="was not read to its end",
        task="reader",
        mend="look at the paging: the source says that it has more than it showed",
    ),
    "too_large": Cause(
        says="answers with more than the limit",
        task="file",
        mend="take a narrower address, or raise ELECTIONJOBS_MAX_BYTES",
    ),
    "zero_without_evidence": Cause(
        says="lists nothing and does not say that it has no openings",
        task="reader",
        mend="open the page: add [board.hints] to its source file (list, body, link), or mend the spider",
    ),
    "none_read": Cause(
        says="shows items of which none reads as a posting",
        task="reader",
        mend="open the page: add [board.hints] to its source file (list, body, link), or name the board it leads to",
    ),
    # what is missing here
    "no_browser": Cause(
        says="needs a browser, which is not installed or does not start",
        task="run",
        mend="install what the detail names, or set ELECTIONJOBS_CHROMIUM to the program of Chromium",
    ),
    # what the source file says
    "source_file": Cause(
        says="has a source file from which it cannot be asked",
        task="file",
        mend="give what its platform needs: electionjobs sources check",
    ),
    # what a comparison with former runs said
    "drift": Cause(says="gave postings that lost or changed what they had", task="decide", mend=_RELEASE),
    "held": Cause(says="no longer lists much of what it listed", task="decide", mend=_RELEASE),
    "nothing_read": Cause(
        says="lists postings of which none is read",
        task="reader",
        mend="open the page: add [board.hints] to its source file (list, body, link), or mend the spider",
    ),
    "many_set_aside": Cause(
        says="gave items of which most were set aside",
        task="reader",
        mend="read why (table set_aside): mend the spider, or add [board.hints] to its source file",
    ),
    "unread": Cause(
        says="shows known postings that can no longer be read",
        task="reader",
        mend="open their pages: if they are postings still, mend the spider or add [board.hints] to its source file",
    ),
    "fill_fell": Cause(
        says="fills a field more rarely than it did",
        task="decide",
        mend="look at a posting on the board: if it still says so, mend the spider",
    ),
    "only_keeps_none": Cause(
        says="lists postings of which `only` in the source file keeps none",
        task="file",
        mend="compare the names in `only` with those that the board shows; if it has none now, say so in expect.why",
    ),
    "floor_lowered": Cause(
        says="has a source file that lowers the floor without a word",
        task="file",
        mend="say why in expect.why of the source file",
    ),
    # what did not happen
    "never_crawled": Cause(
        says="was never crawled", task="run", mend="electionjobs crawl SOURCE, or let electionjobs schedule run"
    ),
    "overdue": Cause(
        says="was not crawled for three of its intervals",
        task="run",
        mend="see whether electionjobs schedule runs, and what it last logged",
    ),
    "shutdown": Cause(
        says="was not come to before the run ended",
        task="run",
        mend="it is tried again with the next run",
        passing=True,
    ),
    "error": Cause(
        says="made the program fail", task="report", mend="report it with the detail; the other sources went on"
    ),
}
"""Every cause that a run, or the absence of one, can have. ``empty`` is none: the board itself says that it is."""


_FAILURES = {
    "CannotResolveHostError": "dns",
    "DownloadTimeoutError": "timeout",
    "DownloadConnectionRefusedError": "connection",
    "DownloadCancelledError": "too_large",
    "ResponseDataLossError": "partial",
    "UnsupportedURLSchemeError": "address_refused",
}


def of_failure(error: BaseException | None) -> str | None:
    """The cause that an exception of Scrapy's downloader means; None where it is no failure of the network."""
    name = type(error).__name__
    told = f"{error!r} {getattr(error, '__cause__', None)!r}".lower()
    if name not in _FAILURES and any(word in told for word in ("ssl", "tls", "certificate")):
        return "tls"
    return _FAILURES.get(name, "connection" if name == "DownloadFailedError" else None)


def task_order(task: Task) -> int:
    """The place of a task in the order of TASKS."""
    return get_args(Task).index(task)
