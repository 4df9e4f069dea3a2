"""Plausible worlds: what is drawn, what stays as it was, what is counted, and the words for it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import compare, load_scenario, read_results
from simulator.errors import RunError
from simulator.outcomes.registry import BY_NAME
from simulator.report.comparison import comparison_rows
from simulator.report.plausible import over_worlds_of, sentences_over_worlds
from simulator.report.verdict import MOST_LINES, verdict_lines
from simulator.scenario.factors import Factor
from simulator.store.manifest import manifest_in
from simulator.studies.kept_results import differences_between
from simulator.studies.over_worlds import Plausible
from simulator.studies.plausible import PlausibleWorlds, plausible_worlds
from simulator.studies.replications import seeds_of
from simulator.studies.runs import Case
from simulator.studies.study import Study
from simulator.studies.verdicts import standing_of

from .test_words_of_a_verdict import WIDTH, result

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PIZZA, CLERKS = SCENARIOS / "two-pizza.yaml", SCENARIOS / "three-clerks.yaml"
SHORT = {"horizon.quarters": 1}
TEAM = """\
name: team
horizon: {days: 60, warmup_days: 20}
workforce: {engineer: {count: 5}}
products: [{name: shop}]
value_stream: [{stage: build, by: {engineer: 1.0}}]
demand: {items: [{name: changes, product: shop, arrivals_per_day: 1.0, effort_days: {exponential: {mean: 2.0}}}]}
structure: {teams: [{name: team, members: {engineer: 5}}]}
delivery: {hours_per_change: 2}
mechanisms: {delivery: on, others: off}
"""
TRAIN = """\
base: team.yaml
variants: [{name: train, change: {release: {mode: train, every_days: 10}}}, {name: at once}]
decide_on: [lead_time_days_mean]
"""
DRAWN = ["delivery.hours_per_deployment", "delivery.fail_probability"]
"""All of the team that rests on judgement, but what it sets itself."""
FACTORS = (Factor("coordination.pair_cost", "uncertainty", low=0.01, high=0.05, middle=0.03),)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A comparison in this world, and the same over plausible worlds as well."""
    folder = tmp_path_factory.mktemp("plausible")
    (folder / "team.yaml").write_text(TEAM, encoding="utf-8")
    (folder / "train.yaml").write_text(TRAIN, encoding="utf-8")
    compare(folder / "train.yaml", replications=6, out=folder / "here", point_estimates=True, workers=1)
    compare(folder / "train.yaml", replications=6, out=folder / "both", workers=2)
    return folder / "here", folder / "both"


