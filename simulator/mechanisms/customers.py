"""Customers: an area wins them as markets are won, and loses them as they are disappointed.

Claim. A market is won along the Bass curve (S16). Customers leave at a rate that grows as satisfaction falls.
Good features raise satisfaction, harmful ones and failures lower it, and all of that is forgotten with
time. Net promoters follow from the distribution of satisfaction; they cause nothing.

Source. Bass 1969 with p = .03, q = .38 a year (P73, S16); churn per month P75, P76; that promoters predict
growth badly, P78. What a feature does to satisfaction is judgement, swept.

Off value. Nobody comes or goes: no customers are kept count of.
"""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
from pydantic import Field

from ..kernel.compiled import compiled
from ..metadata import Plausible, Source, Unit
from ..spec import NonNegative, Positive, PositiveDays, Probability, Spec

DAYS_PER_YEAR = 260.0
DAYS_PER_MONTH = DAYS_PER_YEAR / 12.0
Score = Annotated[float, Field(ge=0, le=10)]
MOST_CHURN = 0.999
LONGEST_ON_MARKET = 1000.0
MOST_RESPONSE = 10.0
PROMOTERS_FROM, DETRACTORS_TO = 8.5, 6.5
"""Scores are whole numbers: 9 and 10 are promoters, 6 and less detractors."""

AREA = np.dtype(
    [
        ("market", "f8"),  # people who may become customers
        ("customers", "f8"),
        ("mood", "f8"),  # satisfaction above or below its base
        ("settled_at", "f8"),  # working days; until when all of this has been reckoned
        ("value_rate", "f8"),  # money per day that features which are out bring
        ("automation", "f8"),
        ("legacy", "f8"),
        ("debt", "f8"),  # by how much neglect has raised defects, as a share
    ],
    align=True,
)

AREA_BOOKS = (
    "customer_days", "joined", "lost", "mood_days", "customer_revenue", "feature_revenue", "hazard_days",
)  # fmt: skip
CUSTOMER_DAYS, JOINED, LOST, MOOD_DAYS, CUSTOMER_REVENUE, FEATURE_REVENUE, HAZARD_DAYS = range(7)
AREA_BOOK_COUNT = len(AREA_BOOKS)


class CustomersSpec(Spec):
    """Customers of each product area. `customers: {}` takes the defaults."""

    market: Annotated[Positive, Unit("people or firms"), Source(judgement=True, yours=True)] = 10_000.0
    """People or firms who may become customers of an area, where `products` do not say otherwise."""
    innovation_per_year: Annotated[NonNegative, Unit("per year"), Plausible(0.001, 0.05), Source("P73")] = (
        0.03
    )
    """Bass's p."""
    imitation_per_year: Annotated[Positive, Unit("per year"), Plausible(0.2, 0.5), Source("P73")] = 0.38
    """Bass's q."""
    years_on_market: Annotated[
        float, Field(ge=0, le=LONGEST_ON_MARKET), Unit("years"), Plausible(0, 20), Source(judgement=True)
    ] = 6.0
    """Age of each area at the start of the simulation."""
    churn_per_month: Annotated[
        float,
        Field(ge=0, le=MOST_CHURN),
        Unit("probability per month"),
        Plausible(0.003, 0.10),
        Source("P75"),
    ] = 0.02
    """Share of customers who leave in a month at the base of satisfaction."""
    churn_response: Annotated[
        float, Field(ge=0, le=MOST_RESPONSE), Unit("per point"), Plausible(0, 0.8), Source(judgement=True)
    ] = 0.3
    """Share by which churn grows for each point of satisfaction lost, and falls for each point gained; an
    exponent."""
    satisfaction: Annotated[Score, Unit("points of 10"), Plausible(6, 8.5), Source(judgement=True)] = 7.5
    """Base of satisfaction, 0 to 10."""
    satisfaction_spread: Annotated[
        Positive, Unit("points of 10"), Plausible(1, 2.5), Source(judgement=True)
    ] = 1.8
    """Standard deviation of customers' scores."""
    good_feature: Annotated[Score, Unit("points of 10"), Plausible(0, 1), Source(judgement=True)] = 0.3
    """Points that a good feature adds."""
    harmful_feature: Annotated[Score, Unit("points of 10"), Plausible(0, 1), Source(judgement=True)] = 0.3
    """Points that a harmful feature takes."""
    broken_feature: Annotated[Score, Unit("points of 10"), Plausible(0, 0.5), Source(judgement=True)] = 0.1
    """Points that a failure takes when it shows."""
    memory_days: Annotated[PositiveDays, Plausible(65, 390), Source(judgement=True)] = 130.0
    """Working days after which a third of any of these effects is left."""
    used_good: Annotated[Probability, Plausible(0.5, 1), Source("P66", judgement=True)] = 0.8
    """Chance that a good feature is used."""
    used_other: Annotated[Probability, Plausible(0, 0.4), Source("P66", judgement=True)] = 0.1
    """Chance that any other feature is used."""


def churn_per_day(spec: CustomersSpec) -> float:
    """Hazard per working day that makes 1 - (1-m)^12 a year out of m a month (P76)."""
    return -math.log1p(-spec.churn_per_month) / DAYS_PER_MONTH


@compiled
def adopted(years: float, p: float, q: float) -> float:
    """Share of a market won after so many years: Bass's closed form [Bass1969]_."""
    if p <= 0.0 or years <= 0.0:
        return 0.0
    spent = math.exp(-(p + q) * years)
    if spent <= 0.0:
        return 1.0
    return (1.0 - spent) / (1.0 + q / p * spent)


def market_won(spec: CustomersSpec, years: float) -> float:
    """Share of a market won after so many years on it."""
    return adopted(years, spec.innovation_per_year, spec.imitation_per_year)


@compiled
def churn(base, response, mood):
    """Hazard of leaving per working day, given how far satisfaction lies above its base."""
    return 0.0 if base <= 0.0 else base * math.exp(-response * mood)


def net_promoters(satisfaction: np.ndarray, spread: float) -> np.ndarray:
    """Net promoter score, -100 to 100, of normal scores with a mean: promoters less detractors.

    Scores from 9 are promoters', up to 6 detractors'; a score is the nearest whole number.
    """
    mean = np.asarray(satisfaction, dtype=np.float64)
    promoters = 0.5 * np.vectorize(math.erfc)((PROMOTERS_FROM - mean) / (spread * math.sqrt(2.0)))
    detractors = 0.5 * np.vectorize(math.erfc)((mean - DETRACTORS_TO) / (spread * math.sqrt(2.0)))
    return np.asarray(100.0 * (promoters - detractors))
