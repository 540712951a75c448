"""The desk in a real browser: every page at three widths, and a week's work by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from desk import issues, weeks
from desk.actions import Document
from schema import database
from tests import serving
from tests.at_the_browser import NOTICE, Editor, contradict
from tests.browser import WIDTHS

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
LONG_AGO = "2020-W01"


def pages(ids) -> dict[str, str]:
    """Every kind of page of the desk, by name."""
    alpha = f"/desk/postings/{ids['Alpha']}"
    return {
        "draft": "/desk/",
        "doubts": "/desk/?look=doubts&order=state",
        "empty": f"/desk/?week={LONG_AGO}&since=2019-12-26&day=2020-01-02&until=2020-01-09",
        "found": "/desk/postings?q=clerk",
        "posting": alpha,
        "corrected": f"/desk/postings/{ids['Changed']}",
        "pay": f"{alpha}/correct/pay",
        "place": f"{alpha}/correct/place",
        "submissions": "/desk/submissions?state=all",
        "waiting": "/desk/submissions/1",
        "mail": "/desk/preview",
        "paste": "/desk/preview?form=paste&style=modern",
        "markdown": "/desk/preview?form=markdown",
        "approve": "/desk/approve",
        "issues": "/desk/issues",
        "issue": f"/desk/issues/{serving.WEEK}/1?form=paste",
        "sources": "/desk/sources",
        "audit": "/desk/audit",
        "missing": "/desk/postings/nothing",
        "door": "/desk/enter",
    }


@pytest.fixture(scope="module")
def busy(browser, a_week, tmp_path_factory):
    """A desk where something of every kind was done, to look at: nothing is done there any more."""
    folder = tmp_path_factory.mktemp("busy")
    engine = serving.copy_of(a_week, folder, published=False)
    with serving.serving(folder, engine) as served:
        ids = Editor(browser, served).ids
        do, by = served.room.actions, {"who": "Lee", "why": "by telephone"}
        do.pin(ids["Charlie"], **by)
        do.note(ids["Bravo"], "Asked for again", **by)
        do.hold(ids["0"], **by)
        do.leave_out(serving.WEEK, ids["Closing"], **by)
        do.correct(ids["Extended"], "summary", "Counts envelopes.", **by)
        contradict(engine)
        do.submit(Document(content=NOTICE.encode()), **by)
        with database.reading(engine) as connection:
            wanted = weeks.wanted(connection, folder / "public", served.room.site, serving.TODAY)
        do.approve(wanted, **by)
        yield served
    engine.dispose()


COLOURED = {"draft", "corrected", "waiting", "audit"}
"""Pages that between them have every colour of the desk."""

WIDE = {"draft", "posting", "place", "waiting", "paste", "issues", "audit"}
"""Pages that change their layout on a tablet."""


@pytest.mark.parametrize(("width", "scheme"), [(WIDTHS[0], "dark"), (WIDTHS[1], "dark"), (WIDTHS[2], "light")])
def test_every_page_is_accessible_and_fits(browser, busy, width, scheme):
    one = Editor(browser, busy, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page, axe = one.come_in(), Axe()
    every = pages(one.ids)
    looked_at = {WIDTHS[0]: COLOURED, WIDTHS[1]: set(), WIDTHS[2]: set(every)}[width]
    for name, path in every.items():
        if width == WIDTHS[1] and name not in WIDE:
            continue
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert page.locator("h1").count() == 1, name
        if name in looked_at:
            found = axe.run(page, options=RULES)
            assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert [words for words in one.logged if "404" not in words] == []
    one.context.close()


@pytest.mark.parametrize(
    ("scripts", "width"), [(True, WIDTHS[2]), (False, WIDTHS[0])], ids=["with scripts", "without scripts, on a phone"]
)
def test_a_week_s_work_by_keyboard(editor, scripts, width):
    one = editor(java_script_enabled=scripts, viewport={"width": width, "height": 800})
    page = one.page
    page.goto("/desk/")
    one.type(page.get_by_label("Your name"), "Dana Reyes")
    one.press(page.get_by_role("button", name="Open the desk"))

    # correct: from the doubt to the form, and back to the entry
    one.press(one.entry("Alpha").get_by_role("link", name="Pay", exact=True))
    expect(page.get_by_text("Salary: $52,000 - $64,000, DOE")).to_be_visible()
    one.type(page.get_by_label("Salary max"), "66000")
    one.type(page.get_by_label("Why: where does the right value stand?"), "page 2 of the notice")
    one.press(page.get_by_role("button", name="Correct"))
    expect(one.entry("Alpha").locator(".reads")).to_contain_text("$52,000–$66,000 a year")
    expect(one.entry("Alpha").locator(".tags")).to_contain_text("salary max corrected by Dana Reyes")

    # hold, and think better of it; hold another
    one.type(one.entry("Delta").get_by_label("Reason for"), "no employer")
    one.press(one.entry("Delta").get_by_role("button", name="Hold"))
    expect(page.get_by_role("status").first).to_contain_text("Held: Elections Clerk Delta")
    expect(one.entry("Delta").get_by_text("Held by Dana Reyes")).to_be_visible()

    # pin, note, order
    one.press(one.entry("Charlie").get_by_role("button", name="Pin"))
    titles = page.locator("#s-new .reads p > strong:first-child").all_inner_texts()
    assert [title.split()[-1] for title in titles] == ["Charlie", "Alpha", "Bravo", "Opener"]
    one.reach(one.entry("Bravo").locator(".noting summary"))
    page.keyboard.press("Enter")
    one.type(one.entry("Bravo").get_by_label("Note to"), "The office answers questions by telephone")
    one.press(one.entry("Bravo").get_by_role("button", name="Print"))
    expect(one.entry("Bravo").locator(".reads")).to_contain_text("The office answers questions by telephone.")
    one.press(one.entry("Bravo").get_by_role("button", name="Move Elections Clerk Bravo up"))
    if scripts:  # the same key goes on where it was
        with page.expect_navigation():
            page.keyboard.press("Enter")
    else:
        one.press(one.entry("Bravo").get_by_role("button", name="Move Elections Clerk Bravo up"))
    titles = page.locator("#s-new .reads p > strong:first-child").all_inner_texts()
    assert [title.split()[-1] for title in titles] == ["Bravo", "Charlie", "Alpha", "Opener"]

    # preview and approve
    one.press(page.get_by_role("link", name="Preview"))
    mail = page.frame_locator("iframe")
    expect(mail.get_by_role("link", name="Elections Clerk Bravo").first).to_be_visible()
    one.press(page.get_by_role("link", name="Plain text"))
    assert "Elections Clerk Alpha, Lark County" in page.locator("#source").input_value()
    one.press(page.get_by_role("link", name="Approve…"))
    expect(page.get_by_text("6 entries become issue 2026-W11, revision 1.")).to_be_visible()
    one.press(page.get_by_role("button", name="Approve 2026-W11"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Issue 2026-W11, revision 1")

    with database.reading(one.engine) as connection:
        (issue,) = issues.every(connection)
    assert [entry.title.split()[-1] for entry in issue.digest.entries] == (
        ["Bravo", "Charlie", "Alpha", "Opener", "Extended", "Closing"]
    )
    assert issue.digest.entries[0].note == "The office answers questions by telephone"
    assert one.decided() == [
        ("correct", "Dana Reyes", "page 2 of the notice", "desk", True),
        ("hold", "Dana Reyes", "no employer", "desk", True),
        ("pin", "Dana Reyes", "", "desk", True),
        ("note", "Dana Reyes", "", "desk", True),
        ("order", "Dana Reyes", "", "desk", True),
        ("order", "Dana Reyes", "", "desk", True),
        ("approve", "Dana Reyes", "", "desk", False),
    ]
