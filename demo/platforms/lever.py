"""Lever: the public postings API, a list in pages."""

import datetime as dt
import json
from collections.abc import Mapping

from demo.site import MISSING, TYPES, Answer, Posting, Site


def answer(site: Site, path: str, query: Mapping[str, str]) -> Answer:
    """The postings from ``skip`` on, at most ``limit`` of them."""
    if path != f"/v0/postings/{site.about['token']}":
        return MISSING
    skip, limit = int(query.get("skip", "0")), int(query.get("limit", "100"))
    shown = site.postings()[skip : skip + limit]
    return Answer(body=json.dumps([_posting(site, posting) for posting in shown]).encode(), type=TYPES["json"])


def _posting(site: Site, posting: Posting) -> dict[str, object]:
    """One posting; the lists of duties and demands stand beside its description, not in it."""
    created = dt.datetime.combine(site.date(posting["posted"]), dt.time(15), dt.UTC)
    address = f"https://jobs.lever.co/{site.about['token']}/{posting['id']}"
    entry: dict[str, object] = {
        "id": posting["id"],
        "text": posting["title"],
        "createdAt": int(created.timestamp() * 1000),
        "country": "US",
        "workplaceType": posting["workplace"],
        "categories": {
            "location": posting["places"][0],
            "allLocations": posting["places"],
            "commitment": posting["commitment"],
            "team": posting["team"],
        },
        "description": site.filled(posting["body"]),
        "lists": [
            {"text": heading, "content": "".join(f"<li>{line}</li>" for line in lines)}
            for heading, lines in posting["lists"].items()
        ],
        "additional": site.filled(posting["closing"]),
        "hostedUrl": address,
        "applyUrl": f"{address}/apply",
    }
    if "pay" in posting:
        low, high, interval = posting["pay"]
        entry["salaryRange"] = {"currency": "USD", "interval": interval, "min": low, "max": high}
    return entry
