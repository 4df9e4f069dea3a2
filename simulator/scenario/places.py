"""What the specs allow at a place of a scenario file: keys of a part, names of things, entries."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from ..spec import Spec
from .scenario import Scenario
from .yaml_reader import Written

Place = tuple[Any, ...]
"""Annotations of what is possible at a place; empty where nothing is known of it."""

WHOLE: Place = (Scenario,)
"""The place of a whole scenario."""


def step_into(place: Place, step: int | str) -> Place:
    """The place one step below: of a key, of a named thing, or of an entry of a list."""
    found: list[Any] = []
    for form in place:
        if is_spec(form):
            field = form.model_fields.get(str(step))
            found += [] if field is None else forms_of(field.annotation)
        elif _kind_of(form) is dict and isinstance(step, str):
            found += forms_of(get_args(form)[1])
        elif _kind_of(form) is list and isinstance(step, int):
            found += forms_of(get_args(form)[0])
    return tuple(found)


def is_spec(form: Any) -> bool:
    """Whether an annotation is a part of a file with keys of its own."""
    return isinstance(form, type) and issubclass(form, Spec)


def specs_of(place: Place) -> list[type[Spec]]:
    """The parts that are possible at a place."""
    return [form for form in place if is_spec(form)]


def field_of(place: Place, key: str) -> FieldInfo | None:
    """The field of a key; None if no part that is possible here has such a key."""
    return next((spec.model_fields[key] for spec in specs_of(place) if key in spec.model_fields), None)


def is_needed(place: Place, key: str) -> bool:
    """Whether a part requires a key."""
    field = field_of(place, key)
    return field is not None and field.is_required()


def holds_names(place: Place) -> bool:
    """Whether a map here has names that the user gives, such as those of roles."""
    return any(_kind_of(form) is dict for form in place)


def is_list(place: Place) -> bool:
    """Whether only a list is possible here."""
    return bool(place) and all(_kind_of(form) is list for form in place)


def may_be_list(place: Place) -> bool:
    """Whether a list is possible here, or nothing is known of the place."""
    return not place or any(_kind_of(form) is list for form in place)


def steps_below(written: Written) -> Iterator[tuple[int | str, Written]]:
    """What lies one step below a value as written."""
    if isinstance(written.value, dict):
        yield from written.value.items()
    elif isinstance(written.value, list):
        yield from enumerate(written.value)


def forms_of(annotation: Any) -> Iterator[Any]:
    """The alternatives inside an annotation."""
    origin = _kind_of(annotation)
    if origin is Annotated:
        yield from forms_of(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for argument in get_args(annotation):
            yield from forms_of(argument)
    else:
        yield annotation


def _kind_of(annotation: Any) -> Any:
    """What an annotation such as `list[int]` is made of: list."""
    return get_origin(annotation)
