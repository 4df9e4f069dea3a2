"""Who waits for whom at a moment, read from the tables of a World."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from ..kernel.units import NONE
from ..kernel.world import World
from ..work.records import ANSWER, DEPENDENCY, REVIEW


def who_waits_for_whom(
    world: World, team_name: Callable[[int], str], layers: Sequence[str]
) -> dict[tuple[str, str], int]:
    """Numbers of items by (team, team or layer), the most first.

    A team waits for each layer or team that it has asked. With an item that is done, it also waits for the
    teams that have not done what is released together with it.
    """
    waits = _requests(world, team_name, layers) + _dependencies(world, team_name)
    return dict(sorted(waits.items(), key=lambda wait: (-wait[1], wait[0])))


def _requests(
    world: World, team_name: Callable[[int], str], layers: Sequence[str]
) -> Counter[tuple[str, str]]:
    """Requests that are not answered, by who asked whom."""
    items, requests = np.asarray(world.items), np.asarray(world.requests)
    counts: Counter[tuple[str, str]] = Counter()
    for request in requests[requests["asker"] != NONE]:
        asker = items[request["asker"]]
        team = asker["team"]
        if team == NONE:  # no one has worked on it yet: the team that would begin it
            team = world.owner[asker["product"] * world.parameters[0].stages]
        asked = (
            layers[request["layer"]]
            if request["layer"] >= 0
            else team_name(int(items["team"][request["review"]]))
        )
        counts[team_name(int(team)), asked] += 1
    return counts


def _dependencies(world: World, team_name: Callable[[int], str]) -> Counter[tuple[str, str]]:
    """Items that are done, by whose they are and who has not done what they are released with."""
    items = np.asarray(world.items)
    asked = (items["kind"] == REVIEW) | (items["kind"] == ANSWER)
    there = (items["kind"] != NONE) & ~asked
    undone: defaultdict[int, list[int]] = defaultdict(list)
    for item in items[there & np.isnan(items["done_at"])]:
        undone[int(item["leader"])].append(int(item["team"]))
    counts: Counter[tuple[str, str]] = Counter()
    for item in items[there & (items["state"] == DEPENDENCY) & ~np.isnan(items["done_at"])]:
        for team in set(undone[int(item["leader"])]) - {int(item["team"]), NONE}:
            counts[team_name(int(item["team"])), team_name(team)] += 1
    return counts
