"""Findings, each simulated once for all test processes, and their checks by name.

Those of the quick suite, but for a few whose hits and misses need as many runs as the page has.
"""

from __future__ import annotations

import pickle
from functools import cache
from pathlib import Path

from filelock import FileLock

from simulator.validation.findings import Check, Effort, Finding, ListOfTargets
from simulator.validation.suite import TARGETS

FULL = frozenset({"S21", "S22", "S23", "S28", "S31", "S33", "S43", "S44"})
"""Targets with a check that lies so near its bound that the quick suite cannot tell a hit from a miss."""
shared: Path | None = None
"""Folder that all test processes of a session see; None before `conftest.py` has found it."""


@cache
def found(number: str) -> Finding:
    """What came out for a target: simulated by the first process that asks, read by the others."""
    assert shared is not None
    kept = shared / f"{number}.pickle"
    with FileLock(shared / f"{number}.lock"):
        if not kept.exists():
            kept.write_bytes(pickle.dumps(TARGETS[number](Effort(quick=number not in FULL))))
    finding: Finding = pickle.loads(kept.read_bytes())
    return finding


def check(number: str, what: str, of: ListOfTargets = "original") -> Check:
    """The one check of a list of a target whose description begins so."""
    (chosen,) = [each for each in found(number).of(of) if each.what.startswith(what)]
    return chosen


def assert_hit(number: str, *whats: str, of: ListOfTargets = "original") -> None:
    for what in whats:
        chosen = check(number, what, of)
        assert chosen.hit, f"{number}, {of}, {chosen.what}: {chosen.came_out}, expected {chosen.expected}"
