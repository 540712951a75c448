"""A scheduler in a process of its own, with one task that says that it has begun and ends when it is told to.

``python -m tests.one_scheduler DATABASE FOLDER``: the task appends its process id to ``begun`` in the folder, waits for
the file ``go``, and appends a line to ``ended``.
"""

import datetime as dt
import logging
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from scheduling.service import Scheduler
from scheduling.slots import Every
from scheduling.supervision import Limits
from scheduling.task import Step, Task
from schema import database
from schema.errors import Mendable

WORK = """
import os, sys, time
from pathlib import Path
folder = Path(sys.argv[1])
with (folder / "begun").open("a") as file:
    print(os.getpid(), file=file, flush=True)
while not (folder / "go").exists():
    time.sleep(0.02)
with (folder / "ended").open("a") as file:
    print("ended", file=file)
"""


def task(folder: Path) -> Task:
    step = Step(arguments=("-c", WORK, str(folder)), limits=Limits(seconds=60, memory=2**30))
    return Task(
        name="work",
        what="work in a test",
        slots=Every(interval=dt.timedelta(days=1)),
        steps=lambda slot: (step,),
        at_once=True,
    )


def main(address: str, folder: str) -> int:
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s")
    engine = database.engine(address)
    try:
        Scheduler(engine, [task(Path(folder))], zone=ZoneInfo("UTC"), program=(sys.executable,)).serve()
    except Mendable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
