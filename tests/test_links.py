"""Do published links still lead to their postings: what is asked, how politely, and what an answer means."""

import datetime as dt

import sqlalchemy as sa

from pipelines.links import Answer, note, to_check
from schema import database
from schema.tables import link_checks
from tests import forked
from tests.loading import DAY, noon, posting
from tests.loopback import Answer as Served
from tests.loopback import Site

ONE_DAY = dt.timedelta(days=1)
NOON = noon(DAY)


def check(world, *, code: int = 0) -> forked.Ended:
    """Run the command; it must end with an exit code, and complain only if that is not 0."""
    given = {"ALLOW_LOOPBACK_BASE_URL": "1", "DELAY": "0.01", "ADAPTIVE_DELAY": "0", "TIMEOUT": "3"}
    done = forked.command(
        *("check-links", "--db", world.engine.url.database, "--at", NOON.isoformat()),
        environment={f"ELECTIONJOBS_{name}": value for name, value in given.items()},
    )
    assert (done.code, bool(done.error)) == (code, bool(code)), done.error
    return done


def known(world) -> dict[str, tuple[str, str]]:
    return {row["url"].rpartition("/")[2]: (row["status"], row["detail"]) for row in world.rows(sa.select(link_checks))}


def test_links_are_asked_politely_and_what_they_answer_is_kept(world):
    site = Site(
        "127.0.12.1",
        {
            "/robots.txt": Served(body="User-agent: *\nDisallow: /secret\n"),
            "/fine": Served(body="a posting"),
            "/gone": Served(status=404),
            "/dead": Served(status=410),
            "/back": Served(body="here again"),
            "/moved": Served(status=301, headers={"Location": "/fine"}),
            "/home": Served(status=302, headers={"Location": "/"}),
            "/": Served(body="welcome"),
            "/broken": Served(status=403),
            "/headless": [Served(status=405), Served(body="knows GET alone")],
            "/secret": Served(body="not for us"),
        },
    )
    names = ("fine", "gone", "dead", "back", "moved", "home", "broken", "headless", "secret")
    with site:
        url = site.url
        world.load(*(posting(name, url=f"{url}/{name}", apply_url=f"{url}/fine") for name in names))
        with database.writing(world.engine) as connection:
            for name in ("dead", "back"):
                note(connection, Answer(url=f"{url}/{name}", status=404), NOON - ONE_DAY)
        done = check(world)
    assert known(world) == {
        "fine": ("ok", ""),
        "moved": ("ok", ""),
        "headless": ("ok", ""),
        "back": ("ok", ""),
        "gone": ("doubtful", "answered 404; dead if it does so on another day"),
        "dead": ("dead", "answers 410, since 2026-03-01"),
        "home": ("doubtful", f"leads to the front page {url}/"),
        "broken": ("doubtful", "answered 403"),
        "secret": ("doubtful", f"robots.txt of {url.removeprefix('http://')} does not allow {url}/secret"),
    }
    assert "9 links asked: 4 ok, 1 dead, 4 doubtful" in done.out
    assert set(world.statuses().values()) == {"open"}  # an editor is told, nothing is closed
    assert "/secret" not in site.paths()
    # The pages themselves are not needed, but where HEAD alone was refused.
    asked = sorted(one.path for one in site.log if one.method == "GET")
    assert asked == ["/broken", "/dead", "/gone", "/headless", "/robots.txt"]


def test_where_nobody_is_reached_the_links_are_not_to_blame(world):
    with Site("127.0.12.2") as off:
        pass
    world.load(posting(1, url=f"{off.url}/1"), posting(2, url=f"{off.url}/2"))
    said = check(world, code=1).error
    assert said.splitlines() == [
        "electionjobs: no site could be reached: look whether this machine is connected; nothing was changed"
    ]
    assert known(world) == {}
    with Site("127.0.12.1", {"/3": Served(body="a posting")}) as site:
        world.load(posting(3, url=f"{site.url}/3"), complete=False)
        check(world)
    assert {name: status for name, (status, _) in known(world).items()} == {
        "1": "doubtful",
        "2": "doubtful",
        "3": "ok",
    }


def test_those_asked_longest_ago_come_first_and_no_more_than_allowed(world):
    world.load(*(posting(str(number)) for number in range(5)))
    urls = [f"https://lark.example.org/jobs/{number}" for number in range(5)]
    with database.writing(world.engine) as connection:
        assert to_check(connection, NOON, 3) == urls[:3]
        for hours, url in ((1, urls[0]), (0, urls[1])):
            note(connection, Answer(url=url, status=200, ended_at=url), NOON + dt.timedelta(hours=hours))
        assert to_check(connection, NOON + dt.timedelta(hours=2), 3) == urls[2:3]
        later = NOON + ONE_DAY
        assert to_check(connection, later, 9) == [*urls[2:], urls[1], urls[0]]


def test_a_link_that_could_not_be_asked_is_neither_found_nor_gone(world):
    url = "https://lark.example.org/jobs/1"

    def answered(days: int, **given) -> str:
        with database.writing(world.engine) as connection:
            return note(connection, Answer(url=url, **given), NOON + days * ONE_DAY).status

    assert answered(0, status=404) == "doubtful"
    assert answered(0, status=404) == "doubtful"
    assert answered(1, trouble="the connection broke") == "doubtful"
    assert answered(2, status=503) == "doubtful"
    assert answered(3, status=404) == "dead"
    assert answered(4, status=200, ended_at=url) == "ok"
    assert answered(5, status=404) == "doubtful"
