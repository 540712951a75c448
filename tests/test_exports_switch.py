"""Readers see one edition whole, whatever is killed, and whatever stood there before."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from exports import switch

FILES = ("a.txt", "b/c.txt", "b/d/e.txt")


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


def plain_folder(out: Path, text: str = "plain") -> None:
    for name in FILES:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(text)


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
def test_a_reader_never_sees_half_an_edition_through_a_hundred_exports_and_kills_at_every_step(tmp_path, plain):
    out = tmp_path / "public"
    if plain:
        plain_folder(out, "edition0.example")
    else:
        write(out, "edition0.example")
    done = subprocess.run(
        [sys.executable, "-m", "tests.killed_exports", str(out)], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert 20 < int(done.stdout) < 90  # so many steps has an export: the others were not killed any more
    assert read(out) == {"edition100.example"}
    write(out, "last")
    assert read(out) == {"last"}
    assert len(list((tmp_path / ".public-editions").iterdir())) == 3
