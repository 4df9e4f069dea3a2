"""The amount of work: those who do most of it reach a utilisation of 0.8 in the present organisation.

Files do not show how long a person works on an item. An organisation that copes cannot have a utilisation
above 1, and one with a very low utilisation has no queues to compare. What is set is the use of the role that does
most of the work. A single busy seat does not lower the work of all others: where an area has more work than its
team can do, its items are taken to be smaller; where a scarce role has, the seats that lack are named and added.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ...organisation.workforce import fte_of_people
from ...report.utilisation import duties_of_people, utilisation_of_people
from ...report.workload import workload_of
from ...scenario.scenario import Scenario
from ..notes import Notes, counted, several
from ..people.persons import Person
from .ability import Stream
from .demand import FLOW_EFFICIENCY
from .people_writer import in_order
from .trial import AS_IS, Draft

TARGET = 0.8
CLOSE = 0.005
MOST_STEPS = 40
HEAVY, RELIEVED = 0.92, 0.85
"""Utilisation from which a person has too much to do, and to which they are relieved."""
MOST_ROUNDS = 12
MOST_ADDED = 0.05
AT_LEAST_ADDED = 2
"""Seats that may be added: this share of the people, and this many in any case."""
SECOND_BEST = 0.6
"""Proficiency of the role that does most of the work at a stage whose own role is too scarce. Judgement."""
MUCH_MEETING = 0.3
"""Share of a person's time in meetings from which they are worth a warning."""


@dataclass
class Use:
    """Expected utilisation of people who work on items."""

    scenario: Scenario
    used: list[float]
    roles: list[str]
    working: list[int]
    fte: list[float]

    @property
    def core(self) -> str:
        """The role that has most full-time people who work on items."""
        total: dict[str, float] = defaultdict(float)
        for p in self.working:
            total[self.roles[p]] += self.fte[p]
        return max(total, key=lambda role: total[role], default=next(iter(self.scenario.workforce)))

    def mean(self, role: str) -> float:
        """Mean utilisation of those of a role who work on items."""
        own = [p for p in self.working if self.roles[p] == role]
        return sum(self.used[p] * self.fte[p] for p in own) / sum(self.fte[p] for p in own) if own else 0.0

    def busiest(self) -> tuple[float, str]:
        """Utilisation of the busiest person who works on items, and the person's role."""
        top = max(self.working or range(len(self.used)), key=lambda p: self.used[p])
        return self.used[top], self.roles[top]


def use_of(scenario: Scenario) -> Use:
    """Expected utilisation of the people of a scenario."""
    load = workload_of(scenario)
    used, duties = utilisation_of_people(scenario, load), duties_of_people(scenario, load)
    roles = [role for role, spec in scenario.workforce.items() for _ in range(spec.count)]
    working = [p for p in range(len(used)) if used[p] > duties[p] + 1e-9]
    return Use(scenario, used, roles, working, fte_of_people(scenario.workforce))


def with_rates(scenario: Scenario, factor: float) -> Scenario:
    """The same scenario with all arrivals multiplied."""
    demand = scenario.demand.model_copy(update={"scale": factor})
    return scenario.model_copy(update={"demand": demand}).relative_to(scenario.folder)


def with_efforts(scenario: Scenario, factor: float) -> Scenario:
    """The same scenario with all efforts of items multiplied."""
    streams = [
        stream.model_copy(update={"effort_days": _scaled(stream.effort_days, factor)})
        for stream in scenario.demand.items
    ]
    demand = scenario.demand.model_copy(update={"items": streams})
    return scenario.model_copy(update={"demand": demand}).relative_to(scenario.folder)


def _scaled(law: Any, factor: float) -> Any:
    """A lognormal law of efforts, longer by a factor."""
    inner = law.lognormal
    return law.model_copy(update={"lognormal": inner.model_copy(update={"mean": inner.mean * factor})})


def _target(use: Use, core: str) -> float:
    """The mean utilisation to which a role is brought: half of the time that meetings leave, where these take most of it."""
    duties = duties_of_people(use.scenario, workload_of(use.scenario))
    own = [duties[p] for p in use.working if use.roles[p] == core]
    share = sum(own) / len(own) if own else 0.0
    return max(TARGET, share + 0.5 * (1.0 - share))


def factor_for(
    scenario: Scenario, change: Callable[[Scenario, float], Scenario], core: str, target: float
) -> float:
    """The factor that brings the mean utilisation of a role to a target, or as near to it as possible."""
    low, high, middle = 1e-4, 1e4, 1.0
    for _ in range(MOST_STEPS):
        middle = math.sqrt(low * high)
        used = use_of(change(scenario, middle)).mean(core)
        if abs(used - target) < CLOSE:
            return middle
        low, high = (middle, high) if used < target else (low, middle)
    return low


@dataclass
class _Relief:
    """What was done so that no one has too much to do."""

    smaller: dict[str, float] = field(default_factory=dict)
    """By area, the factor of its work."""
    added: list[tuple[str, Person]] = field(default_factory=list)
    widened: dict[str, str] = field(default_factory=dict)
    """By stage, the role that is too scarce there."""
    short: dict[str, int] = field(default_factory=dict)
    used: dict[str, float] = field(default_factory=dict)
    """Utilisation of scarce roles before."""


