"""One cause, one problem: what only follows from another problem is not said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..errors import Problem
from .dangling import listed, name_in, said_once
from .paths import location_of
from .yaml_reader import Written, locate

NEITHER = "makes nothing of it"
OWNS_NOTHING = "owns nothing"
NO_OWNER = (" has no owner", " have no owner")


def causes(problems: Sequence[Problem], written: Written, passed_over: Sequence[str]) -> list[Problem]:
    """Of the problems of a scenario, those that do not follow from others or from what was passed over.

    problems: with paths that count lists; passed_over: paths, with names, of keys that are wrong in
    themselves and said already. The result has its places in the file.
    """
    unknown = [name for problem in problems if (name := name_in(problem, written))]
    roles = {name for kind, name in unknown if kind == "role"}
    kept = [problem for problem in problems if not follows(placed(problem, written), passed_over)]
    kept = [problem for problem in kept if not _lacks_one_of(roles, problem)]
    kept = _recipe_once(kept)
    if any(problem.what.endswith(OWNS_NOTHING) for problem in kept):
        kept = [problem for problem in kept if not problem.what.endswith(NO_OWNER)]
    if any(problem.what.endswith(NO_OWNER) for problem in kept):
        kept = [problem for problem in kept if not problem.path.endswith(".reporting_lines")]
    return [placed(problem, written) for problem in said_once(kept, written, passed_over)]


def placed(problem: Problem, written: Written) -> Problem:
    """A problem with the position of its path, and list places replaced by names."""
    if problem.file:
        return problem
    path, (file, line, column), _ = locate(location_of(problem.path, written), written)
    return Problem(path, problem.what, problem.remedy, file, line, column)


def follows(problem: Problem, passed_over: Sequence[str]) -> bool:
    """Whether a problem may only follow from a key that was passed over."""
    if any(path == problem.path or path.startswith(f"{problem.path}.") for path in passed_over):
        return True
    if _is_of_recipe(problem) and "structure.recipe" in passed_over:
        return True
    about_owners = problem.path == "structure.teams" or problem.path.endswith(".owns")
    return about_owners and any(".owns" in path for path in passed_over)


def _is_of_recipe(problem: Problem) -> bool:
    """Whether a problem is of keys that a recipe needs, or does not know."""
    return problem.what.startswith("recipe ") or (
        problem.path == "structure" and problem.what.startswith("says nothing of ")
    )


def _lacks_one_of(roles: set[str], problem: Problem) -> bool:
    """Whether a stage lacks people because of roles that are not there."""
    _, of_role, wanted = problem.remedy.partition(" of role ")
    if not of_role or not problem.what.startswith("nobody"):
        return False
    return any(role in wanted.partition(",")[0].split(" or ") for role in roles)


def _recipe_once(problems: Sequence[Problem]) -> list[Problem]:
    """Keys that a recipe does not know are one problem; that one of its own is missing follows from them."""
    others = [problem for problem in problems if problem.what.endswith(NEITHER)]
    if not others:
        return list(problems)
    first, *rest = others
    said = first
    if rest:
        keys = [problem.path.rpartition(".")[2] for problem in rest]
        remedy = first.remedy.replace("remove it", "remove them", 1)
        said = replace(first, what=f"{first.what}, nor of {listed(keys)}", remedy=remedy)
    return [said if problem is first else problem for problem in problems if not _goes(problem, rest)]


def _goes(problem: Problem, rest: Sequence[Problem]) -> bool:
    of_recipe = problem.path == "structure" and problem.what.startswith("says nothing of ")
    return of_recipe or problem.path.endswith(".reporting_lines") or any(problem is one for one in rest)
