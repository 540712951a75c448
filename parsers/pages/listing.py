"""An office's page: one posting, several whole ones, a list of links to postings, the way to a board; or none."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.pages import html, kind, labels, openings, outline, platform, rows, sections, titles
from parsers.pages.html import Main
from parsers.pages.outline import Line
from parsers.pages.sections import Section
from parsers.reading import Context, Link, Page
from schema.records import RawField, RawPosting

NO_OPENING = "The page neither describes an opening nor links to one."
_SURE = 0.6
_EMBEDDED = 0.95
_MANY_SIGNS = 4
_SOME_SIGNS = 3
_LONG = 350
_TEASER = 1_200
_SHORT = 200
_NO_LETTERS = re.compile(r"[\W_]+")
_HUB_PATH = re.compile(
    r"(?:careers?|jobs?|employment|vacanc(?:y|ies)|openings|(?:open-)?positions|karriere|work-(?:with|for)-us|join-us|"
    r"empleos?|emplois?|carrieres?|vacantes|trabaja-con-nosotros|recrutement|join-our-team|now-hiring|hiring|(?:job|career|employment)[-_]?(?:opportunit(?:y|ies)|openings?|listings?|postings?))"
    r"(?:\.\w{2,5})?",
    re.IGNORECASE,
)
_HUB_HOST = re.compile(r"https?://(?:jobs?|careers?|vacanc(?:y|ies)|karriere|empleos?|emplois?)\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Office:
    """What was found on one page."""

    main: Main
    markup: str
    lines: Sequence[Line]
    url: str
    context: Context
    is_hub: bool


def read(markup: str, main: Main, url: str, context: Context) -> Page:
    """Read an office's page. ``url`` is its address ("" where unknown), ``context`` what is known of it.

    ``main`` is the content of ``markup``. The postings have their own part of the page as ``description_html``; the
    links are absolute.
    """
    body = outline.without_comments(main.html)
    lines = outline.of(body)
    is_hub = _is_hub(main.title, url, context)
    office = _Office(main=main, markup=body, lines=lines, url=url, context=context, is_hub=is_hub)
    whole = [part for part in sections.of(lines, len(body), on_hub=is_hub) if not _is_teaser(part, url)]
    whole = whole or rows.sections(lines, on_hub=is_hub)
    links = openings.links(lines, url, on_hub=office.is_hub)
    if len(whole) > 1 and not _is_one(office, whole):
        return _several(office, whole, links)
    own = _slug(_title(office))
    others = tuple(link for link in links if _slug(link.title) != own)
    if office.is_hub and len(others) > 1 and not whole:
        return _list(others)
    named = whole[0].title if office.is_hub and len(whole) == 1 else main.title
    verdict = kind.judge(main.text, _with_title(context, named))
    if verdict.kind in {"dead", "wall"} and len(links) < 2:
        return Page(kind=verdict.kind, rejected=verdict.rejected, reasons=verdict.reasons)
    if _is_single(office, verdict, whole, others):
        return _single(office, whole, others, verdict.reasons)
    if others:
        return _list(others)
    return _board(office, markup) or _none(office, verdict)


def _is_teaser(part: Section, url: str) -> bool:
    """Whether a section only announces a posting: its heading leads to a page of its own, or a link in few words."""
    ways = (html.absolute(url, anchor.href) for anchor in part.heading.anchors)
    if any(ways) and len(part.text) < _TEASER:
        return True
    inside = (html.absolute(url, anchor.href) for line in part.lines for anchor in line.anchors)
    return len(part.text) < _SHORT and any(openings.is_posting_address(way) for way in inside if way)


def _is_single(office: _Office, verdict: kind.Verdict, whole: list[Section], links: Sequence[Link]) -> bool:
    if verdict.kind != "posting" and not (verdict.kind == "none" and _is_foreign(office.main.text)):
        return False
    if titles.is_title(_title(office)) and not titles.is_hub(_title(office)):
        return verdict.kind == "posting" or titles.signs(office.main.text) >= _SOME_SIGNS
    if len(whole) == 1:
        return sum(link.url not in _of_others(office) for link in links) < 2
    if links:
        return False
    if office.is_hub and _label_title(office) is None:
        return False
    if verdict.kind == "posting" and openings.is_posting_address(office.url):
        return True
    if len(office.main.text) < _LONG or titles.signs(office.main.text) < _MANY_SIGNS:
        return False
    return _label_title(office) is not None or _is_foreign(office.main.text) or verdict.score >= kind.CERTAIN


def _of_others(office: _Office) -> frozenset[str | None]:
    """The addresses below a heading such as "Similar jobs"."""
    first = next((i for i, line in enumerate(office.lines) if line.rank and titles.heads_others(line.text)), None)
    lines = () if first is None else office.lines[first:]
    return frozenset(html.absolute(office.url, anchor.href) for line in lines for anchor in line.anchors)


def _is_foreign(text: str) -> bool:
    """Whether a text is not English, so that the signs of :mod:`parsers.pages.kind` say nothing about it."""
    words = text[:4000].lower().split()
    return len(words) > 60 and sum(word in {"the", "and", "of", "to", "for"} for word in words) < 0.03 * len(words)


def _is_one(office: _Office, whole: list[Section]) -> bool:
    """Whether the parts are those of one posting: the page is named after a job, and they are few and short."""
    title = _title(office)
    return titles.is_title(title) and not office.is_hub and all(titles.signs(part.text) < _MANY_SIGNS for part in whole)


def _title(office: _Office) -> str:
    return office.context.title or office.main.title


def _labelled(office: _Office) -> str | None:
    """The job that a line names behind a label: "Position: Deputy Clerk"."""
    for line in office.lines[:60]:
        label, _, value = line.text.partition(":")
        if value and labels.name_of(label) == "title" and len(value) < 120:
            return value.strip()
    return None


def _label_title(office: _Office) -> str | None:
    """The job that a page without a telling heading names: "Job title: …", or its first line that is a title."""
    if labelled := _labelled(office):
        return labelled
    for line in office.lines[:25]:
        if titles.is_title(line.text):
            return titles.without_label(line.text)
    sought = titles.sought(office.main.text)
    if sought is not None:
        return sought
    if openings.is_posting_address(office.url) and office.main.title and not titles.is_hub(office.main.title):
        return titles.without_label(office.main.title)
    return None


def _single(office: _Office, whole: list[Section], links: tuple[Link, ...], reasons: tuple[str, ...]) -> Page:
    title = _title(office)
    markup, lines = office.main.html, office.lines
    if not titles.is_title(title) and len(whole) == 1:
        title, markup = whole[0].title, _part(office, whole[0])
        lines = whole[0].lines
    elif not titles.is_title(title) and not office.context.title:
        title = _label_title(office) or title
    elif not office.context.title and all(title not in line.text for line in lines):
        title = _labelled(office) or title  # the site's name for the page, which no reader sees
    posting = _posting(office, titles.without_label(title), markup, lines, office.url)
    return Page(
        kind="posting", postings=(posting,), links=links, reasons=reasons or (f"the page describes one job: {title}",)
    )


def _several(office: _Office, whole: list[Section], links: tuple[Link, ...]) -> Page:
    postings = []
    for part in whole:
        name = _slug(part.title)
        own = next((link.url for link in links if _slug(link.title) == name), None)
        anchor = part.heading.anchors[0].href if part.heading.anchors else ""
        url = own or html.absolute(office.url, anchor) or f"{office.url}#{name}"
        postings.append(_posting(office, part.title, _part(office, part), part.lines, url))
    known = {posting.url for posting in postings}
    left = tuple(link for link in links if link.url not in known)
    reasons = (f"{len(postings)} headings name jobs and have their text below them",)
    return Page(kind="postings", postings=tuple(postings), links=left, reasons=reasons)


def _list(links: tuple[Link, ...]) -> Page:
    found = ", ".join(link.title for link in links[:3])
    return Page(kind="list", links=links, reasons=(f"{len(links)} links lead to postings: {found}",))


def _board(office: _Office, markup: str) -> Page | None:
    """The way to a board: on a known platform where the page shows that, else the page of openings it links to."""
    ways = openings.board_links(office.lines, office.url)
    found = [d for d in platform.detect(markup, office.url or None) if d.confidence >= _SURE]
    if not office.is_hub:
        ways = tuple(way for way in ways if way.platform)
        if ways and not _is_about_jobs(office):
            ways = ()
        found = [d for d in found if d.confidence >= _EMBEDDED or any(way.token == d.token for way in ways)]
    known = [way for way in ways if way.platform]
    shown = {(way.platform, way.token) for way in known}
    known += [
        Link(url=office.url, title=office.main.title, platform=d.platform, token=d.token)
        for d in found
        if (d.platform, d.token) not in shown
    ]
    links = (*known, *(way for way in ways if not way.platform)) if not known or office.is_hub else tuple(known)
    if not links:
        return None
    reasons = tuple(d.reason for d in found) or (f"the openings stand elsewhere: {links[0].title}",)
    return Page(kind="board", links=links, reasons=reasons)


def _is_about_jobs(office: _Office) -> bool:
    return titles.careers_words(office.main.text) >= _MANY_SIGNS and not titles.is_excluded(office.main.title)


def _none(office: _Office, verdict: kind.Verdict) -> Page:
    rejected = verdict.rejected or NO_OPENING
    return Page(kind="none", rejected=rejected, reasons=verdict.reasons)


def _posting(office: _Office, title: str, markup: str, lines: Sequence[Line], url: str) -> RawPosting:
    return RawPosting(
        url=url,
        title=title,
        observed_on=office.context.date or dt.date.min,
        description_html=markup,
        fields=(*_given(office.context), *rows.fields(lines)),
    )


def _given(context: Context) -> tuple[RawField, ...]:
    """What the bringer of a page knows of it."""
    given = (("organization", context.organization), ("location", context.location))
    return tuple(RawField(name=name, text=text, where="listing") for name, text in given if text)


def _part(office: _Office, part: Section) -> str:
    inner = office.markup[part.lines[0].start : part.end] if part.lines else ""
    return html.balanced(inner)


def _with_title(context: Context, title: str) -> Context:
    return Context(
        date=context.date,
        title=context.title or title or None,
        organization=context.organization,
        organization_kind=context.organization_kind,
        location=context.location,
        url=context.url,
        country=context.country,
    )


def _is_hub(title: str, url: str, context: Context) -> bool:
    if context.title:
        return False
    if titles.is_title(title):
        return False
    if _HUB_HOST.match(url):
        return True
    last = re.split(r"[?#]", url, maxsplit=1)[0].rstrip("/").rsplit("/", 1)[-1]
    return titles.is_hub(title) or _HUB_PATH.fullmatch(last) is not None


def _slug(title: str) -> str:
    return "-".join(_NO_LETTERS.split(title.lower())).strip("-")
