"""Published findings about teams, projects, ideas and platforms (S21, S22, S28, S30-S34, S40), as they were first set."""

from __future__ import annotations

import pytest

from simulator.validation.findings import Effort
from simulator.validation.team_size import ALL_AT_ONCE, TOGETHER, peak_of, times

from .targets import assert_hit


def test_adding_people_late_costs_more_where_all_are_equally_skilled() -> None:
    """S21, Abdel-Hamid 1989: always more costly."""
    assert_hit("S21", "the same in the team of two")


def test_adding_people_late_delays_some_projects_and_not_others() -> None:
    """S21: not always later."""
    assert_hit("S21", "at 60 % it delays some")


@pytest.mark.xfail(strict=True, reason="99.8 % of runs: a newcomer may be much better than a team of two")
def test_adding_people_late_costs_more_in_every_run() -> None:
    assert_hit("S21", "adding at 60 % or later costs more")


def test_there_is_a_time_after_which_adding_people_delays_on_average() -> None:
    """S21, Hsia et al. 1999: T*; that mentors help less and less came after a miss of it."""
    assert_hit("S21", "a time after which it delays on average")


@pytest.mark.xfail(strict=True, reason="0 of 4 projects: the last tasks end sooner or later by chance")
def test_there_is_a_time_after_which_adding_people_delays_every_run() -> None:
    assert_hit("S21", "a time after which it delays in every run")


@pytest.mark.parametrize(
    "what",
    [
        pytest.param("output has a single peak", marks=pytest.mark.xfail(strict=True, reason="it is flat from 11 people on: 6.8 to 6.3 people's work")),
        pytest.param("where it peaks", marks=pytest.mark.xfail(strict=True, reason="11 (11 to 13): the root of 120 items can be open at once")),
        pytest.param("size from which", marks=pytest.mark.xfail(strict=True, reason="none: people whom no item needs have no ties")),
    ],
)  # fmt: skip
def test_output_of_a_team_has_a_single_peak_at_four_to_ten_people(what: str) -> None:
    """S22, QSM, Wheelan 2009."""
    assert_hit("S22", what)


def test_the_peak_moves_where_work_can_be_parted() -> None:
    """S22, Mao et al. 2016."""
    assert_hit("S22", "output per person falls", "where the divided job peaks")


def test_ties_alone_make_no_peak_of_four_to_ten_people() -> None:
    """S22 with all items at once: ties at what COCOMO says they cost (P26) level output off, no more."""
    days = times(Effort(quick=True), *TOGETHER, parallel=ALL_AT_ONCE)
    output = days.mean(axis=1)[0] / days.mean(axis=1)
    assert peak_of(days) > 10 and output[-1] > 0.9 * output.max()
    assert 0.56 < output[7] / 8 < 0.85


def test_who_deploys_more_often_fails_less_often() -> None:
    """S28, DORA 2024."""
    assert_hit("S28", "rank correlation with failures by deployment")


def test_one_can_deploy_often_and_fail_often() -> None:
    """S28: both signs are reachable."""
    assert_hit("S28", "highest failure rate at 3", "a positive sign is reachable", "and failures")


def test_familiarity_greater_by_half_means_a_fifth_fewer_defects() -> None:
    """S30, Huckman & Staats: -19 %, 11 to 27; partly an input (P27, and what strangers know of each other)."""
    assert_hit("S30", "change in items sent back or failed")


@pytest.mark.xfail(strict=True, reason="-15 %: most of the deviation is that of the estimate")
def test_familiarity_greater_by_half_means_a_third_less_budget_deviation() -> None:
    """S30: -30 %, 20 to 40."""
    assert_hit("S30", "change in budget deviation")


@pytest.mark.parametrize("preset", ["project-based", "product-model"])
def test_the_spread_of_actual_over_estimated_effort_does_not_narrow(preset: str) -> None:
    """S31, Little 2006."""
    assert_hit("S31", f"{preset}: how much the spread shrinks")


@pytest.mark.parametrize("preset", ["project-based", "product-model"])
def test_actual_over_estimated_effort_is_lognormal(preset: str) -> None:
    """S31, Little 2006."""
    assert_hit("S31", f"{preset}: samples of 106")


def test_product_teams_overrun_by_a_third() -> None:
    """S31, Moløkken & Jørgensen 2003: 20-45 %; flexible ways of working overrun less."""
    assert_hit("S31", "product-model: mean overrun")


@pytest.mark.xfail(
    strict=True, reason="70 %: people know less of each of ten areas than of one, and half-strangers meet"
)
def test_projects_overrun_by_a_third() -> None:
    assert_hit("S31", "project-based: mean overrun")


def test_two_thirds_of_projects_overrun() -> None:
    assert_hit("S31", "project-based: projects over")


@pytest.mark.xfail(
    strict=True, reason="58 %, just below 60: estimates are right in the median of first-time effort"
)
def test_two_thirds_of_initiatives_of_product_teams_overrun() -> None:
    assert_hit("S31", "product-model: projects over")


def test_most_ideas_fail_and_tests_say_which() -> None:
    """S32, Kohavi."""
    assert_hit("S32", "good among kept", "change in features kept")


@pytest.mark.xfail(
    strict=True, reason="58 %: harm that is noticed ends ideas before they are shipped as a whole"
)
def test_most_of_what_is_shipped_without_tests_does_not_help() -> None:
    assert_hit("S32", "shipped without tests")


@pytest.mark.xfail(
    strict=True, reason="-216: what is useless costs nothing once it is out, and what harms is noticed anyway"
)
def test_tests_raise_value_per_effort() -> None:
    assert_hit("S32", "gain in value")


def test_projects_and_squads_have_the_flow_efficiency_of_their_kind() -> None:
    """S33, practitioners of Kanban."""
    assert_hit("S33", "project-based", "product model", "two-pizza", "three cross-functional teams")


@pytest.mark.xfail(strict=True, reason="89 %, as Erlang says")
def test_no_organisation_has_a_flow_efficiency_of_more_than_85_per_cent() -> None:
    assert_hit("S33", "a pool of ten")


def test_a_platform_helps_people_and_slows_nothing_where_teams_serve_themselves() -> None:
    """S34, DORA 2024."""
    assert_hit(
        "S34", "items per day of work", "speed of changes, self-service", "change failure rate, self-service"
    )


@pytest.mark.xfail(strict=True, reason="2 % faster (1 to 3): a ticket meets a team that is less busy")
def test_a_platform_by_ticket_slows_delivery() -> None:
    assert_hit("S34", "speed of changes, by ticket")


@pytest.mark.xfail(strict=True, reason="0 %: no platform breaks many changes at once")
def test_a_platform_by_ticket_makes_changes_less_stable() -> None:
    assert_hit("S34", "change failure rate, by ticket")


def test_coordination_costs_most_where_teams_need_each_other_most() -> None:
    """S40, Thompson 1967."""
    assert_hit("S40", "hours of coordination per item")


def test_uncertainty_beyond_capacity_costs_performance_and_any_of_four_remedies_restores_it() -> None:
    """S40, Galbraith 1973."""
    assert_hit("S40", "lead time at .3 decisions", "slack", "self-contained", "lateral", "vertical")


def test_who_decides_locally_may_be_wrong_more_often_than_who_decides_from_above() -> None:
    """S40: only the crossover is a result."""
    assert_hit("S40", "chance of being wrong")
