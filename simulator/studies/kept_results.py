"""What results that are kept on disk say: means by variant, and how two of them differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..outcomes.registry import METRICS, Metric, value_of
from ..store.manifest import Manifest
from ..store.reader import read_results
from .differences import differences_as_resolved
from .statistics import Estimate, estimate

Estimates = Mapping[str, Estimate]
"""By name of the outcome, those that were measured."""
ASKED = ("quarters", "mode", "load", "replications", "seed")


@dataclass(frozen=True)
class Difference:
    """A key with its values on both sides."""

    key: str
    first: str
    second: str
    variants: tuple[str, ...] = ()
    """Where it differs; empty for what was asked of all."""


def labels_of(manifest: Manifest) -> dict[tuple[str, int], str]:
    """What each variant is called, by its name and its point: with its mode and load where there are several."""
    entries = [(str(e["variant"]), int(e.get("point", 0))) for e in manifest.values["scenarios"]]
    demands = {int(e.get("point", 0)): e["scenario"]["demand"] for e in manifest.values["scenarios"]}
    where = {
        point: {"mode": demand.get("mode"), "load": _load_of(demand)} for point, demand in demands.items()
    }
    varying = [key for key in ("mode", "load") if len({said[key] for said in where.values()} - {None}) > 1]

    def place(point: int) -> str:
        said = {key: value for key, value in where[point].items() if key in varying and value is not None}
        words = [
            f"load {value:g}" if key == "load" else value.replace("_", " ") for key, value in said.items()
        ]
        return ", ".join(words) or f"point {point}"

    return {(name, point): f"{name} at {place(point)}" if len(where) > 1 else name for name, point in entries}


def _load_of(demand: Mapping[str, Any]) -> float | None:
    """The load of a demand as it was kept; None where it is that of another mode, which alone knows loads."""
    modes: Mapping[str, Any] = demand.get("modes") or {}
    knowing = [name for name, mode in modes.items() if mode.get("loads")]
    return None if knowing and demand.get("mode") not in knowing else demand.get("load")


def means_of(folder: Path, manifest: Manifest, *, verify: bool = True) -> dict[str, Estimates]:
    """Means over replications with 95 % intervals, by variant. Raises InputError like `read_results`."""
    runs = read_results(folder, "runs", verify=verify).to_pandas()
    known = [outcome for outcome in METRICS if outcome.name in runs.columns]
    found: dict[str, Estimates] = {}
    for (name, point), label in labels_of(manifest).items():
        rows = runs[(runs["variant"].astype(str) == name) & (runs["point"] == point)]
        records = rows.to_dict("records")
        every = {o.name: estimate([value_of(row, o) for row in records], o.possible) for o in known}
        found[label] = {outcome: each for outcome, each in every.items() if each.mean is not None}
    return found


def measured(means: Sequence[Estimates]) -> list[Metric]:
    """Outcomes that at least one of some variants has, in the order of tables."""
    return [outcome for outcome in METRICS if any(outcome.name in each for each in means)]


def pairs_of(first: Manifest, second: Manifest) -> list[tuple[str, str]]:
    """Variants of two results that belong together: of the same name, or the only ones."""
    ours, theirs = list(labels_of(first).values()), list(labels_of(second).values())
    if len(ours) == len(theirs) == 1:
        return [(ours[0], theirs[0])]
    return [(name, name) for name in ours if name in theirs]


def differences_between(first: Manifest, second: Manifest) -> list[Difference]:
    """What was asked differently: options, versions, and keys of the scenarios of each pair."""
    found: dict[tuple[str, str, str], list[str]] = {}
    a, b = _scenarios(first), _scenarios(second)
    for name, other in pairs_of(first, second):
        for key, (one, two) in differences_as_resolved([a[name], b[other]]).items():
            found.setdefault((key, one, two), []).append(name)
    return [
        *_asked_differently(first.values, second.values),
        *(Difference(key, one, two, tuple(names)) for (key, one, two), names in found.items()),
    ]


def _asked_differently(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[Difference]:
    a, b = first.get("asked") or {}, second.get("asked") or {}
    said = [("command", first.get("command"), second.get("command"))]
    said += [(f"--{name}", a.get(name), b.get(name)) for name in ASKED]
    one, two = ("drawn" if each.get("uncertainties") else None for each in (first, second))
    said.append(("plausible worlds", one, two))
    said += [
        (f"version of {name}", first["versions"].get(name), second["versions"].get(name))
        for name in first["versions"]
    ]
    for name, one, two in said:
        if (one or None) != (two or None):
            yield Difference(name, _said(one), _said(two))


def _said(value: Any) -> str:
    return "–" if value in (None, "") else str(value)


def _scenarios(manifest: Manifest) -> dict[str, Mapping[str, Any]]:
    labels = labels_of(manifest)
    entries = manifest.values["scenarios"]
    return {labels[str(e["variant"]), int(e.get("point", 0))]: e["scenario"] for e in entries}
