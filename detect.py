"""Where a career page leads: what ``electionjobs sources detect`` says of a page, fetched politely or read from a file.

The platforms a page embeds or links to come first (``parsers.pages.platform``). A page that leads to none may be a
source itself: a feed of jobs, JobPosting data, a newsletter, a list of postings, a document.
"""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from urllib.parse import urljoin

from crawl import CrawlError
from parsers.pages import document, feed, html, newsletter, page, platform, structured, titles
from parsers.reading import Document, Page
from schema import source_writing
from schema.source import Organization, Source
from schema.vocabulary import OrganizationKind
from spiders.board import host_of, origin_of
from spiders.career_page import NO_OPENINGS

SURE = 0.9
"""From here on a board is the page's own beyond reasonable doubt."""
LIKELY = 0.6
"""Below this, a person has to look: no source file is offered."""
OF_ANOTHER = 0.25
"""What a board's strange name takes from how sure it is."""

_FEED_WORDS = re.compile(r"\b(?:jobs?|job_feed|careers?|vacanc(?:y|ies)|openings?|positions?|employment)\b", re.I)
_FEEDS = 'link[rel~="alternate"][type*="rss"], link[rel~="alternate"][type*="atom"], a[href*="feed=job_feed"]'
_OWN_ADDRESS = (('link[rel="canonical"]', "href"), ('meta[property="og:url"]', "content"))
_NAMED = re.compile(r"[a-z]")
_GUID = re.compile(r"[0-9a-fA-F-]{32,36}")
_OTHER_ORIGINS = re.compile(r"//((?:jobs\.eu\.lever\.co|(?:www\.)?schooljobs\.com/careers)/[\w()%.-]+)")
"""Boards that their spider must be told the address of: their platform has a second home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A board that a page leads to, or the page itself as one.

    ``token`` is its name on the platform; where the page does not tell it, None. ``url`` is its address, for boards
    that have no name. ``sure`` is from 0 to 1, ``why`` says it in words.
    """

    platform: str
    token: str | None = None
    url: str | None = None
    sure: float
    why: str

    @property
    def usable(self) -> bool:
        """Whether a source file can be made of it without a person looking again."""
        return self.sure >= LIKELY and bool(self.token or self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """What a page leads to, the surest first.

    ``organization`` is what the page calls its site, "" where it does not. ``rejected`` says what a page without
    postings is.
    """

    address: str | None
    organization: str
    boards: tuple[Board, ...]
    rejected: str | None = None

    def source(self) -> Source | None:
        """The surest board as a source that a person completes; None where nothing is likely enough."""
        board = next((board for board in self.boards if board.usable), None)
        if board is None:
            return None
        home = origin_of(self.address or "") or platform.board_address(board.platform, board.token or "") or ""
        name = self.organization or host_of(home).removeprefix("www.") or board.token or board.platform
        organization = Organization(slug="", name=name, kind=None, homepage=home)
        return Source(
            id="",
            organization=organization,
            platform=board.platform,
            token=board.token,
            url=board.url,
            aggregator=board.platform == "newsletter",
            notes=f"Found on {self.address}" if self.address and self.address != board.url else "",
        )


def detect(named: str, base_url: str | None, fetch: Callable[[str], tuple[bytes, str]]) -> Detected:
    """What a page leads to. ``named`` is its address or a file, ``base_url`` the address a file came from.

    ``fetch`` gives a page and the address it was found at. Raises CrawlError where the page cannot be had or read, or
    leads nowhere; OSError where the file cannot be read.
    """
    if base_url and not origin_of(base_url):
        raise CrawlError(f"{base_url}: give an absolute address that starts with http:// or https://")
    if named.lower().startswith(("http://", "https://")):
        content, url = fetch(named)
        found = read(content, url.rpartition("/")[2] or "page.html", base_url or url)
    else:
        found = read(Path(named).read_bytes(), named, base_url)
    if not found.boards:
        why = f": {found.rejected}" if found.rejected else ""
        raise CrawlError(f"{named}: leads to no job board and lists no postings{why}")
    return found


def read(content: bytes, name: str, url: str | None = None) -> Detected:
    """What a page or file leads to. ``url`` is its address; without one, the address it gives itself.

    Raises CrawlError for a file that cannot be read.
    """
    if (of_feed := _of_feed(content, url)) is not None:
        return of_feed
    try:
        loaded = document.load(content, name, url=url)
        markup = loaded.content if isinstance(loaded.content, str) else document.as_html(loaded)
    except document.DocumentError as error:
        raise CrawlError(str(error)) from error
    address = url or _own_address(markup)
    loaded = replace(loaded, url=address)
    organization = _site_name(markup)
    boards = [*_by_address(address), *_by_markup(markup, address, f"{host_of(address or '')} {organization}")]
    read_page = page.read(loaded)
    if (weekly := _newsletter(loaded)) is not None:
        boards = [weekly, *(replace(board, sure=min(board.sure, 0.4)) for board in boards)]
    elif not any(board.sure >= SURE for board in boards):
        boards = [*boards, *_itself(loaded, markup, address, read_page)]
    elif len(read_page.postings) + _held_here(read_page, address) > 1:
        boards = [_beside_own_postings(board) for board in boards]
        boards += _itself(loaded, markup, address, read_page)
    return Detected(
        address=address, organization=organization, boards=_surest_first(boards), rejected=read_page.rejected
    )


def add(
    folder: Path,
    platforms: Collection[str],
    name: str,
    platform_name: str,
    *,
    token: str | None,
    url: str | None,
    kind: OrganizationKind | None,
    state: str | None,
    homepage: str | None,
) -> Path:
    """Write the source file of what ``sources add`` is told; gives its path. The board's address may stand for the
    homepage.

    Raises CrawlError where neither is known and for an unknown platform, SourceFileError for what no file can be made
    of (:func:`schema.source_writing.add`).
    """
    if platform_name not in platforms:
        raise CrawlError(f"{platform_name}: no such platform; there are {', '.join(sorted(platforms))}")
    home = homepage or origin_of(url or "") or platform.board_address(platform_name, token or "")
    if not home:
        raise CrawlError(f"{name}: give --homepage as well: where {platform_name} shows its boards is not known")
    slug = source_writing.slug_of(name, state and state.upper())
    organization = Organization(slug=slug, name=name, kind=kind, homepage=home, state=state and state.upper())
    source = Source(
        id=f"{slug}/{platform_name}",
        organization=organization,
        platform=platform_name,
        token=token,
        url=url,
        aggregator=platform_name == "newsletter",
    )
    return source_writing.add(folder, source, platforms)


def _surest_first(boards: Iterable[Board]) -> tuple[Board, ...]:
    unique: dict[tuple[str, str | None], Board] = {}
    for board in sorted(boards, key=lambda board: -board.sure):
        unique.setdefault((board.platform, board.token or board.url), board)
    return tuple(unique.values())


def _own_address(markup: str) -> str | None:
    tree = html.parse(markup)
    for selector, attribute in _OWN_ADDRESS:
        node = tree.css_first(selector)
        address = (node.attributes.get(attribute) or "").strip() if node is not None else ""
        if origin_of(address):
            return address
    return None


def _site_name(markup: str) -> str:
    """What a page calls its site; "" where only its title is known."""
    node = html.parse(markup).css_first('meta[property="og:site_name"]')
    return " ".join((node.attributes.get("content") or "").split())[:120] if node is not None else ""


def _by_address(address: str | None) -> Iterator[Board]:
    """The board whose own page this is."""
    known = platform.of(address or "")
    if known and known[1]:
        url = _second_home(f"//{(address or '').partition('//')[2]}", known[1])
        yield Board(platform=known[0], token=known[1], url=url, sure=0.98, why="the address is that of the board")


def _by_markup(markup: str, address: str | None, site: str) -> Iterator[Board]:
    """The boards that a page embeds or links to. One that has another's name may be another's."""
    for found in platform.detect(markup, address):
        sure, why = found.confidence, found.reason
        if LIKELY <= sure < 0.95 and found.token and not _alike(found.token, site):
            sure, why = round(sure - OF_ANOTHER, 2), f"{why}, whose name is not like that of the site"
        yield Board(
            platform=found.platform, token=found.token, url=_second_home(markup, found.token), sure=sure, why=why
        )


def _second_home(markup: str, token: str | None) -> str | None:
    for match in _OTHER_ORIGINS.finditer(markup):
        if token and match[1].endswith(f"/{token}"):
            return f"https://{match[1]}"
    return None


def _alike(token: str, site: str) -> bool:
    """Whether a board's name and the site's share letters. Of a name that is only a number nothing can be said."""
    name = re.sub(r"[^a-z0-9]", "", token.lower().partition("/")[0])
    other = re.sub(r"[^a-z0-9]", "", site.lower())
    if not other or not _NAMED.search(name) or _GUID.fullmatch(token):
        return True
    shared = SequenceMatcher(None, name, other, autojunk=False).find_longest_match()
    return shared.size >= min(4, len(name))


def _beside_own_postings(board: Board) -> Board:
    """A board that a page only links to, beside postings of its own."""
    if board.sure >= 0.95:
        return board
    return replace(board, sure=min(board.sure, 0.7), why=f"{board.why}, beside postings of the page's own")


def _held_here(read_page: Page, address: str | None) -> int:
    """How many postings a page links to on its own host."""
    host = host_of(address or "").removeprefix("www.")
    return sum(1 for link in read_page.links if not link.platform and host_of(link.url).removeprefix("www.") == host)


def _itself(loaded: Document, markup: str, address: str | None, read_page: Page) -> Iterator[Board]:
    """The page as a source of its own."""
    if loaded.media != "html":
        if read_page.kind in ("posting", "postings"):
            yield Board(platform="document", url=address, sure=LIKELY, why="the file is a posting")
        return
    yield from _feeds(markup, address)
    given = structured.postings(markup, address or "", dt.date.min)
    if len(given) > 1:
        yield Board(platform="schema_org", url=address, sure=0.85, why=f"holds {len(given)} JobPosting objects")
    elif given:
        yield Board(platform="schema_org", url=address, sure=0.5, why="is one posting with JobPosting data")
    elif (own := _as_career_page(markup, address, read_page)) is not None:
        yield own


def _newsletter(loaded: Document) -> Board | None:
    """The page as an issue: its postings name employers of their own, so that the boards it links to are theirs."""
    issue = newsletter.read(loaded)
    employers = {given.text for posting in issue.postings for given in posting.given("organization")}
    if not issue.is_newsletter or len(employers) < 2:
        return None
    why = f"is an issue with {len(issue.postings)} postings of {len(employers)} employers"
    return Board(platform="newsletter", url=loaded.url, sure=0.8, why=why)


def _as_career_page(markup: str, address: str | None, read_page: Page) -> Board | None:
    here = _held_here(read_page, address)
    if read_page.kind == "postings":
        sure, why = 0.8, f"holds {len(read_page.postings)} postings"
    elif read_page.kind == "list" and here > 1:
        sure, why = 0.8, f"links to {here} postings"
    elif read_page.kind == "list":
        sure, why = 0.5, f"links to {len(read_page.links)} postings, {here} of them on its own site"
    elif read_page.kind == "posting":
        sure, why = 0.5, "is one posting; the page that lists them is wanted"
    elif read_page.kind == "board" and (link := read_page.links[0]).platform is None:
        elsewhere = link.url if origin_of(link.url) else None
        return Board(platform="career_page", url=elsewhere, sure=0.5, why="the page says that the openings stand there")
    elif read_page.kind == "none" and NO_OPENINGS.search(html.text(markup)):
        sure, why = LIKELY, "says that there are no openings"
    else:
        return None
    return Board(platform="career_page", url=address, sure=sure, why=why)


def _feeds(markup: str, address: str | None) -> Iterator[Board]:
    """The job feeds that a page names. A site's feed of news is none."""
    for node in html.parse(markup).css(_FEEDS):
        href, title = node.attributes.get("href") or "", node.attributes.get("title") or ""
        try:
            url = urljoin(address or "", href)
        except ValueError:
            continue
        words = f"{title} {href.removeprefix(origin_of(href))}".replace("/", " ")
        if href and _FEED_WORDS.search(words) and "comment" not in words.lower():
            why = "names a feed of jobs"
            yield Board(platform="job_feed", url=url if origin_of(url) else None, sure=0.65, why=why)


def _of_feed(content: bytes, url: str | None) -> Detected | None:
    """A feed whose items are jobs: of the platform its links lead to, else a feed of its own. None for other files."""
    if b"<rss" not in content[:2000] and b"<feed" not in content[:2000] and b"<rdf:RDF" not in content[:2000]:
        return None
    try:
        found = feed.read(content)
    except feed.FeedError:
        return None
    name = found.values.get("title", "")
    boards = [*_by_address(url), *_by_markup(document.decode(content), url, f"{host_of(url or '')} {name}")]
    jobs = sum(titles.is_title(item.value("title")) for item in found.items)
    if jobs and (4 if _FEED_WORDS.search(name) else 2) * jobs >= len(found.items):
        why = f"is a feed in which {jobs} of {len(found.items)} items name a job"
        boards.append(Board(platform="job_feed", url=url, sure=0.8, why=why))
    return Detected(address=url, organization=name, boards=_surest_first(boards))
