"""What a study file may say: structures, what a study moves, the design of its points, how often each is simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from ..metadata import Unit
from ..spec import Count, Name, Positive, PositiveCount, Spec
from .comparison import ComparisonSpec, Percentage, VariantSpec
from .factors import Factor
from .scenario import Scenario

MOST_POINTS = 1_000_000
MOST_REPLICATIONS = 100_000
BY_POINT = ("latin_hypercube", "sobol")
"""Designs whose points are worlds of their own, each with its own seed."""
DATASETS = ("runs", "quarters", "initiatives", "items", "hours", "incidents")
Kind = Literal["none", "grid", "latin_hypercube", "sobol", "saltelli", "morris", "one_at_a_time", "list"]


KEYS_OF_DESIGNS: dict[Kind, tuple[str, ...]] = {
    "none": (), "grid": (), "latin_hypercube": ("points", "seed"), "sobol": ("points", "seed"),
    "saltelli": ("points", "seed"), "morris": ("trajectories", "seed"), "one_at_a_time": (), "list": ("points", "from_csv"),
}  # fmt: skip
"""What may be said of a design, besides its kind."""


class DesignSpec(Spec):
    """Which points are simulated."""

    kind: Kind = "grid"
    """`none`: only what the files say. `grid`: all combinations of levels. `latin_hypercube` and `sobol`: points spread over all ranges.
    `saltelli` and `morris`: for indices of Sobol, and for elementary effects. `one_at_a_time`: each factor at its ends, the others in the
    middle. `list`: the points that are listed."""
    points: Annotated[int, Field(ge=1, le=MOST_POINTS)] | list[dict[Name, Any]] | None = None
    """How many points; for `sobol` and `saltelli` a power of two (`saltelli` takes that many for each factor and two more). For
    `list`, the points themselves: values by dotted path."""
    from_csv: Name | None = None
    """A table of points for `list`: a column for each factor, named by its path."""
    trajectories: PositiveCount | None = None
    """How many times `morris` moves each factor. Default: 20."""
    seed: Count = 0
    """Of the points."""


class HalfWidthSpec(Spec):
    """Replications until means are known well enough, in each variant at each point."""

    half_width: Annotated[
        dict[Name, Annotated[float, Field(gt=0, lt=1)]], Field(min_length=1), Unit("share of the mean")
    ]
    """By outcome: half of the 95 % interval over its mean."""
    at_least: Annotated[int, Field(ge=5, le=MOST_REPLICATIONS)] = 20
    """Replications before anything is concluded. Of skewed outcomes, 10 cover in .92 of cases, 20 in .94."""
    at_most: Annotated[int, Field(ge=5, le=MOST_REPLICATIONS)] = 500
    """Replications after which it stops all the same."""


class BestSpec(Spec):
    """Which variant is to be found."""

    outcome: Name
    """By which variants are judged, in the direction that is better."""
    probability: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    """With which the best is chosen, if it is better than all others by the indifference."""
    indifference: Annotated[Positive | Percentage | None, Unit("that of the outcome")] = None
    """Differences below it do not matter. Default: the smallest effect that matters."""


class UntilBestSpec(Spec):
    """Replications until the best variant is known [KimNelson2001]_."""

    best: BestSpec
    at_least: Annotated[int, Field(ge=5, le=MOST_REPLICATIONS)] = 10
    """Replications before anything is concluded."""
    at_most: Annotated[int, Field(ge=5, le=MOST_REPLICATIONS)] = 500
    """Replications after which it stops all the same."""


Replications = Annotated[int, Field(ge=1, le=MOST_REPLICATIONS)] | HalfWidthSpec | UntilBestSpec


class StudySpec(ComparisonSpec):
    """Structures at the points of a design."""

    stands_elsewhere: ClassVar[dict[str, str]] = {
        key: "it into a scenario file, and name that under 'base'"
        for key in ("extends", *Scenario.model_fields)
        if key not in ("name", "description")
    }

    variants: list[Name | VariantSpec] = []
    """Scenario files, or maps with a name and changes; all are simulated at each point. Without them, `base` alone."""
    comparison: Name | None = None
    """A comparison file that gives the variants, and what decides."""
    levers: dict[Name, Any] = {}
    """What one may choose, by dotted path: a list of values, or a range `{low, high}` with `whole` and `levels`. `file`, a list of
    scenario files, gives the variants."""
    uncertainties: dict[Name, Any] = {}
    """What one does not control, by dotted path: a range, a list of values, or a distribution. `from_evidence: true` takes every
    parameter of the model that the files leave at its default, within its plausible range; `{only: [patterns]}` and
    `{except: [patterns]}` choose among them."""
    design: DesignSpec = DesignSpec()
    replications: Replications = 10
    """Of each variant at each point: a number; `{half_width: {outcome: share}}`; or `{best: {outcome: …}}`."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0
    """Of the first replication."""
    seeds: Literal["shared", "by_point"] | None = None
    """Whether all points have the same seeds. Variants always do. Default: by_point for latin_hypercube and sobol, else shared."""
    datasets: list[Literal["runs", "quarters", "initiatives", "items", "hours", "incidents"]] = ["runs"]
    """What is written of each run."""


@dataclass(frozen=True)
class StudyPlan:
    """A study as it was asked for.

    Attributes
    ----------
    variants: all are simulated at each point; one for each mode of demand. factors: what points move.
    listed: the points of a list, values by path. shares_seeds: whether points have the same seeds.
    """

    name: str
    question: str
    variants: tuple[tuple[str, Scenario], ...]
    factors: tuple[Factor, ...]
    design: DesignSpec
    listed: tuple[Mapping[str, Any], ...] = ()
    replications: Any = 10
    seed: int = 0
    shares_seeds: bool = True
    datasets: tuple[str, ...] = ("runs",)
    decide_on: tuple[str, ...] = ()
    smallest_effects: Mapping[str, float | str] = field(default_factory=dict)


def size_of(design: DesignSpec, factors: Sequence[Factor], listed: int) -> int:
    """Number of points of a design."""
    n = design.points if isinstance(design.points, int) else 0
    if design.kind == "grid":
        count = 1
        for factor in factors:
            count *= len(factor.on_a_grid())
        return count
    return {
        "none": 1, "list": listed, "latin_hypercube": n, "sobol": n, "saltelli": n * (len(factors) + 2),
        "morris": (design.trajectories or 20) * (len(factors) + 1), "one_at_a_time": 1 + sum(map(_ends, factors)),
    }[design.kind]  # fmt: skip


def _ends(factor: Factor) -> int:
    return len(factor.levels) or 2
