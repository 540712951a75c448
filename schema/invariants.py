"""What must hold in every database, said once in SQL: ``db check`` and the tests ask the same questions."""

import sqlalchemy as sa

from schema.tables import decisions, issues, metadata, posting_versions, postings, sightings, submissions
from schema.vocabulary import CloseReason, DecisionKind, Status, SubmissionState, members

_alive = postings.c.status == "open"
_newest = (
    sa.select(posting_versions.c.posting, sa.func.max(posting_versions.c.version).label("version"))
    .group_by(posting_versions.c.posting)
    .subquery()
)

# What is wrong → the ids of the rows that are.
_QUESTIONS: dict[str, sa.Select[tuple[str]]] = {
    "has no version": sa.select(postings.c.id).where(
        ~sa.exists().where(posting_versions.c.posting == postings.c.id).correlate(postings)
    ),
    "was never sighted": sa.select(postings.c.id).where(
        ~sa.exists().where(sightings.c.posting == postings.c.id).correlate(postings)
    ),
    "has a gap in its versions": sa.select(posting_versions.c.posting)
    .group_by(posting_versions.c.posting)
    .having(sa.func.max(posting_versions.c.version) != sa.func.count()),
    "has another status, title or group than its last version": sa.select(postings.c.id)
    .join(_newest, _newest.c.posting == postings.c.id)
    .join(
        posting_versions,
        sa.and_(posting_versions.c.posting == _newest.c.posting, posting_versions.c.version == _newest.c.version),
    )
    .where(
        sa.or_(
            *(
                posting_versions.c.snapshot[column.name].as_string() != column
                for column in (postings.c.status, postings.c.title, postings.c.group_id)
            )
        )
    ),
    "is in a group for which none speaks, or more than one": sa.select(postings.c.group_id)
    .group_by(postings.c.group_id)
    .having(sa.func.sum(sa.cast(postings.c.canonical, sa.Integer)) != 1),
    "has a status that does not exist": sa.select(postings.c.id).where(postings.c.status.not_in(members(Status))),
    "is open and has a reason to be closed": sa.select(postings.c.id).where(
        _alive, sa.or_(postings.c.closed_on.is_not(None), postings.c.close_reason.is_not(None))
    ),
    "is not open and has no day or known reason for it": sa.select(postings.c.id).where(
        ~_alive,
        sa.or_(
            postings.c.closed_on.is_(None),
            sa.func.coalesce(postings.c.close_reason, "").not_in(members(CloseReason)),
        ),
    ),
    "was first seen after it was last seen": sa.select(postings.c.id).where(
        postings.c.first_seen > postings.c.last_seen
    ),
    "has a lowest pay above its highest": sa.select(postings.c.id).where(postings.c.salary_min > postings.c.salary_max),
}


# The same of what editors did: what is wrong, with the rows it is about, → their ids.
_OF_EDITORS: dict[tuple[str, str], sa.Select[tuple[str | int]]] = {
    ("issue", "has a gap in its revisions"): sa.select(issues.c.week)
    .group_by(issues.c.week)
    .having(sa.func.max(issues.c.revision) != sa.func.count()),
    ("decision", "is of a kind that does not exist"): sa.select(decisions.c.id).where(
        decisions.c.kind.not_in(members(DecisionKind))
    ),
    ("submission", "has a state that does not exist"): sa.select(submissions.c.id).where(
        submissions.c.state.not_in(members(SubmissionState))
    ),
    ("submission", "has a posting without being accepted, or is accepted without one"): sa.select(
        submissions.c.id
    ).where((submissions.c.state == "accepted") != submissions.c.posting.is_not(None)),
}


def violations(connection: sa.Connection) -> list[str]:
    """The broken invariants of a database, one line a row (at most ten of a kind)."""
    found = []
    for says, question in _QUESTIONS.items():
        found += [f"posting {row_id} {says}" for row_id in connection.scalars(question.limit(10))]
    for (what, says), about in _OF_EDITORS.items():
        found += [f"{what} {row_id} {says}" for row_id in connection.scalars(about.limit(10))]
    return found


def counts(connection: sa.Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in metadata.sorted_tables
    }
