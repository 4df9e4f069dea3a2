"""From a scenario to a World: everything that is the same in all replications."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..kernel.accounts import ACCOUNT_COUNT
from ..kernel.calendar import ENTRY, snapped
from ..kernel.quantiles import LawBook
from ..kernel.world import World, table
from ..organisation.structure import TEAM
from ..organisation.workforce import MEMBERSHIP, MOST_MEMBERSHIPS, MOST_OPEN_TASKS, PERSON
from ..scenario.scenario import Scenario
from ..work.demand import DAYS_PER_QUARTER
from ..work.priorities import POLICIES
from ..work.products import COUPLING
from ..work.records import CLOSED_ITEM, EVENT, INITIATIVE, ITEM, NEEDS_PLACE, OPEN
from ..work.release import MODES
from ..work.value_stream import STAGE, effort_shares
from .clock import CLOCK, FIRST_FREE_SLOT, PARAMETERS, PERIOD
from .demand import demand_tables, most_items_at_once

FIRST_ROWS = 256  # of tables that grow
BOOK_ROWS = 4096  # of what is kept of closed items before Python takes it over

MOST_KEPT_PERIODS = 256
MOST_KEPT_NUMBERS = 500_000

ROLE = np.dtype(
    [
        ("first_stage", "i8"),  # first of its rows in role_stages
        ("stages", "i8"),  # how many stages it can do
        ("skill_law", "i8"),
    ],
    align=True,
)
STAGE_ROLE = np.dtype([("role", "i8"), ("fit", "f8")], align=True)
ROLE_STAGE = np.dtype([("stage", "i8"), ("secondary", "i8")], align=True)
ROLE_LIST = np.dtype([("first", "i8"), ("last", "i8")], align=True)


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
        **_team_tables(scenario),
    }
    tables["parameters"] = _parameters(scenario, tables, log, debug)
    tables |= _period_tables(len(tables["booked"]))
    tables |= _moving_tables(scenario, tables["parameters"][0], laws, log)
    return World(**tables)


def account_rows(scenario: Scenario) -> list[tuple[int, int]]:
    """The (team, role) pairs whose hours are booked, in order; team -1 is the bench."""
    pairs = {
        (t, role)
        for t, team in enumerate(scenario.organisation.teams)
        for role in (_role_of(scenario)[person] for person, _ in team.members)
    }
    seated = {person for team in scenario.organisation.teams for person, _ in team.members}
    roles = _role_of(scenario)
    pairs |= {(-1, roles[p]) for p in range(len(roles)) if p not in seated}
    return sorted(pairs)


def _role_of(scenario: Scenario) -> list[int]:
    return [r for r, spec in enumerate(scenario.workforce.values()) for _ in range(spec.count)]


def _people_tables(scenario: Scenario, laws: LawBook) -> dict[str, Any]:
    roles = _role_of(scenario)
    people = table(PERSON, len(roles))
    people.role = roles
    people.presence = scenario.presence
    people.open_limit = [list(scenario.workforce.values())[r].open_tasks for r in roles]
    people.next_item = -1
    memberships = table(MEMBERSHIP, len(roles) * MOST_MEMBERSHIPS)
    for name in ("team", "in_list", "next", "previous"):
        memberships[name] = -1
    rows = {pair: k for k, pair in enumerate(account_rows(scenario))}
    for t, team in enumerate(scenario.organisation.teams):
        for person, share in team.members:
            m = person * MOST_MEMBERSHIPS + int(people.memberships[person])
            people.memberships[person] += 1
            memberships[m] = (t, share, rows[t, roles[person]], -1, -1, -1)
    for idle in np.flatnonzero(people.memberships == 0):
        memberships.account[idle * MOST_MEMBERSHIPS] = rows[-1, roles[int(idle)]]
    role_laws = [laws.number(spec.skill) for spec in scenario.workforce.values()]
    return {
        "people": people,
        "memberships": memberships,
        "open_tasks": np.full(len(roles) * MOST_OPEN_TASKS, -1),
        "booked": np.zeros(len(rows) * ACCOUNT_COUNT),
        **_ability_tables(scenario, role_laws),
    }


def _ability_tables(scenario: Scenario, role_laws: list[int]) -> dict[str, Any]:
    """Which role can do which stage, how well, and whether it is what the role is there for."""
    names, stages = list(scenario.workforce), scenario.value_stream
    fit = np.array([[stage.by.get(role, 0.0) for stage in stages] for role in names])
    best = fit.max(axis=0)
    roles = table(ROLE, len(names))
    rows: list[tuple[int, int]] = []
    for r in range(len(names)):
        able = [(int(fit[r, s] < best[s]), s) for s in range(len(stages)) if fit[r, s] > 0]
        roles[r] = len(rows), len(able), role_laws[r]
        rows += [(s, secondary) for secondary, s in sorted(able)]
    role_stages = table(ROLE_STAGE, max(1, len(rows)))
    for k, row in enumerate(rows):
        role_stages[k] = row
    return {"roles": roles, "role_stages": role_stages, "fit": fit.ravel()}


def _stage_tables(scenario: Scenario, laws: LawBook) -> dict[str, Any]:
    stages = table(STAGE, len(scenario.value_stream))
    names, roles = scenario.stage_names, list(scenario.workforce)
    able_rows: list[tuple[int, float]] = []
    for s, (spec, share) in enumerate(
        zip(scenario.value_stream, effort_shares(scenario.value_stream), strict=True)
    ):
        able = sorted(((roles.index(r), f) for r, f in spec.by.items()), key=lambda x: (-x[1], x[0]))
        law = -1 if spec.effort_days is None else laws.number(spec.effort_days)
        back = s if spec.return_to is None else names.index(spec.return_to)
        stages[s] = (
            share, law, spec.other_eyes, spec.return_probability, back, spec.return_share,
            len(able_rows), len(able),
        )  # fmt: skip
        able_rows += able
    stage_roles = table(STAGE_ROLE, len(able_rows))
    for k, row in enumerate(able_rows):
        stage_roles[k] = row
    owner = np.array(
        [scenario.organisation.owner[p, s] for p in range(len(scenario.products)) for s in range(len(stages))]
    )
    return {"stages": stages, "stage_roles": stage_roles, "owner": owner}


def _coupling_tables(scenario: Scenario) -> dict[str, Any]:
    names = scenario.product_names
    active = scenario.is_on("dependencies")
    rows = [
        [(names.index(other), chance) for other, chance in sorted(product.coupling.items(), key=lambda x: names.index(x[0])) if chance > 0 and active]
        for product in scenario.products
    ]  # fmt: skip
    couplings = table(COUPLING, max(1, sum(map(len, rows))))
    for k, row in enumerate(row for per_product in rows for row in per_product):
        couplings[k] = row
    first = np.concatenate([[0], np.cumsum([len(per_product) for per_product in rows])])
    return {"couplings": couplings, "coupling_first": first.astype(np.int64)}


def _team_tables(scenario: Scenario) -> dict[str, Any]:
    specs = scenario.organisation.teams
    teams = table(TEAM, len(specs))
    for t, spec in enumerate(specs):
        policy = POLICIES.index(spec.priorities or scenario.priorities)
        teams[t] = policy, -1 if spec.wip_limit is None else spec.wip_limit, 0, 0, 0
    tiers = max(role.open_tasks for role in scenario.workforce.values())
    available = table(ROLE_LIST, len(specs) * len(scenario.workforce) * tiers)
    available.first = -1
    available.last = -1
    queues = np.full(len(specs) * len(scenario.value_stream) * 2, -1)
    return {"teams": teams, "available": available, "queues": queues}


def _parameters(scenario: Scenario, tables: dict[str, Any], log: bool, debug: bool) -> Any:
    parameters = table(PARAMETERS, 1)
    row = parameters[0]
    row.people = len(tables["people"])
    row.roles = len(scenario.workforce)
    row.stages = len(scenario.value_stream)
    row.first_item_stage = sum(stage.per == "initiative" for stage in scenario.value_stream)
    row.tiers = max(role.open_tasks for role in scenario.workforce.values())
    row.streams = len(tables["streams"])
    row.release_mode = MODES.index(scenario.release.mode)
    row.train_days = scenario.release.every_days or math.inf
    row.window_start = snapped(scenario.horizon.window_start)
    row.window_end = snapped(scenario.horizon.window_end)
    row.periods = len(period_ends(scenario))
    row.room_per_event = most_items_at_once(scenario) + 1
    row.log = log
    row.debug = debug
    row.first_stream_slot = FIRST_FREE_SLOT
    row.first_person_slot = FIRST_FREE_SLOT + row.streams
    row.first_initiative_slot = row.first_person_slot + row.people
    return parameters


def _period_tables(accounts: int) -> dict[str, Any]:
    """Books of periods that are over, as many as fit into a few megabytes."""
    periods = 2 + min(MOST_KEPT_PERIODS, MOST_KEPT_NUMBERS // accounts)
    return {"kept_periods": table(PERIOD, periods), "kept_books": np.zeros(periods * accounts)}


def period_ends(scenario: Scenario) -> Any:
    """Days on which books are closed: quarters counted from the window, and the phases' ends."""
    horizon = scenario.horizon
    start, end, last = map(snapped, (horizon.window_start, horizon.window_end, horizon.last_day))
    before, after = math.floor(start / DAYS_PER_QUARTER), math.ceil((last - start) / DAYS_PER_QUARTER)
    quarters = start + DAYS_PER_QUARTER * np.arange(-before, after)
    days = np.array([*quarters, start, end, last])
    days = np.array([snapped(day) for day in days])
    return np.unique(days[(days > 0) & (days <= last)])


