"""What the smallest sufficient change between two structures is, in words and tables, by fixed rules.

| what was found | what is said |
| --- | --- |
| fewer than 5 replications can be compared | no more than the figures |
| the interval of the gain of all changes holds 0, or lies below it | that nothing is enough for a gain that is not sure, or none |
| a combination brings the share asked for with a chance of 95 %, given the replications | it is enough; the cheapest is named |
| a cheaper one brings it by its mean, with a smaller chance | it may be enough; with that chance |
| only all changes together bring it | that nothing less is enough |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..scenario.scenario import Scenario
from ..studies.analysis.sufficient import Subset
from ..studies.changes import Change
from ..studies.differences import world_differences
from ..studies.statistics import FEWEST, Estimate
from ..studies.sufficient_change import Answer, enough_for_all
from .figures import NOTHING, direction_of, level, number

MOST_PERHAPS = 2
Row = Sequence[str]


def heading(first: Scenario, second: Scenario, changes: Sequence[Change]) -> Iterator[str]:
    """What is changed, and what a reader must know before anything else."""
    keys = sum(len(change.differing) for change in changes)
    yield f"From {first.name} to {second.name}: {len(changes)} changes, {keys} keys, {2 ** len(changes)} combinations"
    other = world_differences([path for change in changes for path in change.differing])
    if other:
        more = f" and {len(other) - 3} keys more" if len(other) > 3 else ""
        yield f"The worlds differ ({', '.join(other[:3])}{more}): what comes out is not due to structure alone."


def title_of(answer: Answer) -> str:
    """The outcome, and which side is better."""
    return f"{answer.outcome.in_words} [{answer.outcome.unit}], {answer.outcome.direction} is better"


def sentences_of(answer: Answer) -> Iterator[str]:
    """What the least change is, and how sure that is."""
    if left := answer.replications - answer.compared:
        yield (
            f"{left} of {answer.replications} replications are left out: it is not known in all combinations there, or lies "
            "beyond the run-off."
        )
    yield _of_all(answer)
    if answer.compared < FEWEST:
        yield f"How sure that is cannot be said of fewer than {FEWEST} replications."
        return
    if answer.found.gain.mean is None or answer.found.gain.mean <= 0.0:
        return
    if not answer.is_sure:
        yield "It is not sure that this gains anything: with more replications it may be said which part of it is enough."
        return
    yield from _of_parts(answer)


def _of_all(answer: Answer) -> str:
    gain, names = answer.found.gain, list(answer.found.alone)
    change = answer.after - answer.before
    ends = f"from {level(answer.outcome, answer.before)} to {level(answer.outcome, answer.after)}"
    if change == 0.0:
        return f"All {len(names)} changes together move nothing: {level(answer.outcome, answer.before)} before and after."
    words = "" if gain.mean is not None and gain.mean > 0.0 else ", which is no gain"
    return f"All {len(names)} changes together: {_in_words(answer, change)}{_ends(gain)}, {ends}{words}."


def _in_words(answer: Answer, change: float) -> str:
    return f"{level(answer.outcome, abs(change))} {direction_of(answer.outcome, change)}"


def _of_parts(answer: Answer) -> Iterator[str]:
    sure, every = answer.sure, len(answer.found.alone)
    assert sure is not None, "all changes together bring all of the gain"
    asked = f"{100 * answer.share:.0f} %"
    if len(sure.changes) == every:
        yield f"Nothing less than all changes is surely enough for {asked} of it."
    else:
        yield f"Enough for {asked} of it: {_named(sure, answer)}, {_share(sure)} of the gain."
    for subset in answer.perhaps[:MOST_PERHAPS]:
        yield (
            f"Perhaps enough, and cheaper: {_named(subset, answer)}, {_share(subset)} of the gain; {asked} with a "
            f"chance of {100 * subset.chance:.0f} %."
        )


def sentence_of_all(answers: Sequence[Answer]) -> str:
    """What is enough for several outcomes at once: what is enough for one may harm another."""
    subset = enough_for_all(answers)
    if subset is not None:
        return f"Enough for all {len(answers)} outcomes: {_named(subset, answers[0])}."
    if unsure := [answer.outcome.in_words for answer in answers if not answer.is_sure]:
        return f"Nothing is enough for all {len(answers)} outcomes: it is not sure that {_listed(unsure)} gains anything."
    return f"Nothing is surely enough for all {len(answers)} outcomes."


def _named(subset: Subset, answer: Answer) -> str:
    whole = max(each.cost for each in answer.reaching)
    return f"{_listed(subset.changes)} (cost {subset.cost:g} of {whole:g})"


def _share(subset: Subset) -> str:
    return f"{100 * subset.share:.0f} %"


def _listed(names: Sequence[str]) -> str:
    if not names:
        return "no change"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _ends(found: Estimate) -> str:
    return "" if found.low is None or found.high is None else f" ({number(found.low)} … {number(found.high)})"


def table_of(answer: Answer, costs: Sequence[float]) -> tuple[Sequence[str], list[Row]]:
    """Each change: its cost, and what it gains alone and on top of all others. costs: in the order of the changes."""
    heads = ("change", "cost", "gain alone", "", "gain on top of all others", "")
    whole = answer.found.gain.mean
    rows: list[Row] = [
        [name, f"{cost:g}", *_gain(answer.found.alone[name], whole), *_gain(answer.found.last[name], whole)]
        for name, cost in zip(answer.found.alone, costs, strict=True)
    ]
    return heads, rows


def _gain(found: Estimate, whole: float | None) -> tuple[str, str]:
    if found.mean is None:
        return NOTHING, ""
    share = f"{100 * found.mean / whole:.0f} %" if whole is not None and whole > 0.0 else ""
    return f"{number(found.mean)}{_ends(found)}", share


def table_of_all(answer: Answer) -> tuple[Sequence[str], list[Row]]:
    """Every combination that is enough by its mean, the cheapest first."""
    rows: list[Row] = [
        [
            _listed(s.changes),
            f"{s.cost:g}",
            f"{number(s.gain.mean)}{_ends(s.gain)}",
            _share(s),
            f"{100 * s.chance:.0f} %",
        ]
        for s in answer.reaching
    ]
    return ("changes", "cost", "gain", "share of all", f"{100 * answer.share:.0f} % with a chance of"), rows
