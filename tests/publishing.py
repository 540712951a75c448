"""Invented postings in the shape that is published, for the tests of exports."""

import datetime as dt

from exports.news import News, Opening
from schema.records import JobPosting
from schema.rows import to_row

DAY = dt.date(2026, 3, 2)
SITE = "https://jobs.example.org/"

HOSTILE = (
    "]]><item><title>in</title></item>",
    "\x00\x01\x08\x0b\x1f\x7f\ufffe control",
    "\u202eright to left\u2066 כתובת שלום",
    "\U0001f5f3\ufe0f\U0001f468\u200d\U0001f469\u200d\U0001f467 ballots \U0001f1fa\U0001f1f8",
    "long " * 100,
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "&amp;lt;b&gt; &#x41; &nbsp;",
    "line\nbreak\r\nand \"quotes\", 'more'",
    "**bold** _it_ [a](javascript:alert(1)) `x` # <u>",
    "BEGIN:VEVENT\nUID:x\nEND:VCALENDAR",
)


def row(number: int = 1, **values):
    """A published row of an invented posting."""
    given = {
        "id": f"id{number}",
        "group_id": f"id{number}",
        "source": "us/wa/lark/greenhouse",
        "platform": "greenhouse",
        "url": f"https://lark.example.org/jobs/{number}",
        "observed_on": DAY,
        "first_seen": DAY,
        "last_changed": DAY,
        "title": "Elections Clerk",
        "title_raw": "Elections Clerk",
        "organization": "Lark & Pell <County>",
        "role_family": "election_specialist",
        "summary": "Registers voters & counts.",
    } | values
    return to_row(JobPosting(**given))


def opening(number: int = 1, *news: News, **values) -> Opening:
    """An opening of one posting; without ``news`` it was new on the day it was first seen."""
    given = row(number, **values)
    return Opening(name=given["id"], row=given, news=news or (News(kind="new", day=given["first_seen"]),))
