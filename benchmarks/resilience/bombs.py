"""Small bytes that mean a great deal of work: what hostile sites and senders serve in place of a posting."""

import base64
import gzip
import io
import json
import struct
import zipfile
import zlib

import brotli
import docx
from fpdf import FPDF

from tests.loopback import Answer

MEBIBYTE = 2**20
HTML = {"Content-Type": "text/html; charset=utf-8"}
DEEP = 100_000
MAIL = "From: a@example.org\nTo: b@example.org\nSubject: Clerk\nMIME-Version: 1.0\n"
MIXED = MAIL + 'Content-Type: multipart/mixed; boundary="x"\n\n'
WORDS = "Elections Clerk. Duties: registers voters. Qualifications: one year of office work. How to apply: write. "


def page(body: str, head: str = "") -> str:
    """A page that says enough to be read as a posting."""
    return (
        f"<!doctype html><html><head><title>Elections Clerk</title>{head}</head><body><main><h1>Elections Clerk</h1>"
        f"<h2>Duties</h2><p>Registers voters.</p><h2>Qualifications</h2><p>One year of office work.</p>"
        f"<h2>How to apply</h2><p>Write to jobs@example.org.</p>{body}</main></body></html>"
    )


def packed(how: str, size: int) -> bytes:
    """A body of ``size`` blanks behind a page's head, compressed ``how`` (a Content-Encoding)."""
    head = page("").removesuffix("</main></body></html>").encode()
    if how == "gzip":
        return gzip.compress(head, 1) + _zlib(b" ", size, wbits=31)
    if how == "deflate":
        return _zlib(b" ", size, wbits=15)
    if how == "br":
        packer = brotli.Compressor(quality=1)
        return b"".join([*(packer.process(b" " * MEBIBYTE) for _ in range(size // MEBIBYTE)), packer.finish()])
    return _zstd(size)


def _zlib(byte: bytes, size: int, wbits: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    return b"".join([*(packer.compress(byte * MEBIBYTE) for _ in range(size // MEBIBYTE)), packer.flush()])


def _zstd(size: int) -> bytes:
    """A Zstandard frame of blocks that repeat one byte 128 KiB long (RFC 8878)."""
    block = 128 * 1024
    frame = struct.pack("<IBB", 0xFD2FB528, 0, 0x58)  # a window of 2 MiB, no size told
    repeated = struct.pack("<I", (block << 3) | (1 << 1))[:3] + b" "
    last = struct.pack("<I", (block << 3) | (1 << 1) | 1)[:3] + b" "
    return frame + repeated * (size // block - 1) + last


def word(document: bytes) -> bytes:
    """A Word file whose text part is these bytes."""
    whole, forged = io.BytesIO(), io.BytesIO()
    docx.Document().save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(forged, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(entry.filename, document if entry.filename == "word/document.xml" else source.read(entry))
    return forged.getvalue()


def word_xml(body: str, doctype: str = "") -> bytes:
    """The text part of a Word file."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'.encode()


def word_of_blanks(size: int) -> bytes:
    """A Word file that unpacks to ``size`` bytes and says in its directory that it is small."""
    honest = word(word_xml("<w:p><w:r><w:t>Clerk</w:t></w:r></w:p>" + " " * size))
    found = honest.rindex(b"PK\x01\x02", 0, honest.rindex(b"word/document.xml"))
    return honest[: found + 24] + struct.pack("<I", 1000) + honest[found + 28 :]


def laughs(times: int = 10, words: str = "ha") -> str:
    """A document type whose last entity stands for ten to the power of ``times`` words."""
    named = [f'<!ENTITY e0 "{words}">']
    named += [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, times + 1)]
    return f"<!DOCTYPE rss [{''.join(named)}]>"


def quadratic(size: int) -> str:
    """A document type with one entity of ``size`` letters."""
    return f'<!DOCTYPE rss [<!ENTITY e10 "{"a" * size}">]>'


def outside(address: str) -> str:
    """A document type whose entity is fetched from elsewhere."""
    return f'<!DOCTYPE rss SYSTEM "{address}" [<!ENTITY e10 SYSTEM "{address}">]>'


def feed(doctype: str = "", text: str = "&e10;") -> str:
    """A feed with one item."""
    item = (
        f"<item><title>Clerk {text}</title><link>https://example.org/1</link><description>{text}</description></item>"
    )
    return f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel><title>Jobs</title>{item}</channel></rss>'


def sitemap(doctype: str = "", text: str = "&e10;") -> str:
    """A sitemap with one address."""
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?>{doctype}<urlset xmlns="{space}"><url><loc>https://x.example.org/{text}</loc></url></urlset>'


def mail(attached: bytes, name: str) -> bytes:
    """A mail with one attachment."""
    part = f'--x\nContent-Disposition: attachment; filename="{name}"\nContent-Transfer-Encoding: base64\n\n'
    return MIXED.encode() + part.encode() + base64.encodebytes(attached) + b"--x--\n"


def nested_mail(depth: int) -> bytes:
    """A mail of parts in parts."""
    opened = [f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth)]
    return (MAIL + "".join(opened) + "Content-Type: text/plain\n\nClerk\n").encode()


def mail_of_many_parts(count: int) -> bytes:
    """A mail of ``count`` small parts."""
    return (MIXED + "--x\nContent-Type: text/plain\n\na\n" * count + "--x--\n").encode()


def pdf_of_blanks(size: int) -> bytes:
    """A PDF whose page unpacks to ``size`` blanks."""
    return _pdf([_stream(_zlib(b" ", size, wbits=15), "/FlateDecode")])


def pdf_of_words(count: int) -> bytes:
    """A PDF whose page prints ``count`` words over each other."""
    text = b"BT /F1 12 Tf " + b"1 0 0 1 72 700 Tm (Clerk) Tj " * count + b"ET"
    return _pdf([_stream(zlib.compress(text, 9), "/FlateDecode")])


def pdf_of_rules(count: int) -> bytes:
    """A PDF whose page draws ``count`` lines: a table of so many cells, for whoever looks for one."""
    lines = b"".join(b"%d %d m %d %d l S " % (n % 500, 0, n % 500, 700) for n in range(count // 2))
    lines += b"".join(b"0 %d m 500 %d l S " % (n % 700, n % 700) for n in range(count // 2))
    return _pdf([_stream(zlib.compress(b"BT /F1 12 Tf 72 700 Td (Clerk) Tj ET " + lines, 9), "/FlateDecode")])


def pdf_packed_again(times: int, size: int) -> bytes:
    """A PDF whose page is compressed ``times`` times over."""
    data = b" " * size
    for _ in range(times):
        data = zlib.compress(data, 9)
    return _pdf([_stream(data, "[" + "/FlateDecode " * times + "]")])


def pdf_of_pages(count: int) -> bytes:
    """A PDF that names its one page ``count`` times."""
    return _pdf([_stream(b"BT /F1 12 Tf 72 700 Td (Clerk) Tj ET", "")], kids=count)


def pdf_in_a_circle() -> bytes:
    """A PDF whose tree of pages holds itself."""
    return _pdf([_stream(b"BT ET", "")]).replace(b"/Kids [4 0 R", b"/Kids [2 0 R")


def whole_pdf(pages: int) -> bytes:
    """A sound PDF of many full pages."""
    made = FPDF()
    made.set_font("helvetica", size=8)
    for _ in range(pages):
        made.add_page()
        made.multi_cell(0, 3, WORDS * 60)
    return bytes(made.output())


def _stream(data: bytes, packing: str) -> bytes:
    kind = f"/Filter {packing} " if packing else ""
    return f"<< {kind}/Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _pdf(contents: list[bytes], kids: int = 1) -> bytes:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + b"4 0 R " * kids + b"] /Count %d >>" % kids,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>",
        *contents,
    ]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table))


def archive_of_blanks(size: int) -> bytes:
    """A web archive, compressed, with one page of ``size`` blanks."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    head = "\r\n".join(
        [
            "WARC/1.0",
            "WARC-Type: response",
            "WARC-Target-URI: https://example.org/jobs",
            "WARC-Date: 2026-03-02T00:00:00Z",
            "WARC-Record-ID: <urn:uuid:1>",
            "Content-Type: application/http; msgtype=response",
            f"Content-Length: {len(answer) + size}",
            "",
            "",
        ]
    )
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [
        packer.compress(head.encode() + answer),
        *(packer.compress(b" " * MEBIBYTE) for _ in range(size // MEBIBYTE)),
    ]
    return b"".join([*parts, packer.compress(b"\r\n\r\n"), packer.flush()])


def deep_json(depth: int) -> str:
    """Lists in lists."""
    return "[" * depth + "]" * depth


def linked_data(value: str) -> Answer:
    """A page with this JSON as its structured data."""
    return Answer(body=page("", f'<script type="application/ld+json">{value}</script>'), headers=HTML)


def many_postings(count: int) -> str:
    """Structured data of ``count`` postings on one page."""
    one = {"@type": "JobPosting", "title": "Elections Clerk", "description": "Registers voters.", "url": "/{}"}
    return json.dumps([{**one, "url": f"/jobs/{n}"} for n in range(count)])


def greenhouse_jobs(content: str) -> str:
    """A board's answer with one job of this description."""
    job = {
        "id": 1,
        "internal_job_id": 1,
        "title": "Clerk",
        "absolute_url": "https://x.example.org/1",
        "content": content,
    }
    return json.dumps({"jobs": [job], "meta": {"total": 1}})


def repacked(content: bytes) -> bytes:
    """The bytes compressed once more."""
    return gzip.compress(content)
