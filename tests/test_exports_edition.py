"""An edition is written as a whole, held with a reason, and unchanged when nothing changed."""

import datetime as dt
from dataclasses import replace

import pytest

from exports import edition
from schema import database
from tests.loading import BOARD, DAY, PAGE, PAPER, World, posting

SITE = "https://jobs.example.org"
TABLES = ("feeds/all.xml", "jobs.csv")


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path / "jobs.db")
    yield world
    world.engine.dispose()


def publish(world, out, **options):
    with database.reading(world.engine) as connection:
        return edition.publish(connection, out, SITE, **options)


def test_what_is_open_and_of_the_sector_is_published(world, tmp_path):
    world.load(posting(1), posting(2), posting(3, election_sector=False))
    written = publish(world, tmp_path / "public")
    assert (written.files, written.postings) == (TABLES, 2)
    assert (tmp_path / "public" / "jobs.csv").read_text("utf-8").count("Elections Clerk 1") >= 1
    assert [path.name for path in (tmp_path / "public").iterdir() if path.name.startswith(".")] == []


def test_a_second_export_and_a_second_crawl_change_no_byte(world, tmp_path):
    world.load(posting(1), posting(2))
    publish(world, tmp_path / "a")
    later = DAY + dt.timedelta(days=3)
    world.load(posting(1, day=later), posting(2, day=later), day=later)
    publish(world, tmp_path / "b")
    for name in TABLES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_an_edition_is_held_when_too_many_sources_failed(world, tmp_path):
    world.load(posting(1))
    world.load(source=PAGE, complete=False, cause="http_5xx")
    with pytest.raises(
        edition.EditionHeld, match=r"1 of 2 sources failed in their last run \(us/wa/lark/career_page\)"
    ):
        publish(world, tmp_path / "public")
    assert not (tmp_path / "public").exists()
    assert publish(world, tmp_path / "public", force=True).postings == 1


def test_an_edition_is_held_when_too_many_postings_are_doubtful(world, tmp_path):
    for number in range(9):
        world.load(posting(number, source=PAPER), source=PAPER)
    for name in "abcdef":
        world.load(source=replace_source(name))
    world.load(posting(1), posting(2), posting(3))
    world.load(complete=False, cause="timeout")
    with pytest.raises(edition.EditionHeld, match="3 of 12 open postings are from sources that failed"):
        publish(world, tmp_path / "public")


def replace_source(name):
    return replace(BOARD, id=f"us/wa/{name}/greenhouse", organization=replace(BOARD.organization, slug=f"us/wa/{name}"))


def test_a_week_is_kept_once(world, tmp_path):
    world.load(posting(1))
    assert "weekly/2026-W10/jobs.csv" in publish(world, tmp_path, week="2026-W10").files
    before = (tmp_path / "weekly/2026-W10/jobs.csv").read_bytes()
    world.load(posting(1), posting(2))
    with pytest.raises(FileExistsError, match="never rewritten"):
        publish(world, tmp_path, week="2026-W10")
    assert (tmp_path / "weekly/2026-W10/jobs.csv").read_bytes() == before
