"""Pages read beside a plain lxml parse of the same pages, and PDF files beside plain extraction of their text.

Every page is made here: the content of an office's page in the shell of a content management system (styles, scripts,
menus, footer), which is most of what a real page weighs. Prints one line a kind of page: kilobytes, milliseconds, and
how many times the cost of the parse; then PDF pages a second.
"""

import datetime as dt
import io
import random
import time
from collections.abc import Callable

import pdfplumber
from fpdf import FPDF
from lxml import html as lxml_html
from pdfminer.high_level import extract_text

from parsers import labels
from parsers.pages import document, page, platform, titles
from parsers.reading import Context, Document

CONTEXT = Context(date=dt.date(2026, 4, 27))
ROUNDS = 5
DUTY = (
    "Keeps the register of addresses, answers voters at the counter, prepares ballots for the mail and checks "
    "the seals of returned boxes. "
)
TITLES = ("Election Clerk", "Voter Outreach Coordinator", "Ballot Technician", "Deputy Registrar", "Data Analyst")
PLACES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Hazel", "Linden")


def shell(title: str, content: str) -> str:
    """A page with the weight of menus, styles and scripts around its content."""
    menu = "".join(
        f'<li class="menu-item depth-{i % 3}"><a class="nav-link" href="/department/{i}">Department {i}</a></li>'
        for i in range(120)
    )
    style = "".join(f".block-{i} .inner > a:hover {{ margin: {i}px auto; color: #0{i % 10}f; }}\n" for i in range(400))
    script = "".join(f'registry.push({{"key": "widget-{i}", "state": [1, 2, {i}], "on": true}});\n' for i in range(400))
    footer = "".join(f'<div class="col"><p>Office {i}, {i} Main Street</p></div>' for i in range(20))
    return (
        f"<!doctype html><html lang=en><head><title>{title} | Example County</title><style>{style}</style>"
        f"<script>{script}</script></head><body><header class=site-header><nav><ul>{menu}</ul></nav></header>"
        f"<main id=content>{content}</main><footer>{footer}</footer><script>{script}</script></body></html>"
    )


def posting() -> str:
    duties = "".join(f"<li>{DUTY}</li>" for _ in range(12))
    return shell(
        "Election Clerk",
        f"<h1>Election Clerk</h1><p>Example County is seeking an Election Clerk.</p><h2>Duties</h2><ul>{duties}</ul>"
        "<h2>Qualifications</h2><p>Two years of experience.</p><p>Salary: $21.50 per hour. Apply by May 20.</p>",
    )


def job_list() -> str:
    rows = "".join(
        f"<tr><td><a href='/jobs/{i}/{TITLES[i % 5].lower().replace(' ', '-')}'>{TITLES[i % 5]} {i}</a></td>"
        f"<td>Elections</td><td>May {i % 28 + 1}</td></tr>"
        for i in range(60)
    )
    return shell("Job Openings", f"<h1>Job Openings</h1><table><tr><th>Title<th>Office<th>Closes</tr>{rows}</table>")


def article() -> str:
    paragraphs = "".join(f"<p>The council voted {i} to 2 on Tuesday, officials said. {DUTY}</p>" for i in range(40))
    return shell("Council approves budget", f"<h1>Council approves budget</h1>{paragraphs}")


def issue() -> str:
    draw = random.Random(7)
    news = "".join(
        f"<p><strong>{draw.choice(PLACES)}:</strong> Officials said this week: {DUTY * 4}</p>" for _ in range(60)
    )
    jobs = "".join(
        f"<p><strong>{draw.choice(TITLES)}, {draw.choice(PLACES)} County, Ohio</strong> — {DUTY * 4}Salary: $52,000. "
        f"<b>Application:</b> For the complete job listing and to apply, <a href='/j/{i}'>click here</a>.</p>"
        for i in range(25)
    )
    return shell("Returns Weekly", f"<h1>Returns Weekly, April 23, 2026</h1>{news}<h2>Job Postings</h2>{jobs}")


def pdf(pages: int) -> bytes:
    file = FPDF()
    for number in range(pages):
        file.add_page()
        file.set_font("Helvetica", "B", 16)
        file.cell(0, 10, f"{TITLES[number % 5]}", new_x="LMARGIN", new_y="NEXT")
        file.set_font("Helvetica", size=11)
        file.multi_cell(0, 6, f"Duties: {DUTY * 14}\nSalary: $52,000 a year. To apply, send a resume by May 20.")
    return bytes(file.output())


def plain_pdf(content: bytes) -> str:
    with pdfplumber.open(io.BytesIO(content)) as opened:
        return "\n".join(one.extract_text() for one in opened.pages)


def seconds(work: Callable[[], object]) -> float:
    """The least processor time of several rounds; nothing is remembered from one to the next."""
    best = float("inf")
    for _ in range(ROUNDS):
        for remembered in (platform.of, titles._is_title, labels.split):
            remembered.cache_clear()
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def main() -> None:
    total_read = total_parse = 0.0
    for make in (posting, job_list, article, issue):
        markup = make()
        loaded = Document(content=markup, media="html", url="https://example.org/jobs/one", context=CONTEXT)
        kind = page.read(loaded).kind
        read = seconds(lambda loaded=loaded: page.read(loaded))
        parse = seconds(lambda markup=markup: lxml_html.fromstring(markup))
        total_read, total_parse = total_read + read, total_parse + parse
        print(
            f"{make.__name__:8} ({kind:8}) {len(markup) / 1000:5.0f} kB  "
            f"read {read * 1e3:6.2f} ms  lxml {parse * 1e3:5.2f} ms  ratio {read / parse:4.1f}"
        )
    print(f"all pages: ratio {total_read / total_parse:.1f}")
    count = 20
    content = pdf(count)
    ours = seconds(lambda: document.as_html(document.load(content + b"\n" * random.randrange(1, 9_999), "a.pdf")))
    plumber, miner = seconds(lambda: plain_pdf(content)), seconds(lambda: extract_text(io.BytesIO(content)))
    print(
        f"PDF pages a second: ours {count / ours:.0f}, plain pdfplumber {count / plumber:.0f}, "
        f"plain pdfminer {count / miner:.0f}"
    )


if __name__ == "__main__":
    main()
