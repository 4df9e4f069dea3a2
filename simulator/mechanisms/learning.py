"""Learning: people who know an area and their team are faster and err less; unused experience fades.

Claim. Time per unit of work falls by a constant share with every doubling of experience in a product area
(the learning curve); experience fades when it is not used. What was learned in other areas helps in part, more in
areas that depend on each other. Pairs of people who have worked together for longer make fewer mistakes and lose less
time, also in a team that is new: what counts is how often these people have worked together, not how old the team
is. A newcomer has neither: during ramp-up a share of the newcomer's time goes into learning instead, and a colleague
gives a share of their own time to help, most at the start. People who meet in chapters and guilds learn a little of
what the others know.

Source. Power form S19 and P31 (Wright 1936; Argote & Epple 1990; in software Boh, Slaughter & Espinosa
2007): 0.90 per doubling for software is judgement inside 0.75-0.95. Fading P32. That related experience helps has
its sign from the same authors, its size is judgement. Familiarity, measured for pairs: defects fall by 19 % when it grows by half, an elasticity of -0.52 (P27, Huckman & Staats); clients'
ratings rise by 10 % (P29), which bounds what it may do to speed. Ramp-up P18-P20, mentors P21.

Off value. Everyone works at their skill: factor 1, no ramp-up, no mentors.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from ..kernel.compiled import compiled
from ..kernel.distributions import mean_count_of
from ..kernel.quantiles import LawBook
from ..kernel.units import DAYS_PER_MONTH, DAYS_PER_WEEK, NONE
from ..kernel.world import table
from ..metadata import Plausible, Source, Unit
from ..organisation.staffing import Seats
from ..spec import PositiveDays, Spec
from ..state.experience import (
    EXPERIENCE,
    FADING_WEEKS,
    KNOWN,
    MOST_AREAS_KNOWN,
    experience_in,
    experience_in_all,
    faded,
    keep_area,
    row_of_area,
)
from ..state.pairs import MOST_KNOWN, PAIR, together
from ..work.demand import OpportunitySpec
from ..work.records import ANSWER, REVIEW
from .ceremonies import chapter_members, guild_members
from .coordination import contribution_of, first_of_unit, unit_of
from .entry import Mechanism, Parameter, Setting
from .turnover import is_ramping_up


class LearningSpec(Spec):
    """What people learn of product areas and of each other. `learning: {}` takes the defaults."""

    progress_ratio: Annotated[
        float, Field(gt=0.5, le=1), Unit("ratio"), Plausible(0.75, 0.95), Source("P31", judgement=True)
    ] = 0.90
    """Time per unit after a doubling of experience over that before it; at 1 people do not learn."""
    first_days: Annotated[PositiveDays, Plausible(5, 65), Source(judgement=True)] = 20.0
    """Experience on which the curve begins: a person without any is as fast as (this over this + reference)
    to the power of the curve."""
    reference_days: Annotated[PositiveDays, Plausible(60, 250), Source(judgement=True)] = 125.0
    """Experience in an area at which work takes its nominal effort: about what is left after fading to a
    person who works on items of one area for 30 % of the time."""
    kept_per_month: Annotated[
        float, Field(gt=0, le=1), Unit("ratio"), Plausible(0.75, 0.98), Source("P32")
    ] = 0.95
    """Share of experience that is left after a month without use."""
    transfer: Annotated[
        float, Field(ge=0, le=1), Unit("share"), Plausible(0.2, 0.6), Source("P31", judgement=True)
    ] = 0.4
    """Share of the experience in other areas that counts in an area."""
    transfer_coupled: Annotated[
        float, Field(ge=0, le=1), Unit("share"), Plausible(0.4, 0.8), Source("P31", judgement=True)
    ] = 0.6
    """The same of areas that are coupled with it, in either direction."""
    spread_per_hour_met: Annotated[
        float, Field(ge=0, le=1), Unit("share per hour"), Plausible(0, 0.01), Source(judgement=True)
    ] = 0.002
    """Share of what the others of a chapter or guild know more than they do, on average, that a member gains with each
    hour of its meetings."""
    familiar_days: Annotated[PositiveDays, Plausible(65, 260), Source(judgement=True)] = 195.0
    """Time of working together after which two people know each other."""
    familiarity_first_days: Annotated[PositiveDays, Plausible(10, 65), Source(judgement=True)] = 20.0
    """What strangers know of each other, in the same unit."""
    familiarity_speed: Annotated[
        float, Field(ge=0, le=1), Unit("elasticity"), Plausible(0, 0.235), Source("P29", judgement=True)
    ] = 0.10
    """Elasticity of speed in familiarity."""
    familiarity_defects: Annotated[
        float, Field(ge=0, le=2), Unit("elasticity"), Plausible(0.2, 0.7), Source("P27")
    ] = 0.52
    """Elasticity of defects in familiarity, taken negative."""


def exponent_of(spec: LearningSpec) -> float:
    """Power of experience by which speed grows: 0.152 for a progress ratio of 0.90 (P31)."""
    return -math.log2(spec.progress_ratio)


def fades_of(spec: LearningSpec) -> np.ndarray:
    """Share of experience that is left after 0, 1, 2, … weeks without use."""
    weekly = spec.kept_per_month ** (DAYS_PER_WEEK / DAYS_PER_MONTH)
    return np.asarray(weekly ** np.arange(FADING_WEEKS))


@compiled
def relative_experience(days, first, reference):
    """Experience as a share of what nominal effort assumes, both counted from where the curve begins."""
    return (first + days) / (first + reference)


@compiled
def relative_familiarity(days, first, familiar):
    """Time together as a share of that after which people know each other, at most 1."""
    return min(1.0, (first + days) / (first + familiar))


@compiled
def power(base, exponent):
    """`base ** exponent`, and exactly 1 for an exponent of 0."""
    return 1.0 if exponent == 0.0 or base == 1.0 else base**exponent


@compiled
def experience_of(w, p, item):
    """Relative experience of the person who has an item open, 1 for what nominal effort assumes."""
    parameters = w.parameters[0]
    held = experience_for(w, p, item.product)
    return relative_experience(held, parameters.first_days, parameters.reference_days)


@compiled
def experience_for(w, p, area):
    """Experience of person p that counts in an area: what they have learned there, and a share of all else."""
    parameters = w.parameters[0]
    if parameters.transfer == 0.0 and parameters.transfer_coupled == 0.0:
        return experience_in(w, p, area)
    here, coupled = experience_in(w, p, area), 0.0
    for k in range(w.neighbour_first[area], w.neighbour_first[area + 1]):
        coupled += experience_in(w, p, w.neighbours[k])
    others = max(0.0, experience_in_all(w, p) - here - coupled)
    return here + parameters.transfer_coupled * coupled + parameters.transfer * others


@compiled
def familiarity_of(w, p, item):
    """Relative familiarity of person p with those of their team who are engaged on the unit of an item, at most 1."""
    parameters = w.parameters[0]
    u = unit_of(w, item)
    mine = contribution_of(w, p, u) if u != NONE else NONE
    if mine == NONE:
        return 1.0
    team, since = w.contributions[mine].team, w.contributions[mine].since
    total, count = 0.0, 0
    row = first_of_unit(w, u)
    while row != NONE:
        other = w.contributions[row]
        if row != mine and other.team == team:
            total += together(w, p, other.person, max(since, other.since))
            count += 1
        row = other.next_of_unit
    if count == 0:
        return 1.0
    return relative_familiarity(total / count, parameters.familiarity_first_days, parameters.familiar_days)


@compiled
def learned_speed(w, p, item):
    """What a person's speed on an item is multiplied by for what they have learned."""
    parameters = w.parameters[0]
    if parameters.learning == 0 or REVIEW <= item.kind <= ANSWER or is_ramping_up(w, w.people[p]):
        return 1.0
    return power(experience_of(w, p, item), parameters.learning_power) * power(
        familiarity_of(w, p, item), parameters.familiarity_speed
    )


