"""How to fetch: one module a platform; what they share is in spiders/board.py."""

import pkgutil

_SHARED = "board"


def platforms() -> tuple[str, ...]:
    """The platforms that there are spiders for: a spider's file is named like its platform."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in names if not name.startswith(_SHARED)))