def _moving_tables(scenario: Scenario, parameters: Any, laws: LawBook, log: bool) -> dict[str, Any]:
    """Tables that change from event to event, empty as on day 0."""
    slots = int(parameters.first_initiative_slot) + FIRST_ROWS
    rows = FIRST_ROWS + int(parameters.room_per_event)
    clock = table(CLOCK, 1)
    clock.train_first = clock.train_last = -1
    clock.free_item = clock.free_initiative = 0
    clock.free_items, clock.free_initiatives = rows, FIRST_ROWS
    tables = {
        "clock": clock,
        "period_ends": period_ends(scenario),
        "calendar": table(ENTRY, slots),
        "places": np.full(slots, -1),
        "items": table(ITEM, rows),
        "blank_item": blank_item(),
        "initiatives": table(INITIATIVE, FIRST_ROWS),
        "blank_initiative": blank_initiative(),
        "closed_items": table(CLOSED_ITEM, BOOK_ROWS + 2 * rows),
        "closed_initiatives": table(INITIATIVE, BOOK_ROWS + 2 * rows),
        "log": table(EVENT, 16 * BOOK_ROWS if log else 1),
        **laws.tables(),
    }
    free_rows(tables["items"], 0)
    free_rows(tables["initiatives"], 0)
    return tables


