"""What is published, anew: an aggregator's words do not outlive the employer's page that they speak of.

``publishable`` holds the open postings of the sector, one a group, that no editor holds back. The one is the canonical
member; where that is over, another member of the employer's own sources before one of an aggregator. An aggregator's
member is not published when a member of the employer's own sources is over: closed, expired or removed, for whatever
reason but that it is no longer in print, which says nothing about the opening.
"""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("DROP VIEW publishable")
    op.execute(
        """
        CREATE VIEW publishable AS
        SELECT p.*
        FROM open_postings p
        WHERE p.id IN (
            SELECT ranked.id
            FROM (
                SELECT o.id, o.group_id, s.aggregator, row_number() OVER (
                    PARTITION BY o.group_id ORDER BY o.canonical DESC, s.aggregator, o.first_seen, o.id
                ) AS rank_in_group
                FROM open_postings o JOIN sources s ON s.id = o.source
                WHERE o.election_sector
            ) ranked
            WHERE ranked.rank_in_group = 1
            AND NOT (
                ranked.aggregator
                AND EXISTS (
                    SELECT 1 FROM postings own JOIN sources s ON s.id = own.source
                    WHERE own.group_id = ranked.group_id AND NOT s.aggregator
                    AND own.status <> 'open' AND own.close_reason <> 'expired_from_print'
                )
            )
        )
        AND NOT EXISTS (
            SELECT 1 FROM decisions d LEFT JOIN postings held ON held.id = d.posting
            WHERE d.kind = 'hold' AND d.active AND (d.group_id = p.group_id OR held.group_id = p.group_id)
        )
        """
    )
