"""Breaks what the promises speak of in every known way: ``python -m benchmarks.resilience [CHECK…]``, loopback only.

A check is a module that ``__main__`` lists; its first line says what it tries. ``table`` is what they report in.

``boards`` are three invented boards, ``faults`` the ways in which they break; ``within`` crawls them in this process
without a network, ``children`` as real crawls in processes of their own, ``victims`` to be killed. ``recordings`` are
sound answers of every platform, ``mutations`` what may become of them. ``attacks`` are hostile sites, made of ``bombs``
and of a ``raw_site`` that does not keep to HTTP. ``hurried`` is the scheduler under a clock that hurries.
"""
