"""Files of every kind: what they are, what they say, what is said of those that cannot be read."""

import datetime as dt
import io
from email.message import EmailMessage

import docx
import pytest
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.resilience import bombs
from parsers.pages import document, page
from parsers.reading import Context

SEEN = Context(date=dt.date(2026, 4, 27))
DUTIES = "Keeps the voter file current, answers voters at the counter and checks the signatures on returned envelopes. "


def pdf(write):
    file = FPDF()
    file.set_compression(False)
    file.add_page()
    file.set_font("Helvetica", size=11)
    write(file)
    return bytes(file.output())


def line(file, *cells, style="", size=11):
    file.set_font("Helvetica", style, size)
    for cell in cells[:-1]:
        file.cell(60, 6, cell)
    file.cell(0, 6, cells[-1], new_x="LMARGIN", new_y="NEXT")
    file.set_font("Helvetica", "", 11)


def posting_sheet(file):
    line(file, "Election Clerk II", style="B", size=18)
    line(file, "Closing Date:", "May 20, 2026")
    line(file, "Salary", "$20.10 - $25.00 per hour")
    file.multi_cell(0, 6, DUTIES * 2, new_x="LMARGIN", new_y="NEXT")
    file.ln(6)
    line(file, "Qualifications", style="B")
    file.multi_cell(0, 6, "- A diploma and two years of office experience.", new_x="LMARGIN", new_y="NEXT")
    line(file, "To apply, send a resume to hr@larkspur.example.org.")


def word(*paragraphs, rows=()):
    file = docx.Document()
    for style, text in paragraphs:
        file.add_paragraph(text, style=style)
    if rows:
        table = file.add_table(len(rows), len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def mail(text, subject="Fwd: Fwd: a job", **attachments):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", subject
    message.set_content(text)
    for name, content in attachments.items():
        message.add_attachment(content, maintype="application", subtype="pdf", filename=f"{name}.pdf")
    return bytes(message)


@pytest.mark.parametrize(
    ("content", "name", "media"),
    [
        (b"plain words", "a.txt", "text"),
        (b"plain words", "a", "text"),
        (b"# Title", "a.md", "markdown"),
        (b"<!doctype html><p>x", "a", "html"),
        (b"  <div><p>x</p></div>", "a.txt", "html"),
        (b"<html>gone</html>", "a.pdf", "html"),
        (b"<html>gone</html>", "https://example.org/a.docx?x=1", "html"),
        (b"From: a\nTo: b\nSubject: c\n\nd", "a", "eml"),
        (b"Subject: c\n\nd", "a.eml", "eml"),
    ],
)
def test_kind_of_file(content, name, media):
    assert document.load(content, name).media == media


def test_pdf_and_word_are_told_by_their_first_bytes():
    assert document.load(pdf(posting_sheet), "a.txt").media == "pdf"
    assert document.load(word(("Normal", "x")), "a").media == "docx"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("caf\u00e9".encode(), "café"),
        (b"\xef\xbb\xbfcaf\xc3\xa9", "café"),
        ("café".encode("utf-16"), "café"),
        (b"caf\xe9 \x93quoted\x94", "café “quoted”"),
        ("<meta charset='windows-1251'>ёлка".encode("cp1251"), "<meta charset='windows-1251'>ёлка"),
        ("<meta charset=iso-8859-1>café".encode(), "<meta charset=iso-8859-1>café"),
        (b"<meta charset=nonsense>caf\xe9", "<meta charset=nonsense>café"),
        (b"<meta charset=zlib>caf\xe9", "<meta charset=zlib>café"),
        (b"<meta charset=rot13>caf\xe9", "<meta charset=rot13>café"),
        (b"<meta charset=idna>caf\xe9", "<meta charset=idna>café"),
        (b"<meta charset=punycode>caf\xe9", "<meta charset=punycode>café"),
    ],
)
def test_decode(content, text):
    assert document.decode(content) == text


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.txt", "empty"),
        (b" \n\x00", "a.pdf", "empty"),
        (b"words", "a.pdf", "not a PDF file"),
        (b"%PDF-1.4 broken", "a.pdf", "damaged"),
        (b"PK\x03\x04word/ broken", "a.docx", "damaged"),
        (b"PK\x03\x04 sheet", "a.xlsx", "no Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a.doc", "old Word"),
        (b"\xff\xd8\xff\xe0", "scan.jpg", "picture"),
        (pdf(lambda file: None), "scan.pdf", "no text layer"),
        (word(("Normal", "")), "a.docx", "no text"),
        (b"X", "a.eml", "no header lines"),
        (bombs.nested_mail(5_000), "a.eml", "parts in parts"),
    ],
)
def test_what_cannot_be_read_is_one_clear_sentence(content, name, words):
    with pytest.raises(document.DocumentError, match=words):
        document.as_text(document.load(content, name))


def test_a_broken_file_is_a_page_without_postings():
    read = page.read(document.load(b"%PDF-1.4 broken", "a.pdf"))
    assert (read.kind, read.rejected) == ("none", "The PDF is damaged and cannot be opened.")


def text_of(content, name):
    return document.as_text(document.load(content, name))


def test_pdf_text():
    assert text_of(pdf(posting_sheet), "a.pdf").split("\n\n") == [
        "Election Clerk II",
        "Closing Date: May 20, 2026",
        "Salary: $20.10 - $25.00 per hour",
        (DUTIES * 2).strip(),
        "Qualifications\n- A diploma and two years of office experience.",
        "To apply, send a resume to hr@larkspur.example.org.",
    ]


