"""Where machine code is kept: in the home folder, else among temporary files, else nowhere, and then it is said."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numba
import pytest

PROGRAM = """
import simulator.engine.loop
from simulator.kernel import cache, compiled
print(cache.cache_folder())
@compiled.compiled_entry
def two():
    return 2
print(two())
"""


def kept(program: Path, **environment: str) -> list[str]:
    """Where a process keeps machine code, what a compiled function returns in it, and what it said."""
    program.write_text(PROGRAM, encoding="utf-8")
    given = {name: value for name, value in os.environ.items() if name != "ORGSIM_CACHE_DIR"}
    done = subprocess.run(
        [sys.executable, str(program)], capture_output=True, text=True, check=False, env=given | environment
    )
    assert done.returncode == 0, done.stderr
    return [*done.stdout.split(), done.stderr]


def test_it_is_kept_where_a_user_wants_it_else_at_home(tmp_path: Path) -> None:
    assert kept(tmp_path / "p.py", ORGSIM_CACHE_DIR=str(tmp_path / "here"))[0].startswith(
        str(tmp_path / "here")
    )
    assert kept(tmp_path / "p.py", HOME=str(tmp_path))[0].startswith(str(tmp_path / ".cache" / "orgsim"))


def test_without_a_home_it_is_kept_among_temporary_files(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    folder, two, said = kept(tmp_path / "p.py", HOME=str(tmp_path / "file" / "none"), TMPDIR=str(tmp_path))
    assert folder.startswith(str(tmp_path / f"orgsim-{os.getuid()}"))
    assert two == "2"
    assert said.startswith("orgsim: compiling the model once for this machine (")


def test_where_nothing_can_be_written_it_is_not_kept_and_works_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    nowhere = str(tmp_path / "file" / "none")
    (tmp_path / f"orgsim-{os.getuid()}").write_text("a file where the folder would be", encoding="utf-8")
    folder, two, said = kept(tmp_path / "p.py", HOME=nowhere, TMPDIR=str(tmp_path), ORGSIM_CACHE_DIR=nowhere)
    assert (folder, two) == ("None", "2")
    assert said.startswith("orgsim: compiling the model for this process only, as no folder can be written")
    assert said.count("\n") == 1


def test_what_a_user_keeps_beside_machine_code_is_not_touched(tmp_path: Path) -> None:
    """Old machine code goes, by its name and what is in it; photographs stay."""
    for k in range(12):
        (tmp_path / f"photos-{k}").mkdir()
        (tmp_path / f"{k:016x}").mkdir()
        (tmp_path / f"{k:016x}" / f"engine_{k:040x}").mkdir()  # as earlier versions kept it
        (tmp_path / f"{k:016x}" / "compiling.lock").touch()
        (tmp_path / f"{k:016x}" / "loop.begin-0a.py311.nbi.tmp.0b").touch()
    mine = tmp_path / "0123456789abcdef"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear", encoding="utf-8")
    program = "from simulator.kernel import cache\ncache.cache_folder()\ncache.drop_old_caches()\n"
    environment = os.environ | {"ORGSIM_CACHE_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)
    left = {path.name for path in tmp_path.iterdir()}
    assert {f"photos-{k}" for k in range(12)} | {mine.name} <= left
    assert sum((tmp_path / f"{k:016x}").exists() for k in range(12)) < 12


LOOKS = """
import sys
from simulator.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code
inside = {
    f"{name}.{what}": function
    for name, module in list(sys.modules.items())
    if name.startswith("simulator.")
    for what, function in vars(module).items()
    if hasattr(function, "signatures") and type(function._cache).__name__ == "NullCache"
}
assert len(inside) > 100
print([name for name, function in inside.items() if function.signatures])
"""


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_a_command_compiles_no_function_that_python_calls_now_and_then(tmp_path: Path) -> None:
    """It would take half a second in each process; what compiled code calls is read with its entry point."""
    scenario = "preset:product-model"
    words = [
        "run",
        scenario,
        "--set",
        "horizon.quarters=1",
        "--set",
        "horizon.warmup_quarters=0",
        "--replications",
        "1",
    ]
    command = [sys.executable, "-c", LOOKS, *map(str, words), "--quiet", "--out", str(tmp_path / "out")]
    for _ in range(2):  # the first may have to compile the model
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == "[]"
