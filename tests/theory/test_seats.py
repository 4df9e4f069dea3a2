"""Who gets a seat in a temporary team, and for how long it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.outcomes.facts import Facts
from simulator.scenario.loader import scenario_from
from simulator.work.records import RELEASED, START, STOP

from .queueing import Values

KNOWING = {"progress_ratio": 1.0, "familiarity_speed": 0.0, "familiarity_defects": 0.0}
"""People learn, and are no faster for it: only seats go by what they know."""


def pool(ideas: Sequence[tuple[float, str, float]], people: int = 4, **more: Any) -> Values:
    """Initiatives of one item each, by day, area and effort, with one seat each."""
    streams = [{"product": area, "at": [day], "effort_days": effort} for day, area, effort in ideas]
    return {
        "name": "pool",
        "horizon": {"days": 500, "warmup_days": 0},
        "workforce": {"engineer": {"count": people}},
        "products": [{"name": "a"}, {"name": "b"}],
        "value_stream": [{"stage": "build", "by": {"engineer": 1.0}}],
        "demand": {"opportunities": streams},
        "structure": {"teams": [{"name": "pool", "members": {"engineer": people}}], "staffing": {"engineer": 1}},
        "learning": KNOWING | {"kept_per_month": 0.5},
        "mechanisms": {"learning": "on", "others": "off"},
    } | more  # fmt: skip


def who(values: Values) -> list[int]:
    """The person of each initiative, in order of arrival."""
    facts = simulate(scenario_from(values), seed=1, events=True).facts
    starts = facts.events[facts.events["activity"] == START]
    by = {int(e["initiative"]): int(e["person"]) for e in starts}
    order = np.argsort(facts.initiatives["arrived_at"], kind="stable")
    return [by[int(facts.initiatives["ordinal"][n])] for n in order]


def test_a_seat_goes_to_whom_knows_the_area_best() -> None:
    """Everyone knows both areas alike at first; then the one who has worked there comes again."""
    ideas = [(0.0, "a", 2.0), (10.0, "b", 2.0), (20.0, "a", 2.0), (30.0, "b", 2.0), (40.0, "a", 2.0)]
    assert who(pool(ideas)) == [0, 1, 0, 1, 0]


def test_where_no_one_learns_the_one_who_has_waited_longest_comes() -> None:
    ideas = [(10.0 * k, "a", 2.0) for k in range(6)]
    assert who(pool(ideas, mechanisms="none")) == [0, 1, 2, 3, 0, 1]


def test_the_fewest_seats_count_before_experience() -> None:
    """Who knows the area sits elsewhere: someone who is free comes, though they could sit in two teams."""
    ideas = [(0.0, "a", 2.0), (10.0, "a", 20.0), (11.0, "a", 2.0), (50.0, "a", 1.0)]
    values = pool(ideas)
    values["structure"]["max_projects"] = 2
    assert who(values) == [0, 0, 1, 0]


def test_experience_is_what_is_left_of_it() -> None:
    """Ten days of work, half gone every month, against two days four months later."""
    ideas = [(0.0, "a", 10.0), (95.0, "b", 30.0), (96.0, "a", 4.0), (140.0, "a", 1.0)]
    values = pool(ideas, people=2)
    values["demand"]["opportunities"][1]["product"] = (
        "a"  # who knows the area has work of another kind meanwhile
    )
    first, second, third, fourth = who(values)
    assert (first, second, third) == (0, 0, 1)
    assert fourth == 0  # thirty days count more
    values["demand"]["opportunities"][1] |= {"product": "b"}
    values["demand"]["opportunities"][2] |= {"effort_days": 8.0}
    first, second, third, fourth = who(values)
    assert first == 0 and second != third
    assert fourth == third  # eight days of which most is left, against ten of which little is


ROLES = ("analyst", "engineer", "tester")


def trades(seats: str, items: int = 1, at: Sequence[float] = (0.0, 0.0), **more: Any) -> Values:
    """Analysis of one day, building of four and testing of two, by three trades with a seat each."""
    counts = {"analyst": 1, "engineer": 3, "tester": 3}
    return {
        "name": "trades",
        "horizon": {"days": 400, "warmup_days": 0},
        "workforce": {role: {"count": count} for role, count in counts.items()},
        "products": [{"name": "a"}],
        "value_stream": [
            {"stage": "analyse", "by": {"analyst": 1.0}, "effort_days": 1.0},
            {"stage": "build", "by": {"engineer": 1.0}, "effort_days": 4.0},
            {"stage": "test", "by": {"tester": 1.0}, "effort_days": 2.0},
        ],
        "demand": {"opportunities": [{"product": "a", "at": list(at), "items": items, "parallel": 0.0}]},
        "structure": {
            "teams": [{"name": "all", "members": counts}],
            "staffing": dict.fromkeys(ROLES, 1),
            "seats": seats,
        },
        "mechanisms": {"precedence": "on", "others": "off"},
    } | more  # fmt: skip


def facts_of(values: Values, seed: int = 1) -> Facts:
    return simulate(scenario_from(values), seed=seed, events=True).facts


def staffed_at(values: Values) -> list[float]:
    """Days on which initiatives get their teams, in order."""
    rows = simulate(scenario_from(values), seed=1).initiatives.to_pandas()
    return sorted(float(day) for day in rows["committed_day"] + rows["staffing_days"])


def test_seats_are_kept_until_the_release_or_given_back_when_the_trade_is_done() -> None:
    """One analyst: the second initiative waits for all of the first, or for its analysis."""
    assert staffed_at(trades("throughout")) == pytest.approx([0.0, 7.0], abs=1e-6)
    assert staffed_at(trades("while_needed")) == pytest.approx([0.0, 1.0], abs=1e-6)


@pytest.mark.parametrize("items", [2, 3, 5])
def test_items_that_are_not_there_yet_still_need_their_trades(items: int) -> None:
    """One item after the other, seven days each: the analyst is needed until the last is analysed."""
    assert staffed_at(trades("while_needed", items)) == pytest.approx(
        [0.0, 7.0 * (items - 1) + 1.0], abs=1e-6
    )
    assert staffed_at(trades("throughout", items)) == pytest.approx([0.0, 7.0 * items], abs=1e-6)


def test_what_comes_back_to_a_trade_that_has_left_goes_to_the_department() -> None:
    """Tests send half of the items back to analysis, whose seat is given back: it is a handoff there and back."""
    values = trades("while_needed", at=[10.0 * k for k in range(30)])
    values["value_stream"][2] |= {"return_probability": 0.5, "return_to": "analyse", "return_share": 1.0}
    rows = facts_of(values).items
    assert np.all(rows["fate"] == RELEASED)
    assert np.all((rows["handoffs"] > 0) == (rows["returns"] > 0))
    assert rows["returns"].sum() > 10
    kept = trades("throughout", at=[10.0 * k for k in range(30)])
    kept["value_stream"] = values["value_stream"]
    assert np.all(facts_of(kept).items["handoffs"] == 0)


def test_a_seat_that_alone_can_do_a_stage_is_kept() -> None:
    """Engineers test as well, and no tester sits in the team: the engineer stays, analysis is over after a day."""
    values = trades("while_needed", at=[0.0, 0.0])
    values["workforce"]["engineer"]["count"] = values["structure"]["teams"][0]["members"]["engineer"] = 1
    values["structure"]["staffing"] = {"analyst": 1, "engineer": 1}
    values["value_stream"][2]["by"] = {"engineer": 0.5}
    first, second = staffed_at(values)
    assert first == 0.0
    assert second == pytest.approx(1.0 + 4.0 + 2.0 / 0.5, abs=1e-6)


def test_a_decision_that_was_answered_keeps_no_seat() -> None:
    """An analyst who once asked, and has the answer, leaves when the analysis is done."""
    ask = {"ask": ["outside"]}
    values = trades("while_needed", mechanisms={"approvals": "on", "decisions": "on", "others": "off"})
    values["governance"] = {
        "layers": [{"name": "outside", "review_hours": 4.0, "prepare_hours": 0}],
        "decision_rights": {"during_work": {"per_effort_day": 0.7, "local": ask, "cross_team": ask, "organisation": ask}},
    }  # fmt: skip
    asked = 0
    for seed in range(30):
        facts = facts_of(values, seed)
        first = facts.initiatives["ordinal"].min()
        mine = facts.events[(facts.events["initiative"] == first) & (facts.events["stage"] == 0)]
        stops = mine[mine["activity"] == STOP]
        asked += len(stops) > 1
        starts = facts.events[(facts.events["initiative"] != first) & (facts.events["activity"] == START)]
        assert starts["time"].min() == stops["time"].max()
    assert asked > 5


def test_kept_throughout_is_what_is_done_without_a_word() -> None:
    def tables(values: Values) -> list[Any]:
        run = simulate(scenario_from(values), seed=1)
        return [run.run, run.items, run.initiatives, run.hours]

    silent = trades("throughout", 3)
    del silent["structure"]["seats"]
    assert tables(trades("throughout", 3)) == tables(silent)
