"""Product areas and how they depend on each other."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from ..metadata import Plausible, Source, Unit
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
"""Fields of every area; mechanisms add those that they need."""


class ProductSpec(Spec):
    """A product area: customers, code, and teams that own its stages."""

    name: Name
    coupling: Annotated[dict[Name, Probability], Source("P70")] = {}
    """Other products, each with the chance that an item here also needs a change there."""
    internal: bool = False
    """Without customers of its own, such as a platform: `products: all` of a stream leaves it out."""
    customers: Annotated[Positive, Unit("people or firms")] | None = None
    """People or firms who may become its customers; default: `customers.market`."""
    automation: Annotated[Probability, Unit("share"), Plausible(0, 1), Source("A6", judgement=True)] = 0.5
    """Share of a deployment that runs without people."""
    legacy_share: Annotated[
        Probability, Unit("share"), Plausible(0, 0.8), Source("P67", "P68", judgement=True)
    ] = 0.0
    """Share of the area that is legacy."""
