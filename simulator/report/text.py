"""The organisation as text: similar teams are grouped."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from . import labels as wording
from .description import Description, GroupShown, TeamShown

WIDTH = 110
MOST_NAMES = 1_000
VERDICTS = {
    "overload": "Overload: more work than time",
    "will choke": "Will choke: used 0.90 or more",
    "idle": "Idle: used less than 0.20",
}


def as_text(shown: Description) -> str:
    """The organisation, for a terminal or an e-mail."""
    lines = [
        shown.name,
        wording.counts(shown),
        wording.flow(shown),
        "",
        *_strains(shown),
        *_roles(shown),
        *_path(shown),
        *_groups(shown.groups),
        *_temporary(shown),
        *_customs(shown),
        *_communities(shown),
        *_notes(shown),
    ]
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _wrapped(text: str, indent: int, hanging: int = 2) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + hanging),
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _strains(shown: Description) -> Iterator[str]:
    for verdict, title in VERDICTS.items():
        found = [strain for strain in shown.strains if strain.verdict == verdict]
        if found:
            yield title
            nowhere = [s for s in found if verdict == "idle" and not s.teams]
            if nowhere:
                people = ", ".join(f"{s.people} {s.role} {wording.share(s.highest)}" for s in nowhere)
                yield from _wrapped(f"without a team: {people}", 2)
            for strain in found:
                if strain in nowhere:
                    continue
                teams = f" ({wording.names(strain.teams, 3)})" if len(strain.teams) > 1 else ""
                yield from _wrapped(wording.strain(strain) + teams, 2)
            yield ""


def _roles(shown: Description) -> Iterator[str]:
    width = max(len(role.role) for role in shown.roles)
    yield f"{'Role':<{width + 2}}  people  without team  used"
    for role in shown.roles:
        layers = f"  ({role.bench_in_layers} of them in approval layers)" if role.bench_in_layers else ""
        bench = role.bench or "–"
        use = wording.share(role.utilisation)
        yield f"  {role.role:<{width}}  {role.people:>6,}  {bench:>12}  {use:>4}{layers}"
    yield ""


def _path(shown: Description) -> Iterator[str]:
    yield "From an opportunity to its release"
    yield f"  gate: {' and '.join(shown.gate) or 'everything is taken'}"
    if shown.places:
        has = f" ({wording.names(shown.places.holders, 3)})" if shown.places.holders else ""
        waits = f"other ideas wait for a place; {wording.filled(shown.places)}"
        yield from _wrapped(f"limits: {wording.limits(shown.places)}{has}; {waits}", 2)
    for name, title in (("start_initiative", "begin"), ("release", "release")):
        yield from _wrapped(f"{title}: {wording.decides(wording.question_named(shown, name))}", 2)
    yield f"  release mode: {shown.release}"
    for loop in shown.loops:
        when = "before it begins" if loop.before else "when all of it is out"
        passes = f"{wording.share(loop.keeps_good)} of good ideas pass, {wording.share(loop.keeps_other)} of others"
        yield from _wrapped(f"{loop.name}, {when}, {loop.days}: {passes}", 2)
    work = wording.during_work(shown)
    if work:
        yield f"  decisions during work, {shown.decisions_per_effort_day:g} per day of work:"
        yield from (line for text in work for line in _wrapped(text, 4))
    if shown.decisions_per_initiative is not None:
        most = wording.counted(shown.decisions_per_initiative, "decision")
        who = wording.decides(wording.question_named(shown, "for_initiative"))
        yield from _wrapped(f"at most {most} about each initiative, for which all its work rests: {who}", 2)
    for layer in shown.layers:
        use = "" if layer.utilisation is None else f", used {wording.share(layer.utilisation)}"
        what = "ideas" if layer.ranks_by else "requests"
        asked = f"{layer.requests_per_quarter:,.1f} {what} a quarter{use}"
        yield from _wrapped(f"{layer.name}: {wording.form(layer)}; {wording.members(layer)}; {asked}", 2)
    yield ""


def _groups(groups: Sequence[GroupShown]) -> Iterator[str]:
    """Groups with the same kinds of teams are described together."""
    yield "Teams"
    alike: dict[Any, list[GroupShown]] = {}
    for group in groups:
        shapes = tuple(sorted((shape, len(teams)) for shape, teams in _by_shape(group.teams).items()))
        key = shapes if group.name is not None else None
        alike.setdefault(key, []).append(group)
    for same in alike.values():
        first = same[0]
        teams = [team for group in same for team in group.teams]
        if first.name is not None:
            people = f"{wording.sized(first.people)}, {wording.counted(len(first.teams), 'team')}"
            if len(same) > 1:
                names = wording.names([str(group.name) for group in same], MOST_NAMES)
                yield from _wrapped(f"{len(same)} groups of {people} each: {names}", 2)
            else:
                yield f"  {first.name}: {people}"
        elif len(groups) > 1:
            yield "  of no group"
        for shape in _by_shape(teams).values():
            yield from _shape(shape, 4 if len(groups) > 1 or first.name else 2)
    yield ""


def _by_shape(teams: Sequence[TeamShown]) -> dict[Any, list[TeamShown]]:
    """Teams with the same seats, as many products and the same stages."""
    found: dict[Any, list[TeamShown]] = {}
    for team in teams:
        seats = tuple((s.role, s.heads, round(s.people, 3), s.shared) for s in team.seats)
        owns = tuple((len(h.products), h.stages) for h in team.owns)
        found.setdefault((seats, owns, team.platform, team.wip_limit or 0, team.calendar), []).append(team)
    return found


def _shape(teams: Sequence[TeamShown], indent: int) -> Iterator[str]:
    first = teams[0]
    kind = f" ({first.platform.replace('_', '-')} platform)" if first.platform else ""
    calendar = f"; {first.calendar}" if first.calendar else ""
    limit = f"; at most {first.wip_limit} items in progress" if first.wip_limit else ""
    size = wording.sized(first.people)
    if len(teams) == 1:
        yield from _wrapped(
            f"{first.name}{kind}: {size}; owns {wording.holdings(first)}{limit}{calendar}", indent
        )
    else:
        what = "; ".join(
            f"{wording.counted(len(h.products), 'product')}: {', '.join(h.stages)}" for h in first.owns
        )
        yield from _wrapped(
            f"{len(teams)} teams{kind} of {size} each; each owns {what}{limit}{calendar}", indent
        )
        names = [
            f"{team.name} ({wording.products(team)})" if len(teams) <= 12 else team.name for team in teams
        ]
        yield from _wrapped(wording.names(names, MOST_NAMES), indent + 2)
    yield from _wrapped("; ".join(_seats(teams, k) for k in range(len(first.seats))), indent + 2)


def _seats(teams: Sequence[TeamShown], k: int) -> str:
    """The k-th role of teams of one shape, with the range of its utilisation."""
    seats = [team.seats[k] for team in teams]
    low, high = (wording.share(f(s.utilisation for s in seats)) for f in (min, max))
    text = wording.seats_in_words(min(seats, key=lambda s: s.utilisation))
    return text if low == high else f"{text}–{high}"


def _temporary(shown: Description) -> Iterator[str]:
    """Teams that are put together for an initiative."""
    if shown.temporary is not None:
        rules = ", ".join(f"{role} {rule}" for role, rule in shown.temporary.rules)
        back = (
            "; seats are given back when no item needs the role any more"
            if shown.temporary.given_back
            else ""
        )
        yield from _wrapped(f"Temporary teams, one for each initiative: {rules}{back}", 0)
        yield ""
    if shown.contracts:
        yield from _wrapped(f"Contracts about what others may ask: {', '.join(shown.contracts)}", 0)
        yield ""


def _customs(shown: Description) -> Iterator[str]:
    for about, rule in shown.customs:
        yield from _wrapped(f"{about}: {rule}", 0)
    if shown.customs:
        yield ""


def _communities(shown: Description) -> Iterator[str]:
    for one in shown.communities:
        people = f"{one.people} people, " if one.people else ""
        what = f"Chapters: {one.name}" if one.kind == "chapters" else f"Guild {one.name}"
        yield f"{what}; {people}{one.hours_per_week:g} hours a week"
    if shown.communities:
        yield ""


def _notes(shown: Description) -> list[str]:
    return _wrapped(wording.what_used_means(shown), 0, 0)
