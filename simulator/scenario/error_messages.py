"""Pydantic's errors in words of the user's file: what is wrong, and what to do."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from typing import Any, get_args

from ..errors import Code, did_you_mean, nearest
from ..kernel.distributions import LAWS
from ..spec import HIGHEST, LOWEST_POSITIVE, Spec
from .yaml_reader import Location

MISSING = "is missing"

LONGEST_SHOWN = 40
MOST_DIGITS_SHOWN = 20

FORMS = {
    "int_type": "a whole number",
    "float_type": "a number",
    "string_type": "a word",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a map",
    "model_type": "a map",
    "model_attributes_type": "a map",
}
"""What a value must be, by the kind of error that says it is not."""

REMEDIES = {
    "mean_or_median": "write one of them",
    "mode_out_of_range": "put the three in order",
    "low_above_high": "exchange them",
    "weights_and_values": "write one weight for each value",
    "no_weight": "raise one",
}
"""What to do about an error of a distribution, by the type of the error."""

EXAMPLE = "{exponential: {mean: 2}}"

NUMBERS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"(\d+(?:\.\d+)?) *%", lambda found: f"write {float(found[1]) / 100:g}"),
    (r"[-+]?[\d_]+(?:\.\d*)?(?:[eE][-+]?\d+)?", lambda found: f"write {found[0]} without quotes"),
    (r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", lambda found: f"write {found[0].replace(',', '')}"),
    (r"(\d+),(\d+)", lambda found: f"write {found[1]}.{found[2]}, with a point"),
    (r"(\d+(?:\.\d+)?) *[A-Za-z€$/ ]+", lambda found: f"write the number alone: {found[1]}"),
)
"""Words that are meant as numbers, and what to write instead."""


def shown(value: Any) -> str:
    """A value as a file would show it, if it is short."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return "a map" if isinstance(value, dict) else "a list"
    if isinstance(value, int):
        digits = len(str(value)) if abs(value) < 10**4000 else 4000
        return f"{value:,}" if digits <= MOST_DIGITS_SHOWN else f"a number of {digits} digits"
    if isinstance(value, float):
        return _float_shown(value)
    text = str(value)
    return f"'{text}'" if len(text) <= LONGEST_SHOWN else f"'{text[:LONGEST_SHOWN]}…'"


def _float_shown(value: float) -> str:
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "infinite"
    if value == int(value) and abs(value) <= HIGHEST:
        return f"{value:,.0f}"
    return f"{value:.9f}".rstrip("0") if LOWEST_POSITIVE <= abs(value) < 1e-4 else f"{value:g}"


def in_words(entry: dict[str, Any], root: type[Spec]) -> tuple[str, str]:
    """What is wrong and what to do, of one of pydantic's errors in a file that is to be a `root`."""
    kind, context, given = entry["type"], entry.get("ctx", {}), entry["input"]
    location: Location = entry["loc"]
    if kind == "missing":
        return MISSING, "add it" if len(location) > 1 else "add it, or extend a file that has it"
    if kind == "extra_forbidden":
        return _unknown_key(location, root)
    if kind == "value_error":
        what, _, remedy = str(context["error"]).partition("; ")
        return what, remedy or "see 'orgsim schema' for the form"
    if kind in REMEDIES:
        return entry["msg"], REMEDIES[kind]
    if location[-1:] == ("[key]",):
        return _bad_name(kind, given)
    if given is None:
        return "has no value", "write a value after the colon, or remove the key"
    if kind == "no_such_distribution":
        return _no_distribution(given)
    if kind in FORMS or kind in ("no_form", "literal_error"):
        return _wrong_form(kind, context, given, location, root)
    return _out_of_bounds(kind, context, given)


def code_of(entry: dict[str, Any], root: type[Spec]) -> tuple[Code | None, tuple[str, ...]]:
    """The code of one of pydantic's errors, and what it is about."""
    kind, location = entry["type"], entry["loc"]
    if kind == "missing":
        return Code.MISSING_KEY, ()
    if kind == "too_short" and not entry["input"]:
        return Code.EMPTY, ()
    if kind == "extra_forbidden":
        word, known = str(location[-1]), _known_keys(location, root)
        later = any(word in spec.not_yet_supported for spec in specs_at(location[:-1], root))
        near = None if later or word in known else nearest(word, known)
        return Code.UNKNOWN_KEY, () if near is None else (near,)
    return None, ()


def _out_of_bounds(kind: str, context: dict[str, Any], given: Any) -> tuple[str, str]:
    """The error of a value that has the right form."""
    is_ = f"is {shown(given)}"
    if kind == "finite_number":
        return is_, "write a finite number"
    if kind == "tiny":
        return f"{is_}, too small to compute with", f"write {shown(context['least'])} or more"
    if kind == "greater_than":
        least = shown(context["gt"])
        return f"must be greater than {least}, {is_}", f"write a number above {least}"
    if kind == "greater_than_equal":
        least = shown(context["ge"])
        return f"must be at least {least}, {is_}", f"write {least} or more"
    if kind in ("less_than_equal", "less_than"):
        return _too_high(context.get("le", context.get("lt")), kind == "less_than", given)
    if kind == "too_short":
        least = context["min_length"]
        what = f"has {len(given)} {'entry' if len(given) == 1 else 'entries'}, needs {least}"
        return ("is empty" if not given else what), f"write at least {'one entry' if least == 1 else least}"
    if kind == "too_long":
        what = f"has {context['actual_length']:,} entries, {context['max_length']:,} are possible"
        return what, "write fewer"
    if kind == "string_pattern_mismatch":
        return is_, "write a number, or a percentage such as 10 %"
    return _bad_text(kind, given)


