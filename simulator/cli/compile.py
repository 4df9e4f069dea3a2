"""`orgsim compile`: compile now instead of with the first run."""

from __future__ import annotations

import click

from .options import for_people
from .watch import watch


@click.command("compile")
@for_people
def compile_model() -> None:
    """Compile the model now instead of with the first run.

    For an image, or before many processes start at once. ORGSIM_CACHE_DIR says where machine code is kept; it fits every
    install of the same version with the same Python, numba and kind of processor.
    """
    from ..engine.ahead import compile_ahead
    from ..kernel.cache import cache_folder
    from ..studies.threads import in_background

    watch().doing("compiling")
    in_background(compile_ahead)
    folder = cache_folder()
    click.echo(
        f"compiled; kept in {folder}" if folder else "compiled, but no folder can be written to keep it"
    )
