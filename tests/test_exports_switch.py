"""Readers see one edition whole, whatever is killed, and whatever stood there before."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from exports import switch

FILES = ("a.txt", "b/c.txt", "b/d/e.txt")

WRITER = """
import sys, time
from pathlib import Path
from exports import switch
out, first = Path(sys.argv[1]), int(sys.argv[2])
for number in range(first, first + 1000):
    with switch.replacing(out) as draft:
        for name in ("a.txt", "b/c.txt", "b/d/e.txt"):
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            (draft / name).write_text(str(number))
            time.sleep(0.001)
"""


def write(out: Path, text: str) -> None:
    with switch.replacing(out) as draft:
        for name in FILES:
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            (draft / name).write_text(text)


def read(out: Path) -> set[str]:
    """What one edition's files say, read by somebody who opened its folder once."""
    folder = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
    try:
        texts = set()
        for name in FILES:
            file = os.open(name, os.O_RDONLY, dir_fd=folder)
            texts.add(os.read(file, 100).decode())
            os.close(file)
        return texts
    finally:
        os.close(folder)


def test_the_new_edition_takes_the_place_of_the_old_one(tmp_path):
    out = tmp_path / "public"
    for text in ("one", "two", "three"):
        write(out, text)
        assert read(out) == {text}
    assert out.is_symlink()
    assert sorted(path.name for path in (tmp_path / ".public-editions").iterdir()) == ["2", "3", "lock"]


def test_the_edition_before_can_be_read_to_its_end(tmp_path):
    out = tmp_path / "public"
    write(out, "one")
    before = out.resolve()
    write(out, "two")
    assert (before / "b/d/e.txt").read_text() == "one"


def test_an_edition_that_fails_changes_nothing(tmp_path):
    out = tmp_path / "public"
    write(out, "one")
    with pytest.raises(ValueError), switch.replacing(out) as draft:
        (draft / "a.txt").write_text("two")
        raise ValueError
    assert read(out) == {"one"}
    assert sorted(path.name for path in (tmp_path / ".public-editions").iterdir()) == ["1", "lock"]


def plain_folder(out: Path) -> None:
    for name in FILES:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("plain")


def test_a_plain_folder_from_before_is_replaced(tmp_path):
    plain_folder(tmp_path / "public")
    write(tmp_path / "public", "one")
    assert read(tmp_path / "public") == {"one"}
    write(tmp_path / "public", "two")
    assert sorted(path.name for path in (tmp_path / ".public-editions").iterdir()) == ["1", "2", "lock"]


def test_also_where_two_names_cannot_be_exchanged(tmp_path, monkeypatch):
    monkeypatch.setattr(switch, "_exchanged", lambda one, other: False)
    plain_folder(tmp_path / "public")
    write(tmp_path / "public", "one")
    assert read(tmp_path / "public") == {"one"}


def test_an_edition_without_its_link_is_found_again(tmp_path):
    write(tmp_path / "public", "one")
    (tmp_path / "public").unlink()
    with switch.replacing(tmp_path / "public") as draft:
        assert read(tmp_path / "public") == {"one"}
        (draft / "a.txt").write_text("two")
    assert (tmp_path / "public" / "a.txt").read_text() == "two"


def test_somebody_s_own_link_stays_and_its_folder_changes(tmp_path):
    (tmp_path / "www").mkdir()
    (tmp_path / "public").symlink_to(tmp_path / "www")
    write(tmp_path / "public", "one")
    write(tmp_path / "public", "two")
    assert read(tmp_path / "www") == read(tmp_path / "public") == {"two"}
    assert (tmp_path / "public").readlink() == tmp_path / "www"


def test_equal_files_stay_the_same_files(tmp_path):
    out = tmp_path / "public"
    write(out, "one")
    before = (out / "a.txt").stat()
    with switch.replacing(out) as draft:
        (draft / "a.txt").write_text("one")
        (draft / "f.txt").write_text("new")
    assert ((out / "a.txt").stat().st_ino, (out / "a.txt").stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("inside", ["", "deep/er"])
def test_the_folder_one_stands_in_is_refused(tmp_path, monkeypatch, inside):
    (tmp_path / inside).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(tmp_path / inside)
    link = tmp_path.with_name(f"{tmp_path.name}-link")
    link.symlink_to(tmp_path)
    for out in (tmp_path, link):
        with pytest.raises(OSError, match="cannot be replaced as a whole"):
            write(out, "one")


def test_two_writers_take_turns(tmp_path):
    threads = [threading.Thread(target=write, args=(tmp_path / "public", str(number))) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read(tmp_path / "public")) == 1


@pytest.mark.parametrize("plain", [False, True])
def test_a_reader_never_sees_half_an_edition_through_exports_and_kills(tmp_path, plain):
    out = tmp_path / "public"
    if plain:
        plain_folder(out)
    else:
        write(out, "0")
    done, mixed, seen = threading.Event(), [], set()

    def poll():
        while not done.is_set():
            try:
                texts = read(out)
            except FileNotFoundError as problem:
                # One who is two editions late reads again; the folder itself is always there.
                if problem.filename == out or not out.exists():
                    mixed.append("no edition")
                continue
            seen.update(texts)
            if len(texts) != 1:
                mixed.append(texts)

    reader = threading.Thread(target=poll)
    reader.start()
    for kill in range(12):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(out), str(kill * 1000 + 1)])
        time.sleep(0.25 + 0.013 * kill)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        assert len(read(out)) == 1
    done.set()
    reader.join()
    assert mixed == []
    assert len(seen) > 20
    write(out, "last")
    assert read(out) == {"last"}
    assert len(list((tmp_path / ".public-editions").iterdir())) == 3
