"""Product areas and how they hang together."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ..spec import Name, Probability, Spec

COUPLING = np.dtype(
    [
        ("product", "i8"),  # where the change is needed
        ("probability", "f8"),  # that an item needs it
    ],
    align=True,
)


class ProductSpec(Spec):
    """A product area: customers, code, somebody who owns its stages."""

    not_yet_supported: ClassVar[frozenset[str]] = frozenset({"customers", "automation", "legacy_share"})

    name: Name
    coupling: dict[Name, Probability] = {}
    """Other products, each with the chance that an item here needs a change there, too (P70)."""
