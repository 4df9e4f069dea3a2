"""What is shown of an organisation: plain facts, made once and drawn, printed or written in any form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WILL_CHOKE = 0.9
"""Utilisation from which a queue grows so long that all work waits for it (S05)."""
BUSY = 0.8
IDLE = 0.2
"""Utilisation below which people have hardly anything to do."""


def verdict_on(utilisation: float) -> str:
    """A utilisation, as it is printed, in a word or two."""
    utilisation = round(utilisation, 2)
    if utilisation >= 1.0:
        return "overload"
    if utilisation >= WILL_CHOKE:
        return "will choke"
    return "busy" if utilisation >= BUSY else "idle" if utilisation < IDLE else "fine"


@dataclass(frozen=True)
class Seats:
    """The people of one role in a team."""

    role: str
    people: float
    """Sum of the shares of their time that the team gets."""
    heads: int
    shared: int
    """How many of them also sit in another team."""
    utilisation: float
    """Mean of their expected utilisation, over all that they do."""
    highest: float


@dataclass(frozen=True)
class Holding:
    """Products, and the stages of all of them that a team does."""

    products: tuple[str, ...]
    stages: tuple[str, ...]
    all_products: bool
    all_stages: bool


@dataclass(frozen=True)
class TeamShown:
    """A team, or the reviewers of an approval layer."""

    name: str
    group: str | None
    platform: str
    """How others get what they need of a platform: ticket or self_service; '' for other teams."""
    seats: tuple[Seats, ...]
    owns: tuple[Holding, ...]
    wip_limit: int | None
    priorities: str
    calendar: str = ""
    """When it starts work, in words; always where nothing is said."""

    @property
    def people(self) -> float:
        """Sum of shares."""
        return sum(seats.people for seats in self.seats)

    @property
    def heads(self) -> int:
        """How many people sit there, with whatever share."""
        return sum(seats.heads for seats in self.seats)

    @property
    def busiest(self) -> Seats:
        """The role that is used most."""
        return max(self.seats, key=lambda seats: seats.highest)


@dataclass(frozen=True)
class GroupShown:
    """Teams of a tribe, department or business unit; no name: those that belong to none."""

    name: str | None
    teams: tuple[TeamShown, ...]

    @property
    def people(self) -> float:
        """Sum of shares."""
        return sum(team.people for team in self.teams)


@dataclass(frozen=True)
class LayerShown:
    """An approval layer."""

    name: str
    form: str
    """board, reviewers or outside."""
    every_days: float | None
    review_hours: float | None
    room: int | None
    """Requests that fit into a sitting."""
    members: tuple[tuple[str, int], ...]
    requests_per_quarter: float
    utilisation: float | None
    """Of a board with limited room: requests over room. Of reviewers: the busiest of them."""
    ranks_by: str = ""
    """Of a board that fills places: what it ranks ideas by."""


@dataclass(frozen=True)
class Question:
    """Something that has to be decided, and who decides it."""

    name: str
    mode: str
    """decide, consult or ask."""
    layers: tuple[str, ...]
    rule: str
    """all, one after the other; any; at least this number."""
    default_after_days: float | None


@dataclass(frozen=True)
class RoleShown:
    """The people of one role in the whole organisation."""

    role: str
    people: int
    bench: int
    """How many have no team."""
    bench_in_layers: int
    """How many of those sit in approval layers."""
    utilisation: float


@dataclass(frozen=True)
class Strain:
    """A role that has too much to do, or hardly anything, in one or more teams; or a board without room."""

    verdict: str
    role: str
    """Of a board, its name."""
    is_board: bool
    teams: tuple[str, ...]
    """Empty: people without a team."""
    people: int
    lowest: float
    highest: float


@dataclass(frozen=True)
class Temporary:
    """Teams that are put together for an initiative and dissolved with it: the rule for each role."""

    rules: tuple[tuple[str, str], ...]
    """Role, and how many seats in words."""
    given_back: bool = False
    """Seats are given back when no item needs the role any more."""


@dataclass(frozen=True)
class Places:
    """How many initiatives may be begun at a time, and which ideas are begun when a place is free."""

    initiatives: int
    per: str
    """team, group or company."""
    holders: tuple[str, ...]
    """Teams or groups that have so many places each; empty for the company."""
    ranked_by: tuple[str, ...]
    """What the best idea is found by; several where teams differ."""
    board: str
    """Name of the board that fills places, empty where they are filled at once."""
    every_days: float | None
    """From one sitting of that board to the next."""


@dataclass(frozen=True)
class Community:
    """A chapter or a guild."""

    kind: str
    name: str
    people: int
    hours_per_week: float


@dataclass(frozen=True)
class LoopShown:
    """What is found out about an idea, before it begins or when all of it is out."""

    name: str
    before: bool
    """Before commitment; otherwise what fails is taken back."""
    days: str
    """When it is over, in words."""
    keeps_good: float
    """Chance that it alone lets a good idea pass; of a test, in the area in the middle by customers."""
    keeps_other: float
    """Chance that it alone lets an idea without effect pass."""


@dataclass(frozen=True)
class Flow:
    """What is expected per quarter."""

    opportunities: float
    past_gate: float
    begun: float
    items: float


@dataclass(frozen=True)
class Description:
    """An organisation as it results from a scenario."""

    name: str
    people: int
    flow: Flow
    initiative_stages: tuple[str, ...]
    """Stages done once per initiative, before it is begun."""
    item_stages: tuple[str, ...]
    roles: tuple[RoleShown, ...]
    groups: tuple[GroupShown, ...]
    reviewers: tuple[TeamShown, ...]
    gate: tuple[str, ...]
    """Conditions, in words."""
    loops: tuple[LoopShown, ...]
    layers: tuple[LayerShown, ...]
    questions: tuple[Question, ...]
    decisions_per_effort_day: float | None
    decisions_per_initiative: int | None
    """Most of those for which all work of an initiative rests."""
    release: str
    communities: tuple[Community, ...]
    strains: tuple[Strain, ...]
    temporary: Temporary | None
    contracts: tuple[str, ...]
    """Products whose owners have written down what others may ask of them."""
    left_out: str
    """What the expected utilisation does not contain."""
    places: Places | None = None
    """Limits on initiatives, if there are any."""
    customs: tuple[tuple[str, str], ...] = ()
    """Further rules, each with what it is about: tickets, what teams hear of, how they follow the work."""

    @property
    def teams(self) -> tuple[TeamShown, ...]:
        """All teams, group by group."""
        return tuple(team for group in self.groups for team in group.teams)

    @property
    def bench(self) -> int:
        """People without a team."""
        return sum(role.bench for role in self.roles)


Place = tuple[str, str, int, float]
"""Name of a team, '' for none; role; people; the highest of their utilisations."""


def strains_of(places: Sequence[Place], boards: Sequence[LayerShown]) -> tuple[Strain, ...]:
    """Roles and boards under strain; the same role in several teams stands together."""
    alike: dict[tuple[str, str, bool], list[Place]] = {}
    for place in places:
        verdict = verdict_on(place[3])
        if verdict in ("overload", "will choke", "idle"):
            alike.setdefault((verdict, place[1], place[0] == ""), []).append(place)
    found = [
        Strain(
            verdict, role, False, tuple(team for team, _, _, _ in here if team), sum(n for _, _, n, _ in here),
            min(u for _, _, _, u in here), max(u for _, _, _, u in here),
        )
        for (verdict, role, _), here in alike.items()
    ]  # fmt: skip
    for board in boards:
        full = board.utilisation or 0.0
        if board.form == "board" and full >= WILL_CHOKE:
            count = sum(n for _, n in board.members)
            found.append(Strain(verdict_on(full), board.name, True, (), count, full, full))
    return tuple(sorted(found, key=lambda strain: -strain.highest))
