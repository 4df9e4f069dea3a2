"""Keys of recipes: which recipe uses which key, and which key it requires."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import Code, Problem
from .structure import StructureSpec

KEYS_OF_RECIPES = {
    "explicit": ("teams",),
    "as_is": ("teams", "owns"),
    "cross_functional": (
        "composition", "max_team_size", "assign", "on_shortage", "leftovers", "end_to_end", "wip_limit", "groups", "department_hours_per_week",
    ),
    "functional": ("groups", "department_hours_per_week"),
    "project": ("groups", "department_hours_per_week"),
}  # fmt: skip
"""Keys that only some recipes use; every other key may be used with all recipes."""

FILLED_IN = {("as_is", "teams")}
"""Keys that a recipe uses, and that are filled in."""

NEEDED = {
    "as_is": ("teams", "has no people", "write workforce: {from_csv: people.csv}"),
    "explicit": ("teams", "does not list the teams", "add teams, or choose another recipe"),
    "cross_functional": ("composition", "does not say who makes up a team", "add composition"),
    "project": ("staffing", "does not say who makes up a temporary team", "add staffing"),
}
"""By recipe: a key that it requires, what is wrong without it, and what to do."""


def keys_of_others(structure: StructureSpec) -> Iterable[Problem]:
    """Keys that are set and that this recipe does not use."""
    own = KEYS_OF_RECIPES[structure.recipe]
    others = {key for keys in KEYS_OF_RECIPES.values() for key in keys if key not in own}
    for key in sorted(structure.explicit_keys() & others):
        knowing = [
            recipe
            for recipe, keys in KEYS_OF_RECIPES.items()
            if key in keys and (recipe, key) not in FILLED_IN
        ]
        what = f"recipe {structure.recipe} does not use it"
        remedy = f"remove it, or write recipe: {' or '.join(knowing)}"
        yield Problem(f"structure.{key}", what, remedy, code=Code.UNUSED_BY_RECIPE)


def missing_key(structure: StructureSpec) -> list[Problem]:
    """The problem of a missing key that a recipe requires."""
    key, what, remedy = NEEDED.get(structure.recipe, ("recipe", "", ""))
    code = None if (structure.recipe, key) in FILLED_IN else Code.NO_RECIPE_KEY
    return [] if getattr(structure, key) else [Problem("structure", what, remedy, code=code)]
