"""Tables of governance: layers of approval, decision rights, who sits where."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...kernel.distributions import Lognormal, LognormalLaw
from ...kernel.quantiles import LawBook
from ...kernel.units import HOURS_PER_DAY
from ...kernel.world import table
from ...organisation.boards import review_layers
from ...organisation.governance import (
    ALL,
    ANY,
    ASK,
    BOARD,
    CONSULT,
    DECIDE,
    LAYER,
    OUTSIDE,
    REVIEWERS,
    RIGHT,
    AskSpec,
    AtLeastSpec,
    ClassAskSpec,
    DuringWorkSpec,
    LayerSpec,
)  # fmt: skip
from ...scenario.scenario import Scenario
from ...work.priorities import POLICIES


def governance_tables(scenario: Scenario, laws: LawBook) -> dict[str, Any]:
    """The tables `layers`, `board_members`, `rights`, `asked_layers` and `first_member`."""
    specs = scenario.organisation.governance.layers
    layers = table(LAYER, max(1, len(specs)))
    members: list[int] = []
    reviewing = review_layers(scenario.organisation.governance)
    for i, spec in enumerate(specs):
        row = layers[i]
        people = scenario.organisation.layer_members[i]
        _describe(row, spec, laws)
        row.first_member, row.members = len(members), len(people)
        row.form = BOARD if spec.sits_every_days is not None else REVIEWERS if i in reviewing else OUTSIDE
        row.team = row.stage = -1
        if i in reviewing:
            row.team = len(scenario.organisation.teams) - len(reviewing) + reviewing.index(i)
            row.stage = len(scenario.value_stream) + reviewing.index(i)
        members += people
    return {
        "layers": layers,
        "board_members": np.array(members or [-1]),
        "first_member": np.array([team.members[0][0] for team in scenario.organisation.teams]),
        **_right_tables(scenario),
    }


def _describe(row: Any, spec: LayerSpec, laws: LawBook) -> None:
    """What a layer is like."""
    row.period = spec.sits_every_days or math.inf
    row.phase = -1.0 if spec.phase == "random" else spec.phase
    row.room = -1 if spec.capacity_per_sitting is None else spec.capacity_per_sitting
    row.review_law = -1 if spec.review_hours is None else laws.hours(spec.review_hours)
    row.deciding = spec.hours_per_request / HOURS_PER_DAY
    row.preparing = spec.prepare_hours / HOURS_PER_DAY
    row.pass_good, row.pass_bad = spec.pass_good, spec.pass_bad
    row.return_probability = spec.return_probability
    row.noise_law = laws.number(1.0)
    row.first = row.last = -1
    row.ranks_by = POLICIES.index(spec.ranks_by or "value_over_effort")
    if spec.judges_by is not None:
        row.judges, row.threshold = 1, spec.judges_by.threshold
        if spec.judges_by.estimate_noise > 0:
            noise = Lognormal(median=1.0, sigma=spec.judges_by.estimate_noise)
            row.noise_law = laws.number(LognormalLaw(lognormal=noise))


def _right_tables(scenario: Scenario) -> dict[str, Any]:
    rights_spec = scenario.organisation.governance.decision_rights
    names = [layer.name for layer in scenario.organisation.governance.layers]
    work = rights_spec.during_work or DuringWorkSpec()
    asks: list[AskSpec | str] = [rights_spec.start_initiative, rights_spec.release]
    asks += [work.local, work.cross_team, work.organisation]
    asks += ["decide" if rights_spec.for_initiative is None else rights_spec.for_initiative.by]
    rights, asked = table(RIGHT, len(asks)), [-1]
    for row, ask in zip(rights, asks, strict=True):
        row.first_layer, row.default_days = len(asked), math.inf
        if isinstance(ask, str):
            row.mode = DECIDE if ask == "decide" else CONSULT
            continue
        wanted = ask.ask if scenario.is_on("approvals") else []
        if isinstance(ask, ClassAskSpec):
            row.mode = ASK if wanted else DECIDE
            row.default_days = ask.default_after_days or math.inf
        row.layers = len(wanted)
        row.rule = ALL if ask.rule == "all" else ANY
        row.needed = ask.rule.at_least if isinstance(ask.rule, AtLeastSpec) else 1
        asked += [names.index(name) for name in wanted]
    return {"rights": rights, "asked_layers": np.array(asked)}
