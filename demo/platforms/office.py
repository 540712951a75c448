"""An office's own page of openings, in the layouts that offices build by hand."""

from collections.abc import Callable, Mapping
from html import escape

from demo.platforms import documents
from demo.site import MISSING, Answer, Posting, Site


def answer(site: Site, path: str, query: Mapping[str, str]) -> Answer:
    """The page of openings, an opening's own page, or one of the office's other pages and files."""
    about, postings = site.about, site.postings()
    if path == about["path"]:
        openings = _LAYOUTS[about["layout"]](site, postings)
        page = f"<h1>{about['heading']}</h1><p>{about['intro']}</p>{openings}{about['outro']}"
        return Answer(body=_frame(site, about["heading"], page))
    for posting in postings:
        if "link" not in posting and path == _address(site, posting):
            return _own_page(site, posting)
    return documents.answer(site, path, query)


def _address(site: Site, posting: Posting) -> str:
    """Where a posting is: its own address (a file's, another site's), or a page below the office's."""
    return str(posting.get("link") or f"{site.about['path']}/{posting['id']}")


def _own_page(site: Site, posting: Posting) -> Answer:
    """An opening's own page. One that was taken down while the list still links to it answers 404."""
    if posting.get("gone"):
        return MISSING
    page = f"<h1>{escape(posting['title'])}</h1>{_facts(site, posting)}{site.filled(posting['body'])}"
    return Answer(body=_frame(site, posting["title"], page))


def _facts(site: Site, posting: Posting) -> str:
    return "".join(
        f"<p><strong>{escape(label)}:</strong> {site.filled(value)}</p>" for label, value in posting["facts"].items()
    )


def _accordion(site: Site, postings: list[Posting]) -> str:
    """Openings that unfold in the page."""
    return "".join(
        f"<details><summary>{escape(p['title'])}</summary>{_facts(site, p)}{site.filled(p['body'])}</details>"
        for p in postings
    )


def _headings(site: Site, postings: list[Posting]) -> str:
    """Openings one under the other, each below its heading."""
    return "".join(f"<h2>{escape(p['title'])}</h2>{_facts(site, p)}{site.filled(p['body'])}" for p in postings)


def _table(site: Site, postings: list[Posting]) -> str:
    """A row an opening, with a link to its own page."""
    columns = site.about["columns"]
    head = "".join(f"<th>{escape(column)}</th>" for column in ("Position", *columns))
    rows = "".join(
        f'<tr><td><a href="{_address(site, p)}">{escape(p["title"])}</a></td>'
        + "".join(f"<td>{site.filled(p['facts'].get(column, ''))}</td>" for column in columns)
        + "</tr>"
        for p in postings
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _links(site: Site, postings: list[Posting]) -> str:
    """A list of links: to pages of the office, to files, to a platform."""
    return (
        "<ul>" + "".join(f'<li><a href="{_address(site, p)}">{escape(p["title"])}</a></li>' for p in postings) + "</ul>"
    )


_LAYOUTS: Mapping[str, Callable[[Site, list[Posting]], str]] = {
    "accordion": _accordion,
    "headings": _headings,
    "table": _table,
    "links": _links,
}


def _frame(site: Site, title: str, body: str) -> bytes:
    """The page around it: the menu and the footer that stand on all pages of the office."""
    about, employer = site.about, escape(site.about["employer"])
    menu = "".join(f'<li><a href="{url}">{escape(text)}</a></li>' for url, text in about["menu"].items())
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} | {employer}</title></head>'
        f"<body><header><nav><ul>{menu}</ul></nav></header><main>{body}</main>"
        f'<footer><p>{employer}, {escape(about["street"])}. <a href="/privacy">Privacy</a> '
        '<a href="/accessibility">Accessibility</a></p></footer></body></html>'
    ).encode()
