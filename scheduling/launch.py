"""The first step of a supervised command: takes on its limits, then becomes the command.

``python -m scheduling.launch PARENT MEMORY COMMAND…``. What is set here cannot be set from outside without a risk to
the threads of the scheduler, and is in force before the command's first line.
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys
from collections.abc import Sequence

_PR_SET_PDEATHSIG = 1


def main(arguments: Sequence[str]) -> None:
    """Become the command: without core dumps, with so many bytes of memory, and not longer alive than the parent."""
    parent, memory, *command = arguments
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (int(memory), int(memory)))
    with contextlib.suppress(AttributeError):  # prctl is Linux's; elsewhere a command may outlive its scheduler
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(parent):
        sys.exit("its scheduler has ended")
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
