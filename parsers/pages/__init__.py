"""A page or file → the postings in it."""
