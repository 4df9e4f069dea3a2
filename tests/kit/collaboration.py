"""Hypothesis strategies that add to a random scenario what it costs to work together.

`organisations_with_collaboration()` draws scenarios in which layers are asked, tasks raise decisions,
teams meet, people coordinate and switch, and what is handed over loses something.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario

from .organisations import ACT_WITH_THEIR_SECTION, POLICIES, Draw, Values, scenario_dicts

REVIEW_HOURS = (4.0, 0.0, 8.0, {"exponential": {"mean": 6.0}})
ROUND_PERIODS = (1.0, 2.5, 5.0, 0.7)
LIMITS = [
    {"initiatives": n, "per": per} for n, per in ((1, "team"), (2, "group"), (1, "company"), (3, "company"))
]
SWITCHED_OFF = tuple({name: "off"} for name in ("dependencies", "support", "precedence", "approvals"))
RIGHTS = ("decide", "consult", "ask")


def organisations_with_collaboration(drains: bool = False) -> st.SearchStrategy[Scenario]:
    """Organisations in which people ask, decide, meet, hand over and switch, ready to be simulated."""
    return dicts_with_collaboration(drains).map(scenario_from)


@st.composite
def dicts_with_collaboration(draw: Draw, drains: bool = False) -> Values:
    """The same as nested maps, as a file would hold them."""
    values = draw(scenario_dicts(drains=drains))
    for section in ("learning", *ACT_WITH_THEIR_SECTION):
        values.pop(section, None)  # it would switch the mechanism on; `mechanisms.py` has one of its own
    for team in values["structure"]["teams"]:
        team["group"] = draw(st.sampled_from((None, "north", "south")))
    values["structure"] |= draw(_communities(list(values["workforce"])))
    values["structure"] |= {"reassign": draw(_reassigning())}
    values["dependencies"] |= draw(_dependencies())
    for stream in values["demand"]["items"]:
        stream["class"] = draw(st.sampled_from(("none", "support")))
    for stream in values["demand"]["opportunities"]:
        stream["parallel"] = draw(st.sampled_from((0.5, 0.0, 1.0)))
    if values["structure"].get("staffing"):
        values["structure"]["seats"] = draw(st.sampled_from(("throughout", "while_needed")))
    limits = draw(st.sampled_from((None, *LIMITS)))
    governance = draw(_governances(values["workforce"]))
    if limits is not None and draw(st.booleans()):
        governance["layers"].append(draw(_boards_of_places(values["workforce"])))
    return values | {
        "governance": governance,
        "coordination": {
            "pair_cost": draw(st.sampled_from((0.0, 0.02, 0.1))),
            "size_cost": draw(st.sampled_from((0.0, 0.012, 0.05))),
            "interdependence": draw(st.sampled_from((1.0, 0.0, 1.5))),
            "tie": {"group": draw(st.sampled_from((1.5, 0.0))), "across": draw(st.sampled_from((2.5, 4.0)))},
        },
        "limits": limits,
        "support": {
            "first": draw(st.sampled_from(("share", "before", "after"))),
            "share": draw(st.sampled_from((0.15, 0.0, 1.0))),
        },
        "ceremonies": {"hours_per_week": draw(st.sampled_from((0.0, 3.0, 8.0)))},
        "handoffs": draw(_handoffs()),
        "switching": {"lost_share": draw(st.sampled_from(([0.0], [0.0, 0.1], [0.0, 0.2, 0.5], [0.1])))},
        "mechanisms": draw(st.sampled_from(("all", "all", *SWITCHED_OFF))),
    }


@st.composite
def _boards_of_places(draw: Draw, workforce: Values) -> Values:
    role = draw(st.sampled_from(list(workforce)))
    return {
        "name": "places",
        "fills_places": True,
        "sits_every_days": draw(st.sampled_from(ROUND_PERIODS)),
        "ranks_by": draw(st.sampled_from(POLICIES)),
        "capacity_per_sitting": draw(st.sampled_from((None, 1, 3))),
        "hours_per_request": draw(st.sampled_from((0.0, 2.0))),
        "prepare_hours": draw(st.sampled_from((0.0, 2.0))),
        "members": draw(st.sampled_from(({}, {role: 1}))),
    }


@st.composite
def _reassigning(draw: Draw) -> Values | None:
    """Every week or so: a run lasts some weeks only."""
    every = draw(st.sampled_from((0.1, 0.15)))
    return draw(st.sampled_from((None, *({"every_quarters": every, "what": w} for w in ("people", "areas")))))


@st.composite
def _dependencies(draw: Draw) -> Values:
    return {
        "own_first": draw(st.booleans()),
        "misfit": {tie: draw(st.sampled_from((0.0, 0.3, 1.0))) for tie in ("team", "group", "across")}
        | {"contract_factor": draw(st.sampled_from((0.0, 0.5, 1.0)))},
        "work_visible": draw(st.sampled_from((True, True, False))),
        "meets_every_days": draw(st.sampled_from((0.7, 2.5))),
    }


@st.composite
def _communities(draw: Draw, roles: list[str]) -> Values:
    guild = {"name": "guild", "roles": draw(st.sampled_from(("all", roles[:1])))}
    return {
        "chapters": draw(st.sampled_from((None, {"hours_per_week": 2}))),
        "guilds": draw(st.sampled_from(([], [guild]))),
    }


@st.composite
def _handoffs(draw: Draw) -> Values:
    return {
        "give_hours": draw(st.sampled_from((0.0, 1.0, 4.0))),
        "take_hours": draw(st.sampled_from((0.0, 2.0, 8.0))),
        "lost_effort": draw(st.sampled_from((0.0, 0.05, 0.5))),
        "lost_return": draw(st.sampled_from((0.0, 0.1, 0.3))),
        "most_share": draw(st.sampled_from((0.1, 0.0, 1.0))),
    }


@st.composite
def _governances(draw: Draw, workforce: Values) -> Values:
    names = [f"layer {k}" for k in range(draw(st.integers(1, 3)))]
    layers = [draw(_layers(name, workforce)) for name in names]
    return {
        "gate": {"backlog_limit": draw(st.sampled_from((None, None, 1, 3)))},
        "layers": layers,
        "decision_rights": {
            "start_initiative": draw(_asks(names)),
            "release": draw(_asks(names)),
            "during_work": draw(_during_work(names)),
            "for_initiative": draw(_for_initiative(names)),
        },
    }


@st.composite
def _layers(draw: Draw, name: str, workforce: Values) -> Values:
    """A board, reviewers, or an outside body."""
    layer: Values = {
        "name": name,
        "prepare_hours": draw(st.sampled_from((0.0, 2.0))),
        "return_probability": draw(st.sampled_from((0.0, 0.15, 0.5))),
    }
    if draw(st.booleans()):
        role = draw(st.sampled_from(list(workforce)))
        layer["members"] = {role: draw(st.integers(1, workforce[role]["count"]))}
    if draw(st.booleans()):
        layer["sits_every_days"] = draw(st.sampled_from(ROUND_PERIODS))
        layer["phase"] = draw(st.sampled_from(("random", 0.0, 1.0)))
        layer["capacity_per_sitting"] = draw(st.sampled_from((None, 1, 3)))
    else:
        layer["review_hours"] = draw(st.sampled_from(REVIEW_HOURS))
    chances = {
        "pass_good": draw(st.sampled_from((1.0, 0.8))),
        "pass_bad": draw(st.sampled_from((1.0, 0.3))),
    }
    return layer | draw(st.sampled_from((chances, {"judges_by": {"threshold": 1.0}})))


@st.composite
def _asks(draw: Draw, names: list[str]) -> Values:
    asked = draw(st.lists(st.sampled_from(names), unique=True))
    rules: list[Any] = ["all", "any"] + ([{"at_least": len(asked)}] if asked else [])
    return {"ask": asked, "rule": draw(st.sampled_from(rules))}


@st.composite
def _for_initiative(draw: Draw, names: list[str]) -> Values | None:
    by = draw(st.sampled_from(("decide", "consult", None)))
    overdue = {"default_after_days": draw(st.sampled_from((None, 1.0)))}
    right = draw(_asks(names)) | overdue if by is None else by
    return draw(st.sampled_from((None, {"per_initiative": draw(st.integers(1, 3)), "by": right})))


@st.composite
def _during_work(draw: Draw, names: list[str]) -> Values:
    work: Values = {
        "per_effort_day": draw(st.sampled_from((0.0, 0.3, 1.0))),
        "consult_hours": draw(st.sampled_from(REVIEW_HOURS)),
        "anyone_after_days": draw(st.sampled_from((0.5, 5.0))),
    }
    for kind in ("local", "cross_team", "organisation"):
        right = draw(st.sampled_from(RIGHTS))
        overdue = {"default_after_days": draw(st.sampled_from((None, 1.0, 3.0)))}
        work[kind] = draw(_asks(names)) | overdue if right == "ask" else right
    return work
