"""Pages for links that people kept: of openings that are over, and of postings that are copies of another.

What is over keeps its page for 90 days: it says so, why, and where to look instead, and no search engine is told of
it. What an editor withdrew says nothing more than that. A copy's page leads to its opening, whose page has the address
of the posting that was seen first.
"""

import datetime as dt
from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from markupsafe import Markup

from exports import cuts, published, regions, wording
from exports.news import Opening
from exports.published import Row
from exports.site import cards, past, proofs, texts
from exports.site.cards import job
from exports.site.facts import facts
from exports.site.layout import Frame, Page, slug
from exports.site.proofs import Files
from schema.tables import postings, publishable

KEPT = dt.timedelta(days=90)


def copies(frame: Frame, openings: Sequence[Opening], files: Files) -> Iterator[Page]:
    """A page that leads on, for every posting of a published opening but the one that names its page."""
    for opening in openings:
        for copy in files.copies[opening.row["group_id"]]:
            if copy.id != opening.name:
                target = f"{opening.name}.html"
                yield frame.page(
                    job(copy.id),
                    "moved",
                    title=cards.title(opening.row),
                    listed=False,
                    head=f'<meta http-equiv="refresh" content="0; url={target}">',
                    target=target,
                )


def closed(frame: Frame, connection: sa.Connection, today: dt.date) -> Iterator[Page]:
    """A page for every posting of an opening that ended in the last 90 days."""
    alive = set(connection.scalars(sa.select(publishable.c.group_id)))
    last: dict[str, Row] = {}
    for row in published.closed(connection, since=today - KEPT):
        if row["group_id"] not in alive:
            last.setdefault(row["group_id"], row)
    ended = sa.select(postings.c.group_id).where(postings.c.status != "open", postings.c.closed_on >= today - KEPT)
    members = proofs.copies(connection, ended)
    for group, row in last.items():
        for copy in members[group]:
            yield _page(frame, job(copy.id), row)


def _page(frame: Frame, path: str, row: Row) -> Page:
    employer = wording.shortened(wording.line(row["organization"]), 160)
    role = row["role_family"]
    withdrawn = row["status"] == "removed"
    return frame.page(
        path,
        "closed",
        title=", ".join(part for part in ("Closed: " + cards.title(row), employer) if part),
        listed=False,
        heading=cards.title(row),
        employer=employer,
        employer_slug=slug(employer) if employer else "",
        place=wording.line(wording.place(row)),
        closed_on=row["closed_on"],
        reason=past.why_closed(row["close_reason"]),
        original=wording.link(row["url"]),
        shown=[] if withdrawn else facts(row, ()),
        text="" if withdrawn else Markup(texts.whole(row)),
        role=(f"role/{cuts.slug(role)}.html", wording.term(role)) if role != "other" else None,
        states=[(f"state/{code.lower()}.html", regions.STATES[code]) for code in regions.states(row)],
    )
