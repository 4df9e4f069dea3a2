"""Throws strange and extreme input at every command: python -m tests.fuzz COUNT [SEED] [WORKERS].

Whatever comes in, a command ends with status 0, 1 or 2, without a traceback, in five seconds or with a message before
that, and leaves results that are whole, or none. A third of the inputs are valid extremes, which are simulated.
Each case follows from its number, so that one that fails can be run again: python -m tests.fuzz --case NUMBER.
"""

from __future__ import annotations

import contextlib
import io
import json
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from .kit.crowded import crowded_organisation
from .unit.intake import PEOPLE
from .unit.test_mutated_files import LETTERS, STRANGE, places, texts, with_another_value, with_other_letters

SECONDS_OF_SILENCE = 5.0
SECONDS_TO_END = 60.0
PRESETS = Path(__file__).parents[1] / "scenarios"
TICKETS = """\
id,type,team,created,started,resolved,status,points
A-1,story,Checkout,2026-01-05,2026-01-07,2026-01-20,done,3
A-2,bug,Search,2026-01-06T10:00:00Z,2026-01-08,2026-02-02,done,1
A-3,story,Checkout,2026-02-05,2026-02-17,,open,8
A-4,story,Search,2026-02-07,2026-02-27,2026-03-20,done,5
"""
CELLS = (
    "", "0", "-1", "nan", "inf", "1e308", "9999-12-31", "0001-01-01", "1600-01-01", "1767225600", "1767225600000", "1767225600000000000",
    "23:59:60", "2026-02-30", "=cmd|' /C calc'!A0", "+1", "-x", "@a", '"', '""', "'", ",", ";", "\t", "\0", "é", "e\u0301", "\u202e", "🙂",
    "x" * 3000, "A;B", "a=0.5;b=nan", "true", "NULL", "#N/A", "2026-01-05T10:00:00+99:00", "05/13/2026", "1,5", "1.234.567",
)  # fmt: skip
EXTREMES: dict[str, tuple[Any, ...]] = {
    "presence": (0.01, 0.5, 1.0),
    "count": (4, 40, 300),
    "open_tasks": (1, 8),
    "arrivals_per_day": (1e-6, 0.5, 20, 300),
    "arrivals_per_quarter": (1e-5, 3, 300),
    "effort_days": (
        0,
        1e-9,
        0.3,
        1000,
        {"exponential": {"mean": 5}},
        {"lognormal": {"mean": 2, "sigma": 3}},
        {"gamma": {"mean": 1, "cv": 5}},
    ),
    "items": (1, 2, 60, {"discrete": {"values": [1, 100], "weights": [0.9, 0.1]}}),
    "return_probability": (0, 0.5, 0.9, 0.99),
    "share": (1e-6, 0.5, 1),
    "skill": (0.01, 1, 100, {"lognormal": {"median": 1, "sigma": 2}}),
    "expires_days": (0, 0.001, 1, 1e6),
    "good_share": (0, 1),
    "pay": (0, 1e9),
    "wip_limit": (0, 1, 1000),
    "turnover_per_year": (0, 1, 52),
    "vacancy_days": (0, 1, 1000),
    "defects_per_effort_day": (0, 0.001, 0.1),
    "sits_every_days": (0.01, 1, 1000),
    "every_days": (0.01, 1, 1000),
    "pass_good": (0, 1),
    "review_hours": (0, 0.001, 400),
    "per_effort_day": (0, 5, 50),
    "default_after_days": (0, 0.001, 1000),
    "kept_per_month": (0.01, 1),
    "finds": (0, 1),
    "size_cost": (0, 1),
    "pair_cost": (0, 1),
    "give_hours": (0, 100),
    "take_hours": (0, 100),
    "market": (1, 1e9),
    "churn_per_month": (0, 0.999),
    "scale": (1e-6, 0.5, 30),
    "rank_power": (0, 1, 5),
    "initiatives": (1, 2, 1000),
    "parallel": (0, 0.5, 1),
    "value_grows_with_size": (0, 2),
    "discovery_narrows": (0, 1),
}
"""Values that are allowed, if not together, by the name of the key."""


@dataclass(frozen=True)
class Case:
    """Words of a command, run in a folder of its own, and whether it is meant to be valid."""

    words: list[str]
    extreme: bool = False


def case_of(number: int, folder: Path) -> Case:
    """The case of a number; its files are written into the folder."""
    chance = random.Random(number)
    kinds: tuple[Callable[[random.Random, Path], Case], ...] = (
        extreme_scenario, extreme_scenario, extreme_scenario, extreme_crowd, mutated_scenario, mutated_scenario, strange_settings,
        strange_settings, strange_people, strange_tickets,
    )  # fmt: skip
    return kinds[number % len(kinds)](chance, folder)


