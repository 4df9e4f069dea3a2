"""A comparison in several modes of demand: what decides where, and how the modes show in all that comes out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from simulator import compare, read_results
from simulator.cli import main
from simulator.errors import InputError
from simulator.notebook import ShownResult, ShownResults
from simulator.scenario.comparison import Comparison
from simulator.studies.comparison import HEADLINES, comparison_from, points_of

from .examples import said
from .test_loads_of_modes import WORLD

VARIANTS = (
    "base: s.yaml\nvariants:\n  - {name: a, set: {presence: 0.8}}\n  - {name: b, set: {presence: 0.9}}\n"
)
MODES = "modes: [equal_load, backlog]\n"
DECIDE = "decide_on: {equal_load: [lead_time_days_mean, utilisation], backlog: [initiatives_done]}\n"
RUNS = ("--replications", "2", "--workers", "1", "--quiet")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.yaml").write_text(WORLD, encoding="utf-8")
    (tmp_path / "k.yaml").write_text(VARIANTS + MODES + DECIDE, encoding="utf-8")
    return tmp_path


def compared(folder: Path, text: str, overrides: Mapping[str, Any] | None = None) -> Comparison:
    (folder / "k.yaml").write_text(VARIANTS + text, encoding="utf-8")
    return comparison_from([folder / "k.yaml"], overrides)


def complaints(folder: Path, text: str, overrides: Mapping[str, Any] | None = None) -> list[str]:
    return said(folder, lambda: compared(folder, text, overrides))


def points(comparison: Comparison, modes: list[str] | None = None) -> list[tuple[Any, ...]]:
    """Each point with its mode, that of its variants, and what decides there."""
    return [
        (point.mode, {scenario.demand.mode for _, scenario in point.variants}, point.decide_on)
        for point in points_of(comparison, [], modes)
    ]


def orgsim(*words: str) -> Result:
    return CliRunner().invoke(main, words, catch_exceptions=False)


def test_variants_are_compared_in_each_mode_by_what_decides_there(folder: Path) -> None:
    assert points(compared(folder, MODES + DECIDE)) == [
        ("equal_load", {"equal_load"}, ("lead_time_days_mean", "utilisation")),
        ("backlog", {"backlog"}, ("initiatives_done",)),
    ]


def test_a_list_decides_in_every_mode(folder: Path) -> None:
    assert points(compared(folder, MODES + "decide_on: [nps]\n")) == [
        ("equal_load", {"equal_load"}, ("nps",)),
        ("backlog", {"backlog"}, ("nps",)),
    ]


def test_a_mode_of_which_nothing_is_said_shows_the_headlines(folder: Path) -> None:
    comparison = compared(folder, MODES + "decide_on: {backlog: [initiatives_done]}\n")
    assert points(comparison) == [
        ("equal_load", {"equal_load"}, ()),
        ("backlog", {"backlog"}, ("initiatives_done",)),
    ]
    first, second = compare(folder / "k.yaml", replications=1, workers=1, modes=["equal_load", "backlog"])
    assert len(first.shown) > 3
    assert {outcome.name for outcome in first.shown} <= set(HEADLINES)
    assert [outcome.name for outcome in second.shown] == ["initiatives_done"]


def test_without_modes_files_are_compared_in_their_own(folder: Path) -> None:
    assert points(compared(folder, "decide_on: [nps]\n")) == [(None, {"equal_load"}, ("nps",))]
    assert points(compared(folder, "modes: []\n")) == [(None, {"equal_load"}, ())]


def test_modes_are_chosen_from_outside_in_their_order(folder: Path) -> None:
    comparison = compared(folder, MODES + DECIDE)
    deciding = {"backlog": ("initiatives_done",), "equal_load": ("lead_time_days_mean", "utilisation")}
    for modes in (["backlog"], ["backlog", "equal_load"]):
        assert points(comparison, modes) == [(mode, {mode}, deciding[mode]) for mode in modes]


def test_a_mode_that_is_set_on_top_is_the_one_that_holds(folder: Path) -> None:
    """It is not lost because the file has modes of its own."""
    comparison = compared(folder, MODES + DECIDE, {"demand.mode": "backlog"})
    assert points(comparison) == [(None, {"backlog"}, ("initiatives_done",))]
    listed = compared(folder, f"{MODES}decide_on: [nps]\n", {"demand.mode": "backlog"})
    assert points(listed) == [(None, {"backlog"}, ("nps",))]


def test_smallest_effects_hold_in_every_mode(folder: Path) -> None:
    comparison = compared(folder, f"{MODES}smallest_effect_that_matters: {{utilisation: 0.1}}\n")
    assert [dict(point.smallest_effects) for point in points_of(comparison, [])] == [{"utilisation": 0.1}] * 2


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("modes: [equal_load, backlg]\n", ["5:21: modes.1: no such mode 'backlg'; did you mean 'backlog'?"]),
        ("modes: [boom]\n", ["5:9: modes.0: no such mode 'boom'; known: backlog, equal_load"]),
        ("modes: [backlog, backlog]\n", ["5:18: modes.1: 'backlog' is listed twice; keep one of them"]),
        ("modes: backlog\n", ["5:1: modes: must be a list, is 'backlog'; write [backlog]"]),
        ("modes: {backlog: 1}\n", ["5:1: modes: must be a list, is a map; put '- ' before each entry"]),
        ("modes: [3]\n", ["5:9: modes.0: must be a word, is 3; put it in quotes: '3'"]),
        ("mode: backlog\n", ["5:1: mode: no such key; did you mean 'modes'?"]),
        (
            f"{MODES}decide_on: {{backlg: [nps]}}\n",
            ["6:13: decide_on.backlg: is not one of the modes that are compared; did you mean 'backlog'?"],
        ),
        (
            "modes: [equal_load]\ndecide_on:\n  equal_load: [nps]\n  backlog: [nps]\n",
            ["8:3: decide_on.backlog: is not one of the modes that are compared; add it to modes, or remove it"],
        ),
        (
            "decide_on: {equal_load: [nps]}\n",
            ["5:13: decide_on.equal_load: is not one of the modes that are compared; add it to modes, or remove it"],
        ),
        (
            f"{MODES}decide_on: {{backlog: [nps, npss], equal_load: [utilization]}}\n",
            [
                "6:28: decide_on.backlog.1: no such outcome 'npss'; did you mean 'nps'?",
                "6:48: decide_on.equal_load.0: no such outcome 'utilization'; did you mean 'utilisation'?",
            ],
        ),
        (f"{MODES}decide_on: {{backlog: nps}}\n", ["6:13: decide_on.backlog: must be a list, is 'nps'; write [nps]"]),
        (f"{MODES}decide_on: nps\n", ["6:1: decide_on: must be a list or a map, is 'nps'; write a list or a map"]),
        (
            "modes: [backlg]\ndecide_on: {backlg: [npss]}\n",
            [
                "6:22: decide_on.backlg.0: no such outcome 'npss'; did you mean 'nps'?",
                "5:9: modes.0: no such mode 'backlg'; did you mean 'backlog'?",
            ],
        ),
    ],
)  # fmt: skip
def test_modes_are_modes_of_all_variants(folder: Path, text: str, messages: list[str]) -> None:
    assert complaints(folder, text) == [f"k.yaml:{message}" for message in messages]


def test_what_is_wrong_in_a_mode_names_the_variants_unless_it_is_so_in_all(folder: Path) -> None:
    loads = (
        "demand.modes.equal_load.loads: [{load: 0.5, scale: 1}, {load: 0.6, scale: 2}], demand.mode: backlog"
    )
    text = f"""\
