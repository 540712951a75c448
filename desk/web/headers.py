"""What every answer tells the browser not to do, by the room that it comes from.

All rooms share one origin, and two of them show texts of others. So the explorer, which has scripts of its own in its
pages, is sandboxed: what runs there belongs to no origin, reads nothing of the desk and sends it nothing that it
takes. Published pages run scripts from files alone, the desk its own ones.
"""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_EVERYWHERE = {"X-Content-Type-Options": "nosniff", "Permissions-Policy": "camera=(), geolocation=(), microphone=()"}
_ROOMS: Mapping[str, Mapping[str, str]] = {
    "/desk": {
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
        " frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        # Not "no-referrer": with it browsers would not say which origin a form comes from.
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    },
    "/db": {
        "Content-Security-Policy": "sandbox allow-scripts allow-forms allow-popups allow-downloads;"
        " object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "same-origin",
    },
    "": {
        "Content-Security-Policy": "script-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'",
        "Referrer-Policy": "strict-origin-when-cross-origin",
    },
}


class SafeHeaders:
    """Adds the headers of its room to each answer, unless the answer has that header already."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        room = next(name for name in _ROOMS if path == name or path.startswith(f"{name}/") or not name)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**_EVERYWHERE, **_ROOMS[room]}.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, told)
