"""What editors hand in: read from anywhere, corrected, accepted or not; it joins its crawled copy and stays listed."""

import io
import json
from email.message import EmailMessage

import docx
import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from fpdf import FPDF

import submissions
from cli import main
from crawl import CrawlError
from desk import decided, submitted
from desk.actions import Document
from pipelines.editor import EditError
from schema import database
from schema.tables import postings, publishable
from settings import Settings, scrapy_settings
from tests.at_the_desk import BY, Desk
from tests.loading import DAY, posting
from tests.loopback import Answer, Site

TITLE = "Warehouse Lead"
SEEKS = "The Pell County Board of Elections seeks a Warehouse Lead to store ballot boxes and load the trucks."
PAY = "Salary: $24 an hour"
APPLY = "To apply, send a resume to jobs@pell.example.org."
TEXT = "\n\n".join((TITLE, SEEKS, PAY, APPLY))
PAGE = f"<!doctype html><title>{TITLE}</title><h1>{TITLE}</h1><p>{SEEKS}</p><p>{PAY}</p><p>{APPLY}</p>"


def pdf() -> bytes:
    file = FPDF()
    file.add_page()
    for text, style in ((TITLE, "B"), (SEEKS, ""), (PAY, ""), (APPLY, "")):
        file.set_font("Helvetica", style, 16 if style else 11)
        file.multi_cell(0, 7, text, new_x="LMARGIN", new_y="NEXT")
        file.ln(3)
    return bytes(file.output())


def word() -> bytes:
    file = docx.Document()
    file.add_paragraph(TITLE, style="Heading 1")
    for text in (SEEKS, PAY, APPLY):
        file.add_paragraph(text)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def mail() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", TITLE
    message.set_content(TEXT)
    return bytes(message)


FILES = {
    "posting.html": PAGE.encode(),
    "posting.pdf": pdf(),
    "posting.docx": word(),
    "posting.eml": mail(),
    "posting.txt": TEXT.encode(),
}


@pytest.fixture
def desk(world, tmp_path):
    return Desk(world, tmp_path / "public")


def handed(desk, content=FILES["posting.txt"], name="posting.txt", **given):
    return desk.do.submit(Document(name=name, content=content, day=DAY, **given), **BY)


def one(desk, number=1):
    with database.reading(desk.world.engine) as connection:
        return submitted.one(connection, number)


@pytest.mark.parametrize("name", sorted(FILES))
def test_files_of_every_kind_are_read_kept_and_accepted(desk, name):
    assert handed(desk, FILES[name], name) == (1,)
    waiting = one(desk)
    assert (waiting.state, waiting.origin, waiting.name, waiting.given_by) == ("waiting", "file", name, "ada")
    assert (waiting.read["title"], waiting.read["salary_min"], waiting.read["salary_unit"]) == (TITLE, 24, "HOUR")
    assert "$24 an hour" in {proof.field: proof.quote for proof in waiting.evidence}["salary_min"]
    with database.reading(desk.world.engine) as connection:
        assert submitted.content(connection, waiting.document) == FILES[name]
    assert desk.world.postings() == {}
    accepted = desk.do.accept(1, **BY)
    assert (one(desk).state, one(desk).posting) == ("accepted", accepted)
    row = desk.world.one()
    assert (row["id"], row["source"], row["organization"]) == (
        accepted,
        "submissions/document",
        "Pell County Board of Elections",
    )
    assert row["url"].startswith("submitted/") and row["url"].endswith(f"/{name}")
    assert [item["id"] for item in desk.world.rows(sa.select(publishable.c.id))] == [accepted]


