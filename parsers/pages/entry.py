"""One entry of a newsletter: where its head ends, who is named in it, and where a second job begins in its paragraph.

The form is "Title, Office, Place — duties … Salary: … Deadline: … Application: …", with fifteen years of variants:
any dash, none, a colon, brackets, a title joined to its employer by a dash, the head on lines of its own.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.pages import heads
from parsers.pages.html import parse
from parsers.reading import Link

LONGEST_HEAD = 260
"""Characters in which a head has ended, or there is none."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_GAPS = ("  ", " \n", "\n ", "\n\n\n")
_DASH = re.compile(r"\s*[—―]+\s*|\s*–\s*|\s+-{1,2}\s+|-{2,3}\s*|(?<=[)\]])\s*-\s*|(?<=\w)-\s+(?=[A-Z])")
_DASH_SIGN = re.compile("[—―–-]")
_COLON = re.compile(r":\s+(?=[A-Z“\"])")
_SENTENCE = re.compile(r"[.!?]\s+(?=[A-Z“\"])")
_ABBREVIATION = re.compile(r"(?:\b[A-Z]|\b(?:St|Ste|Mt|Ft|Dept|Inc|Jr|Sr|Dr|Mr|Ms|No|Asst|Admin|Govt))$")
_SMALL = frozenset(
    "a an and at de del for from in la las los of on or the to with within y & / - i ii iii iv v vi de-la at-large et "
    "c/o e.g based area part-time full-time temporary seasonal remote bilingual contract".split()
)
_MARKS = " \t*_#>|•·▪◦"
_MARKDOWN_LINK = re.compile(r"\[([^\]\n]{1,300})\]\(\s*<?([^)\s>]{1,2000})>?[^)\n]{0,200}\)")
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"']{3,2000}")

