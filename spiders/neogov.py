"""NEOGOV agencies (governmentjobs.com, schooljobs.com): an agency's RSS feed, its HTML list, its posting pages.

The feed has the whole texts in one answer, the list has the total: read together they prove each other. A posting
that only the list shows gets its text from its print page.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from html import unescape
from urllib.parse import quote, urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response
from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsers.pages import feed, html
from parsers.pages.document import decode
from schema.records import RawField, RawPosting
from schema.source import Source
from spiders.board import BoardError, BoardSpider, Listing, Output, Reading, host_of, today, wanted

ORIGIN = "https://www.governmentjobs.com"
SCHOOLS = "https://www.schooljobs.com"
JOB_ID = re.compile(r"/jobs/(?:newprint/)?(\d+)|[?&]jobid=(\d+)", re.IGNORECASE)
# Dates of the feed have a tail that no standard knows: "Wed, 19 Aug 2026 05:00:00:0".
TIME_TAIL = re.compile(r"(\d{1,2}:\d{2}:\d{2}):\d+$")
UTC_FORM = "%a, %d %b %Y %H:%M:%S"
NUMBER = re.compile(r"\d+(?:\.\d+)?")
HIDDEN_PAY = {"not displayed"}
SECTIONS = {
    "examplesofduties": "Examples of Duties",
    "qualifications": "Qualifications",
    "supplementalinformation": "Supplemental Information",
    "benefits": "Benefits",
}
# What the left side of a posting's pairs is about; pairs that are not named here keep their own name.
TERMS = {
    "salary": "salary",
    "location": "location",
    "job type": "employment",
    "remote employment": "remote",
    "department": "department",
    "division": "division",
    "opening date": "posted",
    "closing date": "deadline",
}


class NeogovSpider(BoardSpider):
    name = "neogov"
    origin = ORIGIN

    def home(self, source: Source) -> str:
        """Schools have the same program under an address of their own, which their source file gives as ``url``."""
        return SCHOOLS if host_of(source.url or "") == host_of(SCHOOLS) else self.origin

    def agency(self, reading: Reading) -> str:
        return quote(self.token(reading.source), safe="()")

    def first(self, reading: Reading) -> Iterable[Request]:
        url = f"{self.home(reading.source)}/SearchEngine/JobsFeed?agency={self.agency(reading)}"
        yield self.follow(reading, url, self.read_feed, may_fail=self.without_feed)

    def read_feed(self, response: Response, reading: Reading) -> Iterator[Output]:
        """The feed has the texts. A page in its place means that the agency has no feed: then the list has to do."""
        try:
            yield from parse_feed(response.body, self.observed_on)
        except BoardError as error:
            if error.cause != "wrong_type":
                raise
        yield self.list_page(reading, 1)

    def without_feed(self, response: Response, reading: Reading) -> Iterator[Output]:
        yield self.list_page(reading, 1)

    def list_page(self, reading: Reading, number: int) -> Request:
        query = f"agency={self.agency(reading)}&sort=PostingDate&isDescendingSort=true&page={number}"
        url = f"{self.home(reading.source)}/careers/home/index?{query}"

        def read(response: Response, reading: Reading) -> Iterator[Output]:
            return self.read_list(response, reading, number)

        # without this header the answer is the application's empty shell
        return self.follow(reading, url, read, headers={"X-Requested-With": "XMLHttpRequest"})

    def read_list(self, response: Response, reading: Reading, number: int) -> Iterator[Output]:
        """One page of the list. The list ends at its stated total, or at a page that shows nothing new."""
        if "/careers/" not in urlsplit(response.url).path.lower():
            raise BoardError("unknown_board", f"NEOGOV knows no agency {reading.source.token!r}: check the token")
        listing = parse_list(response.body, response.url, self.observed_on)
        if number == 1:
            reading.total = listing.total
            reading.proven_empty = listing.total == 0
        new = [p for p in listing.postings if p.source_job_id not in reading.seen]
        reading.seen |= {p.source_job_id for p in new if p.source_job_id}
        for posting in new:
            if posting.source_job_id in reading.shown:
                continue
            yield self.detail(reading, posting) if wanted(posting, reading.source.only) else posting
        proven = reading.total is not None and len(reading.seen | reading.shown) >= reading.total
        if new and not proven:
            yield self.list_page(reading, number + 1)

    def detail(self, reading: Reading, listed: RawPosting) -> Request:
        """The print page of a posting: its whole text, and its dates in full."""
        url = f"{self.home(reading.source)}/careers/{self.agency(reading)}/jobs/newprint/{listed.source_job_id}"

        def read(response: Response, reading: Reading) -> Iterator[Output]:
            yield _merged(listed, parse_detail(response.body, listed.url, self.observed_on))

        def gone(response: Response, reading: Reading) -> Iterator[Output]:
            """It closed between the list and now."""
            yield replace(self.gone(response), url=listed.url, source_job_id=listed.source_job_id)
            reading.total = reading.total - 1 if reading.total else None

        return self.follow(reading, url, read, may_fail=gone)


def parse_board(payload: bytes, source: Source, observed_on: dt.date) -> Listing:
    """The postings of one answer of an agency: its feed, or a page of its list."""
    if _is_feed(payload):
        return Listing(postings=parse_feed(payload, observed_on))
    return parse_list(payload, f"{ORIGIN}/careers/{source.token}", observed_on)


def parse_recorded(
    payload: bytes, token: str | None = None, name: str = "", observed_on: dt.date | None = None
) -> tuple[RawPosting, ...]:
    """The postings of any recorded answer: feed, list (whole page or fragment), posting page or print view."""
    day = observed_on or today()
    if _is_feed(payload):
        return tuple(_employed(posting) for posting in parse_feed(payload, day))
    page = f"{ORIGIN}/careers/{token}" if token else f"{ORIGIN}/careers/"
    tree = html.parse(decode(payload))
    if tree.css_first(".term-description, #details-info") is not None and tree.css_first("li.list-item") is None:
        return (parse_detail(payload, page, day),)
    return parse_list(payload, page, day).postings


def parse_feed(payload: bytes, observed_on: dt.date) -> tuple[RawPosting, ...]:
    """The postings of an agency's feed. Raises BoardError: ``partial`` for a cut-off feed, else ``wrong_type``."""
    try:
        read = feed.read(payload)
    except feed.FeedError as error:
        raise BoardError("wrong_type", f"no NEOGOV feed: {error}") from error
    if not read.whole:
        raise BoardError("partial", "the feed breaks off before its end")
    if not all(item.value("title") for item in read.items):
        raise BoardError("layout_changed", "an item of the NEOGOV feed has no title")
    return tuple(_feed_posting(item, read.values, observed_on) for item in read.items)


