"""Comparison files: a question, the variants that may answer it, and what decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, model_validator

from ..errors import InputError, Problem, did_you_mean
from ..spec import Name, Positive, Spec
from .loading import Location, checked, load_scenario, locate, translated
from .merging import as_written, merged, override, read_merged
from .reading import Written, read_yaml
from .scenario import Scenario

Percentage = Annotated[str, Field(pattern=r"^\d+(\.\d+)?\s*%$")]


class VariantSpec(Spec):
    """One answer: a file, or changes of the base."""

    name: Name | None = None
    """Default: the name of the scenario."""
    file: Name | None = None
    """A scenario file, seen from this one."""
    change: dict[str, Any] = {}
    """Keys on top of the file, merged as `extends` merges."""
    set: dict[str, Any] = {}
    """Values by dotted path, as with --set."""


class ComparisonSpec(Spec):
    """One world, several structures."""

    name: Name | None = None
    """Names the results folder; default: the file's."""
    question: str = ""
    """What is to be decided, in words."""
    base: Name | None = None
    """A scenario file that variants without a file change."""
    variants: Annotated[list[Name | VariantSpec], Field(min_length=2)]
    """Scenario files, or maps with a name and changes. The first is the baseline."""
    decide_on: list[Name] = []
    """Outcomes that decide."""
    smallest_effect_that_matters: dict[Name, Positive | Percentage] = {}
    """By outcome: in its unit, or in per cent of the baseline."""

    @model_validator(mode="after")
    def _somewhere_to_start(self) -> ComparisonSpec:
        for variant in self.variants:
            if isinstance(variant, VariantSpec) and variant.file is None and self.base is None:
                raise ValueError("a variant without a file needs a base")
        return self


@dataclass(frozen=True)
class Comparison:
    """Scenarios to be compared; the first is the baseline."""

    name: str
    question: str
    variants: tuple[tuple[str, Scenario], ...]
    decide_on: tuple[str, ...]
    smallest_effects: Mapping[str, float | str]


def is_comparison(path: Path) -> bool:
    """Whether a file is a comparison: it has variants."""
    written = read_yaml(path)
    return isinstance(written.value, dict) and "variants" in written.value


def load_comparison(
    paths: Sequence[str | Path], overrides: Mapping[str, Any] | None = None, outcomes: Sequence[str] = ()
) -> Comparison:
    """Read one comparison file, or several scenario files over one world.

    overrides: set on top of every variant. outcomes: names that `decide_on` may use.
    Raises InputError with the problems of all files.
    """
    files = [Path(path) for path in paths]
    if len(files) == 1:
        if not is_comparison(files[0]):
            what = "is a single scenario: nothing to compare it with"
            raise InputError([Problem("", what, "name two files, or one with variants:", str(files[0]))])
        return _from_file(files[0], overrides or {}, outcomes)
    scenarios = _all([lambda f=f: load_scenario(f, overrides) for f in files])
    names = _distinct([scenario.name for scenario in scenarios])
    return Comparison("-vs-".join(names)[:100], "", tuple(zip(names, scenarios, strict=True)), (), {})


def _from_file(path: Path, overrides: Mapping[str, Any], outcomes: Sequence[str]) -> Comparison:
    written = read_yaml(path)
    try:
        spec = ComparisonSpec.model_validate(written.plain())
    except ValidationError as error:
        raise InputError(translated(error, written, ComparisonSpec)) from None
    problems = list(_unknown_outcomes(spec, written, outcomes))
    if problems:
        raise InputError(problems)
    scenarios = _all(
        [lambda k=k: _variant(spec, written, k, path, overrides) for k in range(len(spec.variants))]
    )
    names = _distinct(
        [
            v.name if isinstance(v, VariantSpec) and v.name else s.name
            for v, s in zip(spec.variants, scenarios, strict=True)
        ]
    )
    variants = tuple(zip(names, scenarios, strict=True))
    return Comparison(
        spec.name or path.stem,
        spec.question,
        variants,
        tuple(spec.decide_on),
        spec.smallest_effect_that_matters,
    )


def _all(loaders: Sequence[Any]) -> list[Scenario]:
    """Load every scenario; raise the problems of all that fail together."""
    scenarios: list[Scenario] = []
    problems: list[Problem] = []
    for load in loaders:
        try:
            scenarios.append(load())
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(dict.fromkeys(problems))
    return scenarios


def _variant(
    spec: ComparisonSpec, written: Written, k: int, path: Path, overrides: Mapping[str, Any]
) -> Scenario:
    variant, here = spec.variants[k], written.value["variants"].value[k]
    if isinstance(variant, str):
        variant = VariantSpec(file=variant)
    file = path.parent / (variant.file or spec.base or "")
    if not file.is_file():
        _, position, _ = locate(("variants", k), written)
        raise InputError(
            [
                Problem(
                    f"variants.{k}",
                    f"there is no file '{variant.file or spec.base}'",
                    "give its path as seen from this file",
                    *position,
                )
            ]
        )
    scenario = read_merged(file)
    if variant.change:
        scenario = merged(scenario, here.value["change"])
    for dotted, value in {**variant.set, **overrides}.items():
        override(scenario, dotted, value)
    if variant.name and "name" not in scenario.value:
        scenario.value["name"] = as_written(variant.name, str(path))
    return checked(scenario, file.parent)


def _unknown_outcomes(spec: ComparisonSpec, written: Written, outcomes: Sequence[str]) -> list[Problem]:
    named: list[tuple[Location, str]] = [(("decide_on", i), name) for i, name in enumerate(spec.decide_on)]
    named += [(("smallest_effect_that_matters", name), name) for name in spec.smallest_effect_that_matters]
    problems = []
    for location, name in named:
        if outcomes and name not in outcomes:
            dotted, position, _ = locate(location, written)
            problems.append(
                Problem(dotted, f"no such outcome '{name}'", did_you_mean(name, outcomes), *position)
            )
    return problems


def _distinct(names: Sequence[str]) -> list[str]:
    """Names of variants, numbered where two would be the same."""
    return [name if names.count(name) == 1 else f"{name} ({i + 1})" for i, name in enumerate(names)]
