"""Values set by dotted path are typed and checked like those of the file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.scenario.loader import load_scenario
from simulator.scenario.scenario import Scenario

from .examples import VALID, complaints

WIP = "structure.teams.left.wip_limit"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "s.yaml").write_text(VALID, encoding="utf-8")
    return tmp_path / "s.yaml"


def loaded(path: Path, overrides: Mapping[str, Any]) -> Scenario:
    return load_scenario(path, overrides)


def test_a_named_thing_of_a_list_is_addressed_by_its_name_or_number(path: Path) -> None:
    assert loaded(path, {WIP: "3"}).structure.teams[0].wip_limit == 3
    assert loaded(path, {"structure.teams.1.wip_limit": 7}).structure.teams[1].wip_limit == 7
    assert loaded(path, {"value_stream.test.by.tester": "2"}).value_stream[2].by["tester"] == 2.0
    assert loaded(path, {"products.checkout.coupling.billing": "0.5"}).products[0].coupling == {
        "billing": 0.5
    }


def test_a_stream_without_a_name_is_addressed_by_its_product(path: Path) -> None:
    assert loaded(path, {"demand.opportunities.checkout.items": 5}).demand.opportunities[0].items == 5.0


def test_words_are_read_as_yaml_and_python_values_taken_as_they_are(path: Path) -> None:
    scenario = loaded(
        path, {"presence": "5e-1", "structure.teams.left.members.engineer": "[0, 1]", WIP: "null"}
    )
    assert scenario.presence == 0.5
    assert scenario.structure.teams[0].members["engineer"] == [0, 1]
    assert scenario.structure.teams[0].wip_limit is None
    scenario = loaded(path, {"presence": np.float64(0.25), WIP: np.int64(4)})
    assert (scenario.presence, scenario.structure.teams[0].wip_limit) == (0.25, 4)


def test_a_map_that_is_not_there_is_made(path: Path) -> None:
    assert loaded(path, {"release.mode": "train", "release.every_days": 10}).release.every_days == 10.0


@pytest.mark.parametrize(
    ("dotted", "value", "message"),
    [
        (WIP, "many", f"{WIP}: must be a whole number, is 'many'; write a whole number"),
        (WIP, True, f"{WIP}: must be a whole number, is true; write a whole number"),
        (WIP, "0", f"{WIP}: must be at least 1, is 0; write 1 or more"),
        ("presence", "", "presence: must be a number, is ''; write a number"),
        ("presence", "[1", "presence: a comma or a closing ']' is missing before this; close the bracket, or add the comma"),
        ("presence", "{a: 1, a: 2}", "presence.a: is written twice; keep one; the first is in line 1"),
        ("name", "null", "name: has no value; write a value after the colon, or remove the key"),
        ("presence.x", "3", "presence.x: 'presence' is a plain value, with nothing below it; set 'presence' as a whole"),
        ("structure.teams.leftt.wip_limit", "3", "structure.teams.leftt.wip_limit: there is no 'leftt' in structure.teams; did you mean 'left'?"),
        ("structure.teams.7.wip_limit", "3", "structure.teams.7.wip_limit: there is no '7' in structure.teams; known: left, right"),
        ("structure.teams.new", "{name: new}", "structure.teams.new: there is no 'new' in structure.teams; known: left, right"),
        ("structure.teams.left.wip_limt", "3", "structure.teams.left.wip_limt: no such key; did you mean 'wip_limit'?"),
        ("structur.teams.left.wip_limit", "3", "structur: no such key; did you mean 'structure'?"),
        ("workforce.enginer.count", "3", "workforce.enginer.count: there is no 'enginer' in workforce; did you mean 'engineer'?"),
        ("feedback.ab_test.power", "9", "feedback.ab_test.power: must be below 1, is 9; write a share between 0 and 1: 0.09 for 9 %"),
        ("extends", "x.yaml", "extends: cannot be set from outside; write it into the file"),
        ("a..b", "3", "a..b: is not a path: a name is missing between two dots; write it like horizon.quarters"),
        ("presence.", "3", "presence.: is not a path: a name is missing between two dots; write it like horizon.quarters"),
    ],
)  # fmt: skip
def test_what_cannot_be_set_is_said_with_its_path(
    tmp_path: Path, dotted: str, value: object, message: str
) -> None:
    assert complaints(tmp_path, VALID, {dotted: value}) == [f"overrides: {message}"]


def test_problems_of_overrides_and_of_the_file_are_said_together(tmp_path: Path) -> None:
    text = VALID.replace("count: 2", "count: -2")
    overrides = {"presence": "2", "structure.teams.leftt.x": "1", "horizon.dayz": "3"}
    assert complaints(tmp_path, text, overrides) == [
        "overrides: structure.teams.leftt.x: there is no 'leftt' in structure.teams; did you mean 'left'?",
        "overrides: horizon.dayz: no such key; did you mean 'days'?",
        "overrides: presence: must be at most 1, is 2; write 1 or less",
        "s.yaml:6:12: workforce.tester.count: must be at least 1, is -2; write 1 or more",
    ]


def test_setting_a_value_leaves_the_file_as_it_is(path: Path) -> None:
    loaded(path, {WIP: 3})
    assert loaded(path, {}).structure.teams[0].wip_limit == 5
    assert path.read_text(encoding="utf-8") == VALID
