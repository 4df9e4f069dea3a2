"""Customers: an area wins them as markets are won, and loses them as they are disappointed.

Claim. A market is won along the Bass curve (S16), sooner where customers are pleased: time on the market runs faster
by a factor exp(r x mood), so that no more can join than are left. Customers leave at a rate that grows as satisfaction
falls, and some of those who left come back. Good features raise satisfaction; harmful features and failures lower it;
each of these effects fades with time. There is one route from a feature to money: it raises what each customer of
the area pays; satisfaction moves only the number of customers. Net promoter scores follow from the distribution of
satisfaction and cause nothing.

Source. Bass 1969 with p = .03, q = .38 a year (P73, S16); churn per month P75, P76; promoters predict
growth badly (P78). What a feature does to satisfaction, what satisfaction does to those who join, and who comes back
are judgement, swept.

Off value. Customers are not counted, and none comes or goes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from ..kernel.compiled import compiled, plain
from ..kernel.quantiles import LawBook
from ..kernel.units import DAYS_PER_MONTH, DAYS_PER_QUARTER, DAYS_PER_YEAR
from ..metadata import Plausible, Source, Unit
from ..spec import NonNegative, Positive, PositiveDays, Probability, Spec
from ..work.products import ProductSpec
from .entry import Column, Mechanism, Parameter, Setting
from .money import FROM_CUSTOMERS, FROM_FEATURES, pass_money, pay_other_cost

Score = Annotated[float, Field(ge=0, le=10)]
MOST_CHURN = 0.999
LONGEST_ON_MARKET = 1000.0
STEPS_PER_YEAR = 52
MOST_RESPONSE = 10.0
MOST_MOOD = 10.0
PROMOTERS_FROM, DETRACTORS_TO = 8.5, 6.5
"""Scores are whole numbers: 9 and 10 are promoters, 6 and less detractors."""

AREA_BOOKS = (
    "customer_days", "joined", "lost", "mood_days", "customer_revenue", "feature_revenue", "hazard_days", "returned",
)  # fmt: skip
CUSTOMER_DAYS, JOINED, LOST, MOOD_DAYS, CUSTOMER_REVENUE, FEATURE_REVENUE, HAZARD_DAYS, RETURNED = range(8)
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
    word_of_mouth: Annotated[
        float,
        Field(ge=0, le=MOST_RESPONSE),
        Unit("per point"),
        Plausible(0, 1),
        Source("P78", judgement=True),
    ] = 0.5
    """By how much faster customers join for each point of satisfaction above its base, and slower for each point
    below; an exponent."""
    return_per_quarter: Annotated[
        float,
        Field(ge=0, le=MOST_CHURN),
        Unit("probability per quarter"),
        Plausible(0, 0.1),
        Source(judgement=True),
    ] = 0.02
    """Share of those who left who come back in a quarter."""
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


def return_per_day(spec: CustomersSpec) -> float:
    """Hazard per working day of coming back."""
    return -math.log1p(-spec.return_per_quarter) / DAYS_PER_QUARTER


@compiled
def adopted(years: float, p: float, q: float) -> float:
    """Share of a market won after a number of years: Bass's closed form [Bass1969]_."""
    if p <= 0.0 or years <= 0.0:
        return 0.0
    spent = math.exp(-(p + q) * years)
    if spent <= 0.0:
        return 1.0
    return (1.0 - spent) / (1.0 + q / p * spent)


def market_won(spec: CustomersSpec, years: float) -> float:
    """Share of a market won after a number of years on it."""
    return plain(adopted)(years, spec.innovation_per_year, spec.imitation_per_year)


@compiled
def churn(base, response, mood):
    """Hazard of leaving per working day, given how far satisfaction lies above its base."""
    return 0.0 if base <= 0.0 else base * math.exp(-response * mood)


def net_promoters(satisfaction: np.ndarray, spread: float) -> np.ndarray:
    """Net promoter score, -100 to 100, of normal scores with a mean: promoters less detractors.

    Scores from 9 are promoters', up to 6 detractors'; a score is the nearest whole number.
    """
    mean = np.asarray(satisfaction, dtype=np.float64)
    promoters = 0.5 * _erfc((PROMOTERS_FROM - mean) / (spread * math.sqrt(2.0)))
    detractors = 0.5 * _erfc((mean - DETRACTORS_TO) / (spread * math.sqrt(2.0)))
    return np.asarray(100.0 * (promoters - detractors))


def _erfc(values: np.ndarray) -> np.ndarray:
    return np.array([math.erfc(value) for value in values.ravel().tolist()]).reshape(values.shape)


