"""What a mechanism leaves alone: everything where it is off, all draws but its own where it is on."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine.run import Simulation
from simulator.outcomes.facts import Facts, facts_of
from simulator.scenario.loader import scenario_from
from simulator.studies.replications import replicate, seeds_of
from simulator.work.records import OWN

from ..kit.busy import busy_organisation
from ..kit.collaboration import dicts_with_collaboration
from ..kit.mechanisms import SECTION_OF, dicts_with_mechanisms, organisations_with_mechanisms
from ..kit.organisations import Values
from .test_labels import MANY_NAMES, bytes_of, names_in, renamed

SEED = 13
few = settings(max_examples=25, derandomize=True, deadline=None, database=None)

NEUTRAL: dict[str, Values] = {
    "turnover": {"turnover_per_year": 0.0, "mentoring": 1.0, "ramp_up": {"days": 80, "start": 0.1}},
    "decision_quality": {"misaligned": 0.0, "lost_per_layer": 0.0, "return_probability": 0.9, "value_lost": 1.0},
    "quality": {"defects_per_effort_day": 0.0, "handoff_factor": 9.0, "neglect_per_100_days": 50.0},
    "delivery": {"hours_per_change": 0.0, "hours_per_deployment": 0.0, "fail_probability": 0.0},
    "feedback": {"good_share_lift": 1.0},
    "alignment": {"overlap": 0.0, "strategy_clarity": 0.0, "share_of_items": 1.0, "contradicting": 1.0},
    "funding": {"by": "team", "every_quarters": 0.02},
}  # fmt: skip
"""Parameters that make a mechanism do nothing, to the last bit, whatever its others are."""
COUNTING = ("customers", "money")
"""Mechanisms that count what happens and change nothing about it."""


JUDGED = (
    "kept",
    "used",
    "budget_days",
    "feature",
    "next_free",
    "waiting",
    "proposal",
    "first_item",
    "next_unstaffed",
    "money_wait",
)
"""What is only noted of an initiative when it is over, and rows in which things stood."""


def lived(values: Values) -> bytes:
    return bytes_of(Simulation(scenario_from(values), SEED, log=True, debug=True).run_until().books)


def work(values: Values) -> list[bytes]:
    """All that happens to the work, in order of ordinals, but for what is noted of initiatives when they are over."""
    f = facts_of(Simulation(scenario_from(values), SEED, log=True, debug=True).run_until())
    found = [period.booked.tobytes() for period in f.periods]
    for table in (f.items, f.initiatives, f.events):
        found += [table[name].tobytes() for name in table.dtype.names if name not in JUDGED]
    return found


def without(values: Values, mechanism: str) -> Values:
    """The same without a mechanism and its section, which the organisation may have."""
    written: Any = values["mechanisms"]
    if isinstance(written, str):
        written = {} if written == "all" else {"others": "off"}
    bare = {key: value for key, value in values.items() if key != SECTION_OF[mechanism]}
    return bare | {"mechanisms": written | {mechanism: "off"}}


@pytest.mark.parametrize("mechanism", list(NEUTRAL))
@few
@given(values=dicts_with_collaboration())
def test_at_its_neutral_values_a_mechanism_changes_no_bit(mechanism: str, values: Values) -> None:
    assert work(values | {SECTION_OF[mechanism]: NEUTRAL[mechanism]}) == work(without(values, mechanism))


@few
@given(dicts_with_mechanisms())
def test_a_mechanism_that_is_switched_off_is_as_good_as_not_written(values: Values) -> None:
    written: Any = values["mechanisms"]
    switches = {} if isinstance(written, str) else written
    off = values | {"mechanisms": switches | dict.fromkeys(SECTION_OF, "off")}
    bare = {key: value for key, value in values.items() if key not in SECTION_OF.values()}
    if not isinstance(written, str):  # what is switched on by name acts without a section
        bare["mechanisms"] = {name: state for name, state in written.items() if name not in SECTION_OF}
    assert lived(off) == lived(bare)


@few
@given(dicts_with_collaboration(), st.sampled_from(COUNTING))
def test_to_count_customers_or_money_changes_nothing_about_work(values: Values, mechanism: str) -> None:
    """Nor who works on what and when: the same items, events and hours to the last bit."""
    assert work(values | {SECTION_OF[mechanism]: {}}) == work(values)


@few
@given(dicts_with_mechanisms(), st.sampled_from((0.0, 3.0, 1e6)))
def test_where_harm_is_not_noticed_the_day_on_which_it_would_be_changes_no_bit(
    values: Values, day: float
) -> None:
    """The mechanism has no section: what is said of it stands with the ideas, and is idle without it."""
    written: Any = values["mechanisms"]
    off = values | {"mechanisms": ({} if isinstance(written, str) else written) | {"harm": "off"}}
    first = lived(off)
    for stream in off["demand"]["opportunities"]:
        stream["harm"] = stream.get("harm", {}) | {"noticed_after_days": day}
    assert lived(off) == first


@few
@given(dicts_with_mechanisms(), st.sampled_from((0.0, 0.5)))
def test_where_no_idea_harms_harm_changes_no_bit(values: Values, good: float) -> None:
    written: Any = values["mechanisms"]
    for stream in values["demand"]["opportunities"]:
        stream |= {"good_share": good, "harmful_share": 0.0}
    found = [
        lived(values | {"mechanisms": ({} if isinstance(written, str) else written) | {"harm": switch}})
        for switch in ("on", "off")
    ]
    assert found[0] == found[1]


@few
@given(dicts_with_mechanisms())
def test_a_constant_worth_is_that_of_a_date_without_penalty_to_the_last_bit(values: Values) -> None:
    found = []
    for shape in ("constant", {"due": {"days": 0.0, "penalty": 0.0}}):
        for stream in values["demand"]["opportunities"]:
            stream["value_in_time"] = shape
        found.append(lived(values))
    assert found[0] == found[1]


@few
@given(dicts_with_mechanisms())
def test_renaming_everything_changes_no_number_of_all_that_is_counted(values: Values) -> None:
    names = {name: f"{MANY_NAMES - k} Umlaut ü" for k, name in enumerate(names_in(values))}
    first, second = (everything(scenario_from(each)) for each in (values, renamed(values, names)))
    assert first == second


def everything(scenario: Any) -> list[bytes]:
    """All books, those of money, areas and leavers too."""
    return all_of(Simulation(scenario, SEED, log=True, debug=True).run_until())


def all_of(simulation: Simulation) -> list[bytes]:
    found = [bytes_of(simulation.books)]
    for p in simulation.books.periods:
        found += [np.array([p.leavers, p.balance]).tobytes()]
        found += [part.tobytes() for part in (p.flows, p.areas, p.customers)]
    return found


@few
@given(organisations_with_mechanisms())
def test_stopping_every_day_changes_no_number_of_all_that_is_counted(organisation: Any) -> None:
    simulation = Simulation(organisation, SEED, log=True, debug=True)
    for day in range(1, math.ceil(organisation.horizon.last_day) + 1):
        simulation.run_until(day)
    assert simulation.over
    assert all_of(simulation) == everything(organisation)


SECTIONS: dict[str, Values] = {
    "people": {"turnover_per_year": 2.0, "vacancy_days": 10},
    "learning": {},
    "decision_quality": {},
    "quality": {"defects_per_effort_day": 0.1},
    "delivery": {},
    "feedback": {"ab_test": {}, "research": {}, "retrospectives": {}},
    "customers": {},
    "money": {},
    "alignment": {"overlap": 1.0, "strategy_clarity": 0.0},
    "funding": {"by": "initiative", "every_quarters": 0.2},
}


def test_any_number_of_workers_gives_the_same_tables() -> None:
    scenario = scenario_from(busy_organisation(3) | SECTIONS)
    tables = [
        [
            [getattr(run, name) for name in ("run", "quarters", "items", "initiatives", "incidents", "hours")]
            for run in replicate([("x", scenario)], seeds_of(5, 4), workers=workers)
        ]
        for workers in (1, 2, 5)
    ]
    for others in tables[1:]:
        assert all(a.equals(b) for run, other in zip(tables[0], others, strict=True) for a, b in zip(run, other, strict=True))  # fmt: skip


def world_of(values: Values) -> tuple[Facts, Any]:
    """All that happens, and the skill of each seat's first holder by the day it is drawn."""
    simulation = Simulation(scenario_from(values), SEED)
    skills = np.array(simulation.world.people.skill)
    return facts_of(simulation.run_until()), skills


