"""A draft of many entries is looked through in sheets: every entry on one of them, every link leads somewhere."""

import re
from dataclasses import replace

import httpx
import pytest
from lxml import html

from desk.web import draft_page
from exports.digest import Digest, Group, Section, entry
from tests import serving
from tests.at_the_desk import WEEK
from tests.loading import PAGE, World, posting
from tests.publishing import DAY, row


@pytest.fixture(scope="module")
def web(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheets")
    engine = serving.a_week(folder).engine
    serving.publish_little(folder)
    with (
        serving.serving(folder, engine) as served,
        httpx.Client(base_url=served.url, follow_redirects=True) as client,
    ):
        serving.come_in(client)
        yield client
    engine.dispose()


def _digest(*counts: int) -> Digest:
    entries = [entry(row(number), DAY) for number in range(sum(counts))]
    groups = [Group(name=str(n), entries=tuple(entries[sum(counts[:n]) : sum(counts[: n + 1])])) for n in range(3)]
    sections = (
        Section(key="new", title="New", groups=(groups[0],)),
        Section(key="closing", title="", groups=groups[1:]),
    )
    return Digest(title="", day=DAY, since=DAY, until=DAY, site="", sections=sections)


def _on(sheet) -> list[str]:
    return [one.id for section in sheet.sections for group in section.groups for one in group.entries]


def test_each_entry_stands_on_one_sheet_in_its_order_and_under_its_heading(monkeypatch):
    monkeypatch.setattr(draft_page, "A_SHEET", 4)
    digest = _digest(5, 2, 6)
    ids = [one.id for one in digest.entries]
    sheets = [draft_page.sheet(digest, ids, number) for number in (1, 2, 3, 4)]
    assert [_on(sheet) for sheet in sheets] == [ids[:4], ids[4:8], ids[8:12], ids[12:]]
    headings = [[(section.key, group.name) for section in s.sections for group in section.groups] for s in sheets]
    assert headings[:2] == [[("new", "0")], [("new", "0"), ("closing", "1"), ("closing", "2")]]
    assert (sheets[0].last, sheets[0].begins) == (4, {"new": 1, "closing": 2})
    # The arrows know the ends of a heading, not those of a sheet.
    assert sheets[0].edges == ({ids[0], ids[5], ids[7]}, {ids[4], ids[6], ids[12]})
    assert draft_page.sheet(digest, ids, 99) == sheets[3]
    assert draft_page.sheet(digest, [ids[5]], 1).begins == {"closing": 1}
    assert _on(draft_page.sheet(digest, [], 1)) == []


def _page(web, address):
    answer = web.get(address)
    assert answer.status_code == 200, address
    return html.fromstring(answer.text)


@pytest.mark.parametrize("look", ["", "?look=doubts"])
def test_the_sheets_of_a_week_lead_to_each_other_and_hold_everything(web, monkeypatch, look):
    whole = _page(web, f"/desk/{look}")
    assert not whole.xpath("//nav[@class='pager']")
    monkeypatch.setattr(draft_page, "A_SHEET", 2)
    address, found, followed = f"/desk/{look}", [], 0
    while address:
        page = _page(web, address)
        found += page.xpath("//*[starts-with(@id, 'e-') or starts-with(@id, 's-alike')]/@id")
        for link in page.xpath("//ul[@class='tallies']//a/@href"):
            to, _, anchor = link.partition("#")
            there = _page(web, to) if to else page
            if anchor and (not look or "look=doubts" in to or not to):
                assert there.xpath(f"//*[@id='{anchor}']"), link
        address = next(iter(page.xpath("//nav[@class='pager']/a[@rel='next']/@href")), "")
        followed += 1
    assert followed > 1
    assert found == whole.xpath("//*[starts-with(@id, 'e-') or starts-with(@id, 's-alike')]/@id")


def test_what_came_from_a_file_has_no_link_that_leads_nowhere(tmp_path):
    world = World(tmp_path / "jobs.db")
    world.load(posting("File", url="posting.txt"), source=replace(PAGE, url="posting.txt"))
    serving.publish_little(tmp_path)
    (one,) = world.postings().values()
    with (
        serving.serving(tmp_path, world.engine) as served,
        httpx.Client(base_url=served.url, follow_redirects=True) as client,
    ):
        serving.come_in(client)
        for path in ("", f"?week={WEEK}", f"postings/{one['id']}", f"postings/{one['id']}/correct/pay", "sources"):
            page = _page(client, f"/desk/{path}")
            assert page.xpath("//a[@href='']") == [], path
    world.engine.dispose()


def test_a_deed_leads_back_to_the_sheet_it_was_done_on(web, monkeypatch):
    monkeypatch.setattr(draft_page, "A_SHEET", 2)
    page = _page(web, "/desk/?sheet=2")
    backs = page.xpath("//form[contains(@class, 'deeds')]/input[@name='back']/@value")
    assert backs
    assert all(re.search(r"[?&]sheet=2#e-", back) for back in backs)
    assert web.get("/desk/?sheet=x").status_code == 404
