"""Keeps the numbers of today: `python -m tests.golden.regenerate`.

Look at `git diff tests/golden` before you commit, and say in CHANGELOG.md why numbers moved.
"""

from __future__ import annotations

import json

from .numbers import KEPT, RUNS, numbers_of

if __name__ == "__main__":
    text = json.dumps({name: numbers_of(name) for name in RUNS}, indent=2)
    KEPT.write_text(text + "\n", encoding="utf-8")
