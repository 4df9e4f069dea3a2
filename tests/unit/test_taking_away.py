"""Variants take away what they inherit, by `extends`, by `change` and by `--set` alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from simulator.scenario.loader import load_scenario, scenario_from
from simulator.scenario.scenario import Scenario
from simulator.studies.comparison import comparison_from

from .examples import VALID, complaints, said

WHOLE = """\
name: two-teams
horizon: {days: 100, warmup_days: 10}
presence: 0.9
workforce:
  engineer: {count: 5, skill: {lognormal: {median: 1.0, sigma: 0.25}}}
  tester: {count: 2}
  pilot: {count: 1}
products:
  - {name: checkout, coupling: {billing: 0.2}}
  - {name: billing}
  - {name: spare}
value_stream:
  - {stage: design, per: initiative, by: {engineer: 1.0}, effort_days: 2}
  - {stage: build, by: {engineer: 1.0}, share: 0.8}
  - {stage: test, by: {tester: 1.0, engineer: 0.8}, share: 0.2, return_probability: 0.1, return_to: build}
demand:
  items:
    - {name: tickets, product: billing, arrivals_per_day: 0.3, effort_days: {exponential: {mean: 1}}}
    - {product: spare, arrivals_per_day: 0.1, effort_days: 1}
  opportunities:
    - {product: checkout, arrivals_per_quarter: 3, items: 2, effort_days: 1.5}
structure:
  teams:
    - {name: left, members: {engineer: 2, tester: 1}, owns: {products: [checkout]}, wip_limit: 5}
    - {name: right, members: {engineer: 2, tester: 1}, owns: {products: [billing]}}
    - {name: third, members: {engineer: 1, pilot: 1}, owns: {products: [spare]}}
  guilds: [{name: web, roles: [engineer]}, {name: test, roles: [tester]}]
governance:
  layers:
    - {name: steering committee, sits_every_days: 20, capacity_per_sitting: 3}
    - {name: board, sits_every_days: 5}
  decision_rights:
    start_initiative: {ask: [steering committee]}
    release: {ask: [board]}
