"""Product areas and how they hang together."""

from __future__ import annotations

import numpy as np

from ..spec import Name, Positive, Probability, Spec

COUPLING = np.dtype(
    [
        ("product", "i8"),  # where the change is needed
        ("probability", "f8"),  # that an item needs it
    ],
    align=True,
)


AREA = np.dtype(
    [
        ("automation", "f8"),  # share of a deployment that needs no one
        ("legacy", "f8"),  # share of it that is legacy
    ],
    align=True,
)
"""What every area has; mechanisms add what they need."""


class ProductSpec(Spec):
    """A product area: customers, code, somebody who owns its stages."""

    name: Name
    coupling: dict[Name, Probability] = {}
    """Other products, each with the chance that an item here needs a change there, too (P70)."""
    customers: Positive | None = None
    """People or firms who may become its customers; default: `customers.market`."""
    automation: Probability = 0.5
    """Share of a deployment that needs nobody. Range 0-1 (A6). Judgement; swept."""
    legacy_share: Probability = 0.0
    """Share of it that is legacy. Range 0-0.8 (P67, P68). Judgement; swept."""
