"""Departments: teams by trade. People who are best at the same stage are in the same department."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..errors import Code, Problem
from .plans import Plan
from .structure import OwnsSpec, TeamSpec
from .trades import Stage, master_of, trade_of


def functional(plan: Plan) -> tuple[list[TeamSpec], list[Problem]]:
    """A department for every trade, which owns its stages of all products."""
    every = [(product, s) for product in plan.products for s in range(len(plan.stages))]
    remedy = ", or leave some of them out of the platform" if plan.structure.platform else ""
    return departments(plan, plan.people, every, remedy)


def departments(
    plan: Plan, people: Mapping[str, Sequence[int]], work: Sequence[tuple[str, int]], remedy: str
) -> tuple[list[TeamSpec], list[Problem]]:
    """Departments that own some (product, stage), made of some people.

    A stage belongs to the department of the role that does it best. Other roles join the
    department of the stage that they do best; if there is none here, they stay out.
    remedy: what else to do, besides hiring, where no one is left for a stage.
    """
    stages, meeting_hours = plan.stages, plan.structure.department_hours_per_week
    present = [role for role, numbers in people.items() if numbers]
    owned: dict[str, dict[int, list[str]]] = {}
    orphans: list[int] = []
    for product, s in work:
        master = master_of(stages[s], present)
        if master is None:
            orphans.append(s)
        else:
            owned.setdefault(master, {}).setdefault(s, []).append(product)
    home = {role: _home(role, present, stages, owned) for role in present}
    teams = [
        TeamSpec.model_construct(
            name=master,
            members={role: list(people[role]) for role in present if home[role] == master},
            meeting_hours_per_week=meeting_hours,
            owns=[OwnsSpec(products=names, stages=[stages[s].name]) for s, names in by_stage.items()],
        )
        for master, by_stage in owned.items()
    ]
    return teams, [_no_one_able(stages[s], remedy) for s in dict.fromkeys(orphans)]


def _home(
    role: str, present: Sequence[str], stages: Sequence[Stage], owned: Mapping[str, object]
) -> str | None:
    if role in owned:
        return role
    trade = trade_of(role, stages)
    return master_of(stages[trade], present) if trade is not None else None


def _no_one_able(stage: Stage, remedy: str) -> Problem:
    what = f"no one is left who could do stage '{stage.name}'"
    remedy = f"add people of role {' or '.join(stage.by)}{remedy}"
    return Problem("structure.recipe", what, remedy, code=Code.NO_ONE_ABLE, about=tuple(stage.by))