@compiled
def newness(w, p, item):
    """What the defects of a person's work are multiplied by for what they have not learned."""
    parameters = w.parameters[0]
    if parameters.learning == 0 or is_ramping_up(w, w.people[p]):
        return 1.0
    return power(experience_of(w, p, item), -parameters.learning_power) * power(
        familiarity_of(w, p, item), -parameters.familiarity_defects
    )


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters."""
    spec = setting.of(LearningSpec)
    return {
        "learning": 1,
        "learning_power": exponent_of(spec),
        "first_days": spec.first_days,
        "reference_days": spec.reference_days,
        "familiar_days": spec.familiar_days,
        "familiarity_first_days": spec.familiarity_first_days,
        "familiarity_speed": spec.familiarity_speed,
        "familiarity_defects": spec.familiarity_defects,
        "transfer": spec.transfer,
        "transfer_coupled": spec.transfer_coupled,
        "spread": spec.spread_per_hour_met,
        "areas_known": areas_known(setting),
        "founders_days": founders_days(setting),
    }


def areas_known(setting: Setting) -> int:
    """Areas of which each person keeps their experience."""
    return min(len(setting.products), MOST_AREAS_KNOWN)


def founders_days(setting: Setting) -> float:
    """Days that two people of the pool from which temporary teams are staffed have worked together when the run begins.

    The stationary value where people sit in as many teams as they may for MOSTLY_SEATED of the time, and partners
    change from team to team: what is added per day over what fades per day.
    """
    spec, staffing = setting.of(LearningSpec), setting.organisation.staffing
    pool = {person for seats in staffing for person in seats.people}
    if len(pool) < 2:
        return 0.0
    size = sum(_seats(seats, _mean_items(setting)) for seats in staffing)
    places = sum(seats.most_projects * len(seats.people) for seats in staffing) / len(pool)
    gained = MOSTLY_SEATED * places * max(0.0, size - 1.0) / (len(pool) - 1.0)
    lost = -math.log(spec.kept_per_month) / DAYS_PER_MONTH
    return float(min(spec.familiar_days, gained / lost)) if lost > 0.0 else spec.familiar_days


MOSTLY_SEATED = 0.8
"""Share of the time for which people of the pool sit in temporary teams, before a run. Judgement."""


def _seats(seats: Seats, items: float) -> float:
    """Seats of a role in a temporary team for an initiative of a number of items."""
    wanted = seats.spec.seats or math.ceil(items / (seats.spec.items_per or 1.0))
    return min(wanted, len(seats.people))


def _mean_items(setting: Setting) -> float:
    """Mean number of items of an initiative, over the streams."""
    counts = [mean_count_of(s.items) for s in setting.streams if isinstance(s, OpportunitySpec)]
    return sum(counts) / len(counts) if counts else 1.0


def tables(setting: Setting, people: int, periods: int) -> dict[str, Any]:
    """What is left of experience by week, and each person's experience in each area."""
    acts = setting.acts("learning")
    pairs = table(PAIR, people * MOST_KNOWN if acts else 1)
    pairs.other = -1
    first, neighbours = _neighbours(setting)
    return {
        "fades": fades_of(setting.of(LearningSpec)),
        **_experience(setting, people if acts else 0),
        "neighbour_first": first,
        "neighbours": neighbours,
        "pairs": pairs,
        **communities(setting),
    }


