"""What hostile sites do to a crawl, each as a source: bombs, streams without end, redirects inside, odd words."""

import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.resilience import bombs, raw_site
from benchmarks.resilience.bombs import DEEP, HTML, MEBIBYTE, page
from benchmarks.resilience.raw_site import Talk
from tests.loopback import Answer
from tests.ways_out import Ports

XML = {"Content-Type": "application/xml"}
JOBS = "/jobs"
BOARDS = {"greenhouse": "/v1/boards/linden/jobs", "lever": "/v0/postings/linden"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One hostile source: what its site answers (or says, ``talk``), or ``url`` where its file itself leads inside."""

    name: str
    platform: str = "career_page"
    path: str = JOBS
    script: Mapping[str, Answer | Sequence[Answer]] = field(default_factory=dict)
    talk: Talk | None = None
    url: str | None = None


def attacks(ports: Ports, size: int) -> Iterator[Attack]:
    """All of them. ``ports`` are those that nobody may reach; bombs unpack to ``size`` bytes."""
    yield from _packed(size)
    yield from _without_end()
    yield from _inside(ports)
    yield from _markup()
    yield from _xml(ports)
    yield from _files(size)
    yield from _data()


def _at(name: str, answer: Answer, platform: str = "career_page", path: str = JOBS) -> Attack:
    return Attack(name=name, platform=platform, path=path, script={path: answer})


def _page(name: str, body: str, head: str = "") -> Attack:
    return _at(name, Answer(body=page(body, head), headers=HTML))


def _packed(size: int) -> Iterator[Attack]:
    for how in ("gzip", "deflate", "br", "zstd"):
        yield _at(f"{how} bomb", Answer(body=bombs.packed(how, size), headers={**HTML, "Content-Encoding": how}))
    twice = bombs.repacked(bombs.packed("gzip", size))
    yield _at("gzip in gzip", Answer(body=twice, headers={**HTML, "Content-Encoding": "gzip, gzip"}))
    many = Answer(body=page(""), headers={**HTML, "Content-Encoding": ", ".join(["gzip"] * 1000)})
    yield _at("a thousand encodings", many)
    rules = Answer(body=bombs.packed("gzip", size), headers={"Content-Encoding": "gzip"})
    yield Attack(name="robots.txt bomb", script={"/robots.txt": rules, JOBS: Answer(body=page(""))})
    patience = Answer(body="User-agent: *\nCrawl-delay: 999999999\n")
    yield Attack(name="Crawl-delay of years", script={"/robots.txt": patience, JOBS: Answer(body=page(""))})
    rest = Answer(status=503, headers={"Retry-After": "9" * 400})
    yield _at("Retry-After of ages", rest)
    yield _at("50 MB body", Answer(body=b"a" * (50 * MEBIBYTE), headers=HTML))


def _without_end() -> Iterator[Attack]:
    for talk in (
        raw_site.drip,
        raw_site.drip_head,
        raw_site.endless_head,
        raw_site.endless_chunks,
        raw_site.unmeasured,
        raw_site.silent,
        raw_site.noise,
    ):
        yield Attack(name=talk.__name__.replace("_", " "), talk=talk)


def _inside(ports: Ports) -> Iterator[Attack]:
    """Redirects and source files that lead to addresses which are never fetched, in every spelling."""
    local, other, six = ports.local.port, ports.other.port, ports.six.port
    inside = {
        "private": f"http://127.0.0.9:{other}/",
        "decimal": f"http://2130706433:{local}/",
        "octal": f"http://0177.0.0.1:{local}/",
        "hexadecimal": f"http://0x7f000001:{local}/",
        "short": f"http://127.1:{local}/",
        "IPv6": f"http://[::1]:{six}/",
        "mapped": f"http://[::ffff:127.0.0.1]:{local}/",
        "circled digits": f"http://①②⑦.⓪.⓪.①:{local}/",
        "full stop": f"http://127.0.0.1.:{local}/",
        "localhost": f"http://localhost:{local}/",
        "LOCALHOST.": f"http://LOCALHOST.:{local}/",
        "own name": f"http://{socket.gethostname()}:{local}/",
        "user": f"http://example.org@127.0.0.1:{local}/",
        "ten": "http://10.0.0.1/",
        "link-local": "http://169.254.169.254/latest/meta-data/",
        "unspecified": f"http://0.0.0.0:{local}/",
        "file": "file:///etc/passwd",
        "data": "data:text/html,<h1>Clerk</h1>",
        "ftp": f"ftp://127.0.0.1:{local}/",
        "gopher": f"gopher://127.0.0.1:{local}/",
        "broken": "http://[::1",
        "script": "javascript:alert(1)",
    }
    for name, address in inside.items():
        yield _at(f"redirect: {name}", Answer(status=302, headers={"Location": _ascii(address)}))
        refresh = f'<meta http-equiv="refresh" content="0;url={address}"><base href="{address}">'
        yield _page(f"refresh: {name}", "", refresh)
        if address.startswith("http://") and name not in ("broken", "circled digits"):
            yield Attack(name=f"source file: {name}", url=address)
    yield _at("redirect to itself", Answer(status=302, headers={"Location": JOBS}))
    chain = {f"/{n}": Answer(status=302, headers={"Location": f"/{n + 1}"}) for n in range(50)}
    yield Attack(name="redirects on and on", path="/0", script=chain)


def _ascii(address: str) -> str:
    """As it can stand in a header: what is not ASCII as UTF-8 that is read as Latin-1."""
    return address.encode().decode("latin-1")


def _markup() -> Iterator[Attack]:
    yield _page("nested 10^5 deep", "<div>" * DEEP)
    yield _page("lists nested 10^5 deep", "<ul><li>" * DEEP)
    yield _page("a tag of 300,000 attributes", f"<p {' '.join(f'a{n}=1' for n in range(300_000))}>x")
    yield _page("100,000 links", "".join(f"<li><a href='/jobs/{n}'>Clerk {n}</a></li>" for n in range(100_000)))
    yield _page("a million line breaks", "a<br>" * 700_000)
    yield _page("a million signs", "<" * 3_000_000)
    yield _page("labels without end", "<p>Salary: $1</p>" * 100_000)
    yield _page("comments in comments", "<!--" * 500_000)
    yield _page("a page of 9 MB", "x " * 4_500_000)
    yield _at("NUL bytes", Answer(body=b"\0" * 5_000_000, headers=HTML))
    yield _at("random bytes", Answer(body=os.urandom(3_000_000), headers=HTML))
    for charset in ("utf-32", "rot13", "zlib", "idna", "no-such", "unicode_escape", "\xff"):
        named = {"Content-Type": f"text/html; charset={charset}"}
        inside = f"<meta charset='{charset}'>".encode("latin-1", "replace")
        yield _at(f"charset {charset!r}", Answer(body=inside + page("\xff").encode("latin-1"), headers=named))


def _xml(ports: Ports) -> Iterator[Attack]:
    outside = f"http://127.0.0.9:{ports.other.port}/dtd"
    types = {
        "laughs": (bombs.laughs(), "&e10;"),
        "quadratic": (bombs.quadratic(100_000), "&e10;" * 20_000),
        "of a file": (bombs.outside("file:///etc/passwd"), "&e10;"),
        "of an address": (bombs.outside(outside), "&e10;"),
        "deep": ("", "<a>" * DEEP),
        "of ampersands": ("", "&" * 4_000_000),
    }
    for name, (doctype, text) in types.items():
        yield _at(f"feed {name}", Answer(body=bombs.feed(doctype, text), headers=XML), "job_feed")
        yield _at(f"sitemap {name}", Answer(body=bombs.sitemap(doctype, text), headers=XML))
        word = bombs.word(bombs.word_xml(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>", doctype))
        yield _at(f"Word file {name}", Answer(body=word), "document", "/a.docx")


def _files(size: int) -> Iterator[Attack]:
    cell = "<w:tc><w:p/></w:tc>"
    span = '<w:tc><w:tcPr><w:gridSpan w:val="100000000"/></w:tcPr><w:p/></w:tc>'
    blanks = bombs.word_of_blanks(size)
    files = {
        "bomb.docx": blanks,
        "span.docx": bombs.word(bombs.word_xml(f"<w:tbl><w:tr>{span}</w:tr></w:tbl>")),
        "wide.docx": bombs.word(bombs.word_xml(f"<w:tbl><w:tr>{cell * 50_000}</w:tr></w:tbl>")),
        "deep.docx": bombs.word(bombs.word_xml("<w:tbl><w:tr><w:tc>" * DEEP)),
        "long.docx": bombs.word(bombs.word_xml("<w:p><w:r><w:t>Clerk</w:t></w:r></w:p>" * 1_000_000)),
        "bomb.pdf": bombs.pdf_of_blanks(size),
        "again.pdf": bombs.pdf_packed_again(100, size // 100),
        "words.pdf": bombs.pdf_of_words(300_000),
        "rules.pdf": bombs.pdf_of_rules(100_000),
        "pages.pdf": bombs.pdf_of_pages(100_000),
        "circle.pdf": bombs.pdf_in_a_circle(),
        "deep.eml": bombs.nested_mail(20_000),
        "parts.eml": bombs.mail_of_many_parts(100_000),
        "word.eml": bombs.mail(blanks, "a.docx"),
        "laughs.eml": bombs.mail(bombs.word(bombs.word_xml("<w:p>&e10;</w:p>", bombs.laughs())), "a.docx"),
        "pdf.eml": bombs.mail(bombs.pdf_of_blanks(size), "a.pdf"),
        "bomb.warc.gz": bombs.archive_of_blanks(size),
        "brackets.md": "# Clerk\n" + "[a](" * 100_000,
        "lines.txt": "Clerk\n" * 1_500_000,
    }
    for name, body in files.items():
        yield _at(name, Answer(body=body, headers={"Content-Type": "application/octet-stream"}), "document", f"/{name}")


def _data() -> Iterator[Attack]:
    deep = bombs.deep_json(DEEP * 10)
    for platform, path in BOARDS.items():
        yield _at(f"{platform} deep", Answer(body=deep), platform, path)
        yield _at(f"{platform} number", Answer(body='{"jobs": [{"id": ' + "9" * 1_000_000 + "}]}"), platform, path)
        yield _at(f"{platform} of blanks", Answer(body=" " * 9_000_000), platform, path)
    long = bombs.greenhouse_jobs("<div>" * DEEP + "<p>Salary: $1</p>" * 100_000)
    yield _at("greenhouse words", Answer(body=long), "greenhouse", BOARDS["greenhouse"])
    yield _at("linked data deep", bombs.linked_data(deep))
    yield _at("linked data wide", bombs.linked_data(bombs.many_postings(30_000)))
    state = f"<script id='__NEXT_DATA__' type='application/json'>{deep}</script>"
    yield _page("page state deep", "", state)
