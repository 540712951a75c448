"""What goes wrong with a file."""


class DocumentError(ValueError):
    """A file cannot be read; the message is one sentence a person understands."""
