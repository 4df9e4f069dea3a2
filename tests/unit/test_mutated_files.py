"""Whatever is written into a scenario file, only an InputError with whole sentences comes out."""

from __future__ import annotations

import copy
import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from simulator.errors import InputError
from simulator.forecast.workload import overloads
from simulator.scenario.comparison import load_file

from .examples import VALID, changed

SCENARIOS = Path(__file__).parents[2] / "scenarios"
EACH = 60  # mutations of each file and kind; thousands were tried before
STRANGE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 3.0, 99, 1e-320, 1e308, float("nan"), float("inf"), 10**30, 2**63, "", " ", "x",
    "all", "none", "on", "1", "12:30", "a.b", "x" * 300, [], {}, [None], [[]], {"": 1}, {"a": {}}, {"mean": 1},
    {"exponential": {"mean": 1}}, {"discrete": {"values": [0], "weights": [1]}}, {"name": "x"}, [{"name": "x"}],
)  # fmt: skip
KEYS = ("x", "name", "days", "mean", "", "a.b", "extends", "variants", "members", "product", "share", "at")
LETTERS = "{}[]:,-&*!|>'\"%@`#\t\n\0\x85\ufeff?<=é09.e_"
PIECES = ("&a ", "*a", "!!int ", "<<: ", "---\n", "%YAML 1.1\n", "? ", "- ", "!x ", "!!binary ", "? - a\n: b")


SECTIONS = """\
people: {turnover_per_year: 0.13, vacancy_days: {lognormal: {mean: 45, sigma: 0.5}}, ramp_up: {days: 80, start: 0.25}}
learning: {progress_ratio: 0.9, first_days: 20, kept_per_month: 0.95}
decision_quality: {misaligned: 0.2, lost_per_layer: 0.1}
quality: {defects_per_effort_day: 0.03, restoring: [{stage: test, share: 1}, {stage: build, share: 2}], upkeep_share: 0.1}
delivery: {hours_per_change: 1, fail_probability: 0.05}
feedback: {research: {accuracy: 0.7}, ab_test: {power: 0.8, traffic: 0.5}, retrospectives: {every_days: 10}}
customers: {market: 10_000, churn_per_month: 0.02, years_on_market: 6}
money: {overhead_share: 0.3, budget: {estimate_sigma: 0.5}, reporting: {metrics_per_team: 3}}
"""

MODES = """\
demand:
  mode: backlog
  modes: {equal_load: {}, backlog: {scale: 3, limits: {initiatives: 2, per: team}, expires_days: 130}}
"""
BLOCK = (
    "products: [checkout, billing], evenness: {rank_power: 0.5}, value_factor: {billing: 3}, parallel: 0.7"
)


def texts() -> dict[str, str]:
    comparison = (SCENARIOS / "one-pool-or-three-desks.yaml").read_text(encoding="utf-8")
    return {
        "two-teams": VALID,
        "all sections": changed(("presence: 0.9\n", SECTIONS)),
        "modes": changed(
            ("presence: 0.9", "limits: {initiatives: 3, per: company}"),
            ("demand:\n", MODES),
            ("product: checkout,", f"{BLOCK},"),
            ("product: billing,", "products: all, class: support,"),
        ),
        "three-clerks": (SCENARIOS / "three-clerks.yaml").read_text(encoding="utf-8"),
        "comparison": comparison.replace("worlds/", f"{SCENARIOS}/worlds/"),
    }


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, entry in below:
        yield (*path, step)
        yield from places(entry, (*path, step))


def with_another_value(chance: random.Random, text: str) -> str:
    """A text of which one to three values or keys were replaced, removed, copied or renamed."""
    tree = YAML(typ="safe", pure=True).load(text)
    for _ in range(chance.choice((1, 1, 2, 3))):
        found = list(places(tree))
        if not found:
            break
        *above, last = chance.choice(found)
        parent = tree
        for step in above:
            parent = parent[step]
        kind = chance.randrange(5)
        if kind < 2:
            parent[last] = copy.deepcopy(chance.choice(STRANGE))
        elif kind == 2:
            del parent[last]
        elif isinstance(parent, list):
            parent.insert(0, copy.deepcopy(parent[last] if kind == 3 else chance.choice(STRANGE)))
        else:
            parent[chance.choice(KEYS)] = (
                parent.pop(last) if kind == 3 else copy.deepcopy(chance.choice(STRANGE))
            )
    stream = io.StringIO()
    YAML(typ="safe", pure=True).dump(tree, stream)
    return stream.getvalue()


def with_other_letters(chance: random.Random, text: str) -> str:
    """A text of which one to five places were cut, doubled or overwritten."""
    letters = list(text)
    for _ in range(chance.choice((1, 2, 3, 5))):
        i = chance.randrange(len(letters) - 60)
        kind = chance.randrange(4)
        if kind == 0:
            del letters[i : i + chance.randrange(1, 20)]
        elif kind == 1:
            letters[i] = chance.choice(LETTERS)
        elif kind == 2:
            letters[i:i] = letters[i : i + 30]
        else:
            letters[i:i] = chance.choice(PIECES)
    return "".join(letters)


@pytest.mark.parametrize("mutate", [with_another_value, with_other_letters])
@pytest.mark.parametrize("file", ["two-teams", "all sections", "modes", "three-clerks", "comparison"])
def test_no_mutation_gets_past_the_checks_as_anything_but_input(
    tmp_path: Path, file: str, mutate: Any
) -> None:
    original = texts()[file]
    turned_down = 0
    for seed in range(EACH):
        path = tmp_path / "m.yaml"
        path.write_text(mutate(random.Random(seed), original), encoding="utf-8")
        try:
            found = load_file(path, {})
        except InputError as error:
            turned_down += 1
            assert error.problems
            assert all(
                p.what and p.remedy and (p.file or p.line) and "\n" not in str(p) for p in error.problems
            ), error
        else:
            for _, scenario in getattr(found, "variants", (("", found),)):
                assert all(str(load) for load in overloads(scenario))
    assert turned_down > EACH / 3
