"""Harm that is noticed: what a harmful idea loses until then, and what becomes of the rest of it; by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.engine.run import Simulation
from simulator.outcomes.facts import Facts, facts_of
from simulator.scenario.loader import scenario_from
from simulator.studies.runs import Run
from simulator.work.records import (
    APPROVAL,
    DECISION,
    DEPENDENT,
    ENDED,
    OWN,
    QUEUE,
    RELEASE,
    RELEASED,
    TOUCH,
)  # fmt: skip

from .queueing import FITS, Values, assert_agrees, exponential, replicated, replicated_all

QUARTER = 65.0
END = 260.0
NONE_GOOD = {"good_share": 0.0, "harmful_share": 1.0}
ALL_GOOD = {"good_share": 1.0, "harmful_share": 0.0}


def stream(noticed: Any = 15.0, items: int = 4, **more: Any) -> Values:
    """One harmful idea on day 0, which would be worth 1 a day if it were good; items of ten days each."""
    return {
        "product": "counter",
        "at": [0.0],
        "items": items,
        "parallel": 0.0,
        "effort_days": 10.0,
        "value": QUARTER,
        "life_quarters": 8.0,
        "harm": {"share_of_good": 0.3, "noticed_after_days": noticed},
        **NONE_GOOD,
    } | more


def counter(*streams: Values, clerks: int = 1, on: tuple[str, ...] = ("harm",), **more: Any) -> Values:
    """An area with clerks who do one thing at a time."""
    return {
        "name": "counter",
        "horizon": {"days": END, "warmup_days": 0, "run_off_days": 0},
        "workforce": {"clerk": {"count": clerks, "pay": 0, "open_tasks": 1}},
        "products": [{"name": "counter"}],
        "value_stream": [{"stage": "serve", "by": {"clerk": 1.0}}],
        "demand": {"opportunities": list(streams)},
        "structure": {"teams": [{"name": "counter", "members": {"clerk": clerks}}]},
        "dependencies": {"negotiation_hours": 0, "misfit": FITS},
        "mechanisms": dict.fromkeys(("precedence", *on), "on") | {"others": "off"},
    } | more


def facts_at_the_end(scenario: Values) -> Facts:
    """With the checks of the engine after every event."""
    return facts_of(Simulation(scenario_from(scenario), 1, log=True, debug=True).run_until())


def lived(scenario: Values) -> Run:
    return simulate(scenario_from(scenario), seed=1)


def value(scenario: Values) -> float:
    return float(lived(scenario).run.to_pylist()[0]["value_delivered"])


def test_what_is_out_when_harm_is_noticed_is_taken_back_and_the_rest_ends() -> None:
    """First release on day 10, noticed on day 25: two of four are out, the third is in hand, the fourth not begun."""
    run = lived(counter(stream()))
    (idea,) = run.initiatives.to_pylist()
    assert (idea["outcome"], idea["kept"], idea["harmful"]) == ("ended", False, True)
    assert [idea[k] for k in ("first_release_day", "taken_back_day", "closed_day")] == pytest.approx(
        [10.0, 25.0, 25.0]
    )
    assert idea["items_released"] == 2
    assert idea["value_per_quarter"] == pytest.approx(-0.3 * QUARTER)
    items = run.items.to_pandas()
    assert list(items["outcome"]) == ["released", "released", "ended"]
    assert list(items["closed_day"]) == pytest.approx([10.0, 20.0, 25.0])
    assert run.run.to_pylist()[0]["value_delivered"] == pytest.approx(-0.3 / 4 * (15 + 5))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 1.0])
def test_harm_is_a_share_of_what_the_idea_would_earn(share: float) -> None:
    """One item, out on day 10, noticed on day 50."""
    idea = stream(40.0, 1, harm={"share_of_good": share, "noticed_after_days": 40.0})
    assert value(counter(idea)) == pytest.approx(-share * 40.0)


def test_a_third_of_the_worth_is_lost_where_the_file_is_silent() -> None:
    """Default: .3 of it, noticed after forty days."""
    idea = stream(items=1)
    del idea["harm"]
    assert value(counter(idea)) == pytest.approx(-0.3 * 40.0)


@pytest.mark.parametrize("mechanisms", ["none", {"harm": "off", "others": "off"}, {"others": "off"}])
def test_without_the_mechanism_harm_is_never_noticed_and_as_large(mechanisms: Any) -> None:
    run = lived(counter(stream(items=1)) | {"mechanisms": mechanisms})
    (idea,) = run.initiatives.to_pylist()
    assert (idea["outcome"], idea["kept"], idea["taken_back_day"]) == ("released", True, None)
    assert run.run.to_pylist()[0]["value_delivered"] == pytest.approx(-0.3 * (END - 10))


def tables(scenario: Values) -> list[Any]:
    run = lived(scenario)
    return [run.run, run.items, run.initiatives, run.hours, run.quarters]


def test_where_nothing_is_harmful_the_mechanism_changes_no_bit() -> None:
    ideas = stream(
        3.0, good_share=0.4, harmful_share=0.0, arrivals_per_day=0.05, effort_days=exponential(8.0)
    )
    del ideas["at"]
    on, off = counter(ideas), counter(ideas, on=())
    assert tables(on) == tables(off)


def test_where_it_is_off_the_day_of_notice_changes_no_bit() -> None:
    assert tables(counter(stream(1.0), on=())) == tables(counter(stream(100.0), on=()))


@pytest.mark.parametrize("life", [0.2, 0.3])
def test_what_has_ended_its_life_by_then_is_noticed_no_more(life: float) -> None:
    """Its life ends on day 13 or 19.5, before day 25: the rest is built as if nothing were wrong."""
    (idea,) = lived(counter(stream(life_quarters=life))).initiatives.to_pylist()
    assert (idea["outcome"], idea["taken_back_day"]) == ("released", None)
    assert idea["closed_day"] == pytest.approx(40.0)


@pytest.mark.parametrize(("noticed", "day"), [(35.0, 45.0), (30.0, 40.0), (100.0, 110.0)])
def test_if_all_is_out_it_is_taken_back_all_the_same(noticed: float, day: float) -> None:
    """The last item is out on day 40; it is over then, and its value stops on the day of notice."""
    run = lived(counter(stream(noticed + 1e-3)))
    (idea,) = run.initiatives.to_pylist()
    assert (idea["outcome"], idea["kept"]) == ("released", False)
    assert idea["taken_back_day"] == pytest.approx(day, abs=2e-3)
    exact = -0.3 / 4 * sum(day - out for out in (10, 20, 30, 40))
    assert run.run.to_pylist()[0]["value_delivered"] == pytest.approx(exact, abs=2e-3)


@pytest.mark.parametrize(("delay", "noticed", "day"), [(2.0, 35.0, 42.0), (30.0, 35.0, 45.0)])
def test_those_who_see_it_first_take_it_back(delay: float, noticed: float, day: float) -> None:
    """Usage data that are always right speak on day 42 or 70; support on day 45."""
    usage = {"usage": {"accuracy": 1.0, "delay_days": delay, "hours": 0}}
    run = lived(counter(stream(noticed), on=("harm", "feedback"), feedback=usage))
    (idea,) = run.initiatives.to_pylist()
    assert (idea["outcome"], idea["kept"], idea["taken_back_day"]) == ("released", False, pytest.approx(day))
    exact = -0.3 / 4 * sum(day - out for out in (10, 20, 30, 40))
    assert run.run.to_pylist()[0]["value_delivered"] == pytest.approx(exact)


def test_good_and_useless_ideas_are_never_noticed() -> None:
    for shares in (ALL_GOOD, {"good_share": 0.0, "harmful_share": 0.0}):
        (idea,) = lived(counter(stream(1.0) | shares)).initiatives.to_pylist()
        assert (idea["outcome"], idea["kept"], idea["taken_back_day"]) == ("released", True, None)


def own_items(facts: Facts) -> Any:
    return facts.items[facts.items["kind"] == OWN]


def test_an_item_that_waits_in_a_queue_ends_there() -> None:
    """All four are ready at once, for one clerk: on day 25 the third is in hand and the fourth has waited for 25 days."""
    items = own_items(facts_at_the_end(counter(stream(parallel=1.0))))
    assert list(items["fate"]) == [RELEASED, RELEASED, ENDED, ENDED]
    assert items["closed_at"] == pytest.approx([10.0, 20.0, 25.0, 25.0])
    assert items["days"][:, QUEUE] == pytest.approx([0.0, 10.0, 20.0, 25.0])
    assert items["days"][:, TOUCH] == pytest.approx([10.0, 10.0, 5.0, 0.0])


def test_the_person_who_had_it_in_hand_takes_other_work_at_that_moment() -> None:
    """An item that has waited since day 24 is begun on day 25, not on day 30; nothing is lost or worked twice."""
    scenario = counter(stream())
    scenario["demand"]["items"] = [{"product": "counter", "at": [24.0], "effort_days": 3.0}]
    facts = facts_at_the_end(scenario)
    (other,) = facts.items[facts.items["kind"] == 0]
    assert (other["started_at"], other["closed_at"]) == (pytest.approx(25.0), pytest.approx(28.0))
    booked = sum(period.booked.sum(axis=0) for period in facts.periods)
    assert booked[0] == pytest.approx(25.0 + 3.0)
    assert booked.sum() == pytest.approx(END)


def test_items_on_which_several_work_end_together() -> None:
    """Twelve clerks, one item each, of 10 or 40 days: what is not done on day 25 has been worked on until then."""
    idea = stream(15.0, 12, parallel=1.0)
    idea["effort_days"] = {"discrete": {"values": [10, 40], "weights": [0.5, 0.5]}}
    items = own_items(facts_at_the_end(counter(idea, clerks=12)))
    assert items["closed_at"] == pytest.approx(np.where(items["fate"] == RELEASED, 10.0, 25.0))
    assert items["days"][:, TOUCH] == pytest.approx(items["closed_at"])
    assert 0 < np.sum(items["fate"] == ENDED) < 12


def test_an_item_that_waits_for_a_train_stays_behind() -> None:
    """Done on days 10 and 20, out on 25; the third, done on 30, waits for the train of day 50 and ends on 37."""
    facts = facts_at_the_end(counter(stream(12.0), release={"mode": "train", "every_days": 25}))
    items = own_items(facts)
    assert list(items["fate"]) == [RELEASED, RELEASED, ENDED, ENDED]
    assert items["closed_at"] == pytest.approx([25.0, 25.0, 37.0, 37.0])
    assert items["days"][:, RELEASE] == pytest.approx([15.0, 5.0, 7.0, 0.0])
    assert set(items["deployment"][items["fate"] == ENDED]) == {-1}


def test_others_on_the_same_train_go_out_without_it() -> None:
    """The train of day 50 carries what is left on it, whatever stood before or behind."""
    scenario = counter(stream(12.0), clerks=3, release={"mode": "train", "every_days": 25})
    scenario["demand"]["items"] = [{"product": "counter", "at": [25.0, 29.5], "effort_days": 4.0}]
    facts = facts_at_the_end(scenario)
    others = facts.items[facts.items["kind"] == 0]
    assert list(others["fate"]) == [RELEASED, RELEASED]
    assert others["closed_at"] == pytest.approx([50.0, 50.0])
    assert len(set(others["deployment"])) == 1
    ended = own_items(facts)
    assert list(ended["fate"]) == [RELEASED, RELEASED, ENDED, ENDED]


def board(every: float) -> Values:
    """Strangers who say yes whenever they sit."""
    return {
        "name": "board",
        "sits_every_days": every,
        "phase": every,
        "hours_per_request": 0,
        "prepare_hours": 0,
    }


def test_an_item_that_is_asked_about_ends_before_the_answer() -> None:
    """A board releases on day 25 what was done on 10 and 20; what was done on 30 ends on 37, before day 50."""
    rights = {"layers": [board(25.0)], "decision_rights": {"release": {"ask": ["board"]}}}
    facts = facts_at_the_end(counter(stream(12.0), governance=rights, on=("harm", "approvals")))
    items = own_items(facts)
    assert list(items["fate"]) == [RELEASED, RELEASED, ENDED, ENDED]
    assert items["closed_at"] == pytest.approx([25.0, 25.0, 37.0, 37.0])
    assert items["days"][:, APPROVAL] == pytest.approx([15.0, 5.0, 7.0, 0.0])


def test_an_item_at_a_reviewers_desk_ends_and_the_reviewer_is_free() -> None:
    """Reviews of ten days by one of two clerks: the one begun on day 30 ends on 37."""
    layer = {"name": "peer", "review_hours": 40, "members": {"clerk": 1}, "prepare_hours": 0}
    rights = {"layers": [layer], "decision_rights": {"release": {"ask": ["peer"]}}}
    facts = facts_at_the_end(counter(stream(22.0), clerks=2, governance=rights, on=("harm", "approvals")))
    items = own_items(facts)
    noticed = items["closed_at"].min() + 22.0
    assert ENDED in items["fate"]
    assert items["closed_at"][items["fate"] == ENDED] == pytest.approx(noticed)
    assert np.all(items["closed_at"][items["fate"] == RELEASED] <= noticed)


@pytest.mark.parametrize("default", [None, 60.0])
def test_an_initiative_that_rests_for_a_decision_ends_as_it_rests(default: float | None) -> None:
    """The second decision is raised when a third of the items is done, on day 20; the board sits on day 200."""
    by = {"ask": ["board"]} | ({} if default is None else {"default_after_days": default})
    layer = board(200.0) | {"phase": 0.0}
    rights = {"layers": [layer], "decision_rights": {"for_initiative": {"per_initiative": 3, "by": by}}}
    scenario = counter(stream(15.0, at=[0.0]), governance=rights, on=("harm", "decisions", "approvals"))
    facts = facts_at_the_end(scenario)
    (idea,) = facts.initiatives
    items = own_items(facts)
    assert idea["fate"] == ENDED
    assert idea["closed_at"] == pytest.approx(idea["first_release_at"] + 15.0)
    assert np.all(items["closed_at"] <= idea["closed_at"] + 1e-9)
    assert items["days"][items["fate"] == ENDED][:, DECISION].sum() > 0


def test_changes_that_it_needs_elsewhere_end_with_it() -> None:
    """Each item needs a change of an area whose people are busy with it: no work on it goes on after day 25."""
    scenario = counter(stream(15.0, parallel=1.0), on=("harm", "dependencies"), clerks=2)
    scenario["products"] = [{"name": "counter", "coupling": {"base": 1.0}}, {"name": "base"}]
    scenario["structure"]["teams"] = [
        {"name": n, "members": {"clerk": 1}, "owns": {"products": [n]}} for n in ("counter", "base")
    ]
    facts = facts_at_the_end(scenario)
    changes = facts.items[facts.items["kind"] == DEPENDENT]
    for rows in (own_items(facts), changes):
        assert list(rows["fate"]) == [RELEASED, RELEASED, ENDED, ENDED]
        assert rows["closed_at"] == pytest.approx([10.0, 20.0, 25.0, 25.0])
        assert rows["days"][:, TOUCH] == pytest.approx([10.0, 10.0, 5.0, 0.0])


def test_its_temporary_team_is_free_for_the_next_initiative() -> None:
    """A good idea that came on day 1 waits for the one seat until day 25, not until day 40."""
    good = stream() | ALL_GOOD | {"at": [1.0], "items": 1}
    scenario = counter(stream(), good)
    scenario["structure"] |= {"staffing": {"clerk": 1}, "max_projects": 1}
    facts = facts_at_the_end(scenario)
    assert list(facts.initiatives["fate"]) == [ENDED, RELEASED]
    assert facts.initiatives["closed_at"] == pytest.approx([25.0, 35.0])


def test_its_place_is_free_for_the_next_initiative() -> None:
    good = stream() | ALL_GOOD | {"at": [1.0], "items": 1}
    facts = facts_at_the_end(counter(stream(), good, clerks=3, limits={"initiatives": 1, "per": "company"}))
    assert facts.initiatives["begun_at"] == pytest.approx([0.0, 25.0])
    assert facts.initiatives["closed_at"] == pytest.approx([25.0, 35.0])


def test_times_of_the_cohort_keep_what_was_ended() -> None:
    """Whole in 20 and in 40 days, and one ended after 25: the product limit says 2/3 until 40, so 33.3 days; the
    first releases, all on day 10, are over."""
    two, four = (stream(items=n) | ALL_GOOD for n in (2, 4))
    scenario = counter(two, four, stream(), clerks=9)
    run = lived(scenario).run.to_pylist()[0]
    assert run["time_to_market_days_mean"] == pytest.approx(10.0)
    assert run["initiative_lead_time_days_mean"] == pytest.approx(20 + 20 * 2 / 3)
    assert run["initiative_lead_time_days_p50"] == pytest.approx(40.0)
    assert run["initiative_cycle_time_days_mean"] == pytest.approx(20 + 20 * 2 / 3)
    assert run["initiatives_done"] == 2.0
    assert run["unfinished_share"] == 0.0


def test_what_was_ended_before_its_first_release_is_dropped_as_ever() -> None:
    """Research that is always right ends the harmful idea on day 1: two are left."""
    two, four = (stream(items=n) | ALL_GOOD for n in (2, 4))
    research = {"research": {"accuracy": 1.0, "delay_days": 1, "hours": 0}}
    scenario = counter(two, four, stream(), clerks=9, on=("harm", "feedback"), feedback=research)
    run = lived(scenario).run.to_pylist()[0]
    assert run["time_to_market_days_mean"] == pytest.approx(11.0)
    assert run["initiative_lead_time_days_mean"] == pytest.approx((21 + 41) / 2)


def test_satisfaction_recovers_when_it_is_taken_back() -> None:
    """.8 points fall on day 10 and fade with a mean of 100 days; what is left of them goes on day 25."""
    customers = {"harmful_feature": 0.8, "memory_days": 100.0, "years_on_market": 50}
    scenario = counter(stream(items=1), on=("harm", "customers"), customers=customers)
    exact = 0.8 * 100 * (1 - math.exp(-15 / 100)) / END
    assert lived(scenario).run.to_pylist()[0]["satisfaction"] == pytest.approx(7.5 - exact, abs=1e-9)


def test_satisfaction_recovers_from_an_idea_that_is_half_out() -> None:
    """Two of four items fell on days 10 and 20 with .2 points each; both go on day 25, and nothing follows."""
    customers = {"harmful_feature": 0.8, "memory_days": 100.0, "years_on_market": 50}
    scenario = counter(stream(), on=("harm", "customers"), customers=customers)
    lost = 0.2 * 100 * sum(1 - math.exp(-days / 100) for days in (15, 5))
    assert lived(scenario).run.to_pylist()[0]["satisfaction"] == pytest.approx(7.5 - lost / END, abs=1e-9)


def test_money_that_features_bring_stops_with_them() -> None:
    scenario = counter(stream(), on=("harm", "money"), money={"other_cost_share": 0})
    table = lived(scenario).quarters.to_pandas().query("level == 'organisation'")
    assert table["feature_revenue_flow"].sum() == pytest.approx(-0.3 / 4 * (15 + 5))


MANY = 10_000


def many(noticed: Any, life: float = 1.0) -> Values:
    """Small harmful ideas, built at once by people of whom there are plenty."""
    ideas = stream(noticed, 1, arrivals_per_day=40.0, effort_days=0.1, life_quarters=life)
    del ideas["at"]
    scenario = counter(ideas, clerks=30)
    return scenario | {"horizon": {"days": MANY / 40, "warmup_days": 0, "run_off_days": 20}}


def lives(facts: Facts) -> Any:
    """Days that each harmful idea was out."""
    rows = facts.initiatives[facts.initiatives["closed_at"] >= 0]
    rows = rows[rows["life_ends_at"] < facts.end]
    return np.fmin(rows["taken_back_at"], rows["life_ends_at"]) - rows["first_release_at"]


@pytest.mark.parametrize("mean", [20.0, 40.0, 200.0])
def test_harm_lasts_as_long_as_no_one_notices_it(mean: float) -> None:
    """An exponential time, cut off at the end of its life: m (1 - exp(-L/m)); noticed at all: 1 - exp(-L/m)."""
    life = QUARTER - 0.1
    lasted, noticed = replicated_all(
        many(exponential(mean)),
        [lambda f: float(np.mean(lives(f))), lambda f: float(np.mean(lives(f) < life - 1e-6))],
        8,
    )
    assert_agrees(lasted, mean * (1 - math.exp(-life / mean)))
    assert abs(noticed.mean - (1 - math.exp(-life / mean))) < 4 * noticed.standard_error


def test_notice_is_a_draw_of_its_own_that_holds_in_every_structure() -> None:
    """The same ideas are noticed after the same days, with more people, slower work and a train."""
    scenario = many(exponential(10.0))
    slower = many(exponential(10.0)) | {"release": {"mode": "train", "every_days": 2}}
    slower["workforce"]["clerk"]["count"] = 50
    slower["structure"]["teams"][0]["members"]["clerk"] = 50
    one, other = (lived(s).facts.initiatives for s in (scenario, slower))
    _, mine, theirs = np.intersect1d(one["ordinal"], other["ordinal"], return_indices=True)
    after = [rows["taken_back_at"] - rows["first_release_at"] for rows in (one[mine], other[theirs])]
    both = ~np.isnan(after[0]) & ~np.isnan(after[1])
    assert both.sum() > 5_000
    assert after[0][both] == pytest.approx(after[1][both], abs=1e-6)


def test_the_mean_loss_is_the_mean_life_times_the_harm() -> None:
    """Worth 1 a day each, a share of .3 of it, over the mean life of harm."""

    def loss(facts: Facts) -> float:
        whole = facts.initiatives["life_ends_at"] < facts.end
        return float(np.sum(lives(facts)) * -0.3 / whole.sum())

    exact = -0.3 * 40.0 * (1 - math.exp(-64.9 / 40.0))
    sample = replicated(many(exponential(40.0)), loss, 8)
    assert abs(sample.mean - exact) < 4 * sample.standard_error
