"""How often items pass each stage, where stages send some of them back."""

from __future__ import annotations

from collections.abc import Sequence

from ..spec import MOST_RETURNS

MOST_VISITS = 1 / (1 - MOST_RETURNS) * (1 + 1e-9)
"""Of an item to a stage, on average: as many as a single return with its highest chance brings about."""


def expected_visits(chances: Sequence[float], back: Sequence[int]) -> list[float]:
    """Expected visits of an item to each stage, infinite where nothing gets past one.

    chances: of being sent back by each stage; back: where to, this stage or an earlier one. An item
    crosses from a stage to the next once, and again for every return across.
    """
    visits = [0.0] * len(chances)
    for i in reversed(range(len(chances))):
        again = sum(visits[j] * chances[j] for j in range(i + 1, len(chances)) if back[j] <= i and chances[j])
        visits[i] = (1.0 + again) / (1.0 - chances[i]) if chances[i] < 1.0 else float("inf")
    return visits


def bounded(chances: Sequence[float], back: Sequence[int]) -> list[float]:
    """The same chances, lowered where an item would pass a stage more often than is possible."""
    result = list(chances)
    for i in reversed(range(len(result))):
        if expected_visits(result[i:], [max(0, b - i) for b in back[i:]])[0] > MOST_VISITS:
            once = expected_visits([0.0, *result[i + 1 :]], [max(0, b - i) for b in back[i:]])[0]
            result[i] = max(0.0, 1.0 - once / MOST_VISITS)
    return result
