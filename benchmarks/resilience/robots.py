"""First requests of many hosts at once, robots.txt in every state: what is disallowed is never fetched."""

import codecs
import gzip
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.resilience.table import Progress, Row
from tests.loopback import Answer, Site
from tests.plain_crawl import fetch

HOSTS = 50
A_HOST = 20
DISALLOWED = 0.3
TIMEOUT = 2.0
RULES = "User-agent: *\nDisallow: /no/\n"
LARGE = "# a comment of one line\n" * 20_000
"""480 kB, little less than what is read."""
FOLLOWED, BORROWED = "/rules.txt", "/borrowed.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A host by its robots.txt: readable rules are kept, a missing one is none, all else means no.

    ``elsewhere`` is the path to which it redirects on another host, where the rules are.
    """

    robots: Sequence[Answer]
    readable: bool = True
    missing: bool = False
    elsewhere: str | None = None


def _rules(body: bytes | str = RULES, **other: object) -> Kind:
    return Kind(robots=[Answer(body=body, **other)])  # type: ignore[arg-type]


def _none(*answers: Answer) -> Kind:
    return Kind(robots=answers, readable=False)


def _redirect(to: str) -> Answer:
    return Answer(status=301, headers={"Location": to})


KINDS: Mapping[str, Kind] = {
    "at once": _rules(),
    "slow": _rules(wait=0.5),
    "404": Kind(robots=[Answer(status=404, body=RULES)], missing=True),
    "403": Kind(robots=[Answer(status=403, body=RULES)], missing=True),
    "503": _none(Answer(status=503, body="User-agent: *\nAllow: /\n")),
    "500 then readable": _none(Answer(status=500), Answer(body="")),
    "429": _none(Answer(status=429, headers={"Retry-After": "1"})),
    "time-out": _none(Answer(wait=2 * TIMEOUT)),
    "cut off": _none(Answer(body="User-agent: *\n", cut=True)),
    "redirected": Kind(robots=[_redirect(FOLLOWED)]),
    "redirected to another host": Kind(robots=[], elsewhere=BORROWED),
    "redirected in a circle": _none(_redirect("/robots.txt")),
    "redirected nowhere": _none(Answer(status=302)),
    "redirected inside": _none(_redirect("http://127.0.0.1:9/robots.txt")),
    "large, rules first": _rules(RULES + LARGE),
    "large, rules last": _rules(LARGE + RULES),
    "too large": _none(Answer(body=LARGE * 2)),
    "larger than any page": _none(Answer(body=LARGE * 5)),
    "Latin-1": _rules("# Büro der Wahlleiterin\n".encode("latin-1") + RULES.encode()),
    "UTF-8 with mark": _rules(codecs.BOM_UTF8 + RULES.encode()),
    "UTF-16": _rules(RULES.encode("utf-16")),
    "CR line ends": _rules(RULES.replace("\n", "\r")),
    "gzip": _rules(gzip.compress(RULES.encode()), headers={"Content-Encoding": "gzip"}),
    "as HTML": _rules(headers={"Content-Type": "text/html"}),
    "with NUL bytes": _rules(b"\x00\x00" + RULES.encode()),
}


def check(folder: Path, progress: Progress) -> Row:
    """1,000 requests over 50 hosts."""
    progress(f"{HOSTS * A_HOST} requests over {HOSTS} hosts of {len(KINDS)} kinds")
    fetched, told = crawl("127.0.1", HOSTS, A_HOST)
    wrong = against_the_rules(fetched, A_HOST)
    figures = f"{told}; {'; '.join(wrong) if wrong else '0 disallowed fetches, every allowed page'}"
    what = f"{HOSTS * A_HOST:,} first requests at once over {HOSTS} hosts, {DISALLOWED:.0%} disallowed"
    return Row(what=what, figures=figures, passed=not wrong)


def crawl(net: str, hosts: int, a_host: int) -> tuple[list[tuple[str, list[str]]], str]:
    """The kind of each host and the pages that were fetched there, and a line with the figures."""
    names = [list(KINDS)[number % len(KINDS)] for number in range(hosts)]
    paths = [f"/{'no' if number < DISALLOWED * a_host else 'yes'}/{number}" for number in range(a_host)]
    with ExitStack() as stack:
        sites = [
            stack.enter_context(Site(f"{net}.{place}", _script(name, paths))) for place, name in enumerate(names, 1)
        ]
        for site, name in zip(sites, names, strict=True):
            if KINDS[name].elsewhere is not None:
                site.script["/robots.txt"] = [_redirect(f"{sites[0].url}{KINDS[name].elsewhere}")]
        outcome = fetch(
            [f"{site.url}{path}" for path in paths for site in sites],
            CONCURRENT_REQUESTS=hosts * a_host,
            DOWNLOAD_TIMEOUT=TIMEOUT,
            RETRY_TIMES=0,
            DOWNLOAD_MAXSIZE=len(LARGE) * 3,
            ELECTIONJOBS_LOOPBACK_HOSTS=[site.host for site in sites],
        )
        fetched = [
            (name, [path for path in site.paths() if path in paths]) for site, name in zip(sites, names, strict=True)
        ]
    refused = sum(not result.isdecimal() for result in outcome.values())
    return fetched, f"{sum(len(pages) for _, pages in fetched)} fetched, {refused} refused"


def _script(name: str, paths: Sequence[str]) -> dict[str, Answer | Sequence[Answer]]:
    page = Answer(body="page")
    pages = dict.fromkeys([*paths], page)
    rules = dict.fromkeys([FOLLOWED, BORROWED], Answer(body=RULES))
    return {"/robots.txt": list(KINDS[name].robots), **rules, **pages}


def against_the_rules(fetched: Sequence[tuple[str, list[str]]], a_host: int) -> list[str]:
    """What was fetched against the rules, and what was not although it may be, a line a host."""
    wrong = []
    disallowed = sum(number < DISALLOWED * a_host for number in range(a_host))
    for name, pages in fetched:
        kind = KINDS[name]
        bad = sum(path.startswith("/no/") for path in pages)
        if bad and not kind.missing:
            wrong.append(f"{name}: {bad} disallowed pages fetched")
        due = a_host if kind.missing else a_host - disallowed if kind.readable else 0
        if len(pages) != due:
            wrong.append(f"{name}: {len(pages)} of {due} pages fetched")
    return wrong
