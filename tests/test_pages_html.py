"""Markup as text, as content, and as something that is safe to publish."""

from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.pages import html

LINES = [
    ("inline tags leave no trace", "<p>Dead<b>l</b>ine: <i>May</i> 3</p>", "Deadline: May 3"),
    ("blocks stand on their own lines", "<div>one</div><div>two</div>", "one\ntwo"),
    ("paragraphs have an empty line between", "<p>one</p><p>two</p>", "one\n\ntwo"),
    ("a line break is a line", "one<br>two<br><br>three", "one\ntwo\n\nthree"),
    ("list items begin with a dash", "<ul><li>one</li><li><p>two</p></li></ul>", "- one\n- two"),
    (
        "a term and its definition are a label",
        "<dl><dt>Salary</dt><dd>$5</dd><dt>Pay:</dt><dd>$6</dd></dl>",
        "Salary: $5\nPay: $6",
    ),
    (
        "only the first definition belongs to a term",
        "<dl><dt>Salary</dt><dd>$5</dd><dd>a raise</dd></dl>",
        "Salary: $5\na raise",
    ),
    ("a question is no label", "<dl><dt>Who may apply?</dt><dd>Anyone</dd></dl>", "Who may apply?\nAnyone"),
    (
        "a row of a known label and its value",
        "<table><tr><td>Closing date</td><td>May 3</td></tr></table>",
        "Closing date: May 3",
    ),
    ("a row with a colon", "<table><tr><td>Batch:</td><td>7</td></tr></table>", "Batch: 7"),
    ("a row with a head", "<table><tr><th>Batch</th><td>7</td></tr></table>", "Batch: 7"),
    (
        "a row of a table",
        "<table><tr><td>Clerk</td><td>Elections</td><td>$5</td></tr></table>",
        "Clerk | Elections | $5",
    ),
    ("a head row is no label", "<table><tr><th>Title</th><th>Office</th></tr></table>", "Title | Office"),
    ("a layout table is blocks", "<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr></table>", "a\n\nb\n\nc"),
    ("line ends in the source are blanks", "<p>one\n  two&nbsp;three</p>", "one two three"),
    ("preformatted text keeps its lines", "<pre>one\ntwo</pre>", "one\ntwo"),
    ("entities once", "a &amp;lt; b &lt;c&gt; R&amp;D", "a &lt; b <c> R&D"),
    (
        "scripts, styles and comments are not text",
        "a<script>b</script><style>c</style><!-- d --><noscript>e</noscript>f",
        "af",
    ),
    (
        "tables in tables",
        "<table><tr><td>a<table><tr><td>Pay</td><td>$1</td></tr></table></td></tr></table>",
        "a\n\nPay: $1",
    ),
    ("nothing", "", ""),
]


@pytest.mark.parametrize(("markup", "want"), [row[1:] for row in LINES], ids=[row[0] for row in LINES])
def test_text(markup, want):
    assert html.text(markup) == want


def test_main_leaves_what_is_not_content():
    markup = """<body><header class="site-header"><a href="/">Home</a></header><nav>Menu</nav>
    <div class="cookie-banner">We use cookies</div>
    <div class="content"><h1>Election Clerk</h1><p>Counts ballots in a warehouse
    and keeps the keys.</p><div class="collapse accordion-body" style="display: none">Pay is $20.</div>
    <div style="display:none">secret</div></div>
    <div class="related-jobs">Other jobs: Plumber</div><footer>Imprint</footer></body>"""
    main = html.main(markup)
    assert main.text == "Election Clerk\n\nCounts ballots in a warehouse and keeps the keys.\n\nPay is $20."
    assert main.title == "Election Clerk"


def test_main_keeps_most_of_the_text_whatever_it_is_called():
    main = html.main(f'<body class="cookie"><div class="sidebar modal">{"Counts ballots. " * 30}</div><p>x</p></body>')
    assert main.text.startswith("Counts ballots.")


@pytest.mark.parametrize(
    ("markup", "want"),
    [
        ("<h1>Clerk</h1>", "Clerk"),
        ('<title>x</title><meta property="og:title" content="Clerk | Larkspur"><h1>a</h1><h1>b</h1>', "Clerk"),
        ("<title>Clerk – Larkspur County</title>", "Clerk"),
        ("<p>nothing</p>", ""),
    ],
)
def test_title(markup, want):
    assert html.title_of(html.parse(markup)) == want


def test_links_are_absolute_and_each_once():
    markup = """<a href="/x">short</a> <a href="/x#part">longer words</a> <a href="mailto:a@example.org">m</a>
    <a href="javascript:x()">j</a>"""
    links = html.links_of(html.parse(markup).body, "https://b.example.org/")
    assert [(link.url, link.title) for link in links] == [
        ("https://b.example.org/x", "longer words"),
        ("mailto:a@example.org", "m"),
    ]


@pytest.mark.parametrize(
    ("markup", "want"),
    [
        ("<p onclick='x()'>a<script>b</script></p>", "<p>a</p>"),
        ("<a href='javascript:x()'>a</a>", '<a rel="noopener noreferrer nofollow">a</a>'),
        ("<img src=x onerror=y>a<iframe src=z></iframe>", "a"),
        ("<p style='position:fixed'>a</p><span> </span>", "<p>a</p>"),
        ("<p>open", "<p>open</p>"),
    ],
)
def test_clean(markup, want):
    assert html.clean(markup) == want


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from(list("<>/!-=\"' &;abptdhrlu1\n\x00\x01\ud800")), max_size=200))
def test_no_text_breaks_it(markup):
    html.text(markup)
    html.text(markup, main=True)
    html.main(markup)
    assert "<script" not in html.clean(markup)


HOSTILE = {
    "deep": ("<div>" * 3_000 + "x", "x"),
    "deep with names": ("<div class=menu>" * 3_000 + "x", "x"),
    "many links": ('<a href="/jobs/x">Election Clerk</a>' * 10_000, "Election Clerk" * 10_000),
    "unclosed": ("<p><b><i>x" * 1_000, "\n\n".join("x" * 1_000)),
    "white space": (" \n" * 500_000 + "x", "x"),
    "nested tables": ("<table><tr><td>x" * 400, "\n\n".join("x" * 400)),
    "comments": ("<!--" * 10_000, ""),
    "brackets": ("<" * 100_000, "<" * 100_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markup_is_read_whole(name):
    markup, text = HOSTILE[name]
    assert html.text(markup) == html.main(markup).text == text
    assert html.text(html.clean(markup)) == text


@pytest.mark.parametrize("href", ["/jobs/1", "/a-b/c.d/?id=7", "/jobs/", "/a/../b", "//other.example/x", "/x?", "/x#y"])
@pytest.mark.parametrize("base", ["https://b.example.org/a/b?c=1#d", "http://b.example.org", "", "mailto:a@b.example"])
def test_an_address_of_a_site_is_joined_as_any_other(base: str, href: str):
    assert html.joined(base, href) == urljoin(base, href)
