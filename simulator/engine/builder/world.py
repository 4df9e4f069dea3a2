"""From a scenario to a World: everything that is the same in all replications."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...kernel.calendar import ENTRY, FIRST
from ...kernel.quantiles import LawBook
from ...kernel.units import DAYS_PER_YEAR
from ...kernel.world import World, table
from ...mechanisms.ceremonies import MOST_OF_THE_WEEK
from ...mechanisms.registry import ACCOUNTS, MECHANISMS
from ...organisation.boards import review_layers
from ...organisation.workforce import MEMBERSHIP, MOST_MEMBERSHIPS, MOST_OPEN_TASKS, fte_of_people
from ...scenario.scenario import Scenario
from ...state.clock import CLOCK, EVENTS_AT_ONCE
from ...state.slots import KINDS_OF_ROW
from ...work.products import COUPLING
from ...work.records import CLOSED_ITEM, CONTRIBUTION, EVENT, FEATURE, REQUEST
from ...work.value_stream import STAGE, effort_shares
from .blank_rows import blank_initiative, blank_item, free_rows
from .meetings import meeting_shares
from .parameters import parameters_of
from .periods import period_ends, period_tables
from .records import AREA, INITIATIVE, ITEM, PERSON, fill_blanks
from .rights import governance_tables
from .streams import demand_tables
from .teams import (
    account_rows,
    link_members,
    product_tables,
    reassigning_tables,
    role_of,
    scope_tables,
    staffing_tables,
    team_tables,
    team_trades,
)

FIRST_ROWS = 256  # of tables that grow
BOOK_ROWS = 4096  # of what is kept of closed items before Python takes it over


ROLE = np.dtype(
    [
        ("first_stage", "i8"),  # first of its rows in role_stages
        ("stages", "i8"),  # how many stages it can do
        ("skill_law", "i8"),
    ],
    align=True,
)
STAGE_ROLE = np.dtype([("role", "i8"), ("fit", "f8")], align=True)


def build(scenario: Scenario, *, log: bool = False, debug: bool = False) -> World:
    """The World of a scenario on day 0, without a seed.

    log: whether to write the event log; debug: whether to check the rules after every event.
    """
    laws = LawBook()
    tables: dict[str, Any] = {
        **_people_tables(scenario, laws),
        **_stage_tables(scenario, laws),
        **demand_tables(scenario, laws),
        **_coupling_tables(scenario),
        **team_tables(scenario, len(abilities(scenario))),
        **staffing_tables(scenario),
        **reassigning_tables(scenario),
        **product_tables(scenario),
        "areas": _areas(scenario),
        **governance_tables(scenario, laws),
    }
    tables |= scope_tables(scenario, tables["teams"])
    tables["parameters"] = parameters_of(scenario, tables, laws, log, debug)
    tables |= period_tables(len(tables["booked"]), len(scenario.products))
    for mechanism in MECHANISMS:
        tables |= mechanism.tables(scenario, len(tables["people"]), len(tables["kept_periods"]))
    link_members(tables["teams"], tables["memberships"])
    tables |= _moving_tables(scenario, tables["parameters"][0], laws, log)
    for mechanism in MECHANISMS:
        mechanism.prepare(scenario, tables)
    return World(**tables)


def _people_tables(scenario: Scenario, laws: LawBook) -> dict[str, Any]:
    roles = role_of(scenario)
    people = table(PERSON, len(roles))
    people.role = roles
    fte = np.array(fte_of_people(scenario.workforce))
    people.presence = scenario.presence * fte
    specs = list(scenario.workforce.values())
    people.own_limit = people.open_limit = [specs[r].open_tasks for r in roles]
    people.next_item = -1
    people.first_answered = people.last_answered = -1
    people.ramp = 1.0
    fill_blanks(people, "people")
    people.pay = fte * [specs[r].pay / DAYS_PER_YEAR for r in roles]
    people.called = meeting_shares(scenario)
    people.meetings = np.minimum(MOST_OF_THE_WEEK, people.called)
    for seats in scenario.organisation.staffing:
        people.most_seats[list(seats.people)] = seats.most_projects
    memberships = table(MEMBERSHIP, len(roles) * MOST_MEMBERSHIPS)
    for name in ("team", "in_list", "next", "previous", "next_seat"):
        memberships[name] = -1
    memberships.limit = MOST_OPEN_TASKS
    rows = {pair: k for k, pair in enumerate(account_rows(scenario))}
    counts = [0] * len(roles)
    seats_taken: list[tuple[int, int, float, int]] = []
    for t, team in enumerate(scenario.organisation.teams):
        for person, share in team.members:
            m = person * MOST_MEMBERSHIPS + counts[person]
            counts[person] += 1
            seats_taken.append((m, t, share, rows[t, roles[person]]))
    people.memberships = counts
    if seats_taken:
        taken, *columns = (list(column) for column in zip(*seats_taken, strict=True))
        for name, column in zip(("team", "share", "account"), columns, strict=True):
            memberships[name][taken] = column
    for idle in np.flatnonzero(people.memberships == 0):
        memberships.account[idle * MOST_MEMBERSHIPS] = rows[-1, roles[int(idle)]]
    role_laws = [laws.number(spec.skill) for spec in scenario.workforce.values()]
    return {
        "people": people,
        "memberships": memberships,
        "open_tasks": np.full(len(roles) * MOST_OPEN_TASKS, -1, np.int32),
        "booked": np.zeros(len(rows) * len(ACCOUNTS)),
        **_ability_tables(scenario, role_laws),
    }


def abilities(scenario: Scenario) -> list[dict[str, float]]:
    """Proficiency by role at each stage: those of the value stream, one for each layer of
    reviewers, and one for answering those who consult a team."""
    layers = [
        scenario.organisation.governance.layers[i] for i in review_layers(scenario.organisation.governance)
    ]
    reviews = [dict.fromkeys(layer.members, 1.0) for layer in layers]
    answering = dict.fromkeys(scenario.workforce, 1.0)
    return [*(stage.by for stage in scenario.value_stream), *reviews, answering]


def _ability_tables(scenario: Scenario, role_laws: list[int]) -> dict[str, Any]:
    """Which role can do which stage, and how well."""
    names = list(scenario.workforce)
    fit = np.array([[by.get(role, 0.0) for by in abilities(scenario)] for role in names])
    roles = table(ROLE, len(names))
    rows: list[int] = []
    for r in range(len(names)):
        able = np.flatnonzero(fit[r] > 0).tolist()
        roles[r] = len(rows), len(able), role_laws[r]
        rows += able
    return {
        "roles": roles,
        "role_stages": np.array(rows or [0]),
        "fit": fit.ravel(),
        "trades": team_trades(scenario, fit),
    }


def _stage_tables(scenario: Scenario, laws: LawBook) -> dict[str, Any]:
    """Stages of the value stream, then one for each layer of reviewers; and who owns what."""
    by_stage, roles = abilities(scenario), list(scenario.workforce)
    stages = table(STAGE, len(by_stage))
    able_rows: list[tuple[int, float]] = []
    for row, by in zip(stages, by_stage, strict=True):
        able = sorted(((roles.index(r), f) for r, f in by.items()), key=lambda x: (-x[1], x[0]))
        row.law, row.first_role, row.roles = -1, len(able_rows), len(able)
        able_rows += able
    shares = effort_shares(scenario.value_stream)
    for s, (spec, share) in enumerate(zip(scenario.value_stream, shares, strict=True)):
        row = stages[s]
        row.share, row.other_eyes = share, spec.other_eyes
        row.law = -1 if spec.effort_days is None else laws.number(spec.effort_days)
        row.return_probability, row.return_share = spec.return_probability, spec.return_share
        row.finds = spec.finds
        row.return_to = s if spec.return_to is None else scenario.stage_names.index(spec.return_to)
    stage_roles = table(STAGE_ROLE, len(able_rows))
    for k, able_row in enumerate(able_rows):
        stage_roles[k] = able_row
    owner = np.full((len(scenario.products), len(stages)), -1)
    for (product, s), team in scenario.organisation.owner.items():
        owner[product, s] = team
    return {"stages": stages, "stage_roles": stage_roles, "owner": owner.ravel()}


def _areas(scenario: Scenario) -> Any:
    rows = table(AREA, len(scenario.products))
    rows.automation = [product.automation for product in scenario.products]
    rows.legacy = [product.legacy_share for product in scenario.products]
    fill_blanks(rows, "areas")
    return rows


def _coupling_tables(scenario: Scenario) -> dict[str, Any]:
    numbers = {name: a for a, name in enumerate(scenario.product_names)}
    rows = [
        sorted((numbers[other], chance) for other, chance in product.coupling.items() if chance > 0)
        for product in scenario.products
    ]
    couplings = table(COUPLING, max(1, sum(map(len, rows))))
    for k, row in enumerate(row for per_product in rows for row in per_product):
        couplings[k] = row
    first = np.concatenate([[0], np.cumsum([len(per_product) for per_product in rows])])
    return {"couplings": couplings, "coupling_first": first.astype(np.int64)}


def _moving_tables(scenario: Scenario, parameters: Any, laws: LawBook, log: bool) -> dict[str, Any]:
    """Tables that change from event to event, empty as on day 0."""
    rows = FIRST_ROWS + int(parameters.room_per_event)
    slots = int(parameters.first_row_slot) + KINDS_OF_ROW * rows
    clock = table(CLOCK, 1)
    clock.most_at_once = EVENTS_AT_ONCE
    clock.train_first = clock.train_last = clock.agenda = clock.agenda_last = -1
    clock.common = -1
    clock.first_unstaffed = clock.last_unstaffed = clock.first_scope = clock.finisher = -1
    clock.free_team = len(scenario.organisation.teams) if scenario.organisation.staffing else -1
    clock.free_item = clock.free_initiative = 0
    clock.free_items, clock.free_initiatives = rows, FIRST_ROWS
    clock.free_requests, clock.free_features = rows, FIRST_ROWS
    clock.free_contributions = 2 * (rows + int(parameters.people + parameters.seats))
    tables = {
        "clock": clock,
        "period_ends": period_ends(scenario),
        "calendar": table(ENTRY, FIRST + slots),
        "places": np.full(slots, -1, np.int32),
        "ordinals": np.zeros(slots, np.int64),
        "items": table(ITEM, rows),
        "blank_item": blank_item(),
        "contributions": table(CONTRIBUTION, 2 * (rows + int(parameters.people + parameters.seats))),
        "initiatives": table(INITIATIVE, FIRST_ROWS),
        "blank_initiative": blank_initiative(),
        "requests": table(REQUEST, rows),
        "features": table(FEATURE, FIRST_ROWS),
        "closed_items": table(CLOSED_ITEM, BOOK_ROWS + 2 * rows),
        "closed_initiatives": table(INITIATIVE, BOOK_ROWS + 2 * rows),
        "log": table(EVENT, 16 * BOOK_ROWS if log else 1),
        **laws.tables(),
    }
    for name in ("items", "initiatives", "contributions", "requests", "features"):
        free_rows(tables[name], 0)
    return tables
