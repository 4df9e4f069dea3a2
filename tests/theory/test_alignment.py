"""Alignment: initiatives that teams decide alone overlap by chance; some are built twice, some contradict each other."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from simulator import simulate
from simulator.engine.run import Simulation
from simulator.mechanisms.registry import NAMES, number_of
from simulator.outcomes.facts import Facts, facts_of
from simulator.scenario.loader import scenario_from
from simulator.state.accounts import REWORK, VALUE
from simulator.studies.runs import Run
from simulator.work.records import DEPENDENT, OWN, RELEASED, TOUCH

from .queueing import FITS, Values, replicated

IDEAS = 2_000
LAST = 1e5
CERTAIN = {"overlap": 1.0, "strategy_clarity": 0.0, "roadmap": 0.0, "share_of_items": 0.3}
BUILT_TWICE, CONTRADICT = {"contradicting": 0.0}, {"contradicting": 1.0}


def idea(product: str, at: list[float], items: int = 1, effort: float = 1.0, **more: Any) -> Values:
    """Good ideas of an area on given days, whose items are made one after the other."""
    stream = {"product": product, "at": at, "items": items, "effort_days": effort, "parallel": 0.0}
    return stream | {"good_share": 1.0, "harmful_share": 0.0, "value": 65.0, "life_quarters": 1e4} | more


def company(
    *streams: Values,
    areas: int = 2,
    people: int = 6,
    days: float = 4_000.0,
    on: tuple[str, ...] = (),
    **more: Any,
) -> Values:
    """Areas with a team each, of people enough; ideas as given."""
    names = [f"area {k}" for k in range(areas)]
    return {
        "name": "company",
        "horizon": {"days": days, "warmup_days": 0, "run_off_days": 0},
        "workforce": {"maker": {"count": people * areas, "open_tasks": 1}},
        "products": [{"name": n} for n in names],
        "value_stream": [
            {"stage": "build", "by": {"maker": 1.0}, "share": 0.8, "return_share": 0.5},
            {"stage": "test", "by": {"maker": 1.0}, "share": 0.2},
        ],
        "demand": {"opportunities": list(streams)},
        "structure": {
            "teams": [{"name": n, "members": {"maker": people}, "owns": {"products": [n]}} for n in names]
        },
        "dependencies": {"negotiation_hours": 0, "misfit": FITS},
        "mechanisms": dict.fromkeys(("alignment", "precedence", *on), "on") | {"others": "off"},
    } | more


def beside_a_long_one(alignment: Values, number: int = IDEAS, **more: Any) -> Values:
    """Small ideas of one team, each while another team has an initiative open that never ends."""
    endless = idea("area 1", [0.0], effort=LAST)
    small = idea("area 0", [1.0 + k for k in range(number)])
    return company(small, endless, days=number + 20.0, alignment=alignment, **more)


def lived(values: Values, seed: int = 1) -> Run:
    return simulate(scenario_from(values), seed=seed)


def facts_at_the_end(values: Values, seed: int = 1) -> Facts:
    """With the checks of the engine after every event."""
    return facts_of(Simulation(scenario_from(values), seed, log=True, debug=True).run_until())


def tables(values: Values) -> list[Any]:
    """All but the share of work done twice, which is not measured where nothing could be."""
    run = lived(values)
    return [run.run.drop_columns(["duplicated_share"]), run.items, run.initiatives, run.hours]


def done(facts: Facts) -> Any:
    """Own items that are released."""
    return facts.items[(facts.items["kind"] == OWN) & (facts.items["fate"] == RELEASED)]


def built_twice(facts: Facts) -> Any:
    """Whether each released item of a good idea is worth nothing."""
    return done(facts)["worth"] == 0.0


def days_of(facts: Facts, account: int) -> float:
    return float(sum(period.booked[:, account].sum() for period in facts.periods))


def duplicated(facts: Facts) -> float:
    return days_of(facts, number_of("duplicated"))


LEVERS = [(0.1, 0.5, 0.0), (0.15, 0.0, 0.0), (0.15, 0.0, 0.8), (1.0, 0.5, 0.5), (0.6, 0.9, 0.2)]


@pytest.mark.parametrize(("overlap", "clarity", "roadmap"), LEVERS)
@pytest.mark.parametrize("kind", ["built twice", "contradict"])
def test_initiatives_overlap_by_chance(overlap: float, clarity: float, roadmap: float, kind: str) -> None:
    """Independently, with overlap (1 - clarity) (1 - roadmap): a binomial number of two thousand."""
    levers = {"overlap": overlap, "strategy_clarity": clarity, "roadmap": roadmap}
    twice = kind == "built twice"
    facts = lived(beside_a_long_one(levers | (BUILT_TWICE if twice else CONTRADICT))).facts
    assert len(done(facts)) == IDEAS
    number = int(np.sum(built_twice(facts)) if twice else np.sum(done(facts)["returns"]))
    chance = overlap * (1 - clarity) * (1 - roadmap)
    assert stats.binomtest(number, IDEAS, chance).pvalue > 1e-4
    assert np.sum(done(facts)["returns"]) == (0 if twice else number)
    assert duplicated(facts) == pytest.approx(number if twice else 0.0, rel=1e-6)


@pytest.mark.parametrize("contradicting", [0.0, 0.3, 0.5, 1.0])
def test_a_share_of_overlaps_contradict_and_the_others_are_built_twice(contradicting: float) -> None:
    facts = lived(beside_a_long_one(CERTAIN | {"contradicting": contradicting})).facts
    twice, back = built_twice(facts), done(facts)["returns"] > 0
    assert np.all(twice != back)  # each of them overlaps, in one way or the other
    assert stats.binomtest(int(back.sum()), IDEAS, contradicting).pvalue > 1e-4


@pytest.mark.parametrize(
    "lever", [{"overlap": 0.5}, {"overlap": 0.3}, {"strategy_clarity": 0.6}, {"roadmap": 0.7}]
)
def test_each_lever_ends_overlaps_and_brings_no_new_ones(lever: Values) -> None:
    """Which initiatives overlap is a draw of their own: with less chance, some of the same ones."""
    some, all_ = (
        done(lived(beside_a_long_one(CERTAIN | BUILT_TWICE | more, 400)).facts) for more in (lever, {})
    )
    assert np.all(all_["worth"] == 0.0)
    fewer = done(lived(beside_a_long_one(CERTAIN | BUILT_TWICE | lever | {"roadmap": 0.8}, 400)).facts)
    assert 0 < np.sum(some["worth"] == 0.0) < 400
    assert set(fewer["ordinal"][fewer["worth"] == 0.0]) <= set(some["ordinal"][some["worth"] == 0.0])


def off(values: Values) -> Values:
    return values | {"mechanisms": values["mechanisms"] | {"alignment": "off"}}


@pytest.mark.parametrize("lever", [{"overlap": 0.0}, {"strategy_clarity": 1.0}])
def test_without_a_chance_of_it_nothing_overlaps_to_the_last_bit(lever: Values) -> None:
    assert tables(beside_a_long_one(CERTAIN | lever, 200)) == tables(off(beside_a_long_one(CERTAIN, 200)))


def test_without_its_section_the_mechanism_does_nothing() -> None:
    """It is on in every file, and acts where there is something about it."""
    silent = beside_a_long_one({}, 200)
    del silent["alignment"]
    silent["mechanisms"] = dict.fromkeys(set(NAMES) - {"alignment", "precedence"}, "off")
    assert not built_twice(lived(silent).facts).any()
    assert lived(silent).run.to_pylist()[0]["duplicated_share"] is None
    assert built_twice(lived(silent | {"alignment": CERTAIN | BUILT_TWICE}).facts).all()


def test_a_team_does_not_overlap_with_itself() -> None:
    """The endless initiative is of the same team: nothing happens; the same where one team owns both areas."""
    alone = company(
        idea("area 0", [0.0], effort=LAST), idea("area 0", [1.0 + k for k in range(100)]), alignment=CERTAIN
    )
    assert tables(alone) == tables(off(alone))
    both = beside_a_long_one(CERTAIN, 100)
    both["structure"]["teams"] = [{"name": "all", "members": {"maker": 12}}]
    assert tables(both) == tables(off(both))


def test_nothing_overlaps_with_what_is_over_or_not_yet_committed() -> None:
    """The other team's initiative is over before; or it comes after, and then it is the one that overlaps."""
    before = company(idea("area 1", [0.0]), idea("area 0", [5.0]), alignment=CERTAIN | BUILT_TWICE)
    assert not built_twice(lived(before).facts).any()
    during = company(
        idea("area 1", [0.0], effort=9.0), idea("area 0", [5.0]), alignment=CERTAIN | BUILT_TWICE
    )
    rows = done(lived(during).facts)
    assert dict(zip(rows["product"], rows["worth"] == 0.0, strict=True)) == {0: True, 1: False}


