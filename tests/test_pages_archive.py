"""WARC files: the postings of all the pages in one archive."""

import datetime as dt
import io

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from parsers.pages import document, page
from parsers.reading import Context

POSTING = (
    "<html><body><main><h1>{title}</h1><p>Linden County is seeking a {title}. Duties include keeping the rolls and "
    "answering voters. Qualifications: two years of experience. Salary: $20 per hour. To apply, send a resume to "
    "hr@linden.example.org by May 1.</p></main></body></html>"
)


def archive(*answers, gzip=True):
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=gzip)
    for url, status, kind, body in answers:
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            url, "response", payload=io.BytesIO(body.encode()), http_headers=headers,
            warc_headers_dict={"WARC-Date": "2019-03-04T05:06:07Z"},
        )  # fmt: skip
        writer.write_record(record)
    return stream.getvalue()


CLERK = ("https://linden.example.org/jobs/clerk", "200 OK", "text/html", POSTING.format(title="Election Clerk"))
TECH = ("https://linden.example.org/jobs/tech", "200 OK", "text/html", POSTING.format(title="Voting Technician"))
GONE = ("https://linden.example.org/jobs/old", "404 Not Found", "text/html", POSTING.format(title="Old Clerk"))
PICTURE = ("https://linden.example.org/a.png", "200 OK", "image/png", "x")


@pytest.mark.parametrize(("name", "gzip"), [("a.warc.gz", True), ("a.warc", False)])
def test_every_answer_is_read(name, gzip):
    loaded = document.load(
        archive(GONE, CLERK, PICTURE, TECH, gzip=gzip), name, context=Context(date=dt.date(2026, 1, 1))
    )
    found = page.read(loaded)
    assert (loaded.media, found.kind) == ("warc", "postings")
    assert [(p.url, p.title, p.observed_on) for p in found.postings] == [
        (CLERK[0], "Election Clerk", dt.date(2019, 3, 4)),
        (TECH[0], "Voting Technician", dt.date(2019, 3, 4)),
    ]


def test_one_posting_and_none():
    assert page.read(document.load(archive(CLERK), "a.warc.gz")).kind == "posting"
    nothing = page.read(document.load(archive(GONE), "a.warc.gz"))
    assert (nothing.kind, nothing.rejected) == ("none", "None of the pages in the archive holds a posting.")


@pytest.mark.parametrize(
    "content", [b"WARC/1.0\r\n", b"WARC/", b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", b"\x1f\x8bxx"]
)
def test_damaged_archives_hold_none(content):
    assert page.read(document.load(content, "a.warc.gz")).kind == "none"


def test_a_cut_archive_gives_what_is_whole():
    whole = archive(CLERK, TECH, gzip=False)
    assert page.read(document.load(whole[:-200], "a.warc")).postings[0].title == "Election Clerk"
