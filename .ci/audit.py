"""Asks the OSV database for known vulnerabilities of every pinned dependency: ``python .ci/audit.py``.

Exit 0: every pin was looked up and none is known to be vulnerable. Exit 1: one is; the line names the version that
mends it. Exit 3: the database could not be asked for every pin, which is no pass. ``.ci/run`` fails on 1 and goes on
after 3, whose line stays visible. pip-audit alone takes a package that it could not look up for a good one.
"""

import argparse
import json
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import Any

LOCK = Path(__file__).parents[1] / "requirements.lock"
OSV = "https://api.osv.dev/v1/query"
PATIENCE = 5.0
"""Seconds within which the database must answer a first question; pip-audit itself waits for minutes."""
NAMED = 5
"""So many packages are named in a line at most."""


def main() -> int:
    """Look every pin up, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lock", type=Path, default=LOCK, help="the file of pins")
    parser.add_argument("--osv-url", default=OSV, help="the query address of an OSV database")
    given = parser.parse_args()
    if reason := silence(given.osv_url):
        return _say(3, f"audit: NOT DONE, advisories could not be reached; this is no pass ({reason})")
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(given.lock), "--disable-pip", "--require-hashes"]
    command += ["--vulnerability-service", "osv", "--osv-url", given.osv_url, "--format", "json"]
    done = subprocess.run([*command, "--progress-spinner", "off"], capture_output=True, text=True, check=False)
    try:
        found = json.loads(done.stdout)["dependencies"]
    except ValueError:
        reason = (done.stderr.strip().splitlines() or [f"pip-audit ended with {done.returncode}"])[-1]
        return _say(3, f"audit: NOT DONE, advisories could not be reached; this is no pass ({reason[:200]})")
    return _say(*verdict(found))


def silence(url: str) -> str:
    """Why a database does not answer within PATIENCE, in one line; "" where it does."""
    said = [f"no answer within {PATIENCE:.0f} seconds"]
    asking = Thread(target=_ask, args=(url, said), daemon=True)  # to look a name up may take longer than it is told to
    asking.start()
    asking.join(PATIENCE)
    return said[-1][:200]


def _ask(url: str, said: list[str]) -> None:
    question = json.dumps({"package": {"name": "pip", "ecosystem": "PyPI"}, "version": "1.0"}).encode()
    asked = urllib.request.Request(url, question, {"Content-Type": "application/json"})
    try:
        urllib.request.urlopen(asked, timeout=2 * PATIENCE).close()
    except (OSError, ValueError) as error:  # also what it answers in the place of advisories
        said.append(f"{type(error).__name__}: {error}")
    else:
        said.append("")


def verdict(packages: Sequence[dict[str, Any]]) -> tuple[int, str]:
    """The exit code and the lines for pip-audit's list of packages."""
    bad = [_told(package, flaw) for package in packages for flaw in package.get("vulns", ())]
    unread = [package["name"] for package in packages if "skip_reason" in package]
    lines = [f"audit: VULNERABLE, {line}" for line in bad]
    if unread:
        some = ", ".join(unread[:NAMED]) + (", …" if len(unread) > NAMED else "")
        lines.append(
            f"audit: NOT DONE for {len(unread)} of {len(packages)} packages ({some}); what was not looked up is no pass"
        )
    if not lines:
        lines.append(f"audit: {len(packages)} pinned packages, no known vulnerability")
    return (1 if bad else 3 if unread or not packages else 0), "\n".join(lines)


def _told(package: dict[str, Any], flaw: dict[str, Any]) -> str:
    mend = f"pin {' or '.join(flaw['fix_versions'])}" if flaw["fix_versions"] else "no version mends it yet"
    return f"{package['name']} {package['version']}: {flaw['id']}; {mend}"


def _say(code: int, text: str) -> int:
    print(text, file=sys.stderr if code else sys.stdout)
    return code


if __name__ == "__main__":
    sys.exit(main())
