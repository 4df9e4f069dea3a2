"""Compile all of the model before it is needed: for an image, or before tests that run side by side."""

from __future__ import annotations

from typing import Any

from numba import float64, int64, typeof

from ..scenario.loader import scenario_from
from . import loop
from .builder.world import build
from .interventions import compiled as interventions

SMALLEST = {
    "name": "smallest",
    "horizon": {"days": 10, "warmup_days": 0},
    "workforce": {"clerk": {"count": 1}},
    "products": [{"name": "counter"}],
    "value_stream": [{"stage": "serve", "by": {"clerk": 1.0}}],
    "demand": {"opportunities": [{"product": "counter", "at": [1], "effort_days": 1}]},
    "structure": {"teams": [{"name": "counter", "members": {"clerk": 1}}]},
}


def compile_ahead() -> None:
    """Compile every entry point that has not been compiled yet."""
    world = typeof(build(scenario_from(SMALLEST)))
    entries: dict[Any, tuple[Any, ...]] = {
        loop.begin: (),
        loop.run_until: (float64,),
        interventions.change_time: (int64, float64, float64),
        interventions.change_team: (int64, int64, int64),
        interventions.start: (int64,),
        interventions.reorder: (int64,),
        interventions.reorder_ideas: (int64, int64),
        interventions.change_rhythm: (int64, float64, float64),
        interventions.end: (int64,),
        interventions.empty_seat: (int64,),
        interventions.fill_seat: (int64,),
    }
    for entry, arguments in entries.items():
        if hasattr(entry, "compile"):  # not plain Python
            entry.compile((world, *arguments))
