"""Pages that say what their links are relative to: ``<base href>``."""

import datetime as dt

import pytest

from parsers.pages import document, page
from parsers.reading import Context

HOME = "https://elections.example.org/about/jobs.html"
LIST = (
    "<!doctype html><html><head><title>Jobs</title>{}</head><body><main><h1>Job openings</h1>"
    "<p>Linden County Elections is hiring. Open positions:</p><ul>"
    "<li><a href='jobs/elections-clerk'>Elections Clerk</a></li>"
    "<li><a href='/jobs/ballot-courier'>Ballot Courier</a></li></ul>"
    "<a rel='next' href='?page=2'>Next</a></main></body></html>"
)
POSTING = (
    "<!doctype html><html><head><title>Elections Clerk</title><base href='/hr/'></head><body><main>"
    "<h1>Elections Clerk</h1><h2>Duties</h2><p>Registers voters and prepares mail ballots.</p>"
    "<h2>Qualifications</h2><p>One year of office work.</p><h2>How to apply</h2>"
    "<p>Fill in the <a href='form.html'>form</a> (<a href='#help'>help</a>, "
    "<a href='mailto:jobs@elections.example.org'>write</a>).</p><h2>Salary</h2><p>$21 an hour</p></main></body></html>"
)


def read(markup: str) -> page.Page:
    loaded = document.load(
        markup.encode(), "jobs.html", url=HOME, context=Context(date=dt.date(2026, 3, 2), organization="Linden County")
    )
    return page.read(loaded)


@pytest.mark.parametrize(
    ("base", "folder"),
    [
        ("", "https://elections.example.org/about/"),
        ("<base href='/'>", "https://elections.example.org/"),
        ("<BASE target=_blank HREF=' ../en/ '>", "https://elections.example.org/en/"),
        ("<base target='_blank'>", "https://elections.example.org/about/"),
        ("<base href='https://hr.example.org/a/b.html'>", "https://hr.example.org/a/"),
        ("<base href='/first/'><base href='/second/'>", "https://elections.example.org/first/"),
        ("<base href='javascript:x'>", "https://elections.example.org/about/"),
        ("<base href='file:///etc/'>", "https://elections.example.org/about/"),
        ("<base href='http://[x/'>", "https://elections.example.org/about/"),
        ("<!-- <base href='/no/'> -->", "https://elections.example.org/about/"),
    ],
)
def test_the_links_of_a_list_start_where_the_page_says(base, folder):
    origin = folder.partition("//")[0] + "//" + folder.split("/")[2]
    found = read(LIST.format(base))
    assert [link.url for link in found.links] == [f"{folder}jobs/elections-clerk", f"{origin}/jobs/ballot-courier"]


def test_the_next_page_of_a_list_starts_there_too():
    found = read(LIST.format("<base href='/jobs/all.html'>"))
    assert found.next_url == "https://elections.example.org/jobs/all.html?page=2"


def test_the_links_in_a_posting_start_there_and_marks_within_the_page_stay():
    (posting,) = read(POSTING).postings
    assert posting.url == HOME
    assert 'href="https://elections.example.org/hr/form.html"' in posting.description_html
    assert 'href="#help"' in posting.description_html
    assert 'href="mailto:jobs@elections.example.org"' in posting.description_html
