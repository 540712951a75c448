"""What an editor does at the desk in a real browser, deed by deed; and what others cannot do from beside it."""

import re

import pytest
from playwright.sync_api import expect

from desk import issues
from schema import database
from tests import serving
from tests.at_the_browser import NOTICE, Editor, contradict
from tests.loading import BOARD, posting

TOKEN = "a token that nobody guesses"


def test_what_was_done_is_taken_back_where_it_is_told(editor):
    one = editor()
    page = one.come_in()
    one.entry("Bravo").get_by_role("button", name="Leave out").click()
    expect(page.locator("#s-left-out")).to_contain_text("Elections Clerk Bravo")
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("#s-new")).to_contain_text("Elections Clerk Bravo")
    one.entry("Bravo").get_by_role("button", name="Pin").click()
    one.entry("Bravo").get_by_role("button", name="Unpin").click()
    one.entry("Bravo").get_by_role("button", name="Hold").click()
    page.get_by_role("button", name="Let it go").click()
    expect(page.locator("#s-held")).to_have_count(0)
    page.goto("/desk/audit?kind=undo&who=Dana+Reyes")
    expect(page.get_by_text("3 deeds.")).to_be_visible()
    page.goto("/desk/audit?holds=1")
    expect(page.get_by_text("0 deeds.")).to_be_visible()


def test_a_correction_that_a_source_contradicts_stands_beside_what_it_says(editor):
    one = editor()
    one.served.room.actions.correct(one.ids["Extended"], "summary", "Counts envelopes.", who="Lee", why="by telephone")
    contradict(one.engine)
    page = one.come_in()
    conflict = one.entry("Extended").locator(".conflict")
    expect(conflict.locator("tbody td")).to_have_text(["Counts envelopes.", "Opens and counts envelopes."])
    conflict.get_by_role("button", name="Take what the source says").click()
    expect(one.entry("Extended").locator(".reads")).to_contain_text("Opens and counts envelopes.")
    expect(page.locator(".conflict")).to_have_count(0)


@pytest.mark.parametrize(("button", "kind"), [("One opening: join them", "join"), ("Not the same", "split")])
def test_two_that_look_alike_are_joined_or_kept_apart(editor, button, kind):
    one = editor()
    page = one.come_in()
    pair = page.locator(".pair")
    expect(pair).to_contain_text("71 % alike: same employer; the same duties")
    pair.get_by_label("Reason").fill("seen on the page")
    pair.get_by_role("button", name=button).click()
    expect(pair).to_have_count(0)
    assert one.decided() == [(kind, "Dana Reyes", "seen on the page", "desk", True)]


def test_columns_that_are_right_only_together_are_corrected_together(editor):
    one = editor()
    page = one.come_in()
    path = f"/desk/postings/{one.ids['Alpha']}/correct/pay"
    page.goto(path)
    page.get_by_role("button", name="Correct").click()
    assert page.url.endswith(path)  # the browser asks for the reason
    page.get_by_label("Why").fill("the new scale")
    page.get_by_role("button", name="Correct").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed")
    page.get_by_label("Salary min").fill("70000")
    page.get_by_label("Salary max").fill("80 thousand")
    page.get_by_role("button", name="Correct").click()
    expect(page.get_by_role("alert")).to_contain_text("salary_max: '80 thousand' is no number like 45000.50")
    assert page.get_by_label("Salary max").input_value() == "80 thousand"
    page.get_by_label("Salary max").fill("80000")
    page.get_by_role("button", name="Correct").click()
    expect(page.locator(".said")).to_contain_text("salary_max")
    expect(page.locator("#pay")).to_contain_text("salary_max 80000")
    expect(page.locator("#pay")).to_contain_text("salary_annual_max 80000")
    page.goto(f"/desk/postings/{one.ids['Alpha']}/correct/place")
    page.get_by_label("City or town, place 2").fill("Elmtown")
    page.get_by_label("State, place 2").fill("OR")
    page.get_by_label("Country, place 2").fill("US")
    page.get_by_label("Why").fill("two offices")
    page.get_by_role("button", name="Correct").click()
    expect(page.locator("#place")).to_contain_text("Larkville, Lark County, WA, US, Elmtown, OR, US")


def test_a_text_is_handed_in_read_corrected_and_taken(editor):
    one = editor()
    page = one.come_in()
    page.goto("/desk/submissions")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("alert")).to_contain_text("Give one of the three")
    page.get_by_label("or a text").fill(NOTICE)
    page.get_by_label("Published on").fill("2026-03-10")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Absentee Ballot Clerk")
    expect(page.get_by_text("$21.50 - $26.00 an hour").first).to_be_visible()
    page.get_by_label("Organization", exact=True).fill("Fir County")
    page.get_by_role("button", name="Accept it as a posting").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Absentee Ballot Clerk")
    expect(page.locator("#employer")).to_contain_text("organization Fir County")
    page.goto("/desk/")
    expect(page.locator("#s-new")).to_contain_text("Absentee Ballot Clerk")
    assert [kind for kind, *_ in one.decided()] == ["add", "accept", "correct"]


def test_a_file_is_handed_in_and_rejected(editor, tmp_path):
    one = editor()
    page = one.come_in()
    (tmp_path / "notice.txt").write_text(NOTICE)
    page.goto("/desk/submissions")
    page.get_by_label("or a file").set_input_files(tmp_path / "notice.txt")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_text("notice.txt")).to_be_visible()
    page.get_by_label("Reason (optional)").fill("an old one")
    page.get_by_role("button", name="Reject it").click()
    expect(page.get_by_text("Nothing waits.")).to_be_visible()
    page.goto("/desk/submissions?state=rejected")
    expect(page.get_by_role("link", name="Absentee Ballot Clerk")).to_be_visible()


