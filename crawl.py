"""Runs spiders over sources, in this process."""
