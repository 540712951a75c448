"""The answers of the sample sites, in the formats of the platforms they are on."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from demo.clock import filled, us_date

Posting = Mapping[str, Any]


def _day(base: dt.date, offset: int) -> dt.date:
    return base + dt.timedelta(days=offset)


def greenhouse_board(site: Mapping[str, Any], postings: Sequence[Posting], base: dt.date) -> bytes:
    """The jobs list of Greenhouse's public API, descriptions escaped once more as the platform does."""
    jobs = [
        {
            "id": posting["id"],
            "internal_job_id": None if posting.get("prospect") else posting["id"] + 9_000_000,
            "title": posting["title"],
            "company_name": site["employer"],
            "location": {"name": posting["place"]},
            "absolute_url": f"https://job-boards.greenhouse.io/{site['token']}/jobs/{posting['id']}",
            "first_published": f"{_day(base, posting['posted']).isoformat()}T09:00:00-05:00",
            "updated_at": f"{_day(base, posting['posted']).isoformat()}T09:00:00-05:00",
            "requisition_id": str(posting["id"]),
            "metadata": None,
            "content": escape(filled(posting["body"].strip(), base)),
            "departments": [],
            "offices": [],
        }
        for posting in postings
    ]
    return json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}).encode()


_FEED_ITEM = """<item>
<guid isPermaLink="true">{link}</guid><link>{link}</link><title>{title}</title>
<description>{body}</description><pubDate>{posted:%a, %d %b %Y} 16:00:00 GMT</pubDate>
<joblisting:jobId>{id}</joblisting:jobId><joblisting:jobNumberSingle>{id}-A</joblisting:jobNumberSingle>
<joblisting:advertiseFromDate>{posted:%a, %d %b %Y} 00:00:00:0</joblisting:advertiseFromDate>
<joblisting:advertiseToDateTime>{closes}</joblisting:advertiseToDateTime>
<joblisting:minimumSalary>{low}</joblisting:minimumSalary><joblisting:maximumSalary>{high}</joblisting:maximumSalary>
<joblisting:salaryCurrency>USD</joblisting:salaryCurrency><joblisting:salaryInterval>{unit}</joblisting:salaryInterval>
<joblisting:jobType>{kind}</joblisting:jobType><joblisting:department>{department}</joblisting:department>
<joblisting:location>{place}</joblisting:location><joblisting:qualifications>{qualifications}</joblisting:qualifications>
</item>"""


def neogov_feed(site: Mapping[str, Any], postings: Sequence[Posting], base: dt.date) -> bytes:
    """An agency's RSS feed: all open jobs of the agency with their whole texts."""
    items = []
    for posting in postings:
        low, high, unit = posting["pay"]
        closes = f"{_day(base, posting['closes']):%a, %d %b %Y} 23:59:00:0" if "closes" in posting else ""
        items.append(
            _FEED_ITEM.format(
                link=f"https://www.governmentjobs.com/careers/{site['token']}/jobs/{posting['id']}",
                id=posting["id"],
                title=escape(posting["title"]),
                body=escape(filled(posting["body"].strip(), base)),
                qualifications=escape(posting["qualifications"]),
                posted=_day(base, posting["posted"]),
                closes=closes,
                low=low,
                high=high,
                unit=unit,
                kind=posting["kind"],
                department=posting["department"],
                place=posting["place"],
            )
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:joblisting="http://www.neogov.com/namespaces/JobListing"><channel>'
        f"<title>{escape(site['employer'])}</title><link>https://www.governmentjobs.com/careers/{site['token']}</link>"
        f"<description>Latest Employment Information</description>{''.join(items)}</channel></rss>\n"
    ).encode()


def neogov_list(site: Mapping[str, Any], postings: Sequence[Posting], page: int, base: dt.date) -> bytes:
    """One page of an agency's list; past the end, the words for an empty one."""
    size = site["page_size"]
    shown = postings[(page - 1) * size : page * size]
    if not shown:
        return b'<div class="jobs-not-found-container"><h2 class="not-found-text">No jobs found.</h2></div>'
    rows = "".join(_list_row(site, posting, base) for posting in shown)
    return (
        f'<span id="job-postings-number">{len(postings)}</span>'
        f'<ul class="unstyled search-results-listing-container job-listing-container">{rows}</ul>'
    ).encode()


_INTERVALS = {"Hour": "Hourly", "Month": "Monthly", "Year": "Annually"}


