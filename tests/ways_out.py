"""A page that tries every way out of a browser, and ports of this machine that count who comes."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Thread
from types import TracebackType
from typing import Self

HEAD = """
<link rel=preconnect href="http://{to}"><link rel=dns-prefetch href="//{to}">
<link rel=preload as=fetch href="http://{to}/preload"><link rel=preload as=script href="http://{to}/preload.js">
<link rel=prefetch href="http://{to}/prefetch"><link rel=modulepreload href="http://{to}/module.js">
<link rel=stylesheet href="http://{to}/style.css"><link rel=manifest href="http://{to}/manifest">
<link rel=icon href="http://{to}/icon.png"><script src="http://{to}/script.js"></script>
<script type=speculationrules>{{"prefetch":[{{"source":"list","urls":["http://{to}/next"]}}]}}</script>
"""
BODY = """
<img src="http://{to}/picture.png"><video src="http://{to}/film.mp4"></video><object data="http://{to}/object"></object>
<iframe src="http://{to}/frame"></iframe><iframe src="file:///etc/passwd"></iframe>
<form id=form method=post target=_blank action="http://{to}/form"></form><a id=file download=x href="http://{to}/file">
"""
SCRIPT = """
const to = "{to}", all = [
  () => fetch("http://" + to + "/fetch"), () => fetch("/led"), () => fetch("http://[::1]:{six}/"),
  () => fetch("http://localhost:{local}/"), () => fetch("http://2130706433:{local}/"),
  () => fetch("http://0x7f.1:{local}/"), () => fetch("file:///etc/passwd"),
  () => {{ const asked = new XMLHttpRequest(); asked.open("PUT", "http://" + to + "/put"); asked.send("x"); }},
  () => new WebSocket("ws://" + to + "/socket"), () => new EventSource("http://" + to + "/events"),
  () => navigator.sendBeacon("http://" + to + "/beacon", "x"),
  () => new WebTransport("https://" + to + "/transport"),
  () => navigator.serviceWorker.register("/worker.js"),
  () => new Worker(URL.createObjectURL(new Blob([
    `fetch("http://${{to}}/worker"); new WebSocket("ws://${{to}}/worker"); importScripts("http://${{to}}/import.js")`]))),
  () => new SharedWorker(URL.createObjectURL(new Blob([`fetch("http://${{to}}/shared")`]))),
  () => import("http://" + to + "/module.js"),
  () => {{
    const peer = new RTCPeerConnection({{iceServers: [{{urls: "stun:" + to}},
      {{urls: "turn:" + to + "?transport=tcp", username: "a", credential: "b"}}]}});
    peer.createDataChannel("d");
    return peer.createOffer().then(offer => peer.setLocalDescription(offer));
  }},
  () => window.open("http://" + to + "/window"), () => window.open("file:///etc/passwd"),
  () => document.getElementById("form").submit(), () => document.getElementById("file").click(),
  () => {{ location.href = "http://" + to + "/gone"; }}, () => {{ location.href = "file:///etc/passwd"; }},
];
for (const one of all) try {{ Promise.resolve(one()).catch(() => 0); }} catch (refused) {{ }}
"""


class Listener:
    """Listens on one TCP port and the UDP port of the same number; ``heard`` are the connections and packets."""

    def __init__(self, host: str, port: int = 0) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.heard: list[str] = []
        self._tcp = socket.create_server((host, port), family=family)
        self.port: int = self._tcp.getsockname()[1]
        self._udp = socket.socket(family, socket.SOCK_DGRAM)
        self._udp.bind((host, self.port))

    def __enter__(self) -> Self:
        Thread(target=self._accept, daemon=True).start()
        Thread(target=self._receive, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        for one in (self._tcp, self._udp):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                connection, _ = self._tcp.accept()
                self.heard.append("tcp")
                connection.close()

    def _receive(self) -> None:
        with suppress(OSError):
            while self._udp.recv(2048):
                self.heard.append("udp")


@dataclass(frozen=True)
class Ports:
    """Ports of this machine that a page wants to reach."""

    other: Listener
    local: Listener
    six: Listener

    def heard(self) -> list[str]:
        return [*self.other.heard, *self.local.heard, *self.six.heard]

    def page(self, content: str) -> str:
        """A page with this content that tries to reach them; on its own site it asks for ``/led``."""
        names = {"to": f"127.0.0.9:{self.other.port}", "local": self.local.port, "six": self.six.port}
        head, body, script = (part.format(**names) for part in (HEAD, BODY, SCRIPT))
        return (
            f"<!doctype html><html><head><title>Jobs</title>{head}</head><body>{body}<main>{content}</main>"
            f"<script>{script}</script></body></html>"
        )

    def led(self) -> str:
        """Where ``/led`` leads."""
        return f"http://127.0.0.9:{self.other.port}/led"


@contextmanager
def ports() -> Iterator[Ports]:
    """Three open ports: on another loopback address, on the usual one, on that of IPv6."""
    with Listener("127.0.0.9") as other, Listener("127.0.0.1") as local, Listener("::1") as six:
        yield Ports(other, local, six)
