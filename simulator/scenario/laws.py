"""Distributions: not wider than the tables of quantiles, with plausible means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..errors import Problem
from ..kernel.distributions import Discrete, law_of, mean_of
from ..organisation.governance import MOST_HOURS, GovernanceSpec
from ..spec import LAST_DAY
from ..work.demand import OpportunitySpec
from .demand_checks import blocks_of
from .error_messages import shown
from .scenario import Scenario

SHAPES = {"sigma": (0.0, 5.0), "cv": (0.0, 10.0), "concentration": (0.01, float("inf"))}
"""Beyond these, tables of quantiles lose the mean."""
MEANS = {
    "skill": (0.01, 100.0),
    "effort_days": (0.0, 1e6),
    "interarrival_days": (0.0, float(LAST_DAY)),
    "review_hours": (0.0, MOST_HOURS),
    "consult_hours": (0.0, MOST_HOURS),
    "vacancy_days": (0.0, float(LAST_DAY)),
    "surface_days": (0.0, float(LAST_DAY)),
    "incident_effort_days": (0.0, 1e6),
    "noticed_after_days": (0.0, float(LAST_DAY)),
}
"""Beyond these, nothing would happen before the end, or everything at once."""


def laws_can_be_drawn(scenario: Scenario) -> Iterable[Problem]:
    """Bounds of shapes and means."""
    for path, distribution in distributions_of(scenario):
        law = law_of(distribution)
        place = path if isinstance(law, float) else f"{path}.{type(law).__name__.lower()}"
        shapes = [(f"{place}.{key}", getattr(law, key), *SHAPES[key]) for key in SHAPES if hasattr(law, key)]
        problems = [
            p for where, value, least, most in shapes for p in _bounded(where, "is", value, least, most)
        ]
        yield from problems
        bounds = MEANS.get(path.rpartition(".")[2])
        if bounds and not problems:
            yield from _bounded(
                place, "is" if place == path else "has the mean", mean_of(distribution), *bounds
            )


def _bounded(path: str, verb: str, value: float, least: float, most: float) -> Iterable[Problem]:
    what = f"must be {{}} {{}}, {verb} {shown(value)}"
    if value > most:
        yield Problem(path, what.format("at most", shown(most)), f"write {shown(most)} or less")
    elif value < least:
        yield Problem(path, what.format("at least", shown(least)), f"write {shown(least)} or more")


def distributions_of(scenario: Scenario) -> Iterator[tuple[str, Any]]:
    """Every distribution of the parts that exist, with its dotted path."""
    parts = scenario.__dict__
    for role, spec in parts.get("workforce", {}).items():
        yield f"workforce.{role}.skill", spec.skill
    for i, stage in enumerate(parts.get("value_stream", [])):
        if stage.effort_days is not None:
            yield f"value_stream.{i}.effort_days", stage.effort_days
    for section, keys in (
        ("people", ["vacancy_days"]),
        ("quality", ["surface_days", "incident_effort_days"]),
    ):
        if parts.get(section) is not None:
            yield from ((f"{section}.{key}", getattr(parts[section], key)) for key in keys)
    if "governance" in parts:
        yield from _of_governance(scenario.governance)
    for path, stream in blocks_of(scenario) if "demand" in parts else ():
        for key in ("interarrival_days", "effort_days", "items", "value"):
            if getattr(stream, key, None) is not None:
                yield f"{path}.{key}", getattr(stream, key)
        if isinstance(stream, OpportunitySpec):
            yield f"{path}.harm.noticed_after_days", stream.harm.noticed_after_days


def _of_governance(governance: GovernanceSpec) -> Iterator[tuple[str, Any]]:
    for i, layer in enumerate(governance.layers):
        if layer.review_hours is not None:
            yield f"governance.layers.{i}.review_hours", layer.review_hours
    if governance.decision_rights.during_work is not None:
        path = "governance.decision_rights.during_work.consult_hours"
        yield path, governance.decision_rights.during_work.consult_hours


def shares_of_full_time_fit(scenario: Scenario) -> Iterable[Problem]:
    """A list of shares of full time has one for each person."""
    for role, spec in scenario.workforce.items():
        if isinstance(spec.fte, list) and len(spec.fte) != spec.count:
            what = f"has {len(spec.fte)} shares for {spec.count} people"
            yield Problem(
                f"workforce.{role}.fte", what, "write one for each person, or one number for all of the role"
            )


def skills_are_positive(scenario: Scenario) -> Iterable[Problem]:
    """A person of skill 0 would take work and never finish it."""
    for role, spec in scenario.workforce.items():
        law = law_of(spec.skill)
        if isinstance(law, Discrete) and any(
            v <= 0 < w for v, w in zip(law.values, law.weights, strict=True)
        ):
            what = "may be 0: a person without skill never finishes anything"
            yield Problem(f"workforce.{role}.skill", what, "write positive values")
