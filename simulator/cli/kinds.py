"""Files that orgsim writes besides scenarios and comparisons: what each is, and whether it is sound."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import Code, InputError, Problem
from ..intake.meaning.mapping import MappingSpec, read_mapping
from ..intake.proposal.folder_writer import MAPPING
from ..intake.words.vocabulary import WordsSpec, vocabulary
from ..report.lead_times import read_lead_times
from ..scenario.comparison import ComparisonSpec
from ..scenario.csv_tables import UnreadableError, table_of
from ..scenario.loader import checked
from ..scenario.people_csv import NEEDED, read_people
from ..scenario.scenario import Scenario
from ..scenario.shipped import is_shipped
from ..scenario.yaml_reader import Written

LEAD_TIMES = "lead_days"
"""The column by which lead times of a history are known."""
MANIFEST = {"versions", "seeds", "datasets", "scenarios"}


def verdict_on_file(path: Path) -> str | None:
    """What to say of a file that is not YAML; None for all others. Raises InputError where it is not sound."""
    if path.is_dir():
        raise _wrong(path, "is a folder", _remedy_in(path))
    ending = path.suffix.lower()
    if ending == ".csv":
        return _of_table(path)
    if ending == ".md" and path.is_file():
        return f"{path} is for people to read: nothing in it is checked or simulated"
    return None


def verdict_on_map(path: Path, written: Written) -> str | None:
    """What to say of a YAML or JSON file of another kind; None for scenarios and comparisons."""
    keys = set(written.value) if isinstance(written.value, dict) else set()
    if keys >= MANIFEST:
        what = "describes the results beside it, and is not a scenario"
        raise _wrong(path, what, f"read_results('{path.parent}') reads them in Python")
    others = {*Scenario.model_fields, *ComparisonSpec.model_fields, "extends"}
    if keys and keys <= set(WordsSpec.model_fields) and path.name != MAPPING and _has_lists(written):
        vocabulary(path)
        return f"{path} is a valid file of words; 'orgsim init --words {path.name}' reads it"
    if path.name == MAPPING or (keys & set(MappingSpec.model_fields) and not keys & others):
        mapping = read_mapping(path)
        said = f"titles: {len(mapping.titles)}, statuses: {len(mapping.statuses)}"
        return f"{path} is a valid mapping ({said}); 'orgsim init' reads it"
    return None


def _has_lists(written: Written) -> bool:
    """Whether a file gives lists of words, where a mapping gives one word for another."""
    values = written.plain()
    parts = [part for part in values.values() if isinstance(part, dict)]
    return not any(
        isinstance(entry, str)
        for part in (values.get("statuses"), values.get("titles"))
        if part in parts
        for entry in part.values()
    )


def scenario_or_world(written: Written, folder: Path) -> Scenario | None:
    """A scenario, or None for what lacks nothing but a structure. Raises InputError for what else is wrong."""
    try:
        return checked(written, folder)
    except InputError as error:
        others = [p for p in error.problems if (p.path, p.code) != ("structure", Code.MISSING_KEY)]
        if others:
            raise InputError(others) from None
        return None


def verdict_on_world(path: Path, values: Any) -> str:
    """What to say of a scenario that lacks nothing but a structure."""
    products = len(values["products"])
    return (
        f"{path}: {values['name']} is a valid world of {products} product{'s' * (products != 1)}; "
        f"a file with 'extends: {path if is_shipped(path) else path.name}' and a structure makes a scenario of it"
    )


def _of_table(path: Path) -> str:
    try:
        table = table_of(path, NEEDED, some=True)
    except UnreadableError as error:
        raise _wrong(path, *error.args) from None
    if LEAD_TIMES in table.header:
        days = read_lead_times(path).durations
        return (
            f"{path} is a valid file of {len(days)} lead times; 'orgsim run --against {path.name}' draws them"
        )
    if not set(NEEDED) & set(table.header):
        what = "is a table of another kind than people.csv and lead-times.csv"
        raise _wrong(path, what, "'orgsim init' makes scenarios of lists of people and of tickets")
    people = read_people(path.parent, path.name)
    if people.problems:
        raise InputError(
            replace(p, what=p.what.removeprefix(f"{path.name}, "), file=str(path)) for p in people.problems
        )
    said = f"{len(people.rows)} people in {len(people.counts)} roles"
    return f"{path} is a valid file of {said}; 'workforce: {{from_csv: {path.name}}}' reads it"


def _remedy_in(folder: Path) -> str:
    """What to do instead of naming a folder."""
    try:
        names = sorted(each.name for each in folder.iterdir())
    except OSError:
        names = []
    if "manifest.json" in names:
        return "it holds results, which read_results reads in Python: name a scenario"
    files = [name for name in names if name.endswith((".yaml", ".yml"))]
    return f"name a file in it, such as {files[0]}" if files else "name a YAML file"


def _wrong(path: Path, what: str, remedy: str) -> InputError:
    return InputError([Problem("", what, remedy, str(path))])
