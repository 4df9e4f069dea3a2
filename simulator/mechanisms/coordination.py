"""Coordination: people who are engaged on the same initiative take time from each other.

Claim. A task of an initiative takes longer, the more people are engaged on that initiative: linearly for each
of them, because one talks to them, and with the square inside the person's own team, because those who shape the
same thing have to agree among each other as well. A person of another team counts more, of another group
most. People of other initiatives do not count. The rule is the same in every structure; structures
differ in who is engaged on what. It is read when a task starts or resumes and once a week.

Source. The form is the universal scalability law (S15) inside a team, and linear across teams, as delay grows with
the number of people involved (P34-P36). `pair_cost` is the lower half of the overhead per teammate (P02);
with `size_cost` a team of eight on one initiative loses 27 %, which lies inside what COCOMO's exponent says (P26). Weights
across teams and groups are judgement in the direction of P34. Together with ceremonies the total stays near what
engineers report (P10).

Off value. `pair_cost` = `size_cost` = 0: people take no time from each other.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..kernel.compiled import compiled
from ..kernel.quantiles import LawBook
from ..kernel.units import NONE
from ..metadata import Plausible, Source, Unit
from ..spec import Spec
from ..state.clock import NO_ROOM
from ..work.records import REVIEW
from .entry import Column, Mechanism, Parameter, Setting

Weight = Annotated[float, Field(ge=0, le=100)]
Loss = Annotated[float, Field(ge=0, le=1)]


class TieSpec(Spec):
    """How much a person of another team counts; one of the same team counts 1."""

    group: Annotated[Weight, Unit("weight"), Plausible(1, 2.5), Source(judgement=True)] = 1.5
    """Of another team of the same group."""
    across: Annotated[Weight, Unit("weight"), Plausible(1, 4), Source("P34", judgement=True)] = 2.5
    """Of another group."""


class CoordinationSpec(Spec):
    """What people who are engaged on the same initiative take from each other's time."""

    pair_cost: Annotated[Loss, Unit("share"), Plausible(0.01, 0.05), Source("P02", judgement=True)] = 0.03
    """Loss per other person, `a` in 1/(1 + a (k + w_group s + w_across x) + b k (k + 1))."""
    size_cost: Annotated[Loss, Unit("share"), Plausible(0, 0.006), Source("P26", "S22", judgement=True)] = (
        0.003
    )
    """Loss per pair of people of the same team, `b`."""
    tie: TieSpec = TieSpec()
    interdependence: Annotated[
        float, Field(ge=0, le=10), Unit("factor"), Plausible(0.5, 1.5), Source("S40", judgement=True)
    ] = 1.0
    """Multiplies both: .5 where items of an initiative are pooled, 1.5 where each needs the others."""


@compiled
def focus(mates, group, across, parameters):
    """Share of the time on a task that is left (0..1], given the others who are engaged on its initiative:
    of the person's own team, of other teams of its group, of other groups."""
    linear = mates + parameters.tie_group * group + parameters.tie_across * across
    lost = parameters.pair_cost * linear + parameters.size_cost * mates * (mates + 1.0)
    return 1.0 / (1.0 + parameters.interdependence * lost)


# A unit of work is an initiative, numbered as its row, or a bare item with its dependent changes, numbered from -2 down.


@compiled
def unit_of(w, item):
    """Unit to which the work on an item belongs, -1 for none: a request, an incident, a bare item that needs no other area."""
    if w.parameters[0].engaging == 0 or item.kind >= REVIEW:
        return NONE
    if item.initiative != NONE:
        return item.initiative
    product = w.items[item.leader].product
    if w.parameters[0].coupled == 0 or w.coupling_first[product] == w.coupling_first[product + 1]:
        return NONE
    return -2 - item.leader


@compiled
def first_of_unit(w, u):
    """First row of the people who are engaged on a unit, -1 for none."""
    return w.initiatives[u].first_contribution if u >= 0 else w.items[-2 - u].first_contribution


