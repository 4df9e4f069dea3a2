"""Whether replications that end by themselves have found what they were for, in words, by fixed rules.

| what was found at a point | what is said |
| --- | --- |
| a single variant may still be the best | it is the best there, with the probability that was asked for, small differences aside |
| several may | that each of them may be the best, after so many replications |
| an interval is wider than was asked for | in how many cases, where there are any |
| some replication has no value, or one beyond the run-off | that nothing was chosen there |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..outcomes.registry import Metric
from ..studies.analysis.best_known import BestKnown
from .figures import level

MOST_NAMED = 3


def sentences(outcome: Metric, found: BestKnown) -> Iterator[str]:
    """What is known of the best, what is open, and what could not be asked."""
    of, several = outcome.in_words, found.points > 1
    after = f"after {'at most ' * several}{found.most:,} replications"
    if found.chosen:
        sure = f"with {100 * found.probability:g} %{' at each' * several}; {_aside(outcome, found)}"
        yield f"{of}: {_chosen(found)}, {sure}."
    if found.open:
        named = [_or(names) + f" at {points:,}" * several for names, points in found.open.items()]
        more = f", {len(named) - MOST_NAMED} other sets" if len(named) > MOST_NAMED else ""
        where = f"at {sum(found.open.values()):,} of {found.points:,} points " * several
        yield f"{of}: {where}several may still be the best {after}: {', '.join(named[:MOST_NAMED])}{more}."
    if found.unmeasured:
        where = f"At {found.unmeasured:,} of {found.points:,} points some" if several else "Some"
        yield f"{of}: {where[0].lower()}{where[1:]} runs have no value, or one beyond the run-off; nothing is chosen there."


def _chosen(found: BestKnown) -> str:
    """Which variant is the best, at how many points."""
    first, known = next(iter(found.chosen)), sum(found.chosen.values())
    if len(found.chosen) == 1:
        where = "all" if known == found.points else f"{known:,} of"
        return f"{first} is the best" + f" at {where} {found.points:,} points" * (found.points > 1)
    counted = ", ".join(f"{name} at {points:,}" for name, points in found.chosen.items())
    return f"the best variant is known at {known:,} of {found.points:,} points ({counted})"


def _aside(outcome: Metric, found: BestKnown) -> str:
    """Below which differences another one may be as good."""
    small = found.indifference
    said = small if isinstance(small, str) else level(outcome, small)
    return f"another may be better by less than {said}"


def too_wide(outcome: Metric, target: float, wide: int, cases: int, most: int) -> str:
    """Where replications ended before an interval was as narrow as was asked for."""
    return (
        f"{outcome.in_words}: in {wide:,} of {cases:,} cases (a variant at a point) half of the 95 % interval is still wider than "
        f"{100 * target:g} % of the mean, after at most {most:,} replications."
    )


def _or(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
