"""What is remembered of each preset in each mode of demand: outcomes, and hours by account, of one short run."""

from __future__ import annotations

import json
from pathlib import Path

from simulator import load_scenario, simulate

SCENARIOS = Path(__file__).parents[2] / "scenarios"
KEPT = Path(__file__).parent / "presets.json"
PRESETS = ("project-based", "spotify", "two-pizza", "product-model")
MODES = ("equal_load", "backlog")
RUNS = tuple(f"{preset}, {mode}" for mode in MODES for preset in PRESETS)
SHORT = {"horizon.quarters": 3, "horizon.warmup_quarters": 1, "horizon.run_off_quarters": 2}
SEED = 20260101
OUTCOMES = (
    "time_to_market_days_mean", "time_to_80pct_value_days_p50", "initiative_lead_time_days_mean",
    "time_from_start_to_market_days_mean", "initiative_cycle_time_days_mean", "lead_time_days_mean", "queue_time_days_mean", "approval_wait_days_mean", "staffing_wait_days_mean",
    "release_wait_days_mean", "items_done", "initiatives_done", "unfinished_share", "utilisation",
    "handoffs_per_item", "change_failure_rate", "time_to_restore_days_p50", "satisfaction", "good_share_of_kept",
    "budget_deviation_mean", "value_delivered", "operating_margin", "net_present_value",
)  # fmt: skip

Numbers = dict[str, dict[str, float | None]]


def numbers_of(name: str) -> dict[str, float | None]:
    """Outcomes by name and hours by account of one run of a preset in a mode, such as `spotify, backlog`."""
    preset, mode = name.split(", ")
    outcome = simulate(load_scenario(SCENARIOS / f"{preset}.yaml", SHORT | {"demand.mode": mode}), SEED)
    run = outcome.run.to_pylist()[0]
    hours: dict[str, float] = {}
    for row in outcome.hours.select(["account", "hours"]).to_pylist():
        hours[row["account"]] = hours.get(row["account"], 0.0) + row["hours"]
    return {name: run[name] for name in OUTCOMES} | {f"hours: {name}": hours[name] for name in sorted(hours)}


def kept() -> Numbers:
    """The numbers as they were when somebody last looked at them."""
    numbers: Numbers = json.loads(KEPT.read_text(encoding="utf-8"))
    return numbers