@compiled
def first_team_of_unit(w, u):
    """First row of the teams that are engaged on a unit, -1 for none."""
    return w.initiatives[u].first_engaged if u >= 0 else w.items[-2 - u].first_engaged


@compiled
def set_first_of_unit(w, u, row):
    """The list of people of a unit begins with a row."""
    if u >= 0:
        w.initiatives[u].first_contribution = row
    else:
        w.items[-2 - u].first_contribution = row


@compiled
def set_first_team_of_unit(w, u, row):
    """The list of teams of a unit begins with a row."""
    if u >= 0:
        w.initiatives[u].first_engaged = row
    else:
        w.items[-2 - u].first_engaged = row


@compiled
def contribution_of(w, p, u):
    """Row of person p on unit u, -1 if p is not engaged on it."""
    row = w.people[p].first_contribution
    while row != NONE and w.contributions[row].unit != u:
        row = w.contributions[row].next_of_person
    return row


@compiled
def focus_of(w, p, item):
    """Share of the time of person p on an item that coordination leaves, with p counted already."""
    parameters = w.parameters[0]
    u = unit_of(w, item)
    if u == NONE or (parameters.pair_cost == 0.0 and parameters.size_cost == 0.0):
        return 1.0
    mine = contribution_of(w, p, u)
    if mine == NONE:
        return 1.0
    team = w.contributions[mine].team
    mates, group, across = -1.0, 0.0, 0.0
    row = first_team_of_unit(w, u)
    while row != NONE:
        other = w.contributions[row]
        if other.team == team:
            mates += other.count
        elif w.teams[other.team].group == w.teams[team].group:
            group += other.count
        else:
            across += other.count
        row = other.next_of_unit
    return focus(mates, group, across, parameters)


@compiled
def engage(w, p, u, team, since):
    """Person p has one more task of unit u, for a team to which they have belonged since a day."""
    if u == NONE:
        return
    row = contribution_of(w, p, u)
    if row != NONE:
        w.contributions[row].count += 1
        return
    row = new_contribution(w)
    if row == NONE:
        return
    contribution = w.contributions[row]
    contribution.person = p
    contribution.unit = u
    contribution.team = team
    contribution.since = since
    contribution.count = 1
    contribution.next_of_person = w.people[p].first_contribution
    w.people[p].first_contribution = row
    contribution.next_of_unit = first_of_unit(w, u)
    set_first_of_unit(w, u, row)
    count_engaged(w, u, team)


@compiled
def count_engaged(w, u, team):
    """One more person is engaged on unit u for a team."""
    row = first_team_of_unit(w, u)
    while row != NONE and w.contributions[row].team != team:
        row = w.contributions[row].next_of_unit
    if row != NONE:
        w.contributions[row].count += 1
        return
    row = new_contribution(w)
    if row == NONE:
        return
    contribution = w.contributions[row]
    contribution.unit = u
    contribution.team = team
    contribution.count = 1
    contribution.next_of_unit = first_team_of_unit(w, u)
    set_first_team_of_unit(w, u, row)


@compiled
def disengage(w, p, u):
    """Person p has one task of unit u less, if p is engaged on it."""
    row = contribution_of(w, p, u) if u != NONE else NONE
    if row == NONE:
        return
    w.contributions[row].count -= 1
    if w.contributions[row].count > 0:
        return
    if first_of_unit(w, u) == row:
        set_first_of_unit(w, u, w.contributions[row].next_of_unit)
    else:
        before = first_of_unit(w, u)
        while w.contributions[before].next_of_unit != row:
            before = w.contributions[before].next_of_unit
        w.contributions[before].next_of_unit = w.contributions[row].next_of_unit
    leave_list_of_person(w, p, row)
    discount_engaged(w, u, w.contributions[row].team)
    free_contribution(w, row)