def _is_feed(payload: bytes) -> bool:
    head = payload[:2000].lower()
    return b"<rss" in head or b"<feed" in head


def _feed_posting(item: feed.Item, channel: Mapping[str, str], day: dt.date) -> RawPosting:
    link = item.link or item.value("guid")
    texts = [item.value("description")]
    texts += [f"<h2>{head}</h2>{item.value(name)}" for name, head in SECTIONS.items() if item.value(name)]
    return RawPosting(
        url=link,
        title=_line(unescape(item.value("title"))),
        observed_on=day,
        source_job_id=item.value("jobid") or _job_id(link),
        description_html="\n".join(texts),
        fields=tuple(f for f in _feed_fields(item, channel) if f.text),
    )


def _feed_fields(item: feed.Item, channel: Mapping[str, str]) -> Iterator[RawField]:
    state = item.value("state")
    place = _line(item.value("location"))
    if state and state.lower() not in place.lower():
        place = f"{place}, {state}" if place else state
    named = {
        "agency": channel.get("title", ""),
        "location": place,
        "department": item.value("department"),
        "division": item.value("division"),
        "employment": item.value("jobtype"),
        "posted": TIME_TAIL.sub(r"\1", item.value("advertisefromdate", "advertisefromdateutc")),
        "deadline": _deadline(item, channel),
        "job_number": item.value("jobnumbersingle"),
    }
    for name, text in named.items():
        yield RawField(name=name, text=_line(text), where="structured")
    for text in item.values.get("category", ()):
        yield RawField(name="category", text=_line(text), where="structured")
    yield from _feed_pay(item)


