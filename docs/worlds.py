"""Write docs/explanation/worlds.md: what each shipped world shows, against what a world must show.

    python docs/worlds.py [--quick | --prose]

Takes about three minutes on two cores. --quick takes few replications, prints the page and writes nothing; --prose puts the
tables that were made last into the text again. The prose stands in docs/explanation/worlds.in.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from measuring import command, table
from world_table import (
    BUILDERS,
    KINDS_OF_TIME,
    MISSED,
    MODES,
    PRESETS,
    REFERENCE,
    REPLICATIONS,
    ROWS,
    WORLDS,
    Row,
    mean_and_error,
    preset,
    shown,
    values_of,
)

HOURS_PRESENT = 36.0
"""Of a week of 40 hours, at a presence of .9."""
QUICK = 2


def parts_of(quick: bool) -> Mapping[str, str]:
    """All tables of the page."""
    replications = dict.fromkeys(WORLDS, QUICK) if quick else REPLICATIONS
    return {
        "table": table(["what", "must be", *_columns(), "source"], _rows(replications)),
        "missed": _missed(),
        "time": _use_of_time("mid-size", replications["mid-size"]),
        "books": _books("mid-size", replications["mid-size"]),
        "presets": "\n\n".join(f"### {world}\n\n{_presets(world, n)}" for world, n in replications.items()),
        "roles": "\n\n".join(f"### {world}\n\n{_roles(world, n)}" for world, n in replications.items()),
        "replications": ", ".join(f"{n} in {world}" for world, n in replications.items()),
    }


def _columns() -> list[str]:
    return [f"{world}, {mode.replace('_', ' ')}" for world in WORLDS for mode in MODES]


def _rows(replications: Mapping[str, int]) -> Iterator[list[str]]:
    for row in ROWS:
        cells = [_cell(world, mode, row, n) for world, n in replications.items() for mode in MODES]
        yield [row.words, f"{row.low:g}-{row.high:g}", *cells, row.source]


def _cell(world: str, mode: str, row: Row, replications: int) -> str:
    if mode not in row.modes:
        return ""
    mean, error = mean_and_error(values_of(world, row, mode, replications))
    said = f"{mean:.2f}" if row.key != "marginal" else f"{mean:.2f} ± {error:.2f}"
    return said if row.holds(mean) else f"**{said}**"


def _missed() -> str:
    """Rows that are not met, with why."""
    places: dict[tuple[str, str], list[str]] = {}
    for (world, mode, key, structure), why in MISSED.items():
        words = next(row.words for row in ROWS if (row.key, row.structure) == (key, structure))
        places.setdefault((words, why), []).append(f"{world}, {mode.replace('_', ' ')}")
    return "\n".join(f"- *{words}* ({'; '.join(where)}): {why}." for (words, why), where in places.items())


def _use_of_time(world: str, replications: int) -> str:
    """Hours of a week that an engineer gives to each kind of thing."""
    found = {(name, mode): shown(world, name, mode, replications) for mode in MODES for name in PRESETS}
    head = [f"{name}, {mode.replace('_', ' ')}" for name, mode in found]
    rows = [
        [kind, *(f"{HOURS_PRESENT * float(np.mean(one[kind])):.1f}" for one in found.values())]
        for kind in KINDS_OF_TIME
    ]
    return table([f"hours a week of an {BUILDERS}", *head], rows)


def _books(world: str, replications: int) -> str:
    """The accounts of a year, in millions."""
    found = {(name, mode): shown(world, name, mode, replications) for mode in MODES for name in PRESETS}
    head = [f"{name}, {mode.replace('_', ' ')}" for name, mode in found]
    rows = [
        [line, *(f"{np.mean([books[line] for books in one['books']]):.1f}" for one in found.values())]
        for line in next(iter(found.values()))["books"][0]
    ]
    rows.append(
        [
            "net present value of two years' releases",
            *(f"{np.mean(one['npv']):.1f}" for one in found.values()),
        ]
    )
    return table(["millions a year", *head], rows)


def _presets(world: str, replications: int) -> str:
    """The rows of the table for every preset, whether or not they were asked for there."""
    keys = {row.key: row.words for row in ROWS if row.key not in ("marginal", "useless")}
    keys["touch"] = "touch time over lead time of items"
    found = {(name, mode): shown(world, name, mode, replications) for mode in MODES for name in PRESETS}
    head = [f"{name}, {mode.replace('_', ' ')}" for name, mode in found]
    rows = [
        [words, *(f"{float(np.nanmean(one[key])):.2f}" for one in found.values())]
        for key, words in keys.items()
    ]
    return table(["what", *head], rows)


def _roles(world: str, replications: int) -> str:
    """Share of their time that people of each role are not idle."""
    found = {
        (name, mode): shown(world, name, mode, replications)["by_role"] for mode in MODES for name in PRESETS
    }
    head = [f"{name}, {mode.replace('_', ' ')}" for name, mode in found]
    roles = preset(world, REFERENCE, MODES[0]).workforce
    rows = [
        [role.replace("_", " "), *(f"{np.mean([run[role] for run in runs]):.2f}" for runs in found.values())]
        for role in roles
    ]
    return table(["role", *head], rows)


if __name__ == "__main__":
    command("worlds", parts_of)
