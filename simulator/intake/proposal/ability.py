"""The value stream: its stages, who can do them, and their shares of an item's effort."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..meaning.identities import words_of
from ..meaning.mapping import MappingSpec
from ..notes import Notes, counted
from ..people.persons import Person
from ..work.measures import Measures, StageMeasure

WEIGHTS = {
    "discovery": 0.2,
    "analysis": 0.2,
    "design": 0.12,
    "build": 0.68,
    "review": 0.1,
    "test": 0.14,
    "release": 0.06,
}
"""Effort of a stage relative to the others; of a stage with a name of its own, 0.25. Judgement."""
OWN_WEIGHT = 0.25

WHO: Mapping[str, Mapping[str, float]] = {
    "discovery": {"product_manager": 1.0, "designer": 0.8, "analyst": 0.8, "project_manager": 0.6},
    "analysis": {"product_manager": 1.0, "analyst": 1.0, "designer": 0.8, "tech_lead": 0.8, "engineer": 0.6},
    "design": {"designer": 1.0, "tech_lead": 0.8, "engineer": 0.6},
    "build": {"engineer": 1.0, "tech_lead": 0.9, "operations": 0.7},
    "review": {"tech_lead": 1.0, "engineer": 0.9},
    "test": {"tester": 1.0, "engineer": 0.8, "tech_lead": 0.7},
    "release": {"operations": 1.0, "engineer": 0.8, "tech_lead": 0.7},
}
"""Roles that can do a stage, each with its proficiency: as in the worlds that come with orgsim. Judgement."""

MAKERS = ("engineer", "tech_lead", "operations", "designer", "tester", "product_manager", "analyst")
"""Roles that do the work of software; where few people have one of them, all people may do any stage."""
NO_WORKERS = ("executive", "manager", "administration")

FEW_MAKERS = 0.2
HALF = 0.5
"""Share of the effort that a returned item takes once more. Judgement."""
ENOUGH_OF_A_STAGE = 0.1
"""Share of the work at a stage that a role did in a history, from which it can do that stage."""
ONLY_STAGE = "work"
DEFAULT_STREAM = ("discovery", "design", "build", "test", "release")
MOST_STAGES = 12


@dataclass
class Stream:
    """Stages in order, and who can do each."""

    stages: list[str]
    who: dict[str, dict[str, float]]
    details: dict[str, dict[str, Any]]
    """Other keys of each stage in the value stream."""

    def as_values(self) -> list[dict[str, Any]]:
        """The value stream in the form of a world file."""
        return [{"stage": s, "by": dict(self.who[s]), **self.details[s]} for s in self.stages]


def stream_of(
    people: Sequence[Person],
    roles: Sequence[str],
    measures: Measures | None,
    mapping: MappingSpec,
    notes: Notes,
) -> Stream:
    """The value stream: from the history if there is one, otherwise that of a software company."""
    counts = Counter(roles)
    if measures is None:
        stages, details = list(DEFAULT_STREAM), _default_details()
        notes.assume("stages, their shares of the effort and 10 % returned from test to build: those of the mid-size "
                     "company that comes with orgsim", "world.yaml: value_stream")  # fmt: skip
    else:
        stages, details = _from_history(measures, notes)
    did = _did(people, roles, measures)
    who = {stage: _who(stage, counts, mapping.who.get(stage), did.get(stage, {}), notes) for stage in stages}
    if not mapping.who and not did and not _made_here(counts):
        notes.assume("few job titles indicate hands-on work: all people except managers can do any stage",
                     "mapping.yaml: titles, who")  # fmt: skip
    return Stream(stages, who, details)


def _default_details() -> dict[str, dict[str, Any]]:
    return {
        "discovery": {"per": "initiative", "effort_days": {"lognormal": {"mean": 7, "sigma": 0.5}}},
        "design": {"share": 0.12},
        "build": {"share": 0.68},
        "test": {"share": 0.14, "return_probability": 0.1, "return_to": "build", "return_share": 0.5},
        "release": {"share": 0.06},
    }


def _from_history(measures: Measures, notes: Notes) -> tuple[list[str], dict[str, dict[str, Any]]]:
    """Stages that items reached, each with its share of the effort and its returns."""
    found = list(measures.stages)
    if len(found) > MOST_STAGES:
        kept = sorted(found, key=lambda stage: -stage.reached_share)[:MOST_STAGES]
        notes.warn(f"{len(found)} stages are too many; the {MOST_STAGES} that most items reach are kept")
        found = [stage for stage in found if stage in kept]
    if not found:
        notes.assume(
            "no status or column shows what is done to an item: there is one stage", "mapping.yaml: statuses"
        )
        return [ONLY_STAGE], {ONLY_STAGE: {"share": 1.0}}
    timed = all(stage.spent_days > 0 for stage in found)
    weights = {
        s.name: s.spent_days if timed else WEIGHTS.get(s.name, OWN_WEIGHT) * s.reached_share for s in found
    }
    names = [stage.name for stage in found]
    details: dict[str, dict[str, Any]] = {}
    for stage in found:
        details[stage.name] = {"share": round(weights[stage.name] / sum(weights.values()), 3)}
        target = stage.return_to if stage.return_to in names[: names.index(stage.name) + 1] else stage.name
        if stage.return_probability >= 0.001:
            chance = round(stage.return_probability, 3)
            share = _return_share(measures, found, stage, target)
            details[stage.name] |= {"return_probability": chance, "return_to": target, "return_share": share}
            notes.find(f"stage {stage.name}: sends {chance:.1%} back to {target} ({stage.leaving:,} left it)")
    if timed:
        notes.find("how the effort of an item is split over its stages: by the time that activities took")
    elif len(found) > 1:
        notes.assume("how the effort of an item is split over its stages: by judgement, less where fewer items pass",
                     "world.yaml: value_stream.*.share")  # fmt: skip
    if any("return_share" in detail for detail in details.values()) and not measures.repeated_days > 0:
        notes.assume(
            "a returned item takes half of its effort once more", "world.yaml: value_stream.*.return_share"
        )
    return names, details


def _return_share(
    measures: Measures, stages: Sequence[StageMeasure], stage: StageMeasure, target: str
) -> float:
    """Share of the effort that a returned item takes once more: as the history shows it, otherwise half."""
    if not measures.repeated_days > 0:
        return HALF
    names = [one.name for one in stages]
    repeated = sum(one.spent_days for one in stages[names.index(target) : names.index(stage.name) + 1])
    chances = sum(one.return_probability / (1.0 - one.return_probability) for one in stages)
    return round(min(2.0, measures.repeated_days / (chances * repeated)), 3) if repeated > 0 else HALF


def _did(
    people: Sequence[Person], roles: Sequence[str], measures: Measures | None
) -> dict[str, dict[str, float]]:
    """By stage, the share of its work in a history that each role did, where it names the people of the list."""
    if measures is None or len(set(roles)) < 2:
        return {}
    role_by_word = {word: role for person, role in zip(people, roles, strict=True) for word in person.words}
    found: dict[str, dict[str, float]] = {}
    for stage, names in measures.by_worker_stage.items():
        counts: Counter[str] = Counter()
        for name, n in names.items():
            role = next((role_by_word[word] for word in words_of(name) if word in role_by_word), None)
            if role is not None:
                counts[role] += n
        if counts:
            found[stage] = {role: n / counts.total() for role, n in counts.items()}
    return found


def _who(
    stage: str,
    counts: Mapping[str, int],
    mapped: Mapping[str, float] | None,
    did: Mapping[str, float],
    notes: Notes,
) -> dict[str, float]:
    """Roles that can do a stage: from mapping.yaml, otherwise by rule and by who did it, otherwise all roles except managers."""
    if mapped is not None:
        there = {role: fit for role, fit in mapped.items() if role in counts}
        if there:
            return there
        notes.warn(
            f"mapping.yaml: who: there are no people in the roles given for '{stage}'; roles are taken by rule"
        )
    seen = {role: 1.0 for role, share in did.items() if share >= ENOUGH_OF_A_STAGE}
    ruled = {role: fit for role, fit in WHO.get(stage, {}).items() if role in counts}
    if seen:
        return {**ruled, **{role: fit for role, fit in seen.items() if role not in ruled}}
    makers = _made_here(counts)
    if not makers:
        return _all_workers(counts)
    return ruled or dict.fromkeys(makers, 1.0)


def _made_here(counts: Mapping[str, int]) -> list[str]:
    """Roles that do hands-on work; none where few people have them."""
    makers = [role for role in counts if role in MAKERS]
    few = sum(counts[role] for role in makers) < FEW_MAKERS * sum(counts.values())
    return [] if few else makers


def _all_workers(counts: Mapping[str, int]) -> dict[str, float]:
    """All roles except managers; managers also, where there are no other roles."""
    return dict.fromkeys([role for role in counts if role not in NO_WORKERS] or list(counts), 1.0)


def says(roles: Sequence[str]) -> str:
    """How many people of each role there are."""
    return counted(Counter(roles).items(), most=20)
