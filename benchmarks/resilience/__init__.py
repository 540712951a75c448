"""Breaks what the promises speak of in every known way: ``python -m benchmarks.resilience [CHECK…]``, loopback only.

A check is a module that ``__main__`` lists: ``closing`` (crawls that break), ``kills`` (loads that are killed).
``table`` is what they report in. ``boards`` are three invented boards, ``faults`` the ways in which they break,
``within`` crawls them in this process without a network, ``children`` as real crawls in processes of their own.
"""
