"""Management: levels that follow from people and span, and the approval layers that are made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Annotated

from pydantic import Field, model_validator

from ..errors import Problem, did_you_mean
from ..spec import Name, PositiveCount, Spec
from .governance import AskSpec, GovernanceSpec, LayerSpec
from .workforce import MOST_PEOPLE, RoleSpec, ordinals_of

CLASSES = ("local", "cross_team", "organisation")

Levels = Sequence[tuple[int, ...]]
"""Ordinals of the managers of each level, the lowest first."""


class ManagementSpec(Spec):
    """The hierarchy: who leads how many. Everybody of other roles reports to the lowest level, and each
    level to the next, up to one person."""

    role: Name
    """Role of the managers. Who is not needed for a level leads nobody."""
    span: Annotated[int, Field(ge=2, le=MOST_PEOPLE)] | None = None
    """Most people who report to one manager: 3-5 player-coach, 8-10 supervisor, above 15 coordinator
    (P49). The number of levels follows (P50)."""
    layers: PositiveCount | None = None
    """Levels instead of a span: the narrowest span that needs no more of them (P51)."""

    @model_validator(mode="after")
    def _one_measure(self) -> ManagementSpec:
        if (self.span is None) == (self.layers is None):
            raise ValueError("asks for a span or for layers, one of them; the other follows")
        return self


def levels_of(people: int, span: int) -> list[int]:
    """Managers of each level, the lowest first, where one leads at most `span` (P50)."""
    levels: list[int] = []
    while people > 1 or not levels:
        people = -(-people // span)
        levels.append(people)
    return levels


def narrowest_span(people: int, layers: int) -> int:
    """Smallest span that needs no more than so many levels."""
    low, high = 2, max(2, people)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if len(levels_of(people, middle)) <= layers else (middle + 1, high)
    return low


def managers_of(
    management: ManagementSpec | None, workforce: Mapping[str, RoleSpec], seated: Set[int]
) -> tuple[Levels, list[Problem]]:
    """Who manages on which level, those without a team first, and what stands in the way."""
    if management is None:
        return [], []
    role = management.role
    if role not in workforce:
        return [], [Problem("structure.management.role", "no such role", did_you_mean(role, workforce))]
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


class Expanded:
    """Governance with its layers of management made out, and where each layer was written."""

    def __init__(self, governance: GovernanceSpec, role: str, levels: Levels) -> None:
        self.problems: list[Problem] = []
        self.written: list[int] = []
        self.managers: dict[int, tuple[int, ...]] = {}
        self._role, self._levels = role, levels
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
        """The layers that a written one stands for."""
        numbers = self._numbers(i, layer)
        self._parts[layer.name] = []
        for number in numbers:
            name = f"{layer.name} {number}" if layer.level == "each" else layer.name
            self._parts[layer.name].append(name)
            update: dict[str, object] = {"name": name, "level": None}
            if layer.level is not None:
                self.managers[len(self.written)] = self._levels[number - 1]
                update["members"] = {self._role: len(self._levels[number - 1])}
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
