"""``serve`` over real HTTP: the published folder, and feeds of any combination."""

import itertools
import re

import feedparser
import httpx
import pytest

from exports import news, regions
from schema import database
from tests import serving
from tests.loading import World


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("serve")
    engine = serving.sixty(folder)
    serving.publish(engine, folder)
    engine.dispose()
    return folder


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", "text/html; charset=utf-8"),
        ("feeds/all.xml", "application/rss+xml; charset=utf-8"),
        ("feeds/role/organizer.xml", "application/rss+xml; charset=utf-8"),
        ("digest.xml", "application/rss+xml; charset=utf-8"),
        ("feeds/all.atom", "application/atom+xml; charset=utf-8"),
        ("feeds/all.json", "application/feed+json"),
        ("feeds/feeds.opml", "text/x-opml; charset=utf-8"),
        ("calendar/all.ics", "text/calendar; charset=utf-8"),
        ("jobs.csv", "text/csv; charset=utf-8"),
        ("latest/jobs.parquet", "application/vnd.apache.parquet"),
        ("latest/jobs.jsonl", "application/jsonl"),
        ("latest/datapackage.json", "application/json"),
        ("sitemap.xml", "application/xml"),
    ],
)
def test_each_published_file_is_served_with_its_type(folder, web, path, kind):
    answer = web.get(f"/{path}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
    assert answer.content == (folder / "public" / (path or "index.html")).read_bytes()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert web.head(f"/{path}").status_code == 200


def test_what_did_not_change_is_not_sent_again(web):
    first = web.get("/feeds/all.xml")
    again = web.get("/feeds/all.xml", headers={"If-None-Match": first.headers["ETag"]})
    dated = web.get("/feeds/all.xml", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert (again.status_code, again.content, dated.status_code) == (304, b"", 304)
    assert again.headers["ETag"] == first.headers["ETag"]
    assert web.get("/feeds/all.xml", headers={"If-None-Match": '"another"'}).status_code == 200


def test_a_long_file_travels_compressed_for_who_takes_it(web):
    assert web.get("/jobs.csv", headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in web.get("/jobs.csv", headers={"Accept-Encoding": "identity"}).headers


@pytest.mark.parametrize(
    "path",
    [
        "/../jobs.db",
        "/%2e%2e/jobs.db",
        "/feeds/../../jobs.db",
        "/..%2fjobs.db",
        "/..%5cjobs.db",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/%00",
        "/.public-editions/1/jobs.csv",
        "/../.public-editions/1/jobs.csv",
        "/" + "a" * 5000,
    ],
)
def test_no_path_leads_out_of_the_published_folder(served, path):
    answer = serving.raw(served.url, path)
    assert re.match(rb"HTTP/1.1 (400|404) ", answer)
    assert b"SQLite format" not in answer
    assert b"root:" not in answer


def test_a_link_in_the_published_folder_leads_nowhere_outside(tmp_path, folder):
    engine = serving.copy_of(folder, tmp_path)
    (tmp_path / "public" / "out.txt").symlink_to("/etc/hostname")
    with serving.serving(tmp_path, engine) as served:
        assert httpx.get(f"{served.url}out.txt").status_code == 404
    engine.dispose()


def test_the_next_edition_is_served_whole_as_soon_as_it_is_there(tmp_path, folder):
    engine = serving.copy_of(folder, tmp_path)
    with serving.serving(tmp_path, engine) as served, httpx.Client(base_url=served.url) as web:
        before = web.get("/feeds/all.xml")
        world = World(tmp_path / "jobs.db")
        world.load(*(serving.some_posting(number) for number in range(61)), day=serving.TODAY)
        assert web.get("/feeds/all.xml").content == before.content
        serving.publish(engine, tmp_path)
        after = web.get("/feeds/all.xml", headers={"If-None-Match": before.headers["ETag"]})
        world.engine.dispose()
    engine.dispose()
    assert (after.status_code, after.content.count(b"<item>")) == (200, before.content.count(b"<item>") + 1)


def combinations() -> list[list[tuple[str, str]]]:
    """Sixty queries, each parameter alone and with others."""
    one_by_one = {
        "role": [[], [("role", serving.ROLES[0])], [("role", serving.ROLES[1]), ("role", serving.ROLES[2])]],
        "state": [[], [("state", "WA")], [("state", "va"), ("state", "NC")]],
        "remote": [[], [("remote", "remote")], [("remote", "1")]],
        "min_pay": [[], [("min_pay", "60000")]],
        "kind": [[], [("kind", serving.KINDS[0])], [("kind", "vendor")]],
        "nonpartisan": [[], [("nonpartisan", "1")]],
    }
    every = [list(itertools.chain(*parts)) for parts in itertools.product(*one_by_one.values())]
    return every[::5][:60]


def fits(row, pairs) -> bool:
    """The same choice in plain Python over what is published."""
    given = {name: {value for key, value in pairs if key == name} for name, _ in pairs}
    modes = {"remote", "flexible"} if "1" in given.get("remote", ()) else given.get("remote")
    return (
        ("role" not in given or row["role_family"] in given["role"])
        and ("state" not in given or {s.upper() for s in given["state"]} & set(regions.states(row)))
        and (not modes or row["remote"] in modes)
        and ("min_pay" not in given or (row["salary_annual_max"] or 0) >= int(min(given["min_pay"])))
        and ("kind" not in given or row["organization_kind"] in given["kind"])
        and ("nonpartisan" not in given or row["partisan"] != "partisan")
    )


def test_sixty_combinations_are_what_filtering_by_hand_gives(served, web):
    with database.reading(served.room.engine) as connection:
        openings = news.openings(connection)
    sizes = set()
    for pairs in combinations():
        answer = web.get("/feed.xml", params=pairs)
        feed = feedparser.parse(answer.content)
        assert not feed.bozo, (pairs, feed.get("bozo_exception"))
        wanted = {opening.row["url"] for opening in openings if fits(opening.row, pairs)}
        assert {entry.link for entry in feed.entries} == wanted, pairs
        assert len(feed.entries) == len(wanted)
        sizes.add(len(wanted))
    assert len(sizes) > 10


def test_an_item_is_the_same_in_every_feed(folder, web):
    static = (folder / "public" / "feeds" / "role" / "organizer.xml").read_text()
    live = web.get("/feed.xml?role=organizer").text
    items = re.findall(r"<item>.*?</item>", static, re.DOTALL)
    assert items == re.findall(r"<item>.*?</item>", live, re.DOTALL)
    assert len(items) == 15


def test_the_feed_names_the_address_it_is_served_at_whatever_the_order_of_its_query(served, web):
    address = f"{served.url}feed.xml?role=organizer&state=OR&state=WA&min_pay=60000"
    for query in (
        "role=organizer&state=OR&state=WA&min_pay=60000",
        "min_pay=60000.0&state=wa&state=OR&role=Organizer&kind=",
    ):
        feed = feedparser.parse(web.get(f"/feed.xml?{query}").content)
        assert [link.href for link in feed.feed.links if link.rel == "self"] == [address]
        assert feed.feed.title == "Election jobs: Organizer, Oregon or Washington, from 60,000 a year"


def test_a_feed_keeps_its_bytes_and_its_tag(web):
    first, second = web.get("/feed.xml?state=WA"), web.get("/feed.xml?state=WA")
    assert (first.content, first.headers["ETag"]) == (second.content, second.headers["ETag"])
    again = web.get("/feed.xml?state=WA", headers={"If-None-Match": f"W/{first.headers['ETag']}"})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["Content-Type"] == "application/rss+xml; charset=utf-8"


def test_atom_and_json_hold_the_same_items(web):
    rss = feedparser.parse(web.get("/feed.xml?remote=1").content)
    atom = feedparser.parse(web.get("/feed.atom?remote=1").content)
    told = web.get("/feed.json?remote=1").json()
    assert not atom.bozo
    guids = [entry.id for entry in rss.entries]
    assert [entry.id for entry in atom.entries] == [item["id"] for item in told["items"]] == guids
    assert atom.feed.id != feedparser.parse(web.get("/feed.atom").content).feed.id


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("rolle=organizer", "rolle: is no parameter; give some of role, state, remote, min_pay, kind, nonpartisan"),
        ("role=wizard", "role: 'wizard' is none of audit_certification, "),
        ("state=ZZ", "state: 'ZZ' is none of AK, "),
        ("remote=maybe", "remote: 'maybe' is none of flexible, hybrid, onsite, remote, unspecified"),
        ("min_pay=lots", "min_pay: 'lots' is no amount; give whole money a year, like 60000"),
        ("min_pay=-1", "min_pay: '-1' is no amount"),
        ("min_pay=1&min_pay=2", "min_pay: give it once"),
        ("kind=pub", "kind: 'pub' is none of "),
        ("nonpartisan=perhaps", "nonpartisan: 'perhaps' is none of 1, 0"),
        ("role=%3Cscript%3E%0Aalert", "role: '<script>\\nalert' is none of "),
    ],
)
def test_a_query_that_nobody_can_answer_is_one_clear_line(web, query, words):
    answer = web.get(f"/feed.xml?{query}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert answer.text.startswith(words)
    assert answer.text.count("\n") == 1
