"""Quality: work brings defects; some are found and sent back, the rest escape and become incidents.

Claim. Defects come with effort. There are more of them where an item was handed over, where the person at
work does not know the area or their team, in legacy and in neglected areas. A stage finds each with some
probability and sends the item back; what is not found goes out with it. Numbers of defects are Poisson,
so that finding some says nothing of the others, and a change fails with probability 1 - exp(-defects
left). A failure surfaces later as an incident: urgent work in the queue of the team that owns running the
product. It interrupts people and passes the teams that own the steps of restoring. How long restoring
takes is a result, not a parameter. Upkeep costs a share of everyone's time; without enough of it defects
grow with the work that is done.

Source. Share found by review 0.60 (P59), removed before release 0.85 in all (P60); structure predicts
failures (P61); a tenth of experiments is aborted for bugs (P64); debt P67, P68. The rate of defects is
judgement, chosen so that changes fail as often as in organisations of middling performance (A6: 5-20 %).
Swept.

Off value. No defects: rate 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from ..kernel.calendar import schedule, snapped
from ..kernel.chance import FAILURE, draw
from ..kernel.chance import INCIDENT as INCIDENT_DRAW
from ..kernel.compiled import compiled
from ..kernel.distributions import Distribution, Exponential, ExponentialLaw, Lognormal, LognormalLaw
from ..kernel.quantiles import LawBook, quantile
from ..kernel.world import table
from ..metadata import Plausible, Source, Unit
from ..organisation.workforce import roles_of_people
from ..spec import Name, NonNegative, Positive, Spec
from ..state.clock import INCIDENT_SHOWS
from ..state.rows import new_item
from ..state.slots import item_slot
from ..work.records import EXEMPT, INCIDENT, OPEN, QUEUE
from .entry import Column, Mechanism, Parameter, Setting
from .learning import newness

Factor = Annotated[float, Field(ge=0, le=100)]
MOST_OF_THE_TIME = 0.5
ROUTE_SHARES = (0.3, 0.5, 0.2)
"""Finding out, mending, bringing out: how the effort of restoring is split by default."""

ROUTE_STEP = np.dtype([("stage", "i8"), ("share", "f8")], align=True)


class RouteStepSpec(Spec):
    """One step of restoring: a stage of the value stream, done by the team that owns it for the product."""

    stage: Name
    """Name of the stage."""
    share: Annotated[Positive, Unit("share")]
    """Part of the incident's effort."""


class QualitySpec(Spec):
    """What goes wrong with work, and what is done about it. `quality: {}` takes the defaults."""

    defects_per_effort_day: Annotated[
        NonNegative,
        Unit("defects per day of work"),
        Plausible(0.01, 0.10),
        Source("P59", "A6", "P60", judgement=True),
    ] = 0.03
    """Defects that a nominal day of work brings in. At the default, a test that finds 60 % of them sends
    back a tenth of items of six days."""
    handoff_factor: Annotated[
        Factor, Unit("share"), Plausible(0, 1), Source("P38", "P61", judgement=True)
    ] = 0.25
    """More defects, as a share, where another team did the stage before."""
    legacy_factor: Annotated[Factor, Unit("share"), Plausible(0, 3), Source("P67", judgement=True)] = 1.0
    """More defects, as a share, in an area that is all legacy."""
    surface_days: Annotated[
        Distribution, Unit("working days"), Plausible(0, 10, of="mean"), Source(judgement=True)
    ] = ExponentialLaw(exponential=Exponential(mean=2.0))
    """Working days from a release until its failure shows."""
    incident_effort_days: Annotated[
        Distribution, Unit("working days"), Plausible(0.25, 3, of="mean"), Source(judgement=True)
    ] = LognormalLaw(lognormal=Lognormal(mean=1.0, sigma=0.8))
    """Nominal days of restoring after a failure."""
    restoring: Annotated[list[RouteStepSpec], Field(min_length=1, max_length=20)] | None = None
    """The path of an incident. Default: 0.3 of the effort in the last stage (the people who run the product
    find out what is wrong), 0.5 in the stage with most of the work, 0.2 in the last one again."""
    fixes_ask_for_release: Annotated[bool, Source("P41", "S25", judgement=True)] = True
    """Whether a fix needs the release approval that any change needs."""
    neglect_per_100_days: Annotated[
        NonNegative, Unit("share"), Plausible(0, 0.2), Source("P67", "P68", judgement=True)
    ] = 0.0
    """Share by which defects grow with every 100 nominal days of work in an area without any upkeep."""
    upkeep_share: Annotated[
        float, Field(ge=0, le=MOST_OF_THE_TIME), Unit("share"), Plausible(0, 0.3), Source("P68")
    ] = 0.0
    """Share of the time of all who can do the stage with most of the work, such as engineers, for keeping areas in order."""
    enough_upkeep: Annotated[
        float, Field(gt=0, le=MOST_OF_THE_TIME), Unit("share"), Plausible(0.1, 0.2), Source("P68")
    ] = 0.15
    """Share of time at which an area stays as it is; more than that makes up for neglect."""