def parts(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.parquet"))


def test_worlds_come_on_top_and_change_no_byte_of_the_others(both: tuple[Path, Path]) -> None:
    here, drawn = both
    assert set(parts(drawn)) - set(parts(here)) == {"plausible/part-00000.parquet"}
    for name in parts(here):
        assert (here / name).read_bytes() == (drawn / name).read_bytes(), name


def test_all_variants_meet_the_same_worlds_with_the_seeds_of_the_replications(
    both: tuple[Path, Path],
) -> None:
    runs, plausible = (read_results(both[1], name).to_pandas() for name in ("runs", "plausible"))
    names = ["variant", "replication", "seed"]
    assert plausible[names].astype(str).equals(runs[names].astype(str))
    manifest = json.loads((both[1] / "manifest.json").read_text("utf-8"))
    assert [entry["path"] for entry in manifest["uncertainties"]] == DRAWN
    one, other = (plausible[plausible["variant"] == name][DRAWN].to_numpy() for name in ("train", "at once"))
    assert len(one) == 6
    assert np.array_equal(one, other)
    assert set(runs.columns) < set(plausible.columns)


def test_the_same_seed_draws_the_same_worlds_on_any_number_of_threads(
    both: tuple[Path, Path], tmp_path: Path
) -> None:
    compare(both[1].parent / "train.yaml", replications=6, out=tmp_path / "again", workers=1)
    name = "plausible/part-00000.parquet"
    assert (tmp_path / "again" / name).read_bytes() == (both[1] / name).read_bytes()
    scenario = load_scenario(PIZZA)
    first, same, other = (plausible_worlds([Case("a", scenario)], seed, 4) for seed in (0, 0, 1))
    assert first and same and other
    assert np.array_equal(first.x, same.x)
    assert not np.isclose(first.x, other.x).any(axis=0).all()


def test_each_parameter_is_drawn_evenly_over_its_range() -> None:
    """A Latin hypercube: of n worlds one lies in each n-th of the range, by chance."""
    worlds = plausible_worlds([Case("a", load_scenario(PIZZA))], 3, 10)
    assert worlds is not None
    for k, factor in enumerate(worlds.factors):
        ends = np.array([factor.at(u) for u in np.linspace(0, 1, 11)])
        if not factor.whole:
            assert np.array_equal(np.sort(np.searchsorted(ends, worlds.x[:, k])), np.arange(1, 11)), (
                factor.path
            )


def test_where_nothing_is_uncertain_nothing_more_is_said() -> None:
    said = [
        compare(
            [CLERKS, CLERKS],
            {"horizon.days": 400, "horizon.warmup_days": 0},
            replications=5,
            point_estimates=off,
        )
        for off in (False, True)
    ]
    assert said[0].plausible is None
    assert repr(said[0]) == repr(said[1])
    assert list(sentences_over_worlds(said[0])) == over_worlds_of(said[0]) == []
    assert comparison_rows(said[0]) == comparison_rows(said[1])


def test_a_world_that_cannot_be_is_named_with_its_variant() -> None:
    scenario = load_scenario(PIZZA)
    worlds = PlausibleWorlds(FACTORS, np.array([[0.02], [7.0]]))
    study = Study("compare", [Case("pizza", scenario)], seeds_of(0, 2), worlds=worlds, workers=1)
    with pytest.raises(RunError, match=r"pizza, plausible world 1: .*pair_cost"):
        study.complete()


def test_a_time_limit_keeps_as_many_worlds_as_replications(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scenario = load_scenario(PIZZA, SHORT)
    worlds = plausible_worlds([Case("a", scenario)], 0, 4)
    study = Study("compare", [Case("a", scenario)], seeds_of(0, 4), worlds=worlds, workers=1)
    whole = study._replicated

    def ended(on_progress: Any) -> Any:
        return (run for k, run in enumerate(whole(on_progress)) if k < 5)  # the third has not met its world

    monkeypatch.setattr(study, "_replicated", ended)
    assert study.complete() == 2


def test_the_command_says_how_to_ask_again(both: tuple[Path, Path]) -> None:
    asked = [manifest_in(folder).command_line for folder in both]
    assert asked[0] == f"{asked[1]} --point-estimates"
    assert manifest_in(both[0]).question != manifest_in(both[1]).question
    (difference,) = differences_between(*map(manifest_in, both))
    assert (difference.key, difference.first, difference.second) == ("plausible worlds", "–", "drawn")


def over(here: Any, worlds: Any, name: str = "lead_time_days_mean", **more: Any) -> Any:
    """A comparison of two, given the differences of the second from the first, by replication and by world."""
    base = np.linspace(90, 110, len(here)), np.linspace(90, 110, len(worlds))
    plain = result({name: [base[0], base[0] + here]}, replications=len(here), **more)
    values = {outcome: np.full((2, len(worlds)), np.nan) for outcome in plain.values}
    values[name] = np.array([base[1], base[1] + worlds])
    x = np.random.default_rng(0).random((len(worlds), 1))
    return replace(plain, plausible=Plausible(FACTORS, x, values))


def only(found: Any) -> Any:
    ((contrast,),) = (found.contrasts(outcome) for outcome in found.shown)
    return contrast.plausible


def test_worlds_are_counted() -> None:
    """Of twenty worlds the time is shorter in twelve, in nine of them by more than a twentieth of 100 days; longer in five."""
    worlds = [-20.0] * 9 + [-3.0] * 3 + [0.0] * 3 + [1.0] * 2 + [30.0] * 3
    found = only(over([-20.0] * 19 + [1.0], worlds))
    assert BY_NAME["lead_time_days_mean"].smallest_effect == pytest.approx(0.05)
    assert found.effect == pytest.approx(5.0)
    counted = [found.ahead, found.clearly_ahead, found.behind, found.clearly_behind, found.here]
    assert [each.number for each in counted] == [12, 9, 5, 3, 19]
    assert found.ahead.share == pytest.approx(0.6)
    assert (found.ahead.low, found.ahead.high) == (
        pytest.approx(0.387, abs=0.001),
        pytest.approx(0.781, abs=0.001),
    )
    assert found.difference.mean == pytest.approx(np.mean(worlds))
    assert found.standing == "now ahead, now behind"


@pytest.mark.parametrize(
    ("ahead", "behind", "tested", "standing"),
    [
        (4, 0, 1, "too few worlds to say"),
        (15, 5, 1, "ahead in most"),
        (14, 6, 1, "now ahead, now behind"),
        (17, 3, 18, "ahead in most"),
        (16, 4, 18, "now ahead, now behind"),
        (3, 17, 18, "behind in most"),
        (75, 0, 1, "ahead in nearly all"),
        (20, 0, 1, "ahead in most"),
        (0, 75, 1, "behind in nearly all"),
        (0, 0, 1, "equal in all"),
    ],
)
def test_standings(ahead: int, behind: int, tested: int, standing: str) -> None:
    worlds = max(ahead + behind, 20 if standing == "equal in all" else 0)
    signs = np.array([1] * ahead + [-1] * behind + [0] * (worlds - ahead - behind))
    assert standing_of(signs > 0, signs < 0, tested) == standing


def test_a_verdict_that_does_not_survive_is_named_in_the_summary() -> None:
    rng = np.random.default_rng(7)
    found = over(rng.normal(-30, 3, 20), [-30.0] * 11 + [30.0] * 9)
    lines = verdict_lines(found, WIDTH)
    assert lines[1].startswith("Answer: against old, new is better in 1 of 1 outcome")
    assert "Ahead by what matters in most of 20 plausible worlds: new in none of 1." in lines
    assert "Now ahead, now behind: lead time mean (new ahead in 11)." in lines


def test_a_verdict_that_survives_is_said_to() -> None:
    rng = np.random.default_rng(7)
    lines = verdict_lines(over(rng.normal(-30, 3, 20), rng.normal(-30, 9, 20)), WIDTH)
    assert "Ahead by what matters in most of 20 plausible worlds: new in 1 of 1." in lines
    assert "No parameter was seen that would change this; a few worlds show strong ones only." in lines


def test_an_outcome_without_a_better_side_is_higher_or_lower() -> None:
    found = over([0.1] * 20, [0.1] * 18 + [-0.1] * 2, "utilisation")
    said = " ".join(sentences_over_worlds(found))
    assert "utilisation: new is higher in 18 of 20 worlds" in said
    assert "ahead" not in said
    assert "higher in most" in said
    assert "plausible worlds" not in " ".join(over_worlds_of(found))


def test_few_worlds_say_nothing() -> None:
    found = over([-30.0] * 3, [-30.0] * 3)
    assert over_worlds_of(found) == ["3 plausible worlds say nothing of what is not known; 5 or more do."]


def test_a_summary_is_two_lines_longer_at_most() -> None:
    many = {outcome: [100.0, 50.0, 150.0] for outcome in list(BY_NAME)[:20]}
    plain = result(many, names=("old", "new", "other"))
    longer = replace(plain, plausible=Plausible(FACTORS, np.zeros((20, 1)), plain.values))
    for width in (60, WIDTH, 200):
        lines = verdict_lines(longer, width)
        assert len(lines) <= MOST_LINES + 2
        assert all(len(line) <= width for line in lines)


def test_rows_for_programs_hold_shares_and_standings() -> None:
    found = over([-20.0] * 20, [-20.0] * 18 + [30.0] * 2)
    baseline, row = comparison_rows(found)
    assert set(baseline) == set(row)
    assert (baseline["standing"], row["standing"]) == ("baseline", "ahead in most")
    assert (row["plausible_worlds"], row["ahead_share"], row["behind_share"]) == (20, 0.9, 0.1)
    assert row["ahead_share_here"] == 1.0
    assert row["decisive"] is None


def test_python_shows_the_worlds_as_a_frame(both: tuple[Path, Path]) -> None:
    found = compare(both[0].parent / "train.yaml", replications=5)
    frame = found.worlds_to_frame()
    assert len(frame) == 10
    assert list(frame.columns[:4]) == ["variant", "world", *DRAWN]
    assert list(found.to_frame()["standing"]) == [row["standing"] for row in comparison_rows(found)]
