"""What every parser takes and gives.

A field parser is ``parse(text, context, *, labelled=False) -> Value | None`` in ``parsers/fields/<field>.py``.
``labelled`` says that the whole text is about this field (the words after "Salary:", a board's own pay column);
otherwise the text is a posting's body and the parser looks for its own cues in it.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from schema.records import RawPosting
from schema.vocabulary import PageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known around a text: the day it was published or seen, and the posting it belongs to."""

    date: dt.date | None = None
    title: str | None = None
    organization: str | None = None
    organization_kind: str | None = None
    location: str | None = None
    url: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The words a value was read from, and the rule that read them; ``confidence`` 0 to 1."""

    quote: str
    rule: str
    confidence: float = 1.0


Media = Literal["html", "text", "markdown", "pdf", "docx", "eml", "warc"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One page or file as it came: its bytes (or text), what kind of file it is, and what its bringer knew of it."""

    content: bytes | str
    media: Media
    url: str | None = None
    context: Context = field(default_factory=Context)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link to a posting or board. ``platform`` and ``token`` are set where the address tells them."""

    url: str
    title: str
    platform: str | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page or file holds.

    ``rejected`` says in one sentence why it holds no posting (kinds none, dead, wall), else None.
    ``broken``: it is dead by an error of the site, which says nothing of what became of an opening.
    ``reasons`` are the signs the decision rests on, for a person who checks it.
    ``next_url`` is the next page of a list in pages, None on the last.
    """

    kind: PageKind
    postings: tuple[RawPosting, ...] = ()
    links: tuple[Link, ...] = ()
    rejected: str | None = None
    reasons: tuple[str, ...] = ()
    broken: bool = False
    next_url: str | None = None