@compiled
def defects_of(effort: float, rate: float, factors: float) -> float:
    """Expected defects that an effort in nominal days brings in."""
    return rate * effort * factors


@compiled
def chance_of_any(expected: float) -> float:
    """Chance of at least one, of a Poisson number with this mean."""
    return 1.0 - math.exp(-expected) if expected > 0.0 else 0.0


@compiled
def debt_after(debt, effort, neglect, upkeep, enough):
    """Neglect of an area after an effort in nominal days in it; never below 0."""
    return max(0.0, debt + neglect * effort * (1.0 - upkeep / enough))


@compiled
def bring_in_defects(w, p, item):
    """Person p has finished the work of a stage: defects have come with it, and some are found."""
    parameters = w.parameters[0]
    item.found = 0.0
    if parameters.defect_rate <= 0.0 or item.kind == INCIDENT:
        return
    area = w.areas[item.product]
    factors = newness(w, p, item) * (1.0 + parameters.legacy_defects * area.legacy) * (1.0 + area.debt)
    if item.handed == 1:
        factors *= 1.0 + parameters.handoff_defects
    item.defects += defects_of(item.stage_effort, parameters.defect_rate, factors)
    area.debt = debt_after(
        area.debt, item.stage_effort, parameters.neglect, parameters.upkeep, parameters.enough_upkeep
    )
    finds = w.stages[item.stage].finds
    item.found = chance_of_any(finds * item.defects)
    item.defects *= 1.0 - finds


@compiled
def fails(w, item):
    """Whether the release of an item fails: at least one defect that was not found shows."""
    if item.defects <= 0.0:
        return False
    u = draw(w.clock[0].seed, FAILURE, item.owner_key, item.part_key, 0)[0]
    return u < chance_of_any(item.defects)


@compiled
def raise_incident(w, source):
    """The defects that went out with an item, whose row is free again, will show as an incident."""
    clock = w.clock[0]
    # read first: the new item may take the very row of its source
    owner_key, part_key, product = source.owner_key, source.part_key, source.product
    ordinal, stream, initiative = source.ordinal, source.stream, source.initiative_ordinal
    i = new_item(w)
    item = w.items[i]
    item.kind = INCIDENT
    item.ordinal = ordinal
    item.stream = stream
    item.owner_key = owner_key
    item.part_key = part_key
    item.product = product
    item.initiative_ordinal = initiative
    item.leader = i
    item.place = EXEMPT
    item.state = QUEUE
    u, v, _, _ = draw(clock.seed, INCIDENT_DRAW, owner_key, part_key, 0)
    item.effort = quantile(w, w.parameters[0].incident_law, v)
    item.created_at = math.nan
    shows = snapped(clock.now + quantile(w, w.parameters[0].surface_law, u))
    item.since = shows
    schedule(w, item_slot(w, i), INCIDENT_SHOWS, ordinal, shows)


