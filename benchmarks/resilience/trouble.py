"""A full disk, a locked database, a folder of somebody else's, no network: one clear line each, and nothing is lost.

Every command that writes is run as its user would, in a process of its own, in a folder that has a database, captures,
a backup and a published edition. To fill a disk up, to be another user and to be without a network takes root; whoever
is not gets a red row that says so.
"""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.resilience import boards
from benchmarks.resilience.table import Progress, Row
from schema import contents, database
from schema.contents import Content
from tests.loopback import Site

ROOT = Path(__file__).parents[2]
NOBODY = 65534
ROOM = 32 * 2**20
"""Bytes of the disk that fills up."""
LEFT = (0, 40_000)
"""Bytes that are left on it: each stops the commands at another place."""
LIMIT = 120

FULL = ("is full", "No space left")
LOCKED = ("another program",)
REFUSED = ("you may not",)
ALONE = ("is connected", "DNS lookup failed")

AS_NOBODY = (
    "setpriv",
    f"--reuid={NOBODY}",
    f"--regid={NOBODY}",
    "--clear-groups",
    # The program may lie in a folder of root's: to read everything is allowed, to write nothing.
    "--inh-caps=-all,+dac_read_search",
    "--ambient-caps=-all,+dac_read_search",
    "--bounding-set=-all,+dac_read_search",
)
WITHOUT_NETWORK = ("unshare", "--net")

