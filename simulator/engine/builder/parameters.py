"""The record of parameters: what the scenario says, and what each mechanism makes of its section."""

from __future__ import annotations

import math
from typing import Any

from ...kernel.calendar import snapped
from ...kernel.compiled import plain
from ...kernel.quantiles import LawBook
from ...kernel.units import DAYS_PER_QUARTER
from ...kernel.world import table
from ...mechanisms.registry import ACCOUNTS, MECHANISMS, OWN_ACCOUNTS, number_of
from ...scenario.scenario import Scenario
from ...state.clock import FIRST_FREE_SLOT
from ...state.portfolio import NO_LIMIT
from ...work.portfolio import SCOPES
from ...work.release import MODES
from .periods import period_ends
from .records import PARAMETERS
from .streams import most_items_at_once
from .teams import most_open_tasks

MOST_MOVED = 0.05
"""Share of the people, or areas, that move at a time where teams follow the work. Judgement."""


def parameters_of(scenario: Scenario, tables: dict[str, Any], laws: LawBook, log: bool, debug: bool) -> Any:
    """The one row of the table `parameters`, given the tables of people, stages and streams."""
    parameters = table(PARAMETERS, 1)
    row = parameters[0]
    _describe(row, scenario, tables)
    _number_slots(row, scenario)
    values = mechanism_values(scenario, laws)
    for name, value in values.items():
        row[name] = value
    row.features = any(scenario.acts(m.name) for m in MECHANISMS if m.follows_features)
    row.weekly = any(values[name] for m in MECHANISMS for name in m.every_week)
    row.log, row.debug = log, debug
    return parameters


def mechanism_values(scenario: Scenario, laws: LawBook) -> dict[str, float]:
    """Parameters of all mechanisms by name, at their off values where a mechanism does not act."""
    values: dict[str, float] = {}
    for mechanism in MECHANISMS:
        values |= mechanism.values(scenario, laws)
        if not scenario.acts(mechanism.name):
            values |= {p.name: p.off for p in mechanism.parameters if p.off is not None}
    return values | {f"account_of_{account}": number_of(account) for account in OWN_ACCOUNTS}


def _describe(row: Any, scenario: Scenario, tables: dict[str, Any]) -> None:
    """What the scenario says of people, stages, governance and time."""
    row.accounts = len(ACCOUNTS)
    row.people = len(tables["people"])
    row.roles = len(scenario.workforce)
    row.areas = len(scenario.products)
    row.stages, row.work_stages = len(tables["stages"]), len(scenario.value_stream)
    row.layers = len(scenario.organisation.governance.layers)
    gate = scenario.governance.gate
    row.estimate_above = -math.inf if gate.estimate_above is None else gate.estimate_above
    row.backlog_limit = -1 if gate.backlog_limit is None else gate.backlog_limit
    row.first_item_stage = sum(stage.per == "initiative" for stage in scenario.value_stream)
    row.tiers = most_open_tasks(scenario)
    row.stage_of_most_work = scenario.stage_of_most_work
    row.while_needed = scenario.structure.seats == "while_needed"
    reassign = scenario.structure.reassign
    if reassign is not None:
        row.reassign_days = reassign.every_quarters * DAYS_PER_QUARTER
        row.reassign_areas = reassign.what == "areas"
        what = row.areas if reassign.what == "areas" else row.people
        row.most_moves = math.ceil(what * MOST_MOVED)
    row.staff_roles = len(scenario.organisation.staffing)
    row.seats = int(tables["people"].most_seats.sum())
    row.streams = len(tables["streams"])
    limits, board = scenario.limits_in_force, scenario.organisation.governance.board_of_places
    row.limit_per = NO_LIMIT if limits is None else SCOPES.index(limits.per)
    by_board = limits is not None and board is not None
    row.board_of_places = board if by_board else -1
    row.release_mode = MODES.index(scenario.release.mode)
    row.train_days = scenario.release.every_days or math.inf
    row.window_start = plain(snapped)(scenario.horizon.window_start)
    row.window_end = plain(snapped)(scenario.horizon.window_end)
    row.periods = len(period_ends(scenario))
    row.room_per_event = most_items_at_once(scenario) + 1 + int(row.layers)


def _number_slots(row: Any, scenario: Scenario) -> None:
    """Whose next event stands in which slot of the calendar."""
    row.first_stream_slot = FIRST_FREE_SLOT
    row.first_layer_slot = row.first_stream_slot + row.streams
    row.first_person_slot = row.first_layer_slot + row.layers
    row.first_team_slot = row.first_person_slot + row.people
    kept = any(team.calendar for team in scenario.organisation.teams)
    row.first_career_slot = row.first_team_slot + kept * len(scenario.organisation.teams)
    row.first_row_slot = row.first_career_slot + scenario.acts("turnover") * row.people