@compiled
def shows(item):
    """Whether an incident has shown itself yet."""
    return item.kind == INCIDENT and item.created_at >= 0.0 and item.fate == OPEN


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters."""
    spec = setting.of(QualitySpec)
    return {
        "defect_rate": spec.defects_per_effort_day,
        "handoff_defects": spec.handoff_factor,
        "legacy_defects": spec.legacy_factor,
        "neglect": spec.neglect_per_100_days / 100.0,
        "upkeep": spec.upkeep_share,
        "enough_upkeep": spec.enough_upkeep,
        "surface_law": laws.number(spec.surface_days),
        "incident_law": laws.number(spec.incident_effort_days),
        "route_steps": len(restoring_route(setting)),
        "fixes_ask": int(spec.fixes_ask_for_release),
    }


def restoring_route(setting: Setting) -> list[tuple[int, float]]:
    """Stages that an incident passes, each with its part of the effort."""
    spec, names = setting.of(QualitySpec), setting.stage_names
    if spec.restoring is not None:
        total = sum(step.share for step in spec.restoring)
        return [(names.index(step.stage), step.share / total) for step in spec.restoring]
    last, most = len(names) - 1, setting.stage_of_most_work
    if most == last:
        return [(last, 1.0)]
    return list(zip((last, most, last), ROUTE_SHARES, strict=True))


def tables(setting: Setting, people: int, periods: int) -> dict[str, Any]:
    """The path of an incident."""
    route = restoring_route(setting)
    rows = table(ROUTE_STEP, len(route))
    for k, step in enumerate(route):
        rows[k] = step
    return {"route": rows}


def upkeep_of_people(setting: Setting) -> Any:
    """Share of each person's time, meetings left out, for keeping areas in order; shape (people,).

    It is the work of all who can do the stage with most of the work.
    """
    able = setting.value_stream[setting.stage_of_most_work].by
    share = setting.of(QualitySpec).upkeep_share if setting.acts("quality") else 0.0
    return np.array([share if role in able else 0.0 for role in roles_of_people(setting.workforce)])


def prepare(setting: Setting, tables: Mapping[str, Any]) -> None:
    """Tell each person what upkeep takes of their time."""
    tables["people"].upkeep = upkeep_of_people(setting)


MECHANISM = Mechanism(
    name="quality",
    claim="Work brings defects; some are found and sent back, the rest escape and interrupt people as incidents.",
    sources=("S25", "A6", "P38", "P59", "P60", "P61", "P64", "P67", "P68"),
    keys=(
        "products.*.legacy_share",
        "value_stream.*.finds",
    ),
    section="quality",
    spec=QualitySpec,
    says="What goes wrong with work; without it nothing does.",
    needs_section=True,
    parameters=(
        Parameter("defect_rate", "f8", 0.0, "defects per nominal day of work"),
        Parameter("handoff_defects", "f8", None, "more of them after a handoff, as a share"),
        Parameter("legacy_defects", "f8", None, "more of them in legacy, as a share"),
        Parameter("neglect", "f8", 0.0, "of an area, per nominal day of work without upkeep"),
        Parameter("upkeep", "f8", 0.0, "share of the time of those who keep areas in order"),
        Parameter("enough_upkeep", "f8", None, "share of time at which an area stays as it is"),
        Parameter("surface_law", "i8", None, "working days until a failure shows"),
        Parameter("incident_law", "i8", None, "nominal days of restoring"),
        Parameter("route_steps", "i8", None, "stages that an incident passes"),
        Parameter("fixes_ask", "i8", None, "1: fixes need the approval that any release needs"),
    ),
    values=values,
    accounts=("incidents", "upkeep"),
    columns={
        "items": (
            Column("defects", "f8", 0, "expected number in it, of those that have not been found"),
            Column("found", "f8", 0, "chance that the stage just finished has found any"),
            Column("step", "i8", 0, "of an incident: where on its way it is"),
        ),
        "people": (Column("upkeep", "f8", 0, "share of their time"),),
        "areas": (Column("debt", "f8", 0, "by how much neglect has raised defects, as a share"),),
    },
    tables=tables,
    prepare=prepare,
)
