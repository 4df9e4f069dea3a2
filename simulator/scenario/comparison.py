"""Comparison files: a question, the variants that may answer it, and the outcomes that decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError

from ..errors import InputError, Problem, did_you_mean, nearest
from ..metadata import Unit
from ..spec import Name, Positive, Spec
from .inheritance import moved, overridden, read_merged, why_not
from .loader import STUDY_KEYS, checked, load_scenario, not_spoilt
from .overrides import as_written
from .patches import merged
from .references import listed
from .scenario import Scenario
from .shipped import located, seen_from, shown
from .translation import sound_parts, translated
from .yaml_reader import Location, Written, locate, read_yaml

MOST_VARIANTS = 1000
MODE = "demand.mode"


def _not_zero(value: str) -> str:
    if not float(value.rstrip("% ")):
        raise ValueError("is 0 %; write the smallest difference that matters to you")
    return value


Percentage = Annotated[str, Field(pattern=r"^\d{1,6}(\.\d{1,6})?\s*%$"), AfterValidator(_not_zero)]


class VariantSpec(Spec):
    """One answer: a file, or changes of the base."""

    name: Name | None = None
    """Default: the name of the scenario."""
    file: Name | None = None
    """A scenario file, relative to this one."""
    change: dict[str, Any] = {}
    """Keys on top of the file, merged as `extends` merges."""
    set: dict[str, Any] = {}
    """Values by dotted path, as with --set."""


class ComparisonSpec(Spec):
    """One world, several structures."""

    name: Name | None = None
    """Name of the results folder; default: the name of the file."""
    question: str = ""
    """The question, in words."""
    base: Name | None = None
    """A scenario file. Variants without a file of their own change it."""
    variants: Annotated[list[Name | VariantSpec], Field(min_length=2, max_length=MOST_VARIANTS)]
    """Scenario files, or maps with a name and changes. The first is the baseline."""
    modes: list[Name] = []
    """Modes of demand in which all variants are compared, one after the other; default: the one of the files, or the one that
    `--set demand.mode=…` chooses."""
    decide_on: list[Name] | dict[Name, list[Name]] = []
    """Outcomes that decide; or, by mode of demand, those that decide there: elsewhere the headlines are shown."""
    rank_by: Name | None = None
    """Outcome by which variants are ranked; default: by how many of the outcomes that decide are better and worse."""
    smallest_effect_that_matters: Annotated[
        dict[Name, Positive | Percentage], Unit("that of the outcome")
    ] = {}
    """By outcome: in its unit, or in per cent of the baseline."""


@dataclass(frozen=True)
class Comparison:
    """Scenarios to be compared; the first is the baseline."""

    name: str
    question: str
    variants: tuple[tuple[str, Scenario], ...]
    decide_on: tuple[str, ...]
    smallest_effects: Mapping[str, float | str]
    load: float | None = None
    """Load of the world, where it was chosen."""
    mode: str | None = None
    """Mode of demand, where it was chosen."""
    rank_by: str | None = None
    """Outcome by which variants are ranked."""
    modes: tuple[str, ...] = ()
    """Modes of demand in which it asks to be compared."""
    decide_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Outcomes that decide in a mode, where they are not those of `decide_on`."""

    @property
    def where(self) -> str:
        """Mode and load, where they were chosen, in words."""
        load = None if self.load is None else f"load {self.load:g}"
        return ", ".join(filter(None, [self.mode and self.mode.replace("_", " "), load]))

    def in_mode(self, mode: str) -> Comparison:
        """The same comparison in another mode of demand. Raises InputError where a variant cannot be in it."""
        variants, problems = _all([lambda s=s: s.in_mode(mode) for _, s in self.variants])  # type: ignore[misc]
        if problems:
            raise InputError(problems)
        named = tuple((name, s) for (name, _), s in zip(self.variants, variants, strict=True))
        decide_on = self.decide_in.get(mode, ()) if self.decide_in else self.decide_on
        return replace(self, variants=named, mode=mode, decide_on=decide_on)


@dataclass(frozen=True)
class KnownOutcomes:
    """Names that `decide_on` may use; this layer does not know which outcomes exist."""

    measured: Sequence[str] = ()
    neutral: Sequence[str] = ()
    """Those of which neither more nor less is better."""


def load_file(
    path: Path, overrides: Mapping[str, Any], outcomes: KnownOutcomes | None = None
) -> Scenario | Comparison:
    """Read a file of either kind; a comparison is a file with variants."""
    path = located(path)
    written = read_yaml(path)
    if has_variants(written):
        return comparison_of(path, written, overrides, outcomes)
    return checked(read_merged(path, overrides, written), path.parent)


def is_study(written: Written) -> bool:
    """Whether a file is a study."""
    return isinstance(written.value, dict) and any(key in written.value for key in STUDY_KEYS)


def has_variants(written: Written) -> bool:
    """Whether a file is a comparison."""
    return isinstance(written.value, dict) and "variants" in written.value


