"""The documents tell the truth: every file, command and snippet in them is run."""

from __future__ import annotations

import inspect
import re
import runpy
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

import simulator
from simulator import errors
from simulator.cli import main as command_line
from simulator.mechanisms.registry import ACCOUNTS
from simulator.report.verdict import MOST_LINES
from simulator.work.records import PARTS

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
RUN_ELSEWHERE = ROOT / "docs" / "contribute"  # in a copy of the repository, by test_contributing.py
FENCE = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.M | re.S)
RUN_BY_CI = "venv"  # set-up commands: .ci/run takes them from the README and runs them as they stand


@dataclass(frozen=True)
class Snippet:
    language: str
    title: str
    text: str


def snippets(page: Path) -> Iterator[Snippet]:
    for language, title, text in FENCE.findall(page.read_text(encoding="utf-8")):
        yield Snippet(language, title, text)


def orgsim(arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "simulator", *shlex.split(arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if RUN_ELSEWHERE not in page.parents],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_every_snippet_of_a_page_runs(page: Path, tmp_path: Path) -> None:
    if "import pm4py" in page.read_text(encoding="utf-8"):
        pytest.importorskip("pm4py", reason="heavy, so apart: pip install '.[mining]'")
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    cells = []
    for snippet in snippets(page):
        if snippet.title:
            (tmp_path / snippet.title).write_text(snippet.text, encoding="utf-8")
        elif snippet.language == "bash":
            run_commands(snippet.text, tmp_path)
        elif snippet.language == "python":
            cells.append(snippet.text)  # a page is a notebook: each goes on where the last one stopped
        else:
            assert snippet.language in ("text", "mermaid"), (
                f"{page}: a {snippet.language} block that no test runs"
            )
    if cells:
        run_python("\n".join(cells), tmp_path)


def run_commands(text: str, folder: Path) -> None:
    for line in text.strip().splitlines():
        for command in line.split("&&"):
            words = command.strip()
            if words.startswith((".venv/bin/orgsim", "orgsim")):
                done = orgsim(words.split("orgsim", 1)[1], folder)
                assert done.returncode == 0, f"{words}\n{done.stderr}"
            else:
                assert RUN_BY_CI in line, f"nobody runs: {words}"


def run_python(text: str, folder: Path) -> None:
    script = folder / "snippet.py"
    script.write_text(text, encoding="utf-8")
    command = [sys.executable, "-W", "error", script]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_verdict_in_the_readme_is_what_the_command_prints(tmp_path: Path) -> None:
    (shown,) = [s.text for s in snippets(ROOT / "README.md") if "Answer: " in s.text]
    done = orgsim(f"compare {ROOT}/scenarios/four-structures.yaml --quiet", tmp_path)
    assert shown == done.stdout
    modes = shown.split("\n\n")
    assert len(modes) == 2 and all(len(part.splitlines()) <= MOST_LINES + 2 for part in modes)


def test_the_warning_on_the_page_about_looking_is_what_the_command_prints(tmp_path: Path) -> None:
    by_language = {s.language: s for s in snippets(ROOT / "docs" / "how-to" / "look-at-an-organisation.md")}
    (tmp_path / "shop.yaml").write_text(by_language["yaml"].text, encoding="utf-8")
    assert by_language["text"].text in orgsim("show shop.yaml", tmp_path).stdout


def test_the_tutorial_shows_what_its_commands_print(tmp_path: Path) -> None:
    found = list(snippets(ROOT / "docs" / "tutorial" / "first-comparison.md"))
    for snippet in found:
        if snippet.title:
            (tmp_path / snippet.title).write_text(snippet.text, encoding="utf-8")
    commands = ("show desks.yaml", "compare desks.yaml pool.yaml --quiet", "compare question.yaml --quiet")
    shown = [snippet.text for snippet in found if snippet.language == "text"]
    for command, text in zip(commands, shown, strict=True):
        assert text in orgsim(command, tmp_path).stdout, command


def test_the_reference_is_up_to_date() -> None:
    generator = runpy.run_path(str(ROOT / "docs" / "generate.py"))
    for name, page in generator["PAGES"].items():
        kept = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
        assert kept == generator["NOTE"] + page().rstrip() + "\n", f"{name}: run python docs/generate.py"


def test_the_page_of_commands_lists_every_command() -> None:
    page = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `orgsim ([\w -]+)` \|", page, re.M) == list(commands(command_line))
    assert "::: mkdocs-click\n    :module: simulator.cli\n    :command: main\n" in page


def commands(group: click.Group) -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from (f"{name} {below}" for below in commands(command))
        else:
            yield name


def test_the_page_of_the_interface_has_everything_that_the_package_offers_and_every_error() -> None:
    page = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"^::: simulator\.([\w.]+)$", page, re.M))
    raised = {f"errors.{name}" for name, what in vars(errors).items() if is_error(what)}
    assert shown >= {*simulator.__all__} | raised


@pytest.mark.parametrize(
    "name", ["load_scenario", "parameters_of", "simulate", "compare", "read_results", "OrganisationModel"]
)
def test_every_parameter_of_what_the_package_offers_is_described_as_the_site_wants_it(name: str) -> None:
    offered = getattr(simulator, name)
    section = str(inspect.getdoc(offered)).split("Parameters\n----------\n")[1].split("\n\n")[0]
    described = re.findall(r"^(\w+)\n    \S", section, re.M)
    assert described == list(inspect.signature(offered).parameters)


def is_error(what: object) -> bool:
    return isinstance(what, type) and issubclass(what, errors.OrgsimError)


def test_the_picture_of_the_first_page_is_what_the_command_draws(tmp_path: Path) -> None:
    folder = ROOT / "docs" / "how-to"
    (shop,) = [s for s in snippets(folder / "look-at-an-organisation.md") if s.title]
    (tmp_path / shop.title).write_text(shop.text, encoding="utf-8")
    drawn = orgsim("show shop.yaml --format svg", tmp_path).stdout
    assert drawn == (folder / "shop.svg").read_text(encoding="utf-8"), "run orgsim show again"


def test_the_glossary_has_every_part_of_a_lead_time_and_every_account() -> None:
    page = (ROOT / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")
    rows = {row.split(" | ")[0].removeprefix("| "): row for row in page.splitlines() if row.startswith("| ")}
    for word, members in (("lead time", PARTS), ("account", ACCOUNTS)):
        assert sorted(re.findall(r"`([a-z_]+)`", rows[word])) == sorted(members)


ODD_ELEMENTS = (
    "Purpose and patterns", "Entities, state variables and scales", "Process overview and scheduling",
    "Design concepts", "Initialization", "Input data", "Submodels",
)  # fmt: skip
DESIGN_CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing",
    "Interaction", "Stochasticity", "Collectives", "Observation",
)  # fmt: skip


def test_the_page_on_the_model_has_every_heading_of_the_odd_protocol_in_its_order() -> None:
    page = (ROOT / "docs" / "explanation" / "odd.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.+)$", page, re.M)
    assert headings == [f"{k}. {element}" for k, element in enumerate(ODD_ELEMENTS, 1)]
    concepts = page.split("## 4. Design concepts")[1].split("## 5.")[0]
    assert tuple(re.findall(r"^\*(.+?)\.\* \S", concepts, re.M)) == DESIGN_CONCEPTS


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\((?!http)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page}: {target}"


def test_the_smallest_case_of_the_interface_runs_as_it_stands() -> None:
    done = orgsim("validate scenarios/three-clerks.yaml", ROOT)
    assert done.returncode == 0
