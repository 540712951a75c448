"""Captures: what a crawl was answered is written whole and without secrets, and answers another crawl in its place."""

import datetime as dt
import gzip
import json
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from scrapy import Request
from scrapy.http import Response
from warcio.archiveiterator import ArchiveIterator

from middlewares import warc
from schema import contents, database
from schema.tables import runs
from tests.loopback import Answer, Site
from tests.one_crawl import MOMENT, source
from tests.replayed_crawl import run

ROUND = "2026-03-02T12:00:00Z"
HTML = {"Content-Type": "text/html; charset=utf-8"}
BOARD = "/v1/boards/linden/jobs"


def board(*numbers: int) -> bytes:
    jobs = [
        {
            "id": n,
            "internal_job_id": n,
            "title": f"Elections Clerk {n}",
            "absolute_url": f"https://boards.example.org/{n}",
            "location": None,
            "content": f"&lt;p&gt;Opens envelopes at counter {n}. Pay: $21.50 an hour.&lt;/p&gt;",
        }
        for n in numbers
    ]
    return json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}).encode()


def page(title: str, body: str) -> Answer:
    text = f"<!doctype html><html><head><title>{title}</title></head><body><main>{body}</main></body></html>"
    return Answer(body=text, headers=HTML)


CLERK = page(
    "Elections Clerk",
    "<h1>Elections Clerk</h1><h2>Duties</h2><p>Registers voters.</p><h2>Qualifications</h2><p>One year of office "
    "work.</p><h2>How to apply</h2><p>Send a resume to jobs@elections.example.org.</p>",
)
LIST = "<h1>Job openings</h1><p>Open positions:</p><ul><li><a href='/jobs/clerk'>Elections Clerk</a></li>"
BUILT = page(
    "Employment",
    "<div id='app'></div><script>document.getElementById('app').innerHTML = "
    f"{json.dumps(CLERK.body.partition('<main>')[2].partition('</main>')[0])};</script>",
)


def held(path: Path) -> dict[str, contents.Content]:
    engine = database.engine(path)
    assert database.check(engine) == []
    with database.reading(engine) as connection:
        found = contents.of(connection)
    engine.dispose()
    return found


def results(path: Path) -> list[tuple[str, bool, str | None]]:
    engine = database.engine(path)
    with database.reading(engine) as connection:
        query = sa.select(runs.c.source, runs.c.complete, runs.c.cause).order_by(runs.c.id)
        found = [tuple(row) for row in connection.execute(query)]
    engine.dispose()
    return found


def new(path: Path) -> Path:
    """An empty database."""
    engine = database.engine(path)
    database.upgrade(engine)
    engine.dispose()
    return path


def test_replayed_rounds_store_what_the_rounds_stored(tmp_path):
    captures, crawled, replayed, partly = tmp_path / "captures", *(new(tmp_path / f"{name}.db") for name in "abc")
    packed = {"ETag": '"1"', "Content-Encoding": "gzip", "Content-Type": "application/json"}
    answers = [Answer(body=gzip.compress(board(1, 2)), headers=packed), Answer(status=304, headers={"ETag": '"1"'})]
    office = {
        "/robots.txt": Answer(body="User-agent: *\nDisallow: /jobs/private\n"),
        "/jobs": Answer(status=302, headers={"Location": "/careers/"}),
        "/careers/": page(
            "Employment",
            f"{LIST}<li><a href='/jobs/gone'>Ballot Courier</a></li><li><a href='/jobs/private'>Warehouse Aide</a></li>"
            "</ul>",
        ),
        "/jobs/clerk": [Answer(status=503), CLERK],
        "/jobs/private": CLERK,
    }
    url = "https://elections.example.org/jobs"
    days = [MOMENT + dt.timedelta(days=day) for day in (0, 1)]
    sites = Site("127.0.10.2", {BOARD: answers}), Site("127.0.10.3", office), Site("127.0.10.4", {"/jobs": BUILT})
    with sites[0] as api, sites[1] as pages, sites[2] as scripted:
        sources = [
            source("greenhouse", api.url),
            source("career_page", pages.url, url=url),
            source("career_page", scripted.url, id="us/test/office/career_page/b", url=url, browser=True),
        ]
        kept = {"cache": str(tmp_path / "cache"), "hosts_at_once": 1}  # one after another: runs have the same numbers
        first = [run(sources, crawled, captures, day, **kept) for day in days]
        asked = [len(site.log) for site in sites]
        lacking = {"chromium": Path("/nonexistent"), "hosts_at_once": 1}
        again = [run(sources, replayed, captures, day, replayed=captures, **lacking) for day in days]
        assert [len(site.log) for site in sites] == asked
    assert [one.counts for one in again] == [one.counts for one in first]
    assert results(crawled) == 2 * [
        ("us/test/office/greenhouse", True, None),
        ("us/test/office/career_page", False, "robots_disallowed"),
        ("us/test/office/career_page/b", True, None),
    ]
    assert results(replayed) == results(crawled)
    assert held(replayed) == held(crawled)
    assert {path.name for path in captures.rglob("*.*")} == {"career_page.warc.gz", "greenhouse.warc.gz"}
    # As a killed crawl leaves it, without its last answers: what is missing makes a source incomplete.
    (path,) = warc.files_of(captures, ROUND, "greenhouse")
    *_, (_, last) = warc.index([path])
    path.rename(path.with_name(f"{path.name}.part"))
    os.truncate(path.with_name(f"{path.name}.part"), last.offset + 20)
    run(sources[:1], partly, None, replayed=captures)
    assert results(partly) == [("us/test/office/greenhouse", False, "partial")]


# one file

