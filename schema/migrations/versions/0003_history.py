"""History to select from: two views over posting_versions. And the floor of a source that was last agreed on.

``versions_valid``: each version with the days it speaks of. ``valid_from`` is the first of them (of the first version
the day the posting was first seen), ``valid_to`` the first day of the next version. ``over_on`` is the first day on
which the posting was not open any more, as far as this version knew: an expired one was open to the end of
``closed_on``, any other until then. ``open_to`` is the earlier of the two. What was open on a day is

    SELECT * FROM versions_valid WHERE valid_from <= :day AND (open_to IS NULL OR :day < open_to)

``changes``: what happened to a posting, a row each: new, changed, extended (its deadline moved to a later day),
reopened, closed (on the first day it was not open any more, with the reason) and regrouped. The events up to the end
of a day, in the order of ``version``, leave open what was open on that day.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_NO_CONTENT = "'status', 'closed_on', 'close_reason', 'group_id', 'first_seen', 'observed_on'"


def upgrade() -> None:
    op.add_column("sources", sa.Column("floor", sa.Integer(), server_default="0", nullable=False))
    op.add_column("sources", sa.Column("floor_why", sa.Text(), server_default="", nullable=False))
    sqlite = op.get_bind().dialect.name == "sqlite"
    closed_on = "v.snapshot ->> 'closed_on'" if sqlite else "CAST(v.snapshot ->> 'closed_on' AS date)"
    next_day = "date(closed_on, '+1 day')" if sqlite else "closed_on + 1"
    op.execute(
        f"""
        CREATE VIEW versions_valid AS
        SELECT ended.*, CASE WHEN valid_to IS NULL OR over_on < valid_to THEN over_on ELSE valid_to END AS open_to
        FROM (
            SELECT spans.*,
                CASE status WHEN 'open' THEN NULL WHEN 'expired' THEN {next_day} ELSE closed_on END AS over_on
            FROM (
                SELECT v.posting, v.version, v.run, v.recorded_at,
                    CASE WHEN v.version = 1 THEN p.first_seen ELSE v.valid_from END AS valid_from,
                    (
                        SELECT n.valid_from FROM posting_versions n
                        WHERE n.posting = v.posting AND n.version = v.version + 1
                    ) AS valid_to,
                    v.snapshot ->> 'status' AS status,
                    {closed_on} AS closed_on,
                    v.snapshot ->> 'close_reason' AS close_reason,
                    v.snapshot, v.changed
                FROM posting_versions v JOIN postings p ON p.id = v.posting
            ) spans
        ) ended
        """
    )
    keys = "SELECT key FROM json_each(v.changed)" if sqlite else "SELECT key FROM json_object_keys(v.changed) AS key"
    opens = "(over_on IS NULL OR over_on > valid_from)"
    events = {
        "new": ("valid_from", "version = 1"),
        "reopened": ("valid_from", f"over_before <= valid_from AND {opens}"),
        "extended": ("valid_from", "deadline_on > deadline_before"),
        "changed": ("valid_from", "version > 1 AND content = 1 AND (deadline_on > deadline_before) IS NOT TRUE"),
        "regrouped": ("valid_from", "group_id <> group_before"),
        "closed": (
            "CASE WHEN over_on < valid_from THEN valid_from ELSE over_on END",
            "over_on IS NOT NULL AND (valid_to IS NULL OR over_on <= valid_to)"
            " AND (version = 1 OR over_before IS NULL OR over_before > valid_from OR over_on > valid_from)",
        ),
    }
    selects = [
        f"""
        SELECT posting, version, {day} AS day, '{kind}' AS kind,
            {"close_reason" if kind == "closed" else "NULL"} AS reason,
            title, organization, source, url, changed, run, recorded_at
        FROM pairs WHERE {condition}
        """
        for kind, (day, condition) in events.items()
    ]
    # Each version is read once, however many kinds of events are looked for.
    op.execute(
        f"""
        CREATE VIEW changes AS
        WITH told AS MATERIALIZED (
            SELECT v.posting, v.version, v.run, v.recorded_at, v.valid_from, v.valid_to, v.over_on, v.close_reason,
                v.changed, v.snapshot ->> 'title' AS title, v.snapshot ->> 'organization' AS organization,
                v.snapshot ->> 'source' AS source, v.snapshot ->> 'url' AS url,
                v.snapshot ->> 'deadline_on' AS deadline_on, v.snapshot ->> 'group_id' AS group_id,
                CASE WHEN EXISTS (SELECT 1 FROM ({keys}) AS keys WHERE key NOT IN ({_NO_CONTENT}))
                    THEN 1 ELSE 0 END AS content
            FROM versions_valid v
        ), pairs AS MATERIALIZED (
            SELECT told.*,
                LAG(over_on) OVER in_order AS over_before,
                LAG(deadline_on) OVER in_order AS deadline_before,
                LAG(group_id) OVER in_order AS group_before
            FROM told WINDOW in_order AS (PARTITION BY posting ORDER BY version)
        )
        {" UNION ALL ".join(selects)}
        """
    )
