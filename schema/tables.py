"""The SQL tables of jobs.db, and the two views that others read from (SQLAlchemy Core; migrations/ makes them)."""

import datetime as dt
from dataclasses import fields
from decimal import Decimal
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import sqlalchemy as sa

from schema.column_types import ExactDecimal, UtcDateTime
from schema.records import JobPosting

_SQL_TYPES: dict[type, type[sa.types.TypeEngine[Any]]] = {
    str: sa.Text,
    dt.date: sa.Date,
    Decimal: ExactDecimal,
    bool: sa.Boolean,
    int: sa.Integer,
}


def _posting_columns() -> list[sa.Column[Any]]:
    """One column for every field of JobPosting: lists and objects as JSON; NULL is "not stated"."""
    hints = get_type_hints(JobPosting)
    columns = []
    for spec in fields(JobPosting):
        hint = hints[spec.name]
        options = get_args(hint) if get_origin(hint) is UnionType or type(None) in get_args(hint) else (hint,)
        kinds = [option for option in options if option is not type(None)]
        kind = _SQL_TYPES.get(kinds[0], sa.Text if _is_enumeration(kinds[0]) else sa.JSON)
        columns.append(
            sa.Column(
                spec.name,
                kind(none_as_null=True) if kind is sa.JSON else kind(),
                primary_key=spec.name == "id",
                nullable=type(None) in options and spec.name not in _ALWAYS,
            )
        )
    return columns


def _is_enumeration(hint: Any) -> bool:  # noqa: ANN401 - any annotation
    return all(isinstance(member, str) for member in get_args(hint)) and bool(get_args(hint))


# None only until the database has given them.
_ALWAYS = {"id", "group_id", "first_seen", "last_seen", "last_changed"}

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _refers(name: str, column: str, **options: Any) -> sa.Column[Any]:  # noqa: ANN401 - Column's own options
    kind = sa.Integer if column == "runs.id" else sa.Text
    return sa.Column(name, kind, sa.ForeignKey(column), **options)


organizations = sa.Table(
    "organizations",
    metadata,
    sa.Column("slug", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text),
    sa.Column("homepage", sa.Text, nullable=False),
    sa.Column("state", sa.Text),
    sa.Column("country", sa.Text, nullable=False),
    sa.Column("fips", sa.Text),
)

sources = sa.Table(
    "sources",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    _refers("organization", "organizations.slug", nullable=False),
    sa.Column("platform", sa.Text, nullable=False),
    sa.Column("token", sa.Text),
    sa.Column("url", sa.Text),
    sa.Column("aggregator", sa.Boolean, nullable=False),
    sa.Column("schedule", sa.Text, nullable=False),
    # The fewest postings that a good run lists, as last agreed on, and the words that explained it when it was lowered.
    sa.Column("floor", sa.Integer, nullable=False, server_default="0"),
    sa.Column("floor_why", sa.Text, nullable=False, server_default=""),
    # The bound of its file, where it has one: a source that never changes is asked less, but so often at least.
    sa.Column("at_least", sa.Text),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    # Which crawl or ingest it was part of: one round covers many sources.
    sa.Column("round", sa.Text, nullable=False),
    _refers("source", "sources.id", nullable=False),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("finished_at", UtcDateTime, nullable=False),
    sa.Column("listed", sa.Integer, nullable=False),
    sa.Column("complete", sa.Boolean, nullable=False),
    sa.Column("cause", sa.Text),
    sa.Column("detail", sa.Text, nullable=False),
    # The guard of closing: null (passed or not asked), held, opened (by agreement), released (by an editor).
    sa.Column("guard", sa.Text),
    sa.Column("guard_reason", sa.Text),
    *(
        sa.Column(name, sa.Integer, nullable=False)
        for name in ("new", "changed", "unchanged", "reopened", "closed", "expired", "held", "set_aside")
    ),
    # Share of postings with a value, a field; null where nothing was read.
    sa.Column("fills", sa.JSON(none_as_null=True)),
    sa.Column("alarms", sa.JSON(none_as_null=True), nullable=False),
    sa.Index("ix_runs_source_id", "source", "id"),
)

