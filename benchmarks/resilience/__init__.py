"""Breaks crawls in every known way and counts what is closed that lives: ``python -m benchmarks.resilience``.

``boards`` are three invented boards, ``faults`` the ways in which they break, ``within`` crawls them in this process
without a network, ``children`` as real crawls in processes of their own, ``kills`` kills loads.
"""
