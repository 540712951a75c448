"""The look-up of known vulnerabilities: a flaw fails, an unreachable database is no pass."""

import json
import runpy
import socket
import subprocess
import sys
from pathlib import Path

from tests.loopback import Answer, Site

ROOT = Path(__file__).parents[1]
FLAW = {
    "schema_version": "1.6.0",
    "id": "PYSEC-2026-1",
    "summary": "An invented flaw",
    "affected": [
        {
            "package": {"name": "acorn", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.2.4"}]}],
        }
    ],
}


def audit(tmp_path: Path, url: str) -> subprocess.CompletedProcess[str]:
    lock = tmp_path / "requirements.lock"
    lock.write_text(f"acorn==1.2.3 \\\n    --hash=sha256:{'a' * 64}\n")
    command = [sys.executable, ".ci/audit.py", "--lock", str(lock), "--osv-url", url]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_known_flaw_fails_and_names_the_pin_that_mends_it(tmp_path):
    with Site("127.0.0.2", {"/v1/query": Answer(body=json.dumps({"vulns": [FLAW]}))}) as site:
        done = audit(tmp_path, f"{site.url}/v1/query")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "audit: VULNERABLE, acorn 1.2.3: PYSEC-2026-1; pin 1.2.4\n"


def test_a_database_out_of_reach_is_no_pass_and_no_flaw(tmp_path):
    with Site("127.0.0.2") as site:
        closed = f"{site.url}/v1/query"
    done = audit(tmp_path, closed)
    assert (done.returncode, done.stdout) == (3, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("audit: NOT DONE, advisories could not be reached; this is no pass (")


def test_a_database_that_never_answers_is_not_waited_for(tmp_path):
    with socket.create_server(("127.0.0.2", 0)) as silent:
        done = audit(tmp_path, f"http://127.0.0.2:{silent.getsockname()[1]}/v1/query")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        "audit: NOT DONE, advisories could not be reached; this is no pass (no answer within 5 seconds)\n"
    )


def test_a_package_that_was_not_looked_up_is_no_pass():
    verdict = runpy.run_path(str(ROOT / ".ci" / "audit.py"))["verdict"]
    good, skipped = {"name": "acorn", "version": "1.2.3", "vulns": []}, {"name": "beech", "skip_reason": "not found"}
    assert verdict([good]) == (0, "audit: 1 pinned packages, no known vulnerability")
    assert verdict([good, skipped]) == (
        3,
        "audit: NOT DONE for 1 of 2 packages (beech); what was not looked up is no pass",
    )