def _neighbours(setting: Setting) -> tuple[Any, Any]:
    """The areas coupled with each, in either direction: where they begin in one list, and the list."""
    numbers = {product.name: a for a, product in enumerate(setting.products)}
    coupled: list[set[int]] = [set() for _ in setting.products]
    for a, product in enumerate(setting.products):
        for name, chance in product.coupling.items():
            if chance > 0:
                coupled[a].add(numbers[name])
                coupled[numbers[name]].add(a)
    first = np.concatenate([[0], np.cumsum([len(areas - {a}) for a, areas in enumerate(coupled)])])
    return first.astype(np.int64), np.array(
        [b for a, areas in enumerate(coupled) for b in sorted(areas - {a})] or [-1]
    )


def _experience(setting: Setting, people: int) -> dict[str, Any]:
    """Experience on day 0, as if everyone had long worked for the areas of their teams."""
    spec, most = setting.of(LearningSpec), areas_known(setting)
    cells, known = table(EXPERIENCE, max(1, people * most)), table(KNOWN, max(1, people))
    cells["area"], known["days"] = -1, spec.reference_days
    all_are_kept = most == len(setting.products)
    if all_are_kept:
        cells["area"] = np.arange(len(cells)) % most
    for person, shares in enumerate(_shares_of_areas(setting, people)):
        total = sum(shares.values())
        for k, (area, share) in enumerate(list(shares.items())[:most]):
            cells[person * most + (area if all_are_kept else k)] = (
                spec.reference_days * share / total,
                area,
                0,
            )
    return {"experience": cells, "known": known}


def _shares_of_areas(setting: Setting, people: int) -> list[dict[int, float]]:
    """By person: the areas of their teams, with the share of their work there; all areas for those without a team."""
    shares: list[dict[int, float]] = [{} for _ in range(people)]
    owned, most = _areas_of_teams(setting), areas_known(setting)
    for t, team in enumerate(setting.organisation.teams):
        for person, share in team.members if people else ():
            for area in owned[t][:most]:
                shares[person][area] = shares[person].get(area, 0.0) + share / len(owned[t])
    everywhere = dict.fromkeys(range(most), 1.0 / len(setting.products))
    return [mine if any(mine.values()) else everywhere for mine in shares]


def _areas_of_teams(setting: Setting) -> list[list[int]]:
    """By team: the areas of which it owns a stage."""
    owned: list[set[int]] = [set() for _ in setting.organisation.teams]
    for (product, _), t in setting.organisation.owner.items():
        owned[t].add(product)
    return [sorted(areas) for areas in owned]


def communities(setting: Setting) -> dict[str, Any]:
    """Chapters and guilds that meet: where their members begin in one list, their hours per week, and the list."""
    spread = setting.acts("learning") and setting.is_on("ceremonies")
    groups = [*chapter_members(setting), *guild_members(setting)] if spread else []
    meeting = [(people, hours) for people, hours in groups if len(people) > 1 and hours > 0]
    first = np.concatenate([[0], np.cumsum([len(people) for people, _ in meeting])])
    return {
        "community_first": first.astype(np.int64),
        "community_hours": np.array([hours for _, hours in meeting] or [0.0]),
        "community_members": np.array([person for people, _ in meeting for person in people] or [-1]),
        "area_sums": np.zeros(len(setting.products)),
        "areas_met": np.zeros(len(setting.products), np.int64),
    }