@compiled
def discount_engaged(w, u, team):
    """One person less is engaged on unit u for a team."""
    before, row = NONE, first_team_of_unit(w, u)
    while w.contributions[row].team != team:
        before, row = row, w.contributions[row].next_of_unit
    w.contributions[row].count -= 1
    if w.contributions[row].count > 0:
        return
    if before == NONE:
        set_first_team_of_unit(w, u, w.contributions[row].next_of_unit)
    else:
        w.contributions[before].next_of_unit = w.contributions[row].next_of_unit
    free_contribution(w, row)


@compiled
def leave_list_of_person(w, p, row):
    """Take a row out of the list of its person."""
    if w.people[p].first_contribution == row:
        w.people[p].first_contribution = w.contributions[row].next_of_person
        return
    before = w.people[p].first_contribution
    while w.contributions[before].next_of_person != row:
        before = w.contributions[before].next_of_person
    w.contributions[before].next_of_person = w.contributions[row].next_of_person


@compiled
def disband(w, n):
    """Initiative n is over: no one is engaged on it any more."""
    while w.initiatives[n].first_contribution != NONE:
        row = w.initiatives[n].first_contribution
        w.contributions[row].count = 1
        disengage(w, w.contributions[row].person, n)


@compiled
def new_contribution(w):
    """A new row of contributions, -1 where there is no room."""
    clock = w.clock[0]
    row = clock.free_contribution
    if row == NONE:
        clock.broken = NO_ROOM
        return row
    clock.free_contribution = w.contributions[row].next_of_unit
    clock.free_contributions -= 1
    w.contributions[row].person = -2  # in use; a team's row has no person
    return row


@compiled
def free_contribution(w, row):
    """Free a row of contributions that is in no list any more."""
    w.contributions[row].person = NONE
    w.contributions[row].next_of_unit = w.clock[0].free_contribution
    w.clock[0].free_contribution = row
    w.clock[0].free_contributions += 1


def values(setting: Setting, laws: LawBook) -> dict[str, float]:
    """Values of the parameters; who is engaged is kept for `learning` as well, which asks who knows whom."""
    spec = setting.of(CoordinationSpec)
    return {
        "engaging": setting.acts("coordination") or setting.acts("learning"),
        "pair_cost": spec.pair_cost * setting.acts("coordination"),
        "size_cost": spec.size_cost * setting.acts("coordination"),
        "tie_group": spec.tie.group,
        "tie_across": spec.tie.across,
        "interdependence": spec.interdependence,
    }


MECHANISM = Mechanism(
    name="coordination",
    claim="People who are engaged on the same initiative take time from each other, more across teams and groups.",
    sources=("S15", "S22", "P02", "P03", "P10", "P26", "P34", "P35", "P36"),
    section="coordination",
    spec=CoordinationSpec,
    parameters=(
        Parameter("engaging", "i8", None, "1: who is engaged on what is kept"),
        Parameter("pair_cost", "f8", 0.0, "share of time lost per other person"),
        Parameter("size_cost", "f8", 0.0, "share of time lost per pair of people of a team"),
        Parameter("tie_group", "f8", None, "weight of a person of another team of the group"),
        Parameter("tie_across", "f8", None, "weight of a person of another group"),
        Parameter("interdependence", "f8", None, "multiplies both losses"),
    ),
    values=values,
    every_week=("pair_cost", "size_cost"),
    accounts=("coordination",),
    columns={
        "people": (
            Column("first_contribution", "i8", -1, "first of the units on which the person is engaged"),
        ),
        "items": (
            Column("contributor", "i8", -1, "who is engaged on its unit because of it"),
            Column("first_contribution", "i8", -1, "of a bare item: first of the people engaged on it"),
            Column("first_engaged", "i8", -1, "of a bare item: first of the teams engaged on it"),
        ),
        "initiatives": (
            Column("first_contribution", "i8", -1, "first of the people engaged on it"),
            Column("first_engaged", "i8", -1, "first of the teams engaged on it"),
        ),
    },
)
