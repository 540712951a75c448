"""The door of the desk: it asks for the editor's name once, and for the token where one is needed."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.web import sessions
from desk.web.pages import page
from desk.web.room import DOOR, HOME, Room, inside, refused

_CLOSED = (
    "The desk is open to this machine alone. To let others in, set ELECTIONJOBS_DESK_TOKEN"
    " (16 characters or more) and start electionjobs serve again."
)
_FORM = 4096


def enter(room: Room) -> Callable[[Request], Awaitable[Response]]:
    """The page that lets in, and what becomes of its form."""

    async def answer(request: Request) -> Response:
        asks = room.door.asks_for_token(request)

        def shown(status: int = 200, trouble: str = "", wait: int = 0) -> Response:
            to = inside(request.query_params.get("next", HOME))
            response = page("door", status=status, trouble=trouble, asks=asks, to=to, name=sessions.editor(request))
            if wait:
                response.headers["Retry-After"] = str(wait)
            return response

        if asks and not room.door.has_token:
            return page("closed", status=403, trouble=_CLOSED)
        if request.method != "POST":
            return shown()
        if refusal := refused(room, request):
            return shown(403, refusal)
        address = request.client.host if request.client else ""
        if asks and (wait := room.door.tries.wait(address)):
            return shown(429, f"Too many tries. Wait {wait} seconds, then try again.", wait)
        async with request.form(max_files=0, max_fields=4, max_part_size=_FORM) as form:
            name = " ".join(str(form.get("name", "")).split())[: sessions.LONGEST_NAME]
            if asks and not room.door.is_token(str(form.get("token", "")).strip()):
                room.door.tries.failed(address)
                return shown(403, "That is not the token.")
            if not name or not name.isprintable():
                return shown(400, "Give a name, so that others see who decided.")
            response = RedirectResponse(inside(str(form.get("next", ""))), status_code=303)
        sessions.name_editor(request, response, name)
        room.door.give(room.door.new_session(), request, response)
        return response

    return answer


async def leave(request: Request) -> Response:
    """Forget the session of a browser."""
    response = RedirectResponse(DOOR, status_code=303)
    if sessions.from_here(request):
        sessions.forget(response)
    return response
