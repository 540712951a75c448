"""Job platforms: which one an address belongs to, and which one a career page leads to."""

import functools
import importlib.resources
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

_PLACEHOLDERS = frozenset(
    {"", "embed", "example", "your-company", "yourcompany", "company", "companyname", "token", "undefined"}
)
_SHARED = frozenset({"usajobs", "airtable", "linkedin", "idealist", "getro"})
"""Platforms where a link leads to one posting or form of anybody, never to a board of the page's owner."""
_POSTING = re.compile(
    r"^[^?]*(?:\d{5,}|[0-9a-f]{8}-[0-9a-f]{4}-)|/(?:job|jobs?/view|o|p|j|details?|postings?|requisition|viewjob|bulpreview\w*)(?:/|\?|\.asp)|/jobs/\d{2,}|/job(?:$|\?)"
    r"|[?&](?:gh_jid|job_?id|jobreq|req)=|/apply/\w{8,}/|/R-?\d+|_R-?\d{3,}",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"//(?:boards-api|api|apply\.workable\.com/api)\b|/embed\b|embed\.js|/wday/cxs/|/v0/postings|JobsFeed", re.I
)
_ADDRESS = re.compile(r"//([a-zA-Z0-9.-]{4,100})([/?][^\s\"'<>`\\)]{0,1000})?")
_PLAIN = re.compile(r"[\w=<>-]+(?![?*+{])")
_MOST_ADDRESSES = 3_000
_LONGEST_PAGE = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """A platform that a page leads to. ``token`` is None where the page does not tell it; ``confidence`` 0 to 1."""

    platform: str
    token: str | None
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Platform:
    name: str
    paths: tuple[str, ...]
    urls: tuple[re.Pattern[str], ...]
    marks: tuple[tuple[str, re.Pattern[str]], ...]
    refused: frozenset[str]
    board: str | None


def _load() -> tuple[dict[str, list[_Platform]], list[_Platform]]:
    """The platforms by their domains, and those that only marks or paths can tell."""
    text = importlib.resources.files("parsers.pages").joinpath("lookups", "platforms.toml").read_text("utf-8")
    by_domain: dict[str, list[_Platform]] = defaultdict(list)
    others = []
    for name, entry in tomllib.loads(text).items():
        platform = _Platform(
            name=name,
            paths=tuple(entry.get("paths", ())),
            urls=tuple(re.compile(pattern) for pattern in entry["urls"]),
            marks=tuple((_beginning(pattern), re.compile(pattern)) for pattern in entry.get("marks", ())),
            refused=frozenset(entry.get("not", ())),
            board=entry.get("board"),
        )
        for domain in dict.fromkeys(_domain(host) for host in entry["domains"]):
            by_domain[domain].append(platform)
        if platform.paths or platform.marks:
            others.append(platform)
    return by_domain, others


def _beginning(pattern: str) -> str:
    """The plain characters that every find of an expression begins with: looked for at a tenth of its cost."""
    plain = _PLAIN.match(pattern)
    return plain[0] if plain and "|" not in pattern else ""


def _domain(host: str) -> str:
    return ".".join(host.rsplit(".", 2)[-2:])


_BY_DOMAIN, _OTHERS = _load()
_BY_PATH = tuple(known for known in _OTHERS if known.paths)
_BOARDS = {known.name: known.board for group in _BY_DOMAIN.values() for known in group}


