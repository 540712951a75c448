"""How one applies: a link, a form, an e-mail address, by mail or in person, and what is asked for."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import urlsplit

from parsers.reading import Context, Found, Link
from schema.records import RawPosting
from schema.vocabulary import ApplyMethod

_LOOKUP = tomllib.loads((files("parsers") / "fields" / "lookups" / "apply.toml").read_text("utf-8"))
_EMAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{2,63}){1,4}")
_ADDRESS = re.compile(r"https?://[^\s/]+|mailto:[^\s@]+@", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\n]{0,400}$")


def _words(key: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, _LOOKUP[key])) + r")(?!\w)", re.IGNORECASE)


_CUES, _NOT_MAIL, _LINK_WORDS, _NOT_LINKS = (_words(k) for k in ("cues", "not_mail_cues", "link_words", "not_links"))
_IN_PERSON, _MAIL = _words("in_person"), _words("mail")
_DOCUMENTS = {
    name: re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)", re.IGNORECASE)
    for name, words in _LOOKUP["documents"].items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply:
    """The way in: its method, link or address, and the documents asked for."""

    method: ApplyMethod | None
    url: str | None
    email: str | None
    documents: tuple[str, ...]
    found: Found


def is_form(url: str) -> bool:
    """Whether a link leads to a form service (the form is the way to apply, never the posting)."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return any(host == h or host.endswith("." + h) for h in _LOOKUP["form_hosts"]) and (
        host != "docs.google.com" or "/forms/" in parts.path
    )


def _usable(link: Link) -> bool:
    try:
        parts = urlsplit(link.url)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host or _NOT_LINKS.search(link.title):
        return False
    return not any(bad in f"{host}{parts.path}" for bad in _LOOKUP["not_hosts"])


_SAYS_APPLY = 3


def _score(link: Link, position: int) -> tuple[int, int]:
    """How surely a link is the way to apply; earlier links win a tie."""
    title = link.title.lower()
    if is_form(link.url):
        return 4, -position
    if re.search(r"\bappl(?:y|ication)", title):
        return _SAYS_APPLY, -position
    if link.platform:
        return 2, -position
    return (1 if _LINK_WORDS.search(link.title) else 0), -position


def link_of(links: Sequence[Link]) -> Link | None:
    """The link that leads to the application, if the links hold one that may."""
    usable = [(i, link) for i, link in enumerate(links) if _usable(link)]
    if not usable:
        return None
    return max(usable, key=lambda pair: _score(pair[1], pair[0]))[1]


def _mailto(link: Link) -> str:
    """The address behind a link that opens a mail, unless it is there for questions."""
    return link.url if link.url.startswith("mailto:") and not _NOT_MAIL.search(link.title) else ""


def _email(text: str) -> tuple[str, str] | None:
    """The address to send an application to, with the sentence that says so."""
    for match in _EMAIL.finditer(text) if "@" in text else ():
        before = _SENTENCE.search(text, max(0, match.start() - 400), match.start())
        sentence = (before[0] if before else "").strip()
        cues = list(_CUES.finditer(sentence))
        refusals = list(_NOT_MAIL.finditer(sentence))
        if cues and (not refusals or cues[-1].start() > refusals[-1].start()):
            return match[0].rstrip("."), f"{sentence} {match[0]}".strip()
    return None


def own_link(links: Sequence[Link], title: str) -> Link | None:
    """The link that the posting's own title is, as in a newsletter's entry."""
    head = _folded(title)
    named = ((link, _folded(link.title)) for link in links)
    return next((link for link, words in named if len(words) > 3 and (head + " ").startswith(words[: len(head)])), None)


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def read(
    text: str, section: str, context: Context, *, given: Sequence[str] = (), links: Sequence[Link] = ()
) -> Apply | None:
    """How to apply, from all that a posting shows of it.

    ``section`` is its part on applying, "" without one; ``given`` are addresses that its source states for this.
    A link that says "apply" or leads to a form goes before the link of the title, that one before a given address,
    and both before an e-mail address: the mail is kept beside them.
    """
    said = (parse(section, context, labelled=True, links=links) if section else None) or parse(
        text, context, links=links
    )
    chosen = link_of(links)
    if chosen is not None and _score(chosen, 0)[0] >= _SAYS_APPLY:
        url, quote, rule = chosen.url, chosen.title or chosen.url, "apply.link"
    elif own := own_link(links, context.title or ""):
        url, quote, rule = own.url, own.title, "apply.title_link"
    elif addresses := [address for address in given if _ADDRESS.match(address)]:
        url, quote, rule = addresses[0], addresses[0], "apply.given"
    else:
        return said
    mail = said.email if said else None
    method: ApplyMethod = "form" if is_form(url) else "email" if mail or url.startswith("mailto:") else "url"
    email = mail or (url.removeprefix("mailto:") if url.startswith("mailto:") else None)
    found = Found(quote=quote, rule=rule)
    return Apply(method=method, url=url, email=email, documents=said.documents if said else (), found=found)


def on_own_page(raw: RawPosting) -> Apply | None:
    """A posting with an id in a job system is applied for on its own page there."""
    if raw.source_job_id is None or not raw.url.startswith(("http://", "https://")):
        return None
    found = Found(quote=raw.url, rule="apply.own_page", confidence=0.8)
    return Apply(method="url", url=raw.url, email=None, documents=(), found=found)


def documents(text: str) -> tuple[str, ...]:
    """What an application has to hold, in the order of the lookup."""
    return tuple(name for name, words in _DOCUMENTS.items() if words.search(text))


def parse(text: str, context: Context, *, labelled: bool = False, links: Sequence[Link] = ()) -> Apply | None:
    """Read how to apply from a posting's text and its links; None when neither says it.

    ``links`` are those of the posting's own part of the page. With ``labelled`` the text is the paragraph behind
    "How to apply", where any address is the one meant.
    """
    mail = _email(text)
    if mail is None and labelled and (address := _EMAIL.search(text)):
        mail = address[0].rstrip("."), text[:300]
    if mail is None and (linked := next((m for x in links if (m := _EMAIL.search(_mailto(x)))), None)):
        mail = linked[0], linked[0]
    link = link_of(links)
    named = link is not None and (_score(link, 0)[0] > 0 or mail is None)
    asked = documents(mail[1] if mail else text) if (mail or labelled) else ()
    if mail and not (link and is_form(link.url)) and not (link and re.search(r"\bapply\b", link.title, re.IGNORECASE)):
        found = Found(quote=mail[1], rule="apply.email_after_cue")
        return Apply(
            method="email",
            url=link.url if link and named else f"mailto:{mail[0]}",
            email=mail[0],
            documents=asked,
            found=found,
        )
    if link and named:
        rule = "apply.form_host" if is_form(link.url) else "apply.link"
        found = Found(quote=link.title or link.url, rule=rule, confidence=0.9)
        return Apply(
            method="form" if is_form(link.url) else "url",
            url=link.url,
            email=mail[0] if mail else None,
            documents=asked,
            found=found,
        )
    low = text.lower()
    for method, words in (("in_person", _IN_PERSON), ("mail", _MAIL)):
        if any(word in low for word in _LOOKUP[method]) and (match := words.search(text)):
            found = Found(quote=text[max(0, match.start() - 60) : match.end() + 80].strip(), rule=f"apply.{method}")
            return Apply(
                method="mail" if method == "mail" else "in_person", url=None, email=None, documents=(), found=found
            )
    return None
