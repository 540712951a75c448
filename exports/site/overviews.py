"""Pages of ways into the lists: the first page, all roles, all states, all employers and a page for each of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from exports import cuts, regions, wording
from exports.cuts import Cut
from exports.site import lists
from exports.site.cards import Card
from exports.site.layout import Frame, Page
from exports.site.lists import Drawn, Link, Listing
from schema.vocabulary import OrganizationKind, RoleFamily, members

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ONE_LIST = 40
"""As many employers need no letters between them."""


def pages(frame: Frame, shelves: Sequence[Cut], cards: Mapping[str, Card], drawn: Drawn) -> Iterator[Page]:
    """The first page with those that go on with it, and the overviews."""
    by_shelf: defaultdict[str, list[Link]] = defaultdict(list)
    for cut in shelves:
        by_shelf[cut.shelf].append(lists.link(cut))
    everything = Listing(path="all", title="All openings", cards=[cards[item.row["id"]] for item in shelves[0].items])
    yield _first(frame, everything, by_shelf, drawn)
    yield from lists.pages(frame, everything, drawn, first=2)
    yield _overview(frame, "roles", "Roles", "What kind of work it is.", by_shelf["By role"])
    yield _overview(frame, "states", "States", "Where the work is done, or where one may live.", by_shelf["By state"])
    yield from _employers(frame, everything.cards, by_shelf["By employer"], drawn)


def _first(frame: Frame, everything: Listing, by_shelf: Mapping[str, Sequence[Link]], drawn: Drawn) -> Page:
    shown = lists.pinned_first(everything.cards)
    last = max(-(-len(shown) // lists.A_PAGE), 1)
    shelves = (
        ("By role", "roles.html", _largest(by_shelf["By role"])),
        ("By state", "states.html", [link for link in by_shelf["By state"] if link.count]),
        ("By form of employment", "", [link for link in by_shelf["By form of employment"] if link.count]),
    )
    return frame.page(
        "index.html",
        "index",
        title="Jobs in elections",
        script="search.js",
        description=f"{lists.openings(len(shown))} in elections, read from the employers' own pages.",
        count=lists.openings(len(shown)),
        quick=[link for link in by_shelf["Everything"] if link.path != "index.html"],
        shelves=shelves,
        groups=lists.groups(shown[: lists.A_PAGE], everything, drawn.at("index.html")),
        number=1,
        last=last,
        before="",
        behind=lists.page_path("all", 2) if last > 1 else "",
        roles=[(role, wording.term(role)) for role in members(RoleFamily)],
        states=list(regions.STATES.items()),
        kinds=[(kind, wording.term(kind)) for kind in members(OrganizationKind)],
    )


def _largest(links: Sequence[Link]) -> list[Link]:
    return sorted((link for link in links if link.count), key=lambda link: -link.count)


def _overview(frame: Frame, path: str, title: str, lead: str, links: Sequence[Link]) -> Page:
    return frame.page(
        f"{path}.html",
        "overview",
        title=title,
        description=lead,
        lead=lead,
        held=[link for link in links if link.count],
        empty=[link for link in links if not link.count],
    )


def _employers(frame: Frame, cards: Sequence[Card], kinds: Sequence[Link], drawn: Drawn) -> Iterator[Page]:
    """All employers by letter, and the openings of each. Names that differ in marks alone are one employer."""
    held: defaultdict[str, list[Card]] = defaultdict(list)
    for card in cards:
        if card.employer:
            held[card.employer_slug].append(card)
    links = [Link(path=f"employers/{name}.html", title=of[0].employer, count=len(of)) for name, of in held.items()]
    links.sort(key=lambda link: (_letter(link), link.title.casefold(), link.path))
    letters = groupby(links, key=_letter) if len(links) > _ONE_LIST else [("By name", links)] if links else []
    yield frame.page(
        "employers.html",
        "employers",
        title="Employers",
        description="Every employer with an open position, and what kind of employer it is.",
        kinds=[link for link in kinds if link.count],
        letters=[(letter, list(found)) for letter, found in letters],
    )
    for name, of in held.items():
        kind = next((card.row["organization_kind"] for card in of if card.row["organization_kind"]), None)
        within = [link for link in kinds if kind and link.path == f"employer/{cuts.slug(kind)}.html"]
        listing = Listing(path=f"employers/{name}", title=of[0].employer, cards=of, within=tuple(within), dated=False)
        yield from lists.pages(frame, listing, drawn)


def _letter(link: Link) -> str:
    first = link.path.rpartition("/")[2][:1].upper()
    return first if first in _LETTERS else "#"
