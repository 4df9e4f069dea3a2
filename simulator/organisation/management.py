"""Management: levels that follow from people and span, and the approval layers made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Annotated

from pydantic import Field, model_validator

from ..errors import Problem, no_such
from ..metadata import Source, Unit
from ..spec import Count, Name, PositiveCount, Spec
from .governance import AskSpec, GovernanceSpec, LayerSpec
from .workforce import MOST_PEOPLE, RoleSpec, ordinals_of

CLASSES = ("local", "cross_team", "organisation")

Levels = Sequence[tuple[int, ...]]
"""Ordinals of the managers of each level, the lowest first."""


class ManagementSpec(Spec):
    """The hierarchy: who leads how many. All people of other roles report to the lowest level, and each
    level to the next, up to one person."""

    role: Name | None = None
    """Role of the managers. A manager who is not needed for a level leads no one."""
    span: Annotated[int, Field(ge=2, le=MOST_PEOPLE), Unit("people"), Source("P49", "P50")] | None = None
    """Most people who report to one manager: 3-5 player-coach, 8-10 supervisor, above 15 coordinator. The
    number of levels follows."""
    layers: Annotated[PositiveCount, Unit("levels"), Source("P51")] | None = None
    """Levels instead of a span: the narrowest span that needs no more of them."""
    reporting_lines: Annotated[PositiveCount, Unit("levels")] | None = None
    """Of recipe as_is, instead of role, span and layers: most levels of management that are taken from the
    reporting lines, counted from the teams that own something; managers above the last level belong to it."""
    levels: (
        Annotated[list[Annotated[list[Count], Field(min_length=1)]], Unit("ordinal of a person")] | None
    ) = None
    """Managers of each level by ordinal in the workforce, the lowest first; recipe as_is fills them in."""

    @model_validator(mode="after")
    def _one_measure(self) -> ManagementSpec:
        if self.reporting_lines is not None or self.levels is not None:
            if self.role or self.span or self.layers:
                raise ValueError("has reporting lines, and a role, span or layers; keep one of the two")
            return self
        if self.role is None:
            raise ValueError("does not say who manages; add role")
        if (self.span is None) == (self.layers is None):
            raise ValueError("needs exactly one of span and layers, as the other follows; write one of them")
        return self


def levels_of(people: int, span: int) -> list[int]:
    """Managers of each level, the lowest first, where one leads at most `span` (P50)."""
    levels: list[int] = []
    while people > 1 or not levels:
        people = -(-people // span)
        levels.append(people)
    return levels


def narrowest_span(people: int, layers: int) -> int:
    """Smallest span that needs at most this many levels."""
    low, high = 2, max(2, people)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if len(levels_of(people, middle)) <= layers else (middle + 1, high)
    return low


def managers_of(
    management: ManagementSpec | None, workforce: Mapping[str, RoleSpec], seated: Set[int]
) -> tuple[Levels, list[Problem]]:
    """Who manages on which level, people without a team first, and the problems found."""
    if management is None:
        return [], []
    role = management.role
    if role is None:
        return _listed(management, workforce)
    if role not in workforce:
        return [], [no_such("structure.management.role", "role", role, workforce)]
    there = sorted(ordinals_of(dict(workforce))[role], key=lambda person: (person in seated, person))
    led = sum(spec.count for spec in workforce.values()) - len(there)
    span = management.span or narrowest_span(led, management.layers or 1)
    sizes = levels_of(led, span)
    if sum(sizes) > len(there):
        what = (
            f"{led:,} people at a span of {span} need {sum(sizes)} managers, the workforce has {len(there)}"
        )
        remedy = f"{'widen the span' if management.span else 'lower it'}, or raise workforce.{role}.count"
        return [], [Problem(f"structure.management.{'span' if management.span else 'layers'}", what, remedy)]
    first = [sum(sizes[:k]) for k in range(len(sizes))]
    return [tuple(there[a : a + n]) for a, n in zip(first, sizes, strict=True)], []


def _listed(management: ManagementSpec, workforce: Mapping[str, RoleSpec]) -> tuple[Levels, list[Problem]]:
    """Levels that are listed by ordinal."""
    if management.levels is None:
        what, remedy = "needs the reporting lines of a file of people", "write recipe: as_is"
        return [], [Problem("structure.management.reporting_lines", what, remedy)]
    if not management.levels:
        what, remedy = "no one in the teams that own something has a manager", "remove management"
        return [], [Problem("structure.management.reporting_lines", what, remedy)]
    people = sum(spec.count for spec in workforce.values())
    problems = [
        Problem(
            f"structure.management.levels.{k}", f"there is no person {person}", f"write 0 to {people - 1}"
        )
        for k, level in enumerate(management.levels)
        for person in level
        if person >= people
    ]
    return ([] if problems else [tuple(level) for level in management.levels]), problems


def roles_among(people: Iterable[int], workforce: Mapping[str, RoleSpec]) -> dict[str, int]:
    """How many of these people are of each role."""
    ordinals = ordinals_of(dict(workforce))
    chosen = set(people)
    counts = {role: len(chosen & set(numbers)) for role, numbers in ordinals.items()}
    return {role: count for role, count in counts.items() if count}


class Expanded:
    """Governance with its layers of management resolved, and where each layer was written."""

    def __init__(
        self, governance: GovernanceSpec, members: Sequence[Mapping[str, int]], levels: Levels
    ) -> None:
        """members: by level, how many managers of each role."""
        self.problems: list[Problem] = []
        self.written: list[int] = []
        self.managers: dict[int, tuple[int, ...]] = {}
        self._members, self._levels = members, levels
        self._parts: dict[str, list[str]] = {}
        layers = [one for i, layer in enumerate(governance.layers) for one in self._made(i, layer)]
        rights = governance.decision_rights
        work = rights.during_work
        if work is not None:
            answers = {name: self._asking(getattr(work, name)) for name in CLASSES}
            work = work.model_copy(update=answers)
        rights = rights.model_copy(
            update={
                "start_initiative": self._asking(rights.start_initiative),
                "release": self._asking(rights.release),
                "during_work": work,
            }
        )
        self.governance = governance.model_copy(update={"layers": layers, "decision_rights": rights})

    def _made(self, i: int, layer: LayerSpec) -> Iterable[LayerSpec]:
        """The layers that a written layer expands to."""
        numbers = self._numbers(i, layer)
        self._parts[layer.name] = []
        for number in numbers:
            name = f"{layer.name} {number}" if layer.level == "each" else layer.name
            self._parts[layer.name].append(name)
            update: dict[str, object] = {"name": name, "level": None}
            if layer.level is not None:
                self.managers[len(self.written)] = self._levels[number - 1]
                update["members"] = dict(self._members[number - 1])
            self.written.append(i)
            yield layer.model_copy(update=update) if layer.level is not None else layer

    def _numbers(self, i: int, layer: LayerSpec) -> Sequence[int]:
        """Levels of management that a layer is made of; 1 for a layer of another kind."""
        count = len(self._levels)
        if layer.level is None:
            return [1]
        if not count or (isinstance(layer.level, int) and layer.level > count):
            what = f"there are {count} levels of management" if count else "there is no management"
            remedy = f"write 1 to {count}, each or top" if count else "add structure.management"
            self.problems.append(Problem(f"governance.layers.{i}.level", what, remedy))
            return []
        if layer.level == "each":
            return range(1, count + 1)
        return [count if layer.level == "top" else layer.level]

    def _asking(self, right: object) -> object:
        """A right that asks every level of a layer that has several, the lowest first."""
        if not isinstance(right, AskSpec):
            return right
        asked = [part for name in right.ask for part in self._parts.get(name, [name])]
        return right.model_copy(update={"ask": asked})
