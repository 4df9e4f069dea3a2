"""One process compiles for all installs of the same source, wherever they lie; the others wait, or read.

A package of a few compiled functions stands for ours: it is compiled in a second, by the same files of the kernel.
"""

from __future__ import annotations

import ast
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import simulator.kernel
from simulator.kernel.cache import COMPILED_ROOMS, PACKAGE

KERNEL = Path(simulator.kernel.__file__).parent
FILES = {
    "engine/leaf.py": """
from ..kernel.compiled import compiled
@compiled
def leaf(x):
    if x < 0:
        raise ValueError("below zero")
    return x * FACTOR
FACTOR = 3
""",
    "engine/loop.py": """
from ..kernel.compiled import compiled, compiled_entry
from .leaf import leaf
@compiled
def twice(x):
    return leaf(x) + leaf(1)
@compiled_entry
def run(x):
    return twice(x) + leaf(2)
""",
    "mechanisms/loop.py": """
from ..kernel.compiled import compiled_entry
from ..engine.leaf import leaf
\n
@compiled_entry
def run(x):
    return -leaf(x)
""",
}
PROGRAM = """
from tiny.engine import leaf, loop
from tiny.kernel.cache import must_compile
from tiny.mechanisms import loop as other
print(must_compile(loop.run), loop.run(10), other.run(10), leaf.leaf(2), must_compile(loop.run))
"""
ANSWER = "39 -30 6 False"
COMPILING, WAITING = (
    "orgsim: compiling the model once for this machine (loop, up to",
    "another process is compiling",
)


def package(folder: Path) -> Path:
    """A copy of the small package, with the kernel's own files."""
    for room in ("kernel", "engine", "mechanisms"):
        (folder / "tiny" / room).mkdir(parents=True)
        (folder / "tiny" / room / "__init__.py").touch()
    for name in ("cache", "compiled", "linking", "machine_code"):
        shutil.copy(KERNEL / f"{name}.py", folder / "tiny" / "kernel")
    for name, text in FILES.items():
        (folder / "tiny" / name).write_text(text, encoding="utf-8")
    return folder


def begun(folder: Path, cache: Path, before: str = "", program: str = PROGRAM) -> subprocess.Popen[str]:
    """A process of a copy of the small package; before: what it does first."""
    (folder / "program.py").write_text(before + program, encoding="utf-8")
    environment = os.environ | {"ORGSIM_CACHE_DIR": str(cache), "PYTHONPATH": str(folder)}
    return subprocess.Popen(
        [sys.executable, "program.py"],
        cwd=folder,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def ended(process: subprocess.Popen[str]) -> tuple[str, str]:
    """What a process printed, without whether it had to compile, and what it said."""
    out, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    return out.strip().partition(" ")[2], said


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.rglob(pattern)
    return found


def test_two_installs_share_what_one_of_them_has_compiled(tmp_path: Path) -> None:
    answer, said = ended(begun(package(tmp_path / "a"), tmp_path / "cache"))
    assert answer == ANSWER
    assert said.count(COMPILING) == 2  # one of them is another module of the same name
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "cache").rglob("*.nb*")}
    other = package(tmp_path / "elsewhere" / "b")
    for path in other.rglob("*.py"):
        os.utime(path, (1, 1))
    assert ended(begun(other, tmp_path / "cache")) == (ANSWER, "")
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "cache").rglob("*.nb*")} == kept


def test_an_edit_in_another_module_is_compiled_whatever_its_time(tmp_path: Path) -> None:
    folder = package(tmp_path / "a")
    ended(begun(folder, tmp_path / "cache"))
    leaf = folder / "tiny" / "engine" / "leaf.py"
    before = leaf.stat()
    leaf.write_text(leaf.read_text(encoding="utf-8").replace("FACTOR = 3", "FACTOR = 5"), encoding="utf-8")
    os.utime(leaf, ns=(before.st_atime_ns, before.st_mtime_ns))
    answer, said = ended(begun(folder, tmp_path / "cache"))
    assert answer == "65 -50 10 False"
    assert COMPILING in said


def test_two_processes_at_once_compile_once(tmp_path: Path) -> None:
    folder = package(tmp_path / "a")
    both = [begun(folder, tmp_path / "cache") for _ in range(2)]
    answers, said = zip(*map(ended, both), strict=True)
    assert set(answers) == {ANSWER}
    assert "".join(said).count(COMPILING) == 2  # once for each of the two modules


def held(folder: Path, cache: Path) -> tuple[subprocess.Popen[str], subprocess.Popen[str]]:
    """A process that compiles and never ends, and another that waits for it."""
    program = "from tiny.kernel import machine_code\nfrom tiny.kernel.cache import cache_folder\n"
    program += "lock = machine_code._locked(cache_folder())\nprint('held', flush=True)\nimport time\ntime.sleep(600)\n"
    first = begun(folder, cache, program=program)
    assert first.stdout is not None and first.stdout.readline() == "held\n"
    second = begun(folder, cache)
    assert second.stderr is not None and WAITING in second.stderr.readline()
    return first, second


