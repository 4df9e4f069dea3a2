"""What would fill the memory or run for ever is turned down before it begins."""

from __future__ import annotations

import math
import time
from pathlib import Path

import numpy as np
import pytest

from simulator.forecast.workload import overloads, repetition_factors
from simulator.scenario.loader import load_scenario
from simulator.scenario.visits import bounded, expected_visits, visits

from .examples import changed, complaints


def test_a_thousand_million_people_are_turned_down_at_once(tmp_path: Path) -> None:
    started = time.perf_counter()
    assert complaints(tmp_path, changed(("count: 4", "count: 1_000_000_000"))) == [
        "s.yaml:5:14: workforce.engineer.count: must be at most 100,000, is 1,000,000,000; write 100,000 or less"
    ]
    assert time.perf_counter() - started < 2


def test_the_people_of_all_roles_are_counted_together(tmp_path: Path) -> None:
    assert complaints(tmp_path, changed(("count: 4", "count: 90_000"), ("count: 2}", "count: 90_000}"))) == [
        "s.yaml:4:1: workforce: has 180,000 people, 100,000 are possible; lower the counts"
    ]


def test_more_items_than_a_machine_can_keep_are_turned_down(tmp_path: Path) -> None:
    assert complaints(tmp_path, changed(("arrivals_per_day: 0.3", "arrivals_per_day: 1e7"))) == [
        "s.yaml:16:7: demand.items.tickets: creates 2,100,000,000 items in one run, 50,000,000 are possible; "
        "lower the arrivals, or shorten the horizon"
    ]


def test_demand_that_ends_early_counts_only_until_then(tmp_path: Path) -> None:
    text = changed(
        ("arrivals_per_day: 0.3", "arrivals_per_day: 1e7"), ("demand:", "demand:\n  until_day: 10")
    )
    (line,) = complaints(tmp_path, text)
    assert "creates 100,000,000 items" in line


def test_an_initiative_and_what_depends_on_it_fit_into_the_tables(tmp_path: Path) -> None:
    text = changed(
        ("items: 2", "items: 90_000"),
        ("coupling: {billing: 0.2}", "coupling: {billing: 0.2, other: 0.2, third: 0.2}"),
    )
    text = changed(
        ("- {name: billing}", "- {name: billing}\n  - {name: other}\n  - {name: third}"),
        ("[billing]", "[billing, other, third]"),
        text=text,
    )
    assert complaints(tmp_path, text) == [
        "s.yaml:20:52: demand.opportunities.checkout.items: with their dependencies, 360,000 items may begin at once, "
        "200,000 are possible; lower the number of items"
    ]


def test_items_that_are_sent_back_for_ever_are_turned_down(tmp_path: Path) -> None:
    again = "return_probability: 0.999, return_to: build"
    stages = "\n".join(f"  - {{stage: s{i}, by: {{engineer: 1}}, {again}}}" for i in range(3))
    text = changed(("demand:", f"{stages}\ndemand:"))
    assert complaints(tmp_path, text) == [
        "s.yaml:14:36: value_stream.s0.return_probability: an item of 'tickets' comes back to stage 'build' with a chance of 1, "
        "sent by 'test' (0.1), 's0' (0.999), 's1' (0.999) and 's2' (0.999); at most 0.999 is possible: lower return_probability"
    ]


def test_a_stage_that_an_item_passes_a_thousand_times_is_the_most_that_is_possible(tmp_path: Path) -> None:
    assert complaints(tmp_path, changed(("0.1, return_to", "0.999, return_to"), ("0.3", "200_000")))[
        0
    ].endswith("sends items back so often that each takes 2,001 steps; lower return_probability")
    (tmp_path / "s.yaml").write_text(changed(("0.1, return_to", "0.999, return_to")), encoding="utf-8")
    assert max(visits(load_scenario(tmp_path / "s.yaml"))) == pytest.approx(1000)


