"""A newsletter's issue: the openings in its jobs section, and nothing of its news, events, funding calls and notices.

The form is common to many weeklies: sections under headings, one of them of jobs, an opening a paragraph ("Title,
Office, Place — duties …"). Nothing here knows one publisher's class names.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.resources import files

from parsers import labels
from parsers.pages import blocks, document, entry, heads, html, kind
from parsers.pages.blocks import Block
from parsers.reading import Document, Link
from schema.records import RawField, RawPosting

_LOOKUP = tomllib.loads((files("parsers.pages") / "lookups" / "newsletter.toml").read_text("utf-8"))
LONGEST_HEADING = 90
"""Characters in which a section's heading is done."""
MOST_BLOCKS = 60
"""Paragraphs and items that one opening may have."""
FEWEST_LOOSE = 3
"""So many entries in the paragraph form make an issue of a page without a jobs section."""


def _words(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(phrases, key=len, reverse=True)))})(?!\w)", re.I)


_JOBS, _NOT_JOBS = _words(_LOOKUP["jobs"]), _words(_LOOKUP["not_jobs"])
_OTHERS, _NOTICE = _words(_LOOKUP["others"]), _words(_LOOKUP["notice"])
_NUMBERED = re.compile(r"\s*(?:[IVXL]{1,6}|\d{1,2})[.)]\s*(?=[A-Z])")
_GOES_ON = re.compile(rf"(?-i:[a-z•·*-])|(?:{'|'.join(map(re.escape, _LOOKUP['goes_on']))})\b", re.I)
_CLOSED = re.compile(r"click here|\bto apply\b|\bapplication:|@\w+\.\w", re.I)
_APPLY = re.compile(r"apply|click here|application|here\b|posting|listing|more information", re.I)
_MONTHS = "january february march april may june july august september october november december".split()
_DATE = re.compile(
    rf"\b({'|'.join(m[:3] for m in _MONTHS)})[a-z]*\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (20\d\d|19\d\d)\b", re.I
)
_ISO_DATE = re.compile(r"\b(20\d\d|19\d\d)[-/](0[1-9]|1[0-2])[-/](0[1-9]|[12]\d|3[01])(?!\d)")
_ISSUE_WORDS = re.compile(
    r"\b(?:weekly|newsletter|issue|bulletin|digest|edition|dispatch|roundup|archive)\b|\b(?:vol|no)\. ?\d", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What an issue holds. ``others`` are the first words of what was set aside in its jobs section, and why.

    ``is_newsletter`` is False for a page that does not have the form; it has no postings then.
    """

    postings: tuple[RawPosting, ...] = ()
    others: tuple[str, ...] = ()
    issue_date: dt.date | None = None
    is_newsletter: bool = False
    reasons: tuple[str, ...] = ()


@dataclass(slots=True)
class _Section:
    heading: str
    level: int
    blocks: list[Block] = field(default_factory=list)


def read(doc: Document) -> Issue:
    """Read an issue: HTML, a mail, Markdown or plain text. Raises DocumentError for a file without text."""
    page = [piece for block in blocks.of(document.as_html(doc)) for piece in _without_leading_heading(block)]
    issue_date = _date_of(doc, page)
    section = _jobs_section(page)
    printed, others = _entries(section.blocks) if section else _loose_entries(page)
    reasons = [f"section “{section.heading}”"] if section else []
    reasons.append(f"{len(printed)} entries in the form “Title, Office, Place — duties”")
    is_issue = bool(printed) and (section is not None or len(printed) >= FEWEST_LOOSE)
    seen = doc.context.date or issue_date
    if not is_issue or seen is None:
        missing = "neither a jobs section nor several entries in paragraphs" if not is_issue else "no date of issue"
        return Issue(others=tuple(others), issue_date=issue_date, reasons=(*reasons, missing))
    base = doc.url or doc.context.url or ""
    postings = tuple(_posting(blocks_of_one, base, seen) for blocks_of_one in printed)
    return Issue(
        postings=postings, others=tuple(others), issue_date=issue_date, is_newsletter=True, reasons=tuple(reasons)
    )


def index(doc: Document) -> tuple[Link, ...]:
    """The links to issues on a page that lists them: links whose words or address carry a date, newest form first."""
    base = doc.url or doc.context.url or ""
    found: dict[str, str] = {}
    for block in blocks.of(document.as_html(doc)):
        for href, words in block.links:
            dated = (
                _DATE.search(words)
                or _ISO_DATE.search(href)
                or (_ISSUE_WORDS.search(words) and re.search(r"\d", words))
            )
            url = _absolute(base, href)
            if dated and url and url != base:
                found.setdefault(url, words.strip())
    return tuple(Link(url=url, title=title) for url, title in found.items())


def _without_leading_heading(block: Block) -> tuple[Block, ...]:
    """A block apart from a heading that stands on its first line: "IX. Job Postings<br>To have your job listed …"."""
    line_end = block.text.find("\n")
    if block.level or line_end < 0:
        return (block,)
    first = block.part(0, line_end)
    if len(first.text) <= LONGEST_HEADING and (_NUMBERED.match(first.text) or (first.bold and _is_jobs(first.text))):
        return (first, block.part(line_end, len(block.text)))
    return (block,)


def _is_jobs(text: str) -> bool:
    text = _NUMBERED.sub("", text).strip(" :*_-–—")
    return len(text) <= 60 and _JOBS.search(text) is not None and not _NOT_JOBS.search(text) and "," not in text


def _heading_level(block: Block) -> int | None:
    """1 to 6 for a heading by its tag, 7 for a line that is printed as one, None for text."""
    text = block.text
    if len(text) > LONGEST_HEADING or "\n" in text.strip():
        return None
    if block.level:
        return block.level
    bare = text.strip(" :*_-–—")
    printed = _NUMBERED.match(text) or block.bold or (bare.isupper() and len(bare) > 3)
    return (
        7 if printed and not block.item and (_NUMBERED.match(text) or _is_jobs(text) or _OTHERS.search(text)) else None
    )


def _jobs_section(page: list[Block]) -> _Section | None:
    """The section of openings: from its heading to the next one of its rank that is another section's."""
    best: _Section | None = None
    current: _Section | None = None
    for block in page:
        level = _heading_level(block)
        if level is not None and _is_jobs(block.text) and not _names_opening(block.text):
            if current is None:
                current = _Section(block.text.strip(), level)
                best = best if best and best.blocks else current
            continue
        if current is not None and level is not None and _ends(current, block, level):
            best = max((s for s in (best, current) if s), key=lambda s: sum(len(b.text) for b in s.blocks))
            current = None
        if current is not None:
            current.blocks.append(block)
    sections = [s for s in (best, current) if s and s.blocks]
    return max(sections, key=lambda s: sum(len(b.text) for b in s.blocks)) if sections else None


def _ends(section: _Section, block: Block, level: int) -> bool:
    if _names_opening(block.text):
        return False
    if _NUMBERED.match(block.text) or (_OTHERS.search(block.text) and len(block.text) <= 50):
        return True
    return bool(block.level) and level <= section.level


def _names_opening(text: str) -> bool:
    first = heads.parts_of(_NUMBERED.sub("", text))[:1]
    return (
        bool(first)
        and heads.ends_with_role(first[0])
        and not re.search(r"\b(?:openings|postings|positions)\b", text, re.I)
    )


def _entries(page: list[Block]) -> tuple[list[list[Block]], list[str]]:
    """The openings of a section, each as its blocks, and what is none of them."""
    printed: list[list[Block]] = []
    others: list[str] = []
    open_entry = False
    for block in page:
        if _has_notice(block.text):
            rest = _after_notice(block)
            others.append(f"{_first_words(block.text)}: the section’s own notice")
            open_entry = False
            if rest is None:
                continue
            block = rest
        if _starts(block):
            pieces = [block.part(a, b) for a, b in entry.several(block.text)]
            printed.extend([piece] for piece in pieces)
            open_entry = True
        elif open_entry and _continues(printed[-1], block):
            printed[-1].append(block)
        elif len(block.text) > 3:
            open_entry = False
            others.append(f"{_first_words(block.text)}: no title and employer at its head")
    return printed, others


def _has_notice(text: str) -> bool:
    small = text.lower()
    return any(phrase in small for phrase in _LOOKUP["notice"]) and _NOTICE.search(text) is not None


def _continues(printed: list[Block], block: Block) -> bool:
    """Whether a block without a head belongs to the opening before it."""
    if len(printed) >= MOST_BLOCKS:
        return False
    if len(block.links) == 1 and block.links[0][1].strip() == block.text.strip() and not _APPLY.search(block.text):
        return False
    if (
        len(block.text) <= LONGEST_HEADING
        and _OTHERS.search(block.text)
        and not block.text.rstrip().endswith((".", ":"))
    ):
        return False
    if block.item or _GOES_ON.match(block.text):
        return True
    return len(block.text) > LONGEST_HEADING and not any(_CLOSED.search(b.text) for b in printed)


def _loose_entries(page: list[Block]) -> tuple[list[list[Block]], list[str]]:
    """Openings in the paragraph form on a page without a jobs section, each judged by itself."""
    printed = [
        [b] for b in page if len(b.text) > 150 and entry.starts_entry(b.text) and kind.judge(b.text).kind == "posting"
    ]
    return printed, []


def _starts(block: Block) -> bool:
    """Whether a block begins an opening: by its head, by its linked title, or as a line that only names one."""
    text = block.text
    if entry.starts_entry(text, among_jobs=True):
        return True
    href, words = block.links[0] if block.links else ("", "")
    if (
        href
        and text.lstrip(" *•").startswith(words.strip()[:40])
        and words.strip()
        and heads.names_role(words)
        and len(words) < 150
    ):
        return not _APPLY.fullmatch(words.strip())
    return (block.level > 0 or block.bold) and len(text) <= 160 and _names_opening(text)


def _after_notice(block: Block) -> Block | None:
    """The opening that stands behind the notice in the same paragraph."""
    for match in re.finditer(r"[.!]\s*(?=[A-Z])", block.text):
        if _NOTICE.search(block.text, match.end()):
            continue
        rest = block.part(match.end(), len(block.text))
        return rest if len(rest.text) > 150 and entry.starts_entry(rest.text) else None
    return None


def _posting(printed: list[Block], base: str, seen: dt.date) -> RawPosting:
    text = "\n".join(block.text for block in printed)
    links = [(href, words) for block in printed for href, words in block.links]
    read = entry.split(text, links=tuple(Link(url=href, title=words.replace("\n", "")) for href, words in links))
    ways = [(url, words) for href, words in links if (url := _absolute(base, href))]
    title = read.title or _first_words(text)
    fields = [RawField(name=s.name, text=s.value, where="label") for s in labels.split(text)]
    if read.organization:
        fields.append(RawField(name="organization", text=read.organization, where="title"))
    if read.place:
        fields.append(RawField(name="location", text=read.place, where="title"))
    if apply := _apply_link(ways):
        fields.append(RawField(name="apply", text=apply, where="body"))
    return RawPosting(
        url=next((url for url, _ in ways if not url.startswith("mailto:")), f"{base}#{_slug(title)}"),
        title=title,
        observed_on=seen,
        description_html="\n".join(block.markup for block in printed),
        description_text=text,
        fields=tuple(fields),
    )


def _apply_link(ways: list[tuple[str, str]]) -> str | None:
    """The link of the application sentence, else the first one."""
    for url, words in reversed(ways):
        if _APPLY.search(words) or url.startswith("mailto:"):
            return url
    return ways[0][0] if ways else None


def _absolute(base: str, href: str) -> str | None:
    if not href or href.startswith(("javascript:", "tel:", "data:", "#")):
        return None
    try:
        return html.joined(base, href)
    except ValueError:
        return None


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:80]


def _first_words(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:60].rsplit(" ", 1)[0] + " …"


def _date_of(doc: Document, page: list[Block]) -> dt.date | None:
    """The day of the issue: a date that is a line of its own near its top, else one in its address."""
    lines = [block.text for block in page[:60] if len(block.text) <= LONGEST_HEADING]
    found = next((m for line in lines if (m := _DATE.search(line))), None)
    if found:
        month = next(i for i, name in enumerate(_MONTHS, 1) if name.startswith(found[1].lower()))
        return _day(int(found[3]), month, int(found[2]))
    in_url = _ISO_DATE.search(doc.url or doc.context.url or "")
    return _day(int(in_url[1]), int(in_url[2]), int(in_url[3])) if in_url else None


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
