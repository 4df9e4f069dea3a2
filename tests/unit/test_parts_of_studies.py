"""Parts of studies: whatever lies in the folder, each run counts once, and what counts is whole and of this study."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from simulator import query, read_results
from simulator.errors import InputError, OutputError, RunError
from simulator.store.parts import SET_ASIDE, StaleError, whole_parts
from simulator.studies.study import Listener
from simulator.studies.sweep import folder as folders
from simulator.studies.sweep import worker
from simulator.studies.sweep.coordinator import Progress
from simulator.studies.sweep.folder import SESSION, held, session, study_in
from simulator.studies.sweep.results import StudyResults
from simulator.studies.sweep.worker import simulate_batch

from ..kit.small_studies import Here, Notes, simulated, sorted_rows


class Unheard(Here):
    """Workers whose parts are written, of which the coordinator never hears."""

    def submit(self, work: Callable[..., object], order: object) -> Future[object]:
        self._busy = 1
        work(order)
        return Future()


class Failing(Here):
    """Workers whose runs fail."""

    def submit(self, work: Callable[..., object], order: object) -> Future[object]:
        future: Future[object] = Future()
        future.set_exception(RunError("the clerk is lost"))
        return future


class Interrupting(Listener):
    """Ends a study at its first look, as the interrupt key does."""

    def progress(self) -> AbstractContextManager[Callable[[Any], None]]:
        return nullcontext(self._stop)

    def _stop(self, progress: Progress) -> None:
        raise KeyboardInterrupt


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_folder_that_another_one_writes_is_left_as_it_is(tmp_path: Path) -> None:
    simulated(tmp_path / "out")
    before = files_in(tmp_path / "out")
    with held(tmp_path / "out"), pytest.raises(OutputError, match="is being written by another"):
        simulated(tmp_path / "out", replications=5)
    assert files_in(tmp_path / "out") == before


def test_where_folders_cannot_be_locked_the_last_one_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "lock", lambda handle: "cannot be locked")
    whole = simulated(tmp_path / "alone")

    class Overtaken(Here):
        def submit(self, work: Callable[..., object], order: object) -> Future[object]:
            if not list((tmp_path / "out" / "receipts").glob("*")):
                return super().submit(work, order)
            found.append(simulated(tmp_path / "out"))
            return super().submit(work, order)

    found: list[pa.Table] = []
    with pytest.raises(OutputError, match="was changed while the study was at work"):
        simulated(tmp_path / "out", workers=Overtaken())
    assert found[0].equals(whole)
    assert simulated(tmp_path / "out").equals(whole)
    assert not (tmp_path / "out" / SET_ASIDE).exists()


def test_a_part_of_another_study_is_named_and_does_not_count(tmp_path: Path) -> None:
    whole = simulated(tmp_path / "whole", replications=4)
    simulated(tmp_path / "ours", replications=2)
    simulated(tmp_path / "theirs", replications=4, seed=7)
    known = {tuple(span) for r in whole_parts(tmp_path / "ours") for span in r.spans}
    foreign = [r for r in whole_parts(tmp_path / "theirs") if known.isdisjoint(r.spans)]
    assert foreign
    for receipt in foreign:
        for name in (f"receipts/{receipt.name}.json", *receipt.files):
            shutil.copy(tmp_path / "theirs" / name, tmp_path / "ours" / name)
    with pytest.raises(InputError, match="is of another study"):
        StudyResults(tmp_path / "ours")
    notes = Notes()
    assert simulated(tmp_path / "ours", replications=4, listener=notes).equals(whole)
    assert sum("is of another study; it is set aside" in line for line in notes.lines) == len(foreign)


def test_runs_that_two_parts_hold_count_once(tmp_path: Path) -> None:
    whole = simulated(tmp_path / "small")
    simulated(tmp_path / "large", seconds=10.0)
    for path in files_in(tmp_path / "large"):
        if not (tmp_path / "small" / path).exists():
            shutil.copy(tmp_path / "large" / path, tmp_path / "small" / path)
    assert len(list((tmp_path / "small" / "receipts").iterdir())) > len(whole_parts(tmp_path / "small"))
    assert StudyResults(tmp_path / "small").runs == whole.num_rows
    assert query(tmp_path / "small", "select count(*) n from runs")["n"].to_pylist() == [whole.num_rows]
    notes = Notes()
    assert simulated(tmp_path / "small", listener=notes).equals(whole)
    assert all("are in another part already; it is set aside" in line for line in notes.lines)
    assert notes.lines
    assert len(list((tmp_path / "small" / "receipts").iterdir())) == len(whole_parts(tmp_path / "small"))


def test_a_part_that_the_coordinator_has_not_heard_of_counts(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        simulated(tmp_path / "out", workers=Unheard(), listener=Interrupting())
    parts = whole_parts(tmp_path / "out")
    assert len(parts) == 1
    assert read_results(tmp_path / "out").num_rows == parts[0].runs
    notes = Notes()
    assert simulated(tmp_path / "out", listener=notes).equals(simulated(tmp_path / "alone"))
    assert not notes.lines
    assert parts[0].name in {part.name for part in whole_parts(tmp_path / "out")}


def test_a_worker_of_a_session_that_is_over_takes_nothing_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has written a file, and finds out before the receipt: meanwhile another one has written the same part."""
    whole = simulated(tmp_path / "out")
    with session(study_in(tmp_path / "out")) as name:
        answers = iter([True, True, False])
        with monkeypatch.context() as patched, pytest.raises(StaleError):
            patched.setattr(worker, "is_current", lambda path, name: next(answers))
            simulate_batch(Here.last._replace(session=name))
        with pytest.raises(StaleError):
            simulate_batch(Here.last)
    assert sorted_rows(read_results(tmp_path / "out")).equals(whole)
    assert not list((tmp_path / "out").rglob(".draft-*"))


