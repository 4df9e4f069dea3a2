"""Tables and parameters of the mechanisms that say why flow matters, at their off values where they are off."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...kernel.quantiles import LawBook
from ...kernel.units import DAYS_PER_WEEK, DAYS_PER_YEAR, HOURS_PER_DAY
from ...kernel.world import table
from ...mechanisms.customers import AREA, AREA_BOOK_COUNT, CustomersSpec, adopted, churn_per_day
from ...mechanisms.decision_quality import DecisionQualitySpec
from ...mechanisms.delivery import DeliverySpec, failures_of
from ...mechanisms.feedback import LOOP, FeedbackSpec, power_at
from ...mechanisms.learning import LearningSpec, exponent_of, fades_of
from ...mechanisms.money import FLOW_COUNT, MoneySpec, estimate_law
from ...mechanisms.quality import ROUTE_STEP, QualitySpec
from ...mechanisms.turnover import NEVER, PeopleSpec
from ...scenario.scenario import Scenario
from ...scenario.visits import efforts_of
from ...state.experience import EXPERIENCE
from .streams import streams_of

ROUTE_SHARES = (0.3, 0.5, 0.2)
"""Finding out, mending, bringing out: how the effort of restoring is split where nobody says."""
STEPS_PER_YEAR = 52


def reason_values(scenario: Scenario, laws: LawBook) -> dict[str, float]:
    """Values for the record of parameters, by its field names."""
    values: dict[str, float] = {"areas": len(scenario.products)}
    for part in (_people, _learning, _decisions, _quality, _delivery, _feedback, _customers, _money):
        values |= part(scenario, laws)
    values["features"] = int(any(scenario.acts(name) for name in ("customers", "money", "feedback")))
    values["weekly"] = int(
        bool(values["learning"] or values["retro_weeks"] or values["customers"] or values["money"])
        or (values["leaving_law"] >= 0 and values["ramp_days"] > 0)
    )
    return values


def _people(scenario: Scenario, laws: LawBook) -> dict[str, float]:
    people = scenario.people or PeopleSpec()
    leaving = scenario.acts("turnover") and people.turnover_per_year > 0
    ramping = leaving and scenario.is_on("learning")
    return {
        "leaving_law": laws.exponential(min(DAYS_PER_YEAR / people.turnover_per_year, NEVER))
        if leaving
        else -1,
        "vacancy_law": laws.number(people.vacancy_days) if leaving else -1,
        "ramp_days": people.ramp_up.days * ramping,
        "ramp_start": people.ramp_up.start,
        "mentoring": people.mentoring * ramping,
    }


def _learning(scenario: Scenario, laws: LawBook) -> dict[str, float]:
    spec = scenario.learning or LearningSpec()
    acts = scenario.acts("learning")
    return {
        "learning": int(acts),
        "learning_power": exponent_of(spec) * acts,
        "first_days": spec.first_days,
        "reference_days": spec.reference_days,
        "familiar_days": spec.familiar_days,
        "familiarity_first_days": spec.familiarity_first_days,
        "familiarity_speed": spec.familiarity_speed * acts,
        "familiarity_defects": spec.familiarity_defects * acts,
    }


def _decisions(scenario: Scenario, laws: LawBook) -> dict[str, float]:
    spec = scenario.decision_quality or DecisionQualitySpec()
    acts = scenario.acts("decision_quality")
    return {
        "deciding_wrong": spec.misaligned * (1.0 - spec.strategy_clarity) * acts,
        "lost_per_layer": spec.lost_per_layer * acts,
        "wrong_return": spec.return_probability,
        "wrong_value": spec.value_lost,
    }


def _quality(scenario: Scenario, laws: LawBook) -> dict[str, float]:
    spec = scenario.quality or QualitySpec()
    acts = scenario.acts("quality")
    return {
        "defect_rate": spec.defects_per_effort_day * acts,
        "handoff_defects": spec.handoff_factor,
        "legacy_defects": spec.legacy_factor,
        "neglect": spec.neglect_per_100_days / 100.0 * acts,
        "upkeep": spec.upkeep_share * acts,
        "enough_upkeep": spec.enough_upkeep,
        "surface_law": laws.number(spec.surface_days),
        "incident_law": laws.number(spec.incident_effort_days),
        "route_steps": len(restoring_route(scenario)),
        "fixes_ask": int(spec.fixes_ask_for_release),
    }


def _delivery(scenario: Scenario, laws: LawBook) -> dict[str, float]:
    spec, acts = scenario.delivery or DeliverySpec(), scenario.acts("delivery")
    return {
        "change_days": spec.hours_per_change / HOURS_PER_DAY * acts,
        "deployment_days": spec.hours_per_deployment / HOURS_PER_DAY * acts,
        "deployment_failures": failures_of(spec) * acts,
    }


def _feedback(scenario: Scenario, laws: LawBook) -> dict[str, float]:
    spec = scenario.feedback if scenario.acts("feedback") else None
    spec = spec or FeedbackSpec()
    loops, retros = loops_of(spec), spec.retrospectives
    return {
        "studies": sum(before for before, *_ in loops),
        "loops": len(loops),
        "idea_lift": spec.good_share_lift,
        "retro_weeks": retros.every_days / DAYS_PER_WEEK if retros else 0.0,
        "most_gain": retros.most_gain if retros else 0.0,
        "closes": retros.closes if retros else 0.0,
    }


def _customers(scenario: Scenario, laws: LawBook) -> dict[str, float]:
    spec = scenario.customers or CustomersSpec()
    return {
        "customers": int(scenario.acts("customers")),
        "bass_p": spec.innovation_per_year,
        "bass_q": spec.imitation_per_year,
        "years_on_market": spec.years_on_market,
        "churn": churn_per_day(spec),
        "churn_response": spec.churn_response,
        "mood_good": spec.good_feature,
        "mood_harmful": spec.harmful_feature,
        "mood_broken": spec.broken_feature,
        "memory_days": spec.memory_days,
        "used_good": spec.used_good,
        "used_other": spec.used_other,
    }


def _money(scenario: Scenario, laws: LawBook) -> dict[str, float]:
    spec = scenario.money or MoneySpec()
    return {
        "money": int(scenario.acts("money")),
        "overhead": spec.overhead_share,
        "running": spec.running_cost_per_year * len(scenario.products) / DAYS_PER_YEAR,
        "hiring": spec.hiring_cost,
        "price": spec.revenue_per_customer_per_year / DAYS_PER_YEAR,
        "budget_law": laws.number(estimate_law(spec.budget)),
    }


def loops_of(spec: FeedbackSpec) -> list[tuple[int, float, float, float, float, float]]:
    """Loops of feedback as rows of LOOP: those before commitment, then those after release."""
    rows: list[tuple[int, float, float, float, float, float]] = []
    if (research := spec.research) is not None:
        hours = research.hours / HOURS_PER_DAY
        rows.append((1, research.delay_days, 0.0, hours, research.accuracy, 1.0 - research.accuracy))
    if (asked := spec.stakeholders) is not None:
        hours = asked.hours / HOURS_PER_DAY
        rows.append((1, 0.0, asked.every_days, hours, asked.accuracy, 1.0 - asked.accuracy))
    if (test := spec.ab_test) is not None:
        hours = test.hours / HOURS_PER_DAY
        rows.append((0, test.duration_days, 0.0, hours, power_at(test), test.false_positive))
    if (usage := spec.usage) is not None:
        hours = usage.hours / HOURS_PER_DAY
        rows.append((0, usage.delay_days, 0.0, hours, usage.accuracy, 1.0 - usage.accuracy))
    return rows


def restoring_route(scenario: Scenario) -> list[tuple[int, float]]:
    """Stages that an incident passes, each with its part of the effort."""
    quality = scenario.quality or QualitySpec()
    names = scenario.stage_names
    if quality.restoring is not None:
        total = sum(step.share for step in quality.restoring)
        return [(names.index(step.stage), step.share / total) for step in quality.restoring]
    last, most = len(names) - 1, _most_work(scenario)
    if most == last:
        return [(last, 1.0)]
    return list(zip((last, most, last), ROUTE_SHARES, strict=True))


def _most_work(scenario: Scenario) -> int:
    """The stage of items that takes most work, over all streams."""
    efforts = [efforts_of(scenario, stream) for stream in streams_of(scenario)]
    of_items = [s for s, stage in enumerate(scenario.value_stream) if stage.per == "item"]
    return max(of_items, key=lambda s: sum(stream[s] for stream in efforts))


def reason_tables(scenario: Scenario, people: int, periods: int) -> dict[str, Any]:
    """Areas, the way of incidents, loops of feedback, experience, and the books of all this."""
    areas = len(scenario.products)
    spec = scenario.feedback if scenario.acts("feedback") else None
    loops, route = loops_of(spec or FeedbackSpec()), restoring_route(scenario)
    loop_rows, route_rows = table(LOOP, max(1, len(loops))), table(ROUTE_STEP, len(route))
    for k, row in enumerate(loops):
        loop_rows[k] = row
    for k, step in enumerate(route):
        route_rows[k] = step
    return {
        "loops": loop_rows,
        "route": route_rows,
        "areas": _areas(scenario),
        "area_books": np.zeros(areas * AREA_BOOK_COUNT),
        "flows": np.zeros(FLOW_COUNT),
        "kept_area_books": np.zeros(periods * areas * AREA_BOOK_COUNT),
        "kept_flows": np.zeros(periods * FLOW_COUNT),
        "kept_customers": np.zeros(periods * areas),
        "fades": fades_of(scenario.learning or LearningSpec()),
        "experience": _experience(scenario, people),
    }


def _areas(scenario: Scenario) -> Any:
    rows = table(AREA, len(scenario.products))
    spec = scenario.customers or CustomersSpec()
    for row, product in zip(rows, scenario.products, strict=True):
        row.automation, row.legacy = product.automation, product.legacy_share
        row.market = spec.market if product.customers is None else product.customers
        row.customers = row.market * _held(spec) if scenario.acts("customers") else 0.0
    return rows


def _held(spec: CustomersSpec) -> float:
    """Share of a market that are customers after `years_on_market`: won by Bass, less those who left."""
    steps = max(1, round(spec.years_on_market * STEPS_PER_YEAR))
    years = np.linspace(0.0, spec.years_on_market, steps + 1)
    won = [adopted(float(y), spec.innovation_per_year, spec.imitation_per_year) for y in years]
    age = spec.years_on_market - 0.5 * (years[1:] + years[:-1])
    staying = np.exp(-churn_per_day(spec) * DAYS_PER_YEAR * age)
    return float(np.sum(np.diff(won) * staying))


def _experience(scenario: Scenario, people: int) -> Any:
    """Experience of each person in each area, as if he had long worked for the areas of his teams."""
    if not scenario.acts("learning"):
        return table(EXPERIENCE, 1)
    spec, areas = scenario.learning or LearningSpec(), len(scenario.products)
    stock = np.zeros((people, areas))
    owned = _areas_of_teams(scenario)
    for t, team in enumerate(scenario.organisation.teams):
        for person, share in team.members:
            stock[person, owned[t]] += share / len(owned[t]) if owned[t] else 0.0
    total = stock.sum(axis=1, keepdims=True)
    stock = np.where(total > 0, stock / np.where(total > 0, total, 1.0), 1.0 / areas)
    cells = table(EXPERIENCE, people * areas)
    cells["days"] = (stock * spec.reference_days).ravel()
    return cells


def _areas_of_teams(scenario: Scenario) -> list[list[int]]:
    """By team: the areas of which it owns a stage."""
    owned: list[set[int]] = [set() for _ in scenario.organisation.teams]
    for (product, _), t in scenario.organisation.owner.items():
        owned[t].add(product)
    return [sorted(areas) for areas in owned]


def link_members(scenario: Scenario, teams: Any, memberships: Any) -> None:
    """Chain the memberships of each permanent team, in order of people."""
    familiar = (scenario.learning or LearningSpec()).familiar_days
    memberships["since"] = -familiar
    memberships["next_member"] = -1
    teams["first_member"] = -1
    last = np.full(len(teams), -1)
    for m in range(len(memberships)):
        t = int(memberships["team"][m])
        if t < 0:
            continue
        if last[t] < 0:
            teams["first_member"][t] = m
        else:
            memberships["next_member"][last[t]] = m
        last[t] = m
