"""The memory limit looks at what a crawl uses now, not at what its parent once used."""

import subprocess
import sys
from pathlib import Path

PARENT = """
import subprocess, sys
large = bytearray(700_000_000)
large[:] = bytes(1) * len(large)
subprocess.run([sys.executable, "-c", sys.argv[1]], check=True)
"""
CHILD = """
import resource
from scrapy.utils.test import get_crawler
from middlewares.memory import CurrentMemoryUsage
used = CurrentMemoryUsage(get_crawler(settings_dict={"MEMUSAGE_ENABLED": True})).get_virtual_size()
kept = bytearray(100_000_000)
kept[:] = bytes(1) * len(kept)
more = CurrentMemoryUsage(get_crawler(settings_dict={"MEMUSAGE_ENABLED": True})).get_virtual_size()
print(used < 400_000_000, 80_000_000 < more - used < 140_000_000)
"""


def test_a_child_of_a_large_process_starts_small_and_its_own_growth_counts():
    done = subprocess.run(
        [sys.executable, "-c", PARENT, CHILD],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
        check=False,
    )
    assert done.stdout.split() == ["True", "True"], done.stderr