@compiled
def learn_from_each_other(w):
    """A week is over: members of chapters and guilds gain a share of what the others, on average, know more."""
    if w.parameters[0].spread == 0.0:
        return
    for c in range(len(w.community_first) - 1):
        first, last = w.community_first[c], w.community_first[c + 1]
        met, areas = 0, 0
        for k in range(first, last):
            if w.people[w.community_members[k]].away == 0:
                met += 1
                areas = add_experience(w, w.community_members[k], areas)
        share = w.parameters[0].spread * w.community_hours[c]
        for k in range(first, last):
            if met > 1 and w.people[w.community_members[k]].away == 0:
                learn_from_others(w, w.community_members[k], areas, met - 1, share)
        for k in range(areas):
            w.area_sums[w.areas_met[k]] = 0.0


@compiled
def add_experience(w, p, areas):
    """Add what person p knows to the sums by area; returns in how many areas there is any."""
    first = p * w.parameters[0].areas_known
    for k in range(first, first + w.parameters[0].areas_known):
        cell = w.experience[k]
        if cell.area == NONE:
            break
        days = faded(w, cell.days, cell.week)
        if days > 0.0 and w.area_sums[cell.area] == 0.0:
            w.areas_met[areas] = cell.area
            areas += 1
        w.area_sums[cell.area] += days
    return areas


@compiled
def learn_from_others(w, p, areas, others, share):
    """Person p gains, in each of the areas known to any, a share of what the others know more on average."""
    week, known, gained = w.clock[0].week, 0, 0.0
    first = p * w.parameters[0].areas_known
    for k in range(first, first + w.parameters[0].areas_known):
        cell = w.experience[k]
        if cell.area == NONE:
            break
        total = w.area_sums[cell.area]
        if total > 0.0:
            known += 1
            mine = faded(w, cell.days, cell.week)
            gain = share * max(0.0, (total - mine) / others - mine)
            cell.days = mine + gain
            cell.week = week
            gained += gain
    if known < areas:
        gained += hear_of_areas(w, p, areas, others, share)
    w.known[p].days = experience_in_all(w, p) + gained
    w.known[p].week = week


@compiled
def hear_of_areas(w, p, areas, others, share):
    """Person p gains what the others know of areas in which p has no experience; returns how many days in all."""
    gained = 0.0
    for k in range(areas):
        area = w.areas_met[k]
        if row_of_area(w, p, area) == NONE:
            gain = share * w.area_sums[area] / others
            keep_area(w, p, area, gain)
            gained += gain
    return gained


def know_each_other(setting: Setting, tables: Mapping[str, Any]) -> None:
    """On day 0 the members of each team have known each other for long enough."""
    tables["memberships"]["since"] = -setting.of(LearningSpec).familiar_days


MECHANISM = Mechanism(
    name="learning",
    claim="People who have worked in an area and with their team work faster there and bring in fewer defects.",
    sources=("P18", "P19", "P20", "P21", "P27", "P29", "P31", "P32"),
    keys=(
        "people.ramp_up",
        "people.mentoring",
    ),
    section="learning",
    spec=LearningSpec,
    says="What people learn of areas and of each other; without it everyone works at their skill.",
    needs_section=True,
    parameters=(
        Parameter("learning", "i8", 0, "1: people learn and forget"),
        Parameter("learning_power", "f8", 0.0, "power of experience by which speed grows"),
        Parameter("first_days", "f8", None, "experience on which the curve begins"),
        Parameter("reference_days", "f8", None, "experience at which work takes its nominal effort"),
        Parameter("familiar_days", "f8", None, "days together after which people know each other"),
        Parameter("familiarity_first_days", "f8", None, "what strangers know of each other"),
        Parameter("familiarity_speed", "f8", 0.0, "elasticity of speed in familiarity"),
        Parameter("familiarity_defects", "f8", 0.0, "elasticity of defects in familiarity, taken negative"),
        Parameter("transfer", "f8", None, "share of experience in other areas that counts"),
        Parameter("transfer_coupled", "f8", None, "the same of areas that are coupled"),
        Parameter("spread", "f8", 0.0, "share of what others know more that is gained per hour met"),
        Parameter("areas_known", "i8", None, "areas of which each person keeps their experience"),
        Parameter("founders_days", "f8", None, "days together of people who were there from the start"),
    ),
    values=values,
    every_week=("learning",),
    tables=tables,
    prepare=know_each_other,
)