def _bad_text(kind: str, given: Any) -> tuple[str, str]:
    if kind == "string_too_short":
        return "is an empty name", "write a name"
    if kind == "string_too_long":
        return f"has {len(given)} letters, too many for a name", "shorten it"
    if kind == "unprintable":
        return "holds a character that cannot be printed", "remove it"
    return f"is {shown(given)}, which does not belong here", "see 'orgsim schema' for the form"


def _bad_name(kind: str, given: Any) -> tuple[str, str]:
    """The error of a key in a map whose keys are names."""
    what, remedy = _bad_text(kind, given)
    return ("holds an empty name" if kind == "string_too_short" else f"one of its names {what}"), remedy


def _too_high(most: Any, strictly: bool, given: Any) -> tuple[str, str]:
    what = f"must be {'below' if strictly else 'at most'} {shown(most)}, is {shown(given)}"
    if most <= 1 and (5 if most == 1 else 2) <= given <= 100 * most:
        return what, f"write a share between 0 and 1: {given / 100:g} for {given:g} %"
    return what, f"write {'less' if strictly else f'{shown(most)} or less'}"


def _no_distribution(given: Any) -> tuple[str, str]:
    if not given:
        return "is an empty map", f"write a number, or a distribution such as {EXAMPLE}"
    word = str(next(iter(given)))
    if any(word in law.model_fields for law in LAWS.values()):
        return f"names no distribution for '{word}'", f"name one around it, as in {EXAMPLE}"
    return f"'{word}' is not a distribution", did_you_mean(word, LAWS)


def _wrong_form(
    kind: str, context: dict[str, Any], given: Any, location: Location, root: type[Spec]
) -> tuple[str, str]:
    """The error of a value that has the wrong form: a word for a number, a list for a map."""
    if kind == "literal_error":
        return _no_such_word(str(context["expected"]), given)
    form = context["forms"] if kind == "no_form" else FORMS[kind]
    plainly = (type(given) is float and kind == "int_type") or (
        type(given) in (int, float) and form == "a word"
    )
    said = str(given) if plainly else shown(given)
    what = f"must be {form}, is {said}"
    if kind in ("model_type", "model_attributes_type"):
        return what, _keys_wanted(location, root)
    words = re.findall(r"'([^']*)'", form)
    if isinstance(given, str) and nearest(given, words) is not None:
        return what, did_you_mean(given, words)
    return what, _remedy_for_form(form, given)


def _remedy_for_form(form: str, given: Any) -> str:
    if "number" in form and isinstance(given, str):
        for pattern, remedy in NUMBERS:
            if found := re.fullmatch(pattern, given.strip()):
                return remedy(found)
    if form == "a whole number" and isinstance(given, float) and math.isfinite(given):
        return f"write {given:.0f}" if given == int(given) else "round it"
    if form == "a word" and isinstance(given, int | float):
        return f"put it in quotes: '{given if not isinstance(given, bool) else shown(given)}'"
    if form.endswith("a list") and not isinstance(given, bool):
        return "put '- ' before each entry" if isinstance(given, dict) else f"write [{given}]"
    if form == "a map":
        return "write one 'name: …' in each line below it"
    return f"write {form}" + (f", such as {EXAMPLE}" if form.endswith("distribution") else "")


def _keys_wanted(location: Location, root: type[Spec]) -> str:
    for spec in specs_at(location, root):
        fields = spec.model_fields
        keys = [name for name, field in fields.items() if field.is_required()] or list(fields)[:1]
        return f"write its keys: {{{', '.join(f'{key}: …' for key in keys)}}}"
    return "write keys with values: {name: …}"


def _no_such_word(expected: str, given: Any) -> tuple[str, str]:
    """The error of a word that is not among the expected ones."""
    known, word, what = re.findall(r"'([^']*)'", expected), str(given), f"is {shown(given)}"
    return what, f"write {expected}" if nearest(word, known) is None else did_you_mean(word, known)


def _unknown_key(location: Location, root: type[Spec]) -> tuple[str, str]:
    specs = specs_at(location[:-1], root)
    word = str(location[-1])
    if any(word in spec.not_yet_supported for spec in specs):
        return "is not yet supported by this version", "remove it"
    elsewhere = [spec.stands_elsewhere[word] for spec in specs if word in spec.stands_elsewhere]
    if elsewhere:
        return "no such key here", f"write {elsewhere[0]}"
    known = _known_keys(location, root)
    if word in known:
        return "cannot be used together with the key before it", "keep one of them"
    return "no such key", did_you_mean(word, known)


def _known_keys(location: Location, root: type[Spec]) -> set[str]:
    """Keys that are possible beside the key at a location."""
    return {name for spec in specs_at(location[:-1], root) for name in spec.model_fields}


def specs_at(location: Location, root: type[Spec]) -> list[type[Spec]]:
    """The specs that are possible at a place of a file."""
    here: list[type[Spec]] = [root]
    for step in location:
        below = [
            spec
            for parent in here
            if str(step) in parent.model_fields
            for spec in _specs_in(parent.model_fields[str(step)].annotation)
        ]
        if below:
            here = below
    return here


def _specs_in(annotation: Any) -> Iterable[type[Spec]]:
    """Spec classes inside an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        yield annotation
    for argument in get_args(annotation):
        yield from _specs_in(argument)
