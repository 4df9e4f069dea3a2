"""The page about autonomy and alignment compares what it says it compares."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from simulator.engine.builder.world import build
from simulator.kernel.compiled import plain
from simulator.mechanisms.alignment import is_decided_alone
from simulator.store.manifest import scenario_hash
from simulator.studies.replications import simulate

from .scripts import EXPLANATION, filled, script

page = script("autonomy")
TEAM = page.Case("two-pizza", page.MIDDLE, None, judges=False)


def outcome(case: object, seed: int = 3) -> dict[str, object]:
    """What one replication comes to, without the name of what was simulated."""
    row = simulate(page.scenario_of(case), seed).run.to_pylist()[0]
    return {name: value for name, value in row.items() if name in page.BY_NAME}


@pytest.mark.parametrize("judges", [False, True])
def test_a_board_sees_every_initiative_and_reviewers_none(judges: bool) -> None:
    for board in (None, 10.0):
        world = build(page.scenario_of(replace(TEAM, board=board, judges=judges)))
        assert plain(is_decided_alone)(world) == (board is None)


@pytest.mark.parametrize(("board", "clarity"), [(10.0, 0.0), (None, 1.0)])
def test_what_the_page_takes_for_the_same_is_the_same(board: float | None, clarity: float) -> None:
    case = replace(TEAM, board=board, clarity=clarity, overlap=page.OVERLAPS[-1], share=page.SHARES[-1])
    assert page.alone(case) != case
    assert outcome(page.alone(case)) == outcome(case)


def test_vague_strategy_leads_to_work_that_is_done_twice_and_again() -> None:
    vague = outcome(replace(TEAM, clarity=0.0, overlap=page.OVERLAPS[-1], share=page.SHARES[-1]))
    assert vague["duplicated_share"] > 0.0
    assert outcome(TEAM)["duplicated_share"] == 0.0


def test_every_difference_is_between_two_scenarios_with_one_and_without_a_board() -> None:
    for pair in page.pairs():
        assert pair.team.board is None
        assert pair.board.board in page.PERIODS
    some = next(page.pairs())
    assert scenario_hash(page.scenario_of(some.team)) != scenario_hash(page.scenario_of(some.board))


def test_a_difference_is_in_per_cent_of_the_board_and_bold_where_it_is_decided() -> None:
    rng = np.random.default_rng(0)
    board = rng.normal(100.0, 20.0, 30)
    found = {}
    for case, values in ((TEAM, 0.9 * board), (replace(TEAM, board=5.0), board)):
        found[scenario_hash(page.scenario_of(case))] = np.tile(values, (len(page.MEASURES), 1))
    g = page.gap(found, TEAM, replace(TEAM, board=5.0), page.MEASURES[0])
    assert g.mean == pytest.approx(-10.0, abs=0.5)
    assert g.decided == -1
    assert page.in_words(g, page.MEASURES[0]).startswith("**-1")
    assert page.in_words(page.Gap(0.0, 0.0, 0.0), page.MEASURES[0]) == "="


def test_a_crossing_is_where_the_line_is_zero() -> None:
    assert page.crossing([-1.0, -0.5, 0.5, 1.0, 1.0]) == "0.38"
    assert page.crossing([1.0, 1.0, 1.0, 1.0, 1.0]) == ""


def test_variants_with_fewer_strengths_have_those_that_tables_show() -> None:
    for variant, strength in product(page.VARIANTS, (page.FIRST[2], page.STRENGTHS[-1])):
        assert strength in variant.strengths


def test_a_part_of_it_fills_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "WORLDS", page.WORLDS[:1])
    monkeypatch.setattr(page, "CLARITIES", (0.0, 1.0))
    assert filled("autonomy", page.parts_of(quick=True))


def test_a_row_of_the_page_is_what_comes_out_today() -> None:
    assert page.one_row() in (EXPLANATION / "autonomy.md").read_text(encoding="utf-8"), (
        "run python docs/autonomy.py"
    )
