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
from ..kernel.units import DAYS_PER_MONTH, DAYS_PER_YEAR
from ..spec import NonNegative, Positive, PositiveDays, Probability, Spec
from .money import FROM_CUSTOMERS, FROM_FEATURES, pass_money

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

    market: Positive = 10_000.0
    """People or firms who may become customers of an area, where `products` do not say otherwise. Yours; the default is
    judgement."""
    innovation_per_year: NonNegative = 0.03
    """Bass's p. Range 0.001-0.05 (P73)."""
    imitation_per_year: Positive = 0.38
    """Bass's q. Range 0.2-0.5 (P73)."""
    years_on_market: Annotated[float, Field(ge=0, le=LONGEST_ON_MARKET)] = 6.0
    """Age of each area at the start of the simulation. Range 0-20. Judgement; swept."""
    churn_per_month: Annotated[float, Field(ge=0, le=MOST_CHURN)] = 0.02
    """Share of customers who leave in a month at the base of satisfaction. Range 0.003-0.10 (P75)."""
    churn_response: Annotated[float, Field(ge=0, le=MOST_RESPONSE)] = 0.3
    """By which share churn grows for each point of satisfaction lost, and falls for each gained: as an
    exponent. Range 0-0.8. Judgement; swept."""
    satisfaction: Score = 7.5
    """Base of satisfaction, 0 to 10. Range 6-8.5. Judgement; swept."""
    satisfaction_spread: Positive = 1.8
    """Standard deviation of customers' scores. Range 1-2.5. Judgement; swept."""
    good_feature: Score = 0.3
    """Points that a good feature adds. Range 0-1. Judgement; swept."""
    harmful_feature: Score = 0.3
    """Points that a harmful feature takes. Range 0-1. Judgement; swept."""
    broken_feature: Score = 0.1
    """Points that a failure takes when it shows. Range 0-0.5. Judgement; swept."""
    memory_days: PositiveDays = 130.0
    """Working days after which a third is left of any of these. Range 65-390. Judgement; swept."""
    used_good: Probability = 0.8
    """Chance that a good feature is used. Range 0.5-1 (P66). Judgement; swept."""
    used_other: Probability = 0.1
    """Chance that any other feature is used. Range 0-0.4 (P66). Judgement; swept."""


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


@compiled
def note(w, a, book, amount):
    """Book an amount of one area."""
    w.area_books[a * AREA_BOOK_COUNT + book] += amount


@compiled
def settle_area(w, a):
    """Reckon an area's customers and revenue up to now."""
    area, parameters = w.areas[a], w.parameters[0]
    since = area.settled_at
    elapsed = w.clock[0].now - since
    area.settled_at = w.clock[0].now
    if elapsed <= 0.0:
        return
    if area.value_rate != 0.0:
        note(w, a, FEATURE_REVENUE, area.value_rate * elapsed)
        if parameters.money == 1:
            pass_money(w, FROM_FEATURES, area.value_rate * elapsed)
    if parameters.customers == 1:
        move_customers(w, a, since, elapsed)


@compiled
def move_customers(w, a, since, elapsed):
    """Customers join an area along the curve of adoption and leave it by churn; moods fade.

    Inside a step the hazard is that of the mood in its middle, and newcomers come in its middle.
    """
    area, parameters = w.areas[a], w.parameters[0]
    fading = math.exp(-0.5 * elapsed / parameters.memory_days)
    hazard = churn(parameters.churn, parameters.churn_response, area.mood * fading)
    years = parameters.years_on_market + since / DAYS_PER_YEAR
    later = years + elapsed / DAYS_PER_YEAR
    won = adopted(later, parameters.bass_p, parameters.bass_q) - adopted(
        years, parameters.bass_p, parameters.bass_q
    )
    joined, before = area.market * won, area.customers
    staying = math.exp(-hazard * elapsed)
    area.customers = before * staying + joined * math.exp(-0.5 * hazard * elapsed)
    days = before * (1.0 - staying) / hazard if hazard > 0.0 else before * elapsed
    days += 0.5 * joined * elapsed
    note(w, a, CUSTOMER_DAYS, days)
    note(w, a, JOINED, joined)
    note(w, a, LOST, before + joined - area.customers)
    note(w, a, MOOD_DAYS, area.mood * parameters.memory_days * (1.0 - fading * fading))
    note(w, a, HAZARD_DAYS, hazard * elapsed)
    area.mood *= fading * fading
    if parameters.money == 1:
        note(w, a, CUSTOMER_REVENUE, days * parameters.price)
        pass_money(w, FROM_CUSTOMERS, days * parameters.price)


@compiled
def please(w, a, points):
    """Satisfaction in an area rises by so many points, or falls."""
    if w.parameters[0].customers == 1 and points != 0.0:
        settle_area(w, a)
        w.areas[a].mood += points


@compiled
def mood_of(w, good):
    """Points by which a whole feature moves satisfaction."""
    if good == 1:
        return w.parameters[0].mood_good
    return -w.parameters[0].mood_harmful if good == -1 else 0.0


@compiled
def mood_left(w, f):
    """Points by which a feature still moves satisfaction: what has not been forgotten of them."""
    item = w.items[f]
    return item.mood * math.exp((item.since - w.clock[0].now) / w.parameters[0].memory_days)
