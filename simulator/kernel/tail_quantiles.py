"""Quantiles of the standard laws, by tail probability: exact also far out."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]


@cache
def tail_quantile(shape: tuple[Any, ...], upper: bool) -> Any:
    """Function from a tail probability v in (0, 1/2] to the value of the lower or upper tail."""
    name, *parameters = shape
    if name == "exponential":
        return (lambda v: -np.log(v)) if upper else (lambda v: -np.log1p(-v))
    if name == "uniform":
        low, high = parameters
        return lambda v: high - (high - low) * v if upper else low + (high - low) * v
    if name == "triangular":
        low, mode, high = parameters
        return lambda v: _triangular(low, mode, high, v, upper)
    return _special(name, parameters, upper)


def _triangular(low: float, mode: float, high: float, v: Array, upper: bool) -> Array:
    if upper:  # the same law seen from its upper end
        return -_triangular(-high, -mode, -low, v, upper=False)
    width = high - low
    if width == 0:
        return np.full_like(v, low)
    rising = low + np.sqrt(v * width * (mode - low))
    falling = high - np.sqrt((1 - v) * width * (high - mode))
    return np.where(v * width < mode - low, rising, falling)


def _special(name: str, parameters: list[float], upper: bool) -> Any:
    from scipy import special  # 0.2 s to import: only where such a law is used

    if name == "lognormal":
        sign = -1.0 if upper else 1.0
        return lambda v: np.exp(parameters[0] * sign * special.ndtri(v))
    if name == "gamma":
        k = parameters[0] ** -2
        inverse = special.gammainccinv if upper else special.gammaincinv
        return lambda v: inverse(k, v) / k
    mean, concentration = parameters
    a, b = mean * concentration, (1 - mean) * concentration
    inverse = special.betainccinv if upper else special.betaincinv
    return lambda v: inverse(a, b, v)