@compiled
def note(w, a, book, amount):
    """Book an amount of one area."""
    w.area_books[a * AREA_BOOK_COUNT + book] += amount


@compiled
def exchanged(there, away, hazard, back, days):
    """Customers after some days, and their customer-days, of a group of whom some are there and the others have left.

    Those who are there leave with a hazard, those who are away come back with another: solved exactly.
    """
    both = hazard + back
    if both <= 0.0:
        return there, there * days
    level = (there + away) * back / both  # where the two balance
    left = math.exp(-both * days)
    return level + (there - level) * left, level * days + (there - level) * (1.0 - left) / both


@compiled
def settle_area(w, a):
    """Bring an area's customers and revenue up to now."""
    area, parameters = w.areas[a], w.parameters[0]
    elapsed = w.clock[0].now - area.settled_at
    area.settled_at = w.clock[0].now
    if elapsed <= 0.0:
        return
    features = area.value_rate * elapsed
    paying = 0.0
    if parameters.customers == 1:
        paying = move_customers(w, a, elapsed)
        if area.first_customers > 0.0:
            features = area.value_rate * paying / area.first_customers
    if features != 0.0:
        note(w, a, FEATURE_REVENUE, features)
    if parameters.money == 1:
        take_in(w, a, features, paying * parameters.price, elapsed)


@compiled
def take_in(w, a, features, customers, elapsed):
    """Book what features and customers of an area have brought in some days, and what selling to them has cost."""
    area, parameters = w.areas[a], w.parameters[0]
    if parameters.customers == 1:
        note(w, a, CUSTOMER_REVENUE, customers)
        pass_money(w, FROM_CUSTOMERS, customers)
    if features != 0.0:
        pass_money(w, FROM_FEATURES, features)
    fixed = area.first_customers * parameters.price * elapsed if parameters.customers == 1 else 0.0
    pay_other_cost(w, fixed, customers + features)


@compiled
def move_customers(w, a, elapsed):
    """Customers join an area along the curve of adoption, leave it and come back; moods fade. Returns customer-days.

    Inside a step hazard and pace are those of the mood in its middle, and newcomers come in its middle.
    """
    area, parameters = w.areas[a], w.parameters[0]
    fading = math.exp(-0.5 * elapsed / parameters.memory_days)
    mood = area.mood * fading
    hazard = churn(parameters.churn, parameters.churn_response, mood)
    back = parameters.coming_back
    joined, before, away = join(w, area, mood, elapsed), area.customers, area.lost
    stayed, days = exchanged(before, away, hazard, back, elapsed)
    of_joined, their_days = exchanged(joined, 0.0, hazard, back, 0.5 * elapsed)
    area.customers = stayed + of_joined
    area.lost = before + away + joined - area.customers
    returned = back * ((before + away) * elapsed - days + 0.5 * joined * elapsed - their_days)
    days += their_days
    note(w, a, CUSTOMER_DAYS, days)
    note(w, a, JOINED, joined)
    note(w, a, RETURNED, returned)
    note(w, a, LOST, before + joined + returned - area.customers)
    note(w, a, MOOD_DAYS, area.mood * parameters.memory_days * (1.0 - fading * fading))
    note(w, a, HAZARD_DAYS, hazard * elapsed)
    area.mood *= fading * fading
    return days


@compiled
def join(w, area, mood, elapsed):
    """Customers who join an area in some days; its time on the market runs faster the better the mood."""
    parameters = w.parameters[0]
    p, q = parameters.bass_p, parameters.bass_q
    years = area.years
    area.years += elapsed / DAYS_PER_YEAR * pace(parameters.word_of_mouth, mood)
    return area.market * (adopted(area.years, p, q) - adopted(years, p, q))


@compiled
def pace(word_of_mouth, mood):
    """How fast time on the market runs at a mood, 1 at the base of satisfaction."""
    return math.exp(word_of_mouth * min(max(mood, -MOST_MOOD), MOST_MOOD)) if word_of_mouth > 0.0 else 1.0


@compiled
def customers_of(w, a):
    """Customers that an area has now; where they are not counted, as many as on day 0."""
    if w.parameters[0].customers == 0:
        return w.areas[a].first_customers
    settle_area(w, a)
    return w.areas[a].customers


