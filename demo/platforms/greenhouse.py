"""Greenhouse: the jobs list of the public API."""

import json
from collections.abc import Mapping
from html import escape

from demo.site import MISSING, TYPES, Answer, Posting, Site


def answer(site: Site, path: str, query: Mapping[str, str]) -> Answer:
    """The list of all jobs of the board."""
    if path != f"/v1/boards/{site.about['token']}/jobs":
        return MISSING
    jobs = [_job(site, posting) for posting in site.postings()]
    return Answer(body=json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}).encode(), type=TYPES["json"])


def _job(site: Site, posting: Posting) -> dict[str, object]:
    """One job; the platform escapes descriptions once more."""
    published = f"{site.date(posting['posted']).isoformat()}T09:00:00-05:00"
    return {
        "id": posting["id"],
        "internal_job_id": None if posting.get("prospect") else posting["id"] + 9_000_000,
        "title": posting["title"],
        "company_name": site.about["employer"],
        "location": {"name": posting["place"]},
        "absolute_url": f"https://job-boards.greenhouse.io/{site.about['token']}/jobs/{posting['id']}",
        "first_published": published,
        "updated_at": published,
        "requisition_id": str(posting["id"]),
        "metadata": None,
        "content": escape(site.filled(posting["body"])),
        "departments": [],
        "offices": [],
    }
