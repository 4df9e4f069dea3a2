"""The page about where each preset wins and loses compares what it says it compares."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.scenario.comparison import load_comparison

from .scripts import EXPLANATION, filled, script

page, rows, cases = script("presets"), script("preset_rows"), script("preset_cases")
FILES = sorted((cases.SCENARIOS / "contexts").glob("*.yaml"))
WINDOW = 5.0 * np.linspace(-1.0, 1.0, 20)


def row(*means: float, measure: object = rows.FIRST, spread: float = 0.1) -> object:
    """Structures whose values move together, but for a small spread of their own."""
    own = np.random.default_rng(1).normal(0.0, spread, (len(means), len(WINDOW)))
    values = np.array(means)[:, None] + WINDOW + own - own.mean(axis=1, keepdims=True)
    return rows.Row("", measure, tuple("abcd"[: len(means)]), values)


def test_the_best_is_bold_with_all_that_are_not_settled_to_be_worse() -> None:
    assert row(100.0, 100.01, 130.0, 160.0).cells()[2:] == ["130", "*160*"]
    assert all(cell.startswith("**") for cell in row(100.0, 100.01, 130.0, 160.0).cells()[:2])


def test_what_is_better_depends_on_the_outcome() -> None:
    assert row(100.0, 130.0).best == 0
    assert row(100.0, 130.0, measure=rows.DONE).best == 1


def test_no_one_is_worst_where_that_is_not_settled() -> None:
    assert not row(100.0, 130.0, 130.01).alone_worst
    assert row(100.0, 130.0, 140.0).alone_worst


def test_nothing_is_settled_by_less_than_five_replications() -> None:
    few = rows.Row("", rows.FIRST, ("a", "b"), np.array([[1.0, 2.0], [100.0, 101.0]]))
    assert few.among_the_best == [0, 1]


def test_two_times_beyond_the_run_off_are_no_difference() -> None:
    beyond = np.full(20, np.inf)
    both = rows.Row("", rows.FIRST, ("a", "b", "c"), np.array([100.0 + WINDOW, beyond, beyond]))
    assert both.best == 0
    assert both.settled(1) == [0]


def test_every_context_is_on_the_page() -> None:
    assert [context.file for context in sorted(cases.CONTEXTS, key=lambda c: c.name)] == FILES


@pytest.mark.parametrize("context", cases.CONTEXTS, ids=lambda c: c.name)
def test_the_first_line_of_a_context_says_who_loses(context: object) -> None:
    assert context.file.read_text(encoding="utf-8").startswith("# ")
    assert " lose" in context.reason


@pytest.mark.parametrize("context", cases.CONTEXTS, ids=lambda c: c.name)
def test_structures_of_a_context_share_a_world_and_differ_from_it_where_it_says(context: object) -> None:
    for at in cases.points(context):
        assert set(at.decide_on) <= set(rows.BY_OUTCOME)
        variants, plain = dict(at.variants), dict(cases.without(context, at.mode))
        assert list(variants) == list(plain)
        first, *others = variants.values()
        for part in ("workforce", "products", "demand", "learning", "customers", "money", "horizon"):
            assert all(getattr(other, part) == getattr(first, part) for other in others), part
        assert variants != plain
        assert {pair for pairs in context.expected for pair in pairs} <= set(variants)


def test_projects_and_squads_of_contexts_are_arms_of_the_crossed_comparison() -> None:
    arms = dict(load_comparison([cases.SCENARIOS / "crossed-arms.yaml"]).variants)
    for name, arm in cases.ARMS.items():
        ours = cases.load_scenario(cases.SCENARIOS / "contexts" / "alike" / f"{name}.yaml")
        theirs = arms[f"{arm}, {cases.GOVERNANCES[-1]}"]
        assert ours.model_dump(exclude={"name"}) == theirs.model_dump(exclude={"name"})


def test_limits_of_the_files_are_among_those_that_are_tried() -> None:
    for preset in cases.PRESETS:
        common = cases.common_limit(preset)
        assert common in cases.limits_of(preset)
        as_it_is = cases.load_scenario(cases.SCENARIOS / f"{preset}.yaml").in_mode("backlog")
        assert cases.limited(preset, common).limits_in_force == as_it_is.limits_in_force


def test_a_multiple_of_ideas_multiplies_ideas_and_not_tickets() -> None:
    assert cases.scaled("spotify", 2.0).demand.mode_in_force.scale_at(None) == 2.0


def test_a_part_of_it_fills_the_page() -> None:
    assert filled("presets", page.parts_of(quick=True))


def test_a_row_of_the_page_is_what_comes_out_today() -> None:
    assert page.one_row() in (EXPLANATION / "presets.md").read_text(encoding="utf-8"), (
        "run python docs/presets.py"
    )
