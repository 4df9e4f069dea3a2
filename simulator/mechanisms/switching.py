"""Switching: a person with several tasks open, or several areas in mind, loses time on every change between them.

Claim. The more tasks a person has open, or areas in which they have worked during the last five days, the larger
the share of their time that goes into finding back. The measure is the same in every structure: a member of
two projects pays for it, and so does a member of a squad who does tickets of another area in between. It is read
when the person starts or stops a task, and once a week.

Source. Weinberg's table (P16): 0, 20, 40, 60, 75 % lost at 1 to 5 projects. It is a rule of thumb without
data behind it; half of it is as plausible. The default is half, judgement; swept.

Off value. Nothing lost at any number of tasks.
"""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from ..kernel.compiled import compiled
from ..kernel.quantiles import LawBook
from ..kernel.units import DAYS_PER_WEEK
from ..kernel.world import table
from ..metadata import Plausible, Source, Unit
from ..organisation.workforce import MOST_OPEN_TASKS
from ..spec import Spec
from ..work.records import ANSWER, REVIEW
from .entry import Mechanism, Parameter, Setting

TOUCHED = np.dtype([("area", "i8"), ("day", "f8")], align=True)
"""An area in which a person has worked, and until when; each person has MOST_OPEN_TASKS of them."""
LONG_AGO = -1e9

Share = Annotated[float, Field(ge=0, le=0.99)]


class SwitchingSpec(Spec):
    """What is lost to switching between tasks and areas."""

    lost_share: Annotated[
        list[Share], Field(min_length=1), Unit("share"), Plausible(0, 2, of="default"), Source("P16")
    ] = [0.0, 0.10, 0.20, 0.30, 0.375]
    """Share of working time lost with 1, 2, 3, … tasks open, or areas touched within five days, whichever are more; the
    last holds for more."""


def lost_at(spec: SwitchingSpec, open_tasks: int) -> float:
    """Share of working time lost with a number of open tasks."""
    if open_tasks == 0:
        return 0.0
    return spec.lost_share[min(open_tasks, len(spec.lost_share)) - 1]


@compiled
def touch_area(w, p, item):
    """Person p works, or has just worked, on an item of an area; requests belong to none."""
    if w.parameters[0].switching == 0 or REVIEW <= item.kind <= ANSWER:
        return
    first = p * MOST_OPEN_TASKS
    oldest = first
    for k in range(first, first + MOST_OPEN_TASKS):
        if w.touched[k].area == item.product:
            w.touched[k].day = w.clock[0].now
            return
        if w.touched[k].day < w.touched[oldest].day:
            oldest = k
    w.touched[oldest].area = item.product
    w.touched[oldest].day = w.clock[0].now


@compiled
def rate_switching(w, p):
    """Set the share of time that person p loses from now on."""
    if w.parameters[0].switching == 0:
        return
    person, since = w.people[p], w.clock[0].now - DAYS_PER_WEEK
    for k in range(p * MOST_OPEN_TASKS, p * MOST_OPEN_TASKS + person.open_count):
        touch_area(w, p, w.items[w.open_tasks[k]])
    areas = 0
    for k in range(p * MOST_OPEN_TASKS, (p + 1) * MOST_OPEN_TASKS):
        if w.touched[k].day >= since:
            areas += 1
    person.lost = w.lost[max(person.open_count, areas)]


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters."""
    return {"switching": any(setting.of(SwitchingSpec).lost_share)}


def tables(setting: Setting, people: int, periods: int) -> dict[str, Any]:
    """Share of working time lost, by number of tasks or areas; and what each person has touched lately."""
    spec, acts = setting.of(SwitchingSpec), setting.acts("switching")
    touched = table(TOUCHED, people * MOST_OPEN_TASKS if acts else 1)
    touched.area, touched.day = -1, LONG_AGO
    return {
        "lost": np.array([lost_at(spec, k) * acts for k in range(MOST_OPEN_TASKS + 1)]),
        "touched": touched,
    }


MECHANISM = Mechanism(
    name="switching",
    claim="A person with several tasks open, or several areas in mind, loses time on every change between them.",
    sources=("P16",),
    section="switching",
    spec=SwitchingSpec,
    parameters=(Parameter("switching", "i8", 0, "1: something is lost"),),
    values=values,
    every_week=("switching",),
    tables=tables,
    accounts=("switching",),
)