QUICK = {"ALLOW_LOOPBACK_BASE_URL": "1", "DELAY": "0.01", "ADAPTIVE_DELAY": "0", "CONTACT": "tests@example.org"}
SOURCE = """name = "Alder County Elections"
kind = "election office - county"
homepage = "https://elections.alder.example.org"

[[board]]
platform = "greenhouse"
token = "alder"
base_url = "{address}"
"""
ELSEWHERE = """name = "Birch County Elections"
kind = "election office - county"
homepage = "https://elections.birch.example.org"

[[board]]
platform = "career_page"
url = "https://elections.birch.example.org/jobs"
"""
POSTINGS = ("postings", "posting_versions", "evidence", "sightings", "links")
"""The tables of what was read: a crawl that reads nothing adds a run, and changes none of these."""
DOCUMENT = (
    "Elections Clerk, Pell County, Ohio — The county seeks a clerk who registers voters, answers the telephone and "
    "prepares the rolls before each election. Salary: $20 an hour. Deadline: open until filled. "
    "Application: To apply, send a resume to jobs@pell.example.org."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command said: its name, its exit code, standard output and standard error."""

    name: str
    code: int
    out: str
    error: str

    def wrong(self, words: Sequence[str]) -> list[str]:
        """What is wrong with how a command failed: it must say so in one clear line with one of these words."""
        lines = self.error.splitlines()
        if self.code != 1:
            return [f"{self.name} ended with {self.code}: {self.error.strip()[-200:] or self.out.strip()[-200:]}"]
        if len(lines) != 1 or "Traceback" in self.error:
            return [f"{self.name} says in {len(lines)} lines: {' | '.join(lines)[-600:]}"]
        if not any(word in self.error for word in words):
            return [f"{self.name} says nothing of it: {self.error.strip()}"]
        return []


class Office:
    """A folder as its user has it after some days: crawled, published, backed up."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        (folder / "sources").mkdir()
        (folder / "sources" / "alder.toml").write_text(SOURCE.format(address=address), "utf-8")
        (folder / "posting.txt").write_text(DOCUMENT, "utf-8")
        for words in (("crawl", "--at", "2026-03-02T12:00:00+00:00"), ("export",), ("db", "backup")):
            said = self.run(*words)
            if said.code:
                raise RuntimeError(f"{' '.join(words)}: {said.error}")
        (self.backup,) = (folder / "backups").glob("*.db")
        with closing(sqlite3.connect(folder / "jobs.db")) as connection, connection:
            (self.posting,) = connection.execute("SELECT min(id) FROM postings").fetchone()
            # An older parser's reading, so that reading again has something to store.
            connection.execute("UPDATE postings SET salary_min = 12, salary_max = 12")
        self.before = self.held()

    def commands(self) -> Mapping[str, Sequence[str]]:
        """Every command that writes."""
        return {
            "crawl": ("crawl", "--at", "2026-03-03T12:00:00+00:00"),
            "ingest": ("ingest", "posting.txt"),
            "reparse": ("reparse", "--apply"),
            "edit": ("edit", "correct", self.posting, "experience_years", "3", "--why", "asked", "--who", "e"),
            "export": ("export",),
            "backup": ("db", "backup"),
            "restore": ("db", "restore", str(self.backup)),
            "schedule": ("schedule",),
        }

    def run(self, *words: str, under: Sequence[str] = ()) -> Said:
        """Run a command as its user would, or under another that changes who or where it is."""
        environment = {**os.environ, **{f"ELECTIONJOBS_{name}": value for name, value in QUICK.items()}}
        line = [*under, sys.executable, "-P", "-m", "cli", *words]
        done = subprocess.run(
            line,
            capture_output=True,
            text=True,
            cwd=self.folder,
            env={**environment, "PYTHONPATH": str(ROOT), "HOME": "/"},
            timeout=LIMIT,
            check=False,
        )
        return Said(name=" ".join(words[:2]), code=done.returncode, out=done.stdout, error=done.stderr)

    def held(self) -> tuple[dict[str, Content], list[str], dict[str, bytes]]:
        """What must not change: the database, the names of its backups, the published edition."""
        engine = database.engine(self.folder / "jobs.db")
        problems = database.check(engine)
        if problems:
            raise RuntimeError(f"the database is damaged: {problems[0]}")
        with database.reading(engine) as connection:
            found = contents.of(connection)
        engine.dispose()
        out = self.folder / "public"
        published = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
        return found, sorted(path.name for path in (self.folder / "backups").iterdir()), published

    def changes(self) -> list[str]:
        """What of it changed nevertheless."""
        now = self.held()
        kinds = ("the database", "the backups", "the edition")
        return [f"{kind} changed" for kind, was, is_ in zip(kinds, self.before, now, strict=True) if was != is_]


def check(folder: Path, progress: Progress) -> list[Row]:
    """Each trouble in an office of its own."""
    kinds: Mapping[str, Callable[[Path, str, Progress], Row]] = {
        "full disk": _full_disk,
        "locked database": _locked,
        "folder of another user": _refused,
        "no network": _alone,
    }

    def tried(name: str) -> Row:
        own = folder / name.replace(" ", "_")
        own.mkdir()
        return kinds[name](own, site.url, partial(_about, progress, name))

    # At once: who finds a database locked waits for half a minute.
    with Site("127.0.11.1", boards.script("greenhouse")) as site, ThreadPoolExecutor(len(kinds)) as pool:
        return list(pool.map(tried, kinds))


def _about(progress: Progress, name: str, said: str) -> None:
    progress(f"{name}: {said}")


def _row(what: str, tried: int, wrong: Sequence[str], told: str = "") -> Row:
    kept = f"one clear line each, exit code 1, nothing lost{told}"
    return Row(what=f"{what}: {tried} commands", figures="; ".join(wrong) or kept, passed=bool(tried) and not wrong)


def _full_disk(folder: Path, address: str, progress: Progress) -> Row:
    """A disk without room, then one with so little that commands stop in the middle; then all of them with room."""
    what = f"full disk (a tmpfs of {ROOM // 2**20} MiB)"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "none", folder], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        return _row(what, 0, [f"NOT TRIED, it takes root: {mounted.stderr.strip()}"])
    try:
        return _on_full_disk(what, Office(folder, address), progress)
    finally:
        subprocess.run(["umount", folder], check=True)


