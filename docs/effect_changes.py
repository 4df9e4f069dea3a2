"""Changes of docs/effects.py: the rules of this version switched off from all on, switched on alone, and moved."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from measuring import FIRST_WORLD, ROOT
from mechanism_variants import changed, with_tickets

from simulator import load_scenario
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario
from simulator.store.manifest import resolved

PRESETS = ("project-based", "spotify", "two-pizza", "product-model")
PROJECTS, SQUADS = "project-based", "two-pizza"
SHIPPED, MIDDLE, BUSY = 1.0, 2.5, 5.5
SCALES = (SHIPPED, MIDDLE, BUSY)
"""Of demand: as shipped; where every preset copes; where engineers of two-pizza teams are used about 0.8."""
Values = dict[str, Any]
Edit = Callable[[Values], Values]


def put(settings: Mapping[str, Any]) -> Edit:
    """Values by dotted path, put on top."""

    def edit(values: Values) -> Values:
        if not isinstance(values["mechanisms"], dict):  # "all", as the presets have it
            values = {**values, "mechanisms": {}}
        for path, value in settings.items():
            values = changed(values, path, value)
        return values

    return edit


RULES: dict[str, dict[str, Any]] = {
    "coordination": {"mechanisms.coordination": "off"},
    "switching": {"mechanisms.switching": "off"},
    "bounded handoffs": {"handoffs.most_share": 1.0},
    "learning": {"mechanisms.learning": "off"},
    "precedence": {"mechanisms.precedence": "off"},
    "own work first": {"dependencies.own_first": False},
    "misfits": {"dependencies.misfit": {"team": 0.0, "group": 0.0, "across": 0.0}},
    "changes fail": {"delivery.fail_probability": 0.0},
    "harm is noticed": {"mechanisms.harm": "off"},
    "word of mouth": {"customers.word_of_mouth": 0.0},
    "customers return": {"customers.return_per_quarter": 0.0},
    "other cost": {"money.other_cost_share": 0.0},
}
"""What switches each rule off that acts in the presets as shipped."""
OF_MONEY = ("word of mouth", "customers return", "other cost")
"""Rules that move no work, and so are not looked at where people are short."""
ALL_OFF: dict[str, Any] = {path: value for settings in RULES.values() for path, value in settings.items()}


def blocked_by(by: str) -> Edit:
    """Two decisions about each initiative: taken by those who are consulted, or by the layer that is asked for its start."""

    def edit(values: Values) -> Values:
        asked = values["governance"]["decision_rights"]["start_initiative"]["ask"]
        right = "consult" if by == "consult" else {"ask": asked}
        return changed(
            values, "governance.decision_rights.for_initiative", {"per_initiative": 2, "by": right}
        )

    return edit


def weighted(weights: Callable[[int, int], float]) -> Edit:
    """The same ideas in all, but areas in this proportion, by rank from 0 and number of areas."""

    def edit(values: Values) -> Values:
        values = copy.deepcopy(values)
        streams = values["demand"]["opportunities"]
        shares = [weights(rank, len(streams)) for rank in range(len(streams))]
        total = sum(stream["arrivals_per_quarter"] for stream in streams)
        for stream, share in zip(streams, shares, strict=True):
            stream["arrivals_per_quarter"] = total * share / sum(shares)
        return values

    return edit


def half_funded(by: str) -> Edit:
    """Money for half of the work on initiatives that arrives, each year, to initiatives or to teams."""

    def edit(values: Values) -> Values:
        demand = values["demand"]
        days = sum(
            demand["scale"] * s["arrivals_per_quarter"] * _mean_effort(s) for s in demand["opportunities"]
        )
        return put({"funding": {"by": by, "every_quarters": 4, "days_per_quarter": days / 2.0}})(values)

    return edit


def _mean_effort(stream: Mapping[str, Any]) -> float:
    """Working days that the items of an initiative of a shipped stream take on average."""
    items = stream["items"]["discrete"]
    return float(np.dot(items["values"], items["weights"]) * stream["effort_days"]["lognormal"]["mean"])


THIRD = 0.3
BY_RANK = weighted(lambda rank, areas: (rank + 1.0) ** -0.5)
ONE_AREA = weighted(lambda rank, areas: THIRD if rank == 0 else (1.0 - THIRD) / (areas - 1))

MOVED: dict[str, Edit] = {
    "interdependence 0.5": put({"coordination.interdependence": 0.5}),
    "interdependence 1.5": put({"coordination.interdependence": 1.5}),
    "no transfer of experience": put({"learning.transfer": 0.0, "learning.transfer_coupled": 0.0}),
    "pairs do not matter": put({"learning.familiarity_speed": 0.0, "learning.familiarity_defects": 0.0}),
    "chapters and guilds spread nothing": put({"learning.spread_per_hour_met": 0.0}),
    "work is not visible": put({"dependencies.work_visible": False}),
    "two decisions block, by consulting": blocked_by("consult"),
    "two decisions block, by who is asked to start": blocked_by("ask"),
    "seats while needed": put({"structure.seats": "while_needed"}),
    "ideas by rank of area, power 0.5": BY_RANK,
    "30 % of ideas in one area": ONE_AREA,
    "worth halves in 130 days": put(
        {"demand.opportunities.*.value_in_time": {"window": {"half_life_days": 130}}}
    ),
    "due in 130 days, else half": put(
        {"demand.opportunities.*.value_in_time": {"due": {"days": 130, "penalty": 0.5}}}
    ),
    "harm is as large as good": put({"demand.opportunities.*.harm.share_of_good": 1.0}),
    "overlaps": put({"alignment": {}}),
    "overlaps, nothing is clear": put({"alignment": {"strategy_clarity": 0.0}}),
    "money for initiatives, each year": put({"funding": {"by": "initiative", "every_quarters": 4}}),
    "money for initiatives, each quarter": put({"funding": {"by": "initiative", "every_quarters": 1}}),
    "money for initiatives, for half of what arrives": half_funded("initiative"),
    "money for teams, for half of what arrives": half_funded("team"),
    "worth does not grow with size": put({"demand.opportunities.*.value_grows_with_size": 0.0}),
    "worth grows as size": put({"demand.opportunities.*.value_grows_with_size": 1.0}),
}  # fmt: skip
"""What else is changed, from all on; at the middle and the high demand."""


@dataclass(frozen=True)
class Comparison:
    """A preset with one thing changed, and without."""

    table: str
    change: str
    preset: str
    scale: float
    base: Scenario
    scenario: Scenario


def loaded(preset: str, scale: float, **overrides: Any) -> Values:
    """A preset at a scale of demand, as resolved."""
    return resolved(load_scenario(FIRST_WORLD / f"{preset}.yaml", {"demand.scale": scale, **overrides}))


def comparisons(presets: Sequence[str] = PRESETS, scales: Sequence[float] = SCALES) -> Iterator[Comparison]:
    """All that is compared pair by pair."""
    for preset in presets:
        for scale in scales:
            values = loaded(preset, scale)
            yield from _rules(preset, scale, values)
            if scale != SHIPPED:
                yield from _moved(preset, scale, values)
                yield from _tickets(preset, scale, values)
                yield from _following(preset, scale, values)


def _rules(preset: str, scale: float, values: Values) -> Iterator[Comparison]:
    on, off = scenario_from(values, ROOT), scenario_from(put(ALL_OFF)(values), ROOT)
    for rule, settings in RULES.items():
        if rule in OF_MONEY and scale == BUSY:
            continue
        without = scenario_from(put(settings)(values), ROOT)
        alone = scenario_from(put({p: v for p, v in ALL_OFF.items() if p not in settings})(values), ROOT)
        yield Comparison("off", rule, preset, scale, on, without)
        yield Comparison("alone", rule, preset, scale, off, alone)


def _moved(preset: str, scale: float, values: Values) -> Iterator[Comparison]:
    base = scenario_from(values, ROOT)
    for change, edit in MOVED.items():
        if change != "seats while needed" or preset == PROJECTS:
            yield Comparison("moved", change, preset, scale, base, scenario_from(edit(values), ROOT))


def as_many_tickets(values: Values) -> Values:
    """Values with tickets for every area, as many at every scale of demand."""
    *others, tickets = with_tickets(values)["demand"]["items"]
    rate = tickets["arrivals_per_quarter"] / values["demand"]["scale"]
    return {
        **values,
        "demand": {**values["demand"], "items": [*others, tickets | {"arrivals_per_quarter": rate}]},
    }


def _tickets(preset: str, scale: float, values: Values) -> Iterator[Comparison]:
    tickets = as_many_tickets(values)
    without, with_class = scenario_from(values, ROOT), scenario_from(tickets, ROOT)
    like_others = scenario_from(put({"mechanisms.support": "off"})(tickets), ROOT)
    yield Comparison("support", "25 tickets a quarter and area", preset, scale, without, with_class)
    yield Comparison("support", "tickets without a class", preset, scale, with_class, like_others)


def _following(preset: str, scale: float, values: Values) -> Iterator[Comparison]:
    uneven = ONE_AREA(values)
    follows = scenario_from(changed(uneven, "structure.reassign", {"what": "people"}), ROOT)
    yield Comparison(
        "reassign", "people follow the work", preset, scale, scenario_from(uneven, ROOT), follows
    )


EIGHT_TIMES, WORTH, EXPIRES = 8.0, 100_000, 130.0
POLICIES = ("first_come", "value_over_effort")
LIMITS = ((SQUADS, "team", (1, 2, 3)), (PROJECTS, "company", (10, 14, 24)))


def backlogs() -> Iterator[tuple[str, Scenario]]:
    """Limits on initiatives where far more ideas arrive than can be done, by name: without feedback, and projects decide
    and release as the squads do, so that they differ in teams only."""
    for preset, per, limits in LIMITS:
        for initiatives in limits:
            where = "in all" if per == "company" else f"a {per}"
            for policy in POLICIES:
                values = _backlog(preset, policy, {"initiatives": initiatives, "per": per})
                yield (
                    f"{preset}, {initiatives} {where}, {policy.replace('_', ' ')}",
                    scenario_from(values, ROOT),
                )
            if preset == SQUADS:
                in_turn = put({"dependencies.own_first": False})(values)
                yield "the same, own work not first", scenario_from(in_turn, ROOT)


def _backlog(preset: str, policy: str, limits: dict[str, Any]) -> Values:
    values, squads = as_many_tickets(loaded(preset, EIGHT_TIMES)), loaded(SQUADS, EIGHT_TIMES)
    values |= {key: squads[key] for key in ("governance", "release")} | {
        "priorities": policy,
        "limits": limits,
    }
    values.pop("feedback", None)
    for stream in values["demand"]["opportunities"]:
        stream["expires_days"] = EXPIRES
        stream["value"]["lognormal"]["median"] = WORTH
    return values