@functools.lru_cache(maxsize=4096)
def of(url: str) -> tuple[str, str] | None:
    """The platform and the board's token that an address tells; None for an address of no known platform.

    The token is "" where the address names the platform but no employer (``apply.workable.com/j/…``).
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if not host:
        return None
    address = f"{host}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    found = _of_host(host, address)
    if found is not None:
        return found
    small = address.lower()
    for platform in _BY_PATH:
        if any(path in small for path in platform.paths):
            token = _token(platform, address)
            if token is not None:
                return platform.name, token
    return None


def board_address(name: str, token: str) -> str | None:
    """Where a person sees the board of a token; None where the platform, or the way to it, is not known."""
    pattern = _BOARDS.get(name)
    return pattern.replace("{token}", token) if pattern and token else None


def is_posting(url: str) -> bool:
    """Whether an address on a known platform is one posting's, not the board's."""
    known = of(url)
    return known is not None and bool(known[1]) and _POSTING.search(_without_token(url, known[1])) is not None


def detect(markup: str, url: str | None = None) -> tuple[Detection, ...]:
    """The platforms that a career page leads to, the surest first.

    Reads embeds, scripts, iframes, calls of a platform's API and links, in the raw markup. Several employers'
    boards on one platform mean that the page collects others' postings: none of them is sure then.
    """
    markup = markup[:_LONGEST_PAGE]
    if "\\" in markup:
        markup = markup.replace("\\/", "/").replace("\\u002F", "/").replace("\\u0026", "&")
    own = of(url) if url else None
    seen: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for (name, token), address in _addresses(markup):
        seen[name][token].append(address)
    for platform in _OTHERS:
        for beginning, mark in platform.marks:
            for match in mark.finditer(markup) if beginning in markup else ():
                seen[platform.name][match.groupdict().get("token") or ""].append("/embed")
    found = [
        detection
        for name, tokens in seen.items()
        if name not in _SHARED and not (own and own[0] == name)
        for detection in _judged(name, tokens)
    ]
    return tuple(sorted(found, key=lambda detection: -detection.confidence))


def _addresses(markup: str) -> Iterator[tuple[tuple[str, str], str]]:
    seen: set[str] = set()
    for match in _ADDRESS.finditer(markup):
        host = match[1].lower().removeprefix("www.")
        if _domain(host) not in _BY_DOMAIN or match[0] in seen:
            continue
        seen.add(match[0])
        address = host + unescape(match[2] or "")
        found = _of_host(host, address)
        if found is not None:
            yield found, address
        if len(seen) >= _MOST_ADDRESSES:
            return


def _of_host(host: str, address: str) -> tuple[str, str] | None:
    for platform in _BY_DOMAIN.get(_domain(host), ()):
        token = _token(platform, address)
        if token is not None:
            return platform.name, token
    return None


def _token(platform: _Platform, address: str) -> str | None:
    for pattern in platform.urls:
        match = pattern.match(address)
        if match is None:
            continue
        groups = match.groupdict()
        token = groups.get("token") or (f"{groups['tenant']}.{groups['shard']}" if "tenant" in groups else "")
        if token.lower() in platform.refused or (token and token.lower() in _PLACEHOLDERS):
            continue
        return f"{token}/{groups['site']}" if groups.get("site") else token
    return None


def _judged(name: str, tokens: dict[str, list[str]]) -> list[Detection]:
    named = {token: found for token, found in tokens.items() if token}
    if not named:
        return [
            Detection(platform=name, token=None, confidence=0.8, reason=f"{name} is embedded without its board's name")
        ]
    if name == "workday":
        named = _with_sites(named)
    most = max(named.values(), key=len)
    if len(most) >= 3 * (sum(map(len, named.values())) - len(most)):
        named = {token: found for token, found in named.items() if found is most}
    collected = len({token.split("/")[0].lower() for token in named}) > 1
    embeds = "" in tokens
    return [_detection(name, token, found, embeds=embeds, collected=collected) for token, found in named.items()]


def _without_token(address: str, token: str) -> str:
    return address.replace(token.split("/")[-1], "", 1)


def _with_sites(named: dict[str, list[str]]) -> dict[str, list[str]]:
    """A Workday host without a site is told nothing by; where a site is known, it belongs to that."""
    full = {token: found for token, found in named.items() if "/" in token}
    return full or named


def _detection(name: str, token: str, found: list[str], *, embeds: bool, collected: bool) -> Detection:
    calls = any(_CALL.search("//" + address) for address in found) or embeds
    boards = [address for address in found if not _POSTING.search(_without_token(address, token))]
    if collected:
        return Detection(
            platform=name, token=token, confidence=0.4, reason=f"links to boards of several employers on {name}"
        )
    if calls:
        return Detection(
            platform=name, token=token, confidence=0.95, reason=f"embeds or calls the {name} board {token}"
        )
    if boards:
        return Detection(platform=name, token=token, confidence=0.9, reason=f"links to the {name} board {token}")
    if len(found) > 1:
        return Detection(
            platform=name,
            token=token,
            confidence=0.8,
            reason=f"links to {len(found)} postings of the {name} board {token}",
        )
    return Detection(platform=name, token=token, confidence=0.6, reason=f"links to one posting on {name} ({token})")
