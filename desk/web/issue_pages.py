"""Issues: the draft in every form, its approval, and what was approved, revision by revision."""

from collections.abc import Callable
from typing import Final, get_args
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.responses import PlainTextResponse, Response

from desk import issues
from desk.draft import Draft
from desk.issues import Issue
from desk.web import draft_page
from desk.web.room import NotHereError, Visit
from exports import digest_forms
from exports.digest import Digest
from exports.digest_forms import Form, Style
from schema import database
from schema.errors import Mendable

LIST = "/desk/issues"
FORMS: tuple[Form, ...] = get_args(Form)
STYLES: tuple[Style, ...] = get_args(Style)

_MAIL: Final = {
    # The mail as its readers get it: nothing in it runs, and only this desk may show it in a frame.
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
}
_ENDINGS = {"email": ".html", "paste": "-paste.html", "markdown": ".md", "text": ".txt"}


def preview(visit: Visit) -> Response:
    """The draft as it will be sent or pasted."""
    with database.reading(visit.room.engine) as connection:
        draft = draft_page.read(connection, draft_page.wanted(visit, connection))
    wanted = draft.wanted

    def here(**more: str) -> str:
        return draft_page.address(wanted, "/desk/preview", **more)

    return _printed(visit, draft.digest, here, draft=draft)


def show(visit: Visit) -> Response:
    """An approved issue, in every form."""
    issue = _issue(visit)
    path = f"{LIST}/{issue.week}/{issue.revision}"

    def here(**more: str) -> str:
        return f"{path}?{urlencode(more)}"

    return _printed(visit, issue.digest, here, issue=issue)


def _printed(
    visit: Visit, digest: Digest, here: Callable[..., str], issue: Issue | None = None, draft: Draft | None = None
) -> Response:
    form = next((form for form in FORMS if form == visit.asked("form")), FORMS[0])
    style = next((style for style in STYLES if style == visit.asked("style")), STYLES[0])
    text = digest_forms.render(digest, form, style)
    if visit.asked("as") == "page":
        return Response(text, media_type="text/html", headers=_MAIL)
    if visit.asked("as") == "file":
        name = f"digest-{digest.day.isoformat()}{_ENDINGS[form]}"
        return PlainTextResponse(text, headers={"Content-Disposition": f'attachment; filename="{name}"'})
    return visit.render(
        "printed",
        digest=digest,
        form=form,
        style=style,
        forms=FORMS,
        styles=STYLES,
        here=here,
        text=text,
        pasted=Markup(text) if form == "paste" else "",
        size=len(text.encode()),
        issue=issue,
        draft=draft,
        draft_address=draft_page.address(draft.wanted) if draft else "",
        approve_address=draft_page.address(draft.wanted, "/desk/approve") if draft else "",
    )


def show_all(visit: Visit) -> Response:
    """Every issue and revision that was approved, the latest first."""
    with database.reading(visit.room.engine) as connection:
        found = issues.every(connection)
        this_week = draft_page.wanted(visit, connection).week
    return visit.render("issues", issues=found[::-1], this_week=this_week)


def confirm(visit: Visit) -> Response:
    """What an approval would freeze, and what should be looked at before."""
    return _confirming(visit)


def _confirming(visit: Visit, trouble: str = "") -> Response:
    with database.reading(visit.room.engine) as connection:
        draft = draft_page.read(connection, draft_page.wanted(visit, connection))
        stands = draft_page.standing(connection, visit.room.now())
    return visit.render(
        "approve",
        status=409 if trouble else 200,
        trouble=trouble,
        draft=draft,
        standing=stands,
        doubtful=[item for item in draft.items if draft_page.doubtful(item)],
        issue_fields=draft_page.issue_fields(draft.wanted),
        revision=draft.approved.revision + 1 if draft.approved else 1,
        address=lambda to, **more: draft_page.address(draft.wanted, to, **more),
        why=visit.line("why"),
    )


def approve(visit: Visit) -> Response:
    """Freeze the draft that the editor looked at, as the week's issue or as a revision of it."""
    with database.reading(visit.room.engine) as connection:
        wanted = draft_page.wanted(visit, connection)
    try:
        issue = visit.room.actions.approve(
            wanted, who=visit.who, why=visit.line("why"), seen=visit.words("fingerprint")
        )
    except Mendable as problem:
        return _confirming(visit, str(problem))
    said = f"Approved: {issue.week}, revision {issue.revision}. It is published with the next export."
    return visit.onward(f"{LIST}/{issue.week}/{issue.revision}", said)


def _issue(visit: Visit) -> Issue:
    week, number = visit.part("week"), visit.number("revision")
    with database.reading(visit.room.engine) as connection:
        found = issues.revision(connection, week, number)
    if found is None:
        raise NotHereError(f"{week}: has no revision {number}")
    return found
