"""Any page or file: which postings it holds, whatever it is made of."""

import datetime as dt
import re
from dataclasses import replace

from parsers.pages import (
    archive,
    document,
    entry,
    frontmatter,
    html,
    kind,
    labels,
    listing,
    newsletter,
    pager,
    scripted,
    structured,
    titles,
)
from parsers.pages.failure import DocumentError
from parsers.reading import Context, Document, Link, Page
from schema.records import RawField, RawPosting
from schema.vocabulary import PageKind

_SHORT_DESCRIPTION = 300
_SHORTEST_ENTRY = 150
_WHOLE = re.compile(r"<(?:!doctype|html|head|body|main|article|h1|nav)\b", re.IGNORECASE)
_HEAD = 5_000
_MAY_BE_OVER = re.compile(
    r"no longer|expired|filled|closed|not (?:accepting|available)|n[’']t available", re.IGNORECASE
)
_DASH = re.compile(r"—|–|&mdash;|&ndash;|&#821[12];")
UNTITLED = "(untitled)"
"""The title of a posting that prints none."""

_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_NEWSLETTER = re.compile(r"newsletter|weekly|electionline|digest|bulletin|marketplace", re.IGNORECASE)


def read(document_: Document) -> Page:
    """Find the postings in a page or file. Never raises; a file that cannot be read is kind ``none`` and says why.

    What the context knows (title, organization, location) wins over what the document says.
    """
    try:
        if document_.media == "html":
            return _of_page(document_)
        if document_.media == "warc":
            return _of_archive(document_)
        return _of_file(document_)
    except DocumentError as failure:
        return Page(
            kind="none", rejected=f"{str(failure)[:1].upper()}{str(failure)[1:]}.", reasons=("unreadable file",)
        )


def read_part(part: Document, *, judged: bool) -> Page:
    """A page that is known to be about one posting alone; not ``judged``, it is one whatever its words say."""
    found = read(part)
    if judged or found.postings:
        return found
    main = html.main(document.as_html(part))
    if not main.text.strip():
        return found
    posting = RawPosting(
        url=part.url or "",
        title=part.context.title or titles.without_label(main.title),
        observed_on=part.context.date or dt.date.min,
        description_html=main.html,
    )
    return Page(
        kind="posting",
        postings=(_with_context(posting, part.context),),
        reasons=("the part that the source's hints name",),
    )


def _of_page(page: Document) -> Page:
    markup = document.as_html(page)
    url = page.url or page.context.url or ""
    seen = page.context.date or dt.date.min
    found = structured.postings(markup, url, seen)
    if found:
        return _of_structured(found, markup, url, page.context)
    if _is_called_newsletter(markup, url):
        issue = _newsletter(page)
        if issue is not None:
            return issue
    if not _WHOLE.search(markup[:_HEAD]):
        one = _one(page, html.text(markup), markup, page.context, {})
        if one.kind == "posting" and (one.postings[0].fields or page.context.title):
            return one
    main = html.main(markup)
    read = listing.read(markup, main, url, page.context)
    if read.kind in {"none", "board"}:
        read = _behind(markup, url, page.context) or read
    if read.kind in {"list", "postings"}:
        read = replace(read, next_url=pager.next_url(markup, url))
    if read.kind == "none" or (read.kind == "list" and _DASH.search(main.html)):
        issue = _unnamed_issue(page, main, max(2, len(read.links)))
        if issue is not None:
            return issue
    return _headless(page, main) if read.rejected == listing.NO_OPENING else read


def _unnamed_issue(page: Document, main: html.Main, fewest: int) -> Page | None:
    """An issue of a newsletter that is not called one: so many whole entries in the content of a page."""
    if len(main.text) < fewest * _SHORTEST_ENTRY:
        return None
    issue = _newsletter(replace(page, content=main.html))
    if issue is None or len(issue.postings) < fewest:
        return None
    whole = all(len(html.text(posting.description_html)) >= _SHORTEST_ENTRY for posting in issue.postings)
    return issue if whole else None


def _behind(markup: str, url: str, context: Context) -> Page | None:
    """What stands in the data behind a page that a script draws."""
    found = scripted.read(markup, url, context.date or dt.date.min)
    if found is None:
        return None
    return replace(found, postings=tuple(_with_context(posting, context) for posting in found.postings))


def _of_archive(file: Document) -> Page:
    """All that the answers in an archive hold: their postings, and their links to postings it does not hold."""
    postings: dict[tuple[str, str], RawPosting] = {}
    links: dict[str, Link] = {}
    held: set[str] = set()
    for content, url, context in archive.answers(document.as_bytes(file), file.context):
        held.add(url)
        try:
            one = read(document.load(content, url.rpartition("/")[2] or "page.html", url=url, context=context))
        except DocumentError:
            continue
        postings.update({(posting.url, posting.title): posting for posting in one.postings})
        links.update({link.url: link for link in one.links})
    left = tuple(link for link in links.values() if link.url not in held)
    kind_: PageKind = "postings" if len(postings) > 1 else "posting" if postings else "list" if left else "none"
    return Page(
        kind=kind_,
        postings=tuple(postings.values()),
        links=left,
        rejected="None of the pages in the archive holds a posting." if kind_ == "none" else None,
        reasons=(f"{len(held)} pages in the archive",),
    )


def _headless(page: Document, main: html.Main) -> Page:
    """A page whose text reads as a posting and names the job in its first words, but in no heading."""
    one = _one(page, main.text, main.html, page.context, {})
    if one.kind == "posting" and titles.is_title(one.postings[0].title):
        return one
    return Page(kind="none", rejected=listing.NO_OPENING, reasons=one.reasons)


