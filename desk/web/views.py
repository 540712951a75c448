"""Which address of the desk shows what."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from desk.web import door, draft_page, issue_pages, pages, posting_page, record_pages, submission_pages
from desk.web.room import Room, View, endpoint

SHOWN: dict[str, View] = {
    "/": draft_page.show,
    "/postings": posting_page.find,
    "/postings/{posting}": posting_page.show,
    "/postings/{posting}/correct/{thing}": posting_page.correct,
    "/preview": issue_pages.preview,
    "/approve": issue_pages.confirm,
    "/issues": issue_pages.show_all,
    "/issues/{week}/{revision}": issue_pages.show,
    "/submissions": submission_pages.show_all,
    "/submissions/{number}": submission_pages.show,
    "/audit": record_pages.audit,
    "/sources": record_pages.sources,
    "/{rest:path}": record_pages.nothing,
}
"""Pages, by their path below the desk."""

SENT: dict[str, View] = {
    "/entries/{posting}": draft_page.decide,
    "/pairs": draft_page.settle,
    "/postings/{posting}": posting_page.decide,
    "/postings/{posting}/correct/{thing}": posting_page.save,
    "/approve": issue_pages.approve,
    "/submissions": submission_pages.submit,
    "/submissions/{number}": submission_pages.decide,
    "/undo/{number}": record_pages.undo,
    "/sources": record_pages.release,
}
"""What becomes of forms, by the path that they are sent to."""


def routes(room: Room) -> list[BaseRoute]:
    """The routes of the desk."""

    async def asset(request: Request) -> Response:
        found = pages.asset(request.path_params["name"])
        if found is None:
            return PlainTextResponse("There is no such file.\n", status_code=404)
        return Response(found.content, media_type=found.kind, headers={"Cache-Control": "no-cache"})

    return [
        Route("/assets/{name}", asset),
        Route("/enter", door.enter(room), methods=["GET", "POST"]),
        Route("/leave", door.leave, methods=["POST"]),
        *(Route(path, endpoint(room, view), methods=["GET"]) for path, view in SHOWN.items()),
        *(Route(path, endpoint(room, view), methods=["POST"]) for path, view in SENT.items()),
    ]