def test_temporary_teams_are_each_a_team_of_their_own() -> None:
    """Three initiatives of one area on days 0, 1, 2, with a team each: the second and the third overlap."""
    scenario = company(idea("area 0", [0.0, 1.0, 2.0], effort=20.0), areas=1, alignment=CERTAIN | BUILT_TWICE)
    assert not built_twice(lived(scenario).facts).any()
    scenario["structure"] |= {"staffing": {"maker": 1}, "max_projects": 1}
    rows = done(lived(scenario).facts)
    assert list(rows["worth"] == 0.0) == [False, True, True]


def board(name: str = "board", **more: Any) -> Values:
    return {
        "name": name,
        "sits_every_days": 1.0,
        "phase": 0.5,
        "hours_per_request": 0,
        "prepare_hours": 0,
    } | more


REVIEWERS = {"name": "board", "review_hours": 0, "prepare_hours": 0}


def test_a_board_that_is_asked_sees_all_that_is_proposed_and_lets_nothing_overlap() -> None:
    """A board knows what it has approved before; reviewers judge one request at a time, and see no other."""
    asked = {"decision_rights": {"start_initiative": {"ask": ["board"]}}}
    by_board, by_reviewers = (
        beside_a_long_one(
            CERTAIN | BUILT_TWICE, 200, governance=asked | {"layers": [layer]}, on=("approvals",)
        )
        for layer in (board(), REVIEWERS)
    )
    assert tables(by_board) == tables(off(by_board))
    assert built_twice(lived(by_reviewers).facts).all()


