"""`extends`: one file on top of another; what is wrong is said where it was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.scenario.loader import load_scenario
from simulator.scenario.patches import merged
from simulator.scenario.yaml_reader import read_text

from .examples import STRUCTURE, WORLD, changed, complaints

CHILD = f"extends: worlds/w.yaml\n{STRUCTURE}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "worlds").mkdir()
    (tmp_path / "worlds" / "w.yaml").write_text(WORLD, encoding="utf-8")
    return tmp_path


def over(base: str, top: str) -> object:
    return merged(read_text(base, "base"), read_text(top, "top")).plain()


def test_maps_are_merged_and_plain_values_replaced() -> None:
    assert over("{a: {x: 1, y: 2}, b: 1}", "{a: {y: 3, z: 4}, b: [1]}") == {
        "a": {"x": 1, "y": 3, "z": 4},
        "b": [1],
    }


def test_lists_of_named_things_are_merged_by_name() -> None:
    assert over("a: [{name: x, n: 1}, {name: y, n: 2}]", "a: [{name: y, n: 3}, {name: z, n: 4}]") == {
        "a": [{"name": "x", "n": 1}, {"name": "y", "n": 3}, {"name": "z", "n": 4}]
    }
    assert over("a: [{stage: x, n: 1}]", "a: [{stage: x, n: 2}]") == {"a": [{"stage": "x", "n": 2}]}


def test_other_lists_are_replaced() -> None:
    assert over("a: [1, 2]", "a: [3]") == {"a": [3]}
    assert over("a: [{product: p, n: 1}]", "a: [{product: p, m: 2}]") == {"a": [{"product": "p", "m": 2}]}
    assert over("a: [{name: x}, {name: x}]", "a: [{name: x, n: 1}]") == {"a": [{"name": "x", "n": 1}]}


def test_a_scenario_is_a_structure_on_top_of_a_world(folder: Path) -> None:
    (folder / "s.yaml").write_text(CHILD, encoding="utf-8")
    assert load_scenario(folder / "s.yaml").name == "two-teams"


def test_later_files_of_a_list_stand_on_top_of_earlier_ones(folder: Path) -> None:
    (folder / "calm.yaml").write_text("name: calm\npresence: 0.5\n", encoding="utf-8")
    (folder / "s.yaml").write_text(
        CHILD.replace("worlds/w.yaml", "[worlds/w.yaml, calm.yaml]"), encoding="utf-8"
    )
    scenario = load_scenario(folder / "s.yaml")
    assert (scenario.name, scenario.presence) == ("calm", 0.5)


def test_problems_of_all_files_are_said_at_once_each_in_its_file(folder: Path) -> None:
    world = changed(("count: 2", "count: 2, count: 3"), ("0.3", "-0.3"), text=WORLD)
    (folder / "worlds" / "w.yaml").write_text(world, encoding="utf-8")
    child = CHILD.replace("wip_limit: 5", "wip_limit: 0") + "presense: 3\n"
    assert complaints(folder, child) == [
        "worlds/w.yaml:6:22: workforce.tester.count: is written twice; keep one; the first is in line 6",
        "worlds/w.yaml:16:41: demand.items.tickets.arrivals_per_day: must be greater than 0, is -0.3; write a number above 0",
        "s.yaml:5:85: structure.teams.left.wip_limit: must be at least 1, is 0; write 1 or more",
        "s.yaml:7:1: presense: no such key; did you mean 'presence'?",
    ]


def test_a_parent_that_cannot_be_read_hides_no_problem_of_the_child(folder: Path) -> None:
    child = CHILD.replace("w.yaml", "ww.yaml") + "presense: 3\n"
    assert complaints(folder, child) == [
        "s.yaml:1:1: extends: there is no file 'worlds/ww.yaml'; give its path relative to this file",
        "s.yaml:7:1: presense: no such key; did you mean 'presence'?",
    ]
    (folder / "worlds" / "w.yaml").write_text("a: [1", encoding="utf-8")
    assert complaints(folder, CHILD + "presense: 3\n") == [
        "worlds/w.yaml:1:6: a comma or a closing ']' is missing before this; close the bracket, or add the comma",
        "s.yaml:7:1: presense: no such key; did you mean 'presence'?",
    ]


@pytest.mark.parametrize(
    ("extends", "message"),
    [
        ("s.yaml", "goes round in a circle: s.yaml -> s.yaml; remove one of these"),
        ("3", "must name a file; write a path, relative to this file"),
        ("{a: b}", "must name a file; write a path, relative to this file"),
        ("worlds", "'worlds' is a folder; name a YAML file in it"),
        ('"a\\0b"', "there is no file 'a�b'; give its path relative to this file"),
        ("loop.yaml", "there is no file 'loop.yaml'; give its path relative to this file"),
    ],
)
def test_extends_names_a_file_that_can_be_read(folder: Path, extends: str, message: str) -> None:
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (line,) = complaints(folder, f"extends: {extends}\n{STRUCTURE}")
    assert line == f"s.yaml:1:1: extends: {message}"


def test_a_name_that_no_file_can_have_is_no_file(folder: Path) -> None:
    (line,) = complaints(folder, f"extends: {'a' * 5000}\n{STRUCTURE}")
    assert line.startswith("s.yaml:1:1: extends: there is no file 'aaa")


def test_a_cycle_in_extends_is_named_file_by_file(folder: Path) -> None:
    (folder / "worlds" / "w.yaml").write_text(f"extends: v.yaml\n{WORLD}", encoding="utf-8")
    (folder / "worlds" / "v.yaml").write_text("extends: w.yaml\n", encoding="utf-8")
    assert complaints(folder, CHILD) == [
        "worlds/v.yaml:1:1: extends: goes round in a circle: w.yaml -> v.yaml -> w.yaml; remove one of these"
    ]


def test_files_that_double_from_level_to_level_are_turned_down(folder: Path) -> None:
    for i in range(30):
        (folder / f"e{i}.yaml").write_text(f"extends: [e{i + 1}.yaml, e{i + 1}.yaml]\n", encoding="utf-8")
    (folder / "e30.yaml").write_text(WORLD, encoding="utf-8")
    (line,) = complaints(folder, f"extends: e0.yaml\n{STRUCTURE}")
    assert line.endswith("extends: leads to more than 50 files; extend fewer files, each only once")


def test_histories_are_seen_from_the_file_that_names_them(folder: Path) -> None:
    world = changed(("product: billing, arrivals_per_day: 0.3", "from_csv: x.csv"), text=WORLD)
    (folder / "worlds" / "w.yaml").write_text(world, encoding="utf-8")
    assert complaints(folder, CHILD) == [
        "worlds/w.yaml:16:23: demand.items.tickets.from_csv: 'worlds/x.csv' does not exist; give the path of a CSV file, relative to the scenario"
    ]
    (folder / "worlds" / "x.csv").write_text("created,product\n1,billing\n", encoding="utf-8")
    assert load_scenario(folder / "s.yaml").name == "two-teams"


def test_what_a_child_takes_away_from_a_file_that_is_not_there_is_not_missed(folder: Path) -> None:
    child = "extends: no.yaml\nworkforce: {tester: null}\nstructure: {teams: [{name: a, remove: true}]}\n"
    assert complaints(folder, child) == [
        "s.yaml:1:1: extends: there is no file 'no.yaml'; give its path relative to this file"
    ]


def test_a_file_of_changes_may_stand_between_a_world_and_a_variant(folder: Path) -> None:
    (folder / "small.yaml").write_text(
        "products: [{name: checkout, coupling: null}]\nhorizon: {quarters: 1}\n", encoding="utf-8"
    )
    (folder / "s.yaml").write_text(
        CHILD.replace("worlds/w.yaml", "[worlds/w.yaml, small.yaml]"), encoding="utf-8"
    )
    scenario = load_scenario(folder / "s.yaml")
    assert (scenario.products[0].coupling, scenario.horizon.window_days) == ({}, 65.0)
