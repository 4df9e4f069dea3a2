"""Who looks? The command `orgsim`: parse, call one function, print."""

from __future__ import annotations

import io
import sys

import click

from .compare import compare
from .init import init
from .results import results
from .run import run
from .schema import schema
from .show import show
from .validate import validate
from .validate_model import validate_model


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="orgsim")
def main() -> None:
    """Simulate an organisation: what happens to speed, customers and money if we organise differently?"""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that knows no '…' gets '?'


for command in (init, validate, show, run, compare, results, schema, validate_model):
    main.add_command(command)