def extreme_scenario(chance: random.Random, folder: Path) -> Case:
    """A scenario of one to four values at the end of what is allowed, to be simulated."""
    from ruamel.yaml import YAML

    name = chance.choice(("two-teams", "all sections", "modes", "three-clerks"))
    tree = YAML(typ="safe", pure=True).load(texts()[name])
    tree["horizon"] = {
        "days": chance.choice((0.5, 7, 40)),
        "warmup_days": chance.choice((0, 3)),
        "run_off_days": chance.choice((0, 30)),
    }
    for _ in range(chance.choice((1, 2, 3, 4))):
        found = [path for path in places(tree) if path[-1] in EXTREMES and path[-2:] != ("demand", "items")]
        *above, last = chance.choice(found)
        parent = tree
        for step in above:
            parent = parent[step]
        parent[last] = chance.choice(EXTREMES[last])
    (folder / "s.yaml").write_text(json.dumps(tree), encoding="utf-8")
    return _simulated(chance)


def extreme_crowd(chance: random.Random, folder: Path) -> Case:
    """An organisation in which much begins at once and people come and go."""
    tree = crowded_organisation(chance.randrange(10**6))
    tree["horizon"] = {
        "days": chance.choice((5, 65)),
        "warmup_days": 0,
        "run_off_days": chance.choice((0, 65)),
    }
    (folder / "s.yaml").write_text(json.dumps(tree), encoding="utf-8")
    return _simulated(chance)


def _simulated(chance: random.Random) -> Case:
    words = [
        "run",
        "s.yaml",
        "--replications",
        str(chance.choice((1, 2))),
        "--seed",
        str(chance.randrange(2**63)),
    ]
    return Case(
        [
            *words,
            *(["--events"] if chance.random() < 0.2 else []),
            *(["--full"] if chance.random() < 0.2 else []),
        ],
        True,
    )


def mutated_scenario(chance: random.Random, folder: Path) -> Case:
    """A scenario or comparison with strange values or letters, validated, shown or run."""
    mutate = chance.choice((with_another_value, with_other_letters))
    text = mutate(chance, texts()[chance.choice(("two-teams", "all sections", "three-clerks", "comparison"))])
    (folder / "s.yaml").write_text(text, encoding="utf-8", errors="surrogatepass")
    command = chance.choice(
        (
            ["validate"],
            ["show"],
            ["show", "--parameters"],
            ["run", "--replications", "1", "--quarters", "0.2"],
        )
    )
    return Case([command[0], "s.yaml", *command[1:]])


def strange_settings(chance: random.Random, folder: Path) -> Case:
    """One or two settings by paths that may exist, of a preset."""
    preset = PRESETS / chance.choice(
        ("two-pizza.yaml", "project-based.yaml", "three-clerks.yaml", "four-structures.yaml")
    )
    words = ["validate", str(preset)]
    for _ in range(chance.choice((1, 1, 2))):
        steps = chance.choices(
            ("horizon", "days", "quarters", "workforce", "engineer", "count", "demand", "opportunities", "0", "structure", "teams", "governance",
             "layers", "change board", "remove", "value_stream", "build", "share", "release", "mode", "name", "", "x", "people", "learning"),
            k=chance.choice((1, 2, 2, 3, 4)),
        )  # fmt: skip
        value = chance.choice(
            (
                *map(json.dumps, filter(_is_plain, STRANGE)),
                "null",
                "{a: 1",
                "[",
                "!!python/object:x",
                "2" * 400,
                "decide",
            )
        )
        words += ["--set", f"{'.'.join(steps)}={value}"]
    return Case(words)


def _is_plain(value: Any) -> bool:
    return isinstance(value, (int, float, str, list, dict, type(None)))


def strange_people(chance: random.Random, folder: Path) -> Case:
    """A list of people with strange cells, columns and letters."""
    (folder / "people.csv").write_bytes(_strange_sheet(chance, PEOPLE))
    return Case(["init", "people.csv", "--out", "out"])


def strange_tickets(chance: random.Random, folder: Path) -> Case:
    """A history of work with strange cells, columns and letters."""
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (folder / "tickets.csv").write_bytes(_strange_sheet(chance, TICKETS))
    return Case(["init", "people.csv", "tickets.csv", "--out", "out"])


