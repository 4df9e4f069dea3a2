"""Coordination: people who contribute to the same initiatives take time from each other.

Claim. A person's capacity for tasks falls with the number of other contributors to the same initiatives:
linearly, because the person talks to each of them, and with the square, because each of them also talks
to all the others. A tie to a member of the same team is cheap, a tie to another group is dear. The rule
is the same in every structure; structures differ in who has to talk to whom.

Source. The form is the universal scalability law (S15). `pair_cost` is overhead per teammate (P02, range
0.02-0.08). `size_cost` is chosen so that the output of a team peaks at 4-10 people (P03, S22). Ties
across teams and groups cost more (P34-P36); how much more is judgement. Together with ceremonies the
total stays near what engineers report (P10).

Off value. `pair_cost` = `size_cost` = 0: people take no time from each other.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..kernel.compiled import compiled
from ..kernel.quantiles import LawBook
from ..kernel.units import NONE
from ..metadata import Plausible, Source, Unit
from ..organisation.workforce import MOST_MEMBERSHIPS
from ..spec import Spec
from ..state.clock import NO_ROOM
from ..state.time import reschedule, settle
from .entry import Column, Mechanism, Parameter, Setting

Weight = Annotated[float, Field(ge=0, le=100)]
Loss = Annotated[float, Field(ge=0, le=1)]


class TieSpec(Spec):
    """How much a tie counts, by how near two people sit."""

    team: Annotated[Weight, Unit("weight"), Plausible(1, 1), Source(judgement=True)] = 1.0
    """To a member of the same team; the unit of the other two."""
    group: Annotated[Weight, Unit("weight"), Plausible(1, 3), Source(judgement=True)] = 1.5
    """To another team of the same group."""
    across: Annotated[Weight, Unit("weight"), Plausible(1, 5), Source("P34", judgement=True)] = 2.5
    """To another group."""


class CoordinationSpec(Spec):
    """What people who contribute to the same initiatives take from each other's time."""

    pair_cost: Annotated[Loss, Unit("share"), Plausible(0, 0.08), Source("P02", judgement=True)] = 0.02
    """Loss per other person, `a` in 1/(1 + a(n-1) + b n(n-1))."""
    size_cost: Annotated[Loss, Unit("share"), Plausible(0, 0.03), Source("P03", "S22", judgement=True)] = (
        0.012
    )
    """Loss per pair of people, `b`."""
    tie: TieSpec = TieSpec()


@compiled
def focus(partners, pair_cost, size_cost):
    """Share of working time left for tasks (0..1], given the weighted number of other people."""
    n = 1.0 + partners
    return 1.0 / (1.0 + pair_cost * partners + size_cost * n * partners)


@compiled
def tie_weight(parameters, same_team, same_group):
    """How much one other person counts."""
    if same_team:
        return parameters.tie_team
    return parameters.tie_group if same_group else parameters.tie_across


@compiled
def contribution_of(w, p, n):
    """Row of person p on initiative n, -1 if p does not contribute to it."""
    row = w.people[p].first_contribution
    while row != NONE and w.contributions[row].initiative != n:
        row = w.contributions[row].next_initiative
    return row


@compiled
def tie(w, row, other):
    """Weight of the tie between two rows of the same initiative."""
    a, b = w.contributions[row].team, w.contributions[other].team
    return tie_weight(w.parameters[0], a == b, w.teams[a].group == w.teams[b].group)


@compiled
def share_another(w, p, q, n):
    """Whether two people both contribute to an initiative other than n."""
    row = w.people[p].first_contribution
    while row != NONE:
        other = w.contributions[row].initiative
        if other != n and contribution_of(w, q, other) != NONE:
            return True
        row = w.contributions[row].next_initiative
    return False


@compiled
def change_partners(w, p, change):
    """Person p has more or fewer partners; it takes effect when this event is over."""
    person, clock = w.people[p], w.clock[0]
    person.partners += change
    if person.moved == 0:
        person.moved = 1
        person.next_moved = clock.first_moved
        clock.first_moved = p


@compiled
def refocus(w):
    """The event is over: people whose partners have changed have another share left for tasks.

    Several changes for one person in one event cost one new rating, or none.
    """
    clock, parameters = w.clock[0], w.parameters[0]
    while clock.first_moved != NONE:
        p = clock.first_moved
        person = w.people[p]
        clock.first_moved = person.next_moved
        person.moved = 0
        new = focus(max(0.0, person.partners), parameters.pair_cost, parameters.size_cost)
        if new != person.focus:
            settle(w, p)
            person.focus = new
            if person.open_count > 0:
                reschedule(w, p)


@compiled
def join_initiative(w, p, n, team):
    """Person p contributes to initiative n for a team, by one more task or seat."""
    if n == NONE:
        return
    row = contribution_of(w, p, n)
    if row != NONE:
        w.contributions[row].count += 1
        return
    if w.clock[0].free_contribution == NONE:
        w.clock[0].broken = NO_ROOM
        return
    row = new_contribution(w, p, n, team)
    meet(w, row, 1.0)
    w.contributions[row].next_person = w.initiatives[n].first_contribution
    w.initiatives[n].first_contribution = row