base: s.yaml
variants:
  - {{name: a}}
  - {{name: b, set: {{demand.modes.backlog: null}}}}
  - {{name: c, set: {{{loads}}}}}
modes: [equal_load, backlog]
"""
    (folder / "k.yaml").write_text(text, encoding="utf-8")
    span = "and mode 'equal_load' knows loads from 0.5 to 0.6"
    assert said(folder, lambda: comparison_from([folder / "k.yaml"])) == [
        f"k.yaml:6:9: modes.0: demand.load is 0.8, {span} in c; write a load from 0.5 to 0.6",
        "k.yaml:6:21: modes.1: no such mode 'backlog' in b; known: equal_load",
    ]
    without = text.replace("demand.mode: backlog", "demand.load: 0.55")
    (folder / "k.yaml").write_text(without, encoding="utf-8")
    assert len(said(folder, lambda: comparison_from([folder / "k.yaml"]))) == 1


def test_a_mode_must_be_able_to_scale_what_arrives(folder: Path) -> None:
    given = "{demand.items: [{name: x, product: billing, at: [1, 2], effort_days: 1}]}"
    (folder / "k.yaml").write_text(
        f"base: s.yaml\nvariants: [{{name: a}}, {{name: b, set: {given}}}]\n{MODES}", encoding="utf-8"
    )
    what = "arrivals without a rate cannot be scaled, as mode 'backlog' does in b"
    assert said(folder, lambda: comparison_from([folder / "k.yaml"])) == [
        f"k.yaml:3:21: modes.1: {what}; choose another mode, or write rates"
    ]


def test_validate_checks_the_modes(folder: Path) -> None:
    assert orgsim("validate", "k.yaml").exit_code == 0
    (folder / "k.yaml").write_text(f"{VARIANTS}modes: [backlg]\n", encoding="utf-8")
    done = orgsim("validate", "k.yaml")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "k.yaml:5:9: modes.0: no such mode 'backlg'; did you mean 'backlog'?\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--mode", "backlg"], "scenario: demand.mode: no such mode 'backlg'; did you mean 'backlog'?"),
        (
            ["--mode", "backlog", "--load", "0.8"],
            "scenario: demand.load: 'a' is in mode 'backlog', which knows no loads; choose mode equal_load, or omit --load",
        ),
        (
            ["--load", "0.95"],
            "scenario: demand.load: is 0.95, and mode 'equal_load' knows loads from 0.7 to 0.9; write a load from 0.7 to 0.9",
        ),
    ],
)  # fmt: skip
def test_the_command_takes_no_mode_and_no_load_that_the_world_does_not_know(
    folder: Path, words: list[str], message: str
) -> None:
    text = VARIANTS.replace("{name: a, ", "{name: a, change: {name: a}, ")
    (folder / "k.yaml").write_text(text + MODES, encoding="utf-8")
    done = orgsim("compare", "k.yaml", *RUNS, *words)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", f"{message}\n")


def rows_of(*words: str) -> list[dict[str, Any]]:
    done = orgsim("compare", "k.yaml", *RUNS, "--format", "json", *words)
    assert done.exit_code == 0, done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([], [("equal_load", None), ("backlog", None)]),
        (["--mode", "backlog"], [("backlog", None)]),
        (["--mode", " backlog, equal_load,backlog "], [("backlog", None), ("equal_load", None)]),
        (["--mode", ""], [("equal_load", None), ("backlog", None)]),
        (["--load", "0.7,0.9"], [("equal_load", 0.7), ("equal_load", 0.9), ("backlog", None)]),
        (["--set", "demand.mode=backlog"], [(None, None)]),
    ],
)
def test_every_row_says_its_mode_and_load(
    folder: Path, words: list[str], found: list[tuple[str | None, float | None]]
) -> None:
    rows = rows_of(*words)
    assert list(dict.fromkeys((row["mode"], row["load"]) for row in rows)) == found
    assert list(rows[0])[:3] == ["mode", "load", "variant"]
    for row in rows:
        if row["mode"] is not None:
            assert (row["outcome"] == "initiatives_done") == (row["mode"] == "backlog")


def test_rows_in_csv_say_the_mode(folder: Path) -> None:
    done = orgsim("compare", "k.yaml", *RUNS, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["mode"], row["load"], row["variant"], row["outcome"]) for row in rows] == [
        ("equal_load", "", "a", "lead_time_days_mean"),
        ("equal_load", "", "b", "lead_time_days_mean"),
        ("equal_load", "", "a", "utilisation"),
        ("equal_load", "", "b", "utilisation"),
        ("backlog", "", "a", "initiatives_done"),
        ("backlog", "", "b", "initiatives_done"),
    ]


def test_the_terminal_names_the_mode_beside_the_question(folder: Path) -> None:
    (folder / "k.yaml").write_text(f"question: Which?\n{VARIANTS}{MODES}{DECIDE}", encoding="utf-8")
    lines = orgsim("compare", "k.yaml", *RUNS).stdout.splitlines()
    assert [line for line in lines if "Which?" in line] == ["[equal load] Which?", "[backlog] Which?"]
    full = orgsim("compare", "k.yaml", *RUNS, "--full", "--load", "0.9").stdout
    assert [line.split(" ─")[0] for line in full.splitlines() if line.endswith("──")] == [
        "equal load, load 0.9", "backlog",
    ]  # fmt: skip


def test_what_is_kept_names_points_by_what_they_differ_in(folder: Path) -> None:
    def labels(*words: str) -> list[str]:
        out = " ".join(("out", *words))
        orgsim("compare", "k.yaml", *RUNS, "--out", out, *words)
        shown = json.loads(orgsim("results", "show", out, "--format", "json").stdout)
        return list(dict.fromkeys(row["variant"] for row in shown["outcomes"]))

    assert labels() == ["a at equal load", "b at equal load", "a at backlog", "b at backlog"]
    assert labels("--mode", "backlog") == ["a", "b"]
    assert labels("--mode", "equal_load", "--load", "0.7,0.9") == [
        "a at load 0.7", "b at load 0.7", "a at load 0.9", "b at load 0.9",
    ]  # fmt: skip
    assert labels("--load", "0.7,0.9")[::2] == [
        "a at equal load, load 0.7", "a at equal load, load 0.9", "a at backlog",
    ]  # fmt: skip


def test_what_is_kept_says_how_it_was_asked_and_holds_all_points(folder: Path) -> None:
    orgsim("compare", "k.yaml", *RUNS, "--out", "out", "--mode", "backlog,equal_load", "--load", "0.7")
    manifest = json.loads((folder / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["asked"]["mode"], manifest["asked"]["load"]) == ("backlog,equal_load", "0.7")
    said = [
        (entry["point"], entry["variant"], entry["scenario"]["demand"]["mode"])
        for entry in manifest["scenarios"]
    ]
    assert said == [(0, "a", "backlog"), (0, "b", "backlog"), (1, "a", "equal_load"), (1, "b", "equal_load")]
    runs = read_results(folder / "out", "runs").to_pandas()
    assert sorted(runs["point"]) == [0] * 4 + [1] * 4
    shown = orgsim("results", "show", "out").stdout
    assert "--mode backlog,equal_load --load 0.7 --replications 2" in " ".join(
        shown.replace("│", " ").split()
    )


def test_python_gives_a_result_for_each_mode(folder: Path) -> None:
    both = compare("k.yaml", replications=2, workers=1)
    assert isinstance(both, ShownResults)
    assert [result.comparison.mode for result in both] == ["equal_load", "backlog"]
    (one,) = compare("k.yaml", replications=2, workers=1, modes=["backlog", "backlog"])
    assert one.comparison.mode == "backlog"
    assert one.values["initiatives_done"] == pytest.approx(both[1].values["initiatives_done"])
    assert "(backlog)" in repr(one)
    frame = both.to_frame()
    assert list(frame.columns[:3]) == ["mode", "variant", "outcome"]
    assert list(frame["mode"]) == ["equal_load"] * 4 + ["backlog"] * 2
    assert list(both.values_to_frame()["mode"].unique()) == ["equal_load", "backlog"]
    loaded = compare("k.yaml", replications=1, workers=1, loads=[0.7])
    assert [(result.comparison.mode, result.comparison.load) for result in loaded] == [
        ("equal_load", 0.7), ("backlog", None),
    ]  # fmt: skip
    assert list(loaded.to_frame().columns[:2]) == ["mode", "load"]


def test_python_gives_one_result_where_no_mode_is_chosen(folder: Path) -> None:
    (folder / "k.yaml").write_text(VARIANTS, encoding="utf-8")
    nothing: tuple[Any, ...] = (None, [])
    for modes in nothing:
        result = compare("k.yaml", replications=1, workers=1, modes=modes)
        assert isinstance(result, ShownResult)
        assert result.comparison.mode is None
        assert "mode" not in result.to_frame().columns


@pytest.mark.parametrize("modes", ["backlog", [3], [None]])
def test_python_takes_names_of_modes_in_a_list(folder: Path, modes: Any) -> None:
    with pytest.raises(InputError) as caught:
        compare("k.yaml", replications=1, modes=modes)
    remedy = 'write names: ["equal_load", "backlog"]'
    assert str(caught.value) == f"compare: modes: {modes!r} is not possible here; {remedy}"