def _deadline(item: feed.Item, channel: Mapping[str, str]) -> str:
    """The closing time in the agency's own clock; an empty element is how the feed says "continuous".

    The feed's UTC is the local time plus the agency's standard offset, summer and winter, so that 11:59 PM of the
    last day stands there as 4 to 10 o'clock of the next one.
    """
    local = TIME_TAIL.sub(r"\1", item.value("advertisetodatetime"))
    if local:
        return f"{local} {channel.get('timezone', '')}".strip() if local[-1].isdigit() else local
    stated = TIME_TAIL.sub(r"\1", item.value("advertisetodatetimeutc"))
    if not stated:
        return "Continuous" if "advertisetodatetime" in item.values or "advertisetodatetimeutc" in item.values else ""
    try:
        moment = dt.datetime.strptime(stated, UTC_FORM)  # noqa: DTZ007 - its zone is what is worked out here
    except ValueError:
        return f"{stated} UTC"
    if offset := re.fullmatch(r"[+-]?\d{1,2}(?:\.\d+)?", channel.get("utcoffset", "")):
        return f"{moment + dt.timedelta(hours=float(offset.group())):{UTC_FORM}} {channel.get('timezone', '')}".strip()
    if moment.minute == 59 and 4 <= moment.hour <= 10:
        return f"{moment - dt.timedelta(hours=moment.hour + 1):{UTC_FORM}}"
    return f"{stated} UTC"


def _feed_pay(item: feed.Item) -> Iterator[RawField]:
    bounds = {"min": item.value("minimumsalary"), "max": item.value("maximumsalary")}
    shown = {name: text for name, text in bounds.items() if text and text.lower() not in HIDDEN_PAY}
    parts = {name: text for name, text in shown.items() if NUMBER.fullmatch(text) and float(text) > 0}
    if not shown or (NUMBER.fullmatch(next(iter(shown.values()))) and not parts):
        return
    around = {"currency": item.value("salarycurrency"), "unit": item.value("salaryinterval")}
    around = {name: text for name, text in around.items() if text}
    text = " ".join(
        [
            " - ".join(dict.fromkeys([parts[n] for n in ("min", "max") if n in parts] or shown.values())),
            *around.values(),
        ]
    )
    yield RawField(name="salary", text=text, where="structured", parts={**parts, **around} if parts else {})


def parse_list(payload: bytes, url: str, observed_on: dt.date) -> Listing:
    """The rows of a list page. ``total`` is the number the page states; 0 when it says that there are no jobs.

    Raises BoardError (``layout_changed``) for a page with neither rows nor the words for an empty list.
    """
    tree = html.parse(decode(payload))
    rows = tree.css("li.list-item")
    if not rows:
        if tree.css_first(".jobs-not-found-container") is not None:
            return Listing(total=0)
        raise BoardError("layout_changed", "the NEOGOV page has neither a list of jobs nor the words for an empty one")
    counter = tree.css_first("#job-postings-number")
    stated = NUMBER.search(counter.text().replace(",", "")) if counter is not None else None
    postings = tuple(posting for row in rows if (posting := _row(row, url, observed_on)) is not None)
    return Listing(postings=postings, total=int(stated.group()) if stated else None)


