"""A chain of five specialists against a team of five generalists: 2-3 times as fast, or not (S12).

Five people, items of 20 days. The chain is five M/M/1 queues of 4 days each, the team is one M/M/5
queue of 20 days, times the penalty that generalists pay. The same people and the same arrivals; the
value stream differs only as the closed forms demand.
"""

from __future__ import annotations

import pytest

from simulator.validation.queues import CONTENT, PEOPLE, generalists, specialists

from .queueing import (
    TOLERANCE,
    Sample,
    Values,
    assert_agrees,
    assert_less,
    assert_precise,
    erlang_time,
    erlang_wait,
    replicated,
)


def chain_time(load: float) -> float:
    return CONTENT / (1 - load)


def team_time(load: float, penalty: float = 1.0) -> float:
    return erlang_time(PEOPLE, load * penalty, CONTENT * penalty)


def compared(
    load: float, penalty: float, chain_items: int, team_items: int, replications: int = 40
) -> Sample:
    """Ratio of lead times, chain over team, after each has agreed with its closed form."""
    apart = replicated(specialists(load, chain_items), "lead_time_days_mean", replications)
    together = replicated(generalists(load, team_items, penalty), "lead_time_days_mean", replications)
    assert_agrees(apart, chain_time(load))
    assert_agrees(together, team_time(load, penalty))
    return apart.over(together)


@pytest.mark.parametrize(
    ("load", "penalty", "published", "chain_items", "team_items"),
    [(0.7, 1.0, 2.66, 5_000, 5_000), (0.8, 1.0, 3.22, 11_000, 12_000), (0.85, 1.1, 1.69, 30_000, 220_000)],
)
def test_the_team_is_as_much_faster_as_published(
    load: float, penalty: float, published: float, chain_items: int, team_items: int
) -> None:
    assert chain_time(load) / team_time(load, penalty) == pytest.approx(published, abs=5e-3)
    ratio = compared(load, penalty, chain_items, team_items)
    assert abs(ratio.mean - published) < TOLERANCE * ratio.standard_error


def test_generalists_who_take_a_third_longer_are_slower_than_the_chain() -> None:
    """The reversal: at load .7 of the chain the team is at .93."""
    exact = chain_time(0.7) / team_time(0.7, 1.33)
    assert exact < 0.75
    ratio = compared(0.7, 1.33, 5_000, 210_000)
    assert ratio.mean + TOLERANCE * ratio.standard_error < 1


@pytest.mark.slow
def test_generalists_who_take_15_per_cent_longer_reverse_the_published_comparison() -> None:
    """At load .85 of the chain the team is at .9775, where it takes millions of items to tell."""
    exact = chain_time(0.85) / team_time(0.85, 1.15)
    assert exact == pytest.approx(0.62, abs=5e-3)
    ratio = compared(0.85, 1.15, 20_000, 1_000_000, replications=100)
    assert abs(ratio.mean - exact) < TOLERANCE * ratio.standard_error
    assert ratio.mean + TOLERANCE * ratio.standard_error < 1


def one_world(load: float, items: int, teams: list[Values]) -> Values:
    """One value stream of five stages that everybody can do; only the teams differ."""
    scenario = specialists(load, items)
    for stage in scenario["value_stream"]:
        stage["by"] = dict.fromkeys(scenario["workforce"], 1.0)
    return scenario | {"structure": {"teams": teams}}


@pytest.mark.parametrize(("load", "items"), [(0.7, 5_000), (0.85, 30_000)])
def test_in_one_world_with_one_value_stream_the_chain_is_slower_than_the_team(
    load: float, items: int
) -> None:
    """The team is then M/E5/5: an item stays with who began it. No closed form is exact, but its
    wait is shorter than that of M/M/5, and longer than half of it, which M/D/5 exceeds."""
    columns = specialists(load, 1)["structure"]["teams"]
    whole = [{"name": "team", "members": {role: 1 for team in columns for role in team["members"]}}]
    apart = replicated(one_world(load, items, columns), "lead_time_days_mean")
    together = replicated(one_world(load, items, whole), "lead_time_days_mean")
    assert_agrees(apart, chain_time(load))
    assert_precise(together, together.mean)
    assert_less(together, apart)
    wait = erlang_wait(PEOPLE, load, CONTENT)
    assert CONTENT + wait / 2 < together.mean < CONTENT + wait