def test_a_board_that_is_asked_of_something_else_does_not_help() -> None:
    rights = {"layers": [board()], "decision_rights": {"release": {"ask": ["board"]}}}
    scenario = beside_a_long_one(CERTAIN | BUILT_TWICE, 100, governance=rights, on=("approvals",))
    facts = lived(scenario).facts
    assert len(done(facts)) > 50
    assert built_twice(facts).all()


def test_a_board_that_fills_places_lets_nothing_overlap() -> None:
    limits = {"limits": {"initiatives": 50, "per": "company"}}
    filled = {"governance": {"layers": [board(fills_places=True)]}}
    with_board, without = (
        beside_a_long_one(CERTAIN | BUILT_TWICE, 100, **limits, **more) for more in (filled, {})
    )
    assert not built_twice(lived(with_board).facts).any()
    assert built_twice(lived(without).facts).all()


@pytest.mark.parametrize(
    ("items", "share", "twice"), [(1, 0.3, 1), (4, 0.3, 2), (10, 0.3, 3), (10, 0.5, 5), (3, 0.1, 1)]
)
def test_the_first_items_of_what_is_built_twice_are_worth_nothing(
    items: int, share: float, twice: int
) -> None:
    """share of the items, rounded up, by number; the others are worth their part of the whole."""
    levers = CERTAIN | BUILT_TWICE | {"share_of_items": share}
    scenario = company(idea("area 1", [0.0], effort=LAST), idea("area 0", [1.0], items), alignment=levers)
    facts = facts_at_the_end(scenario)
    rows = done(facts)
    assert list(rows["worth"]) == pytest.approx([0.0] * twice + [65.0 / items] * (items - twice))
    run = lived(scenario)
    lives = [4_000.0 - day for day in rows["closed_at"]]
    assert run.run.to_pylist()[0]["value_delivered"] == pytest.approx(sum(lives[twice:]) / items)
    assert duplicated(facts) == pytest.approx(twice, rel=1e-9)


