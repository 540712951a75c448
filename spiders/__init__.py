"""How to fetch: one module a platform; what they share is in spiders/board.py."""
