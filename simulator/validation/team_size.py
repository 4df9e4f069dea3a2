"""Team size (S22): output has a peak, and the peak moves where work can be divided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..outcomes.facts import Facts
from ..studies.intervals import resampled
from ..studies.statistics import estimate
from .figures import Chart, Series, drawn
from .findings import Check, Effort, Finding, Picture, above, in_range, restated, written
from .queues import Values, lognormal
from .samples import Sample, replicated_all

SIZES = tuple(range(1, 21))
ITEMS = 120
PEOPLE = 8
"""Size of the team whose loss is compared with COCOMO's (P26)."""
TOGETHER, APART = (1, 120), (40, 3)
"""Initiatives, and items of each: one whose items come one after the other, or many small ones."""
ALL_AT_ONCE = 1.0
"""Value of `parallel` at which all items of an initiative are there from the first day."""


def job(people: int, initiatives: int, items: int, **stream: Any) -> Values:
    """A fixed amount of work for one team, all there from the first day; everything at its default."""
    stream |= {"product": "product", "at": [1.0] * initiatives, "items": items, "effort_days": lognormal(6.0, 0.5), "harmful_share": 0.0}  # fmt: skip
    return {
        "name": "job",
        "horizon": {"days": 3000, "warmup_days": 0, "run_off_days": 0},
        "presence": 0.9,
        "workforce": {"engineer": {"count": people, "skill": lognormal(1.0, 0.25)}},
        "products": [{"name": "product"}],
        "value_stream": [{"stage": "build", "by": {"engineer": 1.0}}],
        "demand": {"opportunities": [stream]},
        "structure": {"teams": [{"name": "team", "members": {"engineer": people}}]},
    }


def days_to_finish(facts: Facts) -> float:
    """Day on which all work is done."""
    return float(facts.items["closed_at"].max())


def times(effort: Effort, initiatives: int, items: int, **stream: Any) -> np.ndarray:
    """Days to finish by size of the team and replication."""
    runs = effort.times(40, 10)
    jobs = [job(n, initiatives, items, **stream) for n in SIZES]
    return np.array(
        [replicated_all(each, [days_to_finish], runs, workers=effort.workers)[0].values for each in jobs]
    )


def peak_of(days: np.ndarray) -> int:
    """Size of the team that finishes first on average."""
    return SIZES[int(np.argmin(days.mean(axis=1)))]


def slower_from(days: np.ndarray) -> int:
    """Size from which each added person makes it longer; 0 for none."""
    longer = np.diff(days.mean(axis=1)) > 0
    return next((n for n in SIZES[1:] if np.all(longer[n - 2 :])), 0)


def _with_interval(measure: Callable[[np.ndarray], int], days: np.ndarray) -> str:
    low, high = resampled(lambda taken: float(measure(days[:, taken])), days.shape[1])
    found, least, most = (f"{size:.0f}" if size else "none" for size in (measure(days), low, high))
    return f"{found} ({least} to {most})" + (" people" if measure(days) else "")


def _checks(together: np.ndarray, apart: np.ndarray) -> list[Check]:
    output = together.mean(axis=1)[0] / together.mean(axis=1)
    peak, moved, slower = peak_of(together), peak_of(apart), slower_from(together)
    rises, falls = np.diff(output[:peak]), np.diff(output[peak - 1 :])
    single = bool(np.all(rises > 0) and np.all(falls < 0))
    falling = bool(np.all(np.diff((output / np.array(SIZES))[2:]) < 0))
    return [
        Check("output has a single peak", "yes" if single else "no", "yes", single, FLAT),
        Check("where it peaks", _with_interval(peak_of, together), "4 to 10", 4 <= peak <= 10, PRECEDENCE),
        Check("output per person falls from 3 people on", "yes" if falling else "no", "yes", falling, "it does not."),
        Check("size from which the job takes longer with each person added", _with_interval(slower_from, together), "9 to 11", 9 <= slower <= 11, FLAT),
        Check("where the divided job peaks", _with_interval(peak_of, apart) + (" of at most 20" if moved == SIZES[-1] else ""), "more than 12", moved > 12, "ties inside small initiatives cost more than they should."),
    ]  # fmt: skip


def steps_of(days: np.ndarray) -> tuple[list[int], list[int]]:
    """Sizes at which one person more makes the job longer before the peak, and shorter after it, beyond chance.

    Beyond chance: the whole interval of the difference, run by run, lies on that side.
    """
    peak = peak_of(days)
    steps = [estimate(row) for row in np.diff(days, axis=0)]
    longer = [
        n
        for n, step in zip(SIZES[1:], steps, strict=True)
        if n <= peak and step.low is not None and step.low > 0
    ]
    shorter = [
        n
        for n, step in zip(SIZES[1:], steps, strict=True)
        if n > peak and step.high is not None and step.high < 0
    ]
    return longer, shorter


