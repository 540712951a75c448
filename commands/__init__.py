"""The subcommands of ``electionjobs``: a module a group of them, a few lines each, no logic."""
