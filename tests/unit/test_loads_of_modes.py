"""Loads of a mode of demand: how much arrives at which, and everything that can be wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import InputError
from simulator.scenario.comparison import Comparison
from simulator.scenario.loader import load_scenario, scenario_from
from simulator.scenario.scenario import Scenario
from simulator.store.manifest import resolved
from simulator.studies.comparison import comparison_from, points_of
from simulator.work.demand import LoadSpec, ModeSpec

from .examples import VALID, changed, complaints, said

LOADS = ((0.7, 0.65), (0.8, 1.0), (0.9, 1.43))
EQUAL = "{loads: [{load: 0.7, scale: 0.65}, {load: 0.8, scale: 1.0}, {load: 0.9, scale: 1.43}]}"
BACKLOG = "{scale: 2.7}"
DEMAND = (
    f"demand:\n  mode: equal_load\n  load: 0.8\n  modes:\n    equal_load: {EQUAL}\n    backlog: {BACKLOG}\n"
)
WORLD = changed(("demand:\n", DEMAND), ("name: tickets, ", "name: tickets, class: support, "))
SPAN = "and mode 'equal_load' knows loads from 0.7 to 0.9; write a load from 0.7 to 0.9"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "s.yaml").write_text(WORLD, encoding="utf-8")
    (tmp_path / "t.yaml").write_text(changed(("two-teams", "other"), text=WORLD), encoding="utf-8")
    return tmp_path


def scenario_at(folder: Path, **demand: Any) -> Scenario:
    return load_scenario(folder / "s.yaml", {f"demand.{key}": value for key, value in demand.items()})


def compared(folder: Path) -> Comparison:
    return comparison_from([folder / "s.yaml", folder / "t.yaml"])


def ideas_per_quarter(scenario: Scenario) -> float:
    return 65 * scenario.demand.per_day(scenario.streams[1])


def tickets_per_day(scenario: Scenario) -> float:
    return scenario.demand.per_day(scenario.streams[0])


@pytest.mark.parametrize(("load", "scale"), LOADS)
def test_at_a_load_of_the_list_its_scale_holds(folder: Path, load: float, scale: float) -> None:
    assert ideas_per_quarter(scenario_at(folder, load=load)) == pytest.approx(3 * scale)
    assert ideas_per_quarter(scenario_at(folder).at_load(load)) == pytest.approx(3 * scale)


@pytest.mark.parametrize(("load", "scale"), [(0.75, 0.825), (0.85, 1.215), (0.82, 1.086)])
def test_between_two_loads_the_scale_is_as_far_from_either(folder: Path, load: float, scale: float) -> None:
    assert ideas_per_quarter(scenario_at(folder, load=load)) == pytest.approx(3 * scale)


@settings(max_examples=200, derandomize=True, database=None)
@given(st.floats(0.7, 0.9), st.floats(0.7, 0.9))
def test_a_higher_load_never_has_a_lower_scale_nor_one_beyond_the_list(one: float, other: float) -> None:
    mode = ModeSpec(loads=[LoadSpec(load=load, scale=scale) for load, scale in LOADS])
    low, high = mode.scale_at(min(one, other)), mode.scale_at(max(one, other))
    assert 0.65 <= low <= high <= 1.43


def test_loads_stand_beside_the_scale_of_the_demand(folder: Path) -> None:
    assert ideas_per_quarter(scenario_at(folder, load=0.9, scale=2)) == pytest.approx(3 * 1.43 * 2)


@pytest.mark.parametrize("demand", [{"load": 0.7}, {"load": 0.9}, {"mode": "backlog"}, {"mode": None}])
def test_there_are_as_many_tickets_at_every_load_and_in_every_mode(
    folder: Path, demand: dict[str, Any]
) -> None:
    assert tickets_per_day(scenario_at(folder, **demand)) == 0.3


def test_a_mode_without_loads_scales_ideas_whatever_the_load_is(folder: Path) -> None:
    for load in (0.1, 0.8, None):
        assert ideas_per_quarter(scenario_at(folder, mode="backlog", load=load)) == pytest.approx(3 * 2.7)


def test_the_reference_of_a_mode_is_for_people(folder: Path) -> None:
    there = scenario_at(folder, **{"modes.equal_load.reference": "no/such/file.yaml"})
    assert there.demand.modes["equal_load"].reference == "no/such/file.yaml"
    assert ideas_per_quarter(there) == 3.0


def test_another_load_leaves_all_else_as_it_was(folder: Path) -> None:
    here, there = scenario_at(folder), scenario_at(folder).at_load(0.9)
    assert there == scenario_at(folder, load=0.9)
    assert resolved(here)["demand"] | {"load": 0.9} == resolved(there)["demand"]
    assert resolved(scenario_from(resolved(there))) == resolved(there)


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("load: 0.95", f"16:3: demand.load: is 0.95, {SPAN}"),
        ("load: 0.5", f"16:3: demand.load: is 0.5, {SPAN}"),
        ("load: 0", "16:3: demand.load: must be greater than 0, is 0; write a number above 0"),
        ("load: 1.5", "16:3: demand.load: must be at most 1, is 1.5; write 1 or less"),
        ("until_day: 90", f"14:1: demand: has no load, {SPAN}"),
    ],
)  # fmt: skip
def test_a_load_is_one_that_the_mode_knows(tmp_path: Path, new: str, message: str) -> None:
    assert complaints(tmp_path, changed(("load: 0.8\n", f"{new}\n"), text=WORLD)) == [f"s.yaml:{message}"]


@pytest.mark.parametrize(
    ("loads", "message"),
    [
        (
            "{loads: [{load: 0.8, scale: 1}, {load: 0.7, scale: 0.5}]}",
            "18:5: demand.modes.equal_load: has load 0.7 with scale 0.5 after load 0.8 with scale 1; write loads from low to high, each with a higher scale",
        ),
        (
            "{loads: [{load: 0.7, scale: 1}, {load: 0.8, scale: 1}]}",
            "18:5: demand.modes.equal_load: has load 0.8 with scale 1 after load 0.7 with scale 1; write loads from low to high, each with a higher scale",
        ),
        (
            "{loads: [{load: 0.8, scale: 1}, {load: 0.8, scale: 2}]}",
            "18:5: demand.modes.equal_load: has load 0.8 with scale 2 after load 0.8 with scale 1; write loads from low to high, each with a higher scale",
        ),
        (
            "{scale: 2, loads: [{load: 0.8, scale: 1}]}",
            "18:5: demand.modes.equal_load: has both loads and scale; keep one of them",
        ),
        ("{loads: [{load: 0.8}]}", "18:26: demand.modes.equal_load.loads.0.scale: is missing; add it"),
        ("{loads: [{load: 1, scale: 1}]}", "18:27: demand.modes.equal_load.loads.0.load: must be below 1, is 1; write less"),
        ("{loads: [{laod: 0.8, scale: 1}]}", "18:27: demand.modes.equal_load.loads.0.laod: no such key; did you mean 'load'?"),
        ("{loads: [0.8]}", "18:26: demand.modes.equal_load.loads.0: must be a map, is 0.8; write its keys: {load: …, scale: …}"),
        ("{loads: 0.8}", "18:18: demand.modes.equal_load.loads: must be a list, is 0.8; write [0.8]"),
        ("{loads: [{load: 0.7, scale: 1}]}", "16:3: demand.load: is 0.8, and mode 'equal_load' knows load 0.7 alone; write load 0.7"),
    ],
)  # fmt: skip
def test_loads_rise_and_stand_instead_of_a_scale(tmp_path: Path, loads: str, message: str) -> None:
    assert complaints(tmp_path, changed((EQUAL, loads), text=WORLD)) == [f"s.yaml:{message}"]


def test_a_load_is_refused_from_outside_where_it_was_set(folder: Path) -> None:
    lines = said(folder, lambda: scenario_at(folder, load=0.95))
    assert lines == [f"overrides: demand.load: is 0.95, {SPAN}"]


def test_loads_are_those_of_the_mode_in_which_files_are_compared(folder: Path) -> None:
    points = points_of(compared(folder), [0.7, 0.85])
    assert [(point.mode, point.load) for point in points] == [(None, 0.7), (None, 0.85)]
    found = [[ideas_per_quarter(scenario) for _, scenario in point.variants] for point in points]
    assert found == [pytest.approx([3 * scale] * 2) for scale in (0.65, 1.215)]


def test_of_several_modes_those_are_loaded_that_know_loads(folder: Path) -> None:
    points = points_of(compared(folder), [0.7, 0.9], ["backlog", "equal_load"])
    assert [(point.mode, point.load) for point in points] == [
        ("backlog", None), ("equal_load", 0.7), ("equal_load", 0.9),
    ]  # fmt: skip
    scales = [ideas_per_quarter(point.variants[0][1]) / 3 for point in points]
    assert scales == pytest.approx([2.7, 0.65, 1.43])


@pytest.mark.parametrize(
    ("mode", "where"),
    [("backlog", "is in mode 'backlog', which"), (None, "is in no mode of demand, and so")],
)
def test_a_mode_that_knows_no_loads_takes_none_where_another_does(
    folder: Path, mode: str | None, where: str
) -> None:
    """A backlog is more than anyone can do: what uses squads .8 of their time says nothing of it."""
    remedy = "choose mode equal_load, or omit --load"
    lines = said(folder, lambda: scenario_at(folder, mode=mode).at_load(0.7))
    assert lines == [f"scenario: demand.load: 'two-teams' {where} knows no loads; {remedy}"]


@pytest.mark.parametrize("loads", [[0.5], [0.7, 0.95]])
def test_a_comparison_takes_no_load_that_the_mode_does_not_know(folder: Path, loads: list[float]) -> None:
    lines = said(folder, lambda: points_of(compared(folder), loads))
    assert lines == [f"scenario: demand.load: is {loads[-1]:g}, {SPAN}"]


def test_a_mode_of_one_load_has_that_one(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(changed((EQUAL, "{loads: [{load: 0.8, scale: 2}]}"), text=WORLD))
    scenario = scenario_at(tmp_path)
    assert ideas_per_quarter(scenario) == 6.0
    with pytest.raises(InputError, match=r"knows load 0\.8 alone; write load 0\.8"):
        scenario.at_load(0.7)


def test_tickets_at_given_times_are_no_obstacle_to_more_ideas(tmp_path: Path) -> None:
    """A mode does not scale tickets, so that they need no rate; other items do."""
    given_times = changed(("arrivals_per_day: 0.3", "at: [1, 2]"), text=WORLD)
    (tmp_path / "s.yaml").write_text(given_times, encoding="utf-8")
    assert ideas_per_quarter(scenario_at(tmp_path, load=0.9)) == pytest.approx(3 * 1.43)
    lines = complaints(
        tmp_path, changed(("class: support", "class: none"), text=given_times), {"demand.load": 0.9}
    )
    assert lines == [
        "s.yaml:14:1: demand: arrivals without a rate cannot be scaled, as mode 'equal_load' does; choose another mode, or write rates"
    ]  # fmt: skip


def test_without_loads_anywhere_a_load_scales_everything(tmp_path: Path) -> None:
    text = changed(("demand:\n", "demand:\n  load: 0.5\n"), text=VALID)
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    scenario = scenario_at(tmp_path).at_load(0.75)
    assert (tickets_per_day(scenario), ideas_per_quarter(scenario)) == pytest.approx((0.45, 4.5))
