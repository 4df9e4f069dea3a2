"""Results appear as a whole or not at all, and nothing of anybody else's is lost."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from simulator.errors import InputError, OutputError
from simulator.store import drafts
from simulator.store import writer as writing
from simulator.store.reader import read_results
from simulator.store.writer import ResultsWriter

from .results import MANIFEST, TABLE, entries, refusal, write


def test_a_results_folder_holds_datasets_and_a_manifest_and_nothing_stays_beside_it(tmp_path: Path) -> None:
    write(tmp_path / "deep" / "out")
    assert entries(tmp_path / "deep") == ["out"]
    assert entries(tmp_path / "deep" / "out") == ["manifest.json", "runs"]
    assert read_results(tmp_path / "deep" / "out")["x"].to_pylist() == [1, 2]
    manifest = json.loads((tmp_path / "deep" / "out" / "manifest.json").read_text(encoding="utf-8"))
    part = tmp_path / "deep" / "out" / "runs" / "part-00000.parquet"
    assert manifest["files"] == {
        "runs/part-00000.parquet": {
            "bytes": part.stat().st_size,
            "sha256": hashlib.sha256(part.read_bytes()).hexdigest(),
            "rows": 2,
        }
    }
    assert {name: manifest[name] for name in MANIFEST} == MANIFEST


def test_older_results_are_replaced_as_a_whole(tmp_path: Path) -> None:
    write(tmp_path / "out")
    write(tmp_path / "out", pa.table({"x": [3]}))
    assert entries(tmp_path) == ["out"]
    assert entries(tmp_path / "out") == ["manifest.json", "runs"]
    assert read_results(tmp_path / "out")["x"].to_pylist() == [3]


def test_an_empty_folder_is_filled_even_the_one_we_are_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path / "out")
    write(Path("."))
    assert read_results(tmp_path / "out")["x"].to_pylist() == [1, 2]


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("out")
    write(tmp_path / "link")
    write(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert read_results(tmp_path / "out")["x"].to_pylist() == [1, 2]


def test_a_folder_that_holds_anything_else_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "out")
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    assert refusal(tmp_path / "out", tmp_path) == (
        "out: holds 'notes.txt', which is not a result of orgsim; choose another --out, or move it away"
    )
    assert entries(tmp_path / "out") == ["manifest.json", "notes.txt", "runs"]


@pytest.mark.parametrize("text", ['{"name": "a web page"}', "not JSON", "[]", '{"scenarios": []}'])
def test_a_manifest_of_another_program_does_not_make_a_folder_ours(tmp_path: Path, text: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "manifest.json").write_text(text, encoding="utf-8")
    assert refusal(tmp_path / "out", tmp_path).startswith(
        "out: holds 'manifest.json', which is not a result of orgsim"
    )
    assert (tmp_path / "out" / "manifest.json").read_text(encoding="utf-8") == text


def test_datasets_without_a_manifest_may_be_anybodys(tmp_path: Path) -> None:
    (tmp_path / "out" / "runs").mkdir(parents=True)
    assert refusal(tmp_path / "out", tmp_path).startswith(
        "out: holds 'runs', which is not a result of orgsim"
    )


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert refusal(tmp_path / "file", tmp_path) == "file: is a file; choose another --out"
    assert refusal(tmp_path / "file" / "a" / "b", tmp_path) == (
        "file/a/b: lies in 'file', which is a file; choose another --out"
    )
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_a_place_that_cannot_be_is_said_with_its_reason(tmp_path: Path) -> None:
    assert refusal(tmp_path / ("x" * 300), tmp_path).endswith(
        ": cannot be written (File name too long); choose another --out"
    )
    assert refusal(Path("/proc/nowhere/out"), tmp_path).endswith("; choose another --out")
    (tmp_path / "loop").symlink_to("loop")
    assert "loop: cannot be written (" in refusal(tmp_path / "loop", tmp_path)
    assert entries(tmp_path) == ["loop"]


def test_a_parent_that_is_write_protected_is_said_and_nothing_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mkdir = drafts.os.mkdir

    def refuse_drafts(path: Path, *rest: Any) -> None:
        if Path(path).name.startswith(".orgsim-"):
            raise PermissionError(errno.EACCES, "Permission denied")
        mkdir(path, *rest)

    monkeypatch.setattr(drafts.os, "mkdir", refuse_drafts)
    assert refusal(tmp_path / "a" / "b" / "out", tmp_path) == (
        "a/b/out: cannot be written (Permission denied); choose another --out"
    )
    assert entries(tmp_path) == []


def test_a_failure_in_the_middle_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), ResultsWriter(tmp_path / "new" / "out") as writer:
        writer.table("runs", TABLE, 0)
        raise KeyboardInterrupt
    assert entries(tmp_path) == []


def test_a_failure_in_the_middle_keeps_the_older_results(tmp_path: Path) -> None:
    write(tmp_path / "out")
    with pytest.raises(ValueError, match="boom"), ResultsWriter(tmp_path / "out") as writer:
        writer.table("runs", pa.table({"x": [9]}), 0)
        raise ValueError("boom")
    assert entries(tmp_path) == ["out"]
    assert read_results(tmp_path / "out")["x"].to_pylist() == [1, 2]


def test_a_full_disk_is_said_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing.pq, "write_table", full)
    with pytest.raises(
        OutputError, match=r"out: cannot be written \(No space left on device\); choose another --out"
    ):
        write(tmp_path / "out")
    assert entries(tmp_path) == []


def test_results_that_cannot_be_moved_into_place_leave_the_older_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "out")
    rename = drafts.os.rename

    def fail_for_the_new(source: Path, target: Path) -> None:
        if Path(source).name == "new":
            raise OSError(errno.EBUSY, "Device or resource busy")
        rename(source, target)

    monkeypatch.setattr(drafts.os, "rename", fail_for_the_new)
    with pytest.raises(OutputError, match="Device or resource busy"):
        write(tmp_path / "out", pa.table({"x": [9]}))
    assert entries(tmp_path) == ["out"]
    assert read_results(tmp_path / "out")["x"].to_pylist() == [1, 2]


@pytest.mark.parametrize(
    ("dataset", "message"),
    [
        ("run", "out: run: no such dataset; did you mean 'runs'?"),
        ("events", "out: events: was not written in this run; see the manifest for what was"),
    ],
)
def test_reading_names_what_is_not_there(tmp_path: Path, dataset: str, message: str) -> None:
    write(tmp_path / "out")
    with pytest.raises(InputError) as caught:
        read_results(tmp_path / "out", dataset)
    assert str(caught.value).replace(f"{tmp_path}/", "") == message


def test_a_folder_without_results_is_no_results_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not hold results; run 'orgsim run' with this --out"):
        read_results(tmp_path)


def test_results_that_are_write_protected_are_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "out")
    monkeypatch.setattr(writing.os, "access", lambda path, mode: Path(path).name != "runs")
    assert refusal(tmp_path / "out", tmp_path) == (
        "out: cannot be written (Permission denied); choose another --out"
    )


def test_a_folder_that_is_removed_during_the_run_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught, ResultsWriter(tmp_path / "a" / "out") as writer:
        writer.table("runs", TABLE, 0)
        shutil.rmtree(tmp_path / "a")
        writer.table("runs", TABLE, 1)
    assert str(caught.value).endswith("a/out: was removed while the run was writing to it; run it again")
    assert entries(tmp_path) == []


def test_a_file_that_grows_too_large_is_said_in_one_sentence(tmp_path: Path) -> None:
    script = (
        "import resource, sys; import pyarrow as pa; from pathlib import Path\n"
        "from simulator.errors import OutputError; from simulator.store.writer import ResultsWriter\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "try:\n"
        "    with ResultsWriter(Path(sys.argv[1])) as writer:\n"
        "        writer.table('runs', pa.table({'x': range(100_000)}), 0)\n"
        "except OutputError as error:\n"
        "    print(error)\n"
    )
    words = [sys.executable, "-c", script, str(tmp_path / "out")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout == f"{tmp_path}/out: cannot be written (File too large); choose another --out\n"
    assert entries(tmp_path) == []


def test_a_drive_that_is_full_only_when_it_is_asked_to_write_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.EDQUOT, "Disk quota exceeded")

    write(tmp_path / "out")
    monkeypatch.setattr(writing.os, "fsync", full)
    with pytest.raises(OutputError, match=r"out: cannot be written \(Disk quota exceeded\)"):
        write(tmp_path / "out", pa.table({"x": [9]}))
    assert entries(tmp_path) == ["out"]
    assert read_results(tmp_path / "out")["x"].to_pylist() == [1, 2]


def test_a_drive_that_cannot_be_asked_is_no_reason_to_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(handle: int) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(writing.os, "fsync", refuse)
    write(tmp_path / "out")
    assert read_results(tmp_path / "out").num_rows == 2


def test_a_message_about_a_very_long_path_is_still_a_line(tmp_path: Path) -> None:
    assert len(refusal(tmp_path.joinpath(*["x" * 9] * 600), tmp_path)) < 1100


def test_a_run_that_ends_without_being_finished_leaves_nothing(tmp_path: Path) -> None:
    with ResultsWriter(tmp_path / "new" / "out") as writer:
        writer.table("runs", TABLE, 0)
    assert entries(tmp_path) == []


def test_letters_that_no_file_can_hold_do_not_lose_a_run(tmp_path: Path) -> None:
    with ResultsWriter(tmp_path / "out", "", ["runs"]) as writer:
        writer.table("runs", TABLE, 0)
        writer.finish({**MANIFEST, "asked": {"files": ["B\udcfcro.yaml", "Büro"]}})
    assert read_results(tmp_path / "out").num_rows == 2
