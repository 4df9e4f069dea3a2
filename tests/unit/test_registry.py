"""What every mechanism promises by its entry; a new one is held to it without a line here."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from simulator.engine.builder.parameters import mechanism_values
from simulator.engine.builder.records import PARAMETERS
from simulator.kernel.quantiles import LawBook
from simulator.mechanisms.entry import Mechanism
from simulator.mechanisms.registry import ACCOUNTS, MECHANISMS, SECTIONS, columns_of, mechanism_of
from simulator.metadata import known_of
from simulator.scenario.loader import load_scenario
from simulator.scenario.scenario import Scenario

from .examples import VALID, complaints

SHIPPED = Path(__file__).parents[2] / "scenarios" / "product-model.yaml"
OF_NO_MECHANISM = {"value", "rework", "idle", "change"}
"""Accounts of work itself, of idle time, and of what is still to come."""

each = pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda m: m.name)
each_with_section = pytest.mark.parametrize("mechanism", SECTIONS.values(), ids=lambda m: m.name)


@each
def test_a_claim_is_one_sentence_with_sources(mechanism: Mechanism) -> None:
    assert mechanism.claim.endswith(".") and mechanism.claim.count(". ") == 0
    assert mechanism.sources


@each
def test_values_are_those_of_the_parameters_that_the_entry_names(mechanism: Mechanism) -> None:
    values = mechanism.values(load_scenario(SHIPPED), LawBook())
    assert list(values) == [parameter.name for parameter in mechanism.parameters]


def test_no_two_mechanisms_have_a_parameter_or_a_column_of_the_same_name() -> None:
    assert len(set(PARAMETERS.names)) == len(PARAMETERS.names)
    for table in ("people", "items", "initiatives", "teams", "areas"):
        names = [column.name for column in columns_of(table)]
        assert len(set(names)) == len(names)


@each
def test_a_mechanism_that_is_switched_off_has_its_off_values(mechanism: Mechanism) -> None:
    scenario = load_scenario(SHIPPED, {f"mechanisms.{mechanism.name}": "off"})
    values = mechanism_values(scenario, LawBook())
    for parameter in mechanism.parameters:
        if parameter.off is not None:
            assert values[parameter.name] == parameter.off, parameter.name


@each
def test_a_mechanism_with_parameters_can_be_switched_off_by_one(mechanism: Mechanism) -> None:
    if mechanism.parameters:
        assert any(parameter.off is not None for parameter in mechanism.parameters)


@each_with_section
def test_a_mechanism_that_needs_its_section_is_off_without_it(mechanism: Mechanism, tmp_path: Path) -> None:
    path = tmp_path / "plain.yaml"
    path.write_text(VALID, encoding="utf-8")
    assert load_scenario(path).acts(mechanism.name) is not mechanism.needs_section


def test_each_account_belongs_to_a_mechanism_or_to_the_work_itself() -> None:
    claimed = {account for m in MECHANISMS for account in m.accounts}
    assert claimed | OF_NO_MECHANISM == set(ACCOUNTS)
    assert not claimed & OF_NO_MECHANISM


@each_with_section
def test_the_schema_has_the_section_with_its_meaning(mechanism: Mechanism) -> None:
    section = Scenario.model_json_schema()["properties"][mechanism.section]
    assert section.get("description") or "$ref" in section or "anyOf" in section
    assert mechanism_of(f"{mechanism.section}.anything") == mechanism.name


def numbers_of(mechanism: Mechanism) -> list[str]:
    assert mechanism.spec is not None
    return [
        name
        for name, field in mechanism.spec.model_fields.items()
        if known_of(field).unit is not None and _is_a_number(field.annotation)
    ]


def _is_a_number(annotation: Any) -> bool:
    return annotation in (int, float) or any(_is_a_number(inner) for inner in get_args(annotation)[:1])


NUMBERS = [(m, name) for m in SECTIONS.values() for name in numbers_of(m)]


@pytest.mark.parametrize(("mechanism", "name"), NUMBERS, ids=lambda x: getattr(x, "name", x))
def test_what_is_not_a_number_is_refused_with_its_place(
    mechanism: Mechanism, name: str, tmp_path: Path
) -> None:
    text = f"{VALID}{mechanism.section}:\n  {name}: many\n"
    lines = text.splitlines()
    (said,) = complaints(tmp_path, text)
    assert f":{len(lines)}:" in said
    assert f"{mechanism.section}.{name}: " in said


@each_with_section
def test_a_key_that_is_not_known_is_refused_with_its_place(mechanism: Mechanism, tmp_path: Path) -> None:
    text = f"{VALID}{mechanism.section}:\n  no_such_key: 1\n"
    (said,) = complaints(tmp_path, text)
    assert f"{mechanism.section}.no_such_key" in said
