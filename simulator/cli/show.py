"""`orgsim show`: the organisation that results from a scenario, and its parameters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .options import FilePath, for_people, setting_options, settings
from .watch import watch


@click.command()
@click.argument("path", metavar="SCENARIO", type=FilePath)
@setting_options
@click.option("--parameters", is_flag=True, help="Show every parameter instead: value, default, unit, plausible range, source.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["text", "json", "csv", "svg"]), default="text", show_default=True, help="Form of what is shown.")  # fmt: skip
@click.option("--out", type=FilePath, help="File to write to.  [default: standard output]")
@for_people
def show(
    path: Path,
    overrides: dict[str, Any],
    quarters: float | None,
    parameters: bool,
    form: str,
    out: Path | None,
) -> None:
    """Show the organisation that results from a scenario.

    Shows groups, teams, seats and ownership, who is asked for what, and how busy people will be, with a warning
    where a role will choke. Nothing is simulated. With --format svg it is a picture.
    """
    from ..scenario.loader import load_scenario

    watch().doing("reading the files")
    if parameters and form == "svg":
        raise click.BadParameter("parameters are shown as text, json or csv", param_hint="--format")
    text = _shown(load_scenario(path, settings(overrides, quarters)), parameters, form)
    if out is None:
        click.echo(text, nl=False)
    else:
        _write(out, text)


def _shown(scenario: Any, parameters: bool, form: str) -> str:
    if parameters:
        from ..report import parameter_tables
        from ..scenario.parameters import parameters_of

        found = parameters_of(scenario)
        if form == "text":
            return parameter_tables.parameters_as_text(found)
        as_data = {"json": parameter_tables.parameters_as_json, "csv": parameter_tables.parameters_as_csv}
        return as_data[form](found)
    from ..report.organisation import describe
    from ..report.picture import as_picture
    from ..report.tables import as_csv, as_json
    from ..report.text import as_text

    forms = {"text": as_text, "json": as_json, "csv": as_csv, "svg": as_picture}
    return forms[form](describe(scenario))


def _write(out: Path, text: str) -> None:
    """Write a file, whole or not at all."""
    from ..errors import OutputError

    part = out.with_name(f".{out.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise OutputError(f"{out}: cannot be written ({reason}); choose another --out") from error
