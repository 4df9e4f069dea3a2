"""Each lever of value, customers, other cost, alignment and funding moves what it is about.

Scored as in `test_directions_of_mechanisms`, by the same organisations.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator.outcomes.facts import Facts

from ..kit.measures import Measure, customers, good_of_kept, outcome, proposed, returned, worth
from .test_directions_of_mechanisms import (
    TEST_ALONE,
    UNSEEN,
    Changes,
    assert_direction,
    scores,
)

STREAMS = (0, 1)


def ideas(key: str, value: Any) -> Changes:
    """A change of what ideas of the first two areas are."""
    return {f"demand.opportunities.{k}.{key}": value for k in STREAMS}


def lost_by_harm(f: Facts) -> float:
    """What harmful ideas take from their release to the end of their life, or until they are taken back."""
    rows = f.initiatives[(f.initiatives["good"] == -1) & (f.initiatives["first_release_at"] >= 0)]
    days = np.fmin(rows["taken_back_at"], rows["life_ends_at"]) - rows["first_release_at"]
    return float(-np.sum(rows["value"] * days))


def gained_by_ideas(f: Facts) -> float:
    return -lost_by_harm(f)


def work_on_harm(f: Facts) -> float:
    """Share of the work on initiatives that goes into harmful ones."""
    touch = f.initiatives["days"][:, 0]
    return float(touch[f.initiatives["good"] == -1].sum() / touch.sum())


UNJUDGED = {**UNSEEN, "feedback.usage": None, "feedback.ab_test": None}
"""Harm is all that any feature is taken back for."""
ALONE = {
    "governance.decision_rights.start_initiative.ask": [],
    "alignment.overlap": 0.9,
    "alignment.strategy_clarity": 0.0,
}
"""No board sees what begins, and strategy is not known."""
TWICE, AGAINST = {**ALONE, "alignment.contradicting": 0.0}, {**ALONE, "alignment.contradicting": 1.0}
FREE = {"governance.decision_rights.start_initiative.ask": []}
LEAVING = {"customers.churn_per_month": 0.08, "customers.return_per_quarter": 0.0}


def twice(f: Facts) -> float:
    """Hours of work that another team does as well over all others; above 0 in any case."""
    return 1.0 + outcome("duplicated_share")(f)


def funding(**keys: Any) -> Changes:
    return {"funding": {"every_quarters": 0.5} | keys}


GLAD = {
    "customers.word_of_mouth": 0.0,
    "customers.good_feature": 1.0,
    "customers.harmful_feature": 0.0,
    "customers.broken_feature": 0.0,
}
SAD = {"customers.word_of_mouth": 0.0, "customers.good_feature": 0.0, "customers.harmful_feature": 1.0}
MORE: dict[str, tuple[Changes, Changes, Measure]] = {
    "harm that is large": (UNJUDGED, ideas("harm.share_of_good", 1.0), lost_by_harm),
    "harm that is noticed late": ({**UNJUDGED, **ideas("harm.noticed_after_days", 5.0)}, ideas("harm.noticed_after_days", 60.0), lost_by_harm),
    "harm that is noticed late, and built for longer": ({**UNJUDGED, **ideas("harm.noticed_after_days", 0.0)}, ideas("harm.noticed_after_days", 60.0), work_on_harm),
    "harm that is never noticed": (UNJUDGED, {"mechanisms": {"harm": "off"}}, lost_by_harm),
    "harm that is larger is found by a test": ({**TEST_ALONE, "mechanisms": {"harm": "off"}, "feedback.ab_test.keep": "all_but_harmful", **ideas("harm.share_of_good", 0.1)}, ideas("harm.share_of_good", 1.0), good_of_kept),
    "a window that closes later": (ideas("value_in_time", {"window": {"half_life_days": 10.0}}), ideas("value_in_time", {"window": {"half_life_days": 400.0}}), worth),
    "a due day that comes later": (ideas("value_in_time", {"due": {"days": 5.0, "penalty": 0.8}}), ideas("value_in_time", {"due": {"days": 60.0, "penalty": 0.8}}), worth),
    "customers who tell others, and are glad": (GLAD, {"customers.word_of_mouth": 2.0}, outcome("adoption")),
    "customers who come back": (LEAVING, {"customers.return_per_quarter": 0.6}, customers),
    "customers who come back, and their money": (LEAVING, {"customers.return_per_quarter": 0.6}, outcome("revenue")),
    "other cost": ({}, {"money.other_cost_share": 0.75}, outcome("cost")),
    "initiatives that overlap": ({**TWICE, "alignment.overlap": 0.1}, {"alignment.overlap": 0.9}, twice),
    "initiatives that contradict": ({**AGAINST, "alignment.overlap": 0.0}, {"alignment.overlap": 0.9}, returned),
    "overlaps that contradict": (TWICE, {"alignment.contradicting": 1.0}, returned),
    "overlaps that go far": ({**TWICE, "alignment.share_of_items": 0.1}, {"alignment.share_of_items": 1.0}, twice),
    "money for each initiative": ({**FREE, **funding(by="team")}, {"funding.by": "initiative"}, proposed),
    "money that comes seldom": ({**FREE, **funding(by="initiative", every_quarters=0.25)}, {"funding.every_quarters": 2.0}, proposed),
    "money that is short for teams": ({**FREE, **funding(by="team")}, {"funding.days_per_quarter": 10.0}, proposed),
    "money that is short for initiatives": ({**FREE, **funding(by="initiative")}, {"funding.days_per_quarter": 10.0}, proposed),
}  # fmt: skip
"""By lever: what holds before and after, what is changed, and what grows by it."""
LESS: dict[str, tuple[Changes, Changes, Measure]] = {
    "harm that is noticed late, for all ideas": ({**UNJUDGED, **ideas("harm.noticed_after_days", 5.0)}, ideas("harm.noticed_after_days", 60.0), gained_by_ideas),
    "worth that depends on the day": ({}, ideas("value_in_time", {"window": {"half_life_days": 40.0}}), worth),
    "a penalty for what is late": (ideas("value_in_time", {"due": {"days": 10.0, "penalty": 0.1}}), ideas("value_in_time", {"due": {"days": 10.0, "penalty": 0.9}}), worth),
    "customers who tell others, and are sad": ({**UNJUDGED, **SAD}, {"customers.word_of_mouth": 2.0}, outcome("adoption")),
    "other cost, and what is left": ({}, {"money.other_cost_share": 0.75}, outcome("operating_margin")),
    "other cost that does not grow with revenue": ({}, {"money.other_cost_fixed": 0.9}, outcome("cost")),
    "a strategy that all know": (TWICE, {"alignment.strategy_clarity": 0.9}, twice),
    "a roadmap that all share": (TWICE, {"alignment.roadmap": 0.8}, twice),
    "a board that sees what begins": (TWICE, {"governance.decision_rights.start_initiative.ask": ["board"]}, twice),
    "work for nothing, and its worth": ({**TWICE, "alignment.overlap": 0.0}, {"alignment.overlap": 0.9}, worth),
    "large shares of value that others cost": ({"products": "costless"}, {"money.other_cost_share": 0.75}, outcome("net_present_value")),
    "fixed shares of it, for new value": ({"products": "costless", "money.other_cost_share": 0.9, "money.other_cost_fixed": 0.9}, {"money.other_cost_fixed": 0.1}, outcome("net_present_value")),
}  # fmt: skip
"""The same, and what shrinks by it."""
BETWEEN_TEAMS = {
    name for table in (MORE, LESS) for name, (before, _, _) in table.items() if "alignment.overlap" in before
}
"""Where one department builds everything, no two initiatives are of different teams."""


@pytest.mark.parametrize("lever", list(MORE))
def test_a_lever_makes_what_it_is_about_grow(lever: str) -> None:
    assert_direction(lever, scores(*MORE[lever]), BETWEEN_TEAMS)


@pytest.mark.parametrize("lever", list(LESS))
def test_a_lever_makes_what_it_is_about_shrink(lever: str) -> None:
    assert_direction(lever, -scores(*LESS[lever]), BETWEEN_TEAMS)
