"""An organisation in the midst of its work, as a Mesa model, and how to find somebody in it."""

from __future__ import annotations

from typing import Any

from simulator import OrganisationModel

from .organisations import squads

SEED = 7
SHORT = {"quarters": 1, "warmup_quarters": 0.5}
IDEAS = {"arrivals_per_quarter": 25, "items": 4, "effort_days": 6, "value": 10}
BUSY = {
    "horizon": SHORT,
    "demand": {"opportunities": [{"product": f"product area {k}", **IDEAS} for k in range(2)]},
}


def busy(days: int = 40, debug: bool = True) -> OrganisationModel:
    """Two squads, a board, reviewers and an authority, after some days."""
    model = OrganisationModel(squads(2, **BUSY), rng=SEED, debug=debug)
    for _ in range(days):
        model.step()
    return model


def first(model: OrganisationModel, kind: type, **wanted: Any) -> Any:
    """First agent of a kind with such attributes."""
    return next(
        agent
        for agent in model.agents_by_type[kind]
        if all(getattr(agent, name) == value for name, value in wanted.items())
    )