def _row(row: LexborNode, url: str, day: dt.date) -> RawPosting | None:
    link = row.css_first("a.item-details-link") or row.css_first("h3 a")
    if link is None:
        return None
    address = urljoin(url, link.attributes.get("href") or "")
    teaser = row.css_first(".list-entry")
    return RawPosting(
        url=address,
        title=_line(link.text()),
        observed_on=day,
        source_job_id=_job_id(address) or row.attributes.get("data-job-id"),
        description_text=_line(teaser.text()) if teaser is not None else "",
        fields=tuple(f for f in _row_fields(row, link) if f.text),
    )


def _row_fields(row: LexborNode, link: LexborNode) -> Iterator[RawField]:
    lines = row.css("ul.list-meta > li")
    plain = [line for line in lines if not _line(line.text()).startswith(("Category:", "Department:"))]
    if plain:
        yield RawField(name="location", text=_line(plain[0].text()), where="listing")
    for line in plain[1:]:
        kind, _, pay = _line(line.text()).partition(" - ")
        yield RawField(name="employment", text=kind, where="listing")
        yield RawField(name="salary", text=pay, where="listing")
    for line in lines:
        label, _, text = _line(line.text()).partition(": ")
        if label in ("Category", "Department"):
            yield RawField(name=label.lower(), text=text, where="listing")
    named = link.attributes.get("data-department-name")
    if named and not any(_line(line.text()) == f"Department: {_line(named)}" for line in lines):
        yield RawField(name="department", text=_line(named), where="listing")
    published = row.css_first(".list-published")
    for text in published.text(separator="\n").splitlines() if published is not None else ():
        yield RawField(name="posted" if "Posted" in text else "deadline", text=_line(text), where="listing")


def parse_detail(payload: bytes, url: str, observed_on: dt.date) -> RawPosting:
    """A posting's page or print view: pairs of term and value, then the text. ``url`` is the posting's address."""
    tree = html.parse(decode(payload))
    heading = tree.css_first("h1") or tree.css_first("h2")
    if heading is None or tree.css_first(".term-description, #details-info") is None:
        raise BoardError("layout_changed", f"{url}: no NEOGOV posting page")
    title = _line(heading.text())
    fields = tuple(_pairs(tree))
    heading.decompose()
    body = tree.css_first("#details-info") or tree.body
    canonical = tree.css_first('link[rel="canonical"]')
    address = (canonical.attributes.get("href") if canonical is not None else None) or url
    return RawPosting(
        url=address,
        title=title,
        observed_on=observed_on,
        source_job_id=_job_id(address),
        description_html="".join(part.html or "" for part in body.iter(include_text=True)).strip() if body else "",
        fields=fields,
    )


def _pairs(tree: LexborHTMLParser) -> Iterator[RawField]:
    """The term-and-value pairs above the text, which are taken out of the tree."""
    for term in tree.css(".term-description"):
        left = (
            term.parent if term.parent is not None and "span" in (term.parent.attributes.get("class") or "") else term
        )
        right = left.next
        while right is not None and right.tag == "-text":
            right = right.next
        if right is None:
            continue
        label, text = _line(term.text()).rstrip(":").lower(), _line(right.text(separator=" "))
        if text:
            yield RawField(name=TERMS.get(label, label), text=text, where="label")
        left.decompose()
        right.decompose()


def _merged(listed: RawPosting, detail: RawPosting) -> RawPosting:
    """What the list and the posting's own page say: the page's values first, the list's where it is silent."""
    given = {f.name for f in detail.fields}
    fields = detail.fields + tuple(f for f in listed.fields if f.name not in given or f.name == "department")
    return replace(listed, description_html=detail.description_html, description_text="", fields=fields)


def _employed(posting: RawPosting) -> RawPosting:
    """A recorded feed has no source file that names the employer: then the agency is it."""
    agency = posting.given("agency")
    employer = tuple(replace(f, name="organization") for f in agency)
    return replace(posting, fields=(*employer, *posting.fields))


def _job_id(url: str) -> str | None:
    found = JOB_ID.search(url)
    return (found.group(1) or found.group(2)) if found else None


def _line(text: str) -> str:
    return " ".join(text.split())
