"""``kill -9`` in the middle of loading: every batch that was stored is there whole, no other left a trace."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import sqlalchemy as sa

from schema import tables
from tests.loading import World

KILLS = 10


def test_a_killed_load_leaves_the_database_whole(tmp_path):
    path = tmp_path / "jobs.db"
    script = Path(__file__).with_name("killed_load.py")
    stored = 0
    for kill in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, str(script), str(path), str(kill * 10_000)],
            stdout=subprocess.PIPE,
            cwd=script.parent.parent,
            env={"PYTHONPATH": f"{script.parent.parent}:{script.parent}", "PATH": ""},
        )
        assert process.stdout is not None
        assert process.stdout.readline().strip() == str(kill * 10_000).encode()
        time.sleep(0.013 * kill)  # another point of the next batch each time
        process.send_signal(signal.SIGKILL)
        stored += 1 + len(process.stdout.read().splitlines())
        assert process.wait(10) == -signal.SIGKILL
        process.stdout.close()
        world = World(path)
        assert world.healthy()
        rows = world.rows(sa.select(sa.func.count().label("number")).select_from(tables.postings))[0]["number"]
        runs = world.rows(sa.select(sa.func.count().label("number")).select_from(tables.runs))[0]["number"]
        assert rows == 40 * runs
        # The last batch may have been stored before its line could be written.
        assert stored <= runs <= stored + kill + 1
        world.engine.dispose()
