"""What a study simulates, and the hash by which its results are known: results of another question never mix with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from ...kernel.cache import PACKAGE
from ...scenario.factors import Factor
from ...scenario.scenario import Scenario
from ...store.layout import digest
from ...store.manifest import package_version, resolved

ROOMS = ("kernel", "organisation", "work", "state", "mechanisms", "scenario", "engine", "outcomes", "store")
"""Rooms on which results depend."""
Column = Sequence[Any]
"""Values of a factor by point: an array of numbers, or words."""


@cache
def engine_version() -> str:
    """Version of orgsim with a hash of the source on which results depend; the same on every machine."""
    digest_of = hashlib.sha256()
    for room in ROOMS:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            digest_of.update(path.relative_to(PACKAGE).as_posix().encode())
            digest_of.update(path.read_bytes())
    return f"{package_version('orgsim')}+{digest_of.hexdigest()[:12]}"


@dataclass(frozen=True)
class Question:
    """Variants, simulated at the points of a design.

    Attributes
    ----------
    variants: a name and a scenario each; where `given` says the scenarios of each point, names only count.
    factors: what the points move. columns: by path of a factor, its value at each point: numbers, or words.
    count: number of points.
    given: scenarios by point and variant, where they do not follow from setting factors; a factor only labels then.
    seed: of the first replication. shares_seeds: whether all points have the same seeds.
    worlds: after how many points the same worlds come again, with the same seeds; 0 where each point has its own.
    variant_by: path of a factor that names the one variant that is simulated at a point; '' where all are.
    datasets: what is written of each run.
    """

    name: str
    variants: tuple[tuple[str, Scenario], ...]
    factors: tuple[Factor, ...] = ()
    columns: Mapping[str, Column] = field(default_factory=dict)
    count: int = 1
    given: Sequence[Sequence[Scenario]] | None = None
    seed: int = 0
    shares_seeds: bool = True
    worlds: int = 0
    variant_by: str = ""
    datasets: tuple[str, ...] = ("runs",)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the variants."""
        return tuple(name for name, _ in self.variants)

    def entry(self) -> dict[str, Any]:
        """All that results depend on but the points, as plain maps and lists."""
        return {
            "engine": engine_version(),
            "variants": [
                {
                    "name": name, "folder": str(scenario.folder.resolve()), "histories": _histories(scenario),
                    "scenario": resolved(scenario),
                }
                for name, scenario in self.variants
            ],
            "factors": [factor.as_entry() for factor in self.factors],
            "seed": self.seed,
            "shares_seeds": self.shares_seeds,
            "datasets": list(self.datasets),
            "given": self.given is not None,
            "worlds": self.worlds,
            "variant_by": self.variant_by,
        }  # fmt: skip


def hash_of(entry: Mapping[str, Any]) -> str:
    """The hash of a question; where its files lie does not count."""
    plain = {
        **entry,
        "variants": [{k: v for k, v in variant.items() if k != "folder"} for variant in entry["variants"]],
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _histories(scenario: Scenario) -> list[str]:
    """Checksums of the files that arrivals come from."""
    paths = [
        Path(scenario.folder) / block.csv.file for block in scenario.demand.blocks if block.csv is not None
    ]
    return [digest(path) if path.is_file() else "" for path in paths]


def seed_of(seed: int, replication: int, point: int | None) -> int:
    """The seed of a replication: the seed itself for the first, others drawn from it. point: None where points share seeds.

    Where they do, seeds are those of `orgsim compare`.
    """
    if replication == 0 and not point:
        return seed
    key = [seed, replication] if not point else [seed, replication, point]
    return int(np.random.SeedSequence(key).generate_state(1, np.uint64)[0] >> np.uint64(1))
