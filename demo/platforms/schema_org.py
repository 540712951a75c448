"""A site whose pages of openings carry JobPosting data (schema.org), and a page that links to them."""

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from demo.platforms import documents
from demo.site import Answer, Posting, Site


def answer(site: Site, path: str, query: Mapping[str, str]) -> Answer:
    """The page of openings, an opening's own page, or one of the site's other pages."""
    about, postings = site.about, site.postings()
    if path == about["path"]:
        return Answer(body=_hub(site, postings).encode())
    for posting in postings:
        if path == f"{about['path']}/{posting['id']}":
            return Answer(body=_page(site, posting).encode())
    return documents.answer(site, path, query)


def _hub(site: Site, postings: list[Posting]) -> str:
    about = site.about
    rows = "".join(
        f'<li class="opening"><a href="{about["path"]}/{posting["id"]}">{escape(posting["title"])}</a>'
        f"<span>{escape(posting['place']['addressLocality'])}, {posting['place']['addressRegion']}</span></li>"
        for posting in postings
    )
    other = "".join(
        f'<li class="opening"><a href="{url}">{escape(text)}</a></li>' for url, text in about["also"].items()
    )
    return _frame(site, about["heading"], f"<h1>{about['heading']}</h1><p>{about['intro']}</p><ul>{rows}{other}</ul>")


def _page(site: Site, posting: Posting) -> str:
    """A page as its generator makes it: a block for search engines that holds what the page shows."""
    body = site.filled(posting["body"])
    data: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": posting["title"],
        "identifier": {"@type": "PropertyValue", "name": site.about["employer"], "value": posting["id"]},
        "description": body,
        "datePosted": site.date(posting["posted"]).isoformat(),
        "hiringOrganization": {"@type": "Organization", "name": site.about["employer"]},
        "jobLocation": {
            "@type": "Place",
            "address": {"@type": "PostalAddress", **posting["place"], "addressCountry": "US"},
        },
        **posting["terms"],
    }
    if "closes" in posting:
        data["validThrough"] = f"{site.date(posting['closes']).isoformat()}T23:59"
    block = json.dumps(data).replace("</", "<\\/")
    script = f'<script type="application/ld+json">{block}</script>'
    return _frame(site, posting["title"], f"<h1>{escape(posting['title'])}</h1>{body}", script)


def _frame(site: Site, title: str, body: str, script: str = "") -> str:
    employer = escape(site.about["employer"])
    # A broken block for search engines, as many real pages have one before the good one.
    broken = '<script type="application/ld+json">{"@type": "WebSite", "name": </script>'
    return (
        f"<!doctype html><html><head><title>{escape(title)} | {employer}</title>{broken}{script}</head><body>"
        f'<header><nav><a href="/">Home</a> <a href="/products">Products</a> <a href="{site.about["path"]}">Careers</a>'
        f"</nav></header><main>{body}</main><footer><p>{employer}</p></footer></body></html>"
    )