feedback: {ab_test: {}, usage: {}}
"""
LAYERS = "governance.layers"


@pytest.fixture(params=["extends", "change"])
def put(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Scenario]:
    """Loads the whole scenario with something on top, as one of the two does."""
    (tmp_path / "base.yaml").write_text(WHOLE, encoding="utf-8")

    def loaded(top: str) -> Scenario:
        if request.param == "extends":
            values = YAML(typ="safe", pure=True).load(top)
            text = "extends: base.yaml\n" + "".join(f"{k}: {_flow(v)}\n" for k, v in values.items())
            (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
            return load_scenario(tmp_path / "s.yaml")
        text = f"base: base.yaml\nvariants:\n  - {{name: a, change: {top}}}\n  - base.yaml\n"
        (tmp_path / "k.yaml").write_text(text, encoding="utf-8")
        return comparison_from([tmp_path / "k.yaml"]).variants[0][1]

    return loaded


def _flow(value: Any) -> str:
    """A value as YAML in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def test_the_whole_scenario_is_valid(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(WHOLE, encoding="utf-8")
    assert load_scenario(tmp_path / "base.yaml").name == "two-teams"


@pytest.mark.parametrize(
    ("top", "left"),
    [
        ("{feedback: {ab_test: null}}", lambda s: s.feedback.ab_test is None and s.feedback.usage is not None),
        ("{feedback: null}", lambda s: s.feedback is None),
        ("{presence: null}", lambda s: s.presence == 1.0),
        ("{learning: null}", lambda s: s.learning is None),
        ("{governance: {decision_rights: {start_initiative: null}}}", lambda s: s.governance.decision_rights.start_initiative.ask == []),
        ("{governance: {decision_rights: {release: decide}}}", lambda s: s.governance.decision_rights.release.ask == []),
        ("{governance: {layers: [{name: board, remove: true}], decision_rights: {release: decide}}}", lambda s: [one.name for one in s.governance.layers] == ["steering committee"]),
        ("{governance: {layers: [{name: board, remove: false, sits_every_days: 7}]}}", lambda s: s.governance.layers[1].sits_every_days == 7),
        ("{governance: {layers: [{name: steering committee, capacity_per_sitting: null}]}}", lambda s: s.governance.layers[0].capacity_per_sitting is None),
        ("{structure: {guilds: [{name: web, remove: true}]}}", lambda s: [one.name for one in s.structure.guilds] == ["test"]),
        ("{structure: {teams: [{name: left, wip_limit: null}]}}", lambda s: s.structure.teams[0].wip_limit is None),
        ("{structure: {teams: [{name: third, remove: true}, {name: right, owns: {products: [billing, spare]}}]}}", lambda s: len(s.structure.teams) == 2),
        ("{workforce: {pilot: null}, structure: {teams: [{name: third, members: {pilot: null}}]}}", lambda s: "pilot" not in s.workforce),
        ("{value_stream: [{stage: test, return_to: null}]}", lambda s: s.value_stream[2].return_to is None),
        ("{value_stream: [{stage: test, by: {tester: null}}]}", lambda s: list(s.value_stream[2].by) == ["engineer"]),
        ("{demand: {items: [{name: tickets, remove: true}]}}", lambda s: [one.product for one in s.demand.items] == ["spare"]),
        ("{demand: {items: [{product: spare, remove: true}]}}", lambda s: [one.name for one in s.demand.items] == ["tickets"]),
        ("{demand: {items: [{product: spare, arrivals_per_day: 0.2}]}}", lambda s: [one.arrivals_per_day for one in s.demand.items] == [0.3, 0.2]),
        ("{demand: {items: [{product: billing, arrivals_per_quarter: 9, arrivals_per_day: null}]}}", lambda s: s.demand.items[0].arrivals_per_quarter == 9 and s.demand.items[0].name == "tickets"),
        ("{products: [{name: checkout, coupling: {billing: null}}]}", lambda s: s.products[0].coupling == {}),
        ("{governance: {layers: null, decision_rights: null}}", lambda s: s.governance.layers == []),
    ],
)  # fmt: skip
def test_null_and_remove_take_away(
    put: Callable[[str], Scenario], top: str, left: Callable[[Any], bool]
) -> None:
    assert left(put(top))


@pytest.mark.parametrize(
    ("path", "value", "left"),
    [
        (f"{LAYERS}.steering committee.capacity_per_sitting", "5", lambda s: s.governance.layers[0].capacity_per_sitting == 5),
        (f"{LAYERS}.steering committee.capacity_per_sitting", "null", lambda s: s.governance.layers[0].capacity_per_sitting is None),
        (f"{LAYERS}.board.remove", "false", lambda s: len(s.governance.layers) == 2),
        ("structure.guilds.web.remove", "true", lambda s: len(s.structure.guilds) == 1),
        ("structure.guilds.web", "null", lambda s: len(s.structure.guilds) == 1),
        ("structure.guilds.0", None, lambda s: len(s.structure.guilds) == 1),
        ("demand.items.spare.remove", True, lambda s: len(s.demand.items) == 1),
        ("feedback.ab_test", None, lambda s: s.feedback.ab_test is None),
        ("people.turnover_per_year", None, lambda s: s.people is None),
        ("workforce.tester", "{count: 3}", lambda s: s.workforce["tester"].count == 3),
        ("structure.guilds", "[{name: web, remove: true}]", lambda s: [one.name for one in s.structure.guilds] == ["test"]),
        ("structure.guilds", "[{name: new}]", lambda s: [one.name for one in s.structure.guilds] == ["new"]),
    ],
)  # fmt: skip
def test_a_path_leads_to_what_goes(
    tmp_path: Path, path: str, value: Any, left: Callable[[Any], bool]
) -> None:
    (tmp_path / "base.yaml").write_text(WHOLE, encoding="utf-8")
    assert left(load_scenario(tmp_path / "base.yaml", {path: value}))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("{workforce: {testr: null}}", "workforce.testr: cannot be removed: it does not exist; did you mean 'tester'?"),
        ("{workforce: {tester: {remove: true}}}", "workforce.tester.remove: removes entries of lists, and this is not one; write 'tester: null'"),
        ("{workforce: null}", "workforce: has no value; write a value after the colon, or remove the key"),
        ("{workforce: {tester: {count: null}}}", "workforce.tester.count: has no value; write a value after the colon, or remove the key"),
        ("{feedback: {ab_tst: null}}", "feedback.ab_tst: no such key; did you mean 'ab_test'?"),
        ("{governance: {layers: [{name: bord, remove: true}]}}", "governance.layers.bord: cannot be removed: it does not exist; did you mean 'board'?"),
        ("{governance: {layers: [{name: board, remove: maybe}]}}", "governance.layers.board.remove: must be true or false; write true to remove the entry"),
        ("{governance: {layers: [{name: board, remove: true, sits_every_days: 3}], decision_rights: {release: decide}}}",
         "governance.layers.board.remove: is removed here, and given 'sits_every_days' at once; keep 'remove: true' or 'sits_every_days'"),
        ("{governance: {layers: [{name: board, phase: 1}, {name: board, phase: 2}]}}", "governance.layers.board: 'board' is listed twice; keep one of the two entries"),
        ("{governance: {layers: [{sits_every_days: 3}]}}", "governance.layers.0: has no name, so that it is unclear which entry of the file below it changes; add it"),
        ("{value_stream: [{share: 3}]}", "value_stream.0: has no stage, so that it is unclear which entry of the file below it changes; add it"),
        ("{products: [{name: 3}]}", "products.0.name: must be a word; write the name of an entry"),
        ("{products: [checkout]}", "products.0: must be a map, is 'checkout'; write its keys: {name: …}"),
        ("{products: [{nam: spare, remove: true}]}", "products.0: has no name, so that it is unclear which entry of the file below it changes; add it"),
        ("{governance: {layers: {board: null}}}", "governance.layers: must be a list, is a map; put '- ' before each entry"),
        ("{workforce: [{name: tester, remove: true}]}", "workforce: must be a map, is a list; write one 'name: …' in each line below it"),
        ("{governance: {layers: [{name: board, remove: true}]}}", "governance.layers.board: is removed, and still named in governance.decision_rights.release.ask; remove it there as well, or keep it"),
        ("{workforce: {pilot: null}}", "workforce.pilot: is removed, and still named in structure.teams.third.members; remove it there as well, or keep it"),
        ("{products: [{name: spare, remove: true}]}", "products.spare: is removed, and still named in demand.items.spare.product and structure.teams.third.owns.products; remove it there as well, or keep it"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_away_is_one_problem(tmp_path: Path, change: str, message: str) -> None:
    (tmp_path / "base.yaml").write_text(WHOLE, encoding="utf-8")
    text = f"base: base.yaml\nvariants:\n  - {{name: a}}\n  - {{name: b, change: {change}}}\n"
    (tmp_path / "k.yaml").write_text(text, encoding="utf-8")
    (line,) = said(tmp_path, lambda: comparison_from([tmp_path / "k.yaml"]))
    assert line.partition(": ")[2] == message
    assert line.startswith("k.yaml:4:")


def test_streams_that_cannot_be_told_apart_are_to_be_named(tmp_path: Path) -> None:
    twice = "{product: billing, arrivals_per_day: 0.1, effort_days: 1}"
    base = VALID.replace("  opportunities:", f"    - {twice}\n    - {twice}\n  opportunities:")
    (tmp_path / "base.yaml").write_text(base, encoding="utf-8")
    top = "extends: base.yaml\ndemand: {items: [{product: billing, arrivals_per_day: 0.2}]}\n"
    assert complaints(tmp_path, top) == [
        "s.yaml:2:18: demand.items.billing: 'billing' may be any of 2 entries of the file below; give each of them its own name there"
    ]


@pytest.mark.parametrize(
    ("base", "top", "horizon"),
    [
        ("days: 100", {"horizon.quarters": 2}, (10.0, 130.0)),
        ("quarters: 2", {"horizon.days": "200"}, (10.0, 200.0)),
        ("days: 100", {"horizon.warmup_quarters": 1}, (65.0, 100.0)),
        ("days: 100", {"horizon.warmup_quarters": 1, "horizon.quarters": 1}, (65.0, 65.0)),
        ("days: 100", {"horizon.quarters": 1, "horizon.days": None}, (10.0, 65.0)),
        ("days: 100", {"horizon": {"quarters": 1}}, (260.0, 65.0)),
    ],
)
def test_a_length_in_another_unit_replaces_the_one_below(
    tmp_path: Path, base: str, top: dict[str, Any], horizon: tuple[float, float]
) -> None:
    (tmp_path / "s.yaml").write_text(VALID.replace("days: 100", base, 1), encoding="utf-8")
    found = load_scenario(tmp_path / "s.yaml", top).horizon
    assert (found.window_start, found.window_days) == horizon


def test_a_length_in_another_unit_replaces_the_one_of_the_file_below(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(VALID, encoding="utf-8")
    (tmp_path / "s.yaml").write_text(
        "extends: base.yaml\nhorizon: {quarters: 1, run_off_quarters: 2}\n", encoding="utf-8"
    )
    assert load_scenario(tmp_path / "s.yaml").horizon.last_day == 10 + 65 + 130
    assert complaints(tmp_path, "extends: base.yaml\nhorizon: {quarters: 1, days: 3}\n") == [
        "s.yaml:2:1: horizon: has both days and quarters; keep one of them"
    ]
    assert complaints(tmp_path, VALID, {"horizon.days": 3, "horizon.quarters": 1}) == [
        "overrides: horizon.quarters: is set together with horizon.days; keep one of them"
    ]


@pytest.mark.parametrize(
    ("path", "value", "left"),
    [
        ("demand.items.tickets.arrivals_per_quarter", 9, lambda s: s.demand.items[0].arrivals_per_day is None),
        ("workforce.engineer.skill.lognormal.mean", 1, lambda s: s.workforce["engineer"].skill.lognormal.median is None),
        ("workforce.engineer.skill.exponential", {"mean": 1}, lambda s: s.workforce["engineer"].skill.exponential.mean == 1),
        ("value_stream.build.effort_days", 1, lambda s: s.value_stream[1].share is None),
        (f"{LAYERS}.steering committee.review_hours", 1, lambda s: s.governance.layers[0].capacity_per_sitting is None),
    ],
)  # fmt: skip
def test_of_keys_that_exclude_each_other_the_one_on_top_stands(
    tmp_path: Path, path: str, value: Any, left: Callable[[Any], bool]
) -> None:
    (tmp_path / "base.yaml").write_text(WHOLE, encoding="utf-8")
    assert left(load_scenario(tmp_path / "base.yaml", {path: value}))


def test_null_from_python_is_as_if_never_written() -> None:
    values = YAML(typ="safe", pure=True).load(VALID)
    assert scenario_from({**values, "learning": None, "governance": None, "presence": None}).presence == 1.0
