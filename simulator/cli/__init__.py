"""Who asks? The command `orgsim`: parse, call one function, print."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import Any

import click

from .analyse import analyse
from .change import change
from .compare import compare
from .compile import compile_model
from .describe import describe
from .init import init
from .new import new
from .options import INPUT_IS_WRONG
from .query import export, query
from .results import results
from .run import run
from .schema import schema
from .search import search
from .show import show
from .study import study
from .validate import validate
from .validate_model import validate_model
from .watch import STOPPED, Stopped, say, say_stopped, watched


class Program(click.Group):
    """A group of commands that a signal ends at any moment, and that says in one sentence what it cannot write."""

    def main(self, *arguments: Any, **keywords: Any) -> Any:
        """Run one command and leave with its exit status."""
        with watched() as watching:
            try:
                return self._run(*arguments, **keywords)
            except Stopped as stopped:
                say_stopped(stopped, watching.kept())
                sys.exit(STOPPED)

    def _run(self, *arguments: Any, **keywords: Any) -> Any:
        try:
            try:
                return super().main(*arguments, **keywords)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            _forget_output()
            sys.exit(1)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EIO, errno.EBADF, errno.EFBIG):
                raise
            say(f"standard output: cannot be written ({error.strerror}); send it somewhere else")
            _forget_output()
            sys.exit(INPUT_IS_WRONG)


def _forget_output() -> None:
    """What could not be written is not tried again when the interpreter ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="orgsim")
def main() -> None:
    """Simulate an organisation: what happens to speed, customers and money if we organise differently?"""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that knows no '…' gets '?'


for command in (
    new,
    init,
    describe,
    validate,
    show,
    run,
    compare,
    study,
    change,
    search,
    analyse,
    query,
    export,
    results,
    schema,
    compile_model,
    validate_model,
):
    main.add_command(command)