def test_what_was_given_up_is_said_and_tried_again(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert simulated(out, workers=Failing()) is None
    assert {
        span[0] for entry in json.loads((out / "failed.json").read_text()) for span in entry["spans"]
    } == {0, 1, 2}
    whole = simulated(out)
    assert whole is not None and whole.equals(simulated(tmp_path / "alone"))
    assert not (out / "failed.json").exists()


DAMAGE: dict[str, Callable[[Path, Path], object]] = {
    "bytes instead of": lambda part, receipt: part.write_bytes(part.read_bytes()[:-1]),
    "has been changed since": lambda part, receipt: part.write_bytes(part.read_bytes()[:-9] + b"123456789"),
    "is missing": lambda part, receipt: part.unlink(),
    "is not a receipt": lambda part, receipt: receipt.write_text(receipt.read_text().replace("part-", "../")),
    "not a receipt": lambda part, receipt: receipt.write_bytes(b"\xff\xfe"),
    ".json is not a receipt": lambda part, receipt: receipt.rename(receipt.with_stem("0" * 16)),
    "json is not a receipt": lambda part, receipt: receipt.write_text(
        json.dumps(json.loads(receipt.read_text()) | {"files": {}})
    ),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_who_reads_is_told_of_damage_and_moves_nothing(tmp_path: Path, what: str) -> None:
    out = tmp_path / "out"
    whole = simulated(out)
    receipt = sorted((out / "receipts").iterdir())[1]
    DAMAGE[what](out / "runs" / f"part-{receipt.stem}.parquet", receipt)
    before = files_in(out)
    for read in (lambda: StudyResults(out), lambda: query(out, "select 1")):
        with pytest.raises(InputError, match=what) as error:
            read()
        assert "run the same command again, which sets it aside" in str(error.value)
    assert files_in(out) == before
    notes = Notes()
    assert simulated(out, listener=notes).equals(whole)
    (said,) = notes.lines
    assert what in said and "it is set aside, and its runs are done again" in said


def test_who_reads_while_workers_write_sees_whole_parts_only(tmp_path: Path) -> None:
    simulated(tmp_path / "out")
    draft = tmp_path / "out" / "receipts" / ".draft-1-0123456789abcdef.json"
    draft.write_text('{"name"')
    assert StudyResults(tmp_path / "out").runs == 3 * 4 * 2
    assert draft.exists()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    simulated(tmp_path / "out")
    (tmp_path / "out" / f".draft-{SESSION}").mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        simulated(tmp_path / "out")
    assert StudyResults(tmp_path / "out").runs == 3 * 4 * 2


def test_a_question_without_points_or_with_torn_ones_is_refused_in_words(tmp_path: Path) -> None:
    out = tmp_path / "out"
    simulated(out)
    kept = (out / "points.parquet").read_bytes()
    for torn in (kept[:-5], b"", kept[:-60] + bytes(60)):
        (out / "points.parquet").write_bytes(torn)
        for call in (lambda: simulated(out), lambda: StudyResults(out).values("lead_time_days_mean")):
            with pytest.raises((InputError, OutputError), match=r"points\.parquet"):
                call()
    (out / "points.parquet").unlink()
    with pytest.raises((InputError, OutputError), match=r"points\.parquet"):
        simulated(out)
    (out / "points.parquet").write_bytes(kept)
    assert StudyResults(out).runs == 3 * 4 * 2
