"""Decisions about an initiative as a whole: all of its work rests until they are taken."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.scenario.loader import scenario_from
from simulator.work.records import BARE, DECISION, OWN, START

from .queueing import Values, assert_agrees, replicated

OUTSIDE = {"name": "outside", "review_hours": 16.0, "prepare_hours": 0}
ON = {"approvals": "on", "decisions": "on", "precedence": "on", "others": "off"}
ASK = {"ask": ["outside"]}


def initiatives(
    by: Any = ASK,
    count: int = 2,
    items: int = 3,
    effort: Any = 2.0,
    people: int = 1,
    parallel: float = 0.0,
    at: tuple[float, ...] = (0.0,),
    layer: Values = OUTSIDE,
    **more: Any,
) -> Values:
    """Initiatives of which so many decisions are taken by others."""
    stream = {"product": "a", "at": list(at), "items": items, "effort_days": effort, "parallel": parallel}
    return {
        "name": "blocked",
        "horizon": {"days": 300, "warmup_days": 0},
        "workforce": {"engineer": {"count": people}},
        "products": [{"name": "a"}],
        "value_stream": [{"stage": "build", "by": {"engineer": 1.0}}],
        "demand": {"opportunities": [stream]},
        "structure": {"teams": [{"name": "team", "members": {"engineer": people}}]},
        "release": {"mode": "whole_initiative"},
        "governance": {
            "layers": [layer],
            "decision_rights": {"for_initiative": {"per_initiative": count, "by": by}},
        },
        "mechanisms": ON,
    } | more  # fmt: skip


def run_of(values: Values, **more: Any) -> Any:
    return simulate(scenario_from(values), seed=1, **more)


def done_days(values: Values) -> Any:
    facts = run_of(values).facts
    own = facts.items[facts.items["kind"] == OWN]
    return own["done_at"][np.argsort(own["ordinal"])]


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("items", [1, 2, 3, 6, 7])
def test_each_decision_adds_the_days_that_it_takes(count: int, items: int) -> None:
    """The first before anything is begun, the others when a third and two thirds are done, if there is more to do."""
    raised = sum(1 for k in range(count) if k == 0 or -(-k * items // 3) < items)
    lead = run_of(initiatives(count=count, items=items)).facts.initiatives["closed_at"]
    assert lead == pytest.approx([2.0 * items + 2.0 * raised], abs=1e-6)


def test_they_come_at_the_start_at_a_third_and_at_two_thirds() -> None:
    """Six items of two days, two days for each decision."""
    assert done_days(initiatives(count=3, items=6)) == pytest.approx([4, 6, 10, 12, 16, 18], abs=1e-6)


def test_all_that_is_open_rests_and_goes_on_where_it_was_left() -> None:
    """Three items at once by three people, of efforts that differ: each that is done holds up the others."""
    values = initiatives(count=3, people=3, parallel=1.0, effort={"uniform": {"low": 1, "high": 9}})
    facts = run_of(values).facts
    efforts = np.sort(facts.items["effort"])
    assert np.sort(facts.items["done_at"]) == pytest.approx(efforts + np.array([2.0, 4.0, 6.0]), abs=1e-6)
    assert np.sort(facts.items["days"][:, 0]) == pytest.approx(efforts, abs=1e-6)
    assert np.sort(facts.items["days"][:, DECISION]) == pytest.approx([2.0, 4.0, 6.0], abs=1e-6)


def test_people_do_other_work_meanwhile() -> None:
    """Ideas of three items and of one, in turn: days 3-5 for the first, 5-7 for the second, 8-12 for the first."""
    values = initiatives(layer=OUTSIDE | {"review_hours": 24.0})
    stream = values["demand"]["opportunities"][0]
    values["demand"]["opportunities"] = [stream, stream | {"items": 1}]
    assert np.sort(done_days(values)) == pytest.approx([5, 7, 10, 12], abs=1e-6)


def test_what_was_open_goes_on_before_other_work() -> None:
    """While an initiative rests its people take tickets of two days, of which there are always more."""
    values = initiatives(
        count=2, people=3, parallel=1.0, effort={"uniform": {"low": 3, "high": 20}}, at=(1.0,)
    )
    values["demand"]["items"] = [{"product": "a", "interarrival_days": 0.5, "effort_days": 2.0}]
    values["horizon"] = {"days": 60, "warmup_days": 0, "run_off_days": 0}
    values["priorities"] = "value"  # the initiative has a value of 0, as tickets have
    facts = run_of(values, events=True).facts
    own = facts.items[facts.items["kind"] == OWN]
    first_done = np.nanmin(own["done_at"])
    answered = first_done + 2.0
    starts = facts.events[(facts.events["activity"] == START) & (facts.events["time"] >= answered - 1e-9)]
    later = [int(o) for o in starts["ordinal"]]
    resumed = [later.index(int(o)) for o in own["ordinal"] if int(o) in later]
    assert len(resumed) == 2
    assert set(resumed) == {0, 1}
    assert np.sum(facts.items["kind"] == BARE) > 20


@pytest.mark.parametrize("every", [4.0, 10.0])
def test_a_board_adds_half_its_period_for_each_decision(every: float) -> None:
    """Efforts are spread evenly over two periods: a decision arises at any moment between two sittings alike."""
    board = {"name": "outside", "sits_every_days": every, "prepare_hours": 0}
    values = initiatives(count=3, effort={"uniform": {"low": 0.0, "high": 2 * every}}, people=60, layer=board)
    stream = values["demand"]["opportunities"][0]
    del stream["at"]
    stream["arrivals_per_day"] = 0.5
    values["horizon"] = {"days": 4_000, "warmup_days": 0}
    lead = replicated(values, "initiative_lead_time_days_mean")
    assert_agrees(lead, 3 * every + 3 * every / 2)


def test_a_decision_that_is_overdue_is_taken() -> None:
    right = ASK | {"default_after_days": 0.5}
    assert done_days(initiatives(by=right)) == pytest.approx([2.5, 5.0, 7.0], abs=1e-6)


def test_a_team_that_is_consulted_answers_from_its_queue() -> None:
    """Of another area, whose one person has three days of work before: then one hour of answering."""
    values = initiatives(by="consult", count=1)
    values["products"].append({"name": "b"})
    values["workforce"]["engineer"]["count"] = 2
    values["structure"]["teams"] = [
        {"name": name, "members": {"engineer": 1}, "owns": {"products": [name]}} for name in "ab"
    ]
    values["demand"]["items"] = [{"product": "b", "at": [0.0], "effort_days": 3.0}]
    values["governance"]["decision_rights"]["during_work"] = {"per_effort_day": 0.0, "consult_hours": 8.0}
    values["demand"]["opportunities"][0]["at"] = [0.5]
    assert done_days(values) == pytest.approx([6.0, 8.0, 10.0], abs=1e-6)


def tables(values: Values) -> list[Any]:
    run = run_of(values)
    return [run.run, run.items, run.initiatives, run.hours]


def test_decisions_that_the_team_takes_change_nothing_to_the_last_bit() -> None:
    ours = initiatives(by="decide", count=3, people=2, at=(0.0, 1.0, 7.5))
    none = initiatives(people=2, at=(0.0, 1.0, 7.5))
    none["governance"] = {"layers": [OUTSIDE]}
    assert tables(ours) == tables(none)
    off = initiatives(count=3, people=2, at=(0.0, 1.0, 7.5), mechanisms=ON | {"decisions": "off"})
    assert tables(off)[1:] == tables(none | {"mechanisms": ON | {"decisions": "off"}})[1:]


def test_the_same_items_are_made_whoever_decides() -> None:
    efforts = [
        run_of(initiatives(by=by, effort={"exponential": {"mean": 2.0}})).facts.items["effort"]
        for by in ("decide", ASK)
    ]
    assert np.array_equal(*efforts)
