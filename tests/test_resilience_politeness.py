"""The politeness row of ``make resilience``, small: one source a host, each host with its wish."""

import pytest

from benchmarks.resilience import politeness
from benchmarks.resilience.politeness import HOSTS, POSTINGS, Host, Visit, Watched


def test_every_host_gets_one_request_at_a_time_and_the_pauses_that_it_asks_for(monkeypatch):
    monkeypatch.setattr(politeness, "SLACK", 0.2)  # a busy machine sends one late
    sites, listed = politeness.crawl("127.0.7", HOSTS, 1)
    assert listed == len(HOSTS) * POSTINGS
    assert politeness.unkept(sites, HOSTS) == []
    assert [max(visit.wish for visit in site.visits) > 0 for site in sites] == [False, False, True, True, False]


@pytest.mark.parametrize(
    ("visits", "wrong"),
    [
        ([(0.0, 0.1, 0.0), (1.0, 1.1, 0.0)], []),
        ([(0.0, 1.2, 0.0), (1.0, 1.1, 0.0)], ["asks: 1 requests overlap"]),
        ([(0.0, 0.1, 0.0), (0.8, 0.9, 0.0)], ["asks: 1 requests came too early"]),
        ([(0.0, 0.1, 2.0), (1.5, 1.6, 0.0)], ["asks: 1 requests came too early"]),
        ([(0.0, 0.1, 2.0), (2.2, 2.3, 0.0)], []),
    ],
)
def test_a_request_that_comes_too_early_or_meanwhile_is_noticed(visits, wrong):
    with Watched("127.0.7.9", {}) as site:
        site.visits = [Visit(path="/", start=start, end=end, wish=wish) for start, end, wish in visits]
    assert politeness.unkept([site], [Host(wants="asks", gap=1.0)]) == wrong
