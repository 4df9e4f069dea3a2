"""The pages for contributors tell the truth: their code is put into a copy of the repository, and works there."""

from __future__ import annotations

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .test_documents import ROOT, Snippet, snippets

HOW_TO = sorted((ROOT / "docs" / "contribute").glob("*.md"))
FOLDERS = ("docs", "scenarios", "simulator", "tests")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the repository that a test may change."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", HOW_TO, ids=lambda page: page.name)
def test_what_a_page_for_contributors_says_works(page: Path, copy: Path) -> None:
    for snippet in snippets(page):
        if snippet.language == "diff":
            patch(copy / snippet.title, snippet)
        elif snippet.title:
            assert not (copy / snippet.title).exists(), f"{snippet.title} is there already: show a diff"
            (copy / snippet.title).write_text(snippet.text, encoding="utf-8")
        else:
            assert snippet.language == "bash", f"{page}: a {snippet.language} block that no test runs"
            for command in snippet.text.splitlines():
                run(command, copy)


def test_a_mechanism_takes_six_files_by_hand() -> None:
    """Three of them are code; the others are rows of evidence, a paragraph of the model, and the changelog."""
    page = ROOT / "docs" / "contribute" / "mechanism.md"
    assert len({snippet.title for snippet in snippets(page) if snippet.title}) == 3
    assert "six files" in page.read_text(encoding="utf-8")


def patch(path: Path, diff: Snippet) -> None:
    """Replace the lines of a diff without + by those without -."""
    lines = diff.text.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line[0] != "+")
    new = "".join(line[1:] for line in lines if line[0] != "-")
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{diff.title} does not have these lines, once:\n{old}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def run(command: str, folder: Path) -> None:
    """Run a command with this interpreter, and the package as it stands in a folder."""
    program, *arguments = shlex.split(command)
    known = {
        "python": [],
        "pytest": ["-m", "pytest", "-p", "no:cacheprovider"],
        "ruff": ["-m", "ruff"],
        "orgsim": ["-m", "simulator"],
    }
    done = subprocess.run(
        [sys.executable, *known[program], *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def test_every_file_that_the_pages_for_contributors_name_is_there() -> None:
    for page in (ROOT / "CONTRIBUTING.md", *HOW_TO):
        text = page.read_text(encoding="utf-8")
        made = {snippet.title for snippet in snippets(page)}
        for path in re.findall(r"`((?:simulator|tests|docs|scenarios|benchmarks|\.ci)/[\w./-]*)`", text):
            assert path in made or (ROOT / path).exists(), f"{page.name}: {path}"


def test_the_map_of_the_house_has_every_room_in_the_order_of_the_imports() -> None:
    rows = re.findall(r"^\| ((?:`\w+/`,? ?)+) \| (.+?\?) \|", CONTRIBUTING, re.M)
    mapped = [set(re.findall(r"`(\w+)/`", rooms)) for rooms, _ in rows]
    contract = (ROOT / ".importlinter").read_text(encoding="utf-8").split("layers =\n")[1].split("\n\n")[0]
    levels = [set(re.findall(r"simulator\.(\w+)", line)) for line in contract.splitlines()]
    folders = {path.parent.name for path in (ROOT / "simulator").glob("*/__init__.py")}
    of_folders = [level & folders for level in levels if level & folders]
    assert mapped == of_folders
    assert set().union(*of_folders) == folders


def test_the_question_of_a_room_is_the_one_that_the_room_asks() -> None:
    for rooms, questions in re.findall(r"^\| ((?:`\w+/`,? ?)+) \| (.+?\?) \|", CONTRIBUTING, re.M):
        assert questions == " ".join(question_of(room) for room in re.findall(r"`(\w+)/`", rooms))


def question_of(room: str) -> str:
    """With what the docstring of a room begins."""
    text = (ROOT / "simulator" / room / "__init__.py").read_text(encoding="utf-8")
    return str(ast.get_docstring(ast.parse(text))).split("?")[0] + "?"
