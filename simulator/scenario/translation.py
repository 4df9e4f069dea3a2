"""From pydantic's errors to problems of a file: each at its place, and one where unions give many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ..errors import Code, Problem
from ..kernel.distributions import LAWS
from ..spec import Spec
from .error_messages import FORMS, REMEDIES, code_of, in_words, specs_at
from .yaml_reader import Location, Written, locate

Entry = dict[str, Any]
"""One of pydantic's errors."""
HARMLESS_MAPS = {"mechanisms", "coupling"}
"""Maps of which an entry can be skipped without causing other problems."""
OF_PARTS = frozenset({"missing", "value_error", *REMEDIES})
"""Errors of a part as a whole, which has no single wrong key."""
NUMBER_OR_LAW = "a number or a distribution"


def translated(error: ValidationError, written: Written, root: type[Spec]) -> list[Problem]:
    """Pydantic's errors in words of the user's file, which is to be a `root`."""
    problems = []
    for entry in settled([dict(entry) for entry in error.errors(include_url=False)], written):
        location: Location = entry["loc"]
        path, position, _ = locate(location, written)
        if entry["type"] == "missing":
            path = ".".join(filter(None, (path, str(location[-1]))))
        elif location[-1:] == ("[key]",):
            path = locate(location[:-2], written)[0]
        what, remedy = in_words(entry, root)
        code, about = code_of(entry, root)
        problems.append(Problem(path, what, remedy, *position, code, about))
    meant = {meant_by(problem) for problem in problems}
    return [p for p in dict.fromkeys(problems) if not (p.code is Code.MISSING_KEY and p.path in meant)]


def meant_by(problem: Problem) -> str:
    """Path of the key that was meant where another one is written; empty for other problems."""
    if problem.code is not Code.UNKNOWN_KEY or not problem.about:
        return ""
    return ".".join([*problem.path.split(".")[:-1], *problem.about])


def settled(entries: Sequence[Entry], written: Written) -> list[Entry]:
    """The errors without those of alternatives that the user did not mean.

    Where several forms are possible, pydantic reports an error for each form. The form that was written
    shows which one was meant; if it matches none of them, one error names them all.
    """
    done: list[Entry] = []
    open_unions: dict[Location, list[Entry]] = {}
    for entry in (_without_law(entry, written) for entry in entries):
        k = _first_alternative(entry, written)
        if k is None:
            done.append(entry)
        else:
            open_unions.setdefault(entry["loc"][:k], []).append(entry)
    for place, group in open_unions.items():
        done += settled([_inside(entry, place) for entry in _meant(place, group)], written)
    return done


def _without_law(entry: Entry, written: Written) -> Entry:
    """An error without the step that names the law of a distribution, where a place of it follows."""
    here, location = written, entry["loc"]
    for k, step in enumerate(location[:-1]):
        if not isinstance(here.value, dict | list):
            return entry
        if isinstance(here.value, dict) and step in LAWS and str(location[k + 1]) in here.value:
            return {**entry, "loc": (*location[:k], *location[k + 1 :])}
        if not _leads_on(here, step):
            return entry
        here = here.value[step]
    return entry


def _leads_on(here: Written, step: int | str) -> bool:
    if isinstance(here.value, dict):
        return step in here.value
    return isinstance(here.value, list) and isinstance(step, int) and step < len(here.value)


def _first_alternative(entry: Entry, written: Written) -> int | None:
    """Position of the first step of an error's location that names an alternative and no place."""
    location: Location = entry["loc"]
    last = len(location) - (entry["type"] == "missing" or location[-1:] == ("[key]",))
    here = written
    for k, step in enumerate(location[:last]):
        if not _leads_on(here, step):
            return k
        here = here.value[step]
    return None


def _meant(place: Location, group: list[Entry]) -> list[Entry]:
    """Of the errors of all alternatives at a place, those of the form that was written."""
    k = len(place)
    if len({entry["loc"][k] for entry in group}) == 1:
        return group
    wrong_form = [
        e for e in group if len(e["loc"]) == k + 1 and (e["type"] in FORMS or e["type"] == "literal_error")
    ]
    if len(wrong_form) < len(group):
        return _complete([entry for entry in group if entry not in wrong_form], k)
    forms = [e["ctx"]["expected"] if e["type"] == "literal_error" else FORMS[e["type"]] for e in group]
    return [{**group[0], "type": "no_form", "ctx": {"forms": " or ".join(dict.fromkeys(forms))}}]


def _complete(entries: list[Entry], k: int) -> list[Entry]:
    """Of the errors of several maps, those of maps that lack no key, if there are any."""
    lacking = {entry["loc"][k] for entry in entries if entry["type"] == "missing"}
    return [entry for entry in entries if entry["loc"][k] not in lacking] or entries


def _inside(entry: Entry, place: Location) -> Entry:
    """An error without the step that names the alternative."""
    k = len(place)
    if entry["loc"][k] == "number" and entry["type"] == "float_type":
        entry = {**entry, "type": "no_form", "ctx": {"forms": NUMBER_OR_LAW}}
    return {**entry, "loc": (*place, *entry["loc"][k + 1 :])}


def sound_parts(
    error: ValidationError, values: dict[str, Any], written: Written, root: type[Spec]
) -> tuple[Any, list[str]]:
    """A `root` of the valid parts of a file, and the places that were skipped.

    Unknown keys and wrong values of keys that have a default are skipped; a part that is wrong
    in another way is left out, so that the model has no such attribute.
    """
    passed_over = list(_pruned(settled([dict(e) for e in error.errors()], written), values, written, root))
    parts: dict[str, Any] = {}
    for name, field in root.model_fields.items():
        if name in values:
            try:
                parts[name] = TypeAdapter(field.rebuild_annotation()).validate_python(values[name])
            except ValidationError:
                continue
        elif not field.is_required():
            parts[name] = field.get_default(call_default_factory=True)
    model = root.model_construct(None)
    model.__dict__.clear()
    model.__dict__.update(parts)
    return model, passed_over


def _pruned(
    entries: Sequence[Entry], values: dict[str, Any], written: Written, root: type[Spec]
) -> Iterator[str]:
    """Remove from `values` what can be skipped; returns the dotted paths of it."""
    for entry in entries:
        location: Location = entry["loc"]
        if entry["type"] in OF_PARTS or not _can_go(entry, root):
            continue
        *above, last = location
        here: Any = values
        for step in above:
            here = here[int(step)] if isinstance(here, list) else here.get(str(step), {})
        if isinstance(here, dict) and here.pop(str(last), None) is not None:
            yield locate(location, written)[0]


def _can_go(entry: Entry, root: type[Spec]) -> bool:
    location: Location = entry["loc"]
    if entry["type"] == "extra_forbidden" or set(location[-2:-1]) & HARMLESS_MAPS:
        return True
    fields = [spec.model_fields.get(str(location[-1])) for spec in specs_at(location[:-1], root)]
    return any(field is not None and not field.is_required() for field in fields)
