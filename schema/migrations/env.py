"""Runs the revisions on the connection that schema.database.upgrade hands over, inside its transaction."""

from alembic import context

from schema.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
