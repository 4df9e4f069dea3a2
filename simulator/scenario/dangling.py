"""Names that lead nowhere: however often one is written, it is one problem, where its cause is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..errors import Problem, did_you_mean
from .paths import location_of
from .yaml_reader import Steps, Taken, Written, locate

HOMES: Mapping[str, Steps] = {
    "role": ("workforce",),
    "layer": ("governance", "layers"),
    "product": ("products",),
    "stage": ("value_stream",),
    "team": ("structure", "teams"),
}
"""By kind of thing: where things of this kind are."""
MOST_PLACES = 5
NONE_KNOWN = did_you_mean("", ())

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
        if name is not None and problem.remedy == NONE_KNOWN:
            name = name[0], ""  # all names of its kind are unknown
        if name is None:
            kept.append(problem)
        elif name in by_name:
            by_name[name].append(problem)
        elif not {".".join(HOMES[name[0]]), ".".join((*HOMES[name[0]], name[1]))} & wrong:
            by_name[name] = [problem]
            kept.append(name)
    return [one if isinstance(one, Problem) else _one_of(one, by_name[one], written) for one in kept]


def _one_of(name: Name, problems: Sequence[Problem], written: Written) -> Problem:
    """One problem of a name that leads nowhere, or of all names of its kind."""
    home, first = HOMES[name[0]], problems[0]
    names = list(dict.fromkeys(n for _, n in _with_names(problems, written)))
    places = list(dict.fromkeys(_place_of(p, n, written) for p, n in _with_names(problems, written)))
    taken = _taken((name[0], names[0]), written)
    if taken is not None:
        path = ".".join(home if len(names) > 1 else (*home, names[0]))
        still = "still named" if len(names) == 1 else f"{listed([repr(n) for n in names])} still named"
        what = f"is taken away, and {still} in {listed(places)}"
        return Problem(path, what, "take it away there as well, or keep it", *taken.position)
    others = f", nor {listed([repr(n) for n in names[1:]])}" if len(names) > 1 else ""
    also = f"; it is also named in {listed(places[1:])}" if len(places) > 1 and not others else ""
    return replace(first, what=f"{first.what}{others}{also}")


def _with_names(problems: Sequence[Problem], written: Written) -> list[tuple[Problem, str]]:
    return [(problem, found[1]) for problem in problems if (found := name_in(problem, written))]


def _place_of(problem: Problem, name: str, written: Written) -> str:
    """Where a name is written, without the name itself and its number in a list."""
    location = location_of(problem.path, written)
    is_key = location[-1] == name or isinstance(location[-1], int)
    return locate(location[:-1] if is_key else location, written)[0]


def listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them, and the number of those that are too many."""
    said = [*words[:MOST_PLACES]]
    if len(words) > MOST_PLACES:
        said.append(f"{len(words) - MOST_PLACES} more")
    last = said.pop()
    return f"{', '.join(said)} and {last}" if said else last


def _taken(name: Name, written: Written) -> Taken | None:
    """What was taken away that bore a name, or held what did."""
    home = HOMES[name[0]]
    whole = [(*home, name[1]), *(home[: k + 1] for k in reversed(range(len(home))))]
    return next((written.taken[steps] for steps in whole if steps in written.taken), None)
