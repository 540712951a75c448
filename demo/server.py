"""Serves the sample sites over real HTTP on loopback, each on a port of its own, as they stand on a given day."""

import datetime as dt
import threading
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from demo import platforms
from demo.clock import filled

_TYPES = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_ROBOTS = b"User-agent: *\nDisallow: /private/\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a site answers to one request."""

    body: bytes
    type: str = _TYPES["html"]
    status: int = 200


_MISSING = Answer(body=b"<h1>Not found</h1>", status=404)


@dataclass(frozen=True, slots=True)
class Site:
    """One sample site on one day (1 or 2). ``data`` is its file in ``demo/sites``."""

    name: str
    data: Mapping[str, Any]
    day: int
    base: dt.date

    @property
    def about(self) -> Mapping[str, Any]:
        """The site's own data: form, token, employer."""
        about: Mapping[str, Any] = self.data["site"]
        return about

    def postings(self) -> list[Mapping[str, Any]]:
        """The postings that the site shows on its day, as they are on that day."""
        change = self.data.get("day2", {}) if self.day == 2 else {}
        return [
            {**posting, **(posting.get("day2", {}) if self.day == 2 else {})}
            for posting in self.data["posting"]
            if self.day in posting.get("days", [1, 2]) and posting["id"] in change.get("listed", [posting["id"]])
        ]

    def answer(self, address: str) -> Answer:
        """The answer to a GET of ``/path?query``."""
        parts = urlsplit(address)
        if parts.path == "/robots.txt":
            return Answer(body=_ROBOTS, type=_TYPES["txt"])
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        return _FORMS[self.about["form"]](self, parts.path, query)


def _greenhouse(site: Site, path: str, query: Mapping[str, str]) -> Answer:
    if path != f"/v1/boards/{site.about['token']}/jobs":
        return _MISSING
    return Answer(body=platforms.greenhouse_board(site.about, site.postings(), site.base), type="application/json")


def _neogov_feed(site: Site, path: str, query: Mapping[str, str]) -> Answer:
    if path == "/SearchEngine/JobsFeed" and query.get("agency") == site.about["token"]:
        return Answer(body=platforms.neogov_feed(site.about, site.postings(), site.base), type="application/rss+xml")
    return _neogov_list(site, path, query)


def _neogov_list(site: Site, path: str, query: Mapping[str, str]) -> Answer:
    about = {"page_size": 50, **site.about}
    if path == "/careers/home/index" and query.get("agency") == about["token"]:
        page = int(query.get("page", "1"))
        if site.day == 2 and site.data.get("day2", {}).get("failing_page") == page:
            return Answer(body=b"<h1>Service unavailable</h1>", status=503)
        return Answer(body=platforms.neogov_list(about, site.postings(), page, site.base))
    for posting in site.postings():
        if path == f"/careers/{about['token']}/jobs/newprint/{posting['id']}":
            return Answer(body=platforms.neogov_print(about, posting, site.base))
    return _MISSING


def _newsletter(site: Site, path: str, query: Mapping[str, str]) -> Answer:
    issues = [issue for issue in site.data["issue"] if site.day in issue.get("days", [1, 2])]
    if path == "/":
        return Answer(body=platforms.newsletter_index(issues, site.base))
    for issue in issues:
        if path == f"/issues/{issue['number']}.html":
            return Answer(body=platforms.newsletter_issue(issue, site.data["entry"], site.base))
    return _MISSING


def _documents(site: Site, path: str, query: Mapping[str, str]) -> Answer:
    document = site.data["documents"].get(path)
    if document is None:
        return _MISSING
    kind = _TYPES[path.rpartition(".")[2]]
    if isinstance(document, str):
        return Answer(body=filled(document.lstrip(), site.base).encode(), type=kind)
    return Answer(body=(files("demo") / "sites" / document["file"]).read_bytes(), type=kind)


_FORMS = {
    "greenhouse": _greenhouse,
    "neogov_feed": _neogov_feed,
    "neogov_list": _neogov_list,
    "newsletter": _newsletter,
    "documents": _documents,
}


def sites(day: int, base: dt.date) -> tuple[Site, ...]:
    """All sample sites as they stand on day 1 or 2; ``base`` is the date of day 1."""
    folder: Traversable = files("demo") / "sites"
    data = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name)
    return tuple(Site(e.name.removesuffix(".toml"), tomllib.loads(e.read_text("utf-8")), day, base) for e in data)


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = site.answer(self.path)
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.type)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:
            """The crawl says what it fetches; the server stays silent."""

    return Handler


@contextmanager
def serving(day: int, base: dt.date) -> Iterator[dict[str, str]]:
    """Serve the sites while the block runs; gives the address of each, ``http://127.0.0.1:PORT``, by its name."""
    with ExitStack() as stack:
        addresses = {}
        for site in sites(day, base):
            server = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), _handler(site)))
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            stack.callback(server.shutdown)
            addresses[site.name] = f"http://127.0.0.1:{server.server_port}"
        yield addresses
