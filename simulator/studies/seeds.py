"""Seeds and numbers of replications, as they come from Python: whole numbers within their range."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import InputError, Problem

SEEDS = 2**63
"""Seeds lie below: they fit into signed 64-bit columns."""
MOST_REPLICATIONS = 100_000


def checked_seed(seed: Any, of: str = "simulate", name: str = "seed") -> int:
    """A seed, from 0 to 2^63 - 1; raises InputError for anything else. of: who asks for it."""
    return _whole(seed, 0, SEEDS - 1, "2^63 - 1", of, name, "not a seed")


def checked_replications(replications: Any, of: str = "compare") -> int:
    """A number of replications; raises InputError for anything else."""
    most = f"{MOST_REPLICATIONS:,}"
    return _whole(
        replications, 1, MOST_REPLICATIONS, most, of, "replications", "not a number of replications"
    )


def checked_source(rng: Any, of: str) -> Any:
    """What a Mesa model takes as `rng`: a seed, nothing, or what numpy makes a generator of."""
    if rng is None or _is_whole(rng):
        return rng if rng is None else checked_seed(rng, of, "rng")
    try:
        if isinstance(rng, bool | np.bool_):
            raise TypeError
        np.random.default_rng(rng)
    except (TypeError, ValueError):
        checked_seed(rng, of, "rng")
    return rng


def _is_whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _whole(value: Any, least: int, most: int, most_shown: str, of: str, name: str, what: str) -> int:
    if not _is_whole(value) or not least <= value <= most:
        remedy = f"write a whole number from {least} to {most_shown}"
        raise InputError([Problem(name, f"{_shown(value)} is {what}", remedy, file=of)])
    return int(value)


def _shown(value: Any) -> str:
    """A value in a message."""
    text = repr(value.item() if isinstance(value, np.generic) else value)
    return text if len(text) <= 60 else f"{text[:60]}…"
