"""Scripts of docs as modules: they stand beside each other and import one another by name."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

DOCS = Path(__file__).parents[2] / "docs"
EXPLANATION = DOCS / "explanation"


def script(name: str) -> ModuleType:
    """A script of docs."""
    if str(DOCS) not in sys.path:
        sys.path.append(str(DOCS))
    return import_module(name)


filled = script("measuring").filled
