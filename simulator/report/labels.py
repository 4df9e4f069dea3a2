"""Short words for what an organisation is like, the same in text and picture."""

from __future__ import annotations

from collections.abc import Sequence

from .description import Description, Holding, LayerShown, Places, Question, Seats, Strain, TeamShown

MOST_PRODUCTS = 3  # by name, in short words
WHO_DECIDES = {
    "during_work.local": "the team's own",
    "during_work.cross_team": "of another team",
    "during_work.organisation": "of the whole organisation",
}


def counted(number: int, one: str, many: str = "") -> str:
    """A number of things."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def people_in_words(people: float) -> str:
    """Sum of shares, as a count of people."""
    return f"{people:,.0f}" if abs(people - round(people)) < 1e-6 else f"{people:,.1f}"


def sized(people: float) -> str:
    """A number of people, in words."""
    return f"{people_in_words(people)} {'person' if people == 1 else 'people'}"


def stretch(stages: Sequence[str], of: Sequence[str]) -> str:
    """Stages in short: three and more that follow each other by the first and the last."""
    first = of.index(stages[0])
    if len(stages) > 2 and tuple(of[first : first + len(stages)]) == tuple(stages):
        return f"{stages[0]} to {stages[-1]}"
    return ", ".join(stages)


def holding(owned: Holding) -> str:
    """Products and stages that a team owns."""
    names = owned.products[:MOST_PRODUCTS]
    more = len(owned.products) - len(names)
    products = ", ".join(names) + (f" +{more}" if more else "")
    stages = ", ".join(owned.stages)
    if owned.all_products:
        products = "all products" if len(owned.products) > 1 else products
    if owned.all_stages:
        stages = "all stages" if len(owned.stages) > 1 else stages
    return f"{products}: {stages}"


def products(team: TeamShown) -> str:
    """Products that a team owns, each once."""
    found = list(dict.fromkeys(name for owned in team.owns for name in owned.products))
    if any(owned.all_products for owned in team.owns) and len(found) > 1:
        return "all products"
    return ", ".join(found)


def holdings(team: TeamShown) -> str:
    """Everything that a team owns."""
    return "; ".join(map(holding, team.owns)) or "nothing"


def seats_in_words(seats: Seats) -> str:
    """Seats of one role with their utilisation."""
    shared = (
        "" if not seats.shared else " shared" if seats.shared == seats.heads else f" ({seats.shared} shared)"
    )
    return f"{people_in_words(seats.people)} {seats.role}{shared} {share(seats.utilisation)}"


def share(utilisation: float) -> str:
    """A share as it is printed everywhere."""
    return f"{utilisation:.2f}"


def members(layer: LayerShown) -> str:
    """Who sits in a layer."""
    return ", ".join(f"{count} {role}" for role, count in layer.members) or "an outside body"


def form(layer: LayerShown) -> str:
    """How a layer works: a board with its cadence, or reviewers with what a review takes."""
    if layer.every_days is not None:
        room = "" if layer.room is None else f", room for {layer.room}"
        fills = f", fills places by {policy(layer.ranks_by)}" if layer.ranks_by else ""
        return f"board every {layer.every_days:g} days{room}{fills}"
    hours = "" if layer.review_hours is None else f", {layer.review_hours:g} h a review"
    return f"{layer.form}{hours}"


def decides(question: Question) -> str:
    """Who decides a question."""
    if question.mode == "decide":
        return "the team decides"
    if question.mode == "consult":
        return "asks a person of another team" if question.name == "for_initiative" else "asks a person there"
    default = question.default_after_days
    rule = {"all": ", then ", "any": " or "}.get(question.rule, ", ")
    asked = rule.join(question.layers) + (f" ({question.rule})" if question.rule.startswith("at") else "")
    return f"asks {asked}" + (f", by default after {default:g} days" if default else "")


def policy(name: str) -> str:
    """What work or ideas are ranked by."""
    return name.replace("_", " ")


def limits(places: Places) -> str:
    """How many initiatives may be begun at a time."""
    where = "in the company" if places.per == "company" else f"in each {places.per}"
    return f"at most {counted(places.initiatives, 'initiative')} begun {where}"


def filled(places: Places) -> str:
    """Which of the ideas that wait is begun, and when."""
    rank = " or ".join(map(policy, places.ranked_by))
    if not places.board:
        return f"a free place goes to the best by {rank}"
    return f"{places.board} fills free places every {places.every_days:g} days, the best by {rank}"


def during_work(shown: Description) -> list[str]:
    """Who decides what work raises, one line for each class; empty where nothing is raised."""
    if shown.decisions_per_effort_day is None:
        return []
    return [
        f"{WHO_DECIDES[question.name]}: {decides(question)}"
        for question in shown.questions
        if question.name in WHO_DECIDES
    ]


def question_named(shown: Description, name: str) -> Question:
    """The question of this name."""
    return next(question for question in shown.questions if question.name == name)


def counts(shown: Description) -> str:
    """People, teams and groups in a line."""
    named = sum(group.name is not None for group in shown.groups)
    groups = f" in {counted(named, 'group')}" if named else ""
    bench = f", {counted(shown.bench, 'person', 'people')} {without_a_team(shown)}" if shown.bench else ""
    return f"{counted(shown.people, 'person', 'people')}, {counted(len(shown.teams), 'team')}{groups}{bench}"


def flow(shown: Description) -> str:
    """What is expected per quarter, in a line."""
    f = shown.flow
    if not f.opportunities:
        return f"{f.items:,.0f} items a quarter"
    if shown.places:
        return f"{f.opportunities:,.1f} opportunities a quarter, begun as limits allow; all would be {f.items:,.0f} items"
    begun = f"{f.begun:,.1f} of them begun, " if f.begun < f.opportunities * (1 - 1e-9) else ""
    return f"{f.opportunities:,.1f} opportunities a quarter, {begun}{f.items:,.0f} items"


def without_a_team(shown: Description) -> str:
    """What those who have no team are without: temporary teams may take them."""
    return "without a permanent team" if shown.temporary else "without a team"


def names(these: Sequence[str], most: int) -> str:
    """Names, as many as may be said."""
    more = len(these) - most
    return ", ".join(these[:most]) + (f" and {more:,} more" if more > 0 else "")


def strain(found: Strain) -> str:
    """A role under strain, where, and how much."""
    figures = share(found.lowest)
    if share(found.highest) != figures:
        figures += f"–{share(found.highest)}"
    if found.is_board:
        return f"{found.role}: asked for {figures} of its room"
    if not found.teams:
        return f"{counted(found.people, found.role, found.role)} without a team: {figures}"
    where = found.teams[0] if len(found.teams) == 1 else counted(len(found.teams), "team")
    return f"{found.role} in {where}: {figures}"


def what_used_means(shown: Description) -> str:
    """What the figures of use contain, and what they leave out."""
    contained = "meetings, upkeep, boards, handoffs and reviews"
    text = f"Used: expected share of people's time present that is not idle, with {contained}."
    if shown.places:
        text += f" This is what all ideas that arrive would take; limits decide how many are begun ({limits(shown.places)})."
    return f"{text} Not in it, so expect more: {shown.left_out}." if shown.left_out else text
