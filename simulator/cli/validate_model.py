"""`orgsim validate-model`: does the model agree with what is known?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from .options import MOST_WORKERS, RUN_FAILED, FilePath, for_people

PAGE = Path("docs", "explanation", "validation.md")


@click.command("validate-model")
@click.argument("targets", metavar="[TARGET]…", nargs=-1)
@click.option("--quick", is_flag=True, help="Fewer replications: one minute instead of two or three.")
@click.option("--out", type=FilePath, help="Page to write; figures go into a folder beside it.  [default: docs/explanation/validation.md in the project, validation.md elsewhere]")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, MOST_WORKERS), help="Number of threads; results do not depend on it.  [default: one per processor]")  # fmt: skip
@click.option("--quiet", is_flag=True, help="No progress.")
@for_people
def validate_model(
    targets: tuple[str, ...], quick: bool, out: Path | None, workers: int | None, quiet: bool
) -> None:
    """Check the model against formulas and published findings.

    Simulates each of them and writes a page that says hit or miss. TARGETs are numbers such as S25, or 'exact' for
    the formulas; without any, all are simulated. A formula that is missed is a bug, and the command ends with status
    1; a published finding that is missed is a result.
    """
    from ..validation import page, suite
    from ..validation.findings import Effort

    names = suite.known(targets)
    out = out or default_page()
    page.check_place(out)
    effort = Effort(quick, workers)
    say = (lambda name: None) if quiet else _say
    exact = suite.exact_checks(effort, say) if "exact" in names else []
    findings = suite.findings(effort, names, say)
    page.write(out, page.page(findings, exact, page.figures_of(out).name, quick), findings)
    _conclude(findings, exact, out)


def default_page() -> Path:
    """Where the page belongs: in the project's documents, or here."""
    return PAGE if PAGE.parent.is_dir() and Path("simulator").is_dir() else Path(PAGE.name)


def _say(name: str) -> None:
    click.echo(f"simulating {name} …", err=True)


def _conclude(findings: Any, exact: Any, out: Path) -> None:
    from ..validation.findings import LISTS, hits

    for finding in findings:
        for check in finding.misses:
            click.echo(
                f"miss: {finding.number}, {check.list}: {check.what}: {check.came_out}; expected {check.expected}"
            )
    wrong = [check for check in exact if not check.hit]
    for check in wrong:
        click.echo(f"wrong: {check.what}: {check.came_out}; exactly {check.expected}")
    counts = [f"{name} {hits(check for f in findings for check in f.of(name))}" for name in LISTS]
    click.echo(f"hit: formulas {hits(exact)}; {', '.join(counts)}; written to {out}")
    if wrong:
        sys.exit(RUN_FAILED)
