"""Findings of the quick suite, each simulated once in a process, and their checks by name."""

from __future__ import annotations

from functools import cache

from simulator.validation.findings import Check, Effort, Finding
from simulator.validation.suite import TARGETS


@cache
def found(number: str) -> Finding:
    return TARGETS[number](Effort(quick=True))


def check(number: str, what: str) -> Check:
    """The one check of a target whose description begins so."""
    (chosen,) = [each for each in found(number).checks if each.what.startswith(what)]
    return chosen


def assert_hit(number: str, *whats: str) -> None:
    for what in whats:
        chosen = check(number, what)
        assert chosen.hit, f"{number}, {chosen.what}: {chosen.came_out}, expected {chosen.expected}"
