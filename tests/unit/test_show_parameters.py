"""Every parameter has a value, a unit and a source, and says whether it was changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli import main
from simulator.metadata import Plausible, Source
from simulator.scenario.loader import load_scenario
from simulator.scenario.parameters import parameters_of

from .examples import VALID
from .organisations import squads


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "two.yaml").write_text(VALID, encoding="utf-8")
    return tmp_path


def test_parameters_say_what_was_changed_and_from_what() -> None:
    scenario = squads(2, ceremonies={"hours_per_week": 5.0}, mechanisms={"switching": "off"})
    found = {parameter.path: parameter for parameter in parameters_of(scenario)}
    hours = found["ceremonies.hours_per_week"]
    assert (hours.value, hours.default, hours.changed, hours.unit) == (5.0, 3.0, True, "hours per week")
    assert (hours.plausible, hours.source, hours.on) == (Plausible(0, 8), Source("P10", judgement=True), True)
    assert not found["ceremonies.minutes_per_member_per_week"].changed
    assert found["switching.lost_share"].on is False
    assert found["governance.layers.portfolio board.sits_every_days"].value == 20
    assert found["governance.layers.portfolio board.prepare_hours"].plausible == Plausible(0, 8)
    count = found["workforce.owner.count"]
    assert (count.required, count.changed, count.source) == (True, False, Source(yours=True))


def test_paths_of_parameters_are_those_that_can_be_set(folder: Path) -> None:
    for parameter in parameters_of(load_scenario("two.yaml")):
        if isinstance(parameter.value, int | float | str) and parameter.path != "structure.max_projects":
            load_scenario("two.yaml", {parameter.path: parameter.value})


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_parameters_appear_in_every_form(folder: Path, form: str) -> None:
    done = CliRunner().invoke(
        main, ["show", "two.yaml", "--parameters", "--format", form, "--set", "handoffs.give_hours=3"]
    )
    assert done.exit_code == 0
    assert "handoffs.give_hours" in done.stdout
    if form == "json":
        (hours,) = [row for row in json.loads(done.stdout) if row["path"] == "handoffs.give_hours"]
        assert (hours["value"], hours["default"], hours["changed"]) == (3.0, 1.0, True)
        assert (hours["unit"], hours["plausible"], hours["low"], hours["high"]) == ("hours", "0-4", 0, 4)
        assert (hours["source"], hours["judgement"]) == ("judgement", True)
    if form == "text":
        (line,) = [line for line in done.stdout.splitlines() if "handoffs.give_hours" in line]
        assert line.startswith("* ")
