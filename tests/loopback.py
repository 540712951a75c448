"""A small web site on a loopback address for tests of fetching: scripted answers, and a log of what was asked.

Each test site has its own address (127.0.0.2, 127.0.0.3, …), since a crawl keeps one queue a host name.
"""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Self

from tests import sent


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer. ``wait`` seconds pass before it; ``cut`` promises more bytes than it sends."""

    status: int = 200
    body: bytes | str = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0
    cut: bool = False


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request as it came: ``at`` is on the monotonic clock."""

    method: str
    path: str
    headers: Mapping[str, str]
    at: float
    body: bytes = b""

    @property
    def sent(self) -> float:
        """When it left the crawl, by that clock, where the crawl says so (``tests.sent``)."""
        return float(self.headers.get(sent.HEADER, self.at))


NOT_FOUND = Answer(status=404, body="not found")


class Site:
    """A site that answers as its script says. A path with several answers gives them in turn, and stays at the last.

    Use it as a context manager. Paths are looked up with their query first, then without.
    """

    def __init__(self, host: str, script: Mapping[str, Answer | Sequence[Answer]] | None = None) -> None:
        self.script = {path: list(a) if isinstance(a, Sequence) else [a] for path, a in (script or {}).items()}
        self.log: list[Asked] = []
        self._lock = Lock()
        self._server = ThreadingHTTPServer((host, 0), self._handler())
        self._server.daemon_threads = True
        self.host = host
        self.url = f"http://{host}:{self._server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def paths(self) -> list[str]:
        """What was asked for, robots.txt left out, in order."""
        return [asked.path for asked in self.log if asked.path != "/robots.txt"]

    def answer(self, asked: Asked) -> Answer:
        with self._lock:
            self.log.append(asked)
            answers = self.script.get(asked.path) or self.script.get(asked.path.partition("?")[0]) or [NOT_FOUND]
            return answers.pop(0) if len(answers) > 1 else answers[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                headers, at = dict(self.headers), time.monotonic()
                answer = site.answer(Asked(method=self.command, path=self.path, headers=headers, at=at, body=sent))
                time.sleep(answer.wait)
                body = answer.body.encode() if isinstance(answer.body, str) else answer.body
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body) + (100 if answer.cut else 0)))
                with suppress(ConnectionError):  # who asked did not wait
                    self.end_headers()
                    self.wfile.write(body if self.command != "HEAD" else b"")

            do_HEAD = do_POST = do_GET

            def log_message(self, format: str, *args: object) -> None:
                """Nothing on the screen of a test run."""

        return Handler
