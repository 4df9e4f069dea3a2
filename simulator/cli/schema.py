"""`orgsim schema`: JSON Schema of every kind of file, for editors."""

from __future__ import annotations

import json

import click

from .options import for_people


@click.command()
@click.argument(
    "kind", type=click.Choice(["scenario", "comparison", "study", "mapping", "words"]), default="scenario"
)
@for_people
def schema(kind: str) -> None:
    """Print the JSON Schema of a kind of file.

    With it, editors complete what you type and check it.
    """
    from ..intake.meaning.mapping import MappingSpec
    from ..intake.words.vocabulary import WordsSpec
    from ..scenario.comparison import ComparisonSpec
    from ..scenario.scenario import Scenario
    from ..scenario.study_spec import StudySpec
    from ..spec import Spec

    kinds: dict[str, type[Spec]] = {
        "scenario": Scenario, "comparison": ComparisonSpec, "study": StudySpec, "mapping": MappingSpec,
        "words": WordsSpec,
    }  # fmt: skip
    spec = kinds[kind]
    found = spec.model_json_schema()
    if kind == "scenario":  # files may be parts that others extend
        found["properties"] = {
            "extends": {"type": ["string", "array"], "description": "Files to build on, seen from this one."},
            **found["properties"],
        }
        workforce = found["properties"]["workforce"]
        workforce["properties"] = {
            "from_csv": {"type": "string", "description": "A file of people, seen from this one."}
        }
        found["$defs"]["RoleSpec"].pop("required", None)  # such a file knows the counts
        found.pop("required", None)
    click.echo(json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **found}, indent=2))
