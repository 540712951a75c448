"""XML as every feed reader takes it: hexadecimal references, no CDATA, no character that XML does not know."""

import re
from xml.sax.saxutils import quoteattr

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCES = str.maketrans({"&": "&#x26;", "<": "&#x3C;", ">": "&#x3E;"})

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def text(value: str) -> str:
    """A text as it stands between two tags."""
    return _NOT_XML.sub("", value).translate(_REFERENCES)


def _attribute(value: str) -> str:
    return quoteattr(_NOT_XML.sub("", value)).replace("&amp;", "&#x26;").replace("&lt;", "&#x3C;")


def element(name: str, value: str | None = None, **attributes: str) -> str:
    """One element on a line of its own, with a text or empty."""
    given = "".join(f" {key}={_attribute(known)}" for key, known in attributes.items())
    return f"<{name}{given}/>\n" if value is None else f"<{name}{given}>{text(value)}</{name}>\n"