def calibrate(draft: Draft, stream: Stream, known_effort: bool, notes: Notes) -> Draft:
    """Set the amount of work so that the present organisation copes, and say how."""
    use = use_of(draft.scenario(AS_IS))
    core, before = use.core, use.mean(use.core)
    factor, target = 1.0, _target(use, core)
    if not draft.worked:
        factor = factor_for(use.scenario, with_rates, core, target)
        _scale(draft, "arrivals_per_quarter", factor)
    elif before > target + CLOSE and not known_effort:
        factor = factor_for(use.scenario, with_efforts, core, target)
        _scale(draft, "effort_days", factor)
    relief = _Relief()
    for _ in range(MOST_ROUNDS):
        use = use_of(draft.scenario(AS_IS))
        if not _relieved(draft, stream, use, core, known_effort, relief):
            break
        draft = _with_added(draft, relief)
    use = use_of(draft.scenario(AS_IS))
    draft.world["demand"]["load"] = float(f"{min(max(use.mean(core), 0.01), 1.0):.2g}")
    _note_amount(draft, known_effort, core, use, factor, before, notes)
    _note_relief(relief, core, use, draft.worked, notes)
    _warn_of_meetings(use.scenario, notes)
    return draft


def _streams(draft: Draft) -> list[dict[str, Any]]:
    demand = draft.world["demand"]
    found: list[dict[str, Any]] = demand["items" if draft.worked else "opportunities"]
    return found


def _scale(draft: Draft, key: str, factor: float, areas: Sequence[str] | None = None) -> None:
    """Multiply a number of all streams, or of those of some areas."""
    for one in _streams(draft):
        if areas is None or one["product"] in areas:
            if key == "effort_days":
                law = one[key]["lognormal"]
                law["mean"] = float(f"{law['mean'] * factor:.3g}")
            else:
                one[key] = float(f"{one[key] * factor:.4g}")


def seats_lacking(use: Use, role: str) -> int:
    """Full-time people of a role whom those with too much to do would need beside them."""
    heavy = [p for p in use.working if use.roles[p] == role and use.used[p] > HEAVY]
    return max(1, math.ceil(sum(use.fte[p] * (use.used[p] / RELIEVED - 1.0) for p in heavy)))


def _relieved(draft: Draft, stream: Stream, use: Use, core: str, known_effort: bool, relief: _Relief) -> bool:
    """Relieve those who have too much to do, by one round; False if there is no one."""
    teams_of: dict[int, tuple[int, ...]] = defaultdict(tuple)
    for t, team in enumerate(use.scenario.organisation.teams):
        for p, _ in team.members:
            teams_of[p] += (t,)
    heavy = [p for p in use.working if use.used[p] > HEAVY and teams_of[p]]
    if not heavy:
        return False
    lacking: dict[str, list[int]] = defaultdict(list)
    full: dict[int, float] = {}
    members = [{p for p, _ in team.members} for team in use.scenario.organisation.teams]
    for p in heavy:
        others = {q for t in teams_of[p] for q in members[t] if use.roles[q] == core and q in use.working}
        free = [use.used[q] for q in others]
        scarce = use.roles[p] != core and bool(free) and sum(free) / len(free) <= HEAVY
        if scarce or known_effort:
            lacking[use.roles[p]].append(p)
        else:
            for t in teams_of[p]:
                full[t] = max(full.get(t, 0.0), use.used[p])
    changed = _smaller(draft, use, full, relief)
    for role, people in lacking.items():
        changed |= _more_seats(draft, stream, use, role, people, core, relief)
    return changed


def _smaller(draft: Draft, use: Use, full: dict[int, float], relief: _Relief) -> bool:
    """Less work in the areas of teams that have too much."""
    key = "effort_days" if draft.worked else "arrivals_per_quarter"
    names = [product.name for product in use.scenario.products]
    factors: dict[str, float] = {}
    for (product, _), t in use.scenario.organisation.owner.items():
        if t in full:
            factors[names[product]] = min(factors.get(names[product], 1.0), RELIEVED / full[t])
    for area, factor in factors.items():
        _scale(draft, key, factor, [area])
        relief.smaller[area] = relief.smaller.get(area, 1.0) * factor
    return bool(factors)


def _more_seats(
    draft: Draft, stream: Stream, use: Use, role: str, people: Sequence[int], core: str, relief: _Relief
) -> bool:
    """Seats for a scarce role, or other people at its stages where too many seats would be needed."""
    relief.used[role] = max(relief.used.get(role, 0.0), *(use.used[p] for p in people))
    need = seats_lacking(use, role)
    room = max(AT_LEAST_ADDED, int(MOST_ADDED * len(use.used))) - len(relief.added)
    if need <= room and need <= 2 * len(people):
        order = sorted(people, key=lambda p: -use.used[p])
        for k in range(need):
            like = draft.people[order[k % len(order)]]
            relief.added.append(
                (role, replace(like, title="", words=frozenset(), fte=1.0, teams=dict(like.teams)))
            )
        return True
    relief.short[role] = max(relief.short.get(role, 0), need)
    stages = [
        s for s in stream.stages if role in stream.who[s] and core not in stream.who[s] and role != core
    ]
    for stage in stages:
        stream.who[stage][core] = SECOND_BEST
        relief.widened[stage] = role
    draft.world["value_stream"] = stream.as_values()
    return bool(stages)


