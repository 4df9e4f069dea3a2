"""People who come and go: what happens at the edges."""

from __future__ import annotations

from typing import Any

import pytest

from simulator import simulate
from simulator.scenario.loading import scenario_from


def clerks(people: dict[str, Any] | None, **changes: Any) -> Any:
    values = {
        "name": "clerks",
        "horizon": {"days": 500, "warmup_days": 0},
        "workforce": {"clerk": {"count": 3}},
        "products": [{"name": "counter"}],
        "value_stream": [{"stage": "serve", "by": {"clerk": 1.0}}],
        "demand": {"items": [{"product": "counter", "arrivals_per_day": 0.5, "effort_days": 2.0}]},
        "structure": {"teams": [{"name": "counter", "members": {"clerk": 3}}]},
        "mechanisms": {"turnover": "on", "others": "off"},
    }
    return scenario_from(values | ({} if people is None else {"people": people}) | changes)


@pytest.mark.parametrize("rate", [1e-6, 1e-9, 1e-300])
def test_whoever_leaves_once_in_a_million_years_does_not_leave(rate: float) -> None:
    """Such a day lies beyond the calendar; it used to wrap around, and everybody left before the first day."""
    rare = simulate(clerks({"turnover_per_year": rate}), seed=1)
    never = simulate(clerks({"turnover_per_year": 0}), seed=1)
    assert rare.items == never.items
    assert rare.run.to_pylist()[0]["turnover_per_year"] == 0.0
