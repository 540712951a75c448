"""NEOGOV (governmentjobs.com): an agency's feed, its list in pages, and the print view of a posting."""

from collections.abc import Mapping
from html import escape

from demo.site import MISSING, TYPES, Answer, Posting, Site

_INTERVALS = {"Hour": "Hourly", "Month": "Monthly", "Year": "Annually"}
_NONE = b'<div class="jobs-not-found-container"><h2 class="not-found-text">No jobs found.</h2></div>'
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


def answer(site: Site, path: str, query: Mapping[str, str]) -> Answer:
    """The feed (where the agency has one), a page of the list, or a print view."""
    about = site.about
    if path == "/SearchEngine/JobsFeed" and about["feed"] and query.get("agency") == about["token"]:
        return Answer(body=_feed(site), type=TYPES["xml"])
    if path == "/careers/home/index" and query.get("agency") == about["token"]:
        page = int(query.get("page", "1"))
        if site.day == 2 and site.data.get("day2", {}).get("failing_page") == page:
            return Answer(body=b"<h1>Service unavailable</h1>", status=503)
        return Answer(body=_list(site, page))
    for posting in site.postings():
        if path == f"/careers/{about['token']}/jobs/newprint/{posting['id']}":
            return Answer(body=_print_view(site, posting))
    return MISSING


def _feed(site: Site) -> bytes:
    """All open jobs of the agency with their whole texts."""
    token = site.about["token"]
    items = []
    for posting in site.postings():
        low, high, unit = posting["pay"]
        closes = f"{site.date(posting['closes']):%a, %d %b %Y} 23:59:00:0" if "closes" in posting else ""
        items.append(
            _FEED_ITEM.format(
                link=f"https://www.governmentjobs.com/careers/{token}/jobs/{posting['id']}",
                id=posting["id"],
                title=escape(posting["title"]),
                body=escape(site.filled(posting["body"])),
                qualifications=escape(posting["qualifications"]),
                posted=site.date(posting["posted"]),
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
        f"<title>{escape(site.about['employer'])}</title><link>https://www.governmentjobs.com/careers/{token}</link>"
        f"<description>Latest Employment Information</description>{''.join(items)}</channel></rss>\n"
    ).encode()


def _list(site: Site, page: int) -> bytes:
    """One page of the agency's list; past the end, the words for an empty one."""
    size = site.about["page_size"]
    postings = site.postings()
    shown = postings[(page - 1) * size : page * size]
    if not shown:
        return _NONE
    rows = "".join(_row(site, posting) for posting in shown)
    return (
        f'<span id="job-postings-number">{len(postings)}</span>'
        f'<ul class="unstyled search-results-listing-container job-listing-container">{rows}</ul>'
    ).encode()


def _row(site: Site, posting: Posting) -> str:
    slug = "-".join(posting["title"].lower().split())
    return (
        f'<li class="list-item" data-job-id="{posting["id"]}"><h3 class="job-item-link-container">'
        f'<a class="item-details-link" data-department-name="{escape(posting["department"])}" '
        f'href="/careers/{site.about["token"]}/jobs/{posting["id"]}/{escape(slug)}">{escape(posting["title"])}</a></h3>'
        f'<ul class="list-meta"><li>{escape(posting["place"])}</li>'
        f"<li>{posting['kind']} <span>-</span> {_pay(posting)}</li>"
        f'<li>Department: {escape(posting["department"])}</li></ul><div class="list-entry">{posting["body"][:80]}</div>'
        f'<div class="list-published"><span class="list-entry-starts"><span>Posted {-posting["posted"]} days ago</span>'
        "</span></div></li>"
    )


def _pay(posting: Posting) -> str:
    """The pay as a list prints it: given as such, or made of the feed's figures."""
    if "pay_text" in posting:
        return str(posting["pay_text"])
    low, high, unit = posting["pay"]
    return f"${float(low):,.2f} - ${float(high):,.2f} {_INTERVALS[unit]}"


def _print_view(site: Site, posting: Posting) -> bytes:
    """A posting alone: pairs of term and value, then the text."""
    closes = f"{site.date(posting['closes']):%m/%d/%Y} 11:59 PM" if "closes" in posting else "Continuous"
    pairs = {
        "LOCATION": posting["place"],
        "SALARY": _pay(posting),
        "JOB TYPE": posting["kind"],
        "JOB NUMBER": f"{posting['id']}-{site.about['token'].upper()}",
        "DEPARTMENT": posting["department"],
        "OPENING DATE": f"{site.date(posting['posted']):%m/%d/%Y}",
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
        f'<div id="details-info">{site.filled(posting["body"])}</div></body></html>'
    ).encode()
