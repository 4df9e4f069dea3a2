"""Whole processes: `--help`, a warm run of one replication, the first compile."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .worlds import median_of, table, verdict

ROOT = Path(__file__).parents[1]
SCENARIO = ROOT / "scenarios" / "three-clerks.yaml"


def seconds(*arguments: str, cache: str | None = None) -> float:
    """Seconds of one command as a process of its own."""
    environment = {**os.environ, **({"ORGSIM_CACHE_DIR": cache} if cache else {})}
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "simulator", *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - started


def main() -> None:
    """Medians of five processes; the compile once."""
    with tempfile.TemporaryDirectory() as folder:
        out = ("--out", f"{folder}/results", "--replications", "1", "--quiet")
        compiling = seconds("run", str(SCENARIO), *out, cache=f"{folder}/cache")
        warm = median_of(5, lambda: seconds("run", str(SCENARIO), *out, cache=f"{folder}/cache"))
    help_text = median_of(5, lambda: seconds("--help"))
    table(
        ("command", "seconds"),
        [
            ("--help", help_text),
            ("run, one replication of 105,000 days, warm", warm),
            ("the same with an empty cache", compiling),
        ],
    )
    verdict("seconds of --help", help_text, 0.25, at_least=False)
    verdict("seconds of a warm run", warm, 2.0, at_least=False)
    verdict("seconds of the first compile", compiling - warm, 30.0, at_least=False)
