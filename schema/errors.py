"""The kind of error that a person can mend."""


class Mendable(Exception):  # what it is, not that it is one
    """Something outside is not as it must be. The message is one line: the thing, what is wrong, and the mend."""