_EMPLOYER = r"(?P<name>(?-i:[A-Z0-9])[\w&.,’'/ -]{1,90}?)"
_HIRES = re.compile(
    rf"\s*(?:the )?{_EMPLOYER}(?:\s*\([^)]{{1,60}}\))?,?\s+(?:"
    r"(?:is|are) (?:currently |now |presently |actively )?"
    r"(?:seeking|looking|hiring|recruiting|accepting|searching|soliciting|in search)"
    r"|(?:currently |now )?(?:seeks|invites|has openings|wants to hire|announces)"
    r"|has an? (?:\w+ )?(?:opening|opportunity|vacancy))\b",
    re.I,
)
_NO_EMPLOYER = re.compile(
    r"(?:we|this|that|our|you|he|she|it|they|there|who|what|if|as|in|under|position|candidate|applicant|incumbent|job)\b",
    re.I,
)
_CLOSING = re.compile(r"\b(?:application|deadline|to apply|how to apply|salary)s?\s*[:.]|\bclick here\b", re.I)
_DASHED = re.compile(r"[—–]|\s-")
_SHORTEST = 120
"""Characters of a first entry in whose paragraph a second one follows."""
_NEXT_HEAD = re.compile(
    r"(?:(?<=[a-z.)\d])|(?<=[.)]\s)|(?<=here\s)|\n)(?P<head>[A-Z][^\n.!?:;—–]{2,90}?,[^\n!?:;—–]{2,120}?)\s*(?:—|–|\s--?\s)\s*(?=[\w“\"])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One printed entry. ``title`` as printed, with its bracket; ``organization`` without its state; ``place`` with it.

    ``body`` is what stands behind the head. ``links`` in their order, the title's own first.
    ``head`` are the words of the head, empty where the entry has none.
    """

    title: str
    organization: str | None
    place: str | None
    body: str
    links: tuple[Link, ...] = ()
    head: str = ""


def clean(text: str) -> str:
    """The text without invisible characters, runs of blanks and blanks at line ends."""
    if text.replace("\n", "").isprintable() and not any(gap in text for gap in _GAPS):
        return text.strip()
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    lines = (" ".join(line.split()) for line in text.replace("\r", "\n").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def split(text: str, html: str | None = None, *, links: tuple[Link, ...] | None = None) -> Entry:
    """Read an entry. ``links`` are those in it, else they are taken from ``html``, its markup, or from the text.

    A linked title shows where the title ends.

    >>> split("Deputy Clerk, Example County, Ohio — keeps the rolls. Salary: $20/hour").organization
    'Example County'
    """
    links = links_of(text, html) if links is None else links
    plain = clean(_MARKDOWN_LINK.sub(r"\1", text)).lstrip(_MARKS + "\n")
    linked = clean(links[0].title) if links else None
    head, body = _head_and_body(plain, linked)
    if not head:
        title = linked if linked and plain.startswith(linked) and heads.names_role(linked) else ""
        return Entry(title=title, organization=employer_in(plain), place=None, body=plain, links=links)
    read = heads.read(head, title=_linked_title(head, linked))
    organization = read.organization
    if organization is None or read.organization_is_town:
        organization = employer_in(body) or organization
    return Entry(title=read.title, organization=organization, place=read.place, body=body, links=links, head=head)


def links_of(text: str, html: str | None) -> tuple[Link, ...]:
    """The links of an entry in order: of its markup, else of its Markdown, else bare addresses."""
    if html:
        return tuple(Link(url=url, title=title) for url, title in _anchors(html))
    marked = tuple(Link(url=m[2], title=m[1].strip(_MARKS)) for m in _MARKDOWN_LINK.finditer(text))
    return marked or tuple(Link(url=m[0].rstrip(".,;"), title="") for m in _ADDRESS.finditer(text))


def employer_in(body: str) -> str | None:
    """The employer that the first sentence names: "The Example County Clerk is seeking …"."""
    match = _HIRES.match(body[:300])
    if match is None:
        return None
    name = match["name"].strip(" ,")
    words = name.split()
    if not words or len(words) > 12 or _NO_EMPLOYER.match(name):
        return None
    if heads.ends_with_role(name) and not re.search(r"\b(?:of|county|city|town|state)\b", name, re.I):
        return None
    if re.search(r"[a-z]\. |,.*,.*,", name):
        return None
    small = sum(1 for word in words if word[:1].islower() and word.lower() not in _SMALL)
    return name if small == 0 else None


def starts_entry(text: str, *, among_jobs: bool = False) -> bool:
    """Whether a paragraph begins with a head that names a job.

    ``among_jobs`` says that it stands in a section of openings: then a head that ends with an employer or place
    will do, whatever its title is ("Voter Services, Example County, Ohio — leads …").
    """
    plain = clean(text).lstrip(_MARKS)
    if not among_jobs and not _names_job(plain[:LONGEST_HEAD]):
        return False
    head, body = _head_and_body(plain, None)
    return bool(head and body) and (_names_job(head) or (among_jobs and _is_complete(head)))


def several(text: str) -> tuple[tuple[int, int], ...]:
    """Where the entries of one paragraph stand in it: one span, or more where a second head follows a first ending."""
    starts = [0]
    closing = _CLOSING.search(text) if _DASHED.search(text, min(len(text), _SHORTEST)) else None
    if closing is None:
        return ((0, len(text)),)
    for match in _NEXT_HEAD.finditer(text, min(len(text), max(_SHORTEST, closing.start()))):
        before = text[starts[-1] : match.start("head")]
        if (
            len(before) > _SHORTEST
            and _CLOSING.search(before[-400:])
            and _is_head(match["head"])
            and _names_job(match["head"])
        ):
            starts.append(match.start("head"))
    return tuple(zip(starts, [*starts[1:], len(text)], strict=True))


def _names_job(head: str) -> bool:
    """The title of a head ends with a job's noun, or its first words name one."""
    return heads.names_role(heads.first_part(head))


def _head_and_body(text: str, linked: str | None) -> tuple[str, str]:
    """The head and what follows it; ("", text) where the text does not begin with a head."""
    found = _marked_off(text)
    if found is not None:
        return found
    line, _, rest = text.partition("\n")
    if linked and line.startswith(linked) and _is_head(linked):
        return _head_to_sentence(line, rest, len(linked))
    head, body = _head_to_sentence(line, rest, 0)
    return (head, body) if _names_job(head) and _is_complete(head) else ("", text)


@functools.lru_cache(maxsize=8)
def _marked_off(text: str) -> tuple[str, str] | None:
    """A head that a dash, the end of its line or a colon marks off, and what follows it.

    Kept for a moment: that a text begins with a head is asked before it is read.
    """
    line, _, rest = text.partition("\n")
    window = line[:LONGEST_HEAD]
    best: tuple[int, int] | None = None
    start = 0
    for dash in _dashes(window):
        if not window[: dash.start()].strip() or dash.end() == len(line):
            continue
        if best is not None and (_is_complete(window[: best[0]]) or not _is_head(window[start : dash.start()])):
            break
        if best is None and not _is_head(window[: dash.start()]):
            break
        best, start = dash.span(), dash.end()
    if best is not None and "," not in line[: best[0]]:
        best = _to_colon(line, best)
    if best is not None and not _is_whole_line_head(line, best, rest):
        return line[: best[0]].strip(" ,"), (line[best[1] :] + ("\n" + rest if rest else "")).strip()
    if rest.strip() and len(line) <= 160 and _is_head(line.rstrip(_MARKS + ":,—–-")):
        return _head_of_lines(line, rest)
    colon = _COLON.search(window)
    if colon and "," in (head := window[: colon.start()]) and _is_head(head) and _names_job(head):
        return head, (line[colon.end() :] + "\n" + rest).strip()
    return None


def _dashes(window: str) -> Iterator[re.Match[str]]:
    """The dashes that may end a head, with the blanks around them."""
    end = 0
    for sign in _DASH_SIGN.finditer(window):
        at = sign.start()
        if at >= end and (dash := _DASH.match(window, len(window[:at].rstrip())) or _DASH.match(window, at)):
            yield dash
            end = dash.end()


def _to_colon(line: str, dash: tuple[int, int]) -> tuple[int, int]:
    """The end of a head whose dash only parts title and employer: "Clerk - Example County, Ohio: Keeps …"."""
    colon = _COLON.search(line, dash[1], LONGEST_HEAD)
    if colon is None or not _is_head(between := line[dash[1] : colon.start()]):
        return dash
    return colon.span() if heads.names_employer_or_place(heads.parts_of(between)[-1]) else dash


def _is_complete(head: str) -> bool:
    """A head that already names an employer or place behind its title: what follows the next dash is no part of it."""
    parts = heads.parts_of(head)
    return len(parts) > 1 and heads.names_employer_or_place(parts[-1])


def _is_whole_line_head(line: str, dash: tuple[int, int], rest: str) -> bool:
    """A first line that is a head from end to end: its last dash joins parts of the head, the body is below."""
    return bool(rest.strip()) and len(line) <= 160 and _is_head(line[dash[1] :].rstrip(_MARKS + ":"))


def _head_of_lines(line: str, rest: str) -> tuple[str, str]:
    """A head on one or two lines of its own."""
    head = line.strip(_MARKS + ":,—–-")
    second, _, body = rest.lstrip().partition("\n")
    bare = second.strip(_MARKS + ",—–-")
    if body.strip() and 0 < len(bare) <= 120 and _is_head(bare) and not _CLOSING.search(bare) and ":" not in bare:
        return f"{head}, {bare}", body.strip()
    return head, rest.strip()


def _head_to_sentence(line: str, rest: str, start: int) -> tuple[str, str]:
    """A linked title followed by no dash: the head ends with its sentence."""
    for stop in _SENTENCE.finditer(line, start, LONGEST_HEAD):
        head = line[: stop.start()]
        shortened = _ABBREVIATION.search(head) or heads.shortens_region(head.rsplit(None, 1)[-1])
        if not shortened and _is_head(head):
            return head, (line[stop.end() :] + "\n" + rest).strip()
    return line[:start], (line[start:] + "\n" + rest).strip(" ,\n")


def _is_head(text: str) -> bool:
    """Whether words are printed as a name: capitals but for small words, no sentence in them."""
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]", "", text).strip()
    words = [w.strip(",.;:’'\"“”()[]*_") for w in text.split()]
    words = [w for w in words if w]
    if not words or len(words) > 32 or not text[:1].isalnum():
        return False
    lower = sum(1 for w in words if w[:1].islower() and w.lower() not in _SMALL)
    if lower * 6 <= len(words):
        return not (words[0][:1].islower() and len(words) > 3)
    title, _, employer = text.partition(",")  # an employer in lower case behind a proper title
    return lower <= 4 and bool(employer) and heads.ends_with_role(title) and _is_head(title) and "." not in employer


def _linked_title(head: str, linked: str | None) -> str | None:
    """The linked words where they are a title and not the whole head."""
    if not linked:
        return None
    linked = linked.strip(" ,—–-")
    if not head.startswith(linked) or len(linked) >= len(head) - 2 or not heads.names_role(linked):
        return None
    return linked


def _anchors(markup: str) -> list[tuple[str, str]]:
    anchors = ((a.attributes.get("href") or "", a.text(deep=True)) for a in parse(markup).css("a[href]"))
    return [(href.strip(), words) for href, words in anchors if href.strip()]
