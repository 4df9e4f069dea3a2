"""Adding people to a late project (S21): Brooks's law in its modern form.

Scenario files do not have hiring yet. So the seats of later joiners are emptied before the project
begins, and filled by newcomers on a given day (`engine.interventions.checked.empty_seat`, `fill_seat`): they
ramp up, a colleague helps each, and all people have more people to talk to, as after any turnover.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..engine.interventions import checked as changes
from ..engine.run import Simulation, template_of
from ..kernel.templates import Template
from ..outcomes.facts import facts_of
from ..scenario.loader import scenario_from
from ..scenario.scenario import Scenario
from ..studies.replications import seeds_of
from ..studies.statistics import estimate
from ..work.records import RELEASED
from .figures import Chart, Series, drawn
from .findings import Check, Effort, Finding, Picture, restated, share_of_runs, written
from .midsize import SECTIONS
from .queues import Values, lognormal

SHARES = (0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95)
LATE = 0.6
LATE_ONES = [k for k, share in enumerate(SHARES) if share >= LATE]
NEVER_PER_YEAR = 1e-9


@dataclass(frozen=True)
class Project:
    """A number of people on a number of items of 6 days, and the number of people who join."""

    people: int
    more: int
    items: int
    ramp_days: float = 80.0

    @property
    def name(self) -> str:
        """For tables."""
        return f"{self.people} + {self.more} people, {self.items} items, ramp of {self.ramp_days:g} days"


PROJECTS = (Project(2, 1, 100), Project(3, 1, 120), Project(3, 1, 120, 200.0), Project(6, 3, 100))

Effects = dict[Project, tuple[np.ndarray, np.ndarray]]


def scenario_of(project: Project, sigma: float = 0.25) -> Scenario:
    """One initiative for one team, everything at its default but the ramp; no one leaves on their own, and nothing harms.

    sigma: spread of skills.
    """
    skill = lognormal(1.0, sigma) if sigma > 0 else 1.0
    members = {"engineer": project.people + project.more}
    values: Values = {
        "name": "project",
        "horizon": {"days": 4000, "warmup_days": 0, "run_off_days": 0},
        "presence": 0.9,
        "workforce": {"engineer": {"count": project.people + project.more, "skill": skill}},
        "products": [{"name": "product"}],
        "value_stream": [
            {"stage": "build", "by": {"engineer": 1.0}, "share": 0.8},
            {"stage": "test", "by": {"engineer": 1.0}, "share": 0.2, "other_eyes": True, "finds": 0.6, "return_to": "build", "return_share": 0.5},
        ],
        "demand": {"opportunities": [{"product": "product", "at": [1.0], "items": project.items, "effort_days": lognormal(6.0, 0.5), "harmful_share": 0.0}]},
        "structure": {"teams": [{"name": "team", "members": members}]},
    } | SECTIONS  # fmt: skip
    ramp = {"days": project.ramp_days, "start": 0.25}
    return scenario_from(values | {"people": {"turnover_per_year": NEVER_PER_YEAR, "ramp_up": ramp}})


def finished(
    scenario: Scenario, world: Template, seed: int, project: Project, day: float | None
) -> tuple[float, float]:
    """Day on which the project is done, and person-days paid; day: on which the others join, None for never."""
    simulation = Simulation.of(scenario, world, seed).run_until(0.0)
    more = range(project.people, project.people + project.more)
    for person in more:
        changes.empty_seat(simulation, person)
    if day is not None:
        simulation.run_until(day)
        for person in more:
            changes.fill_seat(simulation, person)
    items = facts_of(simulation.run_until()).items
    assert (items["fate"] == RELEASED).all()
    done = float(items["closed_at"].max())
    return done, project.people * done + (project.more * (done - day) if day is not None else 0.0)


def effects(project: Project, seeds: int, sigma: float = 0.25) -> tuple[np.ndarray, np.ndarray]:
    """Relative change of the end and of cost; shapes (seeds, SHARES)."""
    scenario = scenario_of(project, sigma)
    world = template_of(scenario)
    ends, costs = np.zeros((seeds, len(SHARES))), np.zeros((seeds, len(SHARES)))
    for r, seed in enumerate(seeds_of(1, seeds)):
        planned, paid = finished(scenario, world, seed, project, None)
        for k, share in enumerate(SHARES):
            end, cost = finished(scenario, world, seed, project, share * planned)
            ends[r, k], costs[r, k] = end / planned - 1.0, cost / paid - 1.0
    return ends, costs


def _checks(found: Effects, equals: np.ndarray) -> list[Check]:
    dearer = np.concatenate([costs[:, LATE_ONES].ravel() > 0 for _, costs in found.values()])
    at_sixty = [float(np.mean(ends[:, LATE_ONES[0]])) for ends, _ in found.values()]
    later, sooner = sum(v > 0 for v in at_sixty), sum(v < 0 for v in at_sixty)
    on_average = sum(float(ends[:, -2].mean()) > 0 for ends, _ in found.values())
    turning = [_turning_point(ends) for ends, _ in found.values()]
    known = [f"{share:g}" for share in turning if share is not None]
    return [
        Check("adding at 60 % or later costs more, share of runs", share_of_runs(dearer), "100 %", bool(dearer.all()), CHEAPER),
        Check("the same in the team of two, all equally skilled", share_of_runs(equals), "100 %", bool(equals.all())),
        Check("at 60 % it delays some projects and not others", f"{later} of {len(found)} later, {sooner} sooner, on average", "both", later > 0 and sooner > 0, "every project here is on one side."),
        Check("a time after which it delays on average", f"in {on_average} of {len(found)} projects", "in every project", on_average == len(found), NO_TURN),
        Check("a time after which it delays in every run", f"in {len(known)} of {len(found)} projects" + (f" (from {', '.join(known)})" if known else ""), "in every project", len(known) == len(found), NO_TURN),
    ]  # fmt: skip


def _restated(found: Effects) -> list[Check]:
    dearer = sum(all(_is_above(costs[:, k]) for k in LATE_ONES) for _, costs in found.values())
    turning = [_turning_point_of_the_mean(ends) for ends, _ in found.values()]
    known = [f"{share:g}" for share in turning if share is not None]
    every = "in every project"
    return restated(
        DETERMINISTIC,
        Check("adding at 60 % or later costs more, mean of a project", f"in {dearer} of {len(found)} projects", every, dearer == len(found), CHEAPER),
        Check("a time after which it delays, mean of a project", f"in {len(known)} of {len(found)} projects" + (f" (from {', '.join(known)})" if known else ""), every, len(known) == len(found), SMALL),
    )  # fmt: skip


def _is_above(values: np.ndarray) -> bool:
    """Whether the whole interval of a mean lies above 0."""
    low = estimate(values).low
    return low is not None and low > 0


def s21(effort: Effort) -> Finding:
    """Adding people late always costs more, and delays some projects (Abdel-Hamid 1989; Hsia 1999)."""
    seeds = effort.times(40, 10)
    found = {project: effects(project, seeds) for project in PROJECTS}
    equals = effects(PROJECTS[0], seeds, 0.0)[1][:, LATE_ONES].ravel() > 0
    return Finding(
        "S21",
        "Adding people to a late project",
        "partly an input",
        "Abdel-Hamid 1989; Hsia, Hsu & Kung 1999; P18-P21",
        "adding people when 60 % or more is done always costs more and delays some projects, not all; there is a "
        "time after which it always delays.",
        "Projects of 100 to 120 items of 6 days for teams of 2, 3 and 6, everything at its default; newcomers "
        f"come when .1 to .95 of the time that it takes without them has passed. {seeds} seeds each, the same with "
        "and without.",
        [*_checks(found, equals), *_restated(found)],
        Picture(_figure(found), "How much later a project ends, by when people are added; means over seeds."),
        _table(found),
        "There is no rule that adding people delays: it follows from ramp-up (P18-P20), mentors (P21) and ties "
        "(P01-P03). That a mentor helps most at the start and less and less over the ramp is a rule that came after a miss of this target "
        "(a time after which it delays on average).",
    )  # fmt: skip


def _turning_point(ends: np.ndarray) -> float | None:
    """Smallest share from which the end is later in every run."""
    always = [bool(np.all(ends[:, k:] > 0)) for k in range(len(SHARES))]
    return SHARES[always.index(True)] if True in always else None


def _turning_point_of_the_mean(ends: np.ndarray) -> float | None:
    """Smallest share from which the mean end is later, with its whole interval."""
    later = [all(_is_above(ends[:, j]) for j in range(k, len(SHARES))) for k in range(len(SHARES))]
    return SHARES[later.index(True)] if True in later else None


def _figure(found: Effects) -> str:
    series = [Series(p.name, SHARES, (100 * ends.mean(axis=0)).tolist()) for p, (ends, _) in found.items()]
    return drawn(Chart("S21: later (above 0) or sooner", "share of the planned time at which people are added", "end, per cent later", series))  # fmt: skip


def _table(found: Effects) -> str:
    lines = [
        "| project | added at | end | later in | cost | dearer in |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for project, (ends, costs) in found.items():
        for k, share in enumerate(SHARES):
            if share in (0.2, 0.6, 0.9):
                end, cost = ends[:, k], costs[:, k]
                lines.append(f"| {project.name} | {share:g} | {written(100 * end.mean(), 1)} % | {100 * np.mean(end > 0):.0f} % | {written(100 * cost.mean(), 1)} % | {100 * np.mean(cost > 0):.0f} % |")  # fmt: skip
    return "\n".join(lines)


CHEAPER = (
    "skills are drawn, and a newcomer who is much better than both people of a team of two saves more than they cost; "
    "where all are equally skilled (the row below it) there are no cheaper runs."
)
DETERMINISTIC = (
    "the source's model has no chance, and a project in it has one end and one cost. Here skills and efforts are drawn: what it says of a "
    "project is said of its mean, whose whole interval must lie above 0."
)
SMALL = "a third person costs a team of two little in ties, and helps with what is left until nearly the end."
NO_TURN = "people who come when only a few tasks are left disturb by chance in either direction."
