"""Scrapy's memory limit, held against what the process uses now.

Scrapy asks for the process's peak, which on Linux a child inherits from its parent: a crawl started by a large program
(a test run, a scheduler after a long export) would be shut down before its first request.
"""

import resource
from pathlib import Path

from scrapy.extensions.memusage import MemoryUsage

_STATM = Path("/proc/self/statm")


class CurrentMemoryUsage(MemoryUsage):
    """The limit of MEMUSAGE_LIMIT_MB on the resident memory of this process, where the system tells it."""

    def get_virtual_size(self) -> int:
        try:
            pages = int(_STATM.read_text("ascii").split()[1])
        except (OSError, ValueError, IndexError):
            return super().get_virtual_size()
        return pages * resource.getpagesize()
