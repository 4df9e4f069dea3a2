"""Results that are not as they were written are named, part by part, and never read as if they were."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simulator.store import reader as reading
from simulator.store.layout import Part
from simulator.store.reader import read_results
from simulator.store.shelf import kept, kept_in

from .results import TABLE, unreadable, write

AGAIN = "run the command again, which manifest.json holds"
SECOND = "runs/part-00001.parquet"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return write(tmp_path / "out", parts=3, datasets=("runs", "items"), sidecar="lead-times.svg")


def delete(out: Path) -> None:
    (out / SECOND).unlink()


def cut(out: Path) -> None:
    os.truncate(out / SECOND, 100)


def empty(out: Path) -> None:
    os.truncate(out / SECOND, 0)


def flip(out: Path) -> None:
    content = bytearray((out / SECOND).read_bytes())
    content[len(content) // 2] ^= 1
    (out / SECOND).write_bytes(content)


def replace_by_a_folder(out: Path) -> None:
    (out / SECOND).unlink()
    (out / SECOND).mkdir()


def replace_by_a_pipe(out: Path) -> None:
    (out / SECOND).unlink()
    os.mkfifo(out / SECOND)


def lead_into_the_void(out: Path) -> None:
    (out / SECOND).unlink()
    (out / SECOND).symlink_to("nowhere")


SIZE = "SIZE"
DAMAGES = [
    (delete, "is missing"),
    (cut, f"has 100 bytes instead of {SIZE}"),
    (empty, f"has 0 bytes instead of {SIZE}"),
    (flip, "has been changed since it was written"),
    (replace_by_a_folder, "is not a file"),
    (replace_by_a_pipe, "is not a file"),
    (lead_into_the_void, "is missing"),
]


@pytest.mark.parametrize(("damage", "what"), DAMAGES)
def test_a_part_that_is_not_as_it_was_written_is_named(
    out: Path, damage: Callable[[Path], None], what: str
) -> None:
    what = what.replace(SIZE, f"{(out / SECOND).stat().st_size:,}")
    damage(out)
    assert unreadable(out) == f"out: {SECOND}: {what}; {AGAIN}"
    assert read_results(out, "items").num_rows == 6


def test_without_checksums_a_part_still_has_to_be_there_in_its_size(out: Path) -> None:
    cut(out)
    assert "has 100 bytes instead of" in unreadable(out, verify=False)
    delete(out)
    assert unreadable(out, verify=False) == f"out: {SECOND}: is missing; {AGAIN}"


def test_bytes_that_are_no_parquet_are_said_even_without_checksums(out: Path) -> None:
    size = (out / SECOND).stat().st_size
    (out / SECOND).write_bytes(b"x" * size)
    assert unreadable(out, verify=False) == f"out: {SECOND}: is not a complete Parquet file; {AGAIN}"


def test_other_rows_in_the_same_size_are_said_even_without_checksums(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pq.write_table(pa.table({"x": [1, 2, 3]}), out / SECOND, compression="zstd")
    monkeypatch.setattr(reading, "fault_of", lambda path, part, verify: "")
    assert unreadable(out, verify=False) == f"out: {SECOND}: has 3 rows instead of 2; {AGAIN}"


def test_one_damage_of_many_parts_is_one_sentence(out: Path) -> None:
    shutil.rmtree(out / "runs")
    assert unreadable(out) == f"out: runs: is missing; {AGAIN}"
    (out / "runs").mkdir()
    first = "runs/part-00000.parquet: is missing, and 2 more parts of runs are damaged"
    assert unreadable(out) == f"out: {first}; {AGAIN}"


def test_two_damages_are_counted_as_one_and_one_more(out: Path) -> None:
    for number in (0, 2):
        (out / "runs" / f"part-0000{number}.parquet").unlink()
    said = "runs/part-00000.parquet: is missing, and 1 more part of runs is damaged"
    assert unreadable(out) == f"out: {said}; {AGAIN}"


@pytest.mark.parametrize("name", ["part-00003.parquet", "notes.txt", ".hidden", "part-00001.parquet.bak"])
def test_what_lies_between_the_parts_is_named(out: Path, name: str) -> None:
    (out / "runs" / name).write_bytes(b"mine")
    assert unreadable(out) == f"out: runs/{name}: does not belong to this run; move it away"


def test_what_a_file_manager_leaves_is_overlooked(out: Path) -> None:
    (out / "runs" / ".DS_Store").write_bytes(b"icons")
    assert read_results(out).num_rows == 6


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "is incomplete: it ends too early, or is not JSON"),
        ('{"command": "run", ', "is incomplete: it ends too early, or is not JSON"),
        ("[" * 100_000, "is incomplete: it ends too early, or is not JSON"),
        (b"\xff\xfe\x00", "is incomplete: it is not text"),
    ],
)
def test_a_torn_manifest_is_named(out: Path, text: str | bytes, what: str) -> None:
    (out / "manifest.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    assert unreadable(out) == f"out: manifest.json: {what}; run the command again"


def test_a_manifest_may_be_laid_out_anew_but_says_what_it_said(out: Path) -> None:
    path = out / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest, sort_keys=True), encoding="utf-8")
    assert read_results(out).num_rows == 6
    del manifest["files"][SECOND]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert (
        unreadable(out) == "out: manifest.json: has been changed since it was written; run the command again"
    )


def test_a_manifest_that_lists_no_files_is_an_older_versions(out: Path) -> None:
    path = out / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    del manifest["files"], manifest["checksum"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    said = "out: manifest.json: does not list its files: an older version wrote it; run the command again"
    assert unreadable(out) == said
    assert unreadable(out, verify=False) == said


@pytest.mark.parametrize("text", ["[]", "1", '{"name": "a web page"}', '{"scenarios": [], "versions": 3}'])
def test_the_manifest_of_another_program_is_not_ours(out: Path, text: str) -> None:
    (out / "manifest.json").write_text(text, encoding="utf-8")
    assert unreadable(out) == "out: does not hold results of orgsim; give the folder of a run"


def test_a_manifest_that_is_missing_is_named(out: Path) -> None:
    (out / "manifest.json").unlink()
    assert unreadable(out) == "out: manifest.json: is missing; run the command again"


def test_what_may_not_be_looked_into_is_said_or_left_out(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stat = os.stat

    def refuse(path: Path, **options: Any) -> os.stat_result:
        if "secret" in str(path) or path == out / "runs":
            raise PermissionError(errno.EACCES, "Permission denied")
        return stat(path, **options)

    (tmp_path / "secret").mkdir()
    monkeypatch.setattr(os, "stat", refuse)
    assert [each.folder.name for each in kept_in(tmp_path)] == ["out"]
    assert unreadable(out) == f"out: runs: is missing; {AGAIN}"


def test_a_manifest_that_is_a_pipe_is_not_waited_for(out: Path) -> None:
    (out / "manifest.json").unlink()
    os.mkfifo(out / "manifest.json")
    assert unreadable(out) == "out: manifest.json: is not a file; run the command again"


def test_a_folder_that_does_not_exist_is_told_from_one_without_results(tmp_path: Path) -> None:
    assert unreadable(tmp_path / "no") == "no: does not exist; run 'orgsim run' with this --out"
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert unreadable(tmp_path / "file") == "file: does not hold results; run 'orgsim run' with this --out"


def test_parts_are_read_in_their_order_whatever_the_folder_is_called(tmp_path: Path) -> None:
    out = write(tmp_path / "load=0.8", pa.table({"x": [1]}), parts=2)
    assert read_results(out).column_names == ["x"]


def test_a_picture_beside_the_datasets_belongs_to_the_whole(out: Path) -> None:
    assert kept(out).fault is None
    (out / "lead-times.svg").unlink()
    assert str(kept(out).fault).endswith(f"lead-times.svg: is missing; {AGAIN}")
    assert isinstance(kept(out).manifest.files["lead-times.svg"], Part)  # type: ignore[union-attr]


def test_a_shelf_lists_whole_and_damaged_results_and_nothing_else(out: Path, tmp_path: Path) -> None:
    for number in (10, 2):
        shutil.copytree(out, tmp_path / f"out-{number}")
    flip(tmp_path / "out-2")
    (tmp_path / "out-10" / "manifest.json").unlink()
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "manifest.json").write_text("{}", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    found = kept_in(tmp_path)
    assert [each.folder.name for each in found] == ["out", "out-2", "out-10"]
    assert [each.fault is None for each in found] == [True, False, False]
    assert [each.fault is None for each in kept_in(tmp_path, verify=False)] == [True, True, False]
    assert found[0].rows == {"runs": 6, "items": 6}
    assert TABLE.num_rows == 2