def test_what_is_corrected_is_a_correction_with_what_was_read(desk):
    desk.do.submit(Document(content=TEXT.encode(), day=DAY), {"deadline_on": "2026-04-01"}, **BY)
    assert (one(desk).origin, one(desk).name, one(desk).values["deadline_on"]) == ("stdin", "pasted text", "2026-04-01")
    desk.do.accept(1, {"deadline_type": "fixed", "salary_max": "26"}, **BY)
    row = desk.world.one()
    assert (row["deadline_on"].isoformat(), row["salary_max"], row["salary_annual_max"]) == ("2026-04-01", 26, 54080)
    with database.reading(desk.world.engine) as connection:
        corrected = {d.field: (d.old, d.new) for d in decided.listing(connection) if d.kind == "correct"}
    assert corrected == {
        "deadline_on": (None, "2026-04-01"),
        "deadline_type": ("none", "fixed"),
        "salary_max": (24, 26),
    }


def test_an_accepted_submission_joins_its_crawled_copy(desk):
    seen = {"title": TITLE, "title_raw": TITLE, "organization": "Pell County Board of Elections"}
    desk.world.load(posting(1, description_text=f"{SEEKS} {PAY}. {APPLY}", **seen))
    crawled = desk.world.one()["id"]
    handed(desk)
    accepted = desk.do.accept(1, **BY)
    assert len({row["group_id"] for row in desk.world.rows(sa.select(postings))}) == 1
    with database.reading(desk.world.engine) as connection:
        outcome = submitted.outcome(connection, accepted)
    assert (outcome.same_as, outcome.not_published) == ((crawled,), "")
    assert [row["id"] for row in desk.world.rows(sa.select(publishable.c.id))] == [crawled]


def test_the_same_document_again_is_the_same_posting(desk):
    handed(desk)
    handed(desk)
    assert desk.do.accept(1, **BY) == desk.do.accept(2, **BY)
    assert len(desk.world.postings()) == 1


def test_a_rejected_one_stays_listed_and_can_be_taken_back(desk):
    handed(desk)
    number = desk.do.reject(1, who="ada", why="closed last year")
    assert (one(desk).state, desk.world.postings()) == ("rejected", {})
    with pytest.raises(EditError, match="1: is rejected already"):
        desk.do.accept(1, **BY)
    desk.do.undo(number, **BY)
    assert one(desk).state == "waiting"
    desk.do.accept(1, **BY)


def test_an_acceptance_can_be_taken_back_and_given_again(desk):
    handed(desk)
    desk.do.accept(1, **BY)
    desk.do.undo(2, **BY)
    assert (one(desk).state, one(desk).posting, desk.world.one()["status"]) == ("waiting", None, "removed")
    desk.do.accept(1, **BY)
    assert desk.world.one()["status"] == "open"


def test_a_document_of_several_postings_is_several_submissions(desk):
    entry = (
        "{}, Pell County, Ohio - {} before each election. Salary: $20 an hour. Apply at https://pell.example.org/{}."
    )
    jobs = (
        ("Elections Clerk", "Registers voters", 1),
        ("Warehouse Lead", "Stores ballots", 2),
        ("Trainer", "Trains", 3),
    )
    news = "THE LETTER\nMarch 2, 2026\n\nEMPLOYMENT OPPORTUNITIES\n\n" + "\n\n".join(entry.format(*job) for job in jobs)
    numbers = handed(desk, news.encode())
    assert [one(desk, number).read["title"] for number in numbers] == [title for title, *_ in jobs]
    assert {one(desk, number).document for number in numbers} == {1}
    with pytest.raises(EditError, match="holds 3 postings; hand it in as it is and correct each of them"):
        desk.do.submit(Document(name="posting.txt", content=news.encode()), {"title": "x"}, **BY)


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "a.pdf", "a.pdf: the file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00", "a.png", "a.png: a picture; its text cannot be read"),
        (b"%PDF-1.4 broken", "a.pdf", "a.pdf: "),
        (b"Minutes of the meeting. The board met and adjourned.", "a.txt", "a.txt: holds no posting: "),
        (bytes(range(256)) * 20, "a.bin", "a.bin: "),
    ],
)
def test_junk_is_refused_in_one_line_and_kept_nowhere(desk, content, name, says):
    with pytest.raises(EditError) as refused:
        handed(desk, content, name)
    assert str(refused.value).startswith(says) and "\n" not in str(refused.value)
    with database.reading(desk.world.engine) as connection:
        assert submitted.listing(connection) == []


