"""A site that does not keep to HTTP: what it says is written to the connection as it is, for as long as it likes."""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from types import TracebackType
from typing import Self

Talk = Callable[[socket.socket, Event], None]
"""Writes an answer to a connection until the event is set or the other side has gone."""

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
NO_RULES = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class RawSite:
    """Answers every request but that for robots.txt by ``talk``. Use it as a context manager."""

    def __init__(self, host: str, talk: Talk) -> None:
        self.talk = talk
        self.over = Event()
        self._server = socket.create_server((host, 0))
        self.url = f"http://{host}:{self._server.getsockname()[1]}"

    def __enter__(self) -> Self:
        Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.over.set()
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                connection, _ = self._server.accept()
                Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):  # who asked has gone
            asked = connection.recv(65536)
            if asked.startswith(b"GET /robots.txt "):
                connection.sendall(NO_RULES)
            else:
                self.talk(connection, self.over)


def drip(connection: socket.socket, over: Event) -> None:
    """A body that comes a letter at a time and never ends."""
    connection.sendall(HEAD + b"\r\n<!doctype html><html><body>")
    _again(connection, over, b"a", 0.2)


def drip_head(connection: socket.socket, over: Event) -> None:
    """A head that comes a line at a time and never ends."""
    connection.sendall(HEAD)
    _again(connection, over, b"X-More: 1\r\n", 0.2)


def endless_head(connection: socket.socket, over: Event) -> None:
    """A head that never ends, as fast as it can."""
    connection.sendall(HEAD)
    _again(connection, over, b"X-More: " + b"a" * 8000 + b"\r\n", 0.0)


def endless_chunks(connection: socket.socket, over: Event) -> None:
    """A body in pieces that never ends, as fast as it can."""
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    _again(connection, over, b"10000\r\n" + b"a" * 65536 + b"\r\n", 0.0)


def unmeasured(connection: socket.socket, over: Event) -> None:
    """50 MB of which no length was told."""
    connection.sendall(HEAD + b"\r\n<!doctype html><html><body>")
    for _ in range(50):
        connection.sendall(b"a" * 2**20)


def silent(connection: socket.socket, over: Event) -> None:
    """Nothing at all."""
    over.wait(600)


def noise(connection: socket.socket, over: Event) -> None:
    """No HTTP."""
    connection.sendall(bytes(range(256)) * 4096)


def _again(connection: socket.socket, over: Event, what: bytes, pause: float) -> None:
    while not over.is_set():
        connection.sendall(what)
        time.sleep(pause)
