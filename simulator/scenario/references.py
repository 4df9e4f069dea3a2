"""Unknown names: however often one is written, it is reported once, where its cause is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..errors import Code, Problem
from .paths import location_of
from .yaml_reader import Steps, Taken, Written, locate

HOMES: Mapping[str, Steps] = {
    "role": ("workforce",),
    "layer": ("governance", "layers"),
    "product": ("products",),
    "stage": ("value_stream",),
    "team": ("structure", "teams"),
}
"""Where the things of each kind are defined."""
MOST_PLACES = 5

Name = tuple[str, str]
"""Kind and name of a thing."""


def name_in(problem: Problem) -> Name | None:
    """The name that a problem reports as unknown, if it does."""
    if problem.code not in (Code.UNKNOWN_NAME, Code.NO_NAMES) or problem.about[0] not in HOMES:
        return None
    kind, name = problem.about
    return kind, name


def said_once(problems: Sequence[Problem], written: Written, reported: Iterable[str]) -> list[Problem]:
    """The problems, with those of one unknown name joined; without them if the name itself was reported.

    reported: paths of problems that are reported already.
    """
    wrong = set(reported)
    by_name: dict[Name, list[Problem]] = {}
    kept: list[Problem | Name] = []
    for problem in problems:
        name = name_in(problem)
        if name is not None and problem.code is Code.NO_NAMES:
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
    """One problem of an unknown name, or of all names of its kind."""
    home, first = HOMES[name[0]], problems[0]
    names = list(dict.fromkeys(n for _, n in _with_names(problems)))
    places = list(dict.fromkeys(_place_of(p, n, written) for p, n in _with_names(problems)))
    taken = _taken((name[0], names[0]), written)
    if taken is not None:
        path = ".".join(home if len(names) > 1 else (*home, names[0]))
        still = "still named" if len(names) == 1 else f"{listed([repr(n) for n in names])} still named"
        what = f"is removed, and {still} in {listed(places)}"
        return Problem(path, what, "remove it there as well, or keep it", *taken.position)
    others = f", nor {listed([repr(n) for n in names[1:]])}" if len(names) > 1 else ""
    also = f"; it is also named in {listed(places[1:])}" if len(places) > 1 and not others else ""
    return replace(first, what=f"{first.what}{others}{also}")


def _with_names(problems: Sequence[Problem]) -> list[tuple[Problem, str]]:
    return [(problem, found[1]) for problem in problems if (found := name_in(problem))]


def _place_of(problem: Problem, name: str, written: Written) -> str:
    """Where a name is written, without the name itself and its number in a list."""
    location = location_of(problem.path, written)
    is_key = location[-1] == name or isinstance(location[-1], int)
    return locate(location[:-1] if is_key else location, written)[0]


def listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them, with the number of those beyond the most shown."""
    said = [*words[:MOST_PLACES]]
    if len(words) > MOST_PLACES:
        said.append(f"{len(words) - MOST_PLACES} more")
    last = said.pop()
    return f"{', '.join(said)} and {last}" if said else last


def _taken(name: Name, written: Written) -> Taken | None:
    """The removed thing with this name, or the removed part that held it."""
    home = HOMES[name[0]]
    whole = [(*home, name[1]), *(home[: k + 1] for k in reversed(range(len(home))))]
    return next((written.taken[steps] for steps in whole if steps in written.taken), None)
