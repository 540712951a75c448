"""What the desk's pages stand on: the room they work in, a visit to it, and how a view becomes an endpoint."""

import datetime as dt
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urlencode

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import submitted
from desk.actions import Actions
from desk.web import sessions
from desk.web.pages import page
from desk.web.sessions import Doorkeeper, Session
from schema import database
from schema.errors import Mendable

HOME = "/desk/"
DOOR = "/desk/enter"

_SAID = "said"
_LONGEST_SAID = 400
_FIELDS = 200
_NUMBER = re.compile("[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What the desk works with: the database, the published folder and its address, the deeds, the door, the clock.

    ``most_bytes`` is what a form may carry.
    """

    engine: sa.Engine
    out: Path
    site: str
    actions: Actions
    door: Doorkeeper
    now: Callable[[], dt.datetime]
    most_bytes: int

    @property
    def today(self) -> dt.date:
        return self.now().date()


class NotHereError(Mendable):
    """There is no such page, or no such thing to show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request to the desk: who asks, and the form that was sent, if one was."""

    room: Room
    request: Request
    session: Session
    who: str
    form: FormData = field(default_factory=FormData)

    def words(self, name: str) -> str:
        """A field of the form as it was typed, "" where it is not in it."""
        value = self.form.get(name, "")
        return "" if isinstance(value, UploadFile) else _plain(value)

    def line(self, name: str) -> str:
        """A field of the form as one line."""
        return " ".join(self.words(name).split())

    def asked(self, name: str) -> str:
        """A parameter of the address, "" where it is not in it."""
        return _plain(self.request.query_params.get(name, ""))

    def part(self, name: str) -> str:
        """A part of the path."""
        return _plain(str(self.request.path_params[name]))

    def number(self, name: str) -> int:
        """A part of the path that is a number. Raises NotHereError."""
        given = self.part(name)
        if not _NUMBER.fullmatch(given):
            raise NotHereError(f"{given}: is no number")
        return int(given)

    def render(self, template: str, /, *, status: int = 200, trouble: str = "", **values: object) -> Response:
        """A page of the desk; ``trouble`` is one line that stands on top of it."""
        undoable, _, said = unquote(self.request.cookies.get(_SAID, "")).partition("|")
        with database.reading(self.room.engine) as connection:
            waiting = submitted.number_waiting(connection)
        told = {"visit": self, "mark": self.session.mark, "said": said, "undoable": undoable, "waiting": waiting}
        response = page(template, status=status, trouble=trouble, **told, **values)
        if said:
            response.delete_cookie(_SAID, path="/desk")
        return response

    def onward(self, to: str, said: str = "", undoable: int | None = None) -> Response:
        """On to a page, which tells what was done; ``undoable`` is the decision that can be taken back there."""
        response = RedirectResponse(to, status_code=303)
        if said:
            value = quote(f"{undoable or ''}|{said[:_LONGEST_SAID]}", safe="")
            sessions.set_cookie(self.request, response, _SAID, value, 60)
        return response

    def back(self, said: str = "", undoable: int | None = None) -> Response:
        """Back to the page of the desk that the form names, or to the first one."""
        return self.onward(inside(self.words("back")), said, undoable)


View = Callable[[Visit], Response]


def _plain(value: str) -> str:
    """A text without what no database takes in one, and without blanks around it."""
    return value.replace("\x00", "").strip()


def inside(address: str) -> str:
    """An address of the desk or of the explorer; any other one becomes the desk's first page."""
    ours = address.startswith(("/desk/", "/db/")) and "\\" not in address and address.isprintable()
    return address if ours else HOME


def endpoint(room: Room, view: View) -> Callable[[Request], Awaitable[Response]]:
    """A view as an endpoint: who may not come in is led to the door, a form that is not ours is refused."""

    async def answer(request: Request) -> Response:
        if came_by_link(request):
            return page("again")
        session = room.door.session(request)
        known, who = session is not None, sessions.editor(request)
        if session is None and not room.door.asks_for_token(request):
            session = room.door.new_session()
        if session is None or not who:
            address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            wanted = address if request.method == "GET" else HOME
            return RedirectResponse(f"{DOOR}?{urlencode({'next': wanted})}", status_code=303)
        visit = Visit(room=room, request=request, session=session, who=who)
        if request.method != "POST":
            response = await _shown(visit, view)
        elif refusal := refused(room, request):
            response = visit.render("trouble", status=403, trouble=refusal)
        else:
            async with request.form(max_files=1, max_fields=_FIELDS, max_part_size=room.most_bytes) as form:
                if form.get("mark") != session.mark:
                    stale = "This form is out of date. Go back, load the page again, and send it once more."
                    response = visit.render("trouble", status=403, trouble=stale)
                else:
                    sent = Visit(room=room, request=request, session=session, who=who, form=form)
                    response = await _shown(sent, view)
        if not known:
            room.door.give(session, request, response)
        return response

    return answer


def came_by_link(request: Request) -> bool:
    """Whether a link of another site led here: cookies that no other site may send did not come along.

    The page that is asked for is then asked for once more, by a page of ours.
    """
    led = request.headers.get("sec-fetch-site") in ("cross-site", "same-site")
    return led and request.method == "GET" and not {"desk", "editor"} & request.cookies.keys()


async def _shown(visit: Visit, view: View) -> Response:
    try:
        return await run_in_threadpool(view, visit)
    except NotHereError as problem:
        return visit.render("trouble", status=404, trouble=str(problem))
    except Mendable as problem:
        return visit.render("trouble", status=409, trouble=str(problem))


def refused(room: Room, request: Request) -> str:
    """Why a form is not even read: it comes from another site, or carries too much; "" where it may come in."""
    if not sessions.from_here(request):
        return "This form was sent from another site. Nothing was done."
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > room.most_bytes:
        return f"A form carries at most {room.most_bytes // 2**20} MiB. Nothing was done."
    return ""