@pytest.mark.parametrize("mechanism", list(SECTION_OF))
@pytest.mark.parametrize("number", range(3))
def test_a_mechanism_that_is_switched_on_disturbs_no_draw_of_others(mechanism: str, number: int) -> None:
    """The same ideas with the same draws, estimates and sizes; the same efforts; the same people."""
    section = SECTION_OF[mechanism]
    values = busy_organisation(number)
    values["governance"]["decision_rights"]["start_initiative"]["ask"] = []
    (before, skills), (after, others) = (world_of(values | extra) for extra in ({}, {section: SECTIONS[section]}))  # fmt: skip
    assert np.array_equal(skills, others)
    for column in ("ordinal", "arrived_at", "idea", "worth", "estimated_value", "items", "owner_key"):
        if mechanism == "decision_quality" and column == "worth":
            continue  # what wrong decisions have taken of it
        assert np.array_equal(before.initiatives[column], after.initiatives[column]), column
    ours, theirs = (f.items[f.items["kind"] == OWN] for f in (before, after))
    _, mine, other = np.intersect1d(ours["ordinal"], theirs["ordinal"], return_indices=True)
    assert len(mine) > len(ours) / 5  # research ends more than half of the ideas
    assert np.array_equal(ours["effort"][mine], theirs["effort"][other])