@compiled
def meet(w, row, sign):
    """Each other contributor to the row's initiative gains (1) or loses (-1) its person as a partner."""
    if w.parameters[0].pair_cost == 0.0 and w.parameters[0].size_cost == 0.0:
        return  # no one takes time from another person
    p, n = w.contributions[row].person, w.contributions[row].initiative
    total = 0.0
    other = w.initiatives[n].first_contribution
    while other != NONE:
        q = w.contributions[other].person
        # two people are partners once, however many initiatives they share
        if other != row and not share_another(w, p, q, n):
            weight = sign * tie(w, row, other)
            change_partners(w, q, weight)
            total += weight
        other = w.contributions[other].next_person
    if total != 0.0:
        change_partners(w, p, total)


@compiled
def leave_initiative(w, p, n):
    """Person p has one task or seat less on initiative n, if p still contributes to it."""
    if n == NONE:
        return
    row = contribution_of(w, p, n)
    if row == NONE:
        return
    w.contributions[row].count -= 1
    if w.contributions[row].count == 0:
        unlink(w, row)


@compiled
def unlink(w, row):
    """Take a row out of the lists of its initiative and its person."""
    p, n = w.contributions[row].person, w.contributions[row].initiative
    if w.initiatives[n].first_contribution == row:
        w.initiatives[n].first_contribution = w.contributions[row].next_person
    else:
        before = w.initiatives[n].first_contribution
        while w.contributions[before].next_person != row:
            before = w.contributions[before].next_person
        w.contributions[before].next_person = w.contributions[row].next_person
    meet(w, row, -1.0)
    free_contribution(w, p, row)


@compiled
def disband(w, n):
    """Initiative n is over: it has no contributors any more."""
    while w.initiatives[n].first_contribution != NONE:
        unlink(w, w.initiatives[n].first_contribution)


@compiled
def new_contribution(w, p, n, team):
    """A new row of contributions, in the list of its person."""
    clock = w.clock[0]
    row = clock.free_contribution
    contribution = w.contributions[row]
    clock.free_contribution = contribution.next_initiative
    clock.free_contributions -= 1
    contribution.person = p
    contribution.initiative = n
    contribution.team = team
    contribution.count = 1
    contribution.next_person = NONE
    contribution.next_initiative = w.people[p].first_contribution
    w.people[p].first_contribution = row
    return row


@compiled
def free_contribution(w, p, row):
    """Free a row of contributions that is in its person's list only."""
    if w.people[p].first_contribution == row:
        w.people[p].first_contribution = w.contributions[row].next_initiative
    else:
        before = w.people[p].first_contribution
        while w.contributions[before].next_initiative != row:
            before = w.contributions[before].next_initiative
        w.contributions[before].next_initiative = w.contributions[row].next_initiative
    w.contributions[row].next_initiative = w.clock[0].free_contribution
    w.clock[0].free_contribution = row
    w.clock[0].free_contributions += 1


@compiled
def join_initiatives_of_seats(w, p):
    """Person p, just hired, contributes to the initiatives of the temporary teams with a seat for p."""
    for m in range(p * MOST_MEMBERSHIPS + 1, p * MOST_MEMBERSHIPS + w.people[p].memberships):
        t = w.memberships[m].team
        if t != NONE and w.teams[t].first_seat != NONE:
            join_initiative(w, p, w.teams[t].initiative, t)


@compiled
def leave_initiatives_of_seats(w, p):
    """Person p, who leaves the organisation, no longer contributes to any of those initiatives."""
    for m in range(p * MOST_MEMBERSHIPS + 1, p * MOST_MEMBERSHIPS + w.people[p].memberships):
        t = w.memberships[m].team
        if t != NONE and w.teams[t].first_seat != NONE:
            leave_initiative(w, p, w.teams[t].initiative)


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters."""
    spec = setting.of(CoordinationSpec)
    return {
        "pair_cost": spec.pair_cost,
        "size_cost": spec.size_cost,
        "tie_team": spec.tie.team,
        "tie_group": spec.tie.group,
        "tie_across": spec.tie.across,
    }


MECHANISM = Mechanism(
    name="coordination",
    claim="People who contribute to the same initiatives take time from each other, more across teams and groups.",
    sources=("S15", "S22", "P02", "P03", "P10", "P34", "P35", "P36"),
    section="coordination",
    spec=CoordinationSpec,
    parameters=(
        Parameter("pair_cost", "f8", 0.0, "share of time lost per other person"),
        Parameter("size_cost", "f8", 0.0, "share of time lost per pair of people"),
        Parameter("tie_team", "f8", None, "weight of a tie inside a team"),
        Parameter("tie_group", "f8", None, "weight of a tie inside a group"),
        Parameter("tie_across", "f8", None, "weight of a tie across groups"),
    ),
    values=values,
    accounts=("coordination",),
    columns={
        "people": (
            Column("partners", "f8", 0, "other contributors to the same initiatives, weighted by tie"),
            Column("moved", "i8", 0, "1: partners have changed in this event"),
            Column("next_moved", "i8", 0, "next whose partners have changed in this event"),
            Column(
                "first_contribution", "i8", -1, "first of the initiatives to which the person contributes"
            ),
        ),
        "items": (Column("contributor", "i8", -1, "who contributes to its initiative because of it"),),
        "initiatives": (Column("first_contribution", "i8", -1, "first of its contributors"),),
    },
)
