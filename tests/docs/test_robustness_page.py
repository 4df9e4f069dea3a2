"""The page on robustness: its studies are the shipped ones, and a few points fill it."""

from __future__ import annotations

import pytest

from simulator.scenario.study_file import load_study

from .scripts import DOCS, EXPLANATION, filled, script

robustness = script("robustness")


@pytest.mark.parametrize("world", list(robustness.WORLDS))
def test_its_studies_draw_what_no_preset_sets(world: str) -> None:
    plan = load_study(DOCS.parent / "scenarios" / "studies" / f"robust-{world}.yaml")
    assert [name for name, _ in plan.variants] == list(robustness.PRESETS)
    assert len(plan.factors) > 90
    assert not any(f.path.startswith(("demand.scale", "products.", "workforce.")) for f in plan.factors)


def test_a_few_points_fill_the_page() -> None:
    page = filled("robustness", robustness.parts_of(quick=True))
    assert page.count("| mid-size |") > 10


def test_every_world_stands_on_the_page() -> None:
    page = (EXPLANATION / "robustness.md").read_text(encoding="utf-8")
    assert all(page.count(f"| {world} |") > 10 for world in robustness.WORLDS)
