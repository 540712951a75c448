"""The editor's desk: submissions, approved issues, checks of links, and decisions that say more about themselves.

What was approved and what was decided stays as it is, whoever writes to the database: triggers refuse everything else.
Of a decision only ``active`` and ``conflict`` move.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_APPROVED = "an approved issue never changes; approve a revision of it"
_DECIDED = "a decision is never changed or deleted; take it back with another one"
_AS_DECIDED = "id, kind, posting, group_id, source, field, old, new, who, decided_at, why, via, week, submission"


def upgrade() -> None:
    op.create_table(
        "link_checks",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_link_checks")),
    )
    op.create_table(
        "submitted_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submitted_documents")),
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("read", sa.JSON(), nullable=False),
        sa.Column("corrected", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("posting", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document"], ["submitted_documents.id"], name=op.f("fk_submissions_document_submitted_documents")
        ),
        sa.ForeignKeyConstraint(["posting"], ["postings.id"], name=op.f("fk_submissions_posting_postings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
    )
    op.create_index("ix_submissions_state", "submissions", ["state"], unique=False)
    op.create_table(
        "issues",
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("arranged", sa.Text(), nullable=False),
        sa.Column("digest", sa.JSON(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("week", "revision", name=op.f("pk_issues")),
    )
    op.add_column("decisions", sa.Column("via", sa.Text(), server_default="command line", nullable=False))
    op.add_column("decisions", sa.Column("week", sa.Text(), nullable=True))
    submission = sa.ForeignKey("submissions.id", name=op.f("fk_decisions_submission_submissions"))
    op.add_column("decisions", sa.Column("submission", sa.Integer(), submission, nullable=True), inline_references=True)
    sqlite = op.get_bind().dialect.name == "sqlite"
    # A note was its own reason; now its words are a value and may have a reason beside them.
    words = "json_quote(why)" if sqlite else "to_json(why)"
    op.execute(f"UPDATE decisions SET new = {words}, why = '' WHERE kind = 'note'")
    for statement in _sqlite() if sqlite else _postgresql():
        op.execute(statement)


def _sqlite() -> list[str]:
    def refuse(name: str, event: str, words: str, when: str = "") -> str:
        return f"CREATE TRIGGER {name} BEFORE {event} {when} BEGIN SELECT RAISE(ABORT, '{words}'); END"

    # INSERT OR REPLACE deletes without telling the trigger of DELETE.
    there = "WHEN EXISTS (SELECT 1 FROM issues WHERE week = NEW.week AND revision = NEW.revision)"
    return [
        refuse("issues_insert", "INSERT ON issues", _APPROVED, there),
        refuse("issues_update", "UPDATE ON issues", _APPROVED),
        refuse("issues_delete", "DELETE ON issues", _APPROVED),
        refuse("decisions_update", f"UPDATE OF {_AS_DECIDED} ON decisions", _DECIDED),
        refuse("decisions_delete", "DELETE ON decisions", _DECIDED),
    ]


def _postgresql() -> list[str]:
    def refuse(name: str, words: str) -> str:
        return (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{words}' USING ERRCODE = 'restrict_violation'; END $$"
        )

    def guard(table: str, update: str) -> list[str]:
        calls = f"EXECUTE FUNCTION refuse_to_change_{table}()"
        return [
            f"CREATE TRIGGER {table}_stay BEFORE {update} OR DELETE ON {table} FOR EACH ROW {calls}",
            f"CREATE TRIGGER {table}_stay_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {calls}",
        ]

    return [
        refuse("refuse_to_change_issues", _APPROVED),
        refuse("refuse_to_change_decisions", _DECIDED),
        *guard("issues", "UPDATE"),
        *guard("decisions", f"UPDATE OF {_AS_DECIDED}"),
    ]
