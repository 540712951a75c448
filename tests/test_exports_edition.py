"""An edition is written as a whole, held with a reason, and unchanged when nothing changed."""

import datetime as dt
import hashlib
import subprocess
import sys
from dataclasses import replace

import feedparser
import pytest

from exports import edition
from schema import database
from tests.killed_exports import KILLS
from tests.loading import BOARD, DAY, PAGE, PAPER, World, posting

SITE = "https://jobs.example.org"
WEEK = "2026-W10"


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path / "jobs.db")
    yield world
    world.engine.dispose()


def publish(world, out, **options):
    with database.reading(world.engine) as connection:
        return edition.publish(connection, out, SITE, **({"today": DAY} | options))


def contents(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_what_is_open_and_of_the_sector_is_published(world, tmp_path):
    world.load(posting(1), posting(2), posting(3, election_sector=False))
    written = publish(world, tmp_path / "public")
    assert written.postings == 2
    assert set(written.files) == set(contents(tmp_path / "public")) - {"edition.json"}
    assert written.first_files == (
        "index.html",
        "jobs.csv",
        "latest/datapackage.json",
        "feeds/all.xml",
        "feeds/feeds.opml",
        "calendar/all.ics",
    )
    assert (tmp_path / "public" / "jobs.csv").read_text("utf-8").count("Elections Clerk 1") >= 1
    assert (tmp_path / "public" / "jobs.csv").samefile(tmp_path / "public" / "latest" / "jobs.csv")


def test_a_second_export_and_a_second_crawl_change_no_byte(world, tmp_path):
    world.load(posting(1), posting(2))
    publish(world, tmp_path / "public")
    before = contents(tmp_path / "public")
    times = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "public" / "feeds").glob("*.xml")}
    publish(world, tmp_path / "public")
    assert contents(tmp_path / "public") == before
    later = DAY + dt.timedelta(days=3)
    world.load(posting(1, day=later), posting(2, day=later), day=later)
    publish(world, tmp_path / "public")
    after = contents(tmp_path / "public")
    # What is said of the health of sources alone tells when they were read.
    assert {name for name in before | after if before.get(name) != after.get(name)} == {"sources.html"}
    assert {p.name: p.stat().st_mtime_ns for p in (tmp_path / "public" / "feeds").glob("*.xml")} == times


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


def test_a_week_is_kept_once_and_in_every_later_edition(world, tmp_path):
    public = tmp_path / "public"
    world.load(posting(1))
    assert f"weekly/{WEEK}/jobs.csv" in publish(world, public, week=WEEK).files
    before = contents(public / "weekly")
    assert set(before) == {
        f"{WEEK}/{name}"
        for name in (
            "SHA256SUMS changes.csv datapackage.json digest-paste.html digest.html digest.md digest.txt feed.xml"
            " jobs-excel.csv jobs.csv jobs.jsonl jobs.parquet"
        ).split()
    }
    world.load(posting(1), posting(2))
    with pytest.raises(FileExistsError, match="never rewritten"):
        publish(world, public, week=WEEK)
    publish(world, public)
    assert contents(public / "weekly") == before


def test_the_checksums_are_those_of_the_files(world, tmp_path):
    world.load(posting(1))
    publish(world, tmp_path / "public", week=WEEK)
    for folder in (tmp_path / "public" / "latest", tmp_path / "public" / "weekly" / WEEK):
        listed = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
        assert set(listed) == {path.name for path in folder.iterdir()} - {"SHA256SUMS"}
        assert all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == sum_ for name, sum_ in listed.items())


def test_the_archives_are_a_chain_and_hold_what_happened_between_the_cuts(world, tmp_path):
    public = tmp_path / "public"
    world.load(posting(1))
    publish(world, public, week=WEEK)
    later = DAY + dt.timedelta(days=7)
    world.load(posting(1, day=later), posting(2, day=later), day=later)
    publish(world, public, week="2026-W11", today=later)

    def archive(path):
        feed = feedparser.parse((public / path).read_bytes())
        links = {link.rel: link.href for link in feed.feed.links if link.rel in ("prev-archive", "current")}
        return [entry.title for entry in feed.entries], links

    first, second = f"{SITE}/weekly/{WEEK}/feed.xml", f"{SITE}/weekly/2026-W11/feed.xml"
    assert archive("feeds/all.xml") == (
        ["Elections Clerk 2, Lark County", "Elections Clerk 1, Lark County"],
        {"prev-archive": second},
    )
    current = f"{SITE}/feeds/all.xml"
    assert archive("weekly/2026-W11/feed.xml") == (
        ["Elections Clerk 2, Lark County"],
        {"prev-archive": first, "current": current},
    )
    assert archive(f"weekly/{WEEK}/feed.xml") == (["Elections Clerk 1, Lark County"], {"current": current})
    issues = feedparser.parse((public / "digest.xml").read_bytes())
    assert not issues.bozo
    assert [entry.id.rpartition("/")[2] for entry in issues.entries] == ["2026-W11", WEEK]
    assert "Elections Clerk 2" in issues.entries[0].content[0].value


