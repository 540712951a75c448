"""Approval: the draft of a week becomes its issue, whole and for ever; a republication is a revision of it."""

import datetime as dt

import sqlalchemy as sa

from desk.draft import Draft
from exports.issues import Issue, every, last_before, latest, revision
from schema.errors import Mendable
from schema.jsonform import to_json
from schema.tables import issues

__all__ = ["Issue", "IssueError", "approve", "every", "last_before", "latest", "revision"]


class IssueError(Mendable):
    """An issue that cannot be approved: one line that says why, and the mend."""


def approve(connection: sa.Connection, draft: Draft, *, who: str, why: str, now: dt.datetime) -> Issue:
    """Freeze a draft. Raises IssueError where it is empty, where it is what was approved before, or lacks a reason."""
    week, before = draft.wanted.week, draft.approved
    if not draft.digest.entries:
        raise IssueError(f"{week}: the draft is empty; there is nothing to approve")
    if before is not None and draft.digest == before.digest:
        raise IssueError(f"{week}: nothing differs from revision {before.revision}, which is approved")
    if before is not None and not why.strip():
        raise IssueError(f"{week}: is approved already; say why it is republished (--why)")
    issue = Issue(
        week=week,
        revision=before.revision + 1 if before else 1,
        day=draft.digest.day,
        since=draft.digest.since,
        until=draft.digest.until,
        arranged=draft.wanted.order,
        digest=draft.digest,
        approved_by=who,
        approved_at=now,
        why=why,
    )
    row = {column.name: getattr(issue, column.name) for column in issues.columns}
    try:
        connection.execute(sa.insert(issues).values(row | {"digest": to_json(issue.digest)}))
    except sa.exc.IntegrityError as problem:
        raise IssueError(f"{week}: somebody else approved it at this moment; look at it again") from problem
    return issue
