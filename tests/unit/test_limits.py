"""What would fill the memory or run for ever is turned down before it begins."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

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
        "s.yaml:16:7: demand.items.tickets: brings about 2,100,000,000 items in one run, 50,000,000 are possible; "
        "let fewer arrive, or shorten the horizon"
    ]


def test_demand_that_ends_early_counts_only_until_then(tmp_path: Path) -> None:
    text = changed(
        ("arrivals_per_day: 0.3", "arrivals_per_day: 1e7"), ("demand:", "demand:\n  until_day: 10")
    )
    (line,) = complaints(tmp_path, text)
    assert "brings about 100,000,000 items" in line


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
        "s.yaml:20:52: demand.opportunities.checkout.items: with what depends on them, 360,000 items may begin at once, "
        "200,000 are possible; lower the number of items"
    ]


def test_items_that_are_sent_back_for_ever_are_turned_down(tmp_path: Path) -> None:
    again = "return_probability: 0.999, return_to: build"
    stages = "\n".join(f"  - {{stage: s{i}, by: {{engineer: 1}}, {again}}}" for i in range(3))
    text = changed(("demand:", f"{stages}\ndemand:"))
    (line,) = complaints(tmp_path, text)
    assert line.startswith("s.yaml:10:1: value_stream: sends items back so often that each takes ")
    assert line.endswith(" steps; lower return_probability")


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
        "s.yaml:2:1: horizon: lasts 61,542 quarters with warm-up and run-off, too long to keep the books of so many teams; "
        "shorten it, or form fewer teams"
    ]


@pytest.mark.parametrize(
    ("rate", "message"),
    [
        ("interarrival_days: 1e-6", "demand.items.tickets: brings about 210,000,000 items in one run"),
        ("interarrival_days: 1e9", "interarrival_days: must be at most 10,000,000, is 1,000,000,000; write 10,000,000 or less"),
        ("at: [1e9]", "demand.items.tickets.at.0: must be at most 10,000,000, is 1,000,000,000; write 10,000,000 or less"),
    ],
)  # fmt: skip
def test_arrivals_are_neither_too_dense_nor_beyond_all_time(tmp_path: Path, rate: str, message: str) -> None:
    (line,) = complaints(tmp_path, changed(("arrivals_per_day: 0.3", rate)))
    assert message in line