@pytest.mark.parametrize("week", ["2026-W54", "2026W10", "last", "2026-W00", "-W10", "../../x"])
def test_a_week_that_is_none_is_refused_and_nothing_is_written(world, tmp_path, week):
    world.load(posting(1))
    with pytest.raises(ValueError):
        publish(world, tmp_path / "public", week=week)
    assert not (tmp_path / "public").exists()


def test_files_of_others_stay_and_stale_ones_of_ours_go(world, tmp_path):
    public = tmp_path / "public"
    (public / "feeds").mkdir(parents=True)
    (public / "CNAME").write_text("jobs.example.org")
    (public / "feeds" / "all.xml").write_text("an edition from before")
    world.load(posting(1))
    publish(world, public)
    assert (public / "CNAME").read_text() == "jobs.example.org"
    assert feedparser.parse((public / "feeds" / "all.xml").read_bytes()).entries
    ours = (public / "edition.json").read_text()
    (public / "edition.json").write_text(ours.replace('"digest.xml"', '"digest.xml", "feeds/dropped.xml"'))
    (public / "feeds" / "dropped.xml").write_text("of a program before this one")
    publish(world, public)
    assert (public / "CNAME").exists()
    assert not (public / "feeds" / "dropped.xml").exists()


def test_a_feed_of_a_role_in_a_state_keeps_its_address_when_it_becomes_empty(world, tmp_path):
    place = {"locality": "Pell", "county": None, "region": "WA", "country": "US"}
    world.load(posting(1, role_family="legal_counsel", locations=(place,)), posting(2))
    name = "feeds/role/legal-counsel/wa.xml"
    assert name in publish(world, tmp_path / "public").files
    later = DAY + dt.timedelta(days=1)
    for number in range(3):
        later = DAY + dt.timedelta(days=number + 1)
        world.load(posting(2, day=later), day=later)
    publish(world, tmp_path / "public", today=later)
    feed = feedparser.parse((tmp_path / "public" / name).read_bytes())
    assert (feed.bozo, feed.entries) == (False, [])
    assert name.encode() in (tmp_path / "public" / "feeds" / "feeds.opml").read_bytes()


def test_no_person_s_address_enters_a_cut_that_stays(world, tmp_path):
    to = {"apply_method": "email", "apply_email": "jane.doe@lark.example.org"}
    world.load(posting(1, summary="Ask jane.doe@lark.example.org or jobs@lark.example.org.", **to))
    publish(world, tmp_path / "public", week=WEEK)
    holding = {name for name, content in contents(tmp_path / "public").items() if b"jane.doe@" in content}
    assert "latest/jobs.csv" in holding
    assert not any(name.startswith("weekly/") or name == "digest.xml" for name in holding)
    assert b"jobs@lark.example.org" in (tmp_path / "public" / "weekly" / WEEK / "digest.txt").read_bytes()


def test_a_reader_never_sees_a_mix_of_editions_through_exports_that_are_killed(world, tmp_path):
    public = tmp_path / "public"
    world.load(*(posting(number) for number in range(3)))
    publish(world, public, week=WEEK)
    week = contents(public / "weekly")
    with database.reading(world.engine) as connection:
        edition.publish(connection, public, "https://edition0.example.org", today=DAY)
    command = [sys.executable, "-m", "tests.killed_exports", str(public), str(tmp_path / "jobs.db")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stderr, int(done.stdout)) == ("", len(KILLS))
    assert contents(public / "weekly") == week
    publish(world, public)
    fresh = contents(public)
    publish(world, public)
    assert contents(public) == fresh