@compiled
def please(w, a, points):
    """Satisfaction in an area rises by some points, or falls where they are negative."""
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
    """Points by which a feature still moves satisfaction, after what has faded."""
    feature = w.features[f]
    return feature.mood * math.exp((feature.mood_at - w.clock[0].now) / w.parameters[0].memory_days)


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters."""
    spec = setting.of(CustomersSpec)
    return {
        "customers": 1,
        "bass_p": spec.innovation_per_year,
        "bass_q": spec.imitation_per_year,
        "churn": churn_per_day(spec),
        "churn_response": spec.churn_response,
        "word_of_mouth": spec.word_of_mouth,
        "coming_back": return_per_day(spec),
        "mood_good": spec.good_feature,
        "mood_harmful": spec.harmful_feature,
        "mood_broken": spec.broken_feature,
        "memory_days": spec.memory_days,
        "used_good": spec.used_good,
        "used_other": spec.used_other,
    }


def tables(setting: Setting, people: int, periods: int) -> dict[str, Any]:
    """Books of the areas, and those that are kept of periods that are over."""
    areas = len(setting.products)
    return {
        "area_books": np.zeros(areas * AREA_BOOK_COUNT),
        "kept_area_books": np.zeros(periods * areas * AREA_BOOK_COUNT),
        "kept_customers": np.zeros(periods * areas),
    }


def fill_markets(setting: Setting, tables: Mapping[str, Any]) -> None:
    """On day 0 each area has the customers that it has won and kept in its years on the market."""
    spec = setting.of(CustomersSpec)
    counted = setting.acts("customers")
    held, lost = held_and_lost(spec) if counted or setting.has("customers") else (0.0, 0.0)
    for row, product in zip(tables["areas"], setting.products, strict=True):
        row.market = market_of(spec, product)
        row.first_customers = row.market * held
        row.years = spec.years_on_market
        if counted:
            row.customers, row.lost = row.first_customers, row.market * lost


def market_of(spec: CustomersSpec, product: ProductSpec) -> float:
    """People or firms who may become customers of an area."""
    if product.internal:
        return 0.0
    return spec.market if product.customers is None else product.customers


def held_and_lost(spec: CustomersSpec) -> tuple[float, float]:
    """Shares of a market after `years_on_market`: those who are customers, and those who were and have left."""
    steps = max(1, round(spec.years_on_market * STEPS_PER_YEAR))
    days = spec.years_on_market * DAYS_PER_YEAR / steps
    hazard, back, exchange = churn_per_day(spec), return_per_day(spec), plain(exchanged)
    here = away = won = 0.0
    for step in range(1, steps + 1):
        joined = market_won(spec, spec.years_on_market * step / steps) - won
        won += joined
        stayed = (
            exchange(here, away, hazard, back, days)[0] + exchange(joined, 0.0, hazard, back, days / 2)[0]
        )
        here, away = stayed, here + away + joined - stayed
    return here, away


MECHANISM = Mechanism(
    name="customers",
    claim="An area wins customers as markets are won, and loses them as they are disappointed.",
    sources=("S16", "P66", "P73", "P75", "P76", "P78"),
    keys=("products.*.customers",),
    section="customers",
    spec=CustomersSpec,
    says="Customers of each area; without it they are not counted.",
    needs_section=True,
    parameters=(
        Parameter("customers", "i8", 0, "1: customers come and go"),
        Parameter("bass_p", "f8", None, "innovation per year"),
        Parameter("bass_q", "f8", None, "imitation per year"),
        Parameter("churn", "f8", None, "hazard per working day at the base of satisfaction"),
        Parameter("churn_response", "f8", None, "growth of churn for each point of satisfaction lost"),
        Parameter(
            "word_of_mouth", "f8", None, "how much faster customers join for each point of satisfaction"
        ),
        Parameter("coming_back", "f8", None, "hazard per working day of those who left"),
        Parameter("mood_good", "f8", None, "points that a good feature adds"),
        Parameter("mood_harmful", "f8", None, "points that a harmful feature takes"),
        Parameter("mood_broken", "f8", None, "points that a failure takes"),
        Parameter("memory_days", "f8", None, "working days after which a third is left of these"),
        Parameter("used_good", "f8", None, "chance that a good feature is used"),
        Parameter("used_other", "f8", None, "chance that another feature is used"),
    ),
    values=values,
    every_week=("customers",),
    follows_features=True,
    columns={
        "areas": (
            Column("market", "f8", 0, "people who may become customers"),
            Column("customers", "f8", 0, "people who are customers of it"),
            Column("first_customers", "f8", 0, "how many they are on day 0"),
            Column("lost", "f8", 0, "people who were customers of it and have left"),
            Column("years", "f8", 0, "time on the market, as far as adoption is concerned"),
            Column("mood", "f8", 0, "satisfaction above or below its base"),
            Column("settled_at", "f8", 0, "working day up to which all of this is settled"),
            Column("value_rate", "f8", 0, "money per day that features which are out bring"),
        ),
        "initiatives": (Column("used", "i8", 0, "1: users use it"),),
    },
    tables=tables,
    prepare=fill_markets,
)
