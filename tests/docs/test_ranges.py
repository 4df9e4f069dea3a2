"""Ranges that studies wrote down by hand are those of the fields, or lie within them, or the reason stands here.

The files stay as they are: results rest on them.
"""

from __future__ import annotations

from typing import Any

import pytest

from simulator import load_scenario, parameters_of
from simulator.scenario.parameters import Parameter

from .scripts import script

made, design, worlds = script("mechanism_variants"), script("ensemble_design"), script("context_worlds")
MECHANISMS = {path: ends for ranges in made.RANGES["mechanisms"].values() for path, ends in ranges.items()}

NARROWER = {
    "value_stream.test.finds": "the range of a review (P59); the field's ends where all removal before release does (P60)"
}
"""Ranges of the page about mechanisms that are smaller than the field's."""
WITHOUT_RANGE = {
    "products.*.coupling": "multiplies the coupling of the mid-size world",
    "quality.fixes_ask_for_release": "is yes or no",
    "dependencies.own_first": "is yes or no",
    "dependencies.work_visible": "is yes or no",
    "feedback.ab_test.keep": "is one of three rules",
    "funding.by": "is one of two forms",
}
MULTIPLES = {"switching.lost_share": "is a table; its range multiplies the default"}

FIELDS = {
    "turnover_per_year": "people.turnover_per_year",
    "progress_ratio": "learning.progress_ratio",
    "churn_per_month": "customers.churn_per_month",
    "churn_response": "customers.churn_response",
    "years_on_market": "customers.years_on_market",
    "good_share": "demand.opportunities.*.good_share",
    "harmful_share": "demand.opportunities.*.harmful_share",
    "life_quarters": "demand.opportunities.*.life_quarters",
    "evenness": "demand.opportunities.*.evenness.rank_power",
    "value_spread": "demand.opportunities.*.value_factor.*",
    "transfer": "learning.transfer",
    "other_cost_share": "money.other_cost_share",
    "automation": "products.*.automation",
    "legacy_share": "products.*.legacy_share",
    "defects_per_effort_day": "quality.defects_per_effort_day",
    "neglect_per_100_days": "quality.neglect_per_100_days",
    "upkeep": "quality.upkeep_share",
    "strategy_clarity": "alignment.strategy_clarity",
    "meetings": "ceremonies.hours_per_week",
}
"""Pattern of the parameter that a range of the ensemble or of the contexts moves."""
OF_NO_FIELD = {
    "skill_mean", "skill_sigma", "revenue_per_head", "value_median", "value_sigma", "coupling", "platform_coupling",
    "effort_mean", "effort_sigma", "load", "ideas", "tickets", "areas", "regulation", "specialists", "users",
}  # fmt: skip
"""What has no plausible range of its own: the world of the user, parameters of a law, and what several fields share."""
WIDER = {
    "good_share": ((0.08, 0.40), "ends above a third, the highest share of P62; fixed before the first run")
}
"""Ranges that leave the field's, and why."""


@pytest.fixture(scope="module")
def known() -> dict[str, Parameter]:
    every = {f"feedback.{loop}": {} for loop in made.LOOPS}
    every |= {"support": {}, "alignment": {}, "funding": {}, "governance.decision_rights.for_initiative": {}}
    scenario = load_scenario(made.ROOT / "scenarios" / "product-model.yaml", every | made.ALL_ON)
    return {parameter.pattern: parameter for parameter in parameters_of(scenario)}


def pattern_of(path: str) -> str:
    return path.replace(".first.", ".*.").replace(".test.", ".*.")


@pytest.mark.parametrize("path", [path for path in MECHANISMS if path not in {*WITHOUT_RANGE, *MULTIPLES}])
def test_the_page_about_mechanisms_moves_a_parameter_over_its_plausible_range(
    path: str, known: dict[str, Parameter]
) -> None:
    plausible, (low, high) = known[pattern_of(path)].plausible, MECHANISMS[path]
    assert plausible is not None
    if path in NARROWER:
        assert low in plausible and high in plausible and (low, high) != (plausible.low, plausible.high)
    else:
        assert (low, high) == (plausible.low, plausible.high)


@pytest.mark.parametrize("path", MULTIPLES)
def test_a_table_is_moved_as_a_whole(path: str, known: dict[str, Parameter]) -> None:
    parameter = known[path]
    assert parameter.plausible is not None and parameter.plausible.of == "default"
    for factor, end in zip(
        (parameter.plausible.low, parameter.plausible.high), MECHANISMS[path], strict=True
    ):
        assert end == pytest.approx([factor * share for share in parameter.default])


@pytest.mark.parametrize("path", WITHOUT_RANGE)
def test_what_has_no_range_needs_a_reason(path: str, known: dict[str, Parameter]) -> None:
    assert all(p.plausible is None for pattern, p in known.items() if pattern.startswith(path))


def ends_of(bounds: Any) -> tuple[float, float]:
    """Lowest and highest value of a range, or of the levels of a choice."""
    values = (
        next(iter(bounds.values())) if isinstance(bounds, dict) and {"log", "whole"} & set(bounds) else bounds
    )
    return min(values), max(values)


STUDIES = [
    *(("ensemble", name, bounds) for name, bounds in design.WORLD.items()),
    *(("ensemble", name, design.CHOICES[name]) for name in ("upkeep", "strategy_clarity", "meetings")),
    *(("contexts", name, bounds) for name, bounds in worlds.RANGES["ranges"].items()),
]


def test_every_range_of_a_study_is_of_a_field_or_of_none() -> None:
    assert {name for _, name, _ in STUDIES} == {*FIELDS, *OF_NO_FIELD}


@pytest.mark.parametrize(
    ("study", "name", "bounds"), [case for case in STUDIES if case[1] in FIELDS], ids=str
)
def test_a_study_stays_within_what_is_plausible(
    study: str, name: str, bounds: Any, known: dict[str, Parameter]
) -> None:
    plausible, (low, high) = known[FIELDS[name]].plausible, ends_of(bounds)
    assert plausible is not None
    inside = low in plausible and high in plausible
    assert inside or WIDER[name][0] == (low, high)
    assert inside == (name not in WIDER)
