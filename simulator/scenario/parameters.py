"""Every parameter that a scenario could set: its value, its source, and its plausible range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic.fields import FieldInfo

from ..kernel.distributions import ExponentialLaw
from ..mechanisms.registry import mechanism_of
from ..metadata import Plausible, Source, known_of
from ..spec import Spec
from .scenario import Scenario
from .yaml_reader import NAMING_KEYS

NAMES = ("name", "stage", "description")
"""Keys that name or describe something; they do not affect results."""


@dataclass(frozen=True)
class Parameter:
    """Something that a scenario sets or leaves at its default."""

    path: str
    value: Any
    default: Any
    required: bool
    """There is no default: every scenario sets it."""
    changed: bool
    """The scenario's value differs from the default."""
    unit: str
    """Empty where the value is not a number."""
    plausible: Plausible | None
    source: Source
    """Rows of the evidence, judgement, or yours."""
    mechanism: str | None
    """The mechanism to which it belongs."""
    on: bool | None
    """Whether that mechanism acts."""
    meaning: str
    pattern: str
    """The path with * in place of the names of things."""


def parameters_of(scenario: Scenario) -> list[Parameter]:
    """All parameters of a scenario by dotted path, in the order of the reference page.

    Each with default, unit, plausible range, source and mechanism: what a study may move, within which range, and what
    that rests on.

    Parameters
    ----------
    scenario
        As `load_scenario` returns it.
    """
    return [_parameter(scenario, leaf) for leaf in leaves_of(scenario, "", "")]


@dataclass(frozen=True)
class Leaf:
    """A value somewhere in a scenario, with the field that it fills."""

    path: str
    pattern: str
    value: Any
    field: FieldInfo
    inner: bool = False
    """One of several values of a field."""


def leaves_of(spec: Spec, path: str, pattern: str) -> Iterator[Leaf]:
    """Every value of a part of a scenario, parts of parts included."""
    for name, field in type(spec).model_fields.items():
        if name not in NAMES:
            yield from _inside(field, getattr(spec, name), f"{path}{name}", f"{pattern}{name}")


def _inside(field: FieldInfo, value: Any, path: str, pattern: str) -> Iterator[Leaf]:
    if isinstance(value, Spec) and not _is_distribution(field.annotation):
        yield from leaves_of(value, f"{path}.", f"{pattern}.")
    elif isinstance(value, Mapping) and value:
        for key, inner in value.items():
            if isinstance(inner, Spec):
                yield from leaves_of(inner, f"{path}.{key}.", f"{pattern}.*.")
            else:
                yield Leaf(f"{path}.{key}", f"{pattern}.*", inner, field, inner=True)
    elif isinstance(value, list) and value and all(isinstance(one, Spec) for one in value):
        for k, inner in enumerate(value):
            yield from leaves_of(inner, f"{path}.{_called(inner, k)}.", f"{pattern}.*.")
    else:
        yield Leaf(path, pattern, value, field)


def _called(spec: Spec, k: int) -> str:
    """How a path names an element of a list."""
    names = (getattr(spec, key, None) for key in NAMING_KEYS)
    return next((name for name in names if name), str(k))


def _is_distribution(annotation: Any) -> bool:
    return annotation is ExponentialLaw or any(map(_is_distribution, get_args(annotation)))


def _parameter(scenario: Scenario, leaf: Leaf) -> Parameter:
    known = known_of(leaf.field)
    required = leaf.inner or leaf.field.is_required()
    default = None if required else _plain(leaf.field.get_default(call_default_factory=True))
    value = _plain(leaf.value)
    mechanism = mechanism_of(leaf.pattern)
    return Parameter(
        path=leaf.path,
        value=value,
        default=default,
        required=required,
        changed=not required and value != default,
        unit=known.unit.text if known.unit else "",
        plausible=known.plausible,
        source=known.source or Source(yours=True),
        mechanism=mechanism,
        on=None if mechanism is None else scenario.acts(mechanism),
        meaning=" ".join((leaf.field.description or "").split()),
        pattern=leaf.pattern,
    )


def _plain(value: Any) -> Any:
    """A value as a file would hold it."""
    if isinstance(value, Spec):
        return value.model_dump(exclude_none=True)
    return [_plain(one) for one in value] if isinstance(value, list) else value
