"""What the loader must know of a platform: how sure its list is, and whether it is a list at all."""

from schema.source import Source

# An issue or a file shows what was in print that day. Absence from it says nothing: its postings expire.
PRINTED = frozenset({"newsletter", "job_feed", "document"})

# Answered by the platform's own database: a posting that is not in the list is gone.
_AUTHORITATIVE = frozenset(
    {
        "ashby",
        "bamboohr",
        "breezy",
        "greenhouse",
        "icims",
        "jazzhr",
        "lever",
        "neogov",
        "oraclecloud",
        "recruitee",
        "smartrecruiters",
        "taleo",
        "teamtailor",
        "usajobs",
        "workable",
        "workday",
    }
)
_MISSES_OF_A_LIST = 1
_MISSES_OF_A_PAGE = 3


def printed(platform: str) -> bool:
    """Whether a platform shows postings as print does: once, without ever saying that they are over."""
    return platform in PRINTED


def misses(source: Source) -> int:
    """Complete runs in a row that a posting may be absent from before it is closed."""
    if source.misses is not None:
        return source.misses
    return _MISSES_OF_A_LIST if source.platform in _AUTHORITATIVE else _MISSES_OF_A_PAGE
