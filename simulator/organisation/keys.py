"""Keys of recipes: which recipe makes something of which key, and what it cannot do without."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import Problem
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
"""Keys that only some recipes know; every other key goes with all."""

FILLED_IN = {("as_is", "teams")}
"""Keys that a recipe knows, and nobody has to write."""

NEEDED = {
    "as_is": ("teams", "knows no people", "write workforce: {from_csv: people.csv}"),
    "explicit": ("teams", "says nothing of the teams", "add teams, or another recipe"),
    "cross_functional": ("composition", "says nothing of who makes up a team", "add composition"),
    "project": ("staffing", "says nothing of who makes up a temporary team", "add staffing"),
}
"""By recipe: a key that it cannot do without, what is wrong where it is missing, and what to do."""


def keys_of_others(structure: StructureSpec) -> Iterable[Problem]:
    """Keys that say something, but not to this recipe."""
    own = KEYS_OF_RECIPES[structure.recipe]
    others = {key for keys in KEYS_OF_RECIPES.values() for key in keys if key not in own}
    for key in sorted(structure.told() & others):
        knowing = [
            recipe
            for recipe, keys in KEYS_OF_RECIPES.items()
            if key in keys and (recipe, key) not in FILLED_IN
        ]
        what = f"recipe {structure.recipe} makes nothing of it"
        yield Problem(f"structure.{key}", what, f"remove it, or write recipe: {' or '.join(knowing)}")


def missing_key(structure: StructureSpec) -> list[Problem]:
    """The key that a recipe cannot do without, where it is missing."""
    key, what, remedy = NEEDED.get(structure.recipe, ("recipe", "", ""))
    return [] if getattr(structure, key) else [Problem("structure", what, remedy)]
