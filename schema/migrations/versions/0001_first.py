"""The first revision: postings with their history, sources with their runs, editors' decisions, two views."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_COLUMNS = [
    "source",
    "platform",
    "url",
    "observed_on",
    "source_job_id",
    "id",
    "group_id",
    "title",
    "title_raw",
    "organization",
    "organization_kind",
    "role_family",
    "role_soc",
    "role_level",
    "election_sector",
    "sector_basis",
    "sector_reason",
    "role_election_specific",
    "partisan",
    "salary_min",
    "salary_max",
    "salary_currency",
    "salary_unit",
    "salary_qualifier",
    "salary_annual_min",
    "salary_annual_max",
    "salary_flags",
    "salary_raw",
    "remote",
    "remote_states",
    "remote_countries",
    "remote_exclude",
    "remote_preferred",
    "travel",
    "days_onsite",
    "remote_raw",
    "locations",
    "location_raw",
    "employment_types",
    "hours_per_week",
    "employment_raw",
    "posted_on",
    "posted_basis",
    "posted_raw",
    "deadline_on",
    "deadline_time",
    "deadline_tz",
    "deadline_type",
    "deadline_raw",
    "priority_on",
    "opens_on",
    "starts_on",
    "starts_type",
    "starts_raw",
    "ends_on",
    "ends_type",
    "ends_raw",
    "duration_months",
    "apply_method",
    "apply_url",
    "apply_email",
    "education",
    "experience_years",
    "languages",
    "openings_count",
    "summary",
    "details",
    "description_html",
    "description_text",
    "first_seen",
    "last_seen",
    "last_changed",
    "status",
    "closed_on",
    "close_reason",
    "missed",
    "canonical",
]


def upgrade() -> None:
    """Make every table, then the views: what is open, and what may be published (one posting a group, not held)."""
    op.create_table(
        "organizations",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("homepage", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("fips", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_organizations")),
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("organization", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("aggregator", sa.Boolean(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization"], ["organizations.slug"], name=op.f("fk_sources_organization_organizations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
    )
    op.create_table(
        "postings",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("source_job_id", sa.Text(), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_raw", sa.Text(), nullable=False),
        sa.Column("organization", sa.Text(), nullable=True),
        sa.Column("organization_kind", sa.Text(), nullable=True),
        sa.Column("role_family", sa.Text(), nullable=False),
        sa.Column("role_soc", sa.Text(), nullable=True),
        sa.Column("role_level", sa.Text(), nullable=False),
        sa.Column("election_sector", sa.Boolean(), nullable=True),
        sa.Column("sector_basis", sa.Text(), nullable=True),
        sa.Column("sector_reason", sa.Text(), nullable=True),
        sa.Column("role_election_specific", sa.Boolean(), nullable=True),
        sa.Column("partisan", sa.Text(), nullable=False),
        sa.Column("salary_min", sa.Numeric(), nullable=True),
        sa.Column("salary_max", sa.Numeric(), nullable=True),
        sa.Column("salary_currency", sa.Text(), nullable=True),
        sa.Column("salary_unit", sa.Text(), nullable=True),
        sa.Column("salary_qualifier", sa.Text(), nullable=False),
        sa.Column("salary_annual_min", sa.Numeric(), nullable=True),
        sa.Column("salary_annual_max", sa.Numeric(), nullable=True),
        sa.Column("salary_flags", sa.JSON(), nullable=False),
        sa.Column("salary_raw", sa.Text(), nullable=True),
        sa.Column("remote", sa.Text(), nullable=False),
        sa.Column("remote_states", sa.JSON(), nullable=False),
        sa.Column("remote_countries", sa.JSON(), nullable=False),
        sa.Column("remote_exclude", sa.JSON(), nullable=False),
        sa.Column("remote_preferred", sa.JSON(), nullable=False),
        sa.Column("travel", sa.Boolean(), nullable=True),
        sa.Column("days_onsite", sa.Integer(), nullable=True),
        sa.Column("remote_raw", sa.Text(), nullable=True),
        sa.Column("locations", sa.JSON(), nullable=False),
        sa.Column("location_raw", sa.Text(), nullable=True),
        sa.Column("employment_types", sa.JSON(), nullable=False),
        sa.Column("hours_per_week", sa.Numeric(), nullable=True),
        sa.Column("employment_raw", sa.Text(), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("posted_basis", sa.Text(), nullable=True),
        sa.Column("posted_raw", sa.Text(), nullable=True),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        sa.Column("deadline_time", sa.Text(), nullable=True),
        sa.Column("deadline_tz", sa.Text(), nullable=True),
        sa.Column("deadline_type", sa.Text(), nullable=False),
        sa.Column("deadline_raw", sa.Text(), nullable=True),
        sa.Column("priority_on", sa.Date(), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Text(), nullable=True),
        sa.Column("starts_type", sa.Text(), nullable=True),
        sa.Column("starts_raw", sa.Text(), nullable=True),
        sa.Column("ends_on", sa.Text(), nullable=True),
        sa.Column("ends_type", sa.Text(), nullable=True),
        sa.Column("ends_raw", sa.Text(), nullable=True),
        sa.Column("duration_months", sa.Integer(), nullable=True),
        sa.Column("apply_method", sa.Text(), nullable=True),
        sa.Column("apply_url", sa.Text(), nullable=True),
        sa.Column("apply_email", sa.Text(), nullable=True),
        sa.Column("education", sa.Text(), nullable=True),
        sa.Column("experience_years", sa.Numeric(), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("openings_count", sa.Integer(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("description_html", sa.Text(), nullable=False),
        sa.Column("description_text", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.Date(), nullable=False),
        sa.Column("last_seen", sa.Date(), nullable=False),
        sa.Column("last_changed", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=True),
        sa.Column("missed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("canonical", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_postings_source_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postings")),
    )
    op.create_index("ix_postings_group_id", "postings", ["group_id"], unique=False)
    op.create_index("ix_postings_last_changed", "postings", ["last_changed"], unique=False)
    op.create_index("ix_postings_source_source_job_id", "postings", ["source", "source_job_id"], unique=False)
    op.create_index("ix_postings_source_status", "postings", ["source", "status"], unique=False)
    op.create_index("ix_postings_status_deadline_on", "postings", ["status", "deadline_on"], unique=False)
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("guard", sa.Text(), nullable=True),
        sa.Column("guard_reason", sa.Text(), nullable=True),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.Column("expired", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("set_aside", sa.Integer(), nullable=False),
        sa.Column("fills", sa.JSON(), nullable=True),
        sa.Column("alarms", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_runs_source_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_index("ix_runs_source_id", "runs", ["source", "id"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("posting", sa.Text(), nullable=True),
        sa.Column("group_id", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("old", sa.JSON(), nullable=True),
        sa.Column("new", sa.JSON(), nullable=True),
        sa.Column("conflict", sa.JSON(), nullable=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["posting"], ["postings.id"], name=op.f("fk_decisions_posting_postings")),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_decisions_source_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index("ix_decisions_kind_active", "decisions", ["kind", "active"], unique=False)
    op.create_index("ix_decisions_posting", "decisions", ["posting"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("posting", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("where", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["posting"], ["postings.id"], name=op.f("fk_evidence_posting_postings")),
        sa.PrimaryKeyConstraint("posting", "number", name=op.f("pk_evidence")),
    )
    op.create_table(
        "leads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=True),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("last_run", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["last_run"], ["runs.id"], name=op.f("fk_leads_last_run_runs")),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_leads_source_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leads")),
        sa.UniqueConstraint("source", "url", name=op.f("uq_leads_source_url")),
    )
    op.create_table(
        "links",
        sa.Column("a", sa.Text(), nullable=False),
        sa.Column("b", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["a"], ["postings.id"], name=op.f("fk_links_a_postings")),
        sa.ForeignKeyConstraint(["b"], ["postings.id"], name=op.f("fk_links_b_postings")),
        sa.PrimaryKeyConstraint("a", "b", name=op.f("pk_links")),
    )
    op.create_index("ix_links_b", "links", ["b"], unique=False)
    op.create_table(
        "posting_keys",
        sa.Column("posting", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["posting"], ["postings.id"], name=op.f("fk_posting_keys_posting_postings")),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_posting_keys_source_sources")),
        sa.PrimaryKeyConstraint("posting", "kind", "value", name=op.f("pk_posting_keys")),
    )
    op.create_index("ix_posting_keys_source_value", "posting_keys", ["source", "value"], unique=False)
    op.create_table(
        "posting_versions",
        sa.Column("posting", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["posting"], ["postings.id"], name=op.f("fk_posting_versions_posting_postings")),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name=op.f("fk_posting_versions_run_runs")),
        sa.PrimaryKeyConstraint("posting", "version", name=op.f("pk_posting_versions")),
    )
    op.create_index("ix_posting_versions_valid_from", "posting_versions", ["valid_from"], unique=False)
    op.create_table(
        "set_aside",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("last_run", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["last_run"], ["runs.id"], name=op.f("fk_set_aside_last_run_runs")),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_set_aside_source_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_aside")),
        sa.UniqueConstraint("source", "url", "title", name=op.f("uq_set_aside_source_url_title")),
    )
    op.create_table(
        "sightings",
        sa.Column("posting", sa.Text(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["posting"], ["postings.id"], name=op.f("fk_sightings_posting_postings")),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name=op.f("fk_sightings_run_runs")),
        sa.PrimaryKeyConstraint("posting", "run", "observed_on", "url", name=op.f("pk_sightings")),
    )
    op.create_index("ix_sightings_run", "sightings", ["run"], unique=False)

    columns = ", ".join(f"p.{column}" for column in _COLUMNS)
    op.execute(f"CREATE VIEW open_postings AS SELECT {columns} FROM postings p WHERE p.status = 'open'")
    op.execute(
        f"""
        CREATE VIEW publishable AS
        SELECT {columns}
        FROM (
            SELECT o.*, row_number() OVER (
                PARTITION BY o.group_id ORDER BY o.canonical DESC, o.first_seen, o.id
            ) AS rank_in_group
            FROM open_postings o
            WHERE o.election_sector
        ) p
        WHERE p.rank_in_group = 1
        AND NOT EXISTS (
            SELECT 1 FROM decisions d LEFT JOIN postings held ON held.id = d.posting
            WHERE d.kind = 'hold' AND d.active AND (d.group_id = p.group_id OR held.group_id = p.group_id)
        )
        """
    )
