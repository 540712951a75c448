"""Links on a page that lead to postings, told from those to benefits, forms, people and news."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from parsers.pages import platform, titles
from parsers.pages.html import absolute
from parsers.pages.outline import Anchor, Line
from parsers.reading import Link

_SHAPE = re.compile(
    r"/(?:jobs?|careers?|vacanc(?:y|ies)|(?:job-?)?openings?|(?:open-)?positions?|employment(?:-opportunit(?:y|ies))?"
    r"|opportunit(?:y|ies)|job-?(?:postings?|listings?|announcements?|opportunities|details?)|postings?|requisitions?|empleos?|ofertas?|emplois?|offres?(?:-d-?emploi)?|postes?|vacantes|convocatorias)"
    r"/(?:[^/?#]+/)*(?P<slug>[^/?#]{4,}|\d+)/?(?:\?.*)?$"
    r"|[?&](?:job_?id|jobid|job|jid|req(?:uisition)?_?id|vacancy_?id|posting_?id|gh_jid|post)=[\w-]+",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"\.(?:pdf|docx?|rtf)$|/DocumentCenter/View/\d+|/(?:showpublisheddocument|ViewFile)/|docs\.google\.com/document|drive\.google\.com/file|indd\.adobe\.com/view|dropbox\.com/s",
    re.I,
)
_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|mp4|ics|css|js|xlsx?|zip)$|/(?:staff|people|directory|team|bio|news|blog|events?)/",
    re.I,
)
_SLUG_NO_JOB = re.compile(
    r"^(?:archive|closed|expired|benefits?|faqs?|culture|life|students?|internships?|locations?|teams?|departments?|search|login|signin|alerts?|about.*|"
    r"how-to-apply|veterans?|diversity.*|our-.*|why-.*|values|recruitment-process|hiring-process|index|home|apply|results|"
    r"openings|(?:current|open|all|our|available)-(?:openings|positions|roles|jobs)|job-?search.*|search.*|results|.*benefits|.*culture)(?:\.\w{2,5})?$",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"^(?:(?:view|read|see|learn|apply|more|details?|about|open|job|for|to|now|link|the|posting|position)[:\s]+)+", re.I
)
_STUCK = re.compile(r"(?<=[a-z0-9)])(?=[A-Z])")
_MAY_NAME = re.compile(r"(?=.{6,80}$)[^.!?]+(?:\s[^.!?\s]+){1,9}")
_NEAR = 14
_MOST = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    url: str
    title: str
    named: bool
    direct: bool
    shaped: bool

    @property
    def folder(self) -> str:
        parts = urlsplit(self.url)
        return parts.netloc + parts.path.rstrip("/").rsplit("/", 1)[0]


def links(lines: Sequence[Line], base: str, *, on_hub: bool) -> tuple[Link, ...]:
    """The links to postings, each address once, in page order. ``on_hub``: the page says that it lists openings.

    A link is one when its words (or, for "View details", the words beside it) name a job and its address looks like
    a posting's or a file's. On a hub either is enough where other links there are like it.
    """
    candidates = _without_repeated(list(_candidates(lines, base)))
    sure = {c.url for c in candidates if c.named and c.shaped}
    folders = {c.folder for c in candidates if c.url in sure}
    named = {c.url for c in candidates if c.named}
    shaped = {c.url for c in candidates if c.shaped}
    found: dict[str, _Candidate] = {}
    for candidate in candidates:
        alike = candidate.shaped and (candidate.folder in folders or (on_hub and len(shaped) > 1))
        if candidate.url in sure or alike or (candidate.named and (on_hub or len(named) > 2)):
            best = found.get(candidate.url)
            if best is None or (candidate.direct, candidate.named) > (best.direct, best.named):
                found[candidate.url] = candidate
    return tuple(link(url, candidate.title) for url, candidate in found.items())


def board_links(lines: Sequence[Line], base: str) -> tuple[Link, ...]:
    """The links that lead to a list of openings: "View all jobs", or a board's own address on a known platform."""
    found: dict[str, Link] = {}
    anchors = (anchor for line in lines for anchor in line.anchors)
    for anchor in islice(anchors, _MOST):
        url = absolute(base, anchor.href)
        if url is None or url.startswith("mailto:") or _same_page(url, base):
            continue
        way = link(url, anchor.text or anchor.label or _slug_words(url))
        if titles.leads_to_openings(way.title) or (way.token and not is_posting_address(url)):
            found.setdefault(url, way)
    return tuple(found.values())


def is_posting_address(url: str) -> bool:
    """Whether an address has the shape of one posting's: a platform's job page, ``/careers/election-clerk``."""
    if platform.is_posting(url):
        return True
    shape = _SHAPE.search(url.split("#", 1)[0])
    if shape is None or (shape["slug"] and _SLUG_NO_JOB.match(shape["slug"])):
        return False
    known = platform.of(url)
    return known is None or not (shape["slug"] and shape["slug"].lower() == known[1].lower())


