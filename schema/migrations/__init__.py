"""The revisions of the database, applied by schema.database.upgrade."""
