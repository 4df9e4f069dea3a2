"""pm4py, a library for process mining, opens the event log and finds in it what our own accounts say.

pm4py knows nothing of orgsim. It sees cases, activities, timestamps and teams; handovers, waits and hours that it
computes from them must be those that `items/` and `hours/` tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
from click.testing import CliRunner

from simulator import read_results
from simulator.cli import main

from ..kit.busy import busy_organisation, without_harm

pm4py = pytest.importorskip("pm4py", reason="heavy, so apart: pip install '.[mining]'")

SECONDS_PER_DAY = 86_400.0  # a working day of the log lasts 24 hours
HOURS_PER_DAY = 8.0
ROUNDING = 1e-6  # working days, over some thousand timestamps of whole microseconds
Values = dict[str, Any]


class Mined(NamedTuple):
    """The first replication of a run, as pm4py opens its log, and our own tables of it."""

    log: pd.DataFrame
    items: pd.DataFrame
    initiatives: pd.DataFrame
    hours: pd.DataFrame


def mined(scenario: Values, folder: Path) -> Mined:
    """A scenario simulated by the command, read back from its files."""
    (folder / "scenario.yaml").write_text(json.dumps(scenario), encoding="utf-8")  # JSON is YAML
    arguments = [str(folder / "scenario.yaml"), "--replications", "2", "--events", "--quiet"]
    done = CliRunner().invoke(main, ["run", *arguments, "--out", str(folder / "out")])
    assert done.exit_code == 0, done.output
    events = first_of(pd.read_parquet(folder / "out" / "events")).dropna(subset="case")
    log = pm4py.format_dataframe(events, case_id="case", activity_key="activity", timestamp_key="timestamp")
    names = ("items", "initiatives", "hours")
    return Mined(log, *(first_of(read_results(folder / "out", name).to_pandas()) for name in names))


def first_of(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["replication"] == 0].copy()


@pytest.fixture(
    scope="module", params=(2, 5, 6), ids=("teams by area, train", "departments, train", "departments")
)
def drained(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Mined:
    """An organisation with all that working together costs, from its first day until it has drained."""
    run = mined(without_harm(busy_organisation(request.param)), tmp_path_factory.mktemp("busy"))
    assert set(run.items["outcome"]) == {"released"}
    return run


def of_items(run: Mined) -> pd.DataFrame:
    """What happens to items: not to initiatives as such, and not what others do to answer a request."""
    return run.log[~run.log["is_initiative"] & run.log["stage"].notna()].copy()


def handed_over(log: pd.DataFrame) -> float:
    """How often a case goes from one team to another, by pm4py's network.

    The network gives each pair of teams its share of all steps from one start of work to the next.
    """
    starts = log[log["activity"] == "start"].astype({"team": str})
    network = pm4py.discover_handover_of_work_network(starts, resource_key="team")
    share = sum(share for (one, other), share in network.connections.items() if one != other)
    return share * (len(starts) - starts["case"].nunique())


def days_between(log: pd.DataFrame, label: str = "concept:name") -> dict[tuple[str, str], float]:
    """Working days that pass between an activity and the next of its case, in all, by pm4py's graph."""
    graph, _, _ = pm4py.discover_performance_dfg(log, activity_key=label)
    return {pair: edge["sum"] / SECONDS_PER_DAY for pair, edge in graph.items()}


def test_the_cases_of_the_log_are_the_items_and_the_initiatives(drained: Mined) -> None:
    assert drained.log["case"].nunique() == len(drained.items) + len(drained.initiatives)
    of_initiatives = drained.log[drained.log["is_initiative"]]
    assert set(drained.log["case"]) - set(of_initiatives["case"]) == set(drained.items["item"])
    assert set(of_initiatives["initiative"]) == set(drained.initiatives["initiative"])
    assert set(pm4py.get_start_activities(drained.log)) == {"arrive"}


def test_timestamps_are_working_days_since_the_first(drained: Mined) -> None:
    since = drained.log["timestamp"] - pd.Timestamp("2001-01-01", tz="UTC")
    assert (since.dt.total_seconds() / SECONDS_PER_DAY - drained.log["day"]).abs().max() < ROUNDING


def test_handovers_of_work_are_the_handoffs_of_the_items(drained: Mined) -> None:
    log, handoffs = of_items(drained), drained.items["handoffs"]
    for times, items in drained.items.groupby(handoffs):  # items handed on so often, each of them
        cases = log[log["case"].isin(items["item"])]
        assert handed_over(cases) == pytest.approx(times * len(items), abs=ROUNDING)
    assert handed_over(log) == pytest.approx(handoffs.sum(), abs=ROUNDING)
    by_area = "area 0" in set(log["team"])  # there nothing is handed on
    assert (handoffs.sum() == 0) == by_area


