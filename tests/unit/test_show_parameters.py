"""Every parameter has a value, a unit and a source, and says whether it was changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from simulator.cli import main
from simulator.report.parameters import YOURS, parameters_of, source_of, unit_of
from simulator.scenario.loader import load_scenario
from simulator.scenario.scenario import Scenario
from simulator.spec import Spec

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
    assert (hours.plausible, hours.source, hours.on) == ("0-8", "P10, judgement", True)
    assert not found["ceremonies.minutes_per_member_per_week"].changed
    assert found["switching.lost_share"].on is False
    assert found["governance.layers.portfolio board.sits_every_days"].value == 20
    assert found["governance.layers.portfolio board.prepare_hours"].plausible == "0-8"
    count = found["workforce.owner.count"]
    assert (count.required, count.changed, count.source) == (True, False, YOURS)


def test_paths_of_parameters_are_those_that_can_be_set(folder: Path) -> None:
    for parameter in parameters_of(load_scenario("two.yaml")):
        if isinstance(parameter.value, int | float | str) and parameter.path != "structure.max_projects":
            load_scenario("two.yaml", {parameter.path: parameter.value})


def specs_in(annotation: Any) -> set[type[Spec]]:
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        found = {annotation}
        for field in annotation.model_fields.values():
            found |= specs_in(field.annotation)
        return found
    return {spec for argument in getattr(annotation, "__args__", ()) for spec in specs_in(argument)}


def test_every_number_with_a_default_has_a_source_or_is_called_judgement() -> None:
    rooms = ("mechanisms", "organisation.governance", "work", "scenario")
    silent = [
        f"{spec.__name__}.{name}"
        for spec in specs_in(Scenario)
        if spec.__module__.startswith(tuple(f"simulator.{room}" for room in rooms))
        for name, field in spec.model_fields.items()
        if not field.is_required()
        and isinstance(field.default, int | float)
        and not isinstance(field.default, bool)
        and not source_of(spec, field)
    ]
    assert silent == []


def test_every_number_has_a_unit() -> None:
    numbers = [
        p.pattern for p in parameters_of(squads(2))
        if isinstance(p.value, int | float) and not isinstance(p.value, bool) and not unit_of(p.pattern)
    ]  # fmt: skip
    assert numbers == []


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
    if form == "text":
        (line,) = [line for line in done.stdout.splitlines() if "handoffs.give_hours" in line]
        assert line.startswith("* ")