def load_comparison(
    paths: Sequence[str | Path],
    overrides: Mapping[str, Any] | None = None,
    outcomes: KnownOutcomes | None = None,
) -> Comparison:
    """Read one comparison file, or several scenario files over one world.

    overrides: set on top of every variant. outcomes: names that `decide_on` may use; None: any.
    Raises InputError with the problems of all files.
    """
    files = [Path(path) for path in paths]
    if len(files) == 1:
        file = located(files[0])
        written = read_yaml(file)
        if not has_variants(written) and not is_study(written):
            what, remedy = "is a single scenario, with nothing to compare it to", "add a second scenario"
            raise InputError([Problem("", what, remedy, str(files[0]))])
        return comparison_of(file, written, overrides or {}, outcomes)
    scenarios, problems = _all([lambda f=f: load_scenario(f, overrides) for f in files])  # type: ignore[misc]
    if problems:
        raise InputError(problems)
    names = _distinct([scenario.name for scenario in scenarios])
    return Comparison("-vs-".join(names)[:100], "", tuple(zip(names, scenarios, strict=True)), (), {})


def comparison_of(
    path: Path, written: Written, overrides: Mapping[str, Any], outcomes: KnownOutcomes | None
) -> Comparison:
    """A comparison file that has been read. Raises InputError with the problems of all its variants."""
    if is_study(written):
        what, remedy = "is a study: it has levers, uncertainties or a design", "give it to 'orgsim study'"
        raise InputError([Problem("", what, remedy, *written.position)])
    problems = list(written.problems)
    written = _without_nulls(written)
    values = written.plain()
    passed_over: list[str] = []
    try:
        spec = ComparisonSpec.model_validate(values)
    except ValidationError as error:
        problems += not_spoilt(translated(error, written, ComparisonSpec), written)
        spec, passed_over = sound_parts(error, values, written, ComparisonSpec)
    problems += unknown_outcomes(spec, written, outcomes)
    problems += modes_that_are_not_compared(spec, written)
    scenarios: list[Scenario] = []
    if {"variants", "base"} <= set(spec.__dict__) - set(passed_over):
        problems += _same_names(spec, written)
        loaders = [lambda k=k: _variant(spec, written, k, path, overrides) for k in range(len(spec.variants))]
        scenarios, of_variants = _all(loaders)
        problems += of_variants or _modes_that_do_not_fit(spec, written, scenarios)
    if problems:
        raise InputError(problems)
    decide_in = spec.decide_on if isinstance(spec.decide_on, dict) else {}
    decide_on = spec.decide_on if isinstance(spec.decide_on, list) else ()
    if set_from_outside := overrides.get(MODE) is not None:
        decide_on = decide_in.get(str(scenarios[0].demand.mode), decide_on)
    return Comparison(
        spec.name or path.stem,
        spec.question,
        tuple(zip(_names_of(spec, scenarios), scenarios, strict=True)),
        tuple(decide_on),
        spec.smallest_effect_that_matters,
        rank_by=spec.rank_by,
        modes=() if set_from_outside else tuple(spec.modes),
        decide_in={mode: tuple(names) for mode, names in decide_in.items()},
    )


def _without_nulls(written: Written) -> Written:
    """A comparison without its own keys that are null; the changes of its variants keep theirs."""

    def kept(part: Written, spec: type[Spec]) -> Written:
        optional = {key for key, field in spec.model_fields.items() if not field.is_required()}
        return replace(
            part, value={k: v for k, v in part.value.items() if v.value is not None or k not in optional}
        )

    result = kept(written, ComparisonSpec)
    variants = result.value.get("variants")
    if variants is not None and isinstance(variants.value, list):
        entries = [kept(v, VariantSpec) if isinstance(v.value, dict) else v for v in variants.value]
        result.value["variants"] = replace(variants, value=entries)
    return result


def _all(loaders: Sequence[Callable[[], Scenario]]) -> tuple[list[Scenario], list[Problem]]:
    """All scenarios that can be loaded, and the problems of the others, each once."""
    scenarios: list[Scenario] = []
    problems: list[Problem] = []
    for load in loaders:
        try:
            scenarios.append(load())
        except InputError as error:
            problems += error.problems
    return scenarios, list(dict.fromkeys(problems))


def _names_of(spec: ComparisonSpec, scenarios: Sequence[Scenario]) -> list[str]:
    """Names of all variants, in their order."""
    return _distinct([_name_of(v) or s.name for v, s in zip(spec.variants, scenarios, strict=True)])


def _name_of(variant: str | VariantSpec) -> str | None:
    return None if isinstance(variant, str) else variant.name


def _variant(
    spec: ComparisonSpec, written: Written, k: int, path: Path, overrides: Mapping[str, Any]
) -> Scenario:
    variant, here = spec.variants[k], written.value["variants"].value[k]
    if isinstance(variant, str):
        variant = VariantSpec(file=variant)
    file = _file_of(spec, variant, written, k, path)
    scenario = read_merged(file)
    if variant.change:
        scenario = merged(scenario, _changes(here.value["change"], path, file))
    if variant.set:
        changes = here.value["set"]
        positions = {path: changes.position_of(path) for path in changes.value}
        scenario = overridden(scenario, changes.value, positions)
    if variant.name and "name" not in scenario.value:
        scenario.value["name"] = as_written(variant.name, shown(path))
    return checked(overridden(scenario, overrides), file.parent)