SOUND = Response("https://lark.example.org/jobs", headers={"Content-Type": "text/plain"}, body=b"jobs")


def asked(url: str = "https://lark.example.org/jobs", **given) -> Request:
    return Request(url, meta={"source": "us/wa/lark/career_page"}, **given)


def writer(folder: Path, platform: str = "career_page") -> warc.Writer:
    return warc.Writer(folder, ROUND, platform, {"round": ROUND, "platform": platform, "observed_on": "2026-03-02"})


def test_no_secret_is_written(tmp_path):
    writing = writer(tmp_path)
    told = {"Cookie": "a=hush", "Authorization": "Basic hush", "Authorization-Key": "hush", "X-Api-Key": "hush"}
    given = {"Set-Cookie": ["a=hush", "b=hush"], "X-CSRF-Token": "hush", "Content-Type": "text/html"}
    request = asked(headers={**told, "Accept": "text/html"})
    writing.answer(request, Response(request.url, headers=given, body=b"words"))
    writing.close()
    written = gzip.decompress(writing.path.read_bytes())
    assert b"hush" not in written
    assert b"Accept: text/html" in written
    assert b"words" in written


def test_an_answer_comes_back_as_it_was(tmp_path):
    writing = writer(tmp_path)
    place = "/stellen/b\xfcro?a=1;b=2".encode("latin-1")
    headers = {"Location": place, "Transfer-Encoding": "chunked", "X-Twice": ["1", "2"]}
    request = asked(method="POST", body=b'{"page": 2}')
    writing.answer(request, Response(request.url, status=302, headers=headers, body=bytes(range(256))))
    writing.failure(request, warc.Failure(error="DownloadTimeoutError", detail="took: longer\r\nthan 5 s"))
    writing.close()
    (first, second) = [(key, warc.read(place)) for key, place in warc.index([writing.path])]
    assert first[0] == second[0] == warc.key_of(request)
    assert first[0] != warc.key_of(asked(method="POST", body=b'{"page": 3}'))
    assert first[1] == warc.Answer(
        url=request.url,
        status=302,
        headers=(
            ("Location", "/stellen/b%FCro?a=1;b=2"),
            ("X-Twice", "1"),
            ("X-Twice", "2"),
            ("Content-Length", "256"),
        ),
        body=bytes(range(256)),
    )
    assert second[1] == warc.Failure(error="DownloadTimeoutError", detail="took: longer than 5 s")


def test_the_file_is_warc_for_others_too(tmp_path):
    writing = writer(tmp_path)
    writing.answer(asked(), SOUND)
    writing.close()
    with writing.path.open("rb") as file:
        records = ArchiveIterator(file, check_digests=True)
        found = [(record.rec_type, record.content_stream().read(), record.digest_checker.passed) for record in records]
    assert [kind for kind, _, _ in found] == ["warcinfo", "response", "request"]
    assert found[1][1] == b"jobs"
    assert {passed for _, _, passed in found} == {True}
    assert warc.about(writing.path) == {"round": ROUND, "platform": "career_page", "observed_on": "2026-03-02"}


def test_a_torn_file_is_read_to_its_last_whole_record(tmp_path):
    writing = writer(tmp_path)
    ends = [writing.size]
    for _ in range(3):
        writing.answer(asked(), SOUND)
        ends.append(writing.size)
    writing.abandon()
    (path,) = warc.files_of(tmp_path, ROUND, "career_page")
    assert path.name == "career_page.warc.gz.part"
    whole = path.read_bytes()
    places = [place.offset for _, place in warc.index([path])]
    for length in range(0, len(whole), 17):
        path.write_bytes(whole[:length])
        found = [place.offset for _, place in warc.index([path])]
        assert found == places[: len(found)]
        # the request behind an answer may be torn off
        assert sum(end <= length for end in ends[1:]) <= len(found) <= sum(start < length for start in places)


def test_each_part_of_a_round_has_a_file_of_its_own_in_their_order(tmp_path):
    for _ in range(11):
        writer(tmp_path).close()
    writer(tmp_path, "career").close()
    names = [path.name for path in warc.files_of(tmp_path, ROUND, "career_page")]
    assert names == ["career_page.warc.gz", *(f"career_page.{n}.warc.gz" for n in range(2, 12))]


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """No file of this process grows beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_record_for_which_there_is_no_room_leaves_the_file_whole(tmp_path):
    writing = writer(tmp_path)
    writing.answer(asked(), SOUND)
    size = writing.size
    with files_up_to(size + 100), pytest.raises(OSError, match="File too large"):
        writing.answer(asked(), SOUND)
    writing.close()
    assert writing.path.stat().st_size == size
    assert len(list(warc.index([writing.path]))) == 1


def test_old_captures_are_removed_and_nothing_else(tmp_path):
    now = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    ages = {
        "2025-11-30T1/neogov.warc.gz": 92,
        "2025-11-30T1/lever.warc.gz.part": 92,
        "2025-12-03T1/neogov.warc.gz": 91,
        "2025-12-03T1/notes.txt": 91,
        "2025-12-03T1/neogov.2.warc.gz": 89,
        "warc.gz": 200,
    }
    for name, days in ages.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
        os.utime(path, (0, (now - dt.timedelta(days=days)).timestamp()))
    removed = warc.prune(tmp_path, now - dt.timedelta(days=90))
    assert [path.relative_to(tmp_path).as_posix() for path in removed] == [
        "2025-11-30T1/lever.warc.gz.part",
        "2025-11-30T1/neogov.warc.gz",
        "2025-12-03T1/neogov.warc.gz",
    ]
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    assert left == {"2025-12-03T1", "2025-12-03T1/notes.txt", "2025-12-03T1/neogov.2.warc.gz", "warc.gz"}