def _restated(together: np.ndarray, apart: np.ndarray) -> list[Check]:
    longer, shorter = steps_of(together)
    against = [*longer, *shorter]
    alone = Sample(together[0])
    lost = Sample(1.0 - alone.over(Sample(together[PEOPLE - 1])).values / PEOPLE)
    peak = peak_of(together)
    late = Sample(apart[SIZES.index(16)]).over(Sample(apart[-1]))
    return restated(
        TWO_CAUSES,
        Check("output has a single peak: steps against it that are beyond chance", f"at {', '.join(map(str, against))} people" if against else "none", "none", not against, UNEVEN),
        Check("where it peaks", _with_interval(peak_of, together), "5 to 12", 5 <= peak <= 12, PRECEDENCE),
        in_range(f"output per person that a team of {PEOPLE} loses against one alone", lost, 0.15, 0.30, "15 to 30 %", TIES),
        above("the divided job: output at 20 people over that at 16, times", late, 1.0, "more than 1", "ties inside small initiatives cost more than they should.", as_percent=False),
    )  # fmt: skip


def s22(effort: Effort) -> Finding:
    """Output of a team has one peak; work that can be divided moves it (QSM; Mao 2016)."""
    together, apart = times(effort, *TOGETHER), times(effort, *APART)
    at_once = times(effort, *TOGETHER, parallel=ALL_AT_ONCE)
    output, parted, free = (days.mean(axis=1)[0] / days.mean(axis=1) for days in (together, apart, at_once))
    return Finding(
        "S22",
        "Team size has a peak, and work that can be divided moves it",
        "partly an input",
        "QSM (P03); Wheelan 2009 (P06); Mao et al. 2016 (P08)",
        "output peaks at 4 to 10 people, output per person falls from 3 on, and from 9 to 11 people on a fixed job "
        "takes longer; where work can be divided, teams of more than 12 still gain.",
        "Teams of 1 to 20 with 120 items of 6 days, everything at its default: all items of one initiative, of "
        f"which at most 11 are open at once (`parallel`: the root of their number); and of 40 initiatives of 3. {effort.times(40, 10)} seeds each.",
        [*_checks(together, apart), *_restated(together, apart)],
        Picture(
            drawn(Chart("S22: output of a team", "people", "output, in people who work alone", [Series("one initiative", SIZES, output.tolist()), Series("the same, all items at once", SIZES, free.tolist()), Series("40 small initiatives", SIZES, parted.tolist())])),
            "Output by size of the team: one initiative whose items come one after the other, the same with all items at once, and many "
            "small ones.",
        ),
        note="Where output stops rising is an input: it is the number of items that may be open at once (`parallel`, judgement), "
        "brought in because ties alone make no peak. With all items at once output peaks at "
        f"{peak_of(at_once)} people and hardly changes from 12 on: {written(free[11], 1)} times that of one person at 12 and {written(free[-1], 1)} at 20. "
        "Ties cost what COCOMO II says of output per head (P26: about a quarter less in a team of 8); ties that make a "
        "peak by themselves, as those of an earlier version, take nearly half. That the peak moves is not an input: many small initiatives keep people "
        "apart.",
    )  # fmt: skip


TWO_CAUSES = (
    "a team of 8 cannot lose 15 to 30 % and have its peak there by talking alone: with any cost of ties that grows with their number "
    "output peaks where about half of all time is gone. So the peak needs a second cause, that not all items of an initiative can be worked on at once "
    "(`parallel`), and the band of the peak is 5 to 12 on one initiative; what ties cost is stated by itself, from COCOMO II (P26: 24 % at 8 people). "
    "That output falls after its peak is asked of steps that are beyond chance."
)
UNEVEN = "items go to people in turn, the slow and the fast, so that some sizes of team share them out better than others."
TIES = "ties cost less or more than the exponent of COCOMO II says."
FLAT = (
    "from 11 people on output falls slowly and unevenly: meetings get longer with each member, and items go to people in turn, the slow and "
    "the fast; but people whom no item needs have no ties and disturb no one."
)
PRECEDENCE = (
    "ties alone make no peak at that size (`coordination.size_cost`, P26); output rises until as many people are there as items can be "
    "open at once."
)
