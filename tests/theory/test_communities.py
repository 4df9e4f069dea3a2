"""Chapters and guilds spread what their members know: exact shares by week."""

from __future__ import annotations

from typing import Any

import pytest

from simulator import simulate
from simulator.engine.run import Simulation
from simulator.scenario.loader import scenario_from

from .queueing import Values

REFERENCE, KEPT = 60.0, 0.8
WEEKLY = KEPT ** (5.0 / (260.0 / 12.0))


def chapter(teams: int, hours: float, spread: float, people: int = 1, **more: Any) -> Values:
    """Teams of one group with an area each and people of one role, who meet; each knows their own area."""
    names = [f"area {k}" for k in range(teams)]
    return {
        "name": "chapter",
        "horizon": {"days": 300, "warmup_days": 0, "run_off_days": 0},
        "workforce": {"engineer": {"count": teams * people}},
        "products": [{"name": name} for name in names],
        "value_stream": [{"stage": "build", "by": {"engineer": 1.0}}],
        "demand": {"items": [{"product": names[0], "at": [299.0], "effort_days": 0.1}]},
        "structure": {
            "teams": [
                {"name": name, "group": "g", "members": {"engineer": people}, "owns": {"products": [name]}} for name in names
            ],
            "chapters": {"hours_per_week": hours},
        },
        "ceremonies": {"hours_per_week": 0, "minutes_per_member_per_week": 0},
        "learning": {"reference_days": REFERENCE, "kept_per_month": KEPT, "spread_per_hour_met": spread},
        "mechanisms": {"learning": "on", "ceremonies": "on", "others": "off"},
    } | more  # fmt: skip


def known(values: Values, weeks: int) -> list[dict[int, float]]:
    """By person: days of experience by area, just after the turn of a week."""
    simulation = Simulation(scenario_from(values), 1)
    simulation.run_until(weeks * 5.0 + 1.0)
    world = simulation.world
    most = int(world.parameters[0].areas_known)
    people = int(world.parameters[0].people)
    return [
        {
            int(cell["area"]): float(cell["days"] * WEEKLY ** (weeks - int(cell["week"])))
            for cell in world.experience[p * most : (p + 1) * most]
            if cell["area"] >= 0
        }
        for p in range(people)
    ]


@pytest.mark.parametrize("weeks", [1, 2, 10, 40])
@pytest.mark.parametrize("hours", [1.0, 4.0])
def test_a_member_gains_a_share_of_what_the_other_knows_more(weeks: int, hours: float) -> None:
    """Two people: what the one knows only fades; of that the other has 1 - (1 - share)^weeks."""
    share = 0.01 * hours
    for k, mine in enumerate(known(chapter(2, hours, 0.01), weeks)):
        there = REFERENCE * WEEKLY**weeks
        assert mine[k] == pytest.approx(there, rel=1e-9)
        assert mine[1 - k] == pytest.approx(there * (1 - (1 - share) ** weeks), rel=1e-9)


@pytest.mark.parametrize("teams", [3, 5])
def test_what_counts_is_the_mean_of_the_others(teams: int) -> None:
    """One of n - 1 others knows the area, and those who learn of it learn from each other as well."""
    share, weeks = 0.02 * 2.0, 12
    there = REFERENCE * WEEKLY**weeks
    learned = 0.0  # of what the one who knows most has
    for _ in range(weeks):
        mean = (1.0 + (teams - 2) * learned) / (teams - 1)
        learned += share * max(0.0, mean - learned)
    for k, mine in enumerate(known(chapter(teams, 2.0, 0.02), weeks)):
        for area in range(teams):
            expected = there if area == k else there * learned
            assert mine[area] == pytest.approx(expected, rel=1e-9)


def test_in_the_end_all_know_what_one_knows() -> None:
    """Nothing fades: the difference shrinks by the same share each week, to nothing."""
    values = chapter(2, 5.0, 0.05)
    values["learning"]["kept_per_month"] = 1.0
    world = Simulation(scenario_from(values), 1).run_until(299.0).world
    assert world.experience["days"] == pytest.approx(REFERENCE, rel=1e-5)


def test_a_guild_spreads_as_a_chapter_does() -> None:
    values = chapter(2, 0.0, 0.01)
    values["structure"] |= {
        "chapters": None,
        "guilds": [{"name": "guild", "roles": "all", "hours_per_week": 3.0}],
    }
    found = known(values, 10)
    assert found[0][1] == pytest.approx(REFERENCE * WEEKLY**10 * (1 - 0.97**10), rel=1e-9)


def tables(values: Values) -> list[Any]:
    values = values | {
        "demand": {"items": [{"product": "area 0", "arrivals_per_day": 0.5, "effort_days": 1.0}]}
    }
    run = simulate(scenario_from(values), seed=1)
    return [run.run, run.items, run.hours]


def test_no_hours_or_no_share_spread_nothing_to_the_last_bit() -> None:
    quiet = chapter(2, 0.0, 0.5)
    none = chapter(2, 0.0, 0.0)
    none["structure"]["chapters"] = None
    assert tables(quiet) == tables(none)
    met, silent = chapter(2, 3.0, 0.0), chapter(2, 3.0, 0.5)
    assert tables(met)[1:] != tables(silent)[1:]
    no_learning = {"mechanisms": {"ceremonies": "on", "others": "off"}}
    assert tables(met | no_learning)[1:] == tables(silent | no_learning)[1:]
