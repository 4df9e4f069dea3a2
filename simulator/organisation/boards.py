"""Who sits in approval layers: people of the roles asked for, those without a team first.

When a board sits and what it judges happens in the run: `engine/flow/boards.py`.
"""

from __future__ import annotations

from ..errors import Problem, no_such
from .governance import AskSpec, GovernanceSpec, LayerSpec
from .management import CLASSES, Expanded
from .workforce import RoleSpec, ordinals_of


def seat_layers(
    made: Expanded, seated: set[int], workforce: dict[str, RoleSpec]
) -> tuple[list[tuple[int, ...]], list[Problem]]:
    """Ordinals of the members of each layer, and the problems found.

    seated: people who have a team; they are taken after those who have none. A person may sit in
    several layers.
    """
    problems: list[Problem] = []
    ordinals = ordinals_of(workforce)
    members: list[tuple[int, ...]] = []
    for i, layer in enumerate(made.governance.layers):
        chosen: list[int] = []
        for role, count in layer.members.items():
            path = f"governance.layers.{made.written[i]}.members.{role}"
            if role not in ordinals:
                problems.append(no_such(path, "role", role, workforce, shown=False))
                continue
            people = sorted(ordinals[role], key=lambda person: (person in seated, person))
            if count > len(people):
                what = f"asks for {count} people of role '{role}', the workforce has {len(people)}"
                problems.append(Problem(path, what, f"raise workforce.{role}.count or ask for fewer"))
            chosen += people[:count]
        members.append(made.managers.get(i, tuple(chosen)))
    return members, problems


def problems_of_names(governance: GovernanceSpec, made: Expanded) -> list[Problem]:
    """Layers with the same name, and decision rights that name an unknown layer."""
    names = [layer.name for layer in made.governance.layers]
    problems = [
        Problem(f"governance.layers.{i}.name", f"two layers are named '{name}'", "give each its own name")
        for k, (i, name) in enumerate(zip(made.written, names, strict=True))
        if name in names[:k]
    ]
    names = [layer.name for layer in governance.layers]
    rights = governance.decision_rights
    asks: list[tuple[str, AskSpec]] = [
        ("start_initiative", rights.start_initiative),
        ("release", rights.release),
    ]
    for kind in CLASSES:
        right = getattr(rights.during_work, kind, None)
        if isinstance(right, AskSpec):
            asks.append((f"during_work.{kind}", right))
    if rights.for_initiative is not None and isinstance(rights.for_initiative.by, AskSpec):
        asks.append(("for_initiative.by", rights.for_initiative.by))
    filling = {layer.name for layer in governance.layers if layer.fills_places}
    problems += [
        Problem(
            f"governance.decision_rights.{question}.ask.{k}",
            f"'{name}' fills places and does not judge",
            "ask another layer, or remove fills_places",
        )
        for question, right in asks
        for k, name in enumerate(right.ask)
        if name in filling
    ]
    for question, right in asks:
        problems += [
            no_such(f"governance.decision_rights.{question}.ask.{k}", "layer", name, names)
            for k, name in enumerate(right.ask)
            if name not in names
        ]
    return problems


def review_layers(governance: GovernanceSpec) -> list[int]:
    """Numbers of the layers whose members review; each has a team and a stage of its own."""
    return [i for i, layer in enumerate(governance.layers) if is_reviewing(layer)]


def is_reviewing(layer: LayerSpec) -> bool:
    """Whether the members of a layer review on demand, as a team with a queue."""
    return layer.review_hours is not None and bool(layer.members)
