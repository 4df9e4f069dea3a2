"""The engine and its twin live through the same days, event by event."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from hypothesis import given, settings

from simulator.engine.builder.world import account_rows
from simulator.engine.run import Books, Simulation
from simulator.mechanisms.registry import ACCOUNTS
from simulator.scenario.scenario import Scenario
from simulator.work.records import ACTIVITIES, PARTS, PROPOSAL

from ..kit.organisations import organisations
from ..twin.harm import WholeTwin
from ..twin.work import Arrival, Item

SAME_TIME = 2e-9  # working days
SAME_SUM = 1e-6  # working days; what rounding may do to a sum of many spans
SEED = 7

thorough = settings(max_examples=250, derandomize=True, deadline=None, database=None)


@thorough
@given(organisations(deterministic=True))
def test_engine_and_twin_agree_where_many_things_happen_at_once(organisation):
    compare(organisation)


@thorough
@given(organisations(deterministic=False))
def test_engine_and_twin_agree_where_everything_is_random(organisation):
    compare(organisation)


def compare(organisation: Scenario) -> None:
    twin = WholeTwin(organisation, SEED).run()
    books = Simulation(organisation, SEED, log=True, debug=True).run_until().books
    assert_same_events(books, twin)
    assert_same_items(books, twin)
    assert_same_initiatives(books, twin)
    assert_same_hours(organisation, books, twin)


def joined(tables: list[Any]) -> Any:
    return np.concatenate(tables) if tables else ()


def assert_same_events(books: Books, twin: WholeTwin) -> None:
    columns, teams = ("ordinal", "initiative", "stage", "person"), len(twin.teams)
    log = [
        (
            float(event["time"]),
            ACTIVITIES[event["activity"]],
            *(int(event[column]) for column in columns),
            min(int(event["team"]), teams),  # one number for all temporary teams: the initiative tells which
        )
        for event in joined(books.events)
    ]
    for k, (ours, theirs) in enumerate(zip(log, twin.events, strict=False)):
        same = ours[1:] == theirs[1:] and abs(ours[0] - theirs[0]) <= SAME_TIME
        assert same, f"event {k}\nengine {ours}\ntwin   {theirs}\nafter {twin.events[max(0, k - 12) : k]}"
    assert len(log) == len(twin.events)


def assert_same_items(books: Books, twin: WholeTwin) -> None:
    kept = {int(row["ordinal"]): row for row in joined(books.items)}
    items = [item for item in twin.items if item.kind != PROPOSAL]
    assert kept.keys() == {item.ordinal for item in items}
    for item in items:
        row = kept[item.ordinal]
        for name in ("kind", "product", "returns", "handoffs", "deployment"):
            assert int(row[name]) == getattr(item, name), (item.ordinal, name)
        assert int(row["fate"]) == item.outcome, item.ordinal
        assert int(row["stream"]) == item.arrival.stream.ordinal
        assert bool(row["in_cohort"]) == (twin.window_start <= item.created_at < twin.window_end)
        assert_same_numbers(row, item, ("created_at", "started_at", "done_at", "closed_at", "effort"))
        parts = parts_of(item, twin.now)
        for name, days in zip(PARTS, row["days"], strict=True):
            assert abs(days - parts[name]) <= SAME_SUM, (item.ordinal, name, days, parts[name])


def parts_of(item: Item, now: float) -> Counter[str]:
    """Days of an item's lead time by part: touch is what a person worked of the time they had it open."""
    days = Counter(touch=item.worked, shared=-item.worked)
    ends = [day for day, _ in item.moves[1:]] + [min(item.closed_at, now)]
    for (begin, part), end in zip(item.moves, ends, strict=True):
        days[part] += end - begin
    return days


def assert_same_numbers(row: Any, theirs: Item | Arrival, names: tuple[str, ...]) -> None:
    """What never happened is not a number in our books, and infinitely far in the twin's."""
    for name in names:
        number = np.inf if np.isnan(row[name]) else row[name]
        same = number == getattr(theirs, name) or abs(number - getattr(theirs, name)) <= SAME_TIME
        assert same, (theirs.ordinal, name, number, getattr(theirs, name))


def assert_same_initiatives(books: Books, twin: WholeTwin) -> None:
    kept = {int(row["ordinal"]): row for row in joined(books.initiatives)}
    initiatives = [arrival for arrival in twin.arrivals if not arrival.bare]
    assert kept.keys() == {initiative.ordinal for initiative in initiatives}
    for initiative in initiatives:
        row = kept[initiative.ordinal]
        assert (int(row["good"]), int(row["items"])) == (initiative.sign, initiative.size)
        assert int(row["fate"]) == initiative.outcome
        assert_same_numbers(row, initiative, ("value", "estimated_value", "arrived_at", "committed_at"))
        assert_same_numbers(row, initiative, ("begun_at", "first_release_at", "closed_at"))
        assert_same_numbers(row, initiative, ("taken_back_at", "money_wait"))
        assert int(row["duplicates"]) == initiative.duplicates
        for name, days in zip(PARTS, row["days"], strict=True):
            spent = initiative.spent[name]
            assert abs(days - spent) <= SAME_SUM, (initiative.ordinal, name, days, spent)


def assert_same_hours(organisation: Scenario, books: Books, twin: WholeTwin) -> None:
    booked = sum(period.booked for period in books.periods)
    rows, roles = account_rows(organisation), list(organisation.workforce)
    hours = np.zeros_like(booked)
    for (person, team, account), days in twin.hours.items():
        row = rows.index((team, roles.index(twin.people[person].role)))
        hours[row, ACCOUNTS.index(account)] += days
    assert np.abs(booked - hours).max() <= SAME_SUM
