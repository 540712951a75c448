"""The editor's desk: the week's draft, submissions, approved issues; and ``serve``, which shows it in a browser."""
