"""Sentences about studies say on which side of a threshold a structure is ahead."""

from __future__ import annotations

import pytest

from simulator.outcomes.registry import BY_NAME
from simulator.report.study_words import side_of
from simulator.studies.analysis.thresholds import Threshold


@pytest.mark.parametrize(
    ("outcome", "turns", "said"),
    [
        ("lead_time_days_mean", [(2.0, True)], "below cost 2"),  # longer above it
        ("lead_time_days_mean", [(2.0, False)], "above cost 2"),
        ("value_delivered", [(2.0, True)], "above cost 2"),
        ("value_delivered", [(2.0, True), (6.0, False)], "between cost 2"),
        ("lead_time_days_mean", [(2.0, True), (6.0, False)], "outside cost 2"),
    ],
)
def test_a_side_is_named_by_what_is_better(outcome: str, turns: list[tuple[float, bool]], said: str) -> None:
    thresholds = [Threshold("cost", at, at - 0.5, at + 0.5, above, 0.5) for at, above in turns]
    sentence = side_of(BY_NAME[outcome], thresholds)
    assert sentence.startswith(said)
    assert all(f"{at:g}" in sentence for at, _ in turns)