def _with_added(draft: Draft, relief: _Relief) -> Draft:
    """The draft with the people that were added, numbered role by role."""
    there = sum(person.added for person in draft.people)
    fresh = relief.added[there:]
    if not fresh:
        return draft
    for _, person in fresh:
        person.added = True
    people, roles = in_order(
        [*draft.people, *(person for _, person in fresh)], [*draft.roles, *(role for role, _ in fresh)]
    )
    return replace(draft, people=people, roles=roles)


def _note_amount(
    draft: Draft, known_effort: bool, core: str, use: Use, factor: float, before: float, notes: Notes
) -> None:
    """Say how much work there is, and what that rests on."""
    streams = _streams(draft)
    used = use.mean(core)
    if not draft.worked:
        total = sum(one["arrivals_per_quarter"] for one in streams)
        notes.assume(
            f"{total:.3g} opportunities arrive per quarter, so that the people who do most of the work ({core}) reach a utilisation of {used:.2g} on average",
            "world.yaml: demand.opportunities.*.arrivals_per_quarter",
        )
        return
    said = (
        "the time worked in the file"
        if known_effort
        else f"{FLOW_EFFICIENCY:.0%} of the lead time at the median, or the default where none is known (judgement)"
    )
    if factor != 1.0:
        said += f", times {factor:.3g}"
        rest = f"; without that factor the people who do most of the work ({core}) would need a utilisation of {before:.2f}, with it they reach {used:.2f}"
    else:
        rest = f"; the people who do most of the work ({core}) reach a utilisation of {used:.2f} on average"
    notes.assume(
        f"effort of an item: {said}, {_mean_effort(streams):.3g} working days on average{rest}",
        "world.yaml: demand.items.*.effort_days",
    )


def _mean_effort(streams: Sequence[dict[str, Any]]) -> float:
    total = sum(stream["arrivals_per_day"] for stream in streams)
    return float(sum(s["arrivals_per_day"] * s["effort_days"]["lognormal"]["mean"] for s in streams) / total)


def _note_relief(relief: _Relief, core: str, use: Use, worked: bool, notes: Notes) -> None:
    """Name the choke points, and what was assumed about each."""
    if relief.smaller:
        areas = sorted(relief.smaller, key=lambda area: relief.smaller[area])
        shown = ", ".join(f"{area} ×{relief.smaller[area]:.2g}" for area in areas[:6])
        more = f" and {len(areas) - 6} more" if len(areas) > 6 else ""
        what = "take less effort than elsewhere" if worked else "are fewer than its people suggest"
        notes.assume(
            f"choke points: {'items' if worked else 'opportunities'} of {several(len(areas), 'area')} {what}, because their teams would have too much to do otherwise ({shown}{more})",
            "world.yaml: demand, mapping.yaml: owns",
        )
    roles: dict[str, int] = defaultdict(int)
    for role, _ in relief.added:
        roles[role] += 1
    for role, n in roles.items():
        notes.assume(
            f"choke point: {several(n, 'seat')} of role {role} more than the files show; without {'it' if n == 1 else 'them'} the busiest {role} would be used {relief.used[role]:.2f}",
            "people.csv: rows whose column 'assumed' says so",
        )
    for role, n in relief.short.items():
        stages = [stage for stage, scarce in relief.widened.items() if scarce == role]
        helped = (
            f"; {core} does {' and '.join(stages)} as well, at a proficiency of {SECOND_BEST}"
            if stages
            else ""
        )
        notes.assume(
            f"choke point: about {several(n, 'seat')} of role {role} more would be needed for what is assumed of the work{helped}",
            "world.yaml: value_stream.*.by, value_stream.*.share",
        )
    used, role = use.busiest()
    if used >= 1.0:
        notes.lack(
            f"the busiest people ({role}) would need a utilisation of {used:.2f}: their queue grows without end"
        )


def _warn_of_meetings(scenario: Scenario, notes: Notes) -> None:
    """Warn where meetings take much of anyone's time."""
    duties = duties_of_people(scenario, workload_of(scenario))
    many = [p for p, share in enumerate(duties) if share > MUCH_MEETING]
    if not many:
        return
    sizes = {
        team.name: len(team.members)
        for team in scenario.organisation.teams
        if {p for p, _ in team.members} & set(many)
    }
    notes.lack(
        f"meetings and boards take more than {MUCH_MEETING:.0%} of the time of {several(len(many), 'person', 'people')}, {max(duties):.0%} at most; "
        f"the largest of their teams: {counted(sizes.items(), most=3)} people. Is that one team that meets? Split it, or lower as-is.yaml: ceremonies"
    )
