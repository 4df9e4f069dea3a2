"""Boards and screens: cadence (S11) and the architecture of Sah and Stiglitz (S13)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.scenario.loader import scenario_from
from simulator.validation.formulas import committee
from simulator.validation.queues import screens

PASS_GOOD, PASS_BAD = 0.8, 0.3
PERIOD = 20.0


def board(name: str, **changes: Any) -> dict[str, Any]:
    return {"name": name, "sits_every_days": PERIOD, "pass_good": PASS_GOOD, "pass_bad": PASS_BAD} | changes


def organisation(layers: Sequence[dict[str, Any]], rule: Any, **changes: Any) -> Any:
    return scenario_from(screens(layers, rule, **changes))


def initiatives(scenario: Any, seed: int = 1) -> Any:
    table = simulate(scenario, seed=seed).initiatives.to_pandas()
    return table[table["outcome"] != "open"]


def test_a_request_waits_half_a_period_for_a_board_and_never_a_whole_one() -> None:
    waits = initiatives(organisation([board("board", pass_good=1.0, pass_bad=1.0)], "all"))["approval_days"]
    error = PERIOD / 12**0.5 / len(waits) ** 0.5
    assert abs(waits.mean() - PERIOD / 2) < 4 * error
    assert waits.min() > 0 and waits.max() <= PERIOD


def test_boards_in_series_wait_half_a_period_each_where_their_phases_are_independent() -> None:
    layers = [board(f"board {k}", pass_good=1.0, pass_bad=1.0) for k in range(3)]
    means = [initiatives(organisation(layers, "all"), seed)["approval_days"].mean() for seed in range(60)]
    error = np.std(means, ddof=1) / len(means) ** 0.5
    assert abs(np.mean(means) - 3 * PERIOD / 2) < 4 * error


@pytest.mark.parametrize(
    ("n", "rule", "needed"),
    [(1, "all", 1), (2, "all", 2), (3, "all", 3), (2, "any", 1), (3, "any", 1), (3, {"at_least": 2}, 2), (4, {"at_least": 3}, 3)],
)  # fmt: skip
def test_acceptance_of_good_and_bad_ideas_is_that_of_the_committee(n: int, rule: Any, needed: int) -> None:
    table = initiatives(organisation([board(f"board {k}") for k in range(n)], rule))
    for chance, chosen in ((PASS_GOOD, table["good"]), (PASS_BAD, ~table["good"])):
        expected = committee(chance, n, needed)
        accepted = (table[chosen]["outcome"] == "released").to_numpy()
        error = (expected * (1 - expected) / len(accepted)) ** 0.5
        assert abs(accepted.mean() - expected) < 4 * error


def test_precision_rises_with_every_layer_in_series_and_falls_with_every_layer_in_parallel() -> None:
    def precision(n: int, rule: str) -> float:
        table = initiatives(organisation([board(f"board {k}") for k in range(n)], rule))
        return float(table[table["outcome"] == "released"]["good"].mean())

    series, parallel = [precision(n, "all") for n in (1, 2, 3)], [precision(n, "any") for n in (1, 2, 3)]
    assert series == sorted(series)
    assert parallel == sorted(parallel, reverse=True)


def profit(table: Any) -> float:
    accepted = table[table["outcome"] == "released"]
    return float((accepted["good"].sum() - (~accepted["good"]).sum()) / len(table))


@pytest.mark.parametrize("base_rate", [0.2, 0.4, 0.7, 0.9])
def test_polyarchy_beats_hierarchy_where_sah_and_stiglitz_say_so(base_rate: float) -> None:
    layers = [board("first"), board("second")]
    demand = {
        "opportunities": [
            {
                "product": "product",
                "arrivals_per_quarter": 200,
                "good_share": base_rate,
                "harmful_share": 1 - base_rate,
                "value": 1.0,
                "effort_days": 0.1,
            }
        ]
    }
    hierarchy, polyarchy = (
        profit(initiatives(organisation(layers, rule, demand=demand))) for rule in ("all", "any")
    )
    gain = base_rate * PASS_GOOD * (1 - PASS_GOOD) - (1 - base_rate) * PASS_BAD * (1 - PASS_BAD)
    assert (polyarchy > hierarchy) == (gain > 0)
    assert abs((polyarchy - hierarchy) - 2 * gain) < 0.05


def test_returned_requests_wait_longer_and_pass_no_less() -> None:
    straight = initiatives(organisation([board("board")], "all"))
    returned = initiatives(organisation([board("board", return_probability=0.4)], "all"))
    assert returned["approval_days"].mean() > straight["approval_days"].mean() + PERIOD / 4
    both = straight.merge(returned, on="initiative", suffixes=("", "_returned"))
    assert (both["outcome"] == both["outcome_returned"]).all()


def test_a_sitting_without_room_for_all_makes_the_others_wait_for_the_next() -> None:
    wide = initiatives(organisation([board("board")], "all"))
    narrow = initiatives(organisation([board("board", capacity_per_sitting=20)], "all"))
    assert narrow["approval_days"].mean() > wide["approval_days"].mean()
    assert narrow["approval_days"].max() > PERIOD


def test_reviewers_are_a_queue() -> None:
    """M/M/2: 60 requests a quarter to two reviewers who take 1.6 days each, utilisation .738."""
    review = {
        "name": "reviewers",
        "review_hours": {"exponential": {"mean": 12.8}},
        "members": {"manager": 2},
        "prepare_hours": 0,
    }
    means = [initiatives(organisation([review], "all"), seed)["approval_days"].mean() for seed in range(20)]
    a = 60 / 65 * 1.6
    erlang = (a**2 / 2 * 2 / (2 - a)) / (1 + a + a**2 / 2 * 2 / (2 - a))
    expected = 1.6 + erlang / (2 / 1.6 - 60 / 65)
    error = np.std(means, ddof=1) / len(means) ** 0.5
    assert abs(np.mean(means) - expected) < 4 * error


def test_a_layer_that_nobody_asks_changes_nothing() -> None:
    def bytes_of(scenario: Any) -> list[Any]:
        outcome = simulate(scenario, seed=3)
        return [outcome.items, outcome.initiatives]

    with_layer = organisation([board("board")], "all", mechanisms="none")
    without = organisation([], "all", mechanisms="none")
    assert bytes_of(with_layer) == bytes_of(without)