def test_pdf_columns_are_read_one_after_the_other():
    def write(file):
        with file.text_columns(
            text="Left words go on. " * 60 + "\n\n" + "Right words follow. " * 60, ncols=2, gutter=8
        ):
            pass

    text = text_of(pdf(write), "a.pdf").replace("\n", " ")
    assert text.rindex("Left words") < text.index("Right words")
    assert text.count("Left words go on.") == 60


def test_pdf_tables_are_read_row_by_row():
    def write(file):
        with file.table() as table:
            for row in (
                ("Title", "Pay", "Closes"),
                ("Deputy Clerk", "$40,000", "May 1"),
                ("Clerk", "$30,000", "May 2"),
            ):
                table.row(row)

    assert (
        text_of(pdf(write), "a.pdf") == "Title | Pay | Closes\nDeputy Clerk | $40,000 | May 1\nClerk | $30,000 | May 2"
    )


def test_word_text():
    content = word(("Title", "Clerk"), ("List Bullet", "one"), ("Normal", "two"), rows=[["Salary", "$5"], ["a", "b"]])
    assert text_of(content, "a.docx") == "Clerk\n- one\n\ntwo\n\nSalary: $5\na | b"


def test_markdown_text():
    content = b"---\ntitle: x\n---\n# Clerk\n\nPay: **$5**\n\n| a | b |\n|---|---|\n| Salary | $5 |\n"
    assert text_of(content, "a.md") == "Clerk\n\nPay: $5\n\na | b\nSalary: $5"


def test_mail_text_and_attachments():
    assert text_of(mail("See below.", sheet=pdf(posting_sheet)), "a.eml").startswith(
        "See below.\n\nElection Clerk II\n\n"
    )


POSTING = f"""# Election Clerk

{DUTIES}

## Qualifications

- A diploma and two years of experience.

Salary: $41,000 a year

To apply, send a resume by May 20.
"""
FILES = {
    "text": (POSTING.replace("#", "").encode(), "a.txt"),
    "markdown": (POSTING.encode(), "a.md"),
    "pdf": (pdf(posting_sheet), "a.pdf"),
    "word": (
        word(
            ("Heading 1", "Election Clerk"),
            ("Normal", DUTIES),
            ("Normal", "Qualifications: a diploma, experience."),
            ("Normal", "Salary: $41,000. To apply, send a resume by May 20."),
        ),
        "a.docx",
    ),
    "mail": (mail("Please print this.", sheet=pdf(posting_sheet)), "a.eml"),
}


@pytest.mark.parametrize(("content", "name"), FILES.values(), ids=FILES)
def test_a_file_that_is_one_posting(content, name):
    read = page.read(document.load(content, name, url="https://example.org/a", context=SEEN))
    assert (read.kind, [posting.title.removesuffix(" II") for posting in read.postings]) == (
        "posting",
        ["Election Clerk"],
    )
    assert (read.postings[0].url, read.postings[0].observed_on) == ("https://example.org/a", SEEN.date)


def test_front_matter_names_title_date_and_employer():
    content = ("---\ntitle: Deputy Clerk\ndate: 2026-02-03\ncompany: Larkspur\n---\n" + POSTING).encode()
    (posting,) = page.read(document.load(content, "a.md")).postings
    assert (posting.title, posting.observed_on) == ("Deputy Clerk", dt.date(2026, 2, 3))
    assert [field.text for field in posting.given("organization")] == ["Larkspur"]


def test_what_the_bringer_knows_wins():
    context = Context(date=SEEN.date, title="Known Title", organization="Known County", location="Known Town")
    (posting,) = page.read(document.load(POSTING.encode(), "a.md", context=context)).postings
    assert posting.title == "Known Title"
    assert [field.text for field in posting.given("organization")] == ["Known County"]
    assert [field.text for field in posting.given("location")] == ["Known Town"]


def test_several_postings_in_one_pdf():
    def write(file):
        for title in ("Election Clerk", "Warehouse Supervisor"):
            line(file, title, style="B", size=16)
            file.multi_cell(
                0, 6, DUTIES + "Duties include lifting. Salary: $20 an hour.", new_x="LMARGIN", new_y="NEXT"
            )
            line(file, "To apply, send a resume by May 20.")

    read = page.read(document.load(pdf(write), "a.pdf", context=SEEN))
    assert (read.kind, [posting.title for posting in read.postings]) == (
        "postings",
        ["Election Clerk", "Warehouse Supervisor"],
    )


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["a.txt", "a.md", "a.html", "a.eml", "a.pdf", "a"]))
def test_no_file_breaks_it(content, name):
    try:
        loaded = document.load(content, name, context=SEEN)
    except document.DocumentError:
        return
    page.read(loaded)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("<div>" * 10_000 + "Election Clerk", {"none"}),
        ('<h1>Jobs</h1><a href="/jobs/clerk">Election Clerk</a>' * 5_000, {"none", "list", "postings"}),
        ("<h2>Election Clerk</h2><p>" * 5_000, {"none", "list", "postings"}),
        ("<table><tr><td>" * 1_000, {"none"}),
        ("<p>" + " " * 1_000_000, {"none"}),
        ("Election Clerk, Larkspur County, Ohio — " * 5_000, {"none"}),
        ("Salary: " * 10_000, {"none"}),
        ("a" * 200_000, {"none"}),
    ],
    ids=["deep", "links", "headings", "tables", "white space", "heads", "labels", "one word"],
)
@pytest.mark.parametrize("name", ["a.html", "a.txt", "a.md"])
def test_hostile_files_are_read(text, kinds, name):
    assert page.read(document.load(text.encode(), name, context=SEEN)).kind in kinds