def test_a_correction_that_is_no_value_or_makes_no_sense_is_refused_and_the_submission_waits(desk):
    handed(desk)
    for corrections, says in (({"salary_min": "much"}, "is no number"), ({"salary_min": "99"}, "is above")):
        with pytest.raises(EditError, match=says):
            desk.do.accept(1, corrections, **BY)
    assert (one(desk).state, desk.world.postings()) == ("waiting", {})


def quick(loopback: bool) -> Settings:
    return Settings(delay=0.01, adaptive_delay=False, timeout=5.0, allow_loopback_base_url=loopback)


def test_an_address_is_fetched_by_the_rules_of_a_crawl_as_often_as_one_likes(desk):
    with Site("127.0.0.9", {"/job": Answer(body=PAGE, headers={"Content-Type": "text/html"})}) as site:
        given = scrapy_settings(quick(loopback=True), {site.host})
        desk.do.fetch = lambda url: submissions.fetch(url, given)
        assert desk.do.submit(Document(url=f"{site.url}/job"), **BY) == (1,)
        assert (one(desk).origin, one(desk).url, one(desk).read["url"]) == ("url", f"{site.url}/job", f"{site.url}/job")
        guarded = scrapy_settings(quick(loopback=False), {site.host})
        with pytest.raises(CrawlError, match=r"127\.0\.0\.9"):
            submissions.fetch(f"{site.url}/job", guarded)
        assert site.paths() == ["/job"]


@pytest.fixture
def run(world, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*words, stdin=b""):
        return CliRunner().invoke(main, ["edit", *words, "--db", world.engine.url.database], input=stdin)

    return run


def test_a_document_on_the_command_line_from_reading_to_acceptance(run, tmp_path):
    (tmp_path / "posting.txt").write_text(TEXT, "utf-8")
    done = run("add", "posting.txt", "--date", "2026-03-02", "--who", "ada")
    assert done.exit_code == 0, done.output
    assert "salary_min\t24\t“$24 an hour”\tlabel" in done.stdout
    assert done.stdout.splitlines()[-1] == "1: waits (edit accept 1, edit reject 1)"
    done = run("accept", "1", "--set", "salary_max=26", "--who", "ada", "--why", "by telephone")
    assert done.exit_code == 0 and done.stdout.startswith("1: accepted as "), done.output
    assert "  not published: it is expired: expired from print on 2026-04-01" in done.stdout
    listed = [line.split("\t")[:5] for line in run("submissions").stdout.splitlines()]
    assert listed[1] == ["1", "accepted", TITLE, "Pell County Board of Elections", "posting.txt"]


FUTURE = ("--date", "2098-12-01", "--set", "deadline_on=2099-01-01")


def test_standard_input_is_accepted_at_once_where_that_is_asked_for(run, world):
    done = run("add", "-", "--accept", "--json", *FUTURE, stdin=TEXT.encode())
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert (said["state"], said["corrected"]) == ("accepted", {"deadline_on": "2099-01-01"})
    assert said["posting"] == world.one()["id"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("add", "nosuch.pdf"), 1, "electionjobs: nosuch.pdf: No such file or directory\n"),
        (("add", "-"), 1, "electionjobs: pasted text: the file is empty\n"),
        (
            ("accept", "9"),
            1,
            "electionjobs: 9: there is no such submission; electionjobs edit submissions shows them\n",
        ),
        (("add", "-", "--set", "title"), 2, "'title' is no FIELD=VALUE, like deadline_on=2026-12-01"),
        (("add", "-", "--set", "nosuch=1"), 1, "electionjobs: nosuch: cannot be corrected"),
    ],
)
def test_bad_input_is_one_clear_line(run, words, code, says):
    done = run(*words, "--who", "ada")
    assert (done.exit_code, done.stdout) == (code, "")
    assert says in done.stderr
