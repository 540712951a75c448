"""Serves the sample sites over real HTTP on loopback, each on a port of its own, as they stand on a given day."""

import datetime as dt
import threading
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from importlib.resources.abc import Traversable
from urllib.parse import parse_qs, urlsplit

from demo.platforms import documents, greenhouse, job_feed, lever, neogov, newsletter, office, schema_org
from demo.site import TYPES, Answer, Site

_ROBOTS = b"User-agent: *\nDisallow: /private/\n"
_FORMS: Mapping[str, Callable[[Site, str, Mapping[str, str]], Answer]] = {
    "documents": documents.answer,
    "greenhouse": greenhouse.answer,
    "job_feed": job_feed.answer,
    "lever": lever.answer,
    "neogov": neogov.answer,
    "newsletter": newsletter.answer,
    "office": office.answer,
    "schema_org": schema_org.answer,
}


def sites(day: int, base: dt.date) -> tuple[Site, ...]:
    """All sample sites as they stand on day 1 or 2; ``base`` is the date of day 1."""
    folder: Traversable = files("demo") / "sites"
    data = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name)
    return tuple(Site(e.name.removesuffix(".toml"), tomllib.loads(e.read_text("utf-8")), day, base) for e in data)


def answer(site: Site, address: str) -> Answer:
    """What a site answers to a GET of ``/path?query``."""
    parts = urlsplit(address)
    if parts.path == "/robots.txt":
        return Answer(body=_ROBOTS, type=TYPES["txt"])
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return _FORMS[site.about["form"]](site, parts.path, query)


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            given = answer(site, self.path)
            self.send_response(given.status)
            self.send_header("Content-Type", given.type)
            self.send_header("Content-Length", str(len(given.body)))
            self.end_headers()
            self.wfile.write(given.body)

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
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
            thread.start()
            stack.callback(server.shutdown)
            addresses[site.name] = f"http://127.0.0.1:{server.server_port}"
        yield addresses