def _file_of(spec: ComparisonSpec, variant: VariantSpec, written: Written, k: int, path: Path) -> Path:
    """The scenario file of a variant; raises InputError where there is none."""
    location: Location = ("base",) if variant.file is None and spec.base else ("variants", k, "file")
    dotted, position, _ = locate(location, written)
    named = variant.file or spec.base
    if named is None:
        what, remedy = "has no file to start from", "add 'file' here, or 'base' to the comparison"
        raise InputError([Problem(dotted, what, remedy, *position)])
    file = seen_from(path.parent, named)
    if words := why_not(file, named):
        what, remedy = words
        raise InputError([Problem(dotted, what, remedy, *position)])
    return file


def _changes(change: Written, path: Path, file: Path) -> Written:
    """The changes of a variant, with their paths relative to the file that it changes."""
    if "extends" in change.value:
        what, remedy = "cannot be changed by a variant", "name the file under 'file' or 'base'"
        raise InputError([Problem("change.extends", what, remedy, *change.position_of("extends"))])
    return moved(change, path.parent, file.parent)


def _same_names(spec: ComparisonSpec, written: Written) -> Iterator[Problem]:
    names = [_name_of(variant) for variant in spec.variants]
    for k, name in enumerate(names):
        if name is not None and name in names[:k]:
            dotted, position, _ = locate(("variants", k, "name"), written)
            yield Problem(dotted, f"two variants are named '{name}'", "give each its own name", *position)


def unknown_outcomes(
    spec: ComparisonSpec, written: Written, outcomes: KnownOutcomes | None
) -> Iterator[Problem]:
    """A problem for each name that is not an outcome."""
    parts = spec.__dict__
    named: list[tuple[Location, str]] = [
        *_deciding(parts.get("decide_on", [])),
        *([(("rank_by",), parts["rank_by"])] if parts.get("rank_by") else []),
        *((("smallest_effect_that_matters", n), n) for n in parts.get("smallest_effect_that_matters", {})),
    ]
    for location, name in named:
        if outcomes is None or name in outcomes.measured:
            continue
        dotted, position, _ = locate(location, written)
        what, remedy = f"no such outcome '{name}'", did_you_mean(name, outcomes.measured)
        yield Problem(dotted, what, remedy, *position)


def _deciding(decide_on: Any) -> Iterator[tuple[Location, str]]:
    """Places of the outcomes that decide, with their names."""
    if isinstance(decide_on, dict):
        for mode, names in decide_on.items():
            yield from ((("decide_on", mode, i), name) for i, name in enumerate(names))
        return
    yield from ((("decide_on", i), name) for i, name in enumerate(decide_on))


def modes_that_are_not_compared(spec: ComparisonSpec, written: Written) -> Iterator[Problem]:
    """Modes that are listed twice, or that have outcomes to decide on and are not listed."""
    modes, decide_on = (spec.__dict__.get(key, []) for key in ("modes", "decide_on"))
    for i, mode in enumerate(modes):
        if mode in modes[:i]:
            dotted, position, _ = locate(("modes", i), written)
            yield Problem(dotted, f"'{mode}' is listed twice", "keep one of them", *position)
    for mode in decide_on if isinstance(decide_on, dict) else ():
        if mode not in modes and "modes" in spec.__dict__:
            dotted, position, _ = locate(("decide_on", mode), written)
            near = nearest(mode, modes)
            remedy = f"did you mean '{near}'?" if near else "add it to modes, or remove it"
            yield Problem(dotted, "is not one of the modes that are compared", remedy, *position)


def _modes_that_do_not_fit(
    spec: ComparisonSpec, written: Written, scenarios: Sequence[Scenario]
) -> Iterator[Problem]:
    """Modes in which variants cannot be, with what is wrong, and in which variants if not in all."""
    modes = spec.__dict__.get("modes", [])
    for mode in dict.fromkeys(modes):
        wrong: dict[Problem, list[str]] = {}
        for name, scenario in zip(_names_of(spec, scenarios), scenarios, strict=True):
            for problem in _all([lambda s=scenario, m=mode: s.in_mode(m)])[1]:  # type: ignore[misc]
                wrong.setdefault(problem, []).append(name)
        dotted, position, _ = locate(("modes", modes.index(mode)), written)
        for problem, names in wrong.items():
            what = f"demand.load {problem.what}" if problem.path == "demand.load" else problem.what
            where = "" if len(names) == len(scenarios) else f" in {listed(names)}"
            yield Problem(dotted, f"{what}{where}", problem.remedy, *position)


def _distinct(names: Sequence[str]) -> list[str]:
    """Names of variants, numbered where two would be the same."""
    return [name if names.count(name) == 1 else f"{name} ({i + 1})" for i, name in enumerate(names)]
