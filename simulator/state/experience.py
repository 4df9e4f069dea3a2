"""What people have learned of the area and of their team, as far as their work shows it."""

from __future__ import annotations

from ..kernel.compiled import compiled
from ..mechanisms.learning import FADING_WEEKS, power, relative_experience, relative_familiarity
from ..work.records import ASKING

NONE = -1


@compiled
def experience_in(w, p, product):
    """Experience of person p in an area, in days of work, with what has faded taken off."""
    cell = w.experience[p * w.parameters[0].areas + product]
    week = w.clock[0].week
    if cell.week != week:
        cell.days *= w.fades[min(week - cell.week, FADING_WEEKS - 1)]
        cell.week = week
    return cell.days


@compiled
def gain_experience(w, p, item, days):
    """Person p has worked so many days on an item; who judges requests learns nothing of the area."""
    if w.parameters[0].learning == 0 or item.kind == ASKING:
        return
    held = experience_in(w, p, item.product)
    w.experience[p * w.parameters[0].areas + item.product].days = held + days


@compiled
def forget_everything(w, p):
    """Whoever sits in place p now has no experience yet."""
    parameters, clock = w.parameters[0], w.clock[0]
    if parameters.learning == 0:
        return
    for k in range(p * parameters.areas, (p + 1) * parameters.areas):
        w.experience[k].days = 0.0
        w.experience[k].week = clock.week


@compiled
def is_ramping_up(w, person):
    """Whether a person is a newcomer: ramp-up stands for all that he has not learned yet."""
    return person.generation > 0 and w.clock[0].now < person.hired_at + w.parameters[0].ramp_days


@compiled
def experience_of(w, p, item):
    """Relative experience of whoever has an item open, 1 for what nominal effort assumes."""
    parameters = w.parameters[0]
    held = experience_in(w, p, item.product)
    return relative_experience(held, parameters.first_days, parameters.reference_days)


@compiled
def familiarity_of(w, item):
    """Relative familiarity of whoever has an item open with the team for which he has, at most 1."""
    parameters = w.parameters[0]
    together = w.clock[0].now - w.memberships[item.membership].since
    return relative_familiarity(together, parameters.familiarity_first_days, parameters.familiar_days)


@compiled
def learned_speed(w, p, item):
    """What a person's speed on an item is multiplied by for what he has learned."""
    parameters = w.parameters[0]
    if parameters.learning == 0 or item.kind == ASKING or is_ramping_up(w, w.people[p]):
        return 1.0
    return power(experience_of(w, p, item), parameters.learning_power) * power(
        familiarity_of(w, item), parameters.familiarity_speed
    )


@compiled
def newness(w, p, item):
    """What the defects of a person's work are multiplied by for what he has not learned."""
    parameters = w.parameters[0]
    if parameters.learning == 0 or is_ramping_up(w, w.people[p]):
        return 1.0
    return power(experience_of(w, p, item), -parameters.learning_power) * power(
        familiarity_of(w, item), -parameters.familiarity_defects
    )
