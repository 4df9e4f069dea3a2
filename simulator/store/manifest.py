"""Provenance: what was simulated, with which seeds and versions, and on what assumptions."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from ..scenario.scenario import Scenario

PACKAGES = ("orgsim", "numpy", "numba", "pyarrow", "pydantic")


def package_version(name: str) -> str:
    """Installed version of a package, 'unknown' where it is not installed as one."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"


def resolved(scenario: Scenario) -> dict[str, Any]:
    """The scenario with everything it extends, as plain maps and lists."""
    return scenario.model_dump(mode="json", exclude_none=True)


def scenario_hash(scenario: Scenario) -> str:
    """Hash of what is simulated: equal scenarios have equal hashes, whatever their files."""
    text = json.dumps(resolved(scenario), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def manifest_of(
    command: str,
    scenarios: Sequence[tuple[str, Scenario]],
    seeds: Sequence[int],
    seconds: float,
    warnings: Sequence[str],
    datasets: Sequence[str],
) -> dict[str, Any]:
    """The manifest of a results folder."""
    return {
        "command": command,
        "versions": {name: package_version(name) for name in PACKAGES},
        "platform": {"system": platform.platform(), "python": platform.python_version()},
        "seeds": list(seeds),
        "seconds": round(seconds, 3),
        "datasets": list(datasets),
        "warnings": list(warnings),
        "scenarios": [
            {"variant": name, "hash": scenario_hash(scenario), "scenario": resolved(scenario)}
            for name, scenario in scenarios
        ],
    }
