"""A job board on WordPress: the RSS feed of its listings, in pages."""

from collections.abc import Mapping
from html import escape

from demo.site import MISSING, TYPES, Answer, Posting, Site

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:job_listing="https://wpjobmanager.com/document/">"""


def answer(site: Site, path: str, query: Mapping[str, str]) -> Answer:
    """A page of the feed. Past the last page WordPress answers 404."""
    if path != site.about["path"]:
        return MISSING
    size, page = site.about["page_size"], int(query.get("paged", "1"))
    shown = site.postings()[(page - 1) * size : page * size]
    if not shown:
        return MISSING
    home, items = site.about["home"], "".join(_item(site, posting) for posting in shown)
    body = f"{_HEAD}<channel><title>{escape(site.about['employer'])}</title><link>{home}</link>{items}</channel></rss>"
    return Answer(body=body.encode(), type=TYPES["xml"])


def _item(site: Site, posting: Posting) -> str:
    home, text = site.about["home"], site.filled(posting["body"])
    extra = "".join(
        f"<job_listing:{name}><![CDATA[{escape(site.filled(value))}]]></job_listing:{name}>"
        for name, value in posting["facts"].items()
    )
    return (
        f"<item><title>{escape(posting['title'])}</title><link>{home}/job/{posting['slug']}/</link>"
        f"<dc:creator><![CDATA[board]]></dc:creator>"
        f"<pubDate>{site.date(posting['posted']):%a, %d %b %Y} 13:30:00 +0000</pubDate>"
        f'<guid isPermaLink="false">{home}/?post_type=job_listing&#038;p={posting["id"]}</guid>'
        f"<description><![CDATA[{text[:60]} [&hellip;]]]></description>"
        f"<content:encoded><![CDATA[{text}]]></content:encoded>{extra}</item>\n"
    )