def _candidates(lines: Sequence[Line], base: str) -> Iterator[_Candidate]:
    count = 0
    for index, line in enumerate(lines):
        for anchor in line.anchors:
            url = absolute(base, anchor.href)
            count += 1
            if count > _MOST:
                return
            if (
                url is None
                or url.startswith("mailto:")
                or _same_page(url, base)
                or _is_front(url, base)
                or _NO_PAGE.search(url.split("?", 1)[0])
            ):
                continue
            title, named = _title_of(anchor, lines, index)
            title = _without_tail(title, url)
            shaped = is_posting_address(url) or _FILE.search(url.split("?", 1)[0]) is not None
            shaped = shaped or (named and (_shares_words(url, title) or titles.opens_posting(anchor.text)))
            direct = bool(anchor.text) and not titles.is_opener(anchor.text)
            if named and not direct and not shaped:
                continue  # "Learn more" beside a name leads to anything
            if title and not _is_other(title, sure=named or platform.is_posting(url)):
                yield _Candidate(url=url, title=titles.without_label(title), named=named, direct=direct, shaped=shaped)


def _is_other(words: str, *, sure: bool) -> bool:
    return (
        titles.is_excluded(words)
        or titles.is_hub(words)
        or titles.leads_to_openings(words)
        or (not sure and titles.tells_or_does(words))
    )


def _title_of(anchor: Anchor, lines: Sequence[Line], index: int) -> tuple[str, bool]:
    """The name of the posting that a link opens, and whether it names a job."""
    file_name = titles.of_file_name(anchor.text)
    for words in (
        anchor.text,
        file_name,
        _LABELLED.sub("", anchor.text),
        anchor.label,
        _LABELLED.sub("", anchor.label),
    ):
        if words and titles.is_title(words):
            return words, True
    if not anchor.text and not anchor.label:
        return "", False
    if anchor.text and not titles.is_opener(anchor.text):
        stands_out = lines[index].rank or lines[index].row
        return (file_name, False) if _MAY_NAME.fullmatch(file_name) or stands_out else ("", False)
    line = lines[index]
    before = line.text.split(anchor.text, 1)[0] if anchor.text else line.text
    if titles.is_title(before):
        return before, True
    for other in reversed(lines[max(0, index - _NEAR) : index]):
        in_row = line.row and other.row == line.row
        if (other.rank or in_row or len(other.text) < 90) and titles.is_title(other.text):
            return other.text, True
        if line.row and other.row != line.row:
            break
    url = absolute("", anchor.href) or anchor.href
    words = _slug_words(url).title() if is_posting_address(url) else ""
    return (words, True) if titles.is_title(words) else ("", False)


def _without_repeated(candidates: list[_Candidate]) -> list[_Candidate]:
    """Without words that stand on several links and name no job: "Mehr erfahren" opens anything."""
    addresses: dict[str, set[str]] = {}
    for candidate in candidates:
        addresses.setdefault(candidate.title.lower(), set()).add(candidate.url)
    return [c for c in candidates if c.named or len(addresses[c.title.lower()]) == 1]


def _shares_words(url: str, title: str) -> bool:
    """Whether the last part of an address is made of the title's words: ``/hr/election-clerk``."""
    slug = {word for word in re.split(r"[^a-z]+", url.rstrip("/").rsplit("/", 1)[-1].lower()) if len(word) > 3}
    words = {word for word in re.split(r"[^a-z]+", title.lower()) if len(word) > 3}
    return len(slug & words) >= min(2, len(words)) > 0


def _without_tail(title: str, url: str) -> str:
    """A title without what only its style sets apart: "QA EngineerDenver" at ``/jobs/qa-engineer`` is "QA Engineer"."""
    slug = _letters(_slug_words(url))
    return next((head for m in _STUCK.finditer(title) if _letters(head := title[: m.start()]) == slug), title)


def _letters(words: str) -> str:
    return re.sub(r"[\W_]+", "", words).lower()


def _same_page(url: str, base: str) -> bool:
    return bool(base) and url.split("#", 1)[0].rstrip("/") == base.split("#", 1)[0].rstrip("/")


def _is_front(url: str, base: str) -> bool:
    """Whether an address is the first page of the site."""
    way = urlsplit(url)
    return way.path in {"", "/"} and not way.query and way.netloc == urlsplit(base).netloc


def _slug_words(url: str) -> str:
    return re.sub(r"[-_]+", " ", urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1])


def link(url: str, title: str) -> Link:
    """A link with the platform and token that its address tells."""
    known = platform.of(url)
    return Link(url=url, title=title, platform=known[0] if known else None, token=(known[1] or None) if known else None)
