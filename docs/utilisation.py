"""Writes the tables of use into docs/explanation/worlds.md, by simulation of every preset.

Run `python docs/utilisation.py`; it takes about a minute.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from simulator import load_scenario, simulate
from simulator.kernel.units import DAYS_PER_QUARTER
from simulator.mechanisms.registry import ACCOUNTS
from simulator.scenario.scenario import Scenario

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "explanation" / "worlds.md"
PRESETS = ("project-based", "spotify", "two-pizza", "product-model")
WORLDS = {
    "mid-size": ("scenarios", 40),
    "large": ("scenarios/large", 12),
    "regulated": ("scenarios/regulated", 24),
}
"""Folder of its presets, and number of replications."""
SCALES = (1.0, 2.0, 3.0, 4.0, 5.0)
LONG = {"horizon.warmup_quarters": 20, "horizon.quarters": 20, "horizon.run_off_quarters": 0}
"""A baseline long after its start, with less and more demand than its world's."""


def preset(world: str, name: str, **overrides: object) -> Scenario:
    """A preset of a world."""
    return load_scenario(ROOT / WORLDS[world][0] / f"{name}.yaml", overrides)


def use(scenario: Scenario, seed: int) -> pd.DataFrame:
    """Share of present time in the window, by role and account."""
    hours = simulate(scenario, seed=seed).hours.to_pandas()
    hours = hours[hours.phase == "window"]
    hours = hours.astype({"role": str, "account": str})  # without categories of other runs
    table = hours.pivot_table(index="role", columns="account", values="hours", aggfunc="sum")
    table = table.reindex(columns=list(ACCOUNTS)).fillna(0.0)
    return table.div(table.sum(axis=1), axis=0)


def replicated_use(scenario: Scenario, replications: int) -> tuple[pd.DataFrame, pd.Series]:
    """Mean shares by role and account, and the standard error of the share that is not idle."""
    runs = [use(scenario, seed) for seed in range(1, replications + 1)]
    idle = pd.concat([run["idle"] for run in runs], axis=1)
    return sum(runs[1:], runs[0]) / len(runs), idle.std(axis=1, ddof=1) / len(runs) ** 0.5


def use_table(world: str) -> str:
    """Role x preset: shares of present time by account, and the total with its standard error."""
    found = {name: replicated_use(preset(world, name), WORLDS[world][1]) for name in PRESETS}
    accounts = [
        account
        for account in ACCOUNTS
        if account != "idle" and max(means[account].max() for means, _ in found.values()) >= 0.005
    ]
    return "\n".join(
        [
            f"| role | preset | {' | '.join(accounts)} | used |",
            f"| --- | --- |{' ---: |' * (len(accounts) + 1)}",
            *_rows(found, accounts, preset(world, PRESETS[0])),
        ]
    )


def _rows(
    found: dict[str, tuple[pd.DataFrame, pd.Series]], accounts: list[str], scenario: Scenario
) -> Iterator[str]:
    doing = [role for role in scenario.workforce if any(role in stage.by for stage in scenario.value_stream)]
    for role in doing:
        for name, (means, errors) in found.items():
            shares = [_share(means.loc[role, account]) for account in accounts]
            total = f"**{1 - means.loc[role, 'idle']:.2f}** ± {errors[role]:.2f}"
            yield f"| {role.replace('_', ' ')} | {name} | {' | '.join(shares)} | {total} |"


def _share(value: float) -> str:
    return f"{value:.2f}" if value >= 0.005 else "–"


def flow_table(world: str) -> str:
    """What comes of it: items that begin and are done in the window, and what is still open at the end."""
    lines = [
        "| preset | items done a quarter | open in the window, first half | second half | lead time of an initiative, days | never finished |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name in PRESETS:
        runs, halves = _flow(preset(world, name), WORLDS[world][1])
        lead = runs["initiative_lead_time_days_mean"]
        lines.append(
            f"| {name} | {runs['throughput_items_per_quarter'].mean():,.0f} | {halves[0]:,.0f} | {halves[1]:,.0f} "
            f"| {lead.mean():.0f} ± {lead.std(ddof=1) / len(lead) ** 0.5:.0f} | {runs['unfinished_share'].mean():.3f} |"
        )
    return "\n".join(lines)


def _flow(scenario: Scenario, replications: int) -> tuple[pd.DataFrame, tuple[float, float]]:
    outcomes = [simulate(scenario, seed=seed) for seed in range(1, replications + 1)]
    quarters = pd.concat([outcome.quarters.to_pandas() for outcome in outcomes])
    whole = quarters[(quarters.phase == "window") & (quarters.level == "organisation")]
    open_items = whole.groupby("quarter").wip_items_mean.mean()
    middle = len(open_items) // 2
    runs = pd.concat([outcome.run.to_pandas() for outcome in outcomes])
    return runs, (open_items[:middle].mean(), open_items[middle:].mean())


def limit_table(world: str) -> str:
    """What the baseline does in quarters 21 to 40, by demand."""
    lines = [
        "| demand | items that arrive a quarter | done | engineers used | operations used |",
        "| ---: | ---: | ---: | ---: | ---: |",
    ]
    scenario = preset(world, PRESETS[0], **LONG)
    for scale in SCALES:
        runs = [_long_run(scaled(scenario, scale), seed) for seed in range(1, WORLDS[world][1] // 2 + 1)]
        arrived, done, engineers, operations = pd.DataFrame(runs).mean()
        lines.append(f"| x {scale:.1f} | {arrived:,.0f} | {done:,.0f} | {engineers:.2f} | {operations:.2f} |")
    return "\n".join(lines)


def scaled(scenario: Scenario, scale: float) -> Scenario:
    """The same scenario with the number of opportunities multiplied."""
    streams = [
        stream.model_copy(update={"arrivals_per_quarter": scale * (stream.arrivals_per_quarter or 0.0)})
        for stream in scenario.demand.opportunities
    ]
    demand = scenario.demand.model_copy(update={"opportunities": streams})
    return scenario.model_copy(update={"demand": demand}).relative_to(scenario.folder)


def _long_run(scenario: Scenario, seed: int) -> tuple[float, float, float, float]:
    """Items that arrive and that are done a quarter, and how engineers and operations are used."""
    outcome = simulate(scenario, seed=seed)
    items = outcome.items.to_pandas()
    horizon = scenario.horizon
    hours = outcome.hours.to_pandas()
    hours = hours[hours.phase == "window"]
    idle = hours[hours.account == "idle"].groupby("role").hours.sum() / hours.groupby("role").hours.sum()
    days = (horizon.window_start, horizon.window_end)
    return (
        items.created_day.between(*days).sum() / (horizon.window_days / DAYS_PER_QUARTER),
        items.done_day.between(*days).sum() / (horizon.window_days / DAYS_PER_QUARTER),
        1 - idle["engineer"],
        1 - idle["operations"],
    )


TABLES: dict[str, Callable[[str], str]] = {"use": use_table, "flow": flow_table, "limit": limit_table}


def main() -> int:
    """Write every table between its markers."""
    warnings.simplefilter("ignore")
    text = PAGE.read_text(encoding="utf-8")
    for world in WORLDS:
        for kind, table in TABLES.items():
            begin, end = f"<!-- {kind} {world} -->", f"<!-- end {kind} {world} -->"
            new = f"{begin}\n\n{table(world)}\n\n{end}"
            text = re.sub(f"{begin}.*?{end}", lambda _, new=new: new, text, flags=re.S)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
