"""A PostgreSQL schema of its own for a test, dropped afterwards; skipped by name where there is no server."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from schema import database

SERVER = os.environ.get("POSTGRESQL_TEST_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/test")


@contextmanager
def own_schema() -> Iterator[str]:
    """The address of an empty schema."""
    server = database.engine(SERVER)
    name = f"electionjobs_{uuid.uuid4().hex[:8]}"
    try:
        with server.begin() as connection:
            connection.execute(sa.schema.CreateSchema(name))
    except sa.exc.OperationalError:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip("no PostgreSQL at POSTGRESQL_TEST_URL")
    try:
        yield f"{SERVER}?options=-csearch_path%3D{name}"
    finally:
        with server.begin() as connection:
            connection.execute(sa.schema.DropSchema(name, cascade=True))
        server.dispose()
