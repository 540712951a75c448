"""Who may come in to what is served: names, forms, tokens, tries."""

import httpx
import pytest
import sqlalchemy as sa

from desk.web import sessions
from exports import news
from schema import database
from schema.tables import decisions
from tests import serving

TOKEN = "a token that nobody guesses"


@pytest.mark.parametrize(
    "host", ["evil.example.org", "127.0.0.1.example.org", "localhost.example.org", "", "[::2]", "a b"]
)
def test_another_name_for_this_address_is_not_answered(served, host):
    for path in ("/", "/desk/", "/db/", "/feed.xml"):
        assert serving.raw(served.url, path, f"Host: {host}").startswith(b"HTTP/1.1 400 ")


def test_this_machine_s_names_are_answered(served):
    port = httpx.URL(served.url).port
    for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}", "LOCALHOST"):
        assert serving.raw(served.url, "/desk/", f"Host: {host}").startswith(b"HTTP/1.1 303 ")


def test_answers_forbid_what_no_page_needs(web):
    desk, db, public = (web.get(path).headers for path in ("/desk/enter", "/db/", "/"))
    assert "default-src 'none'" in desk["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in desk["Content-Security-Policy"]
    assert "unsafe" not in desk["Content-Security-Policy"]
    assert (desk["Referrer-Policy"], desk["Cache-Control"]) == ("same-origin", "no-store")
    # What runs in the explorer's pages belongs to no origin.
    assert "sandbox allow-scripts" in db["Content-Security-Policy"]
    assert "allow-same-origin" not in db["Content-Security-Policy"]
    assert "script-src 'self'" in public["Content-Security-Policy"]


def test_a_form_of_another_site_is_refused(served):
    with httpx.Client(base_url=served.url) as web:
        serving.come_in(web)
        with database.reading(served.room.engine) as connection:
            opening = news.openings(connection)[0].row["id"]
        path = f"/desk/postings/{opening}"
        form = {"deed": "pin", "mark": serving.mark_in(web.get(path).text)}
        port = httpx.URL(served.url).port
        foreign = [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site", "Origin": f"http://127.0.0.1:{port}"},
            {"Sec-Fetch-Site": "none"},
            {"Origin": "null"},
            {"Origin": "https://evil.example.org"},
            {"Origin": f"http://127.0.0.1:{port + 1}"},
        ]
        for headers in foreign:
            assert web.post(path, data=form, headers=headers).status_code == 403
        for stale in ({}, {"mark": ""}, {"mark": "0" * 64}):
            assert web.post(path, data={"deed": "pin", **stale}).status_code == 403
        assert web.post(path, content=b"x" * (2**20 + 1)).status_code == 403
        assert web.get(path, params=form).status_code == 200
        with database.reading(served.room.engine) as connection:
            assert connection.scalar(sa.select(sa.func.count()).select_from(decisions)) == 0
        done = web.post(path, data=form, headers={"Origin": served.url.rstrip("/")})
        assert (done.status_code, done.headers["Location"]) == (303, "/desk/")
        with database.reading(served.room.engine) as connection:
            assert connection.scalar(sa.select(decisions.c.who)) == "Dana"


def test_a_mark_of_another_session_opens_nothing(served):
    with httpx.Client(base_url=served.url) as mine, httpx.Client(base_url=served.url) as other:
        serving.come_in(mine)
        serving.come_in(other)
        stolen = serving.mark_in(other.get("/desk/submissions").text)
        assert mine.post("/desk/undo/1", data={"mark": stolen}).status_code == 403


def test_the_cookies_are_for_the_desk_alone_and_for_no_script(web):
    cookies = serving.come_in(web).headers.get_list("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"desk", "explorer", "editor"}
    for cookie in cookies:
        assert "HttpOnly" in cookie
        of_explorer = cookie.startswith("explorer=")
        assert ("Path=/db" if of_explorer else "Path=/desk") in cookie
        assert ("SameSite=lax" if of_explorer else "SameSite=strict") in cookie


def test_the_door_sends_nobody_to_another_site(web):
    for target in (
        "https://evil.example.org/",
        "//evil.example.org",
        "/\\evil.example.org",
        "/desk/\\@x",
        "javascript:1",
    ):
        assert serving.come_in(web, next=target).headers["Location"] == "/desk/"
    assert serving.come_in(web, next="/desk/audit?kind=hold").headers["Location"] == "/desk/audit?kind=hold"


def test_an_address_of_nothing_is_said_in_a_line(web):
    serving.come_in(web)
    for path in (
        "nothing",
        "submissions/99",
        "submissions/x",
        f"submissions/{10**30}",
        "issues/2026-W10/1",
        "postings/%00",
    ):
        answer = web.get(f"/desk/{path}")
        assert (answer.status_code, "That could not be done" in answer.text) == (404, True), path
    for query in ("week=2026-W99", "day=9999-12-31", "day=tomorrow", "order=size", "since=2030-01-01", "week=%00"):
        answer = web.get(f"/desk/?{query}")
        assert (answer.status_code in (200, 404), "Traceback" in answer.text) == (True, False), query
    for query in ("page=99999999999", "since=x", "posting=%00%27"):
        assert web.get(f"/desk/audit?{query}").status_code in (200, 404)
    assert web.post("/desk/undo/1").status_code == 403


def test_a_link_from_another_site_leads_in_although_cookies_did_not_come_along(served):
    led = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    again = httpx.get(f"{served.url}desk/audit", headers=led)
    assert (again.status_code, '<meta http-equiv="refresh" content="0">' in again.text) == (200, True)
    assert "Set-Cookie" not in again.headers


def test_an_editor_has_a_name_of_one_printable_line(web):
    assert serving.come_in(web, name="  ").status_code == 400
    assert "Set-Cookie" in serving.come_in(web, name="Dana\r\nSet-Cookie: x=y").headers
    assert "Dana Set-Cookie: x=y" in web.get("/desk/audit").text
    serving.come_in(web)


@pytest.fixture
def guarded(folder):
    engine = database.engine(folder / "jobs.db")
    with serving.serving(folder, engine, token=TOKEN, exposed=True) as served:
        yield served
    engine.dispose()


def test_with_a_token_desk_and_explorer_open_to_nobody_else(guarded):
    with httpx.Client(base_url=guarded.url) as web:
        assert web.get("/").status_code == web.get("/feed.xml").status_code == 200
        for path in ("/desk/", "/desk/audit", "/desk/preview", "/db/", "/db/jobs.db", "/db/jobs.json?sql=select+1"):
            answer = web.get(path)
            assert (answer.status_code, answer.headers["Location"][:12]) == (303, "/desk/enter?")
        assert serving.come_in(web).status_code == 403
        assert serving.come_in(web, token=TOKEN[:-1]).status_code == 403
        assert web.get("/desk/").status_code == 303
        assert serving.come_in(web, token=TOKEN).status_code == 303
        assert web.get("/desk/").status_code == web.get("/db/").status_code == 200
        web.cookies.set("desk", web.cookies["desk"][:-1] + "0", path="/desk")
        assert TOKEN not in web.get("/desk/enter").text


def test_leaving_ends_the_session_and_its_time_does_too(guarded):
    with httpx.Client(base_url=guarded.url) as web:
        serving.come_in(web, token=TOKEN)
        assert web.post("/desk/leave", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 303
        assert web.get("/desk/audit").status_code == 200
        web.post("/desk/leave")
        assert web.get("/desk/audit").status_code == web.get("/db/").status_code == 303
    clock = [1_000_000.0]
    door = sessions.Doorkeeper(TOKEN, exposed=True, clock=lambda: clock[0])
    ends = int(door.new_session().name.rpartition(".")[2])
    assert ends - clock[0] == 14 * 24 * 3600


def test_who_guesses_the_token_has_to_wait(guarded):
    with httpx.Client(base_url=guarded.url) as web:
        tries = [serving.come_in(web, token=f"guess {number}").status_code for number in range(6)]
        assert tries == [403] * 5 + [429]
        late = serving.come_in(web, token=TOKEN)
        assert late.status_code == 429
        assert 0 < int(late.headers["Retry-After"]) <= 301


def test_tries_are_counted_by_address_and_forgotten_with_time():
    clock = [0.0]
    tries = sessions.Tries(lambda: clock[0])
    for _ in range(5):
        tries.failed("10.0.0.1")
    assert (tries.wait("10.0.0.1"), tries.wait("10.0.0.2")) == (301, 0)
    clock[0] = 299.0
    assert tries.wait("10.0.0.1") == 2
    clock[0] = 300.0
    assert tries.wait("10.0.0.1") == 0
    for number in range(200):
        tries.failed(f"10.1.0.{number}")
    assert tries.wait("10.0.0.3") > 0


def test_through_a_proxy_or_by_another_name_nobody_comes_in_without_a_token(folder):
    engine = database.engine(folder / "jobs.db")
    names = ("127.0.0.1", "jobs.example.org")
    with serving.serving(folder, engine, names=names) as served:
        for headers in ({"X-Forwarded-For": "203.0.113.7"}, {"Host": "jobs.example.org"}, {"Forwarded": "for=x"}):
            for path in ("/desk/", "/db/"):
                there = httpx.get(f"{served.url}{path[1:]}", headers=headers)
                assert there.headers["Location"].startswith("/desk/enter")
            closed = httpx.get(f"{served.url}desk/enter", headers=headers)
            assert closed.status_code == 403
            assert "ELECTIONJOBS_DESK_TOKEN" in closed.text
    engine.dispose()
