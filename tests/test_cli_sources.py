"""``electionjobs sources`` as a person calls it: list, check, detect on files and over HTTP, add."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from schema import source_files
from tests import forked
from tests.loopback import Answer, Site

ROOT = Path(__file__).resolve().parent.parent
BOARD_PAGE = (
    '<!doctype html><html><head><meta property="og:site_name" content="Larkspur Votes"></head>'
    '<body><a href="https://jobs.lever.co/larkspurvotes">Open jobs</a></body></html>'
)


def run(*words):
    return CliRunner().invoke(main, ["sources", *map(str, words)])


def detect_over_http(url, *, loopback=True):
    """A process of its own: one that fetched once cannot fetch again."""
    told = {
        "ELECTIONJOBS_ALLOW_LOOPBACK_BASE_URL": "1" if loopback else "0",
        "ELECTIONJOBS_DELAY": "0.01",
        "ELECTIONJOBS_ADAPTIVE_DELAY": "0",
        "ELECTIONJOBS_TIMEOUT": "5",
    }
    return forked.command("sources", "detect", url, environment=told)


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "careers.html"
    path.write_text(BOARD_PAGE, "utf-8")
    return path


def test_check_and_list_show_what_the_project_brings():
    checked = run("check")
    assert checked.exit_code == 0
    assert checked.output.endswith("no mistakes\n")
    listed = run("list").output.splitlines()
    assert listed[0] == "source\tplatform\tboard\tschedule"
    assert "us/wa/king-county-elections/neogov\tneogov\tkingcounty\tdaily" in listed


def test_detect_shows_the_board_and_the_lines_to_paste(saved, tmp_path):
    done = run("detect", saved, "--base-url", "https://larkspurvotes.example.org/jobs")
    assert done.exit_code == 0
    shown, lines = done.output.split("\n\n", 1)
    assert shown == ("platform\tboard\tsure\twhy\nlever\tlarkspurvotes\t90%\tlinks to the lever board larkspurvotes")
    assert len(lines.splitlines()) == 8
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "pasted.toml").write_text(lines, "utf-8")
    (source,) = source_files.load(tmp_path / "sources", ("lever",))
    assert (source.organization.name, source.platform, source.token) == ("Larkspur Votes", "lever", "larkspurvotes")


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("<p>Polls close at eight.</p>", "leads to no job board and lists no postings"),
        ("", "the file is empty"),
    ],
)
def test_detect_says_in_one_line_that_there_is_nothing(tmp_path, page, says):
    path = tmp_path / "page.html"
    path.write_text(page, "utf-8")
    done = run("detect", path)
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
    assert says in done.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nowhere.html",), "nowhere.html: No such file or directory"),
        (("nowhere.html", "--base-url", "larkspur"), "larkspur: give an absolute address"),
    ],
)
def test_detect_names_what_cannot_be_had(words, says):
    done = run("detect", *words)
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
    assert says in done.stderr


def test_detect_names_an_address_that_is_none():
    done = detect_over_http("http://[x")
    assert (done.code, len(done.error.splitlines())) == (1, 1)
    assert "cannot be read as an address" in done.error


def test_detect_fetches_a_page_behind_its_robots_txt():
    script = {
        "/robots.txt": Answer(body="User-agent: *\nDisallow: /closed"),
        "/jobs": Answer(status=302, headers={"Location": "/careers/"}),
        "/careers/": Answer(body=BOARD_PAGE, headers={"Content-Type": "text/html"}),
        "/closed": Answer(body=BOARD_PAGE, headers={"Content-Type": "text/html"}),
    }
    with Site("127.0.0.2", script) as site:
        found = detect_over_http(f"{site.url}/jobs")
        assert (found.code, found.error) == (0, "")
        assert found.out.splitlines()[1].startswith("lever\tlarkspurvotes\t")
        refused = detect_over_http(f"{site.url}/closed")
        assert refused.code == 1
        assert "does not allow" in refused.error
        missing = detect_over_http(f"{site.url}/nowhere")
        assert (missing.code, "answered 404" in missing.error) == (1, True)
        assert site.paths() == ["/jobs", "/careers/", "/nowhere"]


def test_detect_reaches_no_private_address():
    with Site("127.0.0.2", {"/jobs": Answer(body=BOARD_PAGE)}) as site:
        done = detect_over_http(f"{site.url}/jobs", loopback=False)
        assert (done.code, "no public address" in done.error) == (1, True)
        assert site.log == []


def test_add_writes_a_checked_file(tmp_path):
    words = ("add", "Larkspur County Elections", "--platform", "neogov", "--token", "larkspur", "--state", "WA")
    done = run(*words, "--kind", "election office - county", "--sources", tmp_path)
    path = tmp_path / "us" / "wa" / "larkspur-county-elections.toml"
    assert (done.exit_code, done.output) == (0, f"{path}: written and checked\n")
    again = run(*words, "--sources", tmp_path)
    assert (again.exit_code, "stands already" in again.stderr) == (1, True)
    assert run("check", "--sources", tmp_path).output == "1 sources of 1 organizations: no mistakes\n"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("add", "Larkspur", "--platform", "neogov"), 2, "give --token or --url"),
        (("add", "Larkspur", "--token", "x"), 2, "--platform"),
        (("add", "Larkspur", "--platform", "neogov", "--token", "x", "--kind", "county"), 2, "--kind"),
        (("add", "Larkspur", "--platform", "neogof", "--token", "x"), 1, "neogof: no such platform"),
    ],
)
def test_add_refuses_what_it_cannot_write(tmp_path, words, code, says):
    done = run(*words, "--sources", tmp_path)
    assert (done.exit_code, says in done.stderr) == (code, True)
    assert list(tmp_path.iterdir()) == []