def free_rows(rows: Any, first: int) -> None:
    """Chain the rows of items or initiatives from `first` on into the list of free rows."""
    link, mark = ("sibling", "kind") if rows.dtype == ITEM else ("next_free", "ordinal")
    rows[link][first:] = [*range(first + 1, len(rows)), -1]
    rows[mark][first:] = -1


def blank_item() -> Any:
    """A new item before anything is known of it."""
    blank = table(ITEM, 1)
    for name in (
        "initiative", "furthest", "team", "person", "membership", "last_person", "follower",
        "next_of_initiative", "child", "sibling", "previous", "deployment", "initiative_ordinal",
    ):  # fmt: skip
        blank[name] = -1
    for name in ("started_at", "done_at", "closed_at"):
        blank[name] = np.nan
    blank.unfinished = 1
    blank.repeat_share = 1.0
    blank.place = NEEDS_PLACE
    blank.outcome = OPEN
    return blank


def blank_initiative() -> Any:
    """A new initiative before anything is known of it."""
    blank = table(INITIATIVE, 1)
    for name in ("waiting", "proposal", "first_item"):
        blank[name] = -1
    for name in ("committed_at", "begun_at", "first_release_at", "most_released_at", "closed_at"):
        blank[name] = np.nan
    blank.outcome = OPEN
    return blank
