"""Distributions as a user writes them, and their exact quantiles and means.

A plain number is a constant. Every continuous law is a standard shape times a scale, so that laws
that differ only in scale share one table.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from ..spec import NonNegative, Positive, Spec


class Exponential(Spec):
    """Memoryless; its standard deviation equals its mean."""

    mean: Positive

    @property
    def shape(self) -> tuple[Any, ...]:
        """Name and parameters of the standard law that is scaled."""
        return ("exponential",)

    @property
    def scale(self) -> float:
        """What the standard law is multiplied by."""
        return self.mean

    def expectation(self) -> float:
        """Expected value."""
        return self.mean


class Lognormal(Spec):
    """The law of efforts (P52): give the mean or the median, and sigma of the logarithm."""

    mean: Positive | None = None
    median: Positive | None = None
    sigma: NonNegative

    @model_validator(mode="after")
    def _one_location(self) -> Lognormal:
        if (self.mean is None) == (self.median is None):
            raise PydanticCustomError("mean_or_median", "needs exactly one of mean and median")
        return self

    @property
    def shape(self) -> tuple[Any, ...]:
        """Name and parameters of the standard law that is scaled."""
        return ("lognormal", self.sigma)

    @property
    def scale(self) -> float:
        """What the standard law is multiplied by."""
        if self.median is not None:
            return self.median
        assert self.mean is not None
        return self.mean * math.exp(-(self.sigma**2) / 2)

    def expectation(self) -> float:
        """Expected value."""
        return self.scale * math.exp(self.sigma**2 / 2)


class Gamma(Spec):
    """Positive, with mean and coefficient of variation `cv`."""

    mean: Positive
    cv: Positive

    @property
    def shape(self) -> tuple[Any, ...]:
        """Name and parameters of the standard law that is scaled."""
        return ("gamma", self.cv)

    @property
    def scale(self) -> float:
        """What the standard law is multiplied by."""
        return self.mean

    def expectation(self) -> float:
        """Expected value."""
        return self.mean


class Beta(Spec):
    """Between 0 and 1, with a mean; the larger the concentration, the narrower."""

    mean: Annotated[float, Field(gt=0, lt=1)]
    concentration: Positive

    @property
    def shape(self) -> tuple[Any, ...]:
        """Name and parameters of the standard law that is scaled."""
        return ("beta", self.mean, self.concentration)

    @property
    def scale(self) -> float:
        """What the standard law is multiplied by."""
        return 1.0

    def expectation(self) -> float:
        """Expected value."""
        return self.mean


class Triangular(Spec):
    """Between low and high, most likely at mode."""

    low: NonNegative
    mode: NonNegative
    high: NonNegative

    @model_validator(mode="after")
    def _ordered(self) -> Triangular:
        if not self.low <= self.mode <= self.high:
            raise PydanticCustomError("mode_out_of_range", "needs low <= mode <= high")
        return self

    @property
    def shape(self) -> tuple[Any, ...]:
        """Name and parameters of the standard law that is scaled."""
        return ("triangular", self.low, self.mode, self.high)

    @property
    def scale(self) -> float:
        """What the standard law is multiplied by."""
        return 1.0

    def expectation(self) -> float:
        """Expected value."""
        return (self.low + self.mode + self.high) / 3


class Uniform(Spec):
    """Equally likely everywhere between low and high."""

    low: NonNegative
    high: NonNegative

    @model_validator(mode="after")
    def _ordered(self) -> Uniform:
        if self.low > self.high:
            raise PydanticCustomError("low_above_high", "needs low <= high")
        return self

    @property
    def shape(self) -> tuple[Any, ...]:
        """Name and parameters of the standard law that is scaled."""
        return ("uniform", self.low, self.high)

    @property
    def scale(self) -> float:
        """What the standard law is multiplied by."""
        return 1.0

    def expectation(self) -> float:
        """Expected value."""
        return (self.low + self.high) / 2


class Discrete(Spec):
    """A few values with weights; weights need not sum to 1."""

    values: Annotated[list[NonNegative], Field(min_length=1, max_length=10_000)]
    weights: Annotated[list[NonNegative], Field(min_length=1, max_length=10_000)]

    @model_validator(mode="after")
    def _matching(self) -> Discrete:
        if len(self.values) != len(self.weights):
            raise PydanticCustomError("weights_and_values", "needs as many weights as values")
        if sum(self.weights) <= 0:
            raise PydanticCustomError("no_weight", "needs at least one weight above 0")
        return self

    def expectation(self) -> float:
        """Expected value."""
        total = sum(self.weights)
        return sum(v * w / total for v, w in zip(self.values, self.weights, strict=True))


LAWS: dict[str, type[Spec]] = {
    "exponential": Exponential,
    "lognormal": Lognormal,
    "gamma": Gamma,
    "beta": Beta,
    "triangular": Triangular,
    "uniform": Uniform,
    "discrete": Discrete,
}


class ExponentialLaw(Spec):
    """`{exponential: {…}}`."""

    exponential: Exponential


class LognormalLaw(Spec):
    """`{lognormal: {…}}`."""

    lognormal: Lognormal


class GammaLaw(Spec):
    """`{gamma: {…}}`."""

    gamma: Gamma


class BetaLaw(Spec):
    """`{beta: {…}}`."""

    beta: Beta


class TriangularLaw(Spec):
    """`{triangular: {…}}`."""

    triangular: Triangular


class UniformLaw(Spec):
    """`{uniform: {…}}`."""

    uniform: Uniform


class DiscreteLaw(Spec):
    """`{discrete: {…}}`."""

    discrete: Discrete


def _which(value: Any) -> str | None:
    """Which law was written: the one key of the map, or 'number'."""
    if isinstance(value, Spec):
        return next(iter(type(value).model_fields))
    if isinstance(value, dict):
        named = [key for key in value if key in LAWS]
        return named[0] if named else None
    return "number"


Distribution = Annotated[
    Annotated[NonNegative, Tag("number")]
    | Annotated[ExponentialLaw, Tag("exponential")]
    | Annotated[LognormalLaw, Tag("lognormal")]
    | Annotated[GammaLaw, Tag("gamma")]
    | Annotated[BetaLaw, Tag("beta")]
    | Annotated[TriangularLaw, Tag("triangular")]
    | Annotated[UniformLaw, Tag("uniform")]
    | Annotated[DiscreteLaw, Tag("discrete")],
    Discriminator(
        _which,
        custom_error_type="no_such_distribution",
        custom_error_message="is not a number or a distribution",
    ),
]
"""A plain number, or one of: exponential, lognormal, gamma, beta, triangular, uniform, discrete."""

Law = Exponential | Lognormal | Gamma | Beta | Triangular | Uniform | Discrete
Kind = Literal["constant", "steps", "curve"]


def law_of(distribution: Any) -> float | Law:
    """What a distribution of a file stands for: a constant, or a law."""
    if isinstance(distribution, int | float):
        return float(distribution)
    law: Law = getattr(distribution, next(iter(type(distribution).model_fields)))
    return law


def mean_of(distribution: Any) -> float:
    """Expected value, in the unit of the quantity."""
    law = law_of(distribution)
    return law if isinstance(law, float) else law.expectation()


def mean_count_of(distribution: Any) -> float:
    """Expected number of things: what is drawn, rounded, at least 1. The law must have an upper end."""
    law = law_of(distribution)
    if isinstance(law, float):
        return float(_as_count(law))
    if isinstance(law, Discrete):
        weighted = zip(law.values, law.weights, strict=True)
        return sum(_as_count(v) * w for v, w in weighted) / sum(law.weights)
    return 1.0 + sum(_share_above(law, k - 0.5) for k in range(2, _as_count(highest_of(distribution)) + 1))


def _as_count(value: float) -> int:
    return max(1, int(value + 0.5))


def _share_above(law: Law, value: float) -> float:
    """Chance that a law with an upper end above a value draws a larger one; value: above 1."""
    if isinstance(law, Uniform):
        return min(1.0, (law.high - value) / (law.high - law.low)) if law.high > law.low else 1.0
    if isinstance(law, Triangular):
        return _triangular_above(law, value)
    return 0.0  # all of a beta distribution lies below 1


def _triangular_above(law: Triangular, value: float) -> float:
    width = law.high - law.low
    if value <= law.low or width == 0.0:
        return 1.0
    if value < law.mode:
        return 1.0 - (value - law.low) ** 2 / (width * (law.mode - law.low))
    return (law.high - value) ** 2 / (width * (law.high - law.mode)) if law.high > law.mode else 0.0


def highest_of(distribution: Any) -> float:
    """Largest value that can be drawn, infinite for laws without an upper end."""
    law = law_of(distribution)
    if isinstance(law, float):
        return law
    if isinstance(law, Discrete):
        return max(v for v, w in zip(law.values, law.weights, strict=True) if w > 0)
    if isinstance(law, Triangular | Uniform):
        return law.high
    return 1.0 if isinstance(law, Beta) else math.inf
