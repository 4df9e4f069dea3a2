"""The suite: every target in order, each a function from how much is simulated to a finding."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..errors import InputError, Problem, did_you_mean
from .boards import s25
from .brooks import s21
from .compression import s42
from .congruence import s23, s24
from .contingency import s40
from .deployments import s28
from .efficiency import s33
from .estimates import s31
from .exact import FLOW
from .exact_mechanisms import MECHANISMS
from .familiarity import s30
from .findings import Check, Effort, Finding
from .ideas import s32
from .platforms import s34
from .team_size import s22
from .time_use import s43
from .unevenness import s44

Target = Callable[[Effort], Finding]
Tick = Callable[[str], None]

EXACT = "exact"
TARGETS: dict[str, Target] = {
    "S21": s21, "S22": s22, "S23": s23, "S24": s24, "S25": s25, "S28": s28, "S30": s30, "S31": s31, "S32": s32,
    "S33": s33, "S34": s34, "S40": s40, "S42": s42, "S43": s43, "S44": s44,
}  # fmt: skip


def exact_checks(effort: Effort, tick: Tick = lambda name: None) -> list[Check]:
    """All closed forms."""
    found: list[Check] = []
    for target in (*FLOW, *MECHANISMS):
        tick(target.__name__.replace("_", " "))
        found += target(effort)
    return found


def findings(effort: Effort, names: Sequence[str], tick: Tick = lambda name: None) -> list[Finding]:
    """The named published findings, in the order of the suite."""
    found = []
    for name, target in TARGETS.items():
        if name in names:
            tick(name)
            found.append(target(effort))
    return found


def known(names: Sequence[str]) -> list[str]:
    """Names of targets as written; all targets if none is named. Raises InputError for unknown names."""
    every = [EXACT, *TARGETS]
    problems = [
        Problem(name, "no such target", did_you_mean(name, every), file="validate-model")
        for name in names
        if name not in every
    ]
    if problems:
        raise InputError(problems)
    return list(names) or every
