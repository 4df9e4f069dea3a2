"""Names that lead nowhere: however often one is written, it is one problem, where its cause is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..errors import Problem
from .paths import location_of
from .reading import Steps, Taken, Written, locate

HOMES: Mapping[str, Steps] = {
    "role": ("workforce",),
    "layer": ("governance", "layers"),
    "product": ("products",),
    "stage": ("value_stream",),
    "team": ("structure", "teams"),
}
"""By kind of thing: where things of this kind are."""
MOST_PLACES = 5

Name = tuple[str, str]
"""Kind and name of a thing."""


def name_in(problem: Problem, written: Written) -> Name | None:
    """The name that a problem says is unknown, if it says so. The path of the problem counts lists."""
    found = re.fullmatch(r"no such (\w+)(?: '(.*)')?", problem.what, re.DOTALL)
    if found is None or found[1] not in HOMES:
        return None
    return found[1], found[2] or str(location_of(problem.path, written)[-1])


def said_once(problems: Sequence[Problem], written: Written, told: Iterable[str]) -> list[Problem]:
    """Problems of which those of one unknown name are one; none where the name itself was complained of.

    told: paths of what is wrong already.
    """
    wrong = set(told)
    by_name: dict[Name, list[Problem]] = {}
    kept: list[Problem | Name] = []
    for problem in problems:
        name = name_in(problem, written)
        if name is None:
            kept.append(problem)
        elif name in by_name:
            by_name[name].append(problem)
        elif not {".".join(HOMES[name[0]]), ".".join((*HOMES[name[0]], name[1]))} & wrong:
            by_name[name] = [problem]
            kept.append(name)
    return [one if isinstance(one, Problem) else _one_of(one, by_name[one], written) for one in kept]


def _one_of(name: Name, problems: Sequence[Problem], written: Written) -> Problem:
    """One problem of a name that leads nowhere."""
    places = list(dict.fromkeys(_place_of(problem, name[1], written) for problem in problems))
    taken = _taken(name, written)
    if taken is not None:
        path = ".".join((*HOMES[name[0]], name[1]))
        what = f"is taken away, and still named in {_listed(places)}"
        return Problem(path, what, "take it away there as well, or keep it", *taken.position)
    first = problems[0]
    if len(places) == 1:
        return first
    return replace(first, what=f"{first.what}; it is also named in {_listed(places[1:])}")


def _place_of(problem: Problem, name: str, written: Written) -> str:
    """Where a name is written, without the name itself and its number in a list."""
    location = location_of(problem.path, written)
    is_key = location[-1] == name or isinstance(location[-1], int)
    return locate(location[:-1] if is_key else location, written)[0]


def _listed(places: Sequence[str]) -> str:
    said = [*places[:MOST_PLACES]]
    if len(places) > MOST_PLACES:
        said.append(f"{len(places) - MOST_PLACES} more places")
    last = said.pop()
    return f"{', '.join(said)} and {last}" if said else last


def _taken(name: Name, written: Written) -> Taken | None:
    """What was taken away that bore a name, or held what did."""
    home = HOMES[name[0]]
    whole = [(*home, name[1]), *(home[: k + 1] for k in reversed(range(len(home))))]
    return next((written.taken[steps] for steps in whole if steps in written.taken), None)