postings = sa.Table(
    "postings",
    metadata,
    *_posting_columns(),
    # Complete runs in a row that did not show it; 0 once it is seen.
    sa.Column("missed", sa.Integer, nullable=False, server_default="0"),
    # The member of its group that speaks for the group.
    sa.Column("canonical", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.ForeignKeyConstraint(["source"], ["sources.id"]),
    sa.Index("ix_postings_source_status", "source", "status"),
    sa.Index("ix_postings_source_source_job_id", "source", "source_job_id"),
    sa.Index("ix_postings_group_id", "group_id"),
    sa.Index("ix_postings_status_deadline_on", "status", "deadline_on"),
    sa.Index("ix_postings_last_changed", "last_changed"),
)

# What a posting is recognized by in its own source. An edited posting keeps its former keys.
posting_keys = sa.Table(
    "posting_keys",
    metadata,
    _refers("posting", "postings.id", primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, primary_key=True),
    _refers("source", "sources.id", nullable=False),
    sa.Index("ix_posting_keys_source_value", "source", "value"),
)

# What a posting is looked up by when others are matched with it, whatever their source: numbers of 64 bits.
match_keys = sa.Table(
    "match_keys",
    metadata,
    sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
    _refers("posting", "postings.id", primary_key=True),
    sa.Index("ix_match_keys_posting", "posting"),
    sqlite_with_rowid=False,
)

# A row for every change: the whole posting as it was from then on, and what differed (field: [before, after]).
posting_versions = sa.Table(
    "posting_versions",
    metadata,
    _refers("posting", "postings.id", primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    _refers("run", "runs.id"),
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("recorded_at", UtcDateTime, nullable=False),
    sa.Column("snapshot", sa.JSON(none_as_null=True), nullable=False),
    sa.Column("changed", sa.JSON(none_as_null=True)),
    sa.Index("ix_posting_versions_valid_from", "valid_from"),
)

sightings = sa.Table(
    "sightings",
    metadata,
    _refers("posting", "postings.id", primary_key=True),
    _refers("run", "runs.id", primary_key=True),
    sa.Column("observed_on", sa.Date, primary_key=True),
    sa.Column("url", sa.Text, primary_key=True),
    sa.Index("ix_sightings_run", "run"),
)

evidence = sa.Table(
    "evidence",
    metadata,
    _refers("posting", "postings.id", primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("quote", sa.Text, nullable=False),
    sa.Column("where", sa.Text, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    # False: a reading that lost against a better one and is kept as a conflict.
    sa.Column("used", sa.Boolean, nullable=False),
)

# What two postings are to each other. kind: one of vocabulary.LinkKind, or doubtful: nearly enough speaks for one
# opening to let an editor look at them; such a link groups nothing.
links = sa.Table(
    "links",
    metadata,
    _refers("a", "postings.id", primary_key=True),
    _refers("b", "postings.id", primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("reasons", sa.JSON(none_as_null=True), nullable=False),
    sa.Index("ix_links_b", "b"),
)

set_aside = sa.Table(
    "set_aside",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _refers("source", "sources.id", nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("observed_on", sa.Date, nullable=False),
    _refers("last_run", "runs.id", nullable=False),
    sa.UniqueConstraint("source", "url", "title"),
)

leads = sa.Table(
    "leads",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _refers("source", "sources.id", nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("platform", sa.Text),
    sa.Column("token", sa.Text),
    _refers("last_run", "runs.id", nullable=False),
    sa.UniqueConstraint("source", "url"),
)

# What was last found out about the address of a posting or of an application. status: ok, dead (it is not there any
# more, or says that the posting is over), doubtful (it could not be asked); detail: one line for a person.
link_checks = sa.Table(
    "link_checks",
    metadata,
    sa.Column("url", sa.Text, primary_key=True),
    sa.Column("checked_at", UtcDateTime, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False, server_default=""),
    # The day of the first 404 or 410 since it last answered otherwise: a second one on another day makes it dead.
    sa.Column("missing_since", sa.Date),
)

# Documents that editors handed in, byte for byte. origin: url, file or stdin; name as it was given; url where it was
# found ("": nowhere); day: when it was published, the context of dates without a year.
submitted_documents = sa.Table(
    "submitted_documents",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("given_by", sa.Text, nullable=False),
    sa.Column("given_at", UtcDateTime, nullable=False),
)

# One posting of a submitted document: what was read, with evidence, and what the editor put in its place (by column).
# state: waiting, accepted, rejected; posting: what became of an accepted one.
submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("document", sa.Integer, sa.ForeignKey("submitted_documents.id"), nullable=False),
    sa.Column("read", sa.JSON(none_as_null=True), nullable=False),
    sa.Column("corrected", sa.JSON(none_as_null=True), nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    _refers("posting", "postings.id"),
    sa.Index("ix_submissions_state", "state"),
)

# Approved issues of the digest, each whole, so that every form can be made of it at any time. Rows never change: a
# republication is another revision. arranged: by what its entries were grouped.
issues = sa.Table(
    "issues",
    metadata,
    sa.Column("week", sa.Text, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
    *(sa.Column(name, sa.Date, nullable=False) for name in ("day", "since", "until")),
    sa.Column("arranged", sa.Text, nullable=False),
    sa.Column("digest", sa.JSON(none_as_null=True), nullable=False),
    sa.Column("approved_by", sa.Text, nullable=False),
    sa.Column("approved_at", UtcDateTime, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
)

# What editors decided: it outlives every crawl, and is the record of what they did. kind: vocabulary.DecisionKind.
# Rows are never deleted, and nothing of them changes but active and conflict.
decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    _refers("posting", "postings.id"),
    sa.Column("group_id", sa.Text),
    _refers("source", "sources.id"),
    sa.Column("field", sa.Text),
    sa.Column("old", sa.JSON(none_as_null=True)),
    sa.Column("new", sa.JSON(none_as_null=True)),
    # What a later crawl read in a corrected field, where it is neither the old nor the new value.
    sa.Column("conflict", sa.JSON(none_as_null=True)),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("decided_at", UtcDateTime, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    # From where: vocabulary.Via.
    sa.Column("via", sa.Text, nullable=False, server_default="command line"),
    # The week of the issue it is about: order, leave_out, approve, revise.
    sa.Column("week", sa.Text),
    sa.Column("submission", sa.Integer, sa.ForeignKey("submissions.id")),
    sa.Index("ix_decisions_posting", "posting"),
    sa.Index("ix_decisions_kind_active", "kind", "active"),
)

# What the scheduler does again and again: the moment it serves next, and when it tries to (later, after trouble).
tasks = sa.Table(
    "tasks",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("try_at", UtcDateTime, nullable=False),
)

# A row a run of a task. It serves every moment from since to due_at: more than one where the machine was off or busy.
# outcome: scheduling.ledger.Ending; null while it runs. detail: one line for a person.
task_runs = sa.Table(
    "task_runs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("task", sa.Text, nullable=False),
    *(sa.Column(name, UtcDateTime, nullable=False) for name in ("since", "due_at", "started_at")),
    sa.Column("finished_at", UtcDateTime),
    sa.Column("outcome", sa.Text),
    sa.Column("detail", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_task_runs_task_id", "task", "id"),
)

# The sources that the webhook was told of, and the cause: one that is told of again changed.
told = sa.Table(
    "told",
    metadata,
    _refers("source", "sources.id", primary_key=True),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("told_at", UtcDateTime, nullable=False),
)

# The views, to select from. What they hold is said in the migrations that make them.
open_postings = sa.table("open_postings", *(sa.column(c.name, c.type) for c in postings.columns))
publishable = sa.table("publishable", *(sa.column(c.name, c.type) for c in postings.columns))
versions_valid = sa.table(
    "versions_valid",
    *(sa.column(c.name, c.type) for c in posting_versions.columns),
    *(sa.column(name, sa.Date()) for name in ("valid_to", "closed_on", "over_on", "open_to")),
    *(sa.column(name, sa.Text()) for name in ("status", "close_reason")),
)
changes = sa.table(
    "changes",
    *(sa.column(name, sa.Text()) for name in ("posting", "kind", "reason", "title", "organization", "source", "url")),
    *(sa.column(name, sa.Integer()) for name in ("version", "run")),
    sa.column("day", sa.Date()),
    sa.column("changed", sa.JSON(none_as_null=True)),
    sa.column("recorded_at", UtcDateTime()),
)

VIEWS = (open_postings, publishable, versions_valid, changes)