def test_work_that_is_done_twice_has_an_account_of_its_own_first_pass_and_repeats() -> None:
    """What testing sends back is part of it; the rest of the initiative stays value and rework."""
    scenario = company(
        idea("area 1", [0.0], effort=LAST), idea("area 0", [float(d) for d in range(1, 3_000)], 2),
        days=3_020.0, alignment=CERTAIN | BUILT_TWICE,
    )  # fmt: skip
    scenario["value_stream"][1] |= {"return_probability": 0.3, "return_to": "build"}
    facts = lived(scenario).facts
    touch = done(facts)["days"][:, TOUCH]
    twice = built_twice(facts)
    assert twice.mean() == pytest.approx(0.5, abs=0.01)
    assert duplicated(facts) == pytest.approx(touch[twice].sum(), rel=2e-3)
    others = days_of(facts, VALUE) + days_of(facts, REWORK)
    endless = 3_020.0
    assert others - endless == pytest.approx(touch[~twice].sum(), rel=2e-3)
    assert touch[twice].mean() == pytest.approx(touch[~twice].mean(), rel=0.03)


def test_changes_that_are_made_elsewhere_for_it_are_made_twice_as_well() -> None:
    scenario = company(
        idea("area 2", [0.0], effort=LAST), idea("area 0", [1.0], 4),
        areas=3, on=("dependencies",), alignment=CERTAIN | BUILT_TWICE,
    )  # fmt: skip
    scenario["products"][0]["coupling"] = {"area 1": 1.0}
    facts = facts_at_the_end(scenario)
    changes = facts.items[(facts.items["kind"] == DEPENDENT) & (facts.items["fate"] == RELEASED)]
    assert len(changes) == 4
    assert duplicated(facts) == pytest.approx(2 * (1.0 + 1.0), rel=1e-9)


def test_the_share_of_work_done_twice_is_over_all_hours_of_presence() -> None:
    scenario = beside_a_long_one(CERTAIN | BUILT_TWICE, 200)
    run = lived(scenario)
    present = sum(period.booked.sum() for period in run.facts.periods)
    assert run.run.to_pylist()[0]["duplicated_share"] == pytest.approx(200.0 / present, rel=1e-9)
    hours = run.hours.to_pandas()
    assert hours["hours"][hours["account"] == "duplicated"].sum() == pytest.approx(8 * 200.0)


def returns_of(facts: Facts, product: int) -> int:
    return int(facts.items["returns"][facts.items["product"] == product].sum())


@pytest.mark.parametrize(("mine", "theirs", "share"), [(4, 10, 0.3), (1, 1, 0.3), (5, 3, 0.5), (2, 20, 0.1)])
def test_a_conflict_sends_items_of_both_back(mine: int, theirs: int, share: float) -> None:
    """A share of the items of each, rounded up, goes back to the stage with most work and takes half of it, and of the
    testing that follows, once more."""
    levers = CERTAIN | CONTRADICT | {"share_of_items": share}
    scenario = company(
        idea("area 1", [0.0], theirs, 10.0), idea("area 0", [5.0], mine, 4.0), alignment=levers
    )
    facts = facts_at_the_end(scenario)
    again = [math.ceil(share * n - 1e-9) for n in (mine, theirs)]
    assert [returns_of(facts, k) for k in (0, 1)] == again
    for product, items, effort in ((0, mine, 4.0), (1, theirs, 10.0)):
        rows = facts.items[facts.items["product"] == product]
        assert np.all(rows["fate"] == RELEASED)
        extra = 0.5 * effort * again[product]
        assert rows["days"][:, TOUCH].sum() == pytest.approx(items * effort + extra, rel=1e-6)
    assert not built_twice(facts).any()
    assert days_of(facts, REWORK) == pytest.approx(0.5 * (4.0 * again[0] + 10.0 * again[1]), rel=1e-6)
    assert duplicated(facts) == 0.0


