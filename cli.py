"""The ``electionjobs`` command: which module of ``commands/`` holds which subcommand.

A subcommand is imported when it is asked for: one that only reads source files need not wait for Scrapy or pandas.
"""

import importlib

import click

COMMANDS = {
    "as-of": "commands.history:as_of",
    "changes": "commands.history:changes",
    "check-links": "commands.links:check_links",
    "crawl": "commands.crawling:crawl",
    "db": "commands.keeping:db",
    "demo": "commands.publishing:demo",
    "digest": "commands.digest:digest",
    "edit": "commands.editing:edit",
    "export": "commands.publishing:export",
    "history": "commands.history:history",
    "ingest": "commands.crawling:ingest",
    "match": "commands.reading:match",
    "parse": "commands.reading:parse",
    "reparse": "commands.reparsing:reparse",
    "schedule": "commands.scheduling:schedule",
    "serve": "commands.serving:serve",
    "sources": "commands.sources:sources",
    "status": "commands.status:status",
}


class Commands(click.Group):
    """A group that imports a subcommand when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="electionjobs")
def main() -> None:
    """Postings of the election sector: crawl career pages, read them, keep their history, publish feeds and tables.

    \b
    Examples:
      electionjobs demo                       see it work on bundled sample sites
      electionjobs crawl --due                crawl every source whose time has come
      electionjobs parse posting.pdf          see what one document says
      electionjobs export --out public        write tables and feeds
    """


if __name__ == "__main__":
    main()
