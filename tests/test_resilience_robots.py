"""The robots row of ``make resilience``, small: every kind of robots.txt once."""

from benchmarks.resilience import robots


def test_nothing_disallowed_is_fetched_and_everything_allowed_is():
    fetched, _ = robots.crawl("127.0.5", len(robots.KINDS), 4)
    assert [name for name, _ in fetched] == list(robots.KINDS)
    assert robots.against_the_rules(fetched, 4) == []


def test_a_page_that_was_fetched_against_the_rules_is_noticed():
    fetched = [("at once", ["/yes/2", "/yes/3", "/no/0"]), ("503", []), ("404", ["/no/0"])]
    assert robots.against_the_rules(fetched, 4) == [
        "at once: 1 disallowed pages fetched",
        "at once: 3 of 2 pages fetched",
        "404: 1 of 4 pages fetched",
    ]
