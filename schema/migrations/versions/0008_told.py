"""Which sources the webhook was told of, and for which cause: so that a message that did not arrive is sent again."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "told",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_told_source_sources")),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_told")),
    )