def test_a_process_that_is_killed_while_it_compiles_holds_up_none(tmp_path: Path) -> None:
    first, second = held(package(tmp_path / "a"), tmp_path / "cache")
    time.sleep(0.3)
    assert second.poll() is None
    first.kill()
    answer, said = ended(second)
    assert answer == ANSWER
    assert WAITING not in said  # it was said once
    assert COMPILING in said
    first.communicate()


def test_waiting_ends_with_a_signal(tmp_path: Path) -> None:
    first, second = held(package(tmp_path / "a"), tmp_path / "cache")
    sent = time.perf_counter()
    second.send_signal(signal.SIGINT)
    second.communicate(timeout=30)
    assert time.perf_counter() - sent < 1.5  # a busy machine
    first.kill()
    first.communicate()


@pytest.mark.parametrize("pattern", ["loop.run-*.nbc", "loop.run-*.nbi"])
@pytest.mark.parametrize("left", [0, 40])
def test_a_file_that_is_half_written_is_compiled_anew(tmp_path: Path, pattern: str, left: int) -> None:
    folder = package(tmp_path / "a")
    ended(begun(folder, tmp_path / "cache"))
    for path in (tmp_path / "cache").rglob(pattern):
        path.write_bytes(path.read_bytes()[:left])
    answer, said = ended(begun(folder, tmp_path / "cache"))
    assert answer == ANSWER
    assert COMPILING in said
    assert ended(begun(folder, tmp_path / "cache")) == (ANSWER, "")


NOT_WRITABLE = """
import tempfile
def refuse(*_, **__):
    raise PermissionError
tempfile.TemporaryFile = refuse
"""


def test_a_folder_that_cannot_be_written_but_is_filled_is_read(tmp_path: Path) -> None:
    """As in an image, which brings machine code that other users run."""
    folder = package(tmp_path / "a")
    ended(begun(folder, tmp_path / "cache"))
    assert ended(begun(folder, tmp_path / "cache", NOT_WRITABLE)) == (ANSWER, "")


def test_what_cannot_be_written_while_it_compiles_is_not_kept(tmp_path: Path) -> None:
    """A full disk, a lock that the disk does not know: it compiles all the same."""
    before = "import numba, filelock, numba.core.caching as c\ndef refuse(*_, **__):\n    raise OSError(28, 'full')\n"
    before += "c.IndexDataCacheFile._open_for_write = refuse\nfilelock.FileLock.acquire = refuse\n"
    answer, said = ended(begun(package(tmp_path / "a"), tmp_path / "cache", before))
    assert answer in (ANSWER, ANSWER.replace("False", "True"))
    assert COMPILING in said
    assert not list((tmp_path / "cache").rglob("*.nbc"))


GONE = {
    "locators": "import numba, numba.core.caching as m\ndel m._CacheLocator\n",
    "libraries": "import numba, numba.core.codegen as m\ndel m.JITCodeLibrary\n",
    "functions": "import sys, numba\nsys.modules['numba._dynfunc'] = None\ndel numba._dynfunc\n",
}


@pytest.mark.parametrize("gone", GONE)
def test_a_numba_that_is_built_differently_works_in_its_usual_way(tmp_path: Path, gone: str) -> None:
    folder = package(tmp_path / "a")
    assert ended(begun(folder, tmp_path / "cache", GONE[gone]))[0] == ANSWER
    assert list((tmp_path / "cache").rglob("*.nbc"))


def test_an_error_in_a_function_that_compiled_code_calls_reaches_python(tmp_path: Path) -> None:
    program = "from tiny.engine import loop\ntry:\n    loop.run(-1)\nexcept ValueError as error:\n    print('found', error)\n"
    folder = package(tmp_path / "a")
    for _ in range(2):  # compiled, then read from disk
        assert ended(begun(folder, tmp_path / "cache", program=program))[0] == "below zero"


def test_threads_that_compile_at_once_do_not_wait_for_each_other_for_ever(tmp_path: Path) -> None:
    program = """
import threading
from tiny.engine import leaf, loop
from tiny.mechanisms import loop as other
found = []
work = [lambda: found.append(loop.run(10)), lambda: found.append(other.run(10)), lambda: found.append(leaf.leaf(2))]
threads = [threading.Thread(target=w) for w in work * 3]
for thread in threads: thread.start()
for thread in threads: thread.join()
print("found", sorted(found))
"""
    assert ended(begun(package(tmp_path / "a"), tmp_path / "cache", program=program))[0] == str(
        [-30] * 3 + [6] * 3 + [39] * 3
    )


def test_every_room_that_compiled_code_comes_from_is_part_of_the_key() -> None:
    """Compiled code holds the constants and functions that its file imports: an edit there must be compiled anew."""
    rooms = set()
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "\n@compiled" not in text:
            continue
        here = path.relative_to(PACKAGE).parent.parts
        rooms.add(here[0])
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and node.level:
                there = [*here[: len(here) - node.level + 1], *(node.module or "").split(".")]
                rooms.add(there[0] if node.module else node.names[0].name)
    assert rooms - {"spec", "metadata"} <= set(
        COMPILED_ROOMS
    )  # these describe files; compiled code takes nothing from them