ROUND = """\
name: round
horizon: {days: 100}
workforce: {dev: {count: 3}}
products: [{name: a, legacy_share: 0.5}, {name: b}]
value_stream:
  - {stage: build, by: {dev: 1}, share: 1}
  - {stage: review, by: {dev: 1}, share: 0.1}
  - {stage: test, by: {dev: 1}, share: 0.1, return_to: build, finds: 1}
demand: {items: [{product: b, arrivals_per_quarter: 1, effort_days: 1}, {product: a, arrivals_per_quarter: 1, effort_days: 4}]}
structure: {teams: [{name: t, members: {dev: 3}}]}
quality: {defects_per_effort_day: 1, legacy_factor: 0}
"""
REMEDY = "at most 0.999 is possible: lower return_probability, finds, return_share, quality.defects_per_effort_day or the effort"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("days: 4}", "days: 100}", "test.finds: an item of 'a' comes back to stage 'build' with a chance of 1, sent by 'test' (1)"),
        ("day: 1,", "day: 3,", "test.finds: an item of 'a' comes back to stage 'build' with a chance of 0.999999, sent by 'test' (0.999999)"),
        ("factor: 0", "factor: 2", "test.finds: an item of 'a' comes back to stage 'build' with a chance of 0.999932, sent by 'test' (0.999932)"),
        ("return_to: build, ", "return_probability: 0.9988, ", "test.finds: an item of 'a' comes back to stage 'test' with a chance of 0.999196, sent by 'test' (0.999196)"),
        ("share: 0.1}", "share: 0.1, return_probability: 0.95, return_to: build}", "test.finds: an item of 'a' comes back to stage 'build' with a chance of 0.999589, "
         "sent by 'review' (0.95) and 'test' (0.99177)"),
    ],
)  # fmt: skip
def test_returns_and_finds_of_all_loops_are_bounded_together(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    (line,) = complaints(tmp_path, changed((old, new), text=ROUND))
    assert line.partition(": value_stream.")[2] == f"{message}; {REMEDY}"


def test_an_item_whose_repetitions_take_little_does_not_go_round(tmp_path: Path) -> None:
    text = changed(("days: 4}", "days: 100}"), ("finds: 1", "finds: 1, return_share: 0.01"), text=ROUND)
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    scenario = load_scenario(tmp_path / "s.yaml")
    assert all(math.isfinite(factor) for factor in repetition_factors(scenario))
    assert all(str(load) for load in overloads(scenario))


def test_visits_are_those_of_the_chain_of_stages() -> None:
    chances, back = [0.2, 0.0, 0.3, 0.5], [0, 1, 1, 0]
    moves = np.zeros((4, 4))
    for i, (chance, to) in enumerate(zip(chances, back, strict=True)):
        moves[i, to] += chance
        if i < 3:
            moves[i, i + 1] += 1 - chance
    solved = np.linalg.solve(np.eye(4) - moves.T, np.eye(4)[0])
    assert expected_visits(chances, back) == pytest.approx(list(solved))
    assert bounded(chances, back) == chances
    assert max(expected_visits(bounded([1.0, 0.5, 1.0], [0, 0, 0]), [0, 0, 0])) < 3000


def test_books_of_too_many_quarters_are_turned_down(tmp_path: Path) -> None:
    products = "\n".join(f"  - {{name: p{i}}}" for i in range(300))
    teams = "\n".join(
        f"    - {{name: t{i}, members: {{clerk: 1}}, owns: {{products: [p{i}]}}}}" for i in range(300)
    )
    text = (
        "name: x\nhorizon: {days: 4_000_000, run_off_days: 0}\nworkforce: {clerk: {count: 300}}\n"
        f"products:\n{products}\nvalue_stream: [{{stage: s, by: {{clerk: 1}}}}]\n"
        "demand: {items: [{product: p0, arrivals_per_day: 1, effort_days: 1}]}\n"
        f"structure:\n  teams:\n{teams}\n"
    )
    assert complaints(tmp_path, text) == [
        "s.yaml:2:1: horizon: lasts 61,542 quarters with warm-up and run-off, too long to keep the books of 300 teams; "
        "shorten it, or form fewer teams"
    ]


@pytest.mark.parametrize(
    ("rate", "message"),
    [
        ("interarrival_days: 1e-6", "demand.items.tickets: creates 210,000,000 items in one run"),
        ("interarrival_days: 1e9", "interarrival_days: must be at most 10,000,000, is 1,000,000,000; write 10,000,000 or less"),
        ("at: [1e9]", "demand.items.tickets.at.0: must be at most 10,000,000, is 1,000,000,000; write 10,000,000 or less"),
    ],
)  # fmt: skip
def test_arrivals_are_neither_too_dense_nor_beyond_all_time(tmp_path: Path, rate: str, message: str) -> None:
    (line,) = complaints(tmp_path, changed(("arrivals_per_day: 0.3", rate)))
    assert message in line
