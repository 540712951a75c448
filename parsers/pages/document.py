"""Files: what kind one is, and its text and markup, whichever kind that is."""

import codecs
import functools
import importlib
import re
from collections.abc import Callable
from html import escape
from pathlib import PurePosixPath

from parsers.pages import archive, frontmatter, html, links, mail, signs
from parsers.pages.failure import DocumentError, LimitError
from parsers.reading import Context, Document, Media

__all__ = ["DocumentError", "LimitError", "as_html", "as_text", "decode", "load"]

_SUFFIXES: dict[str, Media] = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".aspx": "html",
    ".php": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdx": "markdown",
    ".txt": "text",
    ".text": "text",
    ".pdf": "pdf",
    ".docx": "docx",
    ".eml": "eml",
}
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_MARKUP = re.compile(
    r"<!doctype html|<(?:html|head|body|div|p|table|ul|article|section|h[1-6]|br|script)\b", re.IGNORECASE
)
_MAIL_HEAD = re.compile(
    rb"\A(?:(?:From|To|Subject|Date|Received|Return-Path|Delivered-To|Message-ID|MIME-Version|X-[\w-]+): [^\n]*\n"
    rb"(?:[ \t][^\n]*\n)*){3}",
    re.IGNORECASE,
)


def load(content: bytes, name: str, *, url: str | None = None, context: Context | None = None) -> Document:
    """A file as a document. Its first bytes tell what it is; where they do not, the suffix of its ``name``.

    HTML, text and Markdown are decoded (:func:`decode`); PDF, Word, mail and archives stay bytes.
    Raises DocumentError for an empty file and for a kind that cannot be read.
    """
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise DocumentError(f"{name}: the file is empty")
    media = _media(content, name)
    body = content if media in {"pdf", "docx", "eml", "warc"} else decode(content)
    context = context or Context()
    return Document(content=body, media=media, url=url or context.url, context=context)


def decode(content: bytes, declared: str | None = None) -> str:
    """The text of bytes: by byte order mark, else UTF-8 if it is that, else as declared, else Windows Latin.

    ``declared`` is the charset of the HTTP header; a page's own ``<meta charset>`` comes after it. UTF-8 is tried
    before what is declared, since text that decodes as UTF-8 is hardly ever anything else, and pages lie.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(name, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode(_declared(content, declared), "replace")
    except (LookupError, UnicodeError):  # Python has codecs that are none of text, and some that replace nothing
        return content.decode("cp1252", "replace")


def as_text(document: Document) -> str:
    """The document as lines of text. Raises DocumentError where there is none (a scanned or broken file)."""
    return _text(document.media, document.content)


def as_html(document: Document) -> str:
    """The document as markup: a page with its links rebased, everything else rendered.

    Raises DocumentError as :func:`as_text`.
    """
    markup = _html(document.media, document.content)
    return links.rebased(markup, document.url or document.context.url or "") if document.media == "html" else markup


def as_bytes(document: Document) -> bytes:
    """The document as it came."""
    return _as_bytes(document.content)


def paragraphs(text: str) -> str:
    """Plain text as markup: a paragraph a block of lines, line ends kept."""
    blocks = (block.strip() for block in re.split(r"\n[ \t]*\n", text))
    return "\n".join(f"<p>{escape(block, quote=False).replace(chr(10), '<br>')}</p>" for block in blocks if block)


def _text(media: Media, content: bytes | str) -> str:
    if media == "text":
        return _as_str(content)
    if media == "markdown":
        return html.text(frontmatter.rendered(_as_str(content)))
    return html.text(_html(media, content))


def _html(media: Media, content: bytes | str) -> str:
    if media == "html":
        return _as_str(content)
    if media == "text":
        return paragraphs(_as_str(content))
    if media == "markdown":
        return frontmatter.rendered(_as_str(content))
    if media == "warc":
        raise DocumentError("a WARC file holds many pages and has no text of its own")
    return _READERS[media](_as_bytes(content))


def mail_html(content: bytes) -> str:
    """The message of a mail with the text of its readable attachments behind it."""
    message = mail.read(content)
    parts = [message.html or paragraphs(message.text)]
    for attached in message.attachments:
        try:
            parts.append(as_html(load(attached.content, attached.name)))
        except DocumentError:
            continue
    markup = "\n<hr>\n".join(part for part in parts if part.strip())
    if not markup:
        raise DocumentError("the mail has no text and no readable attachment")
    return markup


def prepare(media: Media) -> None:
    """Load what files of a kind are read with, before that is done in processes that end afterwards."""
    signs.known()
    for module in _LIBRARIES.get(media, ()):
        importlib.import_module(f"parsers.pages.{module}")


# The readers of PDF and Word are large libraries, and most files are neither: they are loaded when first asked for.
@functools.lru_cache(maxsize=4)
def _pdf(content: bytes) -> str:
    from parsers.pages import pdf

    return pdf.as_html(content)  # kept, since one page is asked for its text and for its markup


def _word(content: bytes) -> str:
    from parsers.pages import word

    return word.as_html(content)


_LIBRARIES: dict[Media, tuple[str, ...]] = {"pdf": ("pdf",), "docx": ("word",), "eml": ("pdf", "word")}
_READERS: dict[Media, Callable[[bytes], str]] = {"pdf": _pdf, "docx": _word, "eml": mail_html}


def _media(content: bytes, name: str) -> Media:
    if archive.is_archive(content, name):
        return "warc"
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        if b"word/" in content:
            return "docx"
        raise DocumentError(f"{name}: a zip archive or Office file that is no Word document; save it as PDF or DOCX")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentError(f"{name}: an old Word or Excel file; save it as DOCX or PDF")
    if content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*")):
        raise DocumentError(f"{name}: a picture; its text cannot be read")
    suffix = _SUFFIXES.get(PurePosixPath(name.split("?", 1)[0].lower()).suffix)
    if suffix in {"pdf", "docx"}:  # a server may answer with a page in place of the file
        head = decode(content[:4096])
        if not _MARKUP.search(head):
            raise DocumentError(f"{name}: not a {suffix.upper()} file, or a damaged one")
        return "html"
    if suffix == "eml" or (suffix is None and _MAIL_HEAD.match(content.replace(b"\r\n", b"\n", 60))):
        return "eml"
    if suffix in {"markdown", "html"}:
        return suffix
    return "html" if _is_markup(content) else "text"


def _is_markup(content: bytes) -> bool:
    head = decode(content[:20_000]).lstrip("\ufeff \t\r\n")
    return head.startswith("<") and _MARKUP.search(head) is not None


def _declared(content: bytes, declared: str | None) -> str:
    inside = _META_CHARSET.search(content[:4096])
    for name in (declared, inside[1].decode("ascii") if inside else None):
        try:
            found = codecs.lookup(name).name if name else None
        except LookupError:
            continue
        if found and not found.startswith(("utf", "ascii", "iso8859-1")):
            return found
    return "cp1252"


def _as_str(content: bytes | str) -> str:
    return content if isinstance(content, str) else decode(content)


def _as_bytes(content: bytes | str) -> bytes:
    return content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
