"""Pages of openings: each feed has its page, at the same path; long lists go on on further pages."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from exports import wording
from exports.cuts import Cut
from exports.site import cards as drawing
from exports.site.cards import Card
from exports.site.layout import Feed, Frame, Page, root

A_PAGE = 50
"""How many openings stand on one page."""

_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link to another list: path below the edition's folder, words, how many openings stand there."""

    path: str
    title: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list of openings over as many pages as it needs. ``path`` is without suffix; ``within`` are wider lists."""

    path: str
    title: str
    cards: Sequence[Card]
    feed: Feed | None = None
    within: tuple[Link, ...] = ()
    narrower: tuple[Link, ...] = ()
    narrower_title: str = ""
    by_deadline: bool = False
    dated: bool = True


class Drawn:
    """The cards as markup, drawn once for each depth of pages and shared by all lists."""

    def __init__(self, cards: Sequence[Card]) -> None:
        self._cards = cards
        self._markup: dict[str, Mapping[str, str]] = {}

    def at(self, path: str) -> Mapping[str, str]:
        """The markup of every card for a page, by id of the posting."""
        up = root(path)
        if up not in self._markup:
            self._markup[up] = drawing.drawn(self._cards, up)
        return self._markup[up]


def link(cut: Cut) -> Link:
    """The way to a cut's page."""
    path = "index" if cut.path == "all" else cut.path
    return Link(path=f"{path}.html", title=cut.title, count=len(cut.items))


def listings(shelves: Sequence[Cut], cards: Mapping[str, Card]) -> Iterator[Listing]:
    """The list of every feed, but of the feed of everything."""
    links = {cut.path: link(cut) for cut in shelves}
    for cut in shelves:
        if cut.path == "all":
            continue
        kind, *parts = cut.path.split("/")
        pair = kind == "role" and len(parts) == 2
        yield Listing(
            path=cut.path,
            title=_title(cut, links),
            cards=[cards[item.row["id"]] for item in cut.items],
            feed=Feed(path=f"feeds/{cut.path}.xml", title=cut.title),
            within=(links[f"role/{parts[0]}"], links[f"state/{parts[1]}"]) if pair else (),
            narrower=() if pair else _narrower(kind, parts, shelves, links),
            narrower_title={"role": "By state", "state": "By role"}.get(kind, ""),
            by_deadline=cut.path == "closing",
        )


def _title(cut: Cut, links: Mapping[str, Link]) -> str:
    kind, *parts = cut.path.split("/")
    if len(parts) == 2:
        return f"{links[f'role/{parts[0]}'].title} in {links[f'state/{parts[1]}'].title}"
    return f"Jobs in {cut.title}" if kind == "state" else cut.title


def _narrower(kind: str, parts: Sequence[str], shelves: Sequence[Cut], links: Mapping[str, Link]) -> tuple[Link, ...]:
    """The lists of a role in each state, or of a state's roles, that hold something."""
    found = []
    for cut in shelves:
        _, _, rest = cut.path.partition("role/")
        role, _, state = rest.partition("/")
        if state and cut.items and (kind, *parts) in (("role", role), ("state", state)):
            title = links[f"state/{state}" if kind == "role" else f"role/{role}"].title
            found.append(Link(path=f"{cut.path}.html", title=title, count=len(cut.items)))
    return tuple(found)


def pages(frame: Frame, listing: Listing, drawn: Drawn, first: int = 1) -> Iterator[Page]:
    """The pages of a list from number ``first`` on; an empty list has one that says so."""
    shown = sorted(listing.cards, key=_by_deadline) if listing.by_deadline else pinned_first(listing.cards)
    last = max(-(-len(shown) // A_PAGE), 1)
    for number in range(first, last + 1):
        path = page_path(listing.path, number)
        yield frame.page(
            path,
            "list",
            title=listing.title + (f", page {number}" if number > 1 else ""),
            description=f"{openings(len(shown))}: {listing.title}. Pay, deadline and the way to apply.",
            feed=listing.feed,
            listed=bool(shown),
            listing=listing,
            groups=groups(shown[(number - 1) * A_PAGE : number * A_PAGE], listing, drawn.at(path)),
            number=number,
            last=last,
            before=page_path(listing.path, number - 1) if number > 1 else "",
            behind=page_path(listing.path, number + 1) if number < last else "",
            count=openings(len(shown)),
        )


def page_path(path: str, number: int) -> str:
    """The path of a list's page: the first has the list's own."""
    if number > 1:
        return f"{path}-{number}.html"
    return "index.html" if path == "all" else f"{path}.html"


def pinned_first(cards: Sequence[Card]) -> list[Card]:
    """The cards in their order, those that an editor pinned on top."""
    return sorted(cards, key=lambda card: not card.pinned)


def groups(cards: Sequence[Card], listing: Listing, markup: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """Headings, and the markup of the cards under each; "" where a list has no dates."""

    def heading(card: Card) -> str:
        if listing.by_deadline and card.deadline_on:
            return f"Closes {_weekday(card.deadline_on)}"
        if not listing.dated:
            return ""
        return "Picked by the editors" if card.pinned else _weekday(card.day)

    return [(name, [markup[card.id] for card in held]) for name, held in groupby(cards, key=heading)]


def _by_deadline(card: Card) -> tuple[dt.date, str]:
    return card.deadline_on or dt.date.max, card.name


def _weekday(day: dt.date) -> str:
    return f"{_DAYS[day.weekday()]}, {wording.day(day)}"


def openings(count: int) -> str:
    """How many openings, in words."""
    return "1 opening" if count == 1 else f"{count:,} openings"
