"""Write docs/explanation/fewer-people.md: a fifth fewer people, and a fifth more, in each preset, world and mode.

    python docs/fewer_people.py [--quick | --prose]

Takes about six minutes on two cores. --quick takes few replications, prints the page and writes nothing; --prose puts the
tables that were made last into the text again. The prose stands in docs/explanation/fewer-people.in.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np
from measuring import command, half_width, table
from world_table import FIFTH, MODES, PRESETS, WORLDS, Size, sized, worth_over_cost

REPLICATIONS = {"mid-size": 40, "regulated": 20, "large": 8}
TIMES = {"a fifth fewer": 1.0 - FIFTH, "a fifth more": 1.0 + FIFTH}
SPEED = {
    "time_from_start_to_market_days_mean": "first release",
    "initiative_cycle_time_days_mean": "whole initiative",
    "initiatives_done": "initiatives done",
    "throughput_items_per_quarter": "items done",
    "value_delivered": "value",
}
LOWER = ("time_from_start_to_market_days_mean", "initiative_cycle_time_days_mean")
MILLION = 1e6
QUICK = 2


def parts_of(quick: bool) -> Mapping[str, str]:
    """All tables of the page."""
    replications = dict.fromkeys(WORLDS, QUICK) if quick else REPLICATIONS
    found = {
        (world, mode, name): _sizes(world, name, mode, n)
        for (world, n), mode, name in product(replications.items(), MODES, PRESETS)
    }
    parts = {
        words.replace(" ", "_"): "\n\n".join(
            f"### {world}\n\n{_table(found, world, words)}" for world in WORLDS
        )
        for words in TIMES
    }
    return parts | {
        "settled": _settled(found),
        "worth": table(["preset", *_places()], _worth(found)),
        "replications": ", ".join(f"{n} in {world}" for world, n in replications.items()),
        "people": ", ".join(f"{found[w, MODES[0], PRESETS[0]]['a fifth fewer'].people} of {found[w, MODES[0], PRESETS[0]]['as is'].people} in {w}" for w in WORLDS),
    }  # fmt: skip


def _sizes(world: str, name: str, mode: str, replications: int) -> dict[str, Size]:
    sizes = {"as is": 1.0} | TIMES
    return {words: sized(world, name, mode, times, replications) for words, times in sizes.items()}


def _places() -> list[str]:
    return [f"{world}, {mode.replace('_', ' ')}" for world in WORLDS for mode in MODES]


def _table(found: Mapping[Any, Mapping[str, Size]], world: str, words: str) -> str:
    """What changes in each preset and mode; what is settled carries a star."""
    head = ["mode", "preset", *SPEED.values(), "net present value, millions", "operating margin, points"]
    rows = []
    for mode, name in product(MODES, PRESETS):
        as_is, other = found[world, mode, name]["as is"], found[world, mode, name][words]
        cells = [_relative(as_is.outcomes[key], other.outcomes[key]) for key in SPEED]
        npv = _difference(as_is, other, "net_present_value", MILLION)
        margin = _difference(as_is, other, "operating_margin", 0.01)
        rows.append([mode.replace("_", " "), name, *cells, npv, margin])
    return table(head, rows)


def _relative(as_is: Any, other: Any) -> str:
    """Change of a mean in per cent, with a star where its 95 % interval leaves out zero."""
    before, change = np.nanmean(as_is), _paired(as_is, other)
    star = "*" if abs(change.mean()) > half_width(change) else ""
    return f"{100 * change.mean() / before:+.0f} %{star}"


def _paired(as_is: Any, other: Any) -> Any:
    known = np.isfinite(as_is) & np.isfinite(other)
    return (other - as_is)[known]


def _difference(as_is: Size, other: Size, key: str, unit: float) -> str:
    change = _paired(as_is.outcomes[key], other.outcomes[key]) / unit
    return f"{change.mean():+.1f} ± {half_width(change):.1f}"


def slower_or_less(as_is: Size, fewer: Size) -> list[str]:
    """In what fewer people are surely slower, or do surely less."""
    found = []
    for key, words in SPEED.items():
        change = _paired(as_is.outcomes[key], fewer.outcomes[key]) * (1 if key in LOWER else -1)
        if change.mean() > half_width(change):
            found.append(words)
    return found


def _settled(found: Mapping[Any, Mapping[str, Size]]) -> str:
    """In how many cases a cut makes slower or does less, and where not."""
    cases = {place: slower_or_less(one["as is"], one["a fifth fewer"]) for place, one in found.items()}
    not_settled = [
        f"{name} ({world}, {mode.replace('_', ' ')})" for (world, mode, name), w in cases.items() if not w
    ]
    said = f"settled in {len(cases) - len(not_settled)} of {len(cases)} cases"
    return said + (f"; not in {', '.join(not_settled)}" if not_settled else "")


def _worth(found: Mapping[Any, Mapping[str, Size]]) -> Iterator[list[str]]:
    """Present value over cost: of the last fifth, and of a further one."""
    for name in PRESETS:
        cells = []
        for world, mode in product(WORLDS, MODES):
            one = found[world, mode, name]
            last = worth_over_cost(one["as is"], one["a fifth fewer"])
            further = worth_over_cost(one["a fifth more"], one["as is"])
            cells.append(" / ".join(f"{v.mean():.2f} ± {half_width(v):.2f}" for v in (last, further)))
        yield [name, *cells]


if __name__ == "__main__":
    command("fewer-people", parts_of)
