"""The page on which one finds the feed that fits: all of them as links, and a form that builds the address."""

from collections.abc import Sequence
from itertools import groupby

from exports import regions, wording
from exports.cuts import Cut
from exports.site.layout import Frame, Page
from schema.vocabulary import OrganizationKind, RoleFamily, members


def page(frame: Frame, shelves: Sequence[Cut]) -> Page:
    """The subscribe page. Its script takes which feeds there are from the page's own links."""
    calendars = [("all", "All deadlines")]
    calendars += [(cut.path, cut.title) for cut in shelves if cut.shelf in ("By role", "By state") and cut.items]
    return frame.page(
        "subscribe.html",
        "subscribe",
        title="Subscribe",
        script="subscribe.js",
        description="Feeds by role, state, employer and form of employment, and calendars of deadlines.",
        shelves=[
            (name, [(cut.path, cut.title, len(cut.items)) for cut in held])
            for name, held in groupby(shelves, key=lambda cut: cut.shelf)
        ],
        calendars=calendars,
        roles=[(role, wording.term(role)) for role in members(RoleFamily)],
        states=list(regions.STATES.items()),
        kinds=[(kind, wording.term(kind)) for kind in members(OrganizationKind)],
    )
