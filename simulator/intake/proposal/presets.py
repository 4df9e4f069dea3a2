"""The presets that come with orgsim, made of the user's own people where their roles allow it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ...organisation.structure import MOST_PROJECTS
from ...organisation.workforce import MOST_MEMBERSHIPS
from ..notes import Notes
from .ability import Stream

PASS_GOOD, PASS_BAD = 0.85, 0.48
"""Chances that a good idea, and any other, passes all approvals, the same in every structure. Judgement."""
CREW: Mapping[str, int] = {"product_manager": 1, "designer": 1, "tech_lead": 1, "engineer": 4, "tester": 1}
"""Of a cross-functional team (P13-P15)."""
PLAIN_CREW = 6
MOST_PROJECTS_OF_A_CORE = 2
CORE_PER_PROJECT = 3
"""Size of a temporary team on average, at one person for four items. People of scarcer roles sit in more projects at once."""

Values = dict[str, Any]


def presets(
    roles: Sequence[str], stream: Stream, areas: int, worked: bool, notes: Notes
) -> dict[str, Values]:
    """The presets that come with orgsim, by file name without ending."""
    counts = Counter(roles)
    crew, largest = _crew(counts, stream, areas, notes)
    managers = counts.get("manager") or 0
    made = {"project-based": _project(counts, stream, managers, worked)}
    for name, rest in _squads(managers, worked, largest).items():
        structure = {
            "recipe": "cross_functional",
            "composition": crew,
            "on_shortage": "share",
            **rest.pop("structure"),
        }
        made[name] = {"extends": "world.yaml", "name": name, "structure": structure, **rest}
    return made


def _crew(counts: Mapping[str, int], stream: Stream, areas: int, notes: Notes) -> tuple[dict[str, int], int]:
    """People of each role in a cross-functional team, and its largest size."""
    core, working = _core(counts, stream)
    teams = max(1, min(areas, counts[core] // (CREW[core] if core == "engineer" else PLAIN_CREW)))
    each = max(1, counts[core] // teams)
    crew = {core: each}
    for role, n in CREW.items():
        if role != core and role in working and counts[role] * MOST_MEMBERSHIPS >= n * teams:
            crew[role] = n
    total = sum(counts[role] for role in crew) // sum(crew.values())
    while max(1, min(areas, total)) * max(n / counts[role] for role, n in crew.items()) > MOST_MEMBERSHIPS:
        crew.pop(max((r for r in crew if r != core), key=lambda r: crew[r] / counts[r]))
        total = sum(counts[role] for role in crew) // sum(crew.values())
    if each > 2 * PLAIN_CREW:
        notes.warn(
            f"there are only {areas} areas for {counts[core]} people of role {core}: cross-functional teams of the presets have about "
            f"{sum(crew.values())} people; split areas to see smaller teams"
        )
    return crew, sum(crew.values()) + 4


def _rights(worked: bool, start: str, during: Values) -> Values:
    rights: Values = {} if worked else {"start_initiative": {"ask": [start]}}
    return {**rights, "during_work": {"per_effort_day": 0.1, "local": "decide", **during}}


def _asked(managers: int, name: str | None, most: int) -> list[Values]:
    """A layer of managers; none if there are no managers, or no one is asked."""
    if not managers or name is None:
        return []
    return [
        {
            "name": name,
            "review_hours": {"exponential": {"mean": 0.5}},
            "members": {"manager": min(most, managers)},
            "prepare_hours": 0.5,
        }
    ]


def _core(counts: Mapping[str, int], stream: Stream) -> tuple[str, set[str]]:
    """The most frequent role in teams, and all roles that do work."""
    working = {role for by in stream.who.values() for role in by}
    core = "engineer" if "engineer" in working else max(sorted(working), key=lambda role: counts[role])
    return core, working


def _staffing(counts: Mapping[str, int], stream: Stream) -> tuple[Values, dict[str, int]]:
    """Seats of a temporary team, and in how many of them people may sit: more where they are scarcer."""
    core, working = _core(counts, stream)
    at_once = max(1, MOST_PROJECTS_OF_A_CORE * counts[core] // CORE_PER_PROJECT)
    others = [role for role in CREW if role != core and role in working]
    seats: Values = {role: 1 for role in others if counts[role] * MOST_PROJECTS >= at_once / 2}
    projects = {role: min(MOST_PROJECTS, max(3, -(-at_once // counts[role]))) for role in seats}
    return {**seats, core: {"items_per": 4}}, {**projects, core: MOST_PROJECTS_OF_A_CORE}


def _project(counts: Mapping[str, int], stream: Stream, managers: int, worked: bool) -> Values:
    """Departments, boards, and a temporary team for every initiative."""
    staffing, projects = _staffing(counts, stream)
    lines = _asked(managers, "line managers", 4)
    who = {"members": {"manager": min(6, managers)}} if managers else {}
    few = {"members": {"manager": min(3, managers)}} if managers else {}
    ask: Values | str = {"ask": ["line managers"], "default_after_days": 10} if lines else "consult"
    rights = _rights(worked, "portfolio board", {"cross_team": ask, "organisation": ask})
    return {
        "extends": "world.yaml",
        "name": "project-based",
        "structure": {"recipe": "project", "staffing": staffing, "max_projects": projects, "department_hours_per_week": 1},
        "ceremonies": {"hours_per_week": 1.5, "minutes_per_member_per_week": 5},
        "governance": {
            "layers": [
                {"name": "portfolio board", "sits_every_days": 20, **who, "hours_per_request": 0.5, "prepare_hours": 8, "pass_good": PASS_GOOD, "pass_bad": PASS_BAD},
                {"name": "change board", "sits_every_days": 5, **few, "hours_per_request": 0.1, "prepare_hours": 0.5},
                *lines,
            ],
            "decision_rights": {**rights, "release": {"ask": ["change board"]}},
        },
        "release": {"mode": "continuous" if worked else "whole_initiative"},
        "priorities": "first_come",
    }  # fmt: skip


def _squads(managers: int, worked: bool, largest: int) -> dict[str, Values]:
    """What distinguishes the cross-functional presets."""

    def made(structure: Values, start: str, lead: str | None, release: Values) -> Values:
        return _squad(
            {**structure, "max_team_size": largest}, start, _asked(managers, lead, 4), worked, release
        )

    return {
        "spotify": made({"groups": {"name": "tribe", "max_people": 100}, "chapters": {"by": "role", "hours_per_week": 1.5}},
                         "product trio", "tribe leads", {"mode": "train", "every_days": 5}),
        "two-pizza": made({"groups": {"name": "division", "max_people": 100}, "contracts": "all"},
                           "team lead", None, {"mode": "continuous"}),
        "product-model": made({"groups": {"name": "product group", "max_people": 50}, "contracts": "all"},
                               "product trio", "product leads", {"mode": "continuous"}),
    }  # fmt: skip


def _squad(structure: Values, start: str, asked: list[Values], worked: bool, release: Values) -> Values:
    """A cross-functional preset. asked: the layer asked about decisions that concern the whole organisation."""
    chances = {"pass_good": PASS_GOOD, "pass_bad": PASS_BAD}
    first = [] if worked else [{"name": start, "review_hours": 4, "prepare_hours": 4, **chances}]
    ask: Values | str = {"ask": [asked[0]["name"]], "default_after_days": 5} if asked else "consult"
    rights = _rights(worked, start, {"cross_team": "consult", "organisation": ask})
    return {
        "structure": structure,
        "ceremonies": {"hours_per_week": 3, "minutes_per_member_per_week": 10},
        "governance": {"layers": [*first, *asked], "decision_rights": rights},
        "release": release,
        "priorities": "first_come" if worked else "value_over_effort",
    }
