"""What goes wrong with a file."""


class DocumentError(ValueError):
    """A file cannot be read; the message is one sentence a person understands."""


class LimitError(DocumentError):
    """Reading a file takes more time or memory than a file may take."""


class HintError(Exception):
    """A source's hint cannot be used; the message names it."""
