"""Everything that ``electionjobs serve`` answers, as one ASGI application."""

from collections.abc import Sequence
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from desk.web import live_feed, views
from desk.web.explorer import LOOKS
from desk.web.headers import SafeHeaders
from desk.web.public import PublicFolder
from desk.web.room import DOOR, Room

NO_EXPLORER = "The database explorer needs SQLite; this database is another one. Everything else works.\n"


def application(room: Room, explorer: ASGIApp | None, names: Sequence[str]) -> Starlette:
    """The application; ``names`` are the host names that it answers to, ``explorer`` is None without SQLite."""

    async def feed(request: Request) -> Response:
        return live_feed.answer(request, room.out)

    async def to_desk(_: Request) -> Response:
        return RedirectResponse("/desk/", status_code=308)

    async def to_explorer(_: Request) -> Response:
        return RedirectResponse("/db/", status_code=308)

    return Starlette(
        routes=[
            *(Route(f"/feed.{suffix}", feed) for suffix in live_feed.SUFFIXES),
            Route("/desk", to_desk),
            Mount("/desk", routes=views.routes(room)),
            Route("/db", to_explorer),
            Mount("/db", app=_guarded(room, explorer)),
            Mount("/", app=PublicFolder(room.out)),
        ],
        middleware=[
            Middleware(SafeHeaders),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(names), www_redirect=False),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        ],
    )


def _guarded(room: Room, explorer: ASGIApp | None) -> ASGIApp:
    """The explorer for those who may see it. What it looks like (styles, scripts) is no secret."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        response: ASGIApp
        if explorer is None:
            response = PlainTextResponse(NO_EXPLORER, status_code=501)
        elif scope["path"].startswith(LOOKS) or room.door.explores(request):
            response = explorer
        else:
            response = RedirectResponse(f"{DOOR}?next={quote(scope['path'], safe='')}", status_code=303)
        await response(scope, receive, send)

    return answer
