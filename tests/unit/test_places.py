"""No run overwrites another question's results, and nothing that orgsim did not write is ever lost."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from simulator.errors import OutputError
from simulator.scenario.loader import scenario_from
from simulator.store import ownership, places
from simulator.store.manifest import Asked, package_version
from simulator.store.places import Destination
from simulator.store.reader import read_results
from simulator.store.writer import ResultsWriter

from .examples import VALID
from .results import MANIFEST, TABLE, entries, refusal, write

NEW = pa.table({"x": [3]})
PART = "runs/part-00000.parquet"


def by_default(out: Path, *, force: bool = False) -> Destination:
    return Destination(out, numbered=True, force=force)


def note_at_the_top(out: Path) -> str:
    (out / "notes.md").write_text("mine", encoding="utf-8")
    return "notes.md"


def note_between_parts(out: Path) -> str:
    (out / "runs" / "notes.txt").write_text("mine", encoding="utf-8")
    return "runs/notes.txt"


def report_by_hand(out: Path) -> str:
    (out / "report.html").write_text("mine", encoding="utf-8")
    return "report.html"


def another_part(out: Path) -> str:
    (out / "runs" / "part-00001.parquet").write_bytes((out / PART).read_bytes())
    return "runs/part-00001.parquet"


def a_folder(out: Path) -> str:
    (out / "analysis").mkdir()
    return "analysis"


def a_folder_between_parts(out: Path) -> str:
    (out / "runs" / "old").mkdir()
    return "runs/old"


def a_dataset_of_ones_own(out: Path) -> str:
    (out / "events").mkdir()
    return "events"


def a_link(out: Path) -> str:
    (out / "latest").symlink_to("runs")
    return "latest"


def a_link_in_place_of_a_part(out: Path) -> str:
    (out / PART).rename(out.parent / "elsewhere.parquet")
    (out / PART).symlink_to(out.parent / "elsewhere.parquet")
    return PART


def a_link_in_place_of_a_dataset(out: Path) -> str:
    (out / "runs").rename(out.parent / "elsewhere")
    (out / "runs").symlink_to(out.parent / "elsewhere")
    return "runs"


def a_pipe(out: Path) -> str:
    os.mkfifo(out / "runs" / "pipe")
    return "runs/pipe"


def a_hidden_file(out: Path) -> str:
    (out / ".git").mkdir()
    return ".git"


def a_folder_called_like_litter(out: Path) -> str:
    (out / ".DS_Store").mkdir()
    return ".DS_Store"


FOREIGN = [
    note_at_the_top, note_between_parts, report_by_hand, another_part, a_folder, a_folder_between_parts,
    a_dataset_of_ones_own, a_link, a_link_in_place_of_a_part, a_link_in_place_of_a_dataset, a_pipe, a_hidden_file,
    a_folder_called_like_litter,
]  # fmt: skip


@pytest.mark.parametrize("add", FOREIGN)
@pytest.mark.parametrize("force", [False, True])
def test_what_is_not_ours_stays_and_is_named(tmp_path: Path, add: Callable[[Path], str], force: bool) -> None:
    out = write(tmp_path / "out")
    name = add(out)
    before = sorted(out.rglob("*"))
    said = refusal(Destination(out, force=force), tmp_path)
    assert said == (
        f"out: holds '{name}', which is not a result of orgsim; choose another --out, or move it away"
    )
    assert sorted(out.rglob("*")) == before


@pytest.mark.parametrize("add", FOREIGN)
def test_by_default_the_results_go_beside_what_is_not_ours(
    tmp_path: Path, add: Callable[[Path], str]
) -> None:
    out = write(tmp_path / "out")
    name, lines = add(out), list[str]()
    assert write(by_default(out), NEW, say=lines.append) == tmp_path / "out-2"
    (line,) = lines
    assert line.replace(f"{tmp_path}/", "") == (
        f"out: holds '{name}', which is not a result of orgsim; this run goes to out-2"
    )
    assert os.path.lexists(out / name)


@pytest.mark.parametrize("name", [PART, "lead-times.svg", "manifest.json"])
def test_a_file_of_ours_that_was_edited_is_the_users(tmp_path: Path, name: str) -> None:
    out = write(tmp_path / "out", sidecar="lead-times.svg")
    content = (out / name).read_bytes()
    edited = content.replace(b'"command": "run"', b'"command": "ran"').replace(b"picture", b"drawing")
    edited = edited if edited != content else content[:-1] + b"x"
    (out / name).write_bytes(edited)
    assert refusal(Destination(out, force=True), tmp_path) == (
        f"out: holds '{name}', which has been changed since it was written; "
        "choose another --out, or move it away"
    )
    assert (out / name).read_bytes() == edited


def test_what_is_missing_does_no_harm_and_is_written_again(tmp_path: Path) -> None:
    out = write(tmp_path / "out", datasets=("runs", "items"), sidecar="lead-times.svg")
    (out / PART).unlink()
    (out / "lead-times.svg").unlink()
    (out / ".DS_Store").write_bytes(b"icons")
    write(out, datasets=("runs", "items"))
    assert entries(out) == ["items", "manifest.json", "runs"]
    assert read_results(out).num_rows == 2


def test_an_older_versions_results_are_left_alone(tmp_path: Path) -> None:
    out = write(tmp_path / "out")
    (out / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    assert refusal(out, tmp_path) == (
        "out: holds 'manifest.json', which does not list its files: an older version wrote it; "
        "choose another --out, or move it away"
    )


def test_the_same_question_replaces_its_results_and_says_nothing(tmp_path: Path) -> None:
    lines = list[str]()
    for _ in range(2):
        assert write(by_default(tmp_path / "out"), question="a", say=lines.append) == tmp_path / "out"
    assert (entries(tmp_path), lines) == (["out"], [])


def test_every_other_question_gets_a_folder_of_its_own_and_keeps_it(tmp_path: Path) -> None:
    out, lines = by_default(tmp_path / "out"), list[str]()
    for question, folder in (("a", "out"), ("b", "out-2"), ("c", "out-3"), ("b", "out-2"), ("a", "out")):
        assert write(out, question=question, say=lines.append).name == folder
    assert entries(tmp_path) == ["out", "out-2", "out-3"]
    assert [line.rsplit("/", 1)[1] for line in lines] == ["out-2", "out-3", "out-2"]
    assert lines[0].replace(f"{tmp_path}/", "") == (
        "out: holds the results of another question (orgsim run); this run goes to out-2"
    )


def test_a_folder_asked_for_by_name_is_replaced_only_by_force(tmp_path: Path) -> None:
    out = write(tmp_path / "out", question="a")
    assert refusal(out, tmp_path, question="b") == (
        "out: holds the results of another question (orgsim run); choose another --out, or --force to replace them"
    )
    write(Destination(out, force=True), NEW, question="b")
    assert (entries(tmp_path), read_results(out)["x"].to_pylist()) == (["out"], [3])


def test_a_dataset_that_would_not_be_written_again_is_not_lost(tmp_path: Path) -> None:
    out = write(tmp_path / "out", datasets=("runs", "events"))
    assert refusal(out, tmp_path) == (
        "out: holds 'events', which this run does not write; choose another --out, or --force to replace them"
    )
    assert write(by_default(out)).name == "out-2"
    assert write(out, datasets=("runs", "items", "events")) == out


def test_the_numbers_of_another_version_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = write(tmp_path / "out")
    monkeypatch.setattr(ownership, "package_version", lambda name: "99")
    assert refusal(out, tmp_path) == (
        f"out: holds the results of orgsim {package_version('orgsim')}; choose another --out, or --force to replace them"
    )
    assert write(by_default(out)).name == "out-2"


def test_a_file_in_the_way_is_gone_around_by_default(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    assert write(by_default(tmp_path / "out")).name == "out-2"
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_numbers_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MOST_NUMBERED", 2)
    for question in "ab":
        write(by_default(tmp_path / "out"), question=question)
    assert refusal(by_default(tmp_path / "out"), tmp_path, question="c") == (
        "out: holds the results of another question (orgsim run); so do all up to 'out-2'; choose another --out"
    )


def test_two_runs_at_once_do_not_choose_the_same_number(tmp_path: Path) -> None:
    write(by_default(tmp_path / "out"), question="a")
    with (
        ResultsWriter(by_default(tmp_path / "out"), "b", ["runs"]) as second,
        ResultsWriter(by_default(tmp_path / "out"), "c", ["runs"]) as third,
    ):
        for writer, question in ((third, "c"), (second, "b")):
            writer.table("runs", TABLE, 0)
            writer.finish({**MANIFEST, "question": question})
    assert (second.shown.name, third.shown.name) == ("out-2", "out-3")
    assert entries(tmp_path) == ["out", "out-2", "out-3"]


def test_two_runs_of_the_same_question_may_write_the_same_folder(tmp_path: Path) -> None:
    with (
        ResultsWriter(tmp_path / "out", "a", ["runs"]) as one,
        ResultsWriter(tmp_path / "out", "a", ["runs"]) as two,
    ):
        for writer in (one, two):
            writer.table("runs", TABLE, 0)
            writer.finish({**MANIFEST, "question": "a"})
    assert entries(tmp_path) == ["out"]
    assert read_results(tmp_path / "out").num_rows == 2


def test_a_folder_that_another_run_is_writing_is_refused(tmp_path: Path) -> None:
    with ResultsWriter(tmp_path / "out", "a", ["runs"]):
        assert refusal(Destination(tmp_path / "out", force=True), tmp_path, question="b") == (
            "out: is being written by another run, which asks another question; choose another --out"
        )


def test_what_was_put_there_during_the_run_stays_and_the_run_is_not_in_vain(tmp_path: Path) -> None:
    lines = list[str]()
    with ResultsWriter(tmp_path / "out", "", ["runs"], lines.append) as writer:
        writer.table("runs", TABLE, 0)
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
        writer.finish(MANIFEST)
    assert writer.shown == tmp_path / "out-2"
    assert read_results(tmp_path / "out-2").num_rows == 2
    assert entries(tmp_path / "out") == ["notes.txt"]
    assert lines[0].endswith("which is not a result of orgsim; this run goes to " + str(tmp_path / "out-2"))


def question(text: str = VALID, command: str = "run", seeds: tuple[int, ...] = (0, 1)) -> str:
    from ruamel.yaml import YAML

    return Asked(command, [("a", scenario_from(YAML(typ="safe").load(text)))], seeds).question


def test_a_question_is_command_scenarios_and_seeds(tmp_path: Path) -> None:
    assert question() == question()
    others = [
        question(command="compare"),
        question(seeds=(0,)),
        question(seeds=(1, 0)),
        question(VALID.replace("0.3", "0.4")),
    ]
    assert len({question(), *others}) == 5


def test_the_question_of_a_history_is_what_is_in_it(tmp_path: Path) -> None:
    from ruamel.yaml import YAML

    values = YAML(typ="safe").load(
        VALID.replace("product: billing, arrivals_per_day: 0.3", "from_csv: x.csv")
    )
    found = set()
    for day in (1, 2, 1):
        (tmp_path / "x.csv").write_text(f"created,product\n{day},billing\n", encoding="utf-8")
        found.add(Asked("run", [("a", scenario_from(values, tmp_path))], (0,)).question)
    assert len(found) == 2


def test_a_mount_point_is_refused_before_anything_runs() -> None:
    with pytest.raises(OutputError, match="/proc: is a mounted drive, which results cannot replace"):
        ResultsWriter(Path("/proc"))