def test_several_conflicts_add_up() -> None:
    """Three initiatives contradict the one that was there: three items of ten each time."""
    scenario = company(
        idea("area 1", [0.0], 10, 40.0),
        idea("area 0", [5.0, 6.0, 7.0], 1, 4.0),
        alignment=CERTAIN | CONTRADICT,
    )
    facts = facts_at_the_end(scenario)
    assert returns_of(facts, 0) == 3
    assert returns_of(facts, 1) == 9


def test_whom_an_initiative_meets_is_any_of_the_others_alike() -> None:
    """Three other teams with an endless initiative each: a third of the conflicts for each of them."""
    endless = [idea(f"area {k}", [0.0], effort=LAST) for k in (1, 2, 3)]
    small = idea("area 0", [1.0 + k for k in range(900)])
    scenario = company(*endless, small, areas=4, days=920.0, alignment=CERTAIN | CONTRADICT)
    simulation = Simulation(scenario_from(scenario), 1)
    simulation.run_until()
    rows = simulation.world.initiatives
    open_ones = [rows[n] for n in range(len(rows)) if rows[n].ordinal >= 0 and rows[n].product > 0]
    conflicts = [int(row.conflicts) for row in open_ones]
    met_each_other = 2  # the second and the third of them met one that was there before, and count as well
    assert len(conflicts) == 3
    assert sum(conflicts) == 900 + 2 * met_each_other
    assert stats.chisquare(conflicts).pvalue > 1e-4


def test_overlap_takes_its_share_whatever_the_size_of_the_company() -> None:
    """The chance is of each initiative: with many others open it is no larger."""
    chance = 0.4

    def share(areas: int) -> float:
        endless = [idea(f"area {k}", [0.0], effort=LAST) for k in range(1, areas)]
        small = idea("area 0", [1.0 + k for k in range(600)])
        levers = CERTAIN | BUILT_TWICE | {"overlap": chance}
        values = company(small, *endless, areas=areas, days=620.0, alignment=levers)
        return replicated(values, lambda f: float(np.mean(built_twice(f))), 4).mean

    assert share(2) == pytest.approx(share(6), abs=1e-12)
    assert share(2) == pytest.approx(chance, abs=4 * (0.24 / 2_400) ** 0.5)


@pytest.mark.parametrize("clarity", [None, 0.0, 0.8, 1.0])
def test_clarity_of_the_strategy_is_what_decisions_of_teams_are_judged_by(clarity: float | None) -> None:
    """Wrong with misaligned x (1 - clarity); .5 where the file is silent."""
    scenario = company(idea("area 0", [float(d) for d in range(500)], effort=5.0), areas=1, days=600.0)
    scenario["governance"] = {
        "decision_rights": {"during_work": {"per_effort_day": 1.0, "shares": {"local": 1, "cross_team": 0, "organisation": 0}}}
    }  # fmt: skip
    scenario["decision_quality"] = {"misaligned": 0.4, "return_probability": 0.0, "value_lost": 0.0}
    scenario["mechanisms"] = dict.fromkeys(("alignment", "decisions", "decision_quality"), "on") | {
        "others": "off"
    }
    if clarity is not None:
        scenario["alignment"] = {"overlap": 0, "strategy_clarity": clarity}
    wrong = replicated(scenario, lambda f: float(done(f)["wrongs"].mean() / done(f)["effort"].mean()), 8)
    exact = 0.4 * (1 - (0.5 if clarity is None else clarity))
    assert abs(wrong.mean - exact) <= 4 * wrong.standard_error + 0.01 * exact
