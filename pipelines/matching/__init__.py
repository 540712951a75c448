"""Which postings of different sources and weeks are one opening, a later cycle of it, or its siblings.

``traits`` is what is compared of a posting, ``pairing`` finds the pairs worth comparing, ``verdict`` judges a pair,
``grouping`` makes groups of the pairs. ``database`` does it with jobs.db, ``lines`` with ``match --jsonl``.
"""