def _of_structured(found: tuple[RawPosting, ...], markup: str, url: str, context: Context) -> Page:
    main = html.main(markup)
    if len(found) == 1 and _MAY_BE_OVER.search(main.text):
        verdict = kind.judge(main.text, replace(context, title=context.title or found[0].title))
        if verdict.kind == "dead":
            return Page(kind="dead", rejected=verdict.rejected, reasons=verdict.reasons)
    postings = tuple(_with_context(_completed(posting, main, len(found)), context) for posting in found)
    if len(postings) == 1:
        return Page(kind="posting", postings=postings, reasons=("JobPosting in the page's structured data",))
    return Page(kind="postings", postings=postings, reasons=(f"{len(postings)} JobPosting objects",))


def _completed(posting: RawPosting, main: html.Main, count: int) -> RawPosting:
    """The visible text in place of a teaser, where the page is about this posting alone."""
    if count > 1 or len(posting.description_html or posting.description_text) >= _SHORT_DESCRIPTION:
        return posting
    if len(main.text) < 2 * _SHORT_DESCRIPTION:
        return posting
    return replace(posting, description_html=main.html, description_text="")


def _of_file(file: Document) -> Page:
    fields: dict[str, str] = {}
    text = document.as_text(file)
    if file.media in {"markdown", "text"} and isinstance(file.content, str):
        found, _ = frontmatter.split(file.content)
        fields = dict(found)
    context = _with_front_matter(file.context, fields)
    file = replace(file, context=context)
    issue = _newsletter(file)
    if issue is not None:
        return issue
    markup = "" if file.media == "text" else document.as_html(file)
    if markup:
        page = listing.read(markup, html.main(markup), file.url or "", context)
        if page.kind == "postings":
            return page
    return _one(file, text, markup, context, fields)


def _one(file: Document, text: str, markup: str, context: Context, fields: dict[str, str]) -> Page:
    """A file that is one posting, or none."""
    head = entry.split(text, markup or None)
    printed = head.title if head.head and titles.is_title(head.title) else ""
    title = context.title or titles.without_label(printed or _title(text, markup) or _unheaded(text, head.title))
    verdict = kind.judge(text, replace(context, title=title or None))
    if verdict.kind != "posting":
        links = tuple(link for link in head.links if verdict.kind in {"list", "board"})
        kept = verdict.kind if verdict.kind in {"dead", "wall"} or links else "none"
        rejected = None if links else verdict.rejected or "The text describes no opening."
        return Page(kind=kept, links=links, rejected=rejected, reasons=verdict.reasons)
    given = [("organization", head.organization), ("location", head.place)]
    posting = RawPosting(
        url=file.url or fields.get("link") or fields.get("url") or next((link.url for link in head.links), ""),
        title=title or UNTITLED,
        observed_on=context.date or dt.date.min,
        description_html=markup,
        description_text="" if markup else text,
        fields=tuple(RawField(name=name, text=value, where="title") for name, value in given if value),
    )
    return Page(kind="posting", postings=(_with_context(posting, context),), reasons=verdict.reasons)


def _title(text: str, markup: str) -> str:
    """The name of the job in a file: labelled, the first heading, or a first line that names a job."""
    lines = [line.strip() for line in text.split("\n") if line.strip()][:30]
    for line in lines:
        label, colon, value = line.partition(":")
        if colon and 3 < len(value.strip()) < 120 and labels.name_of(label) == "title":
            return value.strip()
    if markup:
        heading = html.parse(markup).css_first("h1, h2, h3")
        words = " ".join(heading.text(deep=True).split()) if heading is not None else ""
        if titles.is_title(words):
            return titles.without_label(words)
    heads = (line for line in lines[:4] if labels.name_of(line.partition(":")[0]) in (None, "title"))
    return next((titles.without_label(line) for line in heads if titles.is_title(line)), "")


def _unheaded(text: str, first: str) -> str:
    """The name of a job that no heading gives: whoever does the work or is sought, else the first words."""
    is_label = labels.name_of(first.partition(":")[0]) is not None
    if first and not is_label and len(first.split()) < 10:
        return first
    return titles.doer(text) or titles.sought(text) or ("" if is_label else first)


def _with_front_matter(context: Context, fields: dict[str, str]) -> Context:
    return replace(
        context,
        title=context.title or fields.get("title"),
        date=context.date or frontmatter.date_of(fields),
        organization=context.organization
        or fields.get("organization")
        or fields.get("company")
        or fields.get("employer"),
        location=context.location or fields.get("location"),
    )


def _with_context(posting: RawPosting, context: Context) -> RawPosting:
    """The posting with what its bringer knows in place of what it says."""
    known = {"organization": context.organization, "location": context.location}
    given = tuple(RawField(name=name, text=text, where="listing") for name, text in known.items() if text)
    kept = tuple(field for field in posting.fields if not known.get(field.name))
    return replace(posting, title=context.title or posting.title, fields=(*given, *kept))


def _newsletter(page: Document) -> Page | None:
    issue = newsletter.read(page)
    if not issue.is_newsletter or not issue.postings:
        return None
    one = len(issue.postings) == 1
    return Page(kind="posting" if one else "postings", postings=issue.postings, reasons=issue.reasons)


def _is_called_newsletter(markup: str, url: str) -> bool:
    name = _TITLE.search(markup[:200_000])
    return _NEWSLETTER.search(f"{url} {name[1] if name else ''}") is not None
