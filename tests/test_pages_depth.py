"""Markup that is nested without measure: its text is read, and its depth costs nothing."""

import pytest

from parsers.pages import html
from parsers.pages.depth import MOST, shallow

DEEP = 30_000


def depth(markup: str) -> int:
    """How deep a page's deepest element lies below its body."""
    node, deepest = html.parse(markup).body, 0
    while node is not None and node.child is not None:
        node, deepest = node.last_child, deepest + 1
    return deepest


@pytest.mark.parametrize(
    "opening",
    [
        "<div>",
        "<ul><li>",
        "<DIV class='a'>",
        '<div title="<">',
        "<blockquote\n>",
        "<x-a>",
        "<x_ü>",
        "<section/>",
        "<b>",
    ],
)
def test_what_lies_deeper_is_text(opening):
    markup = f"<p>Before</p>{opening * DEEP}Clerk"
    assert depth(markup) <= 2 * MOST + 1
    assert html.text(markup) == "Before\n\nClerk" if "<ul>" not in opening else "Clerk" in html.text(markup)
    assert "Clerk" in html.clean(markup)


def test_what_is_closed_is_not_deep():
    markup = "<div><p>a<br><li>b<td>c</div>" * DEEP
    assert shallow(markup) == markup


def test_what_comes_behind_the_depth_is_as_it_was():
    inner = "<b>in</b>" * DEEP
    markup = "<div>" * (MOST - 1) + inner + "</div>" * (MOST - 1) + "<h2>After</h2>"
    assert shallow(markup) == markup
    deeper = "<div>" * (MOST + 2) + inner + "</div>" * (MOST + 2) + "<h2>After</h2>"
    assert shallow(deeper) == (
        "<div>" * MOST + "<wbr>" * 2 + "<wbr>in</wbr>" * DEEP + "</wbr>" * 2 + "</div>" * MOST + "<h2>After</h2>"
    )
