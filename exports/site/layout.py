"""What all pages share: the templates, the frame around a page, the files beside the pages, and addresses.

Pages link to each other relatively, so that the folder can be served below any path, or be read from a disk. The
site's own address stands only where a standard wants it absolute.
"""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from exports import wording

NAME = "Election jobs"

ASSETS = (
    *("base.css", "site.css", "pages.css", "print.css"),
    *("site.js", "search.js", "subscribe.js", "favicon.svg"),
)
"""Files of exports/assets that an edition carries in its folder ``assets``."""

_FOLDER = files("exports") / "assets"
_MOST_OF_SLUG = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page to write: ``path`` below the edition's folder; ``listed``: for search engines too."""

    path: str
    text: str
    listed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed that a page names: its path below the edition's folder, and its title."""

    path: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The site that a page belongs to: its address, which ends with a slash."""

    site: str
    feeds: tuple[Feed, ...] = field(default=(Feed(path="feeds/all.xml", title=NAME),))

    def page(
        self,
        path: str,
        template_name: str,
        *,
        title: str,
        description: str = "",
        feed: Feed | None = None,
        listed: bool = True,
        script: str = "",
        head: str = "",
        up: str | None = None,
        **values: object,
    ) -> Page:
        """A page of a template, which gets ``values`` beside what the frame itself needs.

        ``script`` is one of the assets, ``head`` markup for the page's head; ``up`` the way to the edition's folder,
        where it is not the one from the page's own path.
        """
        up = root(path) if up is None else up
        address = self.site + ("" if path == "index.html" else path)
        # Not by inheritance: each piece of a page would go through three generators, which takes twice the time.
        body = template(template_name, root=up, address=address, title=title, **values)
        text = template(
            "frame",
            path=path,
            root=up,
            address=address,
            title=title,
            description=wording.shortened(description, 200),
            feeds=(*([feed] if feed and feed not in self.feeds else []), *self.feeds),
            listed=listed,
            script=script,
            head=Markup(head),
            body=Markup(body),
        )
        return Page(path=path, text=text, listed=listed)


def root(path: str) -> str:
    """The way from a page up to the edition's folder."""
    return "../" * path.count("/")


def slug(name: str) -> str:
    """A name as a part of an address: letters a to z, digits and dashes. Names that differ in marks alone share it."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = "-".join(re.findall(r"[a-z0-9]+", plain.lower().replace("'", "").replace("&", " and ")))
    lost = any(c.isalnum() and not c.isascii() for c in plain)
    if words and not lost and len(words) <= _MOST_OF_SLUG:
        return words
    mark = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
    return "-".join(part for part in (words[:_MOST_OF_SLUG].strip("-"), mark) if part)


def asset(name: str) -> bytes:
    """A file of exports/assets."""
    return (_FOLDER / name).read_bytes()


@cache
def version(name: str) -> str:
    """What tells a browser that a file beside the pages is another than the one it keeps."""
    return hashlib.sha256(asset(name)).hexdigest()[:8]


def script_json(value: object) -> str:
    """A value as JSON that may stand inside a script element: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text.encode("utf-8", "replace").decode()


_TEMPLATES = Environment(
    loader=PackageLoader("exports", "templates/site"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_NAVIGATION = (
    ("index.html", "Openings"),
    ("roles.html", "Roles"),
    ("states.html", "States"),
    ("employers.html", "Employers"),
    ("weeks.html", "Weekly issues"),
    ("subscribe.html", "Subscribe"),
)
_COLOPHON = (
    ("codebook.html", "Data and codebook"),
    ("sources.html", "Sources and their health"),
    ("feeds/all.xml", "RSS feed"),
    ("calendar/all.ics", "Calendar of deadlines"),
)
_NAMED = {path for path, _ in (*_NAVIGATION, *_COLOPHON)}


def template(name: str, **values: object) -> str:
    """A piece of a page."""
    return _TEMPLATES.get_template(f"{name}.html.jinja").render(**values)


def part(name: str, up: str, path: str = "") -> Markup:
    """A part that many pages have alike; ``path`` counts where it is that of a page which the part names."""
    return _part(name, up, path if path in _NAMED else "")


@cache
def _part(name: str, up: str, path: str) -> Markup:
    return Markup(template(name, root=up, path=path).strip())


_TEMPLATES.globals |= {
    "NAME": NAME,
    "NAVIGATION": _NAVIGATION,
    "COLOPHON": _COLOPHON,
    "version": version,
    "day": wording.day,
    "part": part,
}