def _strange_sheet(chance: random.Random, text: str) -> bytes:
    """A sheet with cells replaced, rows doubled or torn, and now and then another encoding."""
    rows = [line.split(",") for line in text.splitlines()]
    for _ in range(chance.choice((1, 2, 5))):
        row = chance.randrange(len(rows))
        kind = chance.randrange(5)
        if kind < 3 and rows[row]:
            rows[row][chance.randrange(len(rows[row]))] = chance.choice(CELLS)
        elif kind == 3:
            rows.insert(row, list(rows[row]) * chance.choice((1, 2)))
        else:
            del rows[row][chance.randrange(max(1, len(rows[row]))) :]
    sheet = "\n".join(",".join(row) for row in rows) + "\n"
    if chance.random() < 0.3:
        place = chance.randrange(len(sheet))
        sheet = sheet[:place] + chance.choice(LETTERS) + sheet[place:]
    encoding = chance.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "latin-1"))
    return sheet.encode(encoding, errors="replace")


def fault_of(number: int) -> tuple[str, bool, int]:
    """What is wrong with how a case ends, '' for nothing; whether it was a valid extreme, and its exit status."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    here = Path.cwd()
    os.chdir(folder)
    try:
        case = case_of(number, folder)
        began = time.perf_counter()
        given = {path.name for path in folder.iterdir()}
        done = _run(case)
        took = time.perf_counter() - began
        left = {path.name for path in folder.iterdir()} - given
        return _judged(done, took, left), case.extreme, done.exit_code
    finally:
        os.chdir(here)
        shutil.rmtree(folder, ignore_errors=True)


def _run(case: Case) -> Any:
    from simulator.cli import main

    with contextlib.redirect_stderr(io.StringIO()):
        return CliRunner().invoke(main, case.words)


def _judged(done: Any, took: float, left: set[str]) -> str:
    """What is wrong with how a command ended."""
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        return f"{type(done.exception).__name__}: {done.exception}"
    if done.exit_code not in (0, 1, 2) or "Traceback" in done.output:
        return f"status {done.exit_code}: {done.output[-300:]}"
    if done.exit_code and not done.stderr.strip():
        return f"status {done.exit_code} without a word"
    if took > SECONDS_OF_SILENCE and not done.output.strip():
        return f"{took:.0f} s without a word"
    if done.exit_code and left:
        return f"status {done.exit_code} leaves {sorted(left)}"
    return _torn(left)


def _torn(left: set[str]) -> str:
    """What is half-written of what a command left."""
    from simulator.store.reader import read_results

    drafts = [name for name in left if name.startswith(".")] + [
        path.name for path in Path("results").glob(".*")
    ]
    if drafts:
        return f"leaves {drafts}"
    for folder in Path("results").glob("*"):
        if read_results(folder).num_rows < 1:
            return f"{folder} is empty"
    return ""


def _work(numbers: list[int], pipe: Any) -> None:
    for number in numbers:
        pipe.send((number, None))
        try:
            pipe.send((number, fault_of(number)))
        except BaseException as error:
            pipe.send((number, (f"{type(error).__name__}: {error}", False, -1)))
    pipe.close()


def compiled() -> None:
    """Compile before the first case, which would not end in time."""
    from simulator import load_scenario, simulate

    simulate(load_scenario(PRESETS / "three-clerks.yaml", {"horizon.days": 10, "horizon.warmup_days": 0}))


def faults(numbers: list[int]) -> Iterator[tuple[int, tuple[str, bool, int]]]:
    """Cases in a process of their own, which is ended where a case does not end, and begun anew."""
    compiled()
    context = multiprocessing.get_context("spawn")
    while numbers:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(numbers, theirs), daemon=True)
        process.start()
        theirs.close()
        current = numbers[0]
        while numbers:
            if not ours.poll(SECONDS_TO_END):
                yield current, (f"not over after {SECONDS_TO_END:.0f} s", False, -1)
                numbers = numbers[numbers.index(current) + 1 :]
                break
            try:
                current, found = ours.recv()
            except EOFError:
                yield current, ("the process died", False, -1)
                numbers = numbers[numbers.index(current) + 1 :]
                break
            if found is not None:
                yield current, found
                numbers = numbers[numbers.index(current) + 1 :]
        process.kill()


def main() -> None:
    """Run cases and print those that fail, and how many of each kind there were."""
    if sys.argv[1] == "--case":
        for number in map(int, sys.argv[2:]):
            folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
            print(number, case_of(number, folder).words, "in", folder, fault_of(number))
        return
    count, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    status: Counter[str] = Counter()
    wrong = 0
    for number, (fault, extreme, code) in faults(list(range(first, first + count))):
        status[f"{'extreme' if extreme else 'strange'}, status {code}"] += 1
        if code == 1:
            print(f"case {number}: status 1", flush=True)
        if fault:
            wrong += 1
            print(f"case {number}: {fault}", flush=True)
    print(f"{count} cases, {wrong} faults; {dict(sorted(status.items()))}")


if __name__ == "__main__":
    main()
