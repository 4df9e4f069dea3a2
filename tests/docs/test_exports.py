"""The pages about your own files show what `describe` and `init` print."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from .test_documents import ROOT, orgsim, snippets

HOW_TO = ROOT / "docs" / "how-to"
PAGES = [HOW_TO / "your-own-organisation.md", *sorted((HOW_TO / "exports").glob("*.md"))]
READING = ("orgsim init ", "orgsim describe ")
ELSEWHERE = ("gh ", "Get-ADUser ")
"""Beginnings of blocks that show commands of other programs."""
LEFT_OUT = "…"
"""Stands for any letters of a line, and alone in a line for any lines."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_shows_is_what_its_command_prints(page: Path, tmp_path: Path) -> None:
    printed: list[str] = []
    shown = 0
    for snippet in snippets(page):
        if snippet.title:
            (tmp_path / snippet.title).write_text(snippet.text, encoding="utf-8")
        elif snippet.language == "bash":
            printed = _printed(snippet.text, tmp_path)
        elif snippet.language == "text" and not snippet.text.startswith(ELSEWHERE):
            _check(snippet.text.splitlines(), printed)
            shown += 1
    assert shown >= 1


def _printed(commands: str, folder: Path) -> list[str]:
    """Lines that commands print which read files, and of mapping.yaml that they write."""
    found: list[str] = []
    for command in commands.splitlines():
        if command.startswith(READING):
            done = orgsim(command.removeprefix("orgsim "), folder)
            assert done.returncode == 0, done.stderr
            found += done.stdout.splitlines()
            for mapping in sorted(folder.glob("*/mapping.yaml")):
                found += mapping.read_text(encoding="utf-8").splitlines()
    return found


def _check(shown: list[str], printed: list[str]) -> None:
    """Each line is printed, in this order; lines without one that leaves out between them follow each other."""
    at, anywhere = 0, True
    for line in shown:
        if line.strip() == LEFT_OUT:
            anywhere = True
            continue
        fits = [k for k in range(at, len(printed)) if _fits(printed[k], line)]
        assert fits, f"not printed (or not in this order): {line}\n\n" + "\n".join(printed)
        assert anywhere or fits[0] == at, f"other lines come before: {line}\n\n" + "\n".join(printed)
        at, anywhere = fits[0] + 1, False


def _fits(printed: str, shown: str) -> bool:
    return fnmatchcase(
        printed, shown.replace("[", "[[]").replace("*", "[*]").replace("?", "[?]").replace(LEFT_OUT, "*")
    )
