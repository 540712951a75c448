"""The ``electionjobs`` command: a few lines a subcommand, no logic."""

import click


@click.group()
def main() -> None:
    """Postings of the election sector: crawl, read, keep, publish."""
