"""Dotted paths: `structure.teams.counter.wip_limit` leads through maps by key and through lists by name or number."""

from __future__ import annotations

from collections.abc import Iterator

from .yaml_reader import Location, Written, name_of


def names_in(here: Written) -> Iterator[str]:
    """Keys of a map; names of a list, or its numbers where nothing has a name."""
    if isinstance(here.value, dict):
        yield from here.value
    elif isinstance(here.value, list):
        for k, entry in enumerate(here.value):
            yield name_of(entry) or str(k)


def places_of(here: Written) -> dict[str, Written]:
    """What lies one step below, by every step that leads there; names precede numbers."""
    if isinstance(here.value, dict):
        return dict(here.value)
    if not isinstance(here.value, list):
        return {}
    places: dict[str, Written] = {}
    for entry in here.value:
        places.setdefault(name_of(entry) or "", entry)
    for k, entry in enumerate(here.value):
        places.setdefault(str(k), entry)
    places.pop("", None)
    return places


def steps_of(root: Written, dotted: str) -> list[str]:
    """The steps of a path; a name that holds a dot is one step where it is known."""
    steps: list[str] = []
    here: Written | None = root
    rest = dotted
    while True:
        places = {} if here is None else places_of(here)
        known = [name for name in places if rest == name or rest.startswith(name + ".")]
        step = max(known, key=len) if known else rest.partition(".")[0]
        steps.append(step)
        if step == rest:
            return steps
        here, rest = places.get(step), rest[len(step) + 1 :]


def location_of(dotted: str, root: Written) -> Location:
    """The place that a path of a check leads to: it counts lists, and names may hold dots."""
    steps: list[int | str] = []
    here: Written | None = root
    rest = dotted
    while rest:
        head = rest.partition(".")[0]
        if here is not None and isinstance(here.value, list) and head.isdigit():
            step: int | str = int(head)
            here = here.value[int(head)] if int(head) < len(here.value) else None
        else:
            places = {} if here is None else places_of(here)
            known = [name for name in places if rest == name or rest.startswith(name + ".")]
            step = head = max(known, key=len) if known else head
            here = places.get(head)
        steps.append(step)
        rest = rest[len(head) + 1 :]
    return tuple(steps)


def position_in(here: Written, entry: Written) -> int:
    """Position of an entry in a list."""
    return next(k for k, one in enumerate(here.value) if one is entry)
