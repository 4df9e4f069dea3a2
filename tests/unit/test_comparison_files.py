"""Comparison files: a base, variants, what decides; and everything that can be wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from simulator.scenario.comparison import Comparison
from simulator.scenario.loader import load_scenario
from simulator.studies.comparison import comparison_from

from .examples import VALID, changed, said

VARIANTS = "variants:\n  - {name: a, set: {presence: 0.8}}\n  - {name: b, set: {presence: 0.9}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "s.yaml").write_text(VALID, encoding="utf-8")
    return tmp_path


def compared(folder: Path, text: str, overrides: Mapping[str, Any] | None = None) -> Comparison:
    (folder / "k.yaml").write_text(text, encoding="utf-8")
    return comparison_from([folder / "k.yaml"], overrides)


def complaints(folder: Path, text: str, overrides: Mapping[str, Any] | None = None) -> list[str]:
    return said(folder, lambda: compared(folder, text, overrides))


def test_variants_change_and_set_what_the_base_says(folder: Path) -> None:
    change = "{structure: {teams: [{name: left, wip_limit: 9}]}}"
    text = f"base: s.yaml\nvariants:\n  - {{name: a, change: {change}}}\n  - {{name: b, set: {{presence: 0.5}}}}\n"
    (first, a), (second, b) = compared(folder, text).variants
    assert (first, second) == ("a", "b")
    assert (a.structure.teams[0].wip_limit, b.structure.teams[0].wip_limit) == (9, 5)
    assert (a.presence, b.presence) == (0.9, 0.5)


def test_null_in_a_comparison_is_as_if_never_written(folder: Path) -> None:
    text = "base: s.yaml\nquestion: null\nvariants: [{name: a, file: null, set: {feedback: null}}, {name: null, file: s.yaml}]\n"
    assert [name for name, _ in compared(folder, text).variants] == ["a", "two-teams"]


def test_boards_go_in_few_words(folder: Path) -> None:
    layers = "governance:\n  layers: [{name: portfolio, sits_every_days: 20}, {name: changes, sits_every_days: 5}]\n"
    rights = "  decision_rights: {start_initiative: {ask: [portfolio]}, release: {ask: [changes]}}\n"
    (folder / "s.yaml").write_text(VALID + layers + rights, encoding="utf-8")
    gone = "layers: [{name: portfolio, remove: true}, {name: changes, remove: true}]"
    change = f"{{governance: {{decision_rights: {{start_initiative: decide, release: decide}}, {gone}}}}}"
    text = f"base: s.yaml\nvariants:\n  - {{name: boards}}\n  - {{name: none, change: {change}}}\n"
    (_, boards), (_, none) = compared(folder, text).variants
    assert [len(one.governance.layers) for one in (boards, none)] == [2, 0]
    assert none.governance.decision_rights.release.ask == []


def test_overrides_are_set_on_top_of_every_variant(folder: Path) -> None:
    variants = compared(folder, f"base: s.yaml\n{VARIANTS}", {"presence": "0.3"}).variants
    assert [scenario.presence for _, scenario in variants] == [0.3, 0.3]


def test_variants_that_bear_the_same_name_by_chance_are_numbered(folder: Path) -> None:
    assert [name for name, _ in compared(folder, "variants: [s.yaml, s.yaml]").variants] == [
        "two-teams (1)",
        "two-teams (2)",
    ]


def test_a_history_in_a_change_is_seen_from_the_comparison(folder: Path) -> None:
    (folder / "worlds").mkdir()
    (folder / "s.yaml").rename(folder / "worlds" / "s.yaml")
    (folder / "x.csv").write_text("created\n1\n2\n", encoding="utf-8")
    stream = "{name: tickets, arrivals_per_day: null, from_csv: x.csv}"
    change = f"{{demand: {{items: [{stream}]}}}}"
    text = f"base: worlds/s.yaml\nvariants:\n  - {{name: a}}\n  - {{name: b, change: {change}}}\n"
    (_, _), (_, scenario) = compared(folder, text).variants
    source = scenario.demand.items[0].csv
    assert source is not None
    assert (scenario.folder / source.file).resolve() == folder / "x.csv"


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (VARIANTS, [
            "k.yaml:2:5: variants.a: has no file to start from; add 'file' here, or 'base' to the comparison",
            "k.yaml:3:5: variants.b: has no file to start from; add 'file' here, or 'base' to the comparison",
        ]),
        (f"base: nope.yaml\n{VARIANTS}", ["k.yaml:1:1: base: there is no file 'nope.yaml'; give its path relative to this file"]),
        (f"base: .\n{VARIANTS}", ["k.yaml:1:1: base: '.' is a folder; name a YAML file in it"]),
        (f"base: 3\n{VARIANTS}", ["k.yaml:1:1: base: must be a word, is 3; put it in quotes: '3'"]),
        (f"base: k.yaml\n{VARIANTS}", ["k.yaml:2:1: is a comparison of variants, not a scenario; give it alone to 'orgsim compare'"]),
        ("base: s.yaml\nvariants:\n  - {name: a}\n", ["k.yaml:2:1: variants: has 1 entry, needs 2; write at least 2"]),
        ("base: s.yaml\nvariants: []\n", ["k.yaml:2:1: variants: is empty; write at least 2"]),
        ("base: s.yaml\nvariants:\n", ["k.yaml:2:1: variants: has no value; write one ({} for the defaults of a section, null for none), or remove the key"]),
        ("base: s.yaml\nvariants: {a: 1}\n", ["k.yaml:2:1: variants: must be a list, is a map; put '- ' before each entry"]),
        ("variants: [s.yaml, 1]\n", ["k.yaml:1:20: variants.1: must be a word or a map, is 1; write a word or a map"]),
        ("variants:\n  - s.yaml\n  - no.yaml\n", ["k.yaml:3:5: variants.1: there is no file 'no.yaml'; give its path relative to this file"]),
        ("variants:\n  - s.yaml\n  - {file: no.yaml}\n", ["k.yaml:3:6: variants.1.file: there is no file 'no.yaml'; give its path relative to this file"]),
        ("base: s.yaml\nvariants: [{name: a}, {name: a}]\n", ["k.yaml:2:24: variants.a.name: two variants are named 'a'; give each its own name"]),
        (f"base: s.yaml\n{VARIANTS}decideon: []\n", ["k.yaml:5:1: decideon: no such key; did you mean 'decide_on'?"]),
        (f"base: s.yaml\n{VARIANTS}levers: {{a: 1}}\n", ["k.yaml:1:1: is a study: it has levers, uncertainties or a design; give it to 'orgsim study'"]),
        ("base: s.yaml\nvariants: [{name: a, chnage: {}}, {name: b}]\n", ["k.yaml:2:22: variants.a.chnage: no such key; did you mean 'change'?"]),
        ("base: s.yaml\nvariants: [{name: a, change: {extends: s.yaml}}, {name: b}]\n", ["k.yaml:2:31: change.extends: cannot be changed by a variant; name the file under 'file' or 'base'"]),
    ],
)  # fmt: skip
def test_a_comparison_names_variants_that_can_be_loaded(folder: Path, text: str, messages: list[str]) -> None:
    assert complaints(folder, text) == messages


def test_what_variants_set_and_change_is_checked_where_it_was_written(folder: Path) -> None:
    text = """\
