"""Many sources on few hosts: one request at a time a host, and none sent too early."""

import datetime as dt
import itertools
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from email.utils import format_datetime
from pathlib import Path

from benchmarks.resilience.table import Progress, Row
from schema.source import Source
from tests.loopback import Answer, Asked, Site
from tests.one_crawl import run, source

DELAY = 0.1
SOURCES_A_HOST = 4
POSTINGS = 3
SLACK = 0.05
"""Seconds that the crawl may take to send a request whose time has come."""
DATE = "date"
"""Stands in a script for a Retry-After that is given as the date two to three seconds from now."""

_HTML = {"Content-Type": "text/html; charset=utf-8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request: when it was sent, when its answer was ready (monotonic seconds), and how long it asked to wait."""

    path: str
    start: float
    end: float
    wish: float = 0.0


class Watched(Site):
    """A site that notes how long each request was under way. A second one that is sent meanwhile overlaps."""

    def __init__(self, host: str, script: Mapping[str, Answer | Sequence[Answer]]) -> None:
        super().__init__(host, script)
        self.visits: list[Visit] = []

    def answer(self, asked: Asked) -> Answer:
        given, wish = _dated(super().answer(asked))
        time.sleep(given.wait)
        self.visits.append(Visit(path=asked.path, start=asked.sent, end=time.monotonic(), wish=wish))
        return replace(given, wait=0.0)

    def overlapping(self) -> int:
        """Requests that were sent before the answer to an earlier one was ready."""
        ordered = sorted(self.visits, key=lambda visit: visit.start)
        return sum(later.start < earlier.end for earlier, later in itertools.pairwise(ordered))

    def too_early(self, gap: float) -> int:
        """Requests that were sent less than ``gap`` seconds after the one before, or than its answer asked to wait."""
        ordered = sorted(self.visits, key=lambda visit: visit.start)
        pairs = list(itertools.pairwise(ordered))
        soon = sum(later.start - earlier.start < gap - SLACK for earlier, later in pairs)
        return soon + sum(later.start - earlier.end < earlier.wish - SLACK for earlier, later in pairs if earlier.wish)


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What a host asks for: ``gap`` seconds between requests, and refusals before it answers."""

    wants: str
    gap: float = DELAY / 2  # Scrapy varies a delay between half and one and a half of it
    robots: str = ""
    refusals: Sequence[Answer] = ()
    wait: float = 0.0


HOSTS = (
    Host(wants="Crawl-delay 0.4", gap=0.4, robots="User-agent: *\nCrawl-delay: 0.4\n"),
    Host(
        wants="Crawl-delay 0.6 for us, 30 for others",
        gap=0.6,
        robots="User-agent: *\nCrawl-delay: 30\n\nUser-agent: electionjobs\nCrawl-delay: 0.6\n",
    ),
    Host(
        wants="Retry-After in seconds",
        refusals=[Answer(status=429, headers={"Retry-After": "2"}), Answer(status=503, headers={"Retry-After": "1"})],
    ),
    Host(wants="Retry-After as a date", refusals=[Answer(status=503, headers={"Retry-After": DATE})]),
    Host(wants="nothing, answers slowly", wait=0.3),
)


def check(folder: Path, progress: Progress) -> Row:
    """20 sources on 5 hosts, by one real crawl."""
    progress(f"{len(HOSTS) * SOURCES_A_HOST} sources on {len(HOSTS)} hosts")
    sites, listed = crawl("127.0.6", HOSTS, SOURCES_A_HOST)
    wrong = unkept(sites, HOSTS)
    due = len(HOSTS) * SOURCES_A_HOST * POSTINGS
    if listed != due:
        wrong.append(f"{listed} of {due} postings read")
    visits = sum(len(site.visits) for site in sites)
    kept = "0 overlapping requests a host, every Crawl-delay and Retry-After kept"
    what = f"{len(HOSTS) * SOURCES_A_HOST} sources on {len(HOSTS)} hosts that ask for patience (one real crawl)"
    return Row(what=what, figures=f"{visits} requests; {'; '.join(wrong) or kept}", passed=not wrong)


def crawl(net: str, hosts: Sequence[Host], a_host: int) -> tuple[Sequence[Watched], int]:
    """Crawl ``a_host`` office pages on each host; the hosts with what they noted, and how many postings were read."""
    with ExitStack() as stack:
        sites = [
            stack.enter_context(Watched(f"{net}.{place}", _script(host, a_host))) for place, host in enumerate(hosts, 1)
        ]
        sources = [_office(site, number) for site in sites for number in range(a_host)]
        got = run(sources, delay=DELAY, adaptive_delay=True)
    return sites, len(got.postings)


def unkept(sites: Sequence[Watched], hosts: Sequence[Host]) -> list[str]:
    """What a host asked for and did not get, a line each."""
    wrong = []
    for site, host in zip(sites, hosts, strict=True):
        if overlapping := site.overlapping():
            wrong.append(f"{host.wants}: {overlapping} requests overlap")
        if early := site.too_early(host.gap):
            wrong.append(f"{host.wants}: {early} requests came too early")
    return wrong


def _office(site: Site, number: int) -> Source:
    return source(
        "career_page", site.url, id=f"{site.host}/{number}", url=f"https://elections.example.org/{number}/jobs"
    )


def _script(host: Host, a_host: int) -> dict[str, Answer | Sequence[Answer]]:
    script: dict[str, Answer | Sequence[Answer]] = {"/robots.txt": Answer(body=host.robots)}
    for number in range(a_host):
        links = "".join(f"<li><a href='/{number}/jobs/clerk-{n}'>Elections Clerk {n}</a></li>" for n in range(POSTINGS))
        listed = _page(f"<h1>Job openings</h1><p>We are hiring. Open positions:</p><ul>{links}</ul>", host.wait)
        script[f"/{number}/jobs"] = [*host.refusals, listed] if number == 0 else listed
        for n in range(POSTINGS):
            duties = "<h2>Duties</h2><p>Registers voters.</p><h2>Qualifications</h2><p>One year of office work.</p>"
            posting = f"<h1>Elections Clerk {n}</h1>{duties}<h2>How to apply</h2><p>Send a resume.</p>"
            script[f"/{number}/jobs/clerk-{n}"] = _page(posting, host.wait)
    return script


def _page(body: str, wait: float) -> Answer:
    return Answer(
        body=f"<!doctype html><html><head><title>Jobs</title></head><body><main>{body}</main></body></html>",
        headers=_HTML,
        wait=wait,
    )


def _dated(given: Answer) -> tuple[Answer, float]:
    """The answer with its date, and the seconds that it asks to wait from now."""
    wish = given.headers.get("Retry-After", "0")
    if wish != DATE:
        return given, float(wish)
    now = dt.datetime.now(dt.UTC)
    moment = now.replace(microsecond=0) + dt.timedelta(seconds=3)
    return replace(given, headers={"Retry-After": format_datetime(moment, usegmt=True)}), (moment - now).total_seconds()
