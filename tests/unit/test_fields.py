"""Every field that a compiled function names exists in its record: seen here, not a minute later by the compiler."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import simulator
from simulator.engine.builder.world import build
from simulator.scenario.loader import load_scenario

PACKAGE = Path(simulator.__file__).parent
SCENARIO = Path(__file__).parents[2] / "scenarios" / "two-pizza.yaml"
ROOMS = ("kernel", "organisation", "work", "state", "mechanisms", "engine")
NAMED_LIKE = {
    "person": "people", "item": "items", "initiative": "initiatives", "team": "teams", "layer": "layers",
    "membership": "memberships", "parameters": "parameters", "clock": "clock", "area": "areas", "stream": "streams",
}  # fmt: skip
"""Tables whose rows are parameters of compiled functions under these names."""


def records() -> dict[str, frozenset[str]]:
    """Fields of each table of a World; None for tables of plain numbers."""
    world = build(load_scenario(SCENARIO))
    return {name: frozenset(getattr(world, name).dtype.names or ()) for name in world.names}


def compiled_functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for room in ROOMS:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef) and any(map(is_compiling, node.decorator_list)):
                    yield f"{path.relative_to(PACKAGE)}:{node.name}", node


def is_compiling(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Name) and decorator.id in ("compiled", "compiled_entry")


def table_of(node: ast.expr) -> str | None:
    """The table of which an expression is a row: `people` for `w.people[p]`."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Attribute):
        return None
    table = node.value
    return table.attr if isinstance(table.value, ast.Name) and table.value.id == "w" else None


def rows_in(function: ast.FunctionDef) -> dict[str, str]:
    """Names that stand for rows, with their table: parameters by their name, others by what is assigned to them."""
    named = {a.arg: NAMED_LIKE[a.arg] for a in function.args.args if a.arg in NAMED_LIKE}
    for node in ast.walk(function):
        if not isinstance(node, ast.Assign):
            continue
        target, value = node.targets[0], node.value
        pairs: Any = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = zip(target.elts, value.elts, strict=True)
        for name, row in pairs:
            if isinstance(name, ast.Name):
                table = table_of(row)
                if table is not None:
                    named[name.id] = table
                elif name.id in named:
                    del named[name.id]
    return named


def fields_named(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    rows = rows_in(function)
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute):
            table = table_of(node.value)
            if table is None and isinstance(node.value, ast.Name):
                table = rows.get(node.value.id)
            if table is not None:
                yield table, node.attr


def unknown_fields(functions: Iterator[tuple[str, ast.FunctionDef]]) -> list[str]:
    known = records()
    return [
        f"{where}: no field '{field}' in the table '{table}'"
        for where, function in functions
        for table, field in fields_named(function)
        if field not in known.get(table, frozenset())
    ]


def test_every_field_that_a_compiled_function_names_exists_in_its_record() -> None:
    assert unknown_fields(compiled_functions()) == []


def test_most_fields_are_seen() -> None:
    """The check above would be worth nothing if it did not see the rows."""
    seen = [pair for _, function in compiled_functions() for pair in fields_named(function)]
    assert len(seen) > 1500
    assert {"people", "items", "initiatives", "teams", "clock", "parameters"} <= {table for table, _ in seen}


@pytest.mark.parametrize(
    "line",
    [
        "w.people[p].skil = 1.0",
        "person = w.people[p]\n    person.skil = 1.0",
        "a, b = p, w.clock[0]\n    b.nwo = 1.0",
    ],
)
def test_a_misspelt_field_is_found(line: str) -> None:
    (function,) = ast.parse(f"@compiled\ndef wrong(w, p):\n    {line}\n").body
    assert isinstance(function, ast.FunctionDef)
    assert len(unknown_fields(iter([("wrong", function)]))) == 1


def test_no_field_bears_a_name_that_a_record_has_already() -> None:
    """Plain Python would silently read the attribute of `np.record` instead."""
    import numpy as np

    taken = set(dir(np.record))
    assert {name for fields in records().values() for name in fields} & taken == set()
