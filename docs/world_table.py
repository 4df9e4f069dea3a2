"""What a shipped world must show, and what it shows: used by docs/worlds.py, docs/fewer_people.py and the tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from measuring import ROOT

from simulator import load_scenario
from simulator.kernel.units import DAYS_PER_YEAR
from simulator.mechanisms.money import (
    FLOW_COUNT,
    FROM_CUSTOMERS,
    FROM_FEATURES,
    HIRING,
    OTHER_COST,
    OVERHEAD,
    PAY,
    RUNNING,
)
from simulator.outcomes.ideas import overruns
from simulator.outcomes.money import present_development_cost
from simulator.outcomes.use import used_by_role
from simulator.scenario.scenario import Scenario
from simulator.studies.replications import replicate
from simulator.studies.runs import Run

PRESETS = ("project-based", "spotify", "two-pizza", "product-model")
REFERENCE, PROJECTS = "spotify", "project-based"
WORLDS = {"mid-size": "", "regulated": "regulated/", "large": "large/"}
"""Folder of its presets below scenarios."""
MODES = ("equal_load", "backlog")
REPLICATIONS = {"mid-size": 40, "regulated": 16, "large": 6}
BUILDERS = "engineer"
KINDS_OF_TIME = {
    "initiatives": ("value",),
    "tickets": ("support",),
    "upkeep": ("upkeep",),
    "rework": ("rework",),
    "incidents": ("incidents",),
    "meetings": ("ceremonies",),
    "coordination": ("coordination",),
    "decisions": ("preparing", "deciding", "consulting"),
    "handoffs": ("handoff",),
    "switching": ("switching",),
    "learning": ("learning", "mentoring"),
    "idle": ("idle",),
}
"""What people do with their time, and the accounts that it comes from."""
Measured = dict[str, Any]
"""Values by name, one for each replication."""


@dataclass(frozen=True)
class Row:
    """What a world must show in the reference structure."""

    key: str
    words: str
    low: float
    high: float
    source: str
    structure: str = REFERENCE
    modes: tuple[str, ...] = MODES

    def holds(self, value: float) -> bool:
        """Whether a value lies in the range, as it is printed."""
        return self.low <= round(value, 2) <= self.high


ROWS = (
    Row("used", "engineers used", 0.75, 0.90, "judgement; P11"),
    Row("work", "their work on initiatives, tickets and upkeep", 0.45, 0.65, "P67; judgement"),
    Row("tickets", "tickets alone", 0.10, 0.20, "P87"),
    Row("talk", "meetings and coordination", 0.20, 0.32, "P10, P91"),
    Row("rework", "rework", 0.02, 0.08, "P58, returns only"),
    Row("idle", "idle", 0.10, 0.25, "judgement"),
    Row("finished", "initiatives finished per team and quarter", 1.0, 3.0, "judgement"),
    Row("touch", "touch time over lead time of items, squads", 0.20, 0.45, "P39, S33"),
    Row("touch", "the same in projects", 0.05, 0.25, "P39, S33", PROJECTS),
    Row("overrun", "overrun of initiatives, mean", 0.20, 0.45, "P54, S31"),
    Row("over", "initiatives over their estimate", 0.60, 0.80, "P54, S31"),
    Row("rd_share", "cost of development over revenue", 0.20, 0.35, "P83"),
    Row("margin", "operating margin", 0.05, 0.30, "P83"),
    Row("useless", "ideas that do not help", 0.60, 0.70, "P62, P63"),
    Row("marginal", "present value of the last fifth of people over its cost", 0.8, 1.3, "P88; judgement", modes=("backlog",)),
)  # fmt: skip
LINES = {
    "revenue from customers, as on day 0 and since": (FROM_CUSTOMERS,),
    "revenue from features of the last eight quarters": (FROM_FEATURES,),
    "cost of goods, sales, administration": (OTHER_COST,),
    "cost of development": (PAY, OVERHEAD, RUNNING, HIRING),
}
"""Lines of the accounts, and the flows that they sum."""
FIFTH, LONG = 0.2, {"horizon.quarters": 16}


def preset(world: str, name: str, mode: str, **changes: Any) -> Scenario:
    """A preset of a world in a mode of demand; changes: by dotted path, dots written as two underscores."""
    overrides = {key.replace("__", "."): value for key, value in changes.items()}
    return load_scenario(
        ROOT / "scenarios" / f"{WORLDS[world]}{name}.yaml", {"demand.mode": mode} | overrides
    )


def runs_of(scenario: Scenario, replications: int) -> Iterator[Run]:
    """Runs of a scenario with the seeds 1, 2, …, one at a time."""
    yield from replicate([(scenario.name, scenario)], list(range(1, replications + 1)))


@cache
def shown(world: str, name: str, mode: str, replications: int) -> Measured:
    """What a preset shows in a world and a mode."""
    scenario = preset(world, name, mode)
    teams = sum(not product.internal for product in scenario.products)
    rows = [_of_run(run, teams) for run in runs_of(scenario, replications)]
    return {key: np.array([row[key] for row in rows]) for key in rows[0]}


def _of_run(run: Run, teams: int) -> dict[str, Any]:
    found, over = run.run.to_pylist()[0], overruns(run.facts)
    initiatives = run.facts.initiatives
    arrived = initiatives[run.facts.within(initiatives["arrived_at"])]
    time = time_of(run, BUILDERS)
    return {
        "used": 1.0 - time["idle"],
        "work": time["initiatives"] + time["tickets"] + time["upkeep"],
        "talk": time["meetings"] + time["coordination"] + time["decisions"],
        **time,
        "finished": found["initiatives_done"] / teams / run.facts.window_quarters,
        "touch": found["flow_efficiency"],
        "overrun": float(np.mean(over)),
        "over": float(np.mean(over > 0)),
        "rd_share": found["rd_cost_share"],
        "margin": found["operating_margin"],
        "useless": 1.0 - float(np.mean(arrived["good"] == 1)),
        "by_role": used_by_role(run.facts),
        "books": _books_of(run),
        "npv": found["net_present_value"] / 1e6,
    }


def _books_of(run: Run) -> dict[str, float]:
    """Money of a year of the window in millions, by line of the accounts."""
    periods = run.facts.window_periods
    years = sum(period.end - period.start for period in periods) / DAYS_PER_YEAR
    flows = sum(period.flows for period in periods).reshape(-1, FLOW_COUNT).sum(axis=0) / years / 1e6
    lines = {words: float(flows[list(numbers)].sum()) for words, numbers in LINES.items()}
    return lines | {"operating profit": sum(lines.values())}


def time_of(run: Run, role: str) -> dict[str, float]:
    """Share of the present time in the window that people of a role give to each kind."""
    hours = run.hours.to_pandas().astype({"role": str, "account": str})
    hours = hours[(hours.phase == "window") & (hours.role == role)].groupby("account").hours.sum()
    return {
        kind: float(hours.reindex(accounts).sum() / hours.sum()) for kind, accounts in KINDS_OF_TIME.items()
    }


def of_another_size(world: str, name: str, mode: str, times: float) -> Scenario:
    """A preset with so many times the people of every role, platforms left out, over sixteen quarters.

    Squads that become fewer own more than one area; people who are added join the squads, or the departments. Limits
    of a company or a group go with the people, as those of squads go with the squads.
    """
    scenario = preset(world, name, mode)
    if times == 1.0:
        return preset(world, name, mode, **LONG)
    changes: dict[str, Any] = dict(LONG)
    if scenario.limits is not None:
        changes["limits.initiatives"] = round(scenario.limits.initiatives * times)
    for role, count in people_of(world, times).items():
        changes[f"workforce.{role}.count"] = count
    if scenario.structure.composition is not None:
        room = scenario.structure.max_team_size or 0
        changes |= {"structure.on_shortage": "share"} if times < 1 else {"structure.max_team_size": room + 3}
    for team in scenario.structure.teams:
        if scenario.structure.recipe == "explicit":
            for role, count in team.members.items():
                changes[f"structure.teams.{team.name}.members.{role}"] = round(count * times)  # type: ignore[operator]
    return preset(world, name, mode, **changes)


def people_of(world: str, times: float) -> dict[str, int]:
    """People of each role of a world that has so many times the people outside its platforms."""
    found = preset(world, PROJECTS, MODES[0])
    kept = dict.fromkeys(found.workforce, 0)
    for platform in found.structure.platforms:
        for role, count in platform.members.items():
            kept[role] += int(count)  # type: ignore[arg-type]
    thirds = 3 if found.structure.recipe == "explicit" else 1
    return {
        role: kept[role] + thirds * round((spec.count - kept[role]) / thirds * times)
        for role, spec in found.workforce.items()
    }


@dataclass(frozen=True)
class Size:
    """A preset with fewer, as many or more people, over sixteen quarters: a value for each replication."""

    people: int
    outcomes: Measured
    present_cost: Any
    """Of developing, discounted."""


@cache
def sized(world: str, name: str, mode: str, times: float, replications: int) -> Size:
    """Simulates a preset with so many times the people."""
    scenario = of_another_size(world, name, mode, times)
    rows, cost = [], []
    for run in runs_of(scenario, replications):
        rows.append(run.run.to_pylist()[0])
        cost.append(present_development_cost(run.facts))
    outcomes = {
        key: np.array([np.nan if row[key] is None else row[key] for row in rows], float) for key in OUTCOMES
    }
    return Size(sum(role.count for role in scenario.workforce.values()), outcomes, np.array(cost))


OUTCOMES = (
    "time_from_start_to_market_days_mean", "initiative_cycle_time_days_mean", "initiatives_done", "throughput_items_per_quarter",
    "value_delivered", "net_present_value", "operating_margin",
)  # fmt: skip


def worth_over_cost(more: Size, less: Size) -> Any:
    """Present value that the people who are more bring, over what they cost, by replication."""
    cost = more.present_cost - less.present_cost
    return 1.0 + (more.outcomes["net_present_value"] - less.outcomes["net_present_value"]) / cost


def values_of(world: str, row: Row, mode: str, replications: int) -> Any:
    """What a world shows of a row, by replication."""
    if row.key == "marginal":
        as_is, fewer = (
            sized(world, row.structure, mode, times, replications) for times in (1.0, 1.0 - FIFTH)
        )
        return worth_over_cost(as_is, fewer)
    return shown(world, row.structure, mode, replications)[row.key]


def mean_and_error(values: Sequence[float]) -> tuple[float, float]:
    """Mean, and its standard error."""
    found = np.asarray(values, float)
    return float(np.nanmean(found)), float(np.nanstd(found, ddof=1) / np.sqrt(np.isfinite(found).sum()))


_MONTHLY = "an item that is ready waits for the assessor and the train of the month"
_QUEUES = "at this load the items of uneven areas queue, and wait for changes of other teams; at a load of .70 the share lies within the range"
MISSED: dict[tuple[str, str, str, str], str] = {
    ("regulated", "equal_load", "touch", REFERENCE): _MONTHLY,
    ("regulated", "backlog", "touch", REFERENCE): _MONTHLY,
    (
        "regulated",
        "equal_load",
        "finished",
        REFERENCE,
    ): "a third of the items needs a change elsewhere, which takes time from initiatives",
    ("large", "equal_load", "touch", REFERENCE): _QUEUES,
}
"""Rows that a world does not show, by world, mode, key and structure, with why."""
