"""One cause, one problem: a single mistake gives a single line, however much hangs on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.scenario.loader import load_scenario

from .examples import VALID, changed, complaints, said

SCENARIOS = Path(__file__).parents[2] / "scenarios"
OF_PRESETS = (
    ("project-based", "workforce.tester", None, "value_stream.test.by, structure.platform.members, structure.staffing and structure.max_projects"),
    ("project-based", "workforce.manager", None, "layers.portfolio board.members"),
    ("project-based", "governance.layers", None, "'portfolio board', 'change board' and 'line managers' still named in"),
    ("project-based", "governance.layers.line managers", None, "during_work.cross_team.ask and"),
    ("project-based", "products.search", None, "products.catalogue.coupling, products.support.coupling and demand.opportunities.ideas.value_factor"),
    ("project-based", "value_stream.build", None, "is removed, and still named in value_stream.test.return_to"),
    ("project-based", "structure.recipe", "projct", "did you mean 'project'?"),
    ("spotify", "workforce.operations", None, "is removed, and still named in value_stream.release.by"),
    ("spotify", "structure.recipe", None, "composition: recipe explicit does not use it, nor "),
    ("spotify", "structure.recipe", "functional", "composition: recipe functional does not use it, nor "),
    ("two-pizza", "governance.layers.team lead", None, "is removed, and still named in governance.decision_rights.start_initiative.ask"),
    ("two-pizza", "value_stream.test.by", ["tester"], "value_stream.test.by: must be a map, is a list"),
    ("product-model", "structure.composition.enginer", 1, "structure.composition.enginer: no such role; did you mean 'engineer'?"),
    ("product-model", "governance.decision_rights.release", "consult", "is 'consult'; write decide, or"),
)  # fmt: skip
"""Preset, key, its value (None: taken away), and a part of what is said."""


@pytest.mark.parametrize(("preset", "path", "value", "part"), OF_PRESETS)
def test_a_single_mistake_in_a_preset_is_a_single_problem(
    preset: str, path: str, value: object, part: str
) -> None:
    (line,) = said(SCENARIOS, lambda: load_scenario(SCENARIOS / f"{preset}.yaml", {path: value}))
    assert part in line


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  engineer: {", "  enginer: {", "s.yaml:11:43: value_stream.design.by.engineer: no such role; it is also named in value_stream.build.by, "
         "value_stream.test.by, structure.teams.left.members and structure.teams.right.members; did you mean 'enginer'?"),
        ("owns: {products: [checkout]}", "ows: {products: [checkout]}", "s.yaml:22:55: structure.teams.left.ows: no such key; did you mean 'owns'?"),
        ("  recipe: explicit", "  recpe: functional", "s.yaml:20:3: structure.recpe: no such key; did you mean 'recipe'?"),
        ("effort_days: 2", "effor_days: 2", "s.yaml:11:59: value_stream.design.effor_days: no such key; did you mean 'effort_days'?"),
        ("[checkout]", "[]", "s.yaml:22:55: structure.teams.left.owns: team 'left' owns nothing; name products and stages, or remove the team"),
        ("{engineer: 2, tester: 1}", "{tester: 1}", "s.yaml:22:7: structure.teams.left: no one in team 'left' can do the stages 'design' and 'build'; "
         "add a member of role engineer, or let another team own it"),
        ("  - {name: billing}", "  - {name: biling}", "s.yaml:8:33: products.checkout.coupling.billing: no such product; it is also named in "
         "demand.items.tickets.product and structure.teams.right.owns.products; did you mean 'biling'?"),
        ("  tester: {count: 2}", "  tester:", "s.yaml:6:3: workforce.tester: has no value; write one ({} for the defaults of a section, null for none), or remove the key"),
    ],
)  # fmt: skip
def test_a_single_mistake_is_a_single_problem(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert complaints(tmp_path, changed((old, new))) == [message]


def test_layers_whose_key_is_misspelt_are_not_missed_one_by_one(tmp_path: Path) -> None:
    layers = "  layrs: [{name: board, sits_every_days: 5}]\n  decision_rights: {release: {ask: [board]}}\n"
    assert complaints(tmp_path, f"{VALID}governance:\n{layers}") == [
        "s.yaml:25:3: governance.layrs: no such key; did you mean 'layers'?"
    ]


def test_different_mistakes_are_all_said(tmp_path: Path) -> None:
    text = changed(
        ("by: {tester", "by: {testr"), ("[billing]", "[biling]"), ("return_to: build", "return_to: biuld")
    )
    assert len(complaints(tmp_path, text)) == 3
