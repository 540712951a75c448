"""How to fetch politely and safely."""
