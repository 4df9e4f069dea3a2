"""Verdicts: what paired differences allow one to say, by a fixed table of rules.

Each difference is tested three times: against no difference, against the smallest effect that matters, and
against that effect either way. All differences of a comparison, of every outcome and variant that it shows, are
corrected together for how many they are [Holm1979]_, so that at most one in twenty comparisons says of anything that it is
better, worse or different where that is chance, and at most one in twenty says of anything that it makes no
difference where it does. The first rule that holds decides:

| what is shown, at 5 % in all | verdict |
| --- | --- |
| nothing was measured, or both lie beyond the run-off, in all replications | nothing to compare |
| all replications equal | identical |
| fewer than 5 replications | not settled |
| the difference is larger than the smallest effect that matters | better, or worse |
| it is smaller than that, either way | no difference that matters |
| there is a difference | probably better, or worse, perhaps by too little to matter |
| anything else | not settled |

Where neither side is better, the words are "differs" and "probably differs".

Over plausible worlds, of which each has one run, a variant is ahead in some, behind in others, and equal in the rest. The
share of worlds counts, with its interval by Wilson [Wilson1927]_, so wide that it holds for all differences together. The first
rule that holds decides:

| what is shown over plausible worlds, at 5 % in all | standing |
| --- | --- |
| fewer than 5 worlds in which both were measured | too few worlds to say |
| equal in all worlds | equal in all |
| ahead in more than .95 of all plausible worlds | ahead in nearly all |
| ahead in more than half of them | ahead in most |
| behind in more than .95 of them | behind in nearly all |
| behind in more than half of them | behind in most |
| anything else | now ahead, now behind |

The last is not a sign that what is not known decides: a run holds chance as well.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .intervals import share
from .statistics import FEWEST, holm, known_of, middle_of, p_value

Verdict = Literal[
    "identical",
    "better",
    "worse",
    "differs",
    "no difference that matters",
    "probably better",
    "probably worse",
    "probably differs",
    "not settled",
    "nothing to compare",
]
Standing = Literal[
    "too few worlds to say",
    "equal in all",
    "ahead in nearly all",
    "ahead in most",
    "behind in nearly all",
    "behind in most",
    "now ahead, now behind",
]
LEVEL = 0.05
NEARLY_ALL, MOST = 0.95, 0.5
"""Shares of plausible worlds."""


@dataclass(frozen=True)
class Claims:
    """What was tested of one difference: how likely it is if each claim is wrong.

    Attributes
    ----------
    none: if there is no difference. small: if it is no larger than the smallest effect that matters.
    large: if it is larger, on either side.
    """

    none: float
    small: float
    large: float


def claims_of(differences: Any, effect: float, *, by_order: bool = False) -> Claims:
    """Test paired differences, variant minus baseline, against the smallest effect that matters.

    by_order: whether only their order counts, as where times lie beyond the run-off.
    """
    known = known_of(differences)
    if len(known) == 0:
        return Claims(1.0, 1.0, 1.0)
    middle = middle_of(known, by_order)
    none = p_value(known, 0.0, by_order=by_order)
    if abs(middle) > effect:
        beyond = p_value(known, math.copysign(effect, middle), by_order=by_order)
        return Claims(none, max(none, beyond), 1.0)
    if by_order:  # a difference between two that lie beyond the run-off is not known to be small
        return Claims(none, 1.0, 1.0)
    return Claims(none, 1.0, max(p_value(known, effect), p_value(known, -effect)))


def corrected(tests: Sequence[Claims], counted: Sequence[bool]) -> list[Claims]:
    """The tests of a comparison corrected for how many there are; those not counted stay as they are."""
    places = [k for k, one in enumerate(counted) if one]
    by_claim = [holm([getattr(tests[k], claim) for k in places]) for claim in ("none", "small", "large")]
    found = dict(zip(places, (Claims(*values) for values in zip(*by_claim, strict=True)), strict=True))
    return [found.get(k, each) for k, each in enumerate(tests)]


def is_open(verdict: Verdict) -> bool:
    """Whether more replications might change a verdict."""
    return verdict == "not settled" or verdict.startswith("probably")


def is_tested(differences: Any) -> bool:
    """Whether a difference counts among those that are tested."""
    known = known_of(differences)
    return len(known) >= FEWEST and bool(known.any())


def verdict_of(tests: Claims, differences: Any, direction: str, *, by_order: bool = False) -> Verdict:
    """Verdict on a variant against the baseline.

    tests: of the paired differences, corrected; direction: lower, higher or neither.
    """
    known = known_of(differences)
    if len(known) == 0:
        return "nothing to compare"
    if not known.any():
        return "identical"
    if len(known) < FEWEST:
        return "not settled"
    is_better = (middle_of(known, by_order) < 0) == (direction == "lower")
    if tests.small < LEVEL:
        return "differs" if direction == "neither" else "better" if is_better else "worse"
    if tests.large < LEVEL:
        return "no difference that matters"
    if tests.none < LEVEL:
        if direction == "neither":
            return "probably differs"
        return "probably better" if is_better else "probably worse"
    return "not settled"


def standing_of(ahead: Any, behind: Any, tested: int) -> Standing:
    """Standing of a variant over plausible worlds.

    ahead, behind: whether it is so, by world in which both were measured. tested: differences that are corrected for.
    """
    if len(ahead) < FEWEST:
        return "too few worlds to say"
    if not (ahead | behind).any():
        return "equal in all"
    level = LEVEL / max(1, tested)
    least_ahead, least_behind = (share(each, level)[1] for each in (ahead, behind))
    if least_ahead > MOST:
        return "ahead in nearly all" if least_ahead > NEARLY_ALL else "ahead in most"
    if least_behind > MOST:
        return "behind in nearly all" if least_behind > NEARLY_ALL else "behind in most"
    return "now ahead, now behind"
