"""How seldom a source may be asked while nothing changes at it: it is not overdue before."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("sources", sa.Column("at_least", sa.Text(), nullable=True))
