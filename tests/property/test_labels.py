"""Names decide nothing, and neither does how often one stops to look."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import given, settings

from simulator.engine.run import Books, Simulation
from simulator.scenario.loader import scenario_from

from ..kit.organisations import organisations, scenario_dicts

SEED = 13
NAMING_KEYS = ("name", "stage")
MANY_NAMES = 99

thorough = settings(max_examples=100, derandomize=True, deadline=None, database=None)


def bytes_of(books: Books) -> bytes:
    """All numbers of the books, column by column: what lies between columns says nothing."""
    numbers = []
    for tables in (books.items, books.initiatives, books.events):
        if tables:
            table = np.concatenate(tables)
            numbers += [np.ascontiguousarray(table[column]).tobytes() for column in table.dtype.names]
    for period in books.periods:
        numbers.append(np.array([period.start, period.end, period.item_days]).tobytes())
        numbers.append(period.booked.tobytes())
    return b"".join(numbers)


def lived(scenario: Any) -> bytes:
    return bytes_of(Simulation(scenario, SEED, log=True, debug=True).run_until().books)


def names_in(values: Any) -> list[str]:
    """All names that are given somewhere, in order, each once."""
    if isinstance(values, list):
        return [name for value in values for name in names_in(value)]
    if not isinstance(values, dict):
        return []
    own = [values[key] for key in NAMING_KEYS if isinstance(values.get(key), str)]
    roles = list(values.get("workforce", ()))
    return list(dict.fromkeys(own + roles + [name for value in values.values() for name in names_in(value)]))


def renamed(values: Any, names: dict[str, str]) -> Any:
    if isinstance(values, dict):
        return {names.get(key, key): renamed(value, names) for key, value in values.items()}
    if isinstance(values, list):
        return [renamed(value, names) for value in values]
    return names.get(values, values) if isinstance(values, str) else values


@thorough
@given(scenario_dicts())
def test_renaming_everything_changes_no_number(values):
    """The new names sort the other way round."""
    names = {name: f"{MANY_NAMES - k} Umlaut ü" for k, name in enumerate(names_in(values))}
    other = renamed(values, names)
    assert not set(names) & set(names_in(other))
    assert lived(scenario_from(values)) == lived(scenario_from(other))


@thorough
@given(organisations())
def test_stopping_every_day_changes_no_number(organisation):
    simulation = Simulation(organisation, SEED, log=True, debug=True)
    for day in range(1, math.ceil(organisation.horizon.last_day) + 1):
        simulation.run_until(day)
    assert simulation.over
    assert bytes_of(simulation.books) == lived(organisation)
