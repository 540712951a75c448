"""The way into the database: normalize, validate, spool, match, store, close, health."""
