"""Points of some designs go together in blocks; those that are worlds of their own share no value."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator.scenario.factors import Factor
from simulator.scenario.study_spec import DesignSpec, StudyPlan
from simulator.studies.designs import blocks_of, points_of, worlds_of


@pytest.mark.parametrize(
    "design", [{"kind": "saltelli", "points": 16}, {"kind": "morris", "trajectories": 6}], ids=str
)
def test_points_of_a_block_are_neighbours_and_worlds_are_not(design: dict[str, Any]) -> None:
    factors = tuple(Factor(name, "uncertainty") for name in "abcd")
    places = points_of(StudyPlan("", "", (), factors, DesignSpec.model_validate(design))).places
    kind, count = design["kind"], len(places)
    blocks, worlds = blocks_of(kind, 4, count), worlds_of(kind, 4, count)
    for block in np.unique(blocks):
        inside = places[blocks == block]
        beside = [min((a != b).sum() for b in np.delete(inside, k, axis=0)) for k, a in enumerate(inside)]
        assert sum(each == 1 for each in beside) >= 5
        alone = places[(blocks == block) & worlds]
        assert all((a != b).all() for k, a in enumerate(alone) for b in alone[:k])


@pytest.mark.parametrize("kind", ["sobol", "latin_hypercube", "grid", "list", "one_at_a_time"])
def test_points_of_other_designs_stand_alone(kind: str) -> None:
    assert blocks_of(kind, 4, 10) is None
    assert worlds_of(kind, 4, 10).all()
