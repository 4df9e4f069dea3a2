"""`import orgsim`: the same as `import simulator`, by the name that is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import simulator
from simulator import __all__

if TYPE_CHECKING:
    from simulator import *  # noqa: F403

__doc__ = simulator.__doc__


def __getattr__(name: str) -> Any:
    """Whatever `simulator` has."""
    if name.startswith("__"):
        raise AttributeError(f"module 'orgsim' has no attribute '{name}'")
    return getattr(simulator, name)


def __dir__() -> list[str]:
    return [*__all__]
