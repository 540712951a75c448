"""What changed in the health of sources is told once; and a message that did not arrive is sent again."""

import datetime as dt
import json
import logging

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

import webhook
from cli import main
from schema import tables
from tests.loading import BOARD, DAY, PAGE, World, noon, posting
from tests.loopback import Answer, Site

PATH = "/hooks/s3cr3t-path"
TOOK = Answer(status=204)
HOURS = dt.timedelta(hours=1)


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path / "jobs.db")
    yield world
    world.engine.dispose()


def failing(world: World, cause: str = "http_404") -> None:
    world.load(listed=0, complete=False, cause=cause)


def tell(world: World, site: Site, at: dt.datetime | None = None) -> bool:
    return webhook.tell(site.url + PATH, world.engine, at or noon(DAY), pause=0.0)


def messages(site: Site) -> list[dict]:
    return [json.loads(asked.body) for asked in site.log]


def test_a_source_that_newly_needs_a_person_is_told_once(world):
    world.load(posting(1), source=PAGE)
    failing(world)
    with Site("127.0.0.2", {PATH: TOOK}) as site:
        assert [tell(world, site) for _ in range(3)] == [True] * 3
        (message,) = messages(site)
    assert message["text"] == "1 sources newly need a person, 0 are well again, 1 need one in all"
    (one,) = message["needs_person"]
    assert (one["source"], one["cause"], one["task"]) == (BOARD.id, "http_404", "address")
    assert (message["well_again"], message["in_all"]) == ([], 1)


def test_another_cause_is_news_and_so_is_that_it_is_well_again(world):
    with Site("127.0.0.2", {PATH: TOOK}) as site:
        for cause in ("http_404", "tls"):
            failing(world, cause)
            tell(world, site)
        world.load(posting(1))
        tell(world, site)
        told = messages(site)
    assert [[one["cause"] for one in message["needs_person"]] for message in told] == [["http_404"], ["tls"], []]
    assert told[-1]["well_again"] == [{"source": BOARD.id, "cause": "tls"}]
    assert world.rows(sa.select(tables.told)) == []


def test_what_fails_in_passing_is_neither_news_nor_well(world):
    with Site("127.0.0.2", {PATH: TOOK}) as site:
        failing(world, "timeout")
        tell(world, site)
        failing(world)
        tell(world, site)
        world.load(posting(1))
        failing(world, "timeout")
        tell(world, site)
        assert len(messages(site)) == 1


def test_what_nothing_crawls_any_more_is_news(world):
    world.load(posting(1))
    with Site("127.0.0.2", {PATH: TOOK}) as site:
        tell(world, site)
        tell(world, site, noon(DAY) + 73 * HOURS)
        assert [one["cause"] for message in messages(site) for one in message["needs_person"]] == ["overdue"]


def test_a_round_in_which_nothing_is_due_tells_too_and_shows_no_secret(world, tmp_path, monkeypatch):
    failing(world)
    (tmp_path / "sources").mkdir()
    with Site("127.0.0.2", {PATH: TOOK}) as site:
        monkeypatch.setenv("ELECTIONJOBS_WEBHOOK", site.url + PATH)
        line = ["crawl", "--due", "--db", str(world.engine.url.database), "--sources", str(tmp_path / "sources")]
        done = CliRunner().invoke(main, line)
        (message,) = messages(site)
    assert [one["cause"] for one in message["needs_person"]] == ["http_404"]
    assert (done.exit_code, done.stdout) == (0, "no source is due\n")
    assert "s3cr3t-path" not in done.output


@pytest.mark.parametrize(
    ("answers", "tries"),
    [([Answer(status=503)], 3), ([Answer(status=403)], 1), ([Answer(status=302, headers={"Location": "/"})], 1)],
)
def test_a_message_that_is_not_taken_is_told_with_the_next_round(world, answers, tries, caplog):
    failing(world)
    with Site("127.0.0.2", {PATH: [*answers * tries, TOOK]}) as site:
        assert tell(world, site) is False
        assert len(site.log) == tries
        assert tell(world, site) is True
        assert messages(site)[0] == messages(site)[-1]
    assert "s3cr3t-path" not in caplog.text
    assert caplog.records[-1].levelno == logging.ERROR


def test_a_second_try_may_succeed(world):
    failing(world)
    with Site("127.0.0.2", {PATH: [Answer(status=502), TOOK]}) as site:
        assert tell(world, site) is True
        assert len(site.log) == 2


def test_nobody_there_fails_nothing_and_says_no_address(world, caplog):
    failing(world)
    assert webhook.tell(f"http://127.0.0.2:9{PATH}", world.engine, noon(DAY), pause=0.0) is False
    assert "ConnectError" in caplog.text
    assert "s3cr3t-path" not in caplog.text
