"""Who may enter the desk and the explorer: the token, signed cookies, marks in forms, and a limit of tries.

Without a token the desk is open to this machine alone: bound to a loopback address, asked for by a loopback name, and
through no proxy. Cookies carry their own proof, so nothing is kept; another token ends every session.
"""

import hashlib
import hmac
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

from starlette.requests import Request
from starlette.responses import Response

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
LONGEST_NAME = 60

_SECONDS = 14 * 24 * 3600
_A_YEAR = 365 * 24 * 3600
_PROXIES = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "via")


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One browser at the desk. ``mark`` stands in its forms, so that no other site can send them."""

    name: str
    mark: str


class Doorkeeper:
    """Decides about requests; ``clock`` gives seconds since 1970. ``exposed``: others than this machine may knock."""

    def __init__(self, token: str | None, *, exposed: bool, clock: Callable[[], float] = time.time) -> None:
        self._token = token
        self._exposed = exposed
        self._clock = clock
        self._key = hashlib.sha256(f"electionjobs {token}".encode()).digest() if token else secrets.token_bytes(32)
        self.tries = Tries(clock)

    @property
    def has_token(self) -> bool:
        return self._token is not None

    def asks_for_token(self, request: Request) -> bool:
        """Whether a token is needed: only who sits at this machine comes in without, and only where none is set."""
        near = request.url.hostname in ("localhost", "127.0.0.1", "::1")
        return self.has_token or self._exposed or not near or any(name in request.headers for name in _PROXIES)

    def is_token(self, given: str) -> bool:
        """Whether these words are the token; it takes as long whatever they are."""
        return self._token is not None and hmac.compare_digest(given.encode("utf-8", "replace"), self._token.encode())

    def session(self, request: Request) -> Session | None:
        """The session that a request belongs to; None where it has none, or where its time is over."""
        name = self._name_in("desk", request)
        return None if name is None else Session(name=name, mark=self._proof("form", name))

    def explores(self, request: Request) -> bool:
        """Whether a request may see the explorer."""
        return not self.asks_for_token(request) or self._name_in("explorer", request) is not None

    def new_session(self) -> Session:
        """A session that begins now; ``give`` lets a browser have it."""
        name = f"{secrets.token_hex(16)}.{int(self._clock()) + _SECONDS}"
        return Session(name=name, mark=self._proof("form", name))

    def give(self, session: Session, request: Request, response: Response) -> None:
        """Set the cookies of a session: one for the desk, one that shows the explorer and nothing else."""
        desk, explorer = (f"{session.name}.{self._proof(kind, session.name)}" for kind in ("desk", "explorer"))
        set_cookie(request, response, "desk", desk, _SECONDS)
        # The explorer's sandboxed pages are of no site: a strict cookie would not come along with their own links.
        set_cookie(request, response, "explorer", explorer, _SECONDS, path="/db", samesite="lax")

    def _name_in(self, kind: str, request: Request) -> str | None:
        name, _, proof = request.cookies.get(kind, "").rpartition(".")
        right = hmac.compare_digest(proof.encode("utf-8", "replace"), self._proof(kind, name).encode())
        return name if right and int(name.rpartition(".")[2]) > self._clock() else None

    def _proof(self, kind: str, name: str) -> str:
        return hmac.new(self._key, f"{kind} {name}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def forget(response: Response) -> None:
    """Let the browser forget its session; it keeps the editor's name."""
    response.delete_cookie("desk", path="/desk")
    response.delete_cookie("explorer", path="/db")


def editor(request: Request) -> str:
    """The name that the editor gave, "" where none was asked for yet. It is no secret and proves nothing."""
    return " ".join(unquote(request.cookies.get("editor", "")).split())[:LONGEST_NAME]


def name_editor(request: Request, response: Response, name: str) -> None:
    """Let the browser keep the editor's name."""
    set_cookie(request, response, "editor", quote(name, safe=""), _A_YEAR)


def set_cookie(
    request: Request,
    response: Response,
    name: str,
    value: str,
    seconds: int,
    *,
    path: str = "/desk",
    samesite: Literal["strict", "lax"] = "strict",
) -> None:
    """A cookie that scripts do not see and other sites do not send."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=path,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite=samesite,
    )


def from_here(request: Request) -> bool:
    """Whether a form was sent by a page of this very origin, as the browser says in one of two headers.

    What says nothing is no browser, and cannot be led astray by another site.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    if origin is None:
        return True
    given = urlsplit(origin)
    return (given.scheme, given.netloc) == (request.url.scheme, request.url.netloc)


class Tries:
    """A limit of failed log-ins: five in five minutes from one address, two hundred from all of them."""

    MOST, MOST_OF_ALL, SECONDS = 5, 200, 300.0

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failed: deque[tuple[float, str]] = deque(maxlen=self.MOST_OF_ALL)

    def failed(self, address: str) -> None:
        """Count a failed log-in."""
        self._failed.append((self._clock(), address))

    def wait(self, address: str) -> int:
        """For how many seconds nobody at an address may try again; 0: one may."""
        begin = self._clock() - self.SECONDS
        recent = [(moment, one) for moment, one in self._failed if moment > begin]
        mine = [moment for moment, one in recent if one == address]
        if len(recent) == self.MOST_OF_ALL:
            mine = [moment for moment, _ in recent]
        elif len(mine) < self.MOST:
            return 0
        return int(mine[-self.MOST] - begin) + 1
