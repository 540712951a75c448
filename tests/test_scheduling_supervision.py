"""Supervised commands, with real processes: ones that hang, will not go, eat memory, fork, talk much, or die."""

import sys
from threading import Event, Thread

import pytest

from scheduling.supervision import Limits, Outcome, supervise
from tests.processes import is_alive, until

GIBIBYTE = 2**30
LONG = "import time; time.sleep(60)"


def run(code: str, *arguments: object, seconds: float = 30, memory: int = GIBIBYTE, grace: float = 0.2) -> Outcome:
    command = [sys.executable, "-c", code, *(str(argument) for argument in arguments)]
    return supervise(command, Limits(seconds=seconds, memory=memory), stop=Event(), grace=grace)


def test_a_command_that_does_its_work():
    done = run("print('first'); print('42 postings')")
    assert (done.ending, done.exit, done.signal, done.detail) == ("done", 0, None, "42 postings")


def test_a_command_that_has_trouble_is_quoted_and_its_words_are_passed_on(capfd):
    done = run("import sys; print('so far'); sys.exit('electionjobs: the edition is held')")
    assert (done.ending, done.exit, done.detail) == (
        "trouble",
        1,
        "electionjobs: the edition is held; exit code 1",
    )
    assert "electionjobs: the edition is held\n" in capfd.readouterr().err


def test_a_command_that_kills_itself():
    done = run("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    assert (done.ending, done.exit, done.signal, done.detail) == ("trouble", None, "SIGSEGV", "ended by SIGSEGV")


def test_a_command_that_hangs_gets_sigterm_when_its_time_is_over():
    done = run(LONG, seconds=0.3, grace=30)
    assert (done.ending, done.signal) == ("timeout", "SIGTERM")


@pytest.mark.parametrize(
    ("handler", "grace", "code", "number"),
    [("signal.SIG_IGN", 0.1, None, "SIGKILL"), ("lambda *_: sys.exit(0)", 30, 0, None)],
    ids=["will not go", "ends well"],
)
def test_a_command_that_is_told_to_stop_has_time_to_and_not_more(tmp_path, handler, grace, code, number):
    ready = tmp_path / "ready"
    program = f"import signal, sys; signal.signal(signal.SIGTERM, {handler}); open(sys.argv[1], 'w'); {LONG}"
    stop = Event()

    def stop_when_ready() -> None:
        until(ready.exists)
        stop.set()

    Thread(target=stop_when_ready, daemon=True).start()
    command = [sys.executable, "-c", program, str(ready)]
    done = supervise(command, Limits(seconds=60, memory=GIBIBYTE), stop=stop, grace=grace)
    assert (done.ending, done.exit, done.signal) == ("stopped", code, number)


def test_a_command_that_eats_memory_meets_its_limit(capfd):
    done = run("hoard = [bytes(2**20) for _ in range(600)]", memory=200 * 2**20)
    assert (done.ending, done.exit, done.detail) == ("trouble", 1, "MemoryError; exit code 1")
    capfd.readouterr()


def test_what_a_command_leaves_behind_goes_with_it(tmp_path):
    code = f"""
import os, sys
if os.fork() == 0:
    open(sys.argv[1], "w").write(str(os.getpid()))
    os.rename(sys.argv[1], sys.argv[2])
    {LONG}
while not os.path.exists(sys.argv[2]):
    pass
"""
    done = run(code, tmp_path / "draft", tmp_path / "pid")
    assert done.ending == "done"
    pid = int((tmp_path / "pid").read_text("utf-8"))
    until(lambda: not is_alive(pid))


def test_a_command_that_talks_much_is_not_held_up(capfd):
    done = run("import sys\nfor n in range(20000): print('line', n); print('trouble', n, file=sys.stderr)")
    assert (done.ending, done.said, done.tail[-1], len(done.tail)) == ("done", "line 19999", "trouble 19999", 20)
    assert capfd.readouterr().err.count("\n") == 20000


def test_a_command_does_not_outlive_what_supervises_it(tmp_path):
    code = f"""
import os, signal, sys
from threading import Event
from scheduling.supervision import Limits, supervise
work = "import os, sys; open(sys.argv[1], 'w').write(str(os.getpid())); os.rename(sys.argv[1], sys.argv[2]); {LONG}"
if os.fork() == 0:
    supervise([sys.executable, "-c", work, *sys.argv[1:]], Limits(seconds=60, memory=2**30), stop=Event())
while not os.path.exists(sys.argv[2]):
    pass
os.killpg(0, signal.SIGKILL)
"""
    done = run(code, tmp_path / "draft", tmp_path / "pid", memory=4 * GIBIBYTE)
    assert done.signal == "SIGKILL"
    pid = int((tmp_path / "pid").read_text("utf-8"))
    until(lambda: not is_alive(pid))
