"""What is left of a person's time for a task when others and other tasks have taken their share."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from .work import Item, Task

if TYPE_CHECKING:
    from .twin import Person, Team, Twin

MOST_OF_THE_WEEK = 0.8


class Engagements:
    """Who is engaged on which unit of work: the arrival of an initiative, or of a bare item.

    A person counts once for a unit, for the team of the first of their tasks there, as long as they have any.
    """

    def __init__(self) -> None:
        self.tasks: Any = defaultdict(list)  # by unit and person
        self.team: Any = {}  # by unit and person

    def begin(self, person: Person, task: Task) -> None:
        if isinstance(task, Item):
            self.tasks[task.arrival, person].append(task)
            self.team.setdefault((task.arrival, person), task.team)

    def end(self, person: Person, task: Task) -> None:
        if isinstance(task, Item):
            self.tasks[task.arrival, person].remove(task)
            if not self.tasks[task.arrival, person]:
                del self.team[task.arrival, person]

    def team_of(self, person: Person, unit: Any) -> Team:
        return self.team[unit, person]

    def others(self, person: Person, unit: Any) -> list[tuple[Person, Team]]:
        return [
            (other, team) for (of, other), team in self.team.items() if of is unit and other is not person
        ]


def focus(person: Person, task: Task) -> float:
    """Share of the time on a task that the others who are engaged on its unit leave."""
    plan, engagements = person.model.plan, person.model.engagements
    if not isinstance(task, Item) or not plan.is_on("coordination"):
        return 1.0
    rules, mine = plan.coordination, engagements.team_of(person, task.arrival)
    teams = [team for _, team in engagements.others(person, task.arrival)]
    mates = teams.count(mine)
    group = sum(team.group == mine.group for team in teams) - mates
    across = len(teams) - mates - group
    linear = mates + rules.tie.group * group + rules.tie.across * across
    lost = rules.pair_cost * linear + rules.size_cost * mates * (mates + 1)
    return 1.0 / (1.0 + rules.interdependence * lost)


def hours_of_team(plan: Any, spec: Any) -> float:
    """Hours a week that each member of a team spends in its meetings."""
    if not plan.is_on("ceremonies"):
        return 0.0
    if spec.meeting_hours_per_week is not None:
        return float(spec.meeting_hours_per_week)
    rules = plan.ceremonies
    return float(rules.hours_per_week + rules.minutes_per_member_per_week * len(spec.members) / 60.0)


def communities(model: Twin) -> list[tuple[list[Person], float]]:
    """Chapters and guilds: who belongs to them, and the hours a week that they meet."""
    structure = model.plan.structure
    if not model.plan.is_on("ceremonies"):
        return []
    found = []
    if structure.chapters:
        seats = [(person, team) for person in model.people for team in person.seats]
        for key in dict.fromkeys((team.group, person.role) for person, team in seats):
            here = [(person, team) for person, team in seats if (team.group, person.role) == key]
            people, teams = (list(dict.fromkeys(those)) for those in zip(*here, strict=True))
            if len(people) > 1 and len(teams) > 1:
                found.append((people, structure.chapters.hours_per_week))
    for guild in structure.guilds:
        people = [p for p in model.people if guild.roles == "all" or p.role in guild.roles]
        found.append((people, guild.hours_per_week))
    return found


class Attention:
    """What meetings, a person's open tasks and the areas that they have lately been in do to their time."""

    @property
    def working(self: Any) -> float:
        """Days of work per day, before what tasks cost each other."""
        return self.presence * (1.0 - self.meetings)

    def go_to_meetings(self: Any) -> None:
        hours = [team.meeting_hours for team in self.seats]
        hours += [hours for people, hours in self.model.communities if self in people]
        self.meetings = min(MOST_OF_THE_WEEK, sum(hours) / 40.0)

    def attend(self: Any) -> None:
        """Read anew what several tasks and areas cost."""
        self.lost = self.lost_to_switching()

    def lost_to_switching(self: Any) -> float:
        if not self.model.plan.is_on("switching") or not self.tasks:
            return 0.0
        open_areas = {task.product for task in self.tasks if isinstance(task, Item)}
        lately = {area for area, day in self.touched.items() if day >= self.model.now - 5.0}
        table = self.model.plan.switching.lost_share
        return table[min(max(len(self.tasks), len(open_areas | lately)), len(table)) - 1]

    def put_out_of_mind(self: Any, task: Task) -> None:
        if isinstance(task, Item):
            self.touched[task.product] = self.model.now
        self.attend()

    def attention(self: Any, task: Task) -> float:
        """Days of work on a task per day free of duties."""
        return self.presence_for(task) * (1.0 - self.lost) * task.focus

    def where_time_goes(self: Any, task: Task) -> list[tuple[str, float]]:
        """Shares of the time that a task gets, by account."""
        left = 1.0 - self.lost
        return [
            ("switching", self.lost),
            ("coordination", left * (1.0 - task.focus)),
            (task.account, left * task.focus),
        ]