def test_a_source_is_released_with_its_consequence_in_words(editor):
    one = editor()
    page = one.come_in()
    page.get_by_role("link", name="Elm County").click()
    held = page.locator(".source", has_text="Elm County")
    expect(held).to_contain_text("its next complete run closes every posting that it does not list then")
    held.get_by_label("Reason for releasing").fill("they were filled")
    held.get_by_role("button", name="Release").click()
    expect(page.locator(".said")).to_contain_text("Released")
    assert one.decided() == [("release", "Dana Reyes", "they were filled", "desk", True)]


def test_an_approved_issue_is_published_anew_as_a_revision_with_a_reason(editor):
    one = editor()
    page = one.come_in()
    page.get_by_role("link", name="Approve…").click()
    page.get_by_role("button", name="Approve 2026-W11").click()
    one.served.room.actions.hold(one.ids["Bravo"], who="Lee", why="filled")
    page.get_by_role("link", name="Publish a revision…").click()
    expect(page.locator(".lead")).to_contain_text("Revision 1 is approved; this draft says 1 thing otherwise")
    page.get_by_role("link", name="Approve…").click()
    expect(page.get_by_text("gone: Elections Clerk Bravo")).to_be_visible()
    page.get_by_label("Why it is published anew").fill("Bravo was filled")
    page.get_by_role("button", name="Approve 2026-W11, revision 2").click()
    page.goto("/desk/issues")
    rows = page.locator("tbody tr").all_inner_texts()
    assert [re.match(r"2026-W11(, revision 2)?", row)[0] for row in rows] == ["2026-W11, revision 2", "2026-W11"]


def test_a_draft_that_changed_behind_the_editor_s_back_is_not_approved(editor):
    one = editor()
    page = one.come_in()
    page.get_by_role("link", name="Approve…").click()
    one.served.room.actions.hold(one.ids["Bravo"], who="Lee", why="filled")
    page.get_by_role("button", name="Approve 2026-W11").click()
    expect(page.get_by_role("alert")).to_contain_text("the draft changed since you looked at it")
    expect(page.get_by_role("button", name="Approve 2026-W11")).to_be_visible()
    with database.reading(one.engine) as connection:
        assert issues.every(connection) == []


def test_what_is_pasted_is_copied(editor):
    one = editor(permissions=["clipboard-read", "clipboard-write"])
    page = one.come_in()
    page.goto("/desk/preview?form=paste")
    page.get_by_role("button", name="Copy the HTML").click()
    expect(page.locator("#copied")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#source").input_value()
    assert copied.startswith("<p>7 openings.")
    page.get_by_role("button", name="Copy as formatted text").click()
    page.wait_for_function(
        "navigator.clipboard.read().then(items => items.some(item => item.types.includes('text/html')))"
    )


HOSTILE = '<img src=x onerror="document.title=1"><script>document.title = 2</script>'


def test_what_a_page_says_is_text_at_the_desk_and_cannot_reach_it_from_the_explorer(editor):
    one = editor()
    world_posting = posting("Hostile", day=serving.TODAY, title=HOSTILE, summary=HOSTILE, organization=HOSTILE)
    serving.load(one.engine, BOARD, world_posting, serving.TODAY)
    page = one.come_in()
    for path in ("/desk/", "/desk/preview?form=paste", "/desk/approve", "/desk/postings?q=onerror"):
        page.goto(path)
        expect(page.get_by_text('<img src=x onerror="document.title=1">').first).to_be_attached()
        assert "desk" in page.title()
        assert page.locator("img").count() == 0
    # A script in a page of the explorer: of no origin, and a stranger to the desk.
    page.goto("/db/jobs/postings")
    assert page.evaluate("window.origin") == "null"
    with pytest.raises(Exception, match="SecurityError"):
        page.evaluate("document.cookie")
    with pytest.raises(Exception, match="Failed to fetch"):
        page.evaluate("fetch('/desk/', {credentials: 'include'}).then(answer => answer.text())")
    page.evaluate(
        "path => fetch(path, {method: 'POST', mode: 'no-cors', credentials: 'include',"
        " body: new URLSearchParams({deed: 'hold'})}).catch(() => 'refused')",
        f"/desk/postings/{one.ids['Alpha']}",
    )
    assert one.decided() == []


def test_with_a_token_the_explorer_can_be_walked_through(browser, a_week, tmp_path):
    engine = serving.copy_of(a_week, tmp_path, published=False)
    with serving.serving(tmp_path, engine, token=TOKEN) as served:
        one = Editor(browser, served)
        page = one.page
        page.goto("/db/jobs/postings")
        page.get_by_label("Your name").fill("Dana")
        page.get_by_label("The desk’s token").fill(TOKEN)
        page.get_by_role("button", name="Open the desk").click()
        page.get_by_role("link", name="jobs", exact=True).first.click()
        page.get_by_role("link", name="evidence", exact=True).first.click()
        expect(page.get_by_role("heading", name="evidence")).to_be_visible()
        page.goto("/desk/")
        page.get_by_role("button", name="Leave the desk").click()
        page.goto("/desk/audit")
        expect(page.get_by_label("The desk’s token")).to_be_visible()
        one.context.close()
    engine.dispose()
