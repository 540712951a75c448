"""Mail files: forwarded postings, with the Word and PDF files that hang on them."""

import email
import email.errors
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage

from parsers.pages.failure import DocumentError

_READABLE = (".pdf", ".docx", ".txt", ".html", ".htm", ".md")
_MOST_ATTACHMENTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One attached file that may hold a posting."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A mail: its subject without "Fwd:", the message as markup and as text ("" where it has none), its files."""

    subject: str
    html: str
    text: str
    attachments: tuple[Attachment, ...]


def read(content: bytes) -> Message:
    """Take a mail file apart. Raises DocumentError for bytes that are no mail."""
    try:
        message = email.message_from_bytes(content.lstrip(b"\r\n"), policy=email.policy.default)
    except RecursionError as depth:
        raise DocumentError("the mail holds parts in parts without end") from depth
    if not isinstance(message, EmailMessage) or not message.keys():
        raise DocumentError("the mail has no header lines; save it as .eml from the mail program")
    texts: dict[str, list[str]] = {"plain": [], "html": []}
    attachments: list[Attachment] = []
    for part in message.walk():
        name = _file_name(part)
        if name.lower().endswith(_READABLE) and len(attachments) < _MOST_ATTACHMENTS:
            attachments.append(Attachment(name=name, content=_payload(part)))
        elif not name and part.get_content_maintype() == "text" and part.get_content_subtype() in texts:
            texts[part.get_content_subtype()].append(_decoded(part))
    return Message(
        subject=_subject(message),
        html="\n".join(texts["html"]),
        text="\n\n".join(texts["plain"]),
        attachments=tuple(attachments),
    )


def _subject(message: EmailMessage) -> str:
    try:
        subject = str(message["subject"] or "")
    except (email.errors.MessageError, ValueError, IndexError):
        return ""
    subject = " ".join(subject.split())
    while subject.lower().startswith(("fw:", "fwd:", "re:", "wg:", "aw:")):
        subject = subject.split(":", 1)[1].strip()
    return subject


def _file_name(part: EmailMessage) -> str:
    try:
        return part.get_filename() or ""
    except (email.errors.MessageError, ValueError, IndexError):
        return ""


def _payload(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _decoded(part: EmailMessage) -> str:
    payload = _payload(part)
    charset = part.get_content_charset() or "utf-8"
    for name in ("utf-8", charset):
        try:
            return payload.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return payload.decode("cp1252", "replace")
