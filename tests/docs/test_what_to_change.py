"""The page on changes and search shows what its commands print."""

from __future__ import annotations

from pathlib import Path

from .test_documents import ROOT, orgsim, snippets

PAGE = ROOT / "docs" / "how-to" / "what-to-change.md"


def test_the_page_shows_what_its_commands_print(tmp_path: Path) -> None:
    found = list(snippets(PAGE))
    for snippet in found:
        if snippet.title:
            (tmp_path / snippet.title).write_text(snippet.text, encoding="utf-8")
    commands = [snippet.text for snippet in found if snippet.language == "bash"]
    shown = [snippet.text for snippet in found if snippet.language == "text"]
    for command, text in zip(commands, shown, strict=True):
        printed = orgsim(command.partition("orgsim ")[2], tmp_path).stdout
        assert "\n".join(line.rstrip() for line in printed.splitlines()) + "\n" == text, command
