"""Whether published links still lead to their postings: which to ask next, and what an answer means.

A check tells an editor; it closes nothing. That is the crawls' (pipelines/close.py).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import urlsplit

import sqlalchemy as sa

from schema.tables import link_checks, publishable

Status = Literal["ok", "dead", "doubtful"]

STATUSES: tuple[Status, ...] = get_args(Status)

GONE = frozenset({404, 410})

AGAIN = dt.timedelta(hours=20)
"""How long a check is good for: nothing is asked twice in a night, also when a check is run again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What asking for an address came to: the status and the address it ended at, or why it could not be asked.

    ``cause`` is the trouble's, as a BoardResult names it.
    """

    url: str
    status: int | None = None
    ended_at: str = ""
    trouble: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What is now known of a link. ``detail`` is one line for a person."""

    url: str
    status: Status
    detail: str


def to_check(connection: sa.Connection, now: dt.datetime, most: int) -> list[str]:
    """The links of published postings to ask now: those never asked, then those asked longest ago.

    ``most`` is how many may be asked within AGAIN; those that were count.
    """
    shown = publishable.c
    addresses = sa.union(sa.select(shown.url.label("url")), sa.select(shown.apply_url)).subquery()
    checked = link_checks.c.checked_at
    recent = sa.select(sa.func.count()).select_from(link_checks).where(checked > now - AGAIN)
    query = (
        sa.select(addresses.c.url)
        .outerjoin(link_checks, link_checks.c.url == addresses.c.url)
        .where(addresses.c.url.like("http%"), sa.or_(checked.is_(None), checked <= now - AGAIN))
        .order_by(checked.is_not(None), checked, addresses.c.url)
        .limit(max(0, most - connection.execute(recent).scalar_one()))
    )
    return list(connection.scalars(query))


def note(connection: sa.Connection, answer: Answer, now: dt.datetime) -> Checked:
    """Keep what an answer means. One 404 or 410 makes a link doubtful, a second one on a later day dead."""
    query = sa.select(link_checks.c.missing_since).where(link_checks.c.url == answer.url)
    known = connection.execute(query).one_or_none()
    missing_since = known.missing_since if known else None
    status, detail = _meaning(answer, missing_since, now.date())
    if answer.status in GONE:
        missing_since = missing_since or now.date()
    elif status == "ok":
        missing_since = None
    row = {"checked_at": now, "status": status, "detail": detail, "missing_since": missing_since}
    if known is None:
        connection.execute(sa.insert(link_checks).values(url=answer.url, **row))
    else:
        connection.execute(sa.update(link_checks).where(link_checks.c.url == answer.url).values(row))
    return Checked(url=answer.url, status=status, detail=detail)


def _meaning(answer: Answer, missing_since: dt.date | None, today: dt.date) -> tuple[Status, str]:
    if answer.status is None:
        return "doubtful", answer.trouble
    if answer.status in GONE:
        if missing_since is not None and missing_since < today:
            return "dead", f"answers {answer.status}, since {missing_since}"
        return "doubtful", f"answered {answer.status}; dead if it does so on another day"
    if not 200 <= answer.status < 300:
        return "doubtful", f"answered {answer.status}"
    if _is_front_page(answer.ended_at) and not _is_front_page(answer.url):
        return "doubtful", f"leads to the front page {answer.ended_at}"
    return "ok", ""


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query and not parts.fragment
