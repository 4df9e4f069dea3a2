"""A valid scenario, and what is said of it when something in it is changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from simulator.errors import InputError
from simulator.scenario.loader import load_scenario

WORLD = """\
name: two-teams
horizon: {days: 100, warmup_days: 10}
presence: 0.9
workforce:
  engineer: {count: 4, skill: {lognormal: {median: 1.0, sigma: 0.25}}}
  tester: {count: 2}
products:
  - {name: checkout, coupling: {billing: 0.2}}
  - {name: billing}
value_stream:
  - {stage: design, per: initiative, by: {engineer: 1.0}, effort_days: 2}
  - {stage: build, by: {engineer: 1.0}, share: 0.8}
  - {stage: test, by: {tester: 1.0, engineer: 0.8}, share: 0.2, return_probability: 0.1, return_to: build}
demand:
  items:
    - {name: tickets, product: billing, arrivals_per_day: 0.3, effort_days: {exponential: {mean: 1}}}
  opportunities:
    - {product: checkout, arrivals_per_quarter: 3, items: 2, effort_days: 1.5}
"""
STRUCTURE = """\
structure:
  recipe: explicit
  teams:
    - {name: left, members: {engineer: 2, tester: 1}, owns: {products: [checkout]}, wip_limit: 5}
    - {name: right, members: {engineer: 2, tester: 1}, owns: {products: [billing]}}
"""
VALID = WORLD + STRUCTURE


def changed(*replacements: tuple[str, str], text: str = VALID) -> str:
    """The valid scenario with parts of its text replaced."""
    for old, new in replacements:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text


def said(folder: Path, load: Callable[[], Any]) -> list[str]:
    """The lines of the InputError that loading raises, without the folder."""
    with pytest.raises(InputError) as caught:
        load()
    return str(caught.value).replace(f"{folder}/", "").splitlines()


def complaints(folder: Path, text: str, overrides: Mapping[str, Any] | None = None) -> list[str]:
    """What is said of a scenario file with this text."""
    path = folder / "s.yaml"
    path.write_text(text, encoding="utf-8")
    return said(folder, lambda: load_scenario(path, overrides))
