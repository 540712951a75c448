"""What postings of all sources are looked up by when a new one is matched with them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "match_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("posting", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["posting"], ["postings.id"], name=op.f("fk_match_keys_posting_postings")),
        sa.PrimaryKeyConstraint("key", "posting", name=op.f("pk_match_keys")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_match_keys_posting", "match_keys", ["posting"], unique=False)
