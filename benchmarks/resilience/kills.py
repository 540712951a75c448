"""``kill -9`` in the middle of loads: each batch is in the database whole or not at all."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import sqlalchemy as sa

from schema import database, tables

ROOT = Path(__file__).parents[2]
A_BATCH = 40
"""Postings that one load of tests/killed_load.py brings."""


def kill_loads(path: Path, times: int) -> list[str]:
    """Kill a loading process so many times, each at another moment; what is wrong afterwards, a line each."""
    wrong = []
    for kill in range(times):
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.killed_load", str(path), str(kill * 10_000)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.009 * kill)
        child.send_signal(signal.SIGKILL)
        child.stdout.read()
        child.wait(10)
        child.stdout.close()
        engine = database.engine(path)
        wrong += [f"kill {kill + 1}: {problem}" for problem in database.check(engine)]
        with database.reading(engine) as connection:
            postings, runs = (
                connection.scalar(sa.select(sa.func.count()).select_from(table))
                for table in (tables.postings, tables.runs)
            )
        if postings != A_BATCH * runs:
            wrong.append(f"kill {kill + 1}: {postings} postings of {runs} loads")
        engine.dispose()
    return wrong