def _pay(posting: Posting) -> str:
    """The pay as a list prints it: given as such, or made of the feed's figures."""
    if "pay_text" in posting:
        return str(posting["pay_text"])
    low, high, unit = posting["pay"]
    return f"${float(low):,.2f} - ${float(high):,.2f} {_INTERVALS[unit]}"


def _list_row(site: Mapping[str, Any], posting: Posting, base: dt.date) -> str:
    slug = "-".join(posting["title"].lower().split())
    return (
        f'<li class="list-item" data-job-id="{posting["id"]}"><h3 class="job-item-link-container">'
        f'<a class="item-details-link" data-department-name="{escape(posting["department"])}" '
        f'href="/careers/{site["token"]}/jobs/{posting["id"]}/{escape(slug)}">{escape(posting["title"])}</a></h3>'
        f'<ul class="list-meta"><li>{escape(posting["place"])}</li>'
        f"<li>{posting['kind']} <span>-</span> {_pay(posting)}</li>"
        f'<li>Department: {escape(posting["department"])}</li></ul><div class="list-entry">{posting["body"][:80]}</div>'
        f'<div class="list-published"><span class="list-entry-starts"><span>Posted {-posting["posted"]} days ago</span>'
        "</span></div></li>"
    )


def neogov_print(site: Mapping[str, Any], posting: Posting, base: dt.date) -> bytes:
    """A posting's print view: pairs of term and value, then the text."""
    closes = f"{_day(base, posting['closes']):%m/%d/%Y} 11:59 PM" if "closes" in posting else "Continuous"
    pairs = {
        "LOCATION": posting["place"],
        "SALARY": _pay(posting),
        "JOB TYPE": posting["kind"],
        "JOB NUMBER": f"{posting['id']}-{site['token'].upper()}",
        "DEPARTMENT": posting["department"],
        "OPENING DATE": f"{_day(base, posting['posted']):%m/%d/%Y}",
        "CLOSING DATE": closes,
    }
    rows = "".join(
        f'<div class="span4"><div class="term-description">{term}</div></div>'
        f'<div class="span8"><p>{escape(value)}</p></div>'
        for term, value in pairs.items()
    )
    title = escape(posting["title"])
    return (
        f'<html><head><title>{title}</title></head><body><h1 class="job-title">{title}</h1>{rows}'
        f'<div id="details-info">{filled(posting["body"], base)}</div></body></html>'
    ).encode()


def newsletter_index(issues: Sequence[Mapping[str, Any]], base: dt.date) -> bytes:
    """The archive page of the newsletter: a link to every issue."""
    links = "".join(
        f'<li><a href="/issues/{issue["number"]}.html">The Canvass Weekly, {us_date(_day(base, issue["published"]))}'
        "</a></li>"
        for issue in sorted(issues, key=lambda issue: -issue["number"])
    )
    return (
        "<html><head><title>All issues of The Canvass Weekly</title></head><body><h1>All issues</h1>"
        f"<ul>{links}</ul></body></html>"
    ).encode()


def newsletter_issue(issue: Mapping[str, Any], entries: Mapping[str, Any], base: dt.date) -> bytes:
    """One issue: news, events, and the section of jobs, one paragraph an entry."""
    published = _day(base, issue["published"])
    jobs = "".join(_entry(entries[name], base) for name in issue["entries"])
    sections = {
        "Election News This Week": "".join(f"<p>{filled(text, base)}</p>" for text in issue["news"]),
        "Upcoming Events": "".join(f"<p>{filled(text, base)}</p>" for text in issue["events"]),
        "Job Postings This Week": "<p><em>The Canvass Weekly prints jobs in elections free of charge. Send the "
        "description and a link by Wednesday noon; an entry runs for three weeks or until its deadline.</em></p>"
        + jobs,
    }
    body = "".join(
        f'<div class="article-wrapper"><h2>{heading}</h2>{text}</div>' for heading, text in sections.items() if text
    )
    return (
        f"<html><head><title>The Canvass Weekly, {us_date(published)}</title></head>"
        f"<body><h1>The Canvass Weekly</h1><p>{us_date(published)}</p>{body}</body></html>"
    ).encode()


def _entry(entry: Mapping[str, str], base: dt.date) -> str:
    link = f'<a href="{entry["link"]}">'
    labels = "".join(
        f" <strong>{label}:</strong> {filled(entry[key], base)}."
        for label, key in (("Salary", "salary"), ("Deadline", "deadline"))
        if entry[key]
    )
    return (
        f"<p>{link}{escape(entry['title'])}</a>, {escape(entry['head'])} — {escape(entry['text'])}{labels} "
        f"<strong>Application:</strong> For the complete job listing and to apply, {link}click here</a>.</p>"
    )
