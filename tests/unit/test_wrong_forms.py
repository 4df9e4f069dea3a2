"""Keys and forms: unknown keys, keys still to come, words where lists belong, lists where maps belong."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario

from .examples import VALID, changed, complaints, said

TOP_KEYS = (
    "alignment, ceremonies, coordination, customers, decision_quality, delivery, demand, dependencies, description, "
    "feedback, funding, governance and 18 more"
)


@pytest.mark.parametrize(
    ("old", "new", "messages"),
    [
        ("wip_limit", "wip_limt", ["s.yaml:22:85: structure.teams.left.wip_limt: no such key; did you mean 'wip_limit'?"]),
        ("presence: 0.9", "zzz: 1", [f"s.yaml:3:1: zzz: no such key; known: {TOP_KEYS}"]),
        ("horizon:", "hozion:", ["s.yaml:2:1: hozion: no such key; did you mean 'horizon'?"]),
        ("horizon: {days: 100, warmup_days: 10}\n", "", ["s.yaml:1:1: horizon: is missing; add it, or extend a file that has it"]),
        ("count: 4, ", "", ["s.yaml:5:3: workforce.engineer.count: is missing; add it"]),
        ("arrivals_per_day: 0.3", "from_csv: {time: t}", ["s.yaml:16:41: demand.items.tickets.from_csv.file: is missing; add it"]),
    ],
)  # fmt: skip
def test_a_key_is_known_or_missing(tmp_path: Path, old: str, new: str, messages: list[str]) -> None:
    assert complaints(tmp_path, changed((old, new))) == messages


@pytest.mark.parametrize("key", sorted(Scenario.not_yet_supported))
def test_a_part_that_is_still_to_come_is_named_as_such(tmp_path: Path, key: str) -> None:
    message = f"s.yaml:3:1: {key}: is not yet supported by this version; remove it"
    assert complaints(tmp_path, changed(("presence: 0.9", f"{key}: {{}}"))) == [message]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("wip_limit: 5", "permanent: true", "s.yaml:22:85: structure.teams.left.permanent"),
        ("presence: 0.9", "mechanisms: {adoption: on}", "s.yaml:3:14: mechanisms.adoption"),
    ],
)
def test_a_key_that_is_still_to_come_is_named_at_its_place(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    (line,) = complaints(tmp_path, changed((old, new)))
    assert line.startswith(f"{place}: is not yet supported by this version; ")


def test_no_key_is_both_known_and_still_to_come() -> None:
    def specs(spec: type) -> set[type]:
        below = spec.__subclasses__()
        return {spec, *(found for each in below for found in specs(each))}

    for spec in specs(Scenario.__mro__[1]):
        assert not spec.not_yet_supported & set(spec.model_fields), spec


def test_a_mechanism_is_switched_by_a_known_name(tmp_path: Path) -> None:
    text = changed(
        ("presence: 0.9", "mechanisms: {dependncies: off, others: of, dependencies: on, handoffs: off}")
    )
    assert complaints(tmp_path, text) == [
        "s.yaml:3:32: mechanisms.others: must be 'on' or 'off' or true or false, is 'of'; did you mean 'off'?",
        "s.yaml:3:14: mechanisms.dependncies: no such mechanism; did you mean 'dependencies'?",
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("horizon: {days: 100, warmup_days: 10}", "horizon: 100", "s.yaml:2:1: horizon: must be a map, is 100; write its keys: {days: …}"),
        ("{name: billing}", "billing", "s.yaml:9:5: products.1: must be a map, is 'billing'; write its keys: {name: …}"),
        ("tester: {count: 2}", "tester: 2", "s.yaml:6:3: workforce.tester: must be a map, is 2; write its keys: {count: …}"),
        ("by: {tester: 1.0, engineer: 0.8}", "by: [tester]", "s.yaml:13:19: value_stream.test.by: must be a map, is a list; write one 'name: …' in each line below it"),
        ("by: {tester: 1.0, engineer: 0.8}", "by: {}", "s.yaml:13:19: value_stream.test.by: is empty; write at least one entry"),
        ("arrivals_per_day: 0.3", "at: 3", "s.yaml:16:41: demand.items.tickets.at: must be a list, is 3; write [3]"),
        ("arrivals_per_day: 0.3", "at: []", "s.yaml:16:41: demand.items.tickets.at: is empty; write at least one entry"),
        ("arrivals_per_day: 0.3", "at: {a: 1}", "s.yaml:16:41: demand.items.tickets.at: must be a list, is a map; put '- ' before each entry"),
        ("arrivals_per_day: 0.3", "from_csv: 3", "s.yaml:16:41: demand.items.tickets.from_csv: must be a word or a map, is 3; write a word or a map"),
        ("products: [billing]", "products: billing", "s.yaml:23:63: structure.teams.right.owns.products: must be 'all' or a list, is 'billing'; write [billing]"),
        ("presence: 0.9", "mechanisms: nothing", "s.yaml:3:1: mechanisms: must be 'none' or 'all' or a map, is 'nothing'; write 'none' or 'all' or a map"),
        ("engineer: 2", "engineer: true", "s.yaml:22:30: structure.teams.left.members.engineer: must be a whole number or a list, is true; write a whole number or a list"),
        ("engineer: 2", "engineer: '2'", "s.yaml:22:30: structure.teams.left.members.engineer: must be a whole number or a list, is '2'; write 2 without quotes"),
        ("engineer: 2", "engineer: [0, x]", "s.yaml:22:44: structure.teams.left.members.engineer.1: must be a whole number or a map, is 'x'; write a whole number or a map"),
        ("engineer: 2", "engineer: [0, {person: 1, share: 2}]", "s.yaml:22:56: structure.teams.left.members.engineer.1.share: must be at most 1, is 2; write 1 or less"),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_form_is_told_the_right_one(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert complaints(tmp_path, changed((old, new))) == [message]


@pytest.mark.parametrize("text", ["- a\n- b\n", "hello", "3"])
def test_a_file_is_a_map(tmp_path: Path, text: str) -> None:
    assert complaints(tmp_path, text) == ["s.yaml:1:1: must be a map of keys; begin with 'name: …'"]


def test_scenarios_from_python_are_checked_like_files(tmp_path: Path) -> None:
    lines = said(tmp_path, lambda: scenario_from({"name": "x", "horizon": {"days": -1}}))
    assert "scenario: horizon.days: must be greater than 0, is -1; write a number above 0" in lines
    assert "scenario: workforce: is missing; add it, or extend a file that has it" in lines
    loop: dict[str, object] = {}
    loop["name"] = loop
    assert said(tmp_path, lambda: scenario_from(loop)) == [
        "scenario: is nested more than 50 levels deep; remove levels, or a value that contains itself"
    ]


def test_the_valid_scenario_is_valid(tmp_path: Path) -> None:
    from simulator.scenario.loader import load_scenario

    (tmp_path / "s.yaml").write_text(VALID, encoding="utf-8")
    assert load_scenario(tmp_path / "s.yaml").name == "two-teams"
