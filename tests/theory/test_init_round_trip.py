"""A known organisation is simulated, its people and its log are exported, and `init` finds it again.

What a file can tell is recovered within four standard errors of what it was: rates, mix, returns.
Who sits where, who reports to whom and who owns what is recovered exactly.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator import simulate
from simulator.intake.meaning.reading import Reading
from simulator.intake.proposal.folder_writer import write
from simulator.intake.proposal.proposal import propose
from simulator.intake.work.measures import Measures, measured
from simulator.scenario.loader import load_scenario, scenario_from
from simulator.scenario.scenario import Scenario

RATES = {("web", "bug"): 0.5, ("web", "feature"): 0.3, ("till", "bug"): 0.6, ("stock", "feature"): 0.25}
RETURNED = 0.2
TITLES = {"engineer": "Senior Software Engineer", "tester": "QA Analyst", "manager": "Engineering Manager"}
START = pd.Timestamp("1990-01-01", tz="UTC")
"""All of the history is looked at, not its last year."""
BOSS = 11  # ordinal of the manager

KNOWN: dict[str, Any] = {
    "name": "known",
    "horizon": {"quarters": 12, "warmup_days": 0},
    "workforce": {"engineer": {"count": 8}, "tester": {"count": 3}, "manager": {"count": 1}},
    "products": [{"name": "web"}, {"name": "till"}, {"name": "stock"}],
    "value_stream": [
        {"stage": "build", "by": {"engineer": 1.0}, "share": 0.7},
        {
            "stage": "test",
            "by": {"tester": 1.0, "engineer": 0.8},
            "share": 0.3,
            "return_probability": RETURNED,
            "return_to": "build",
        },
    ],
    "demand": {
        "items": [
            {
                "name": f"{product} {kind}",
                "product": product,
                "arrivals_per_day": rate,
                "effort_days": {"lognormal": {"mean": 1.0 if kind == "bug" else 2.0, "sigma": 0.5}},
            }
            for (product, kind), rate in RATES.items()
        ]
    },
    "structure": {
        "teams": [
            {
                "name": "red",
                "members": {"engineer": [0, 1, 2, {"person": 3, "share": 0.6}], "tester": [0]},
                "owns": {"products": ["web"], "stages": ["build"]},
            },
            {
                "name": "blue",
                "members": {"engineer": [{"person": 3, "share": 0.4}, 4, 5, 6, 7], "manager": 1},
                "owns": {"products": ["till", "stock"], "stages": ["build"]},
            },
            {"name": "lab", "members": {"tester": [1, 2]}, "owns": {"stages": ["test"]}},
        ]
    },
    "mechanisms": "none",  # handing over would add returns to those that are written
}


@pytest.fixture(scope="module")
def known() -> Scenario:
    return scenario_from(KNOWN)


@pytest.fixture(scope="module")
def files(known: Scenario, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The people and the log of the known organisation, as other programs would export them."""
    folder = tmp_path_factory.mktemp("known")
    outcome = simulate(known, seed=3, events=True)
    _people(known).to_csv(folder / "people.csv", index=False)
    _log(outcome.events.to_pandas(), outcome.items.to_pandas()).to_csv(folder / "log.csv", index=False)
    return folder / "people.csv", folder / "log.csv"


def _people(known: Scenario) -> pd.DataFrame:
    memberships: dict[int, list[str]] = {}
    for team in known.organisation.teams:
        for person, share in team.members:
            memberships.setdefault(person, []).append(f"{team.name}={share:.2f}")
    roles = [TITLES[role] for role, spec in known.workforce.items() for _ in range(spec.count)]
    return pd.DataFrame(
        [
            {
                "Employee": f"person {k}",
                "Job Title": title,
                "Teams": "; ".join(memberships[k]),
                "Manager": "" if k == BOSS else f"person {BOSS}",
            }
            for k, title in enumerate(roles)
        ]
    )


def _log(events: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """A row for every start, arrival and release, as a process-mining log has it."""
    log = events[events.activity.isin(["arrive", "start", "release"])].copy()
    stages = log.stage.astype(str)
    log["activity"] = np.where(
        log.activity == "start", stages, log.activity.map({"arrive": "New", "release": "Done"}).astype(str)
    )
    about = items.set_index("item")
    kinds = [kind for _, kind in RATES]
    log["area"] = log.case.map(about["product"].astype(str))
    log["type"] = log.case.map(about.stream).map(dict(enumerate(kinds)))
    log["timestamp"] = log["day"]  # working days; the date beside it knows no weekends
    return log[["case", "activity", "timestamp", "resource", "team", "area", "type"]]


@pytest.fixture(scope="module")
def found(files: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    out = tmp_path_factory.mktemp("found") / "out"
    write(propose(files, Reading(since=START), "found"), out)
    return load_scenario(out / "as-is.yaml")


@pytest.fixture(scope="module")
def history(files: tuple[Path, Path]) -> Measures:
    proposal = propose(files, Reading(since=START), "found")
    assert proposal.history is not None
    return measured(proposal.history)


def test_rates_are_recovered(found: Scenario, history: Measures) -> None:
    estimated = {(s.product, str(s.name).split()[-1]): s.arrivals_per_day for s in found.demand.items}
    assert estimated.keys() == RATES.keys()
    for key, rate in RATES.items():
        error = (rate / history.window_days) ** 0.5  # of a count of Poisson arrivals
        assert abs(estimated[key] - rate) < 4 * error, key  # type: ignore[operator]


def test_the_mix_is_recovered(found: Scenario, history: Measures) -> None:
    total, n = sum(RATES.values()), sum(history.counts.values())
    estimated = {(s.product, str(s.name).split()[-1]): s.arrivals_per_day or 0.0 for s in found.demand.items}
    for key, rate in RATES.items():
        share = rate / total
        error = (share * (1 - share) / n) ** 0.5
        assert abs(estimated[key] / sum(estimated.values()) - share) < 4 * error, key


def test_returns_are_recovered(found: Scenario, history: Measures) -> None:
    test = next(stage for stage in found.value_stream if stage.stage == "test")
    left = next(stage.leaving for stage in history.stages if stage.name == "test")
    error = (RETURNED * (1 - RETURNED) / left) ** 0.5
    assert left > 1000
    assert abs(test.return_probability - RETURNED) < 4 * error
    assert test.return_to == "build"


def test_who_owns_what_is_recovered(known: Scenario, found: Scenario) -> None:
    assert _owners(found) == _owners(known)


def test_who_sits_where_and_for_how_much_is_recovered(known: Scenario, found: Scenario) -> None:
    assert {role: spec.count for role, spec in found.workforce.items()} == {
        role: spec.count for role, spec in known.workforce.items()
    }
    for team in known.organisation.teams:
        seats = next(dict(other.members) for other in found.organisation.teams if other.name == team.name)
        assert seats == pytest.approx(dict(team.members), abs=0.001), team.name


def test_who_leads_whom_is_recovered(found: Scenario) -> None:
    assert found.organisation.layer_members == ((BOSS,),)


def _owners(scenario: Scenario) -> dict[tuple[str, str], str]:
    return {
        (scenario.product_names[p], scenario.stage_names[s]): scenario.organisation.teams[t].name
        for (p, s), t in scenario.organisation.owner.items()
    }