def _on_full_disk(what: str, office: Office, progress: Progress) -> Row:
    tried, done, wrong = 0, 0, []
    for left in LEFT:
        for name, words in office.commands().items():
            if left and name == "schedule":  # it would go on for ever
                continue
            with _filled(office.folder, left):
                said = office.run(*words)
            tried += 1
            if left and said.code == 0:
                done += 1
                office.before = office.held()
                continue
            found = said.wrong(FULL) + office.changes()
            progress(f"{left} bytes left, {name}: {said.error.strip()}")
            wrong += [f"{left} bytes left: {line}" for line in found]
            office.before = office.held()
    again = [office.run(*words) for name, words in office.commands().items() if name != "schedule"]
    wrong += [f"with room again: {said.name}: {said.error.strip()}" for said in again if said.code]
    return _row(what, tried, wrong, f"; {done} had room enough; all work when there is room again")


@contextmanager
def _filled(folder: Path, left: int) -> Iterator[None]:
    """A disk on which so many bytes are left."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
    os.truncate(ballast, max(ballast.stat().st_size - left, 0))
    try:
        yield
    finally:
        ballast.unlink()


def _locked(folder: Path, address: str, progress: Progress) -> Row:
    """Another program that writes for longer than anybody waits. Who only reads goes on."""
    office = Office(folder, address)
    commands = {name: words for name, words in office.commands().items() if name != "backup"}
    with closing(sqlite3.connect(folder / "jobs.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(len(commands)) as pool:  # each waits for half a minute
            every = list(pool.map(lambda words: office.run(*words), commands.values()))
        other.execute("ROLLBACK")
    for said in every:
        progress(f"{said.name}: {said.error.strip()}")
    wrong = [line for said in every for line in said.wrong(LOCKED)] + office.changes()
    after = office.run(*commands["crawl"])
    wrong += [f"afterwards: {after.error.strip()}"] if after.code else []
    return _row("locked database", len(every), wrong, "; the same crawl works afterwards")


def _refused(folder: Path, address: str, progress: Progress) -> Row:
    """Every command by a user who may read everything and write nothing."""
    office = Office(folder, address)
    what = "unwritable folder, as another user"
    able = subprocess.run([*AS_NOBODY, "true"], capture_output=True, text=True, check=False)
    if able.returncode:
        return _row(what, 0, [f"NOT TRIED, it takes root: {able.stderr.strip()}"])
    wrong = []
    for words in office.commands().values():
        said = office.run(*words, under=AS_NOBODY)
        progress(f"{said.name}: {said.error.strip()}")
        wrong += said.wrong(REFUSED)
    return _row(what, len(office.commands()), wrong + office.changes())


def _alone(folder: Path, address: str, progress: Progress) -> Row:
    """The commands that ask sites, on a machine without a network."""
    office = Office(folder, address)
    able = subprocess.run([*WITHOUT_NETWORK, "true"], capture_output=True, text=True, check=False)
    if able.returncode:
        return _row("no network", 0, [f"NOT TRIED, it takes root: {able.stderr.strip()}"])
    (folder / "sources" / "birch.toml").write_text(ELSEWHERE, "utf-8")
    wrong = []
    asking = (
        office.commands()["crawl"],
        ("check-links",),
        ("edit", "add", "https://elections.birch.example.org/clerk", "--who", "e"),
        ("sources", "detect", "https://elections.birch.example.org/jobs"),
    )
    for words in asking:
        said = office.run(*words, under=WITHOUT_NETWORK)
        progress(f"{said.name}: {said.error.strip()}")
        wrong += said.wrong(ALONE)
    kept = [f"the {name} changed" for name in POSTINGS if office.held()[0][name] != office.before[0][name]]
    after = office.run("crawl", "alder", "--at", "2026-03-04T12:00:00+00:00")
    wrong += [f"with a network again: {after.error.strip()}"] if after.code else []
    return _row("no network", len(asking), wrong + kept, "; the next crawl works")
