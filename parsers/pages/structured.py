"""Postings that a page holds as structured data (schema.org JobPosting): JSON-LD, microdata, RDFa."""

import datetime as dt

from parsers.pages import html, jobposting, jsonld, microdata
from schema.records import RawPosting

_KIND = "JobPosting"


def postings(markup: str, url: str, observed_on: dt.date) -> tuple[RawPosting, ...]:
    """The postings in the structured data of a page, in page order, each once.

    ``observed_on`` is the day the page showed them. Objects of other types (FAQ, Organization, breadcrumbs) and
    JobPosting markup that describes no opening are left out (:func:`parsers.pages.jobposting.posting`).
    """
    if not any(kind in markup for kind in (_KIND, _KIND.lower())):
        return ()
    found = list(jsonld.nodes(markup, _KIND))
    if not found:
        found = list(microdata.nodes(html.parse(markup), _KIND))
    read = [jobposting.posting(node, url, observed_on) for node in found]
    return tuple({_key(posting): posting for posting in reversed(read) if posting is not None}.values())[::-1]


def _key(posting: RawPosting) -> tuple[str, ...]:
    places = tuple(field.text for field in posting.given("location"))
    return posting.url, posting.title, posting.source_job_id or "", *places
