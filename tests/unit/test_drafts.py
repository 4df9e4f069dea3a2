"""Drafts of runs that are dead are cleared away, those of the living never, and no results are lost on the way."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest

from simulator.errors import OutputError
from simulator.store import drafts, locks, owners
from simulator.store.drafts import collect, new_draft
from simulator.store.reader import read_results
from simulator.store.writer import ResultsWriter

from .results import MANIFEST, TABLE, entries, write

NEW = pa.table({"x": [3]})
SECONDS = 60
A_RUN = f"""
import json, sys, time
import pyarrow as pa
from pathlib import Path
from simulator.store import drafts
from simulator.store.writer import ResultsWriter

out, stop = Path(sys.argv[1]), sys.argv[2]
rename = drafts.os.rename

def stopping(source, target):
    if Path(source).name == stop:
        print("ready", flush=True)
        time.sleep({SECONDS})
    rename(source, target)

drafts.os.rename = stopping
with ResultsWriter(out, "", ["runs"]) as writer:
    writer.table("runs", pa.table({{"x": [3]}}), 0)
    if stop == "writing":
        print("ready", flush=True)
        time.sleep({SECONDS})
    writer.finish(json.loads(sys.argv[3]))
    print("done", flush=True)
    time.sleep({SECONDS})
"""
LATER = time.time() + 30 * 86_400


def killed(out: Path, stop: str, how: int = signal.SIGKILL) -> None:
    """A run as a process of its own, killed at some point."""
    words = [sys.executable, "-c", A_RUN, str(out), stop, json.dumps(MANIFEST)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline() in ("ready\n", "done\n")
        run.send_signal(how)
        run.wait(SECONDS)


def hidden(folder: Path) -> list[str]:
    return [name for name in entries(folder) if name.startswith(".orgsim-")]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_the_draft_of_a_killed_run_is_cleared_by_the_next(tmp_path: Path, how: int) -> None:
    killed(tmp_path / "one", "writing", how)
    assert len(hidden(tmp_path)) == 1
    write(tmp_path / "other")
    assert entries(tmp_path) == ["other"]


@pytest.mark.parametrize(
    ("stop", "rows", "rows_later"),
    [("writing", 2, 2), ("out", 2, 2), ("new", None, 2), ("old", 1, 1), ("nothing", 1, 1)],
)
def test_a_run_killed_at_any_moment_leaves_the_old_results_or_the_new(
    tmp_path: Path, stop: str, rows: int | None, rows_later: int
) -> None:
    out = write(tmp_path / "out")
    killed(out, stop)
    if rows is None:
        assert not out.exists()  # between two renames: the next run puts them back
    else:
        assert read_results(out).num_rows == rows
    lines = list[str]()
    write(tmp_path / "other", say=lines.append)
    assert entries(tmp_path) == ["other", "out"]
    assert read_results(out).num_rows == rows_later
    back = f"{out}: put back; a run that was about to replace these results was killed"
    assert lines == ([back] if rows is None else [])


def test_the_draft_of_a_living_run_is_left_alone(tmp_path: Path) -> None:
    with ResultsWriter(tmp_path / "one", "a", ["runs"]) as one:
        write(tmp_path / "two")
        one.table("runs", TABLE, 0)
        one.finish({**MANIFEST, "question": "a"})
    assert entries(tmp_path) == ["one", "two"]
    assert read_results(tmp_path / "one").num_rows == 2


def test_the_draft_of_another_living_process_is_left_alone(tmp_path: Path) -> None:
    words = [sys.executable, "-c", A_RUN, str(tmp_path / "one"), "writing", json.dumps(MANIFEST)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "ready\n"
        before = hidden(tmp_path)
        write(tmp_path / "two")
        assert hidden(tmp_path) == before
        run.kill()


def dead_draft(folder: Path, monkeypatch: pytest.MonkeyPatch, **changes: object) -> Path:
    """A draft whose process has ended, with its owner changed."""
    draft = new_draft(folder, "out", "")
    os.close(draft.handle)
    path = draft.folder / "owner.json"
    owner = json.loads(path.read_text(encoding="utf-8")) | changes
    path.write_text(json.dumps(owner), encoding="utf-8")
    return draft.folder


def test_a_draft_of_another_machine_is_left_alone_until_it_is_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = dead_draft(tmp_path, monkeypatch, host="elsewhere", boot="another")
    collect(tmp_path, print)
    assert draft.exists()
    monkeypatch.setattr(owners.time, "time", lambda: LATER)
    collect(tmp_path, print)
    assert not draft.exists()


def test_a_container_on_the_same_machine_is_no_other_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = dead_draft(tmp_path, monkeypatch, host="container")
    collect(tmp_path, print)
    assert draft.exists() == (not owners._boot())


def test_where_nothing_can_be_locked_the_process_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "fcntl", None)
    alive = dead_draft(tmp_path, monkeypatch)
    assert json.loads((alive / "owner.json").read_text(encoding="utf-8"))["locked"] is False
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    dead = dead_draft(tmp_path, monkeypatch, pid=process.pid)
    collect(tmp_path, print)
    assert (alive.exists(), dead.exists()) == (True, False)
    if owners._start_of(os.getpid()):
        another = dead_draft(tmp_path, monkeypatch, started="1")  # its number was given to another process
        collect(tmp_path, print)
        assert not another.exists()


def test_a_dead_draft_that_cannot_be_cleared_is_in_no_runs_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead_draft(tmp_path, monkeypatch, question="another")
    monkeypatch.setattr(drafts, "clear", lambda draft: None)
    assert write(tmp_path / "out") == tmp_path / "out"


def test_a_draft_without_an_owner_is_left_alone_until_it_is_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".orgsim-abc" / "runs").mkdir(parents=True)
    (tmp_path / ".orgsim-abc" / "runs" / "part-00000.parquet").write_bytes(b"x")
    collect(tmp_path, print)
    assert hidden(tmp_path) == [".orgsim-abc"]
    monkeypatch.setattr(owners.time, "time", lambda: LATER)
    collect(tmp_path, print)
    assert hidden(tmp_path) == []


def test_an_older_versions_results_that_were_to_be_replaced_are_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".orgsim-abc" / "old" / "runs").mkdir(parents=True)
    monkeypatch.setattr(owners.time, "time", lambda: LATER)
    lines = list[str]()
    collect(tmp_path, lines.append)
    assert entries(tmp_path) == ["recovered"]
    assert "recovered: put back" in lines[0]


@pytest.mark.parametrize(
    "owner", ["", "[]", "{", '{"out": 3}', '{"out": "../x"}', '{"out": "a/b"}', "[" * 9000]
)
def test_an_owner_that_makes_no_sense_is_none(tmp_path: Path, owner: str) -> None:
    (tmp_path / ".orgsim-abc").mkdir()
    (tmp_path / ".orgsim-abc" / "owner.json").write_text(owner, encoding="utf-8")
    collect(tmp_path, print)
    assert hidden(tmp_path) == [".orgsim-abc"]


def test_what_only_looks_like_a_draft_stays_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owners.time, "time", lambda: LATER)
    (tmp_path / ".orgsim-init.json").write_text("{}", encoding="utf-8")
    (tmp_path / ".orgsim-mine").mkdir()
    (tmp_path / ".orgsim-mine" / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "elsewhere" / "runs").mkdir(parents=True)
    (tmp_path / ".orgsim-link").symlink_to("elsewhere")
    (tmp_path / ".orgsim-pipe").mkdir()
    os.mkfifo(tmp_path / ".orgsim-pipe" / "owner.json")
    os.mkfifo(tmp_path / ".orgsim-pipe" / "x")
    before = sorted(tmp_path.rglob("*"))
    collect(tmp_path, print)
    assert sorted(tmp_path.rglob("*")) == before


def test_what_the_user_put_into_results_while_they_were_replaced_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = write(tmp_path / "out")
    draft = dead_draft(tmp_path, monkeypatch)
    shutil.copytree(out, draft / "replaced")
    (draft / "replaced" / "notes.txt").write_text("mine", encoding="utf-8")
    collect(tmp_path, print)
    assert entries(tmp_path) == ["out", "out-2"]
    assert (tmp_path / "out-2" / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_results_whose_place_was_taken_meanwhile_are_not_lost(tmp_path: Path) -> None:
    out = write(tmp_path / "out")
    killed(out, "new")
    (tmp_path / "out").mkdir()
    write(tmp_path / "other")
    assert entries(tmp_path) == ["other", "out", "out-2"]
    assert read_results(tmp_path / "out-2").num_rows == 2


def test_results_that_can_neither_be_replaced_nor_put_back_wait_for_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = write(tmp_path / "out")
    rename = drafts.os.rename

    def fail_towards_out(source: Path, target: Path) -> None:
        if Path(target).name == "out":
            raise OSError(errno.EACCES, "Permission denied")
        rename(source, target)

    with monkeypatch.context() as patch, pytest.raises(OutputError, match=r"\(Permission denied\)"):
        patch.setattr(drafts.os, "rename", fail_towards_out)
        write(out, NEW)
    write(tmp_path / "other")
    assert entries(tmp_path) == ["other", "out"]
    assert read_results(out).num_rows == 2


def test_results_half_deleted_are_deleted_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = write(tmp_path / "out", datasets=("runs", "items"))
    draft = dead_draft(tmp_path, monkeypatch)
    shutil.copytree(out, draft / "replaced")
    shutil.rmtree(draft / "replaced" / "runs")
    collect(tmp_path, print)
    assert entries(tmp_path) == ["out"]


def test_a_folder_that_another_program_keeps_locked_is_not_waited_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "PATIENCE", 0.05)
    handle = os.open(tmp_path, os.O_RDONLY)
    assert locks.lock(handle) == "locked"
    write(tmp_path / "out")
    os.close(handle)
    assert entries(tmp_path) == ["out"]


def test_drafts_keep_to_the_rights_that_the_user_gives(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write(tmp_path / "out")
    finally:
        os.umask(before)
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o750
    assert drafts.PREFIX == ".orgsim-"
