"""The scenarios of ``make resilience``, each once: nothing alive is closed, and what is gone is closed in time."""

import pytest
import sqlalchemy as sa

from benchmarks.resilience.boards import MISSES, NUMBERS, PLATFORMS, script, source
from benchmarks.resilience.closing import Live
from benchmarks.resilience.faults import FAULTS
from pipelines.platforms import misses
from schema import database
from schema.tables import postings, runs


@pytest.mark.parametrize("platform", PLATFORMS)
def test_each_fault_leaves_every_posting_open_and_what_is_gone_is_closed(tmp_path, platform):
    live = Live(tmp_path / "jobs.db")
    live.within(platform, script(platform))
    for name, fault in FAULTS.items():
        live.within(platform, fault(platform))
        assert live.closed(platform) == 0, name
    live.within(platform, script(platform))
    for _ in range(MISSES[platform]):
        assert live.closed(platform) == 0
        live.within(platform, script(platform, NUMBERS[1:]))
    with database.reading(live.engine) as connection:
        gone = connection.execute(
            sa.select(postings.c.title, postings.c.close_reason).where(postings.c.status != "open")
        )
        assert [tuple(row) for row in gone] == [(f"Elections Clerk {NUMBERS[0]}", "gone_from_complete_list")]
        whole = connection.scalars(sa.select(runs.c.complete).order_by(runs.c.id)).all()
    assert whole[0]
    assert whole[len(FAULTS) + 1 :] == [True] * (1 + MISSES[platform])
    assert sum(whole[1 : len(FAULTS) + 1]) <= 3
    assert database.check(live.engine) == []
    live.engine.dispose()


def test_the_misses_are_those_that_the_platforms_are_configured_to():
    assert {platform: misses(source(platform)) for platform in PLATFORMS} == MISSES
