"""A weekly newsletter: the index of its issues, and issues of news, events and jobs."""

from collections.abc import Mapping
from html import escape
from typing import Any

from demo.clock import us_date
from demo.site import MISSING, Answer, Site

_NOTICE = (
    "<p><em>The Canvass Weekly prints jobs in elections free of charge. Send the description and a link by Wednesday "
    "noon; an entry runs for three weeks or until its deadline.</em></p>"
)


def answer(site: Site, path: str, query: Mapping[str, str]) -> Answer:
    """The index at ``/``, an issue at ``/issues/NUMBER.html``."""
    issues = {f"/issues/{i['number']}.html": i for i in site.data["issue"] if site.day in i.get("days", [1, 2])}
    if path == "/":
        return Answer(body=_index(site, issues).encode())
    return Answer(body=_issue(site, issues[path]).encode()) if path in issues else MISSING


def _index(site: Site, issues: Mapping[str, Mapping[str, Any]]) -> str:
    name = site.about["employer"]
    links = "".join(
        f'<li><a href="{path}">{name}, {us_date(site.date(issue["published"]))}</a></li>'
        for path, issue in sorted(issues.items(), reverse=True)
    )
    return (
        f"<html><head><title>All issues of {name}</title></head><body><h1>All issues</h1><ul>{links}</ul></body></html>"
    )


def _issue(site: Site, issue: Mapping[str, Any]) -> str:
    """The section of jobs has one paragraph an entry."""
    name, published = site.about["employer"], us_date(site.date(issue["published"]))
    sections = {
        "Election News This Week": "".join(f"<p>{site.filled(text)}</p>" for text in issue["news"]),
        "Upcoming Events": "".join(f"<p>{site.filled(text)}</p>" for text in issue["events"]),
        "Job Postings This Week": _NOTICE + "".join(_entry(site, site.data["entry"][key]) for key in issue["entries"]),
    }
    body = "".join(
        f'<div class="article-wrapper"><h2>{heading}</h2>{text}</div>' for heading, text in sections.items() if text
    )
    return (
        f"<html><head><title>{name}, {published}</title></head>"
        f"<body><h1>{name}</h1><p>{published}</p>{body}</body></html>"
    )


def _entry(site: Site, entry: Mapping[str, str]) -> str:
    link = f'<a href="{entry["link"]}">'
    labels = "".join(
        f" <strong>{label}:</strong> {site.filled(entry[key])}."
        for label, key in (("Salary", "salary"), ("Deadline", "deadline"))
        if entry[key]
    )
    return (
        f"<p>{link}{escape(entry['title'])}</a>, {escape(entry['head'])} — {escape(entry['text'])}{labels} "
        f"<strong>Application:</strong> For the complete job listing and to apply, {link}click here</a>.</p>"
    )
