"""All mechanisms on, at 100 to 100,000 people: what an event and a person-day cost, and who takes it.

An event is a pop of the calendar; ratings that change and empty sittings come on top of its cost and are not
counted. The share of a mechanism is what the run costs more than with that mechanism off, all the work that it brings or
saves included; the cost of an event without it stands beside. Research lets half of all ideas pass, and twice as many arrive.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from simulator import load_scenario
from simulator.mechanisms.registry import ACCOUNTS
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario

from .worlds import table, timed, verdict

MECHANISMS = (
    "coordination", "ceremonies", "handoffs", "approvals", "decisions", "switching", "dependencies",
    "decision_quality", "learning", "turnover", "quality", "delivery", "feedback", "customers", "money",
)  # fmt: skip
REASONS: dict[str, dict[str, Any]] = {
    "people": {}, "learning": {}, "decision_quality": {}, "quality": {}, "delivery": {}, "customers": {}, "money": {},
    "feedback": {"research": {"accuracy": 0.5}, "ab_test": {}, "usage": {}, "retrospectives": {}},
}  # fmt: skip
SCENARIOS = Path(__file__).parent / "first_world"
SQUAD = {"product_manager": 1, "designer": 1, "tech_lead": 1, "engineer": 4, "tester": 1}
PEOPLE_PER_AREA = sum(SQUAD.values()) + 2  # with one in operations and one manager
SIZES = ((100, 780.0), (1_000, 520.0), (10_000, 130.0))
ASKED_NS_PER_EVENT = {100: 600.0, 1_000: 600.0}
ASKED_PERSON_DAYS_PER_SECOND = 6e6  # in the mid-size world
ASKED_SECONDS_TO_COMPILE = 90
WHOLE_COMPANY, EIGHT_QUARTERS = 100_000, 520.0


def frictions(people: int, days: float, off: str | None = None) -> Scenario:
    """Squads with a release department, a board, reviewers and decisions; one mechanism may be off."""
    areas = people // PEOPLE_PER_AREA
    names = [f"area {k}" for k in range(areas)]
    roles = {role: {"count": n * areas} for role, n in SQUAD.items()}
    roles["engineer"]["open_tasks"] = 2
    return scenario_from(
        {
            "name": "frictions",
            "horizon": {"days": days, "warmup_days": 65, "run_off_days": 0},
            "presence": 0.9,
            "workforce": roles | {"operations": {"count": areas}, "manager": {"count": areas}},
            "products": [
                {"name": name, "coupling": {names[(k + 1) % areas]: 0.1, names[k - 1]: 0.1}}
                for k, name in enumerate(names)
            ],
            "value_stream": _stages(),
            "demand": {
                "opportunities": [_opportunities(name) for name in names],
                "scale": 1.0 if off == "feedback" else 2.0,
            },
            "structure": {
                "recipe": "cross_functional",
                "composition": SQUAD,
                "end_to_end": ["discovery", "design", "build", "test"],
                "groups": {"name": "tribe", "max_people": 100},
                "chapters": {"hours_per_week": 1},
            },
            "governance": _governance(areas),
            "priorities": "value_over_effort",
            "mechanisms": "all" if off is None else {off: "off"},
            **REASONS,
        }
    )


def _stages() -> list[dict[str, Any]]:
    return [
        {"stage": "discovery", "per": "initiative", "by": {"product_manager": 1.0, "designer": 0.8}, "effort_days": {"lognormal": {"mean": 7, "sigma": 0.5}}},
        {"stage": "design", "by": {"designer": 1.0, "tech_lead": 0.8, "engineer": 0.6}, "share": 0.12},
        {"stage": "build", "by": {"engineer": 1.0, "tech_lead": 0.9}, "share": 0.68},
        {"stage": "test", "by": {"tester": 1.0, "engineer": 0.8}, "share": 0.14, "other_eyes": True, "finds": 0.6, "return_to": "build", "return_share": 0.5},
        {"stage": "release", "by": {"operations": 1.0, "engineer": 0.8}, "share": 0.06},
    ]  # fmt: skip


def _opportunities(product: str) -> dict[str, Any]:
    return {
        "product": product,
        "arrivals_per_quarter": 1.4,
        "value": {"lognormal": {"median": 50_000, "sigma": 1.0}},
        "items": {"discrete": {"values": [3, 8, 16], "weights": [0.4, 0.4, 0.2]}},
        "effort_days": {"lognormal": {"mean": 6, "sigma": 0.5}},
    }


def _governance(managers: int) -> dict[str, Any]:
    return {
        "layers": [
            {"name": "portfolio board", "sits_every_days": 10, "pass_good": 0.85, "pass_bad": 0.6},
            {"name": "leads", "review_hours": {"exponential": {"mean": 0.5}}, "members": {"manager": managers}},
        ],
        "decision_rights": {
            "start_initiative": {"ask": ["portfolio board"]},
            "during_work": {"per_effort_day": 0.1, "cross_team": "consult", "organisation": {"ask": ["leads"], "default_after_days": 5}},
        },
    }  # fmt: skip


def main() -> None:
    """Every size with everything on; then, at 1,000 people, each mechanism off in turn."""
    started = time.perf_counter()
    timed(frictions(100, 10.0))
    print(
        f"first compile and run: {time.perf_counter() - started:.1f} s"
        f" (asked at most {ASKED_SECONDS_TO_COMPILE}, where nothing was compiled)\n"
    )
    rows, results = [], {}
    for people, days in SIZES:
        best = min((timed(frictions(people, days), seed) for seed in (1, 2, 3)), key=lambda t: t.seconds)
        per_event = best.seconds / best.events * 1e9
        results[people] = per_event, best.ns_per_person_day
        rows.append(
            (people, per_event, best.ns_per_person_day, best.events / best.person_days, best.build_seconds)
        )
    table(("people", "ns per event", "ns per person-day", "events per person-day", "build, s"), rows)
    for people, asked in ASKED_NS_PER_EVENT.items():
        verdict(f"ns per event at {people:,} people", results[people][0], asked, at_least=False)
    mid_size()
    shares()
    if "--whole" in sys.argv:
        whole_company()


def mid_size() -> None:
    """The first mid-size world, kept for comparable speed, every preset, warm."""
    rows, best = [], 0.0
    for name in ("project-based", "spotify", "two-pizza", "product-model"):
        scenario = load_scenario(SCENARIOS / f"{name}.yaml")
        run = min((timed(scenario, seed) for seed in (1, 2, 3)), key=lambda t: t.seconds)
        per_second = run.person_days / run.seconds
        best = min(best or per_second, per_second)
        rows.append((name, per_second / 1e6, run.seconds / run.events * 1e9, run.build_seconds))
    print()
    table(("mid-size", "million person-days a second", "ns per event", "build, s"), rows)
    verdict("person-days a second, slowest preset", best, ASKED_PERSON_DAYS_PER_SECOND, at_least=True)


def shares() -> None:
    """What each mechanism costs, and what it does: hours of its account, none of them zero."""
    every = timed(frictions(1_000, 260.0))
    every = min((timed(frictions(1_000, 260.0), seed) for seed in (1, 2, 3)), key=lambda t: t.seconds)
    booked = sum(period.booked.sum(axis=0) for period in every.simulation.books.periods)
    print(
        "\nhours by account: "
        + ", ".join(f"{name} {days * 8:,.0f}" for name, days in zip(ACCOUNTS, booked, strict=True) if days)
    )
    rows = []
    for mechanism in MECHANISMS:
        off = frictions(1_000, 260.0, mechanism)
        best = min((timed(off, seed) for seed in (1, 2, 3)), key=lambda t: t.seconds)
        rows.append((mechanism, 1 - best.seconds / every.seconds, best.seconds / best.events * 1e9))
    print()
    table(("mechanism", "share of the cost", "ns per event without it"), rows)


def whole_company() -> None:
    """100,000 people over eight quarters in one run."""
    run = timed(frictions(WHOLE_COMPANY, EIGHT_QUARTERS))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    items = int(np.sum([len(part) for part in run.simulation.books.items]))
    print(
        f"\n{WHOLE_COMPANY:,} people, {EIGHT_QUARTERS + 65:.0f} days: {run.seconds:.1f} s, build {run.build_seconds:.1f} s,"
        f" {memory:.1f} GB, {items:,} items, {run.seconds / run.events * 1e9:.0f} ns per event,"
        f" {run.ns_per_person_day:.0f} ns per person-day"
    )
