"""Provenance: question, scenarios, seeds, versions, and every file of the results."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shlex
import stat
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ..errors import InputError, Problem
from ..files import read_bytes
from ..scenario.scenario import Scenario
from .layout import DATASETS, MANIFEST, PART_OF, SIDECAR, Part, digest, reason_of

PACKAGES = ("orgsim", "numpy", "numba", "pyarrow", "pydantic")
AGAIN = "run the command again"
MOST_BYTES = 256_000_000


def package_version(name: str) -> str:
    """Installed version of a package, 'unknown' if it is not installed as a package."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"


def resolved(scenario: Scenario) -> dict[str, Any]:
    """The scenario with everything it extends, as plain maps and lists."""
    return scenario.model_dump(mode="json", exclude_none=True)


def scenario_hash(scenario: Scenario) -> str:
    """Hash of what is simulated: equal scenarios have equal hashes, regardless of their files."""
    text = json.dumps(resolved(scenario), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Asked:
    """What a command asks: results belong to exactly one question."""

    command: str
    scenarios: Sequence[tuple[str, Scenario]]
    seeds: Sequence[int]
    datasets: Sequence[str] = DATASETS
    points: Sequence[int] | None = None
    uncertainties: Sequence[Mapping[str, Any]] = ()
    """What is drawn in plausible worlds, one for each replication; see `Factor.as_entry`."""
    words: Mapping[str, Any] = field(default_factory=dict)
    """The command as typed: files, settings, options. For readers; it does not affect results."""

    @cached_property
    def question(self) -> str:
        """Hash of everything that affects the numbers: command, resolved scenarios, histories, seeds, replications.

        The folder, the number of workers and the outcomes shown do not affect them.
        """
        asked = [
            self.command,
            [[name, scenario_hash(scenario), _histories(scenario)] for name, scenario in self.scenarios],
            list(self.seeds),
            list(self.points or ()),
            *([list(self.uncertainties)] if self.uncertainties else []),
        ]
        return _hash(asked)


def _histories(scenario: Scenario) -> list[str]:
    """Checksums of the files with arrivals."""
    paths = [scenario.folder / block.csv.file for block in scenario.demand.blocks if block.csv is not None]
    return [_digest_if_there(path) for path in paths]


def _digest_if_there(path: Path) -> str:
    """Checksum of a history; '' if it was removed after it was read."""
    try:
        return digest(path) if path.is_file() else ""
    except OSError:
        return ""


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def manifest_of(asked: Asked, seconds: float, warnings: Sequence[str]) -> dict[str, Any]:
    """The manifest of a results folder without its files, which the writer adds."""
    points = asked.points or [0] * len(asked.scenarios)
    return {
        "command": asked.command,
        "question": asked.question,
        "asked": dict(asked.words),
        "versions": {name: package_version(name) for name in PACKAGES},
        "platform": {"system": platform.platform(), "python": platform.python_version()},
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
        "seeds": list(asked.seeds),
        "datasets": list(asked.datasets),
        "warnings": list(warnings),
        **({"uncertainties": list(asked.uncertainties)} if asked.uncertainties else {}),
        "scenarios": [
            {"variant": name, "point": point, "hash": scenario_hash(scenario), "scenario": resolved(scenario)}
            for (name, scenario), point in zip(asked.scenarios, points, strict=True)
        ],
    }


def as_text(manifest: Mapping[str, Any], files: Mapping[str, Part]) -> str:
    """A manifest as JSON, with one line for each file and a checksum of itself."""
    whole = {**manifest, "files": {name: _as_entry(part) for name, part in files.items()}}
    head = _readable({**manifest, "checksum": _hash(whole)})
    lines = [f"    {json.dumps(name)}: {json.dumps(entry)}" for name, entry in whole["files"].items()]
    below = ",\n".join(lines)
    return f'{head[:-2]},\n  "files": {{\n{below}\n  }}\n}}\n'


def _readable(values: Mapping[str, Any]) -> str:
    """JSON with unescaped letters, except for halves of letters, which a file cannot hold."""
    text = json.dumps(values, indent=2, ensure_ascii=False)
    return (
        text
        if text.isascii() or text == text.encode("utf-8", "replace").decode()
        else json.dumps(values, indent=2)
    )


def _as_entry(part: Part) -> dict[str, Any]:
    return {name: value for name, value in asdict(part).items() if value is not None}


@dataclass(frozen=True)
class Manifest:
    """The manifest of a results folder as it was read.

    Attributes
    ----------
    values: its whole content. files: every file of the folder, by its name relative to the folder.
    """

    values: Mapping[str, Any]
    files: Mapping[str, Part]

    @property
    def question(self) -> str:
        """Hash of what was asked."""
        return str(self.values.get("question"))

    @property
    def datasets(self) -> list[str]:
        """Datasets that were written."""
        return [str(name) for name in self.values["datasets"]]

    @property
    def variants(self) -> list[str]:
        """Names of the variants, each once."""
        return list(dict.fromkeys(str(entry["variant"]) for entry in self.values["scenarios"]))

    @property
    def command_line(self) -> str:
        """The command, without options that do not affect results."""
        asked = self.values.get("asked") or {}
        words = ["orgsim", str(self.values.get("command")), *map(str, asked.get("files", []))]
        for path, value in (asked.get("set") or {}).items():
            words += ["--set", f"{path}={value}"]
        for name in ("quarters", "mode", "load", "replications", "seed", "against"):
            if asked.get(name) not in (None, ""):
                words += [f"--{name}", str(asked[name])]
        words += ["--events"] if asked.get("events") else []
        return shlex.join([*words, *(["--point-estimates"] if self._drew_nothing else [])])

    @property
    def _drew_nothing(self) -> bool:
        """Whether a comparison was asked for at the point estimates alone, as all of older versions were."""
        asked = self.values.get("asked") or {}
        return self.values.get("command") == "compare" and bool(asked.get("point_estimates", True))

    def parts(self, dataset: str) -> dict[str, Part]:
        """The files of a dataset, in their order."""
        return {name: part for name, part in self.files.items() if name.startswith(f"{dataset}/")}


def read_text(folder: Path) -> str:
    """The text of a manifest. Raises InputError if it does not exist or cannot be read."""
    path = folder / MANIFEST
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise _unsound(folder, "is not a file")
        return read_bytes(path, str(path), MOST_BYTES, "manifest").decode("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        if any(os.path.isdir(folder / dataset) for dataset in DATASETS):
            raise _unsound(folder, "is missing") from None
        what = "does not hold results" if os.path.lexists(folder) else "does not exist"
        raise InputError([Problem("", what, "run 'orgsim run' with this --out", str(folder))]) from None
    except UnicodeDecodeError:
        raise _unsound(folder, "is incomplete: it is not text") from None
    except (OSError, ValueError) as error:
        raise _unsound(folder, f"cannot be read ({reason_of(error)})") from None


def manifest_in(folder: Path) -> Manifest:
    """The manifest of a results folder.

    Raises InputError if it does not exist, is incomplete or changed, or does not list its files.
    """
    try:
        values = json.loads(read_text(folder))
    except (ValueError, RecursionError):
        raise _unsound(folder, "is incomplete: it ends too early, or is not JSON") from None
    if not isinstance(values, dict) or not _is_ours(values):
        raise InputError(
            [Problem("", "does not hold results of orgsim", "give the folder of a run", str(folder))]
        )
    if "files" not in values:
        raise _unsound(folder, "does not list its files: an older version wrote it")
    if values.pop("checksum", None) != _hash(values):
        raise _unsound(folder, "has been changed since it was written")
    try:
        files = {name: Part(**entry) for name, entry in values["files"].items()}
        known = all(PART_OF.fullmatch(name) or SIDECAR.fullmatch(name) for name in files)
    except (TypeError, AttributeError):
        known = False
    if not known or not _is_shaped(values):
        raise _unsound(folder, "was written by another version")
    return Manifest(values, files)


def _is_shaped(values: Mapping[str, Any]) -> bool:
    """Whether the content of a manifest has the types that this version writes."""
    if not isinstance(values.get("datasets"), list):
        return False
    kinds = {"scenarios": list, "seeds": list, "asked": dict, "written": str, "warnings": list}
    scenarios = values.get("scenarios", [])
    return (
        all(isinstance(values.get(name, kind()), kind) for name, kind in kinds.items())
        and all(isinstance(each, dict) for each in scenarios)
        and all(isinstance(part.get("bytes"), int) for part in values["files"].values())
    )


def _unsound(folder: Path, what: str) -> InputError:
    return InputError([Problem(MANIFEST, what, AGAIN, str(folder))])


def _is_ours(values: Mapping[str, Any]) -> bool:
    """Whether orgsim wrote a manifest; other programs also have files of this name."""
    versions = values.get("versions")
    return "scenarios" in values and isinstance(versions, dict) and "orgsim" in versions
