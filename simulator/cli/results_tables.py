"""What `results` prints: tables for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import click
from rich.table import Table

from ..outcomes.registry import Metric
from ..report.figures import NOTHING, estimate_row, interval, number
from ..store.shelf import Kept
from ..studies.comparison import HEADLINES
from ..studies.kept_results import Difference, Estimates, measured
from ..studies.statistics import Estimate
from .output import console

MOST_VARIANTS = 4
"""Named in a list; more are counted."""
MOST_COLUMNS = 5
"""Variants that stand side by side."""
MOST_SEEDS = 3
MOST_DIFFERENCES = 40
LONGEST_VALUE = 60
UNITS = ("bytes", "kB", "MB", "GB")


@dataclass(frozen=True)
class Side:
    """One of two results that are compared."""

    folder: str
    means: Mapping[str, Estimates]


def print_list(found: Sequence[Kept], form: str) -> None:
    """Results, a line each."""
    if form == "json":
        _print_json([_listed(kept) for kept in found])
        return
    table = _table("", "folder", "command", "written", "variants", "replications", "size", "state")
    for kept in found:
        row = _listed(kept)
        table.add_row(
            row["folder"],
            row["command"] or NOTHING,
            _when(row["written"]),
            _some(row["variants"]) or NOTHING,
            str(row["replications"] or NOTHING),
            _size(row["bytes"]),
            _state(kept),
        )
    console().print(table)


def print_results(kept: Kept, means: Mapping[str, Estimates], form: str) -> None:
    """One results folder: what was asked, what is there, and the means."""
    if form == "json":
        _print_json({**_listed(kept), **_asked(kept), "rows": kept.rows, "outcomes": _rows(means)})
        return
    table = _table(str(kept.folder), "", "", header=False)
    for name, text in _said(kept).items():
        if text:
            table.add_row(name, text)
    out = console()
    out.print(table)
    names = list(means)
    for k in range(0, len(names), MOST_COLUMNS):
        out.print(_means({name: means[name] for name in names[k : k + MOST_COLUMNS]}))


def _said(kept: Kept) -> dict[str, str]:
    """What a results folder says of itself, by name."""
    if kept.manifest is None:
        return {"state": _state(kept)}
    values, seeds = kept.manifest.values, [str(seed) for seed in kept.manifest.values.get("seeds", [])]
    more = f" and {len(seeds) - MOST_SEEDS} more" if len(seeds) > MOST_SEEDS else ""
    return {
        "state": _state(kept),
        "asked": kept.manifest.command_line,
        "variants": ", ".join(kept.manifest.variants),
        "seeds": f"{', '.join(seeds[:MOST_SEEDS])}{more}",
        "written": f"{_when(values.get('written'))}, after {values.get('seconds', 0):,.1f} s",
        "versions": ", ".join(f"{name} {version}" for name, version in values["versions"].items()),
        "rows": ", ".join(f"{name} {rows:,}" for name, rows in kept.rows.items()),
        "beside": ", ".join(name for name in kept.manifest.files if "/" not in name),
        "warnings": "\n".join(values.get("warnings", [])) or "none",
    }


def print_difference(
    sides: Sequence[Side],
    pairs: Sequence[tuple[str, str]],
    differences: Sequence[Difference],
    form: str,
) -> None:
    """Two results side by side: keys that differ, and the means of each pair of variants."""
    if form == "json":
        folders = {"first": sides[0].folder, "second": sides[1].folder}
        rows = [_difference_row(pair, outcome, both) for pair, outcome, both in _side_by_side(sides, pairs)]
        _print_json({**folders, "differences": [asdict(each) for each in differences], "outcomes": rows})
        return
    out = console()
    names = [side.folder for side in sides]
    if differences:
        out.print(_differences(names, differences, len(pairs)))
    else:
        out.print("The same was asked of both.")
    if len(differences) > MOST_DIFFERENCES:
        out.print(f"  … and {len(differences) - MOST_DIFFERENCES} keys more (--format json has all)")
    if not pairs:
        out.print("No variant of one has the name of a variant of the other.")
    for pair in pairs:
        out.print(_pair(names, pair, _side_by_side(sides, [pair])))


def _listed(kept: Kept) -> dict[str, Any]:
    values = kept.manifest.values if kept.manifest else {}
    return {
        "folder": str(kept.folder),
        "command": values.get("command"),
        "written": values.get("written"),
        "variants": kept.manifest.variants if kept.manifest else [],
        "replications": len(values.get("seeds", [])) or None,
        "bytes": kept.bytes,
        "whole": kept.fault is None,
        "fault": str(kept.fault) if kept.fault else None,
    }


def _asked(kept: Kept) -> dict[str, Any]:
    if kept.manifest is None:
        return {}
    names = ("question", "asked", "versions", "platform", "seconds", "seeds", "datasets", "warnings")
    found = {name: kept.manifest.values.get(name) for name in names}
    return {"command_line": kept.manifest.command_line, **found}


def _rows(means: Mapping[str, Estimates]) -> list[dict[str, Any]]:
    return [
        {"variant": variant, **estimate_row(outcome, estimates[outcome.name])}
        for variant, estimates in means.items()
        for outcome in measured([estimates])
    ]


def _means(means: Mapping[str, Estimates]) -> Table:
    """Headlines of each variant: means with intervals."""
    table = _table("Means over replications, 95 % interval below", "outcome", *means, lines=True)
    for outcome in measured(list(means.values())):
        if outcome.name in HEADLINES:
            table.add_row(
                f"{outcome.name}\n{outcome.unit}",
                *(_cell(estimates.get(outcome.name)) for estimates in means.values()),
            )
    return table


def _cell(found: Estimate | None) -> str:
    if found is None:
        return NOTHING
    return number(found.mean) if found.low is None else f"{number(found.mean)}\n{interval(found)}"


def _differences(names: Sequence[str], differences: Sequence[Difference], pairs: int) -> Table:
    table = _table("What was asked differently", "key", *names, *(["variants"] if pairs > 1 else []))
    for each in differences[:MOST_DIFFERENCES]:
        where = "all" if len(each.variants) in (0, pairs) else _some(each.variants)
        table.add_row(each.key, _short(each.first), _short(each.second), *([where] if pairs > 1 else []))
    return table


Both = tuple[tuple[str, str], Metric, tuple[Estimate | None, Estimate | None]]


def _side_by_side(sides: Sequence[Side], pairs: Sequence[tuple[str, str]]) -> list[Both]:
    found: list[Both] = []
    for one, two in pairs:
        a, b = sides[0].means.get(one, {}), sides[1].means.get(two, {})
        found += [((one, two), o, (a.get(o.name), b.get(o.name))) for o in measured([a, b])]
    return found


def _difference_row(
    pair: tuple[str, str], outcome: Metric, both: tuple[Estimate | None, Estimate | None]
) -> dict[str, Any]:
    row: dict[str, Any] = {"variant": pair[0], "outcome": outcome.name, "unit": outcome.unit}
    for side, found in zip(("first", "second"), both, strict=True):
        for name in ("mean", "low", "high"):
            row[f"{side}_{name}"] = getattr(found, name) if found else None
    return row


def _pair(names: Sequence[str], pair: tuple[str, str], found: Sequence[Both]) -> Table:
    what = pair[0] if pair[0] == pair[1] else f"{pair[0]} and {pair[1]}"
    table = _table(f"{what}: means with 95 % intervals", "outcome", *names, "unit")
    for _, outcome, both in found:
        cells = [
            _cell(each).replace("\n", " (") + (")" if each and each.low is not None else "") for each in both
        ]
        table.add_row(outcome.name, *cells, outcome.unit)
    return table


def _table(title: str, *columns: str, header: bool = True, lines: bool = False) -> Table:
    table = Table(title=title or None, title_justify="left", show_header=header, show_lines=lines)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _state(kept: Kept) -> str:
    if kept.fault is None:
        return "whole"
    return f"damaged: {kept.fault.path} {kept.fault.what}".replace("  ", " ")


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_VARIANTS} more" if len(names) > MOST_VARIANTS else ""
    return ", ".join(names[:MOST_VARIANTS]) + more


def _when(written: Any) -> str:
    """A moment in the time of this place."""
    try:
        return datetime.fromisoformat(str(written)).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return NOTHING


def _size(size: float) -> str:
    for unit in UNITS:
        if size < 1000 or unit == UNITS[-1]:
            break
        size /= 1000
    return f"{size:,.0f} {unit}" if size >= 10 or unit == UNITS[0] else f"{size:.1f} {unit}"


def _short(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE else f"{value[: LONGEST_VALUE - 1]}…"


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, indent=2))
