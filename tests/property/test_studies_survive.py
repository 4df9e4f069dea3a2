"""Whatever is killed, full or damaged: after the same command again a study has the rows of one that nothing disturbed."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pyarrow as pa
import pytest

from ..kit.studies import (
    Rows,
    begun,
    children_of,
    completed,
    is_there,
    killed,
    receipts,
    rows,
    same_as,
    until,
    written,
)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pa.Table]:
    folder = written(tmp_path_factory.mktemp("undisturbed"))
    completed(folder, "--workers", "1")
    return rows(folder / "out")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path)


def test_two_workers_leave_what_one_leaves(folder: Path, undisturbed: Rows) -> None:
    assert undisturbed["runs"].num_rows == 6 * 60 * 2
    completed(folder, "--workers", "2")
    assert receipts(folder / "out") > 5
    assert same_as(undisturbed, folder / "out")


def test_a_worker_that_dies_is_replaced_and_its_batch_repeated(folder: Path, undisturbed: Rows) -> None:
    process = begun(folder, "--workers", "2")
    assert until(lambda: receipts(folder / "out") >= 3)
    killed(process, children_of(process.pid)[0])
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert "a worker died on point" in said
    assert same_as(undisturbed, folder / "out")


@pytest.mark.parametrize("seed", range(3))
def test_a_coordinator_killed_at_any_moment_leaves_nothing_wrong(
    folder: Path, undisturbed: Rows, seed: int
) -> None:
    process = begun(folder, "--workers", "2")
    wanted = random.Random(seed).randrange(0, 12)
    assert until(lambda: (folder / "out" / "study.json").exists() and receipts(folder / "out") >= wanted)
    time.sleep(random.Random(seed).random() * 0.2)
    workers = children_of(process.pid)
    killed(process, process.pid)
    assert until(lambda: not any(map(is_there, workers)), 5.0)  # they end with their coordinator
    completed(folder, "--workers", "2")
    assert same_as(undisturbed, folder / "out")


def test_the_interrupt_key_stops_cleanly_and_what_is_done_stays(folder: Path, undisturbed: Rows) -> None:
    process = begun(folder, "--workers", "2")
    assert until(lambda: receipts(folder / "out") >= 3)
    pressed = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert time.monotonic() - pressed < 3.0
    assert process.returncode == 130
    assert "stopped by SIGINT; what is done stays in out, and the same command goes on" in said
    assert "Traceback" not in said
    before = receipts(folder / "out")
    assert before >= 3
    assert not list((folder / "out").rglob(".draft-*"))
    assert "of them new" in completed(folder, "--workers", "2")
    assert same_as(undisturbed, folder / "out")


DAMAGE = {
    "a byte is other": lambda part, receipt: part.write_bytes(
        part.read_bytes()[:-20] + b"x" + part.read_bytes()[-19:]
    ),
    "a part is cut": lambda part, receipt: part.write_bytes(part.read_bytes()[:-7]),
    "a part is gone": lambda part, receipt: part.unlink(),
    "a receipt is cut": lambda part, receipt: receipt.write_text(receipt.read_text()[:30]),
    "a receipt is empty": lambda part, receipt: receipt.write_text(""),
    "a receipt is gone": lambda part, receipt: receipt.unlink(),
    "a receipt is of something else": lambda part, receipt: receipt.write_text(json.dumps({"name": "x"})),
    "a draft was left": lambda part, receipt: (part.parent / f".draft-1-{part.name}").write_bytes(b"PAR1"),
}


def test_a_damaged_part_is_found_named_set_aside_and_done_again(folder: Path, undisturbed: Rows) -> None:
    completed(folder, "--workers", "2")
    out = folder / "out"
    for what, damage in DAMAGE.items():
        receipt = sorted((out / "receipts").glob("*.json"))[0]
        part = out / "runs" / f"part-{receipt.stem}.parquet"
        damage(part, receipt)
        said = completed(folder, "--workers", "1")
        if what not in ("a receipt is gone", "a draft was left"):
            assert "it is set aside, and its runs are done again" in said, what
            assert receipt.stem in said
        assert same_as(undisturbed, out), what
        assert not list(out.rglob(".draft-*")), what
    assert len(list((out / "set-aside").iterdir())) >= 8


def filled(path: Path) -> None:
    """Leave no room on a drive."""
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 20))
        except OSError:
            return


def test_a_drive_that_is_full_is_said_and_loses_nothing(folder: Path, undisturbed: Rows) -> None:
    small = folder / "small"
    small.mkdir()
    mounted = shutil.which("mount") and os.geteuid() == 0
    if (
        not mounted
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200m", "none", small], check=False).returncode
    ):
        pytest.skip("no drive can be made here")
    try:
        process = begun(folder, "--workers", "2", out="small/out")
        assert until(lambda: receipts(small / "out") >= 3)
        filled(small / "filler")
        _, said = process.communicate(timeout=120)
        assert process.returncode == 2, said
        assert "No space left on device" in said and "make room, and run the same command again" in said
        assert "Traceback" not in said
        assert receipts(small / "out") > 0
        (small / "filler").unlink()
        assert "of them new" in completed(folder, "--workers", "2", out="small/out")
        assert same_as(undisturbed, small / "out")
    finally:
        subprocess.run(["umount", "-l", small], check=True)


def test_a_batch_that_kills_its_workers_is_given_up_and_the_study_goes_on(folder: Path) -> None:
    process = begun(folder, "--workers", "1")
    assert until(lambda: receipts(folder / "out") >= 2)
    deaths = 0
    while deaths < 2:
        (worker,) = children_of(process.pid) or (0,)
        if worker and until(lambda w=worker: not is_there(w) or os.kill(w, signal.SIGKILL) is None, 5.0):
            deaths += 1
            assert until(lambda w=worker: not is_there(w) and children_of(process.pid), 20.0)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert "given up: the worker died 2 times" in said
    failed = json.loads((folder / "out" / "failed.json").read_text())
    assert len(failed) == 1
    assert failed[0]["spans"][0][0] in range(6)
    done = rows(folder / "out")["runs"]
    lost = sum(2 * count for *_, count in failed[0]["spans"])
    assert done.num_rows >= 6 * 60 * 2 - lost - 2 * 60  # what is left of its points is given up with it
    assert "new" in completed(folder, "--workers", "1")  # and is tried again by the same command
    assert rows(folder / "out")["runs"].num_rows == 6 * 60 * 2


def test_a_second_coordinator_is_refused(folder: Path) -> None:
    first = begun(folder, "--workers", "1")
    assert until(lambda: receipts(folder / "out") >= 1)
    second = begun(folder, "--workers", "1")
    _, said = second.communicate(timeout=60)
    assert second.returncode == 2
    assert "is being written by another 'orgsim study'" in said
    first.communicate(timeout=120)
    assert first.returncode == 0


def test_more_points_and_replications_leave_what_is_done(folder: Path) -> None:
    listed = "design: {kind: list, points: [%s]}"
    text = (folder / "study.yaml").read_text().replace("replications: 60", "replications: 5")
    few, more = (
        text.replace("design: {kind: latin_hypercube, points: 6}", listed % points)
        for points in (
            "{demand.items.walk-in.arrivals_per_day: 1.0}",
            "{demand.items.walk-in.arrivals_per_day: 1.0}, {demand.items.walk-in.arrivals_per_day: 1.5}",
        )
    )
    (folder / "study.yaml").write_text(few)
    completed(folder, "--workers", "1")
    before = {path.name for path in (folder / "out" / "runs").iterdir()}
    (folder / "study.yaml").write_text(more)
    assert "20 runs, 10 of them new" in completed(folder, "--workers", "1")
    assert before < {path.name for path in (folder / "out" / "runs").iterdir()}
    assert "40 runs, 20 of them new" in completed(folder, "--workers", "1", "--replications", "10")
