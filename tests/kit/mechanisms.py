"""Hypothesis strategies that add all other mechanisms to organisations in which people work together.

`organisations_with_mechanisms()` draws scenarios in which people leave and are hired, learn and forget, bring in
defects that fail and interrupt, decide wrongly, do what others do as well, wait for money, deploy by hand, ask
customers, win and lose them, do harm that is noticed, and in which all of that costs and earns money.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario

from .collaboration import dicts_with_collaboration
from .organisations import Draw, Values

DAYS = (0.0, 1.0, 2.5, {"exponential": {"mean": 2.0}})
HOURS = (0.0, 1.0, 8.0)
SHARES = (0.0, 0.3, 1.0)
SECTION_OF = {
    "turnover": "people",
    "learning": "learning",
    "decision_quality": "decision_quality",
    "quality": "quality",
    "delivery": "delivery",
    "feedback": "feedback",
    "customers": "customers",
    "money": "money",
    "alignment": "alignment",
    "funding": "funding",
}
"""Mechanisms that need a section of the file, and the section."""


def organisations_with_mechanisms(drains: bool = False) -> st.SearchStrategy[Scenario]:
    """Organisations with all mechanisms of this version, checked and ready to be simulated."""
    return dicts_with_mechanisms(drains).map(scenario_from)


@st.composite
def dicts_with_mechanisms(draw: Draw, drains: bool = False) -> Values:
    """The same as nested maps, as a file would hold them."""
    values = draw(dicts_with_collaboration(drains))
    for stage in values["value_stream"]:
        stage["finds"] = draw(st.sampled_from((0.0, 0.0, 0.6, 1.0)))
    for product in values["products"]:
        product |= {"automation": draw(_share()), "legacy_share": draw(_share())}
        product["customers"] = draw(st.sampled_from((None, 50.0))) if not product["internal"] else None
    for role in values["workforce"].values():
        role["pay"] = draw(st.sampled_from((0.0, 26_000.0, 100_000.0)))
    for stream in values["demand"]["opportunities"]:
        stream["life_quarters"] = draw(st.sampled_from((0.05, 0.2, 8.0)))
        stream.update(draw(_worth()))
    items = [stage["stage"] for stage in values["value_stream"] if stage["per"] == "item"]
    return values | {
        "people": draw(_people()),
        "learning": draw(_learning()),
        "decision_quality": draw(_decision_quality()),
        "quality": draw(_quality(items, drains)),
        "delivery": draw(_delivery()),
        "feedback": draw(_feedback()),
        "customers": draw(_customers()),
        "money": draw(_money()),
        "alignment": draw(_alignment()),
        "funding": draw(_funding()),
    }


def _share() -> st.SearchStrategy[float]:
    return st.sampled_from(SHARES)


def _hours() -> st.SearchStrategy[float]:
    return st.sampled_from(HOURS)


@st.composite
def _people(draw: Draw) -> Values:
    """Somebody may leave every week."""
    return {
        "turnover_per_year": draw(st.sampled_from((0.0, 5.0, 40.0))),
        "vacancy_days": draw(st.sampled_from(DAYS)),
        "ramp_up": {
            "days": draw(st.sampled_from((0.0, 7.5, 40.0))),
            "start": draw(st.sampled_from((0.1, 0.5, 1.0))),
        },
        "mentoring": draw(st.sampled_from((0.0, 0.2, 0.9))),
    }


@st.composite
def _learning(draw: Draw) -> Values:
    return {
        "progress_ratio": draw(st.sampled_from((1.0, 0.9, 0.75))),
        "first_days": draw(st.sampled_from((1.0, 20.0))),
        "kept_per_month": draw(st.sampled_from((1.0, 0.5))),
        "transfer": draw(st.sampled_from((0.4, 0.0, 1.0))),
        "transfer_coupled": draw(st.sampled_from((0.6, 0.0, 1.0))),
        "spread_per_hour_met": draw(st.sampled_from((0.0, 0.002, 0.5))),
        "familiar_days": draw(st.sampled_from((195.0, 5.0))),
        "familiarity_speed": draw(st.sampled_from((0.0, 0.3))),
        "familiarity_defects": draw(st.sampled_from((0.0, 0.5))),
    }


@st.composite
def _decision_quality(draw: Draw) -> Values:
    return {
        "misaligned": draw(_share()),
        "lost_per_layer": draw(_share()),
        "return_probability": draw(st.sampled_from((0.0, 0.5))),
        "value_lost": draw(st.sampled_from((0.0, 0.3))),
    }


@st.composite
def _quality(draw: Draw, stages: list[str], drains: bool) -> Values:
    """Many defects, or neglect without end, send the same item back for ever: not where all is to be done some day."""
    step = st.fixed_dictionaries({"stage": st.sampled_from(stages), "share": st.sampled_from((1.0, 0.5))})
    return {
        "defects_per_effort_day": draw(st.sampled_from((0.0, 0.02) if drains else (0.0, 0.2, 0.6))),
        "handoff_factor": draw(st.sampled_from((0.0, 0.5))),
        "surface_days": draw(st.sampled_from(DAYS)),
        "incident_effort_days": draw(st.sampled_from(DAYS)),
        "restoring": draw(st.none() | st.lists(step, min_size=1, max_size=3)),
        "fixes_ask_for_release": draw(st.booleans()),
        "neglect_per_100_days": 0.0 if drains else draw(st.sampled_from((0.0, 5.0))),
        "upkeep_share": draw(st.sampled_from((0.0, 0.1, 0.5))),
    }


@st.composite
def _delivery(draw: Draw) -> Values:
    return {
        "hours_per_change": draw(_hours()),
        "hours_per_deployment": draw(_hours()),
        "fail_probability": draw(st.sampled_from((0.0, 0.3))),
    }


@st.composite
def _feedback(draw: Draw) -> Values:
    accuracy = st.sampled_from((0.5, 0.8, 1.0))
    test = {
        "false_positive": draw(st.sampled_from((0.001, 0.3, 0.75))),
        "keep": draw(st.sampled_from(("auto", "significant_only", "all_but_harmful"))),
        "users_needed": draw(st.sampled_from((10.0, 10_000.0))),
        "duration_days": draw(st.sampled_from((0.0, 3.0))),
        "hours": draw(_hours()),
    }
    loops: dict[str, Values] = {
        "research": {"delay_days": draw(st.sampled_from((0.0, 1.5))), "hours": draw(_hours()), "accuracy": draw(accuracy)},
        "stakeholders": {"every_days": 2.5, "hours": draw(_hours()), "accuracy": draw(accuracy)},
        "ab_test": test,
        "usage": {"delay_days": 5.0, "hours": draw(_hours()), "accuracy": draw(accuracy)},
        "retrospectives": {"hours": draw(_hours()), "every_days": draw(st.sampled_from((2.0, 5.0, 10.0)))},
    }  # fmt: skip
    chosen = draw(st.lists(st.sampled_from(list(loops)), unique=True))
    return {name: loops[name] for name in chosen} | {"good_share_lift": draw(st.sampled_from((0.0, 0.1)))}


@st.composite
def _customers(draw: Draw) -> Values:
    return {
        "years_on_market": draw(st.sampled_from((0.0, 6.0))),
        "churn_per_month": draw(st.sampled_from((0.0, 0.02, 0.5))),
        "churn_response": draw(st.sampled_from((0.0, 0.3))),
        "memory_days": draw(st.sampled_from((2.0, 130.0))),
        "word_of_mouth": draw(st.sampled_from((0.0, 0.5, 5.0))),
        "return_per_quarter": draw(st.sampled_from((0.0, 0.02, 0.9))),
    }


@st.composite
def _money(draw: Draw) -> Values:
    return {
        "opening_balance": draw(st.sampled_from((0.0, 1_000.0))),
        "other_cost_share": draw(st.sampled_from((0.0, 0.6))),
        "other_cost_fixed": draw(st.sampled_from((0.0, 0.5, 1.0))),
        "budget": {"optimism": draw(st.sampled_from((0.0, 0.2)))},
        "reporting": {"metrics_per_team": draw(st.sampled_from((0, 5)))},
    }


@st.composite
def _worth(draw: Draw) -> Values:
    """When harm is noticed, and when a release comes too late; nothing is said of either in some organisations."""
    shapes = ("constant", {"window": {"half_life_days": 5.0}}, {"due": {"days": 3.0, "penalty": 0.5}})
    harm = {
        "share_of_good": draw(st.sampled_from((0.0, 0.3, 1.0))),
        "noticed_after_days": draw(st.sampled_from(DAYS)),
    }
    return draw(st.sampled_from(({}, {"harm": harm}))) | {"value_in_time": draw(st.sampled_from(shapes))}


@st.composite
def _alignment(draw: Draw) -> Values:
    return {
        "overlap": draw(st.sampled_from((0.0, 0.9))),
        "strategy_clarity": draw(st.sampled_from((0.0, 0.5))),
        "roadmap": draw(st.sampled_from((0.0, 0.3))),
        "share_of_items": draw(st.sampled_from((0.3, 1.0))),
        "contradicting": draw(_share()),
    }


@st.composite
def _funding(draw: Draw) -> Values:
    """Rounds come every few days; in half of the organisations teams have enough at any time."""
    return {
        "by": draw(st.sampled_from(("team", "team", "initiative"))),
        "every_quarters": draw(st.sampled_from((0.02, 0.1))),
        "days_per_quarter": draw(st.sampled_from((None, None, 50.0))),
    }


def only(values: Values, *mechanisms: str) -> Any:
    """The same scenario with only these of the mechanisms of this page; all others stay as they were."""
    written: Any = values["mechanisms"]
    before = {} if isinstance(written, str) else dict(written)
    off: dict[str, Any] = {name: "off" for name in SECTION_OF if name not in mechanisms}
    return values | {"mechanisms": before | off}