base: s.yaml
variants:
  - {name: a, set: {presence: 3, structure.teams.lft.wip_limit: 3}}
  - {name: b, change: {structure: {teams: [{name: left, wip_limit: 0}]}}}
"""
    assert complaints(folder, text) == [
        "k.yaml:3:34: structure.teams.lft.wip_limit: there is no 'lft' in structure.teams; did you mean 'left'?",
        "k.yaml:3:21: presence: must be at most 1, is 3; write 1 or less",
        "k.yaml:4:57: structure.teams.left.wip_limit: must be at least 1, is 0; write 1 or more",
    ]


def test_outcomes_that_decide_are_measured_and_effects_are_positive(folder: Path) -> None:
    text = f"""\
base: s.yaml
{VARIANTS}decide_on: [lead_time_mean, npss, utilisation]
smallest_effect_that_matters:
  utilisation: 0 %
  lead_time_days_mean: ten
  wip_items_mean: -1
  retention: 5 %
  cost: 1e400
"""
    assert complaints(folder, text) == [
        "k.yaml:7:3: smallest_effect_that_matters.utilisation: is 0 %; write the smallest difference that matters to you",
        "k.yaml:8:3: smallest_effect_that_matters.lead_time_days_mean: is 'ten'; write a number, or a percentage such as 10 %",
        "k.yaml:9:3: smallest_effect_that_matters.wip_items_mean: must be greater than 0, is -1; write a number above 0",
        "k.yaml:11:3: smallest_effect_that_matters.cost: is infinite; write a finite number",
        "k.yaml:5:13: decide_on.0: no such outcome 'lead_time_mean'; did you mean 'lead_time_days_mean'?",
        "k.yaml:5:29: decide_on.1: no such outcome 'npss'; did you mean 'nps'?",
    ]


def test_effects_are_numbers_or_percentages(folder: Path) -> None:
    text = (
        f"base: s.yaml\n{VARIANTS}smallest_effect_that_matters: {{utilisation: 0.1, wip_items_mean: 12.5%}}\n"
    )
    assert compared(folder, text).smallest_effects == {"utilisation": 0.1, "wip_items_mean": "12.5%"}


def test_problems_of_the_comparison_and_of_all_variants_are_said_at_once(folder: Path) -> None:
    (folder / "w.yaml").write_text(changed(("0.3", "-1")), encoding="utf-8")
    text = "question: 3\nvariants: [w.yaml, {file: s.yaml, set: {presence: 3}}]\ndecide_on: [utilization]\n"
    assert complaints(folder, text) == [
        "k.yaml:1:1: question: must be a word, is 3; put it in quotes: '3'",
        "k.yaml:3:13: decide_on.0: no such outcome 'utilization'; did you mean 'utilisation'?",
        "w.yaml:16:41: demand.items.tickets.arrivals_per_day: must be greater than 0, is -1; write a number above 0",
        "k.yaml:2:41: presence: must be at most 1, is 3; write 1 or less",
    ]


def test_a_problem_that_all_variants_share_is_said_once(folder: Path) -> None:
    assert complaints(folder, f"base: s.yaml\n{VARIANTS}", {"presence": "7"}) == [
        "overrides: presence: must be at most 1, is 7; write a share between 0 and 1: 0.07 for 7 %"
    ]


def test_problems_of_several_scenario_files_are_said_at_once(folder: Path) -> None:
    (folder / "v.yaml").write_text(changed(("0.3", "-1")), encoding="utf-8")
    (folder / "w.yaml").write_text(changed(("count: 2", "count: true")), encoding="utf-8")
    assert said(folder, lambda: comparison_from([folder / f for f in ("v.yaml", "w.yaml", "no.yaml")])) == [
        "v.yaml:16:41: demand.items.tickets.arrivals_per_day: must be greater than 0, is -1; write a number above 0",
        "w.yaml:6:12: workforce.tester.count: must be a whole number, is true; write a whole number",
        "no.yaml: cannot be read (No such file or directory); check the path",
    ]


def test_one_scenario_cannot_be_compared_and_a_comparison_cannot_be_run(folder: Path) -> None:
    assert said(folder, lambda: comparison_from([folder / "s.yaml"])) == [
        "s.yaml: is a single scenario, with nothing to compare it to; add a second scenario"
    ]
    compared(folder, f"base: s.yaml\n{VARIANTS}")
    message = "k.yaml:2:1: is a comparison of variants, not a scenario; give it alone to 'orgsim compare'"
    assert said(folder, lambda: load_scenario(folder / "k.yaml")) == [message]
    assert said(folder, lambda: comparison_from([folder / "k.yaml", folder / "s.yaml"])) == [message]
