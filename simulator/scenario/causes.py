"""One cause, one problem: a problem that only follows from another one is not reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..errors import Code, Problem
from .paths import location_of
from .references import listed, name_in, said_once
from .yaml_reader import Written, locate

OF_RECIPES = (Code.NO_RECIPE_KEY, Code.UNUSED_BY_RECIPE)


def causes(problems: Sequence[Problem], written: Written, passed_over: Sequence[str]) -> list[Problem]:
    """The problems of a scenario that do not follow from others or from keys that were skipped.

    problems: with paths that count lists; passed_over: paths, with names, of keys that are wrong in
    themselves and reported already. The result holds positions in the file.
    """
    unknown = [name for problem in problems if (name := name_in(problem))]
    roles = {name for kind, name in unknown if kind == "role"}
    kept = [problem for problem in problems if not follows(placed(problem, written), passed_over)]
    kept = [problem for problem in kept if not _lacks_one_of(roles, problem)]
    kept = _recipe_once(kept)
    if any(problem.code is Code.OWNS_NOTHING for problem in kept):
        kept = [problem for problem in kept if problem.code is not Code.NO_OWNER]
    if any(problem.code is Code.NO_OWNER for problem in kept):
        kept = [problem for problem in kept if not problem.path.endswith(".reporting_lines")]
    return [placed(problem, written) for problem in said_once(kept, written, passed_over)]


def placed(problem: Problem, written: Written) -> Problem:
    """A problem with the position of its path, and list places replaced by names."""
    if problem.file:
        return problem
    path, (file, line, column), _ = locate(location_of(problem.path, written), written)
    return replace(problem, path=path, file=file, line=line, column=column)


def follows(problem: Problem, passed_over: Sequence[str]) -> bool:
    """Whether a problem may only follow from a key that was skipped."""
    if any(path == problem.path or path.startswith(f"{problem.path}.") for path in passed_over):
        return True
    if problem.code in OF_RECIPES and "structure.recipe" in passed_over:
        return True
    about_owners = problem.path == "structure.teams" or problem.path.endswith(".owns")
    return about_owners and any(".owns" in path for path in passed_over)


def _lacks_one_of(roles: set[str], problem: Problem) -> bool:
    """Whether a stage lacks people because the scenario lacks one of their roles."""
    return problem.code is Code.NO_ONE_ABLE and not roles.isdisjoint(problem.about)


def _recipe_once(problems: Sequence[Problem]) -> list[Problem]:
    """Keys that a recipe does not know are one problem; a missing key of the recipe follows from them."""
    others = [problem for problem in problems if problem.code is Code.UNUSED_BY_RECIPE]
    if not others:
        return list(problems)
    first, *rest = others
    said = first
    if rest:
        keys = [problem.path.rpartition(".")[2] for problem in rest]
        remedy = first.remedy.replace("remove it", "remove them", 1)
        said = replace(first, what=f"{first.what}, nor {listed(keys)}", remedy=remedy)
    return [said if problem is first else problem for problem in problems if not _goes(problem, rest)]


def _goes(problem: Problem, rest: Sequence[Problem]) -> bool:
    of_recipe = problem.code is Code.NO_RECIPE_KEY
    return of_recipe or problem.path.endswith(".reporting_lines") or any(problem is one for one in rest)
