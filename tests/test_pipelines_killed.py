"""``kill -9`` in the middle of loading: every batch that was stored is there whole, no other left a trace."""

import os
import signal
import time

import sqlalchemy as sa

from schema import tables
from tests import forked
from tests.killed_load import load_on
from tests.loading import World
from tests.processes import until

KILLS = 10


def test_a_killed_load_leaves_the_database_whole(tmp_path):
    path, told = tmp_path / "jobs.db", tmp_path / "told"
    stored = 0
    for kill in range(KILLS):

        def strike(pid, kill=kill):
            until(lambda: told.exists() and told.read_text())
            time.sleep(0.013 * kill)  # another point of the next batch each time
            os.kill(pid, signal.SIGKILL)

        ended = forked.call(load_on, path, kill * 10_000, told, meanwhile=strike)
        assert ended.code == -signal.SIGKILL
        stored += len(told.read_text().splitlines())
        told.unlink()
        world = World(path)
        assert world.healthy()
        rows = world.rows(sa.select(sa.func.count().label("number")).select_from(tables.postings))[0]["number"]
        runs = world.rows(sa.select(sa.func.count().label("number")).select_from(tables.runs))[0]["number"]
        assert rows == 40 * runs
        # The last batch may have been stored before its line could be written.
        assert stored <= runs <= stored + kill + 1
        world.engine.dispose()
