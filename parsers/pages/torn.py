"""Whether a web page arrived whole."""


def breaks_off(content: bytes) -> bool:
    """Whether a web page was cut somewhere on its way: it begins as a document and has no end.

    A server that tells the length of what it cut cannot be caught otherwise.
    """
    lowered = content.lower()
    begins = b"<html" in lowered[:2000] or b"<body" in lowered[:2000]
    return begins and b"</html" not in lowered and b"</body" not in lowered