def parts(log: pd.DataFrame) -> Iterator[tuple[str, float]]:
    """Parts of the lead time, as the activity before and the one after tell them."""
    for (before, after), days in days_between(log).items():
        if after == "start":
            yield "queue", days
        elif (before, after) == ("start", "stop"):
            yield "open", days
        elif before == "request":
            yield "decision", days
        else:
            yield "done, not released", days


def test_lead_times_fall_into_the_parts_that_items_have(drained: Mined) -> None:
    log = of_items(drained)
    for _, items in drained.items.groupby("product", observed=True):
        found = pd.Series(0.0, ["queue", "open", "decision", "done, not released"])
        for part, days in parts(log[log["case"].isin(items["item"])]):
            found[part] += days
        ours = items.sum(numeric_only=True)
        assert found["queue"] == pytest.approx(ours["queue_days"], abs=ROUNDING)
        assert found["open"] == pytest.approx(ours["touch_days"] + ours["shared_days"], abs=ROUNDING)
        assert found["decision"] == pytest.approx(ours["decision_days"], abs=ROUNDING)
        waits = ours["dependency_days"] + ours["release_days"]
        assert found["done, not released"] == pytest.approx(waits, abs=ROUNDING)
        assert found["queue"] > 0 and found["decision"] > 0


def departments() -> Values:
    """A department for each stage, of which one is short of people; no drained; it drains."""
    stages = {"design": ("designer", 0.2), "build": ("engineer", 0.5), "test": ("tester", 0.3)}
    return {
        "name": "departments",
        "horizon": {"days": 200, "warmup_days": 0, "run_off_days": 20_000},
        "workforce": {"designer": {"count": 2}, "engineer": {"count": 5}, "tester": {"count": 2}},
        "products": [{"name": "product"}],
        "value_stream": [
            {"stage": stage, "by": {role: 1.0}, "share": share} for stage, (role, share) in stages.items()
        ],
        "demand": {
            "until_day": 200,
            "items": [
                {"product": "product", "arrivals_per_day": 1.2, "effort_days": {"exponential": {"mean": 5}}}
            ],
        },
        "structure": {"recipe": "functional"},
        "mechanisms": "none",
    }


def test_hours_and_waits_of_a_stage_are_those_of_its_department(tmp_path: Path) -> None:
    run = mined(departments(), tmp_path)
    run.log["step"] = run.log["stage"].astype(str) + " " + run.log["activity"].astype(str)
    days = days_between(run.log, "step")
    booked = run.hours[run.hours["account"] == "value"].groupby("role", observed=True)["hours"].sum()
    idle = run.hours[run.hours["account"] == "idle"].groupby("role", observed=True)["hours"].sum()
    queued = dict.fromkeys(("design", "build", "test"), 0.0)
    for role, stage in (("designer", "design"), ("engineer", "build"), ("tester", "test")):
        worked = days[f"{stage} start", f"{stage} stop"] * HOURS_PER_DAY
        assert worked == pytest.approx(booked[role], abs=HOURS_PER_DAY * ROUNDING)
        queued[stage] = sum(d for (_, after), d in days.items() if after == f"{stage} start")
    assert sum(queued.values()) == pytest.approx(run.items["queue_days"].sum(), abs=ROUNDING)
    assert max(queued, key=lambda stage: queued[stage]) == "test"
    assert (idle / (idle + booked)).idxmin() == "tester"


def test_who_comes_and_goes_is_of_no_case_and_what_failed_is_of_the_case_of_its_item(tmp_path: Path) -> None:
    busy = busy_organisation(2) | {
        "people": {"turnover_per_year": 1.0},
        "quality": {"defects_per_effort_day": 0.1},
    }
    run = mined(busy, tmp_path)
    written = first_of(pd.read_parquet(tmp_path / "out" / "events"))
    nobodys = written[written["case"].isna()]
    assert set(nobodys["activity"]) == {"leave", "hire"} and not nobodys["is_initiative"].any()
    assert len(run.log) == len(written) - len(nobodys)
    assert run.log["case"].nunique() == len(run.items) + len(run.initiatives)
    incidents = first_of(read_results(tmp_path / "out", "incidents").to_pandas())
    shown = run.log[run.log["activity"] == "incident"]
    assert len(incidents) > 0 and sorted(shown["case"]) == sorted(incidents["item"])
