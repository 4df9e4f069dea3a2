"""Small files of people and work, and what `orgsim init` makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from simulator.cli import main
from simulator.scenario.loader import load_scenario
from simulator.scenario.scenario import Scenario
from simulator.scenario.yaml_reader import read_yaml

PEOPLE = """\
Employee Name,Job Title,Team,Department,Reports To
Ada Berg,Head of Engineering,,Engineering,
Bo Carl,Engineering Manager,Checkout,Engineering,Ada Berg
Cy Dunn,Senior Software Engineer,Checkout,Engineering,Bo Carl
Di Eng,Software Engineer,Checkout,Engineering,Bo Carl
Ed Fox,QA Engineer,Checkout,Engineering,Bo Carl
Flo Gray,Product Manager,Checkout,Product,Ada Berg
Gus Hall,Software Engineer,Search,Engineering,Bo Carl
Hel Ives,Software Engineer,Search,Engineering,Bo Carl
Ian Jung,Account Executive,Sales,Sales,
"""
NAMES = [line.split(",")[0] for line in PEOPLE.splitlines()[1:]]


def init(folder: Path, people: str | bytes, tickets: str | None = None, *options: str) -> Result:
    """Run `orgsim init` on files of these contents; it writes into `folder / "out"`."""
    paths = []
    for name, content in (("people.csv", people), ("tickets.csv", tickets)):
        if content is not None:
            path = folder / name
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            paths.append(str(path))
    words = ["init", *paths, "--out", str(folder / "out"), *options]
    return CliRunner().invoke(main, words, catch_exceptions=False)


def done(folder: Path, *arguments: Any) -> str:
    """What init prints where it succeeds."""
    result = init(folder, *arguments)
    assert result.exit_code == 0, result.output
    return result.output


def refused(folder: Path, *arguments: Any) -> str:
    """What init says where it refuses; it must not have written anything."""
    result = init(folder, *arguments)
    assert result.exit_code == 2, result.output
    assert not (folder / "out").exists()
    return result.output


def as_is(folder: Path) -> Scenario:
    return load_scenario(folder / "out" / "as-is.yaml")


def written(folder: Path, name: str) -> Any:
    return read_yaml(folder / "out" / name).plain()
