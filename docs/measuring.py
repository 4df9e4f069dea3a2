"""What the scripts that write pages of docs/explanation share: running many variants, tables, pages.

Each takes minutes and prints what it is about when it fails; what came out is kept in results/docs, so that
with `--prose` a page is filled with it anew after its prose has changed.
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML
from scipy.special import stdtrit

from simulator import study_of
from simulator.outcomes.registry import BY_NAME, value_of
from simulator.scenario.scenario import Scenario
from simulator.studies.replications import replicate

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
FIRST_WORLD = ROOT / "benchmarks" / "first_world"
"""Presets of the first mid-size world: small and light, for pages on rules that it is enough to see at work."""
EXPLANATION = DOCS / "explanation"

Variants = Sequence[tuple[str, Scenario]]


def ranges_of(file: str) -> dict[str, Any]:
    """A file of ranges in docs."""
    return dict(YAML(typ="safe").load((DOCS / file).read_text(encoding="utf-8")))


def measured(variants: Variants, seeds: Sequence[int], outcomes: Sequence[str]) -> Any:
    """Outcomes, shape (outcomes, variants, seeds); NaN where there was nothing to measure, infinite beyond the run-off."""
    found = np.full((len(outcomes), len(variants), len(seeds)), np.nan)
    for k, run in enumerate(replicate(variants, seeds)):
        row = run.run.to_pylist()[0]
        for o, name in enumerate(outcomes):
            found[o, k // len(seeds), k % len(seeds)] = value_of(row, BY_NAME[name])
    return found


def studied(
    name: str,
    scenarios: Sequence[Mapping[str, Scenario]],
    replications: int,
    outcomes: Sequence[str],
    *,
    seed: int = 0,
    shares_seeds: bool = True,
) -> Any:
    """Outcomes of a study, shape (outcomes, points, variants, replications); it is kept, and goes on where it was stopped.

    scenarios: for each point, by variant. With --quick it is done in a folder that is removed.
    """
    with tempfile.TemporaryDirectory() as temporary:
        here = (
            Path(temporary)
            if "--quick" in sys.argv[1:] or "pytest" in sys.modules
            else ROOT / "results" / "studies"
        )
        found = study_of(
            scenarios, here / name, replications=replications, seed=seed, shares_seeds=shares_seeds
        )
        return np.stack([found.values(outcome) for outcome in outcomes])[..., :replications]


def middle(values: Any) -> Any:
    """Mean over the last axis; the median of all where any lies beyond the run-off, and so is longer than all others."""
    return np.nanmedian(values, axis=-1) if np.isinf(values).any() else np.nanmean(values, axis=-1)


def half_width(values: Any) -> float:
    """Half of the 95 % interval of a mean; 0 where there are too few values."""
    n = len(values)
    if n < 2:
        return 0.0
    return float(stdtrit(n - 1, 0.975)) * float(values.std(ddof=1)) / math.sqrt(n)


def paired(values: Any, base: Any) -> tuple[float, float]:
    """Mean of what differs replication by replication, and the half of its 95 % interval."""
    differs = (values - base)[np.isfinite(values) & np.isfinite(base)]
    return float(differs.mean()) if len(differs) else math.nan, half_width(differs)


def days(value: float) -> str:
    """Days without decimals."""
    return "beyond" if np.isinf(value) else f"{value:.0f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def command(name: str, parts_of: Callable[[bool], Mapping[str, str]]) -> None:
    """What `python docs/<name>.py [--quick | --prose]` does. A part called *.svg is a picture of its own."""
    kept = ROOT / "results" / "docs" / f"{name}.json"
    if "--quick" in sys.argv[1:]:
        print(filled(name, parts_of(True)))
        return
    if "--prose" not in sys.argv[1:]:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(dict(parts_of(False)), indent=1), encoding="utf-8")
    parts = json.loads(kept.read_text(encoding="utf-8"))
    (EXPLANATION / f"{name}.md").write_text(filled(name, parts), encoding="utf-8")
    for part in parts:
        if part.endswith(".svg"):
            (EXPLANATION / part).write_text(parts[part], encoding="utf-8")


def filled(name: str, parts: Mapping[str, str]) -> str:
    """The page docs/explanation/<name>.in.md with its parts put in where it says {{part}}.

    Raises ValueError where a part has no place, or a place no part.
    """
    page = (EXPLANATION / f"{name}.in.md").read_text(encoding="utf-8")
    for part, text in parts.items():
        if part.endswith(".svg"):
            continue
        place = "{{" + part + "}}"
        if place not in page:
            raise ValueError(f"{name}.in.md has no place for {part}")
        page = page.replace(place, text)
    if "{{" in page:
        raise ValueError(f"{name}.in.md: nothing for {page[page.index('{{') :][:40]}")
    return page


def merged(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """Nested maps with the keys of another put on top."""
    both = dict(base)
    for key, value in change.items():
        old = both.get(key)
        both[key] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return both
