"""Areas and their customers, money in and out: reckoned up to now whenever something changes."""

from __future__ import annotations

import math

from ...kernel.compiled import compiled
from ...mechanisms.customers import (
    AREA_BOOK_COUNT,
    CUSTOMER_DAYS,
    CUSTOMER_REVENUE,
    DAYS_PER_YEAR,
    FEATURE_REVENUE,
    HAZARD_DAYS,
    JOINED,
    LOST,
    MOOD_DAYS,
    adopted,
    churn,
)  # fmt: skip
from ...mechanisms.money import FROM_CUSTOMERS, FROM_FEATURES, HIRING, OVERHEAD, PAY, RUNNING


@compiled
def note(w, a, book, amount):
    """Book an amount of one area."""
    w.area_books[a * AREA_BOOK_COUNT + book] += amount


@compiled
def pass_money(w, flow, amount):
    """Book money that comes in, or goes out where it is negative."""
    w.flows[flow] += amount
    w.clock[0].balance += amount


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
def settle_costs(w):
    """Book what people and areas have cost up to now."""
    clock, parameters = w.clock[0], w.parameters[0]
    elapsed = clock.now - clock.money_at
    clock.money_at = clock.now
    if parameters.money == 0 or elapsed <= 0.0:
        return
    pass_money(w, PAY, -clock.payroll * elapsed)
    pass_money(w, OVERHEAD, -clock.payroll * parameters.overhead * elapsed)
    pass_money(w, RUNNING, -parameters.running * elapsed)


@compiled
def pay_for_hiring(w):
    """Somebody has been hired."""
    if w.parameters[0].money == 1:
        pass_money(w, HIRING, -w.parameters[0].hiring)


@compiled
def settle_market(w):
    """Bring all areas and all costs up to now."""
    settle_costs(w)
    for a in range(w.parameters[0].areas):
        settle_area(w, a)
