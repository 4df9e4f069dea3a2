"""The page on verdicts says what the code does: its rules, its thresholds, its example, its sources."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simulator.outcomes import censored, stationarity
from simulator.report import verdict as words
from simulator.studies import causes, statistics, verdicts
from simulator.studies.comparison import HEADLINES

from .test_documents import ROOT, orgsim, snippets

PAGE = ROOT / "docs" / "reference" / "verdicts.md"
TEXT = PAGE.read_text(encoding="utf-8")
PLAIN = " ".join(TEXT.split())


def table(text: str) -> list[str]:
    """The table of rules in a text."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    first = lines.index(next(line for line in lines if line.startswith("| what is shown, at 5 % in all")))
    rules = lines[first:]
    last = next(k for k, line in enumerate(rules) if line.startswith("| anything else"))
    return rules[: last + 1]


def test_the_table_of_rules_is_that_of_the_code() -> None:
    assert table(TEXT) == table(str(verdicts.__doc__))
    assert verdicts.LEVEL == 0.05


def test_the_outcomes_shown_without_a_choice_are_those_of_the_code() -> None:
    section = TEXT.split("## Which outcomes are shown")[1].split("## ")[0]
    listed = section.split("pay):")[1]
    assert tuple(re.findall(r"`(\w+)`", listed)) == HEADLINES


def test_every_column_and_line_of_the_example_is_what_its_command_prints(tmp_path: Path) -> None:
    (shown,) = [s.text for s in snippets(PAGE) if s.language == "text"]
    for snippet in snippets(PAGE):
        if snippet.title:
            (tmp_path / snippet.title).write_text(snippet.text, encoding="utf-8")
    done = orgsim("compare board.yaml --quiet", tmp_path)
    assert done.stdout == shown
    assert len(shown.splitlines()) <= words.MOST_LINES


@pytest.mark.parametrize(
    "said",
    [
        f"With fewer than {statistics.FEWEST} replications there is none",
        f"There is none below {statistics.FEWEST} replications",
        f"{statistics.DRAWS:,} draws of all means",
        f"At most {statistics.MOST_NAMED} are named, and only where that many would settle it with a chance of "
        f"{statistics.SURE_ENOUGH:.0%}".replace("%", " %"),
        f"more than {100 * stationarity.CANNOT_COPE:.0f} % of what arrived in the window",
        f"more than {100 * stationarity.SHARE_OPEN_THAT_MATTERS:.0f} % is unfinished",
        f"begins over {100 * causes.OTHER_BEGUN:.0f} % more or fewer ideas than the baseline (`{causes.BEGUN}`)",
        f"used more than .{100 * causes.USED_UP:.0f} of its time present",
        f"used less than .{100 * causes.HARDLY_USED:.0f} of its time present",
        "at most fifteen lines",
        "at most two roles are named of each kind, and three variants of a role",
        "With more than four variants beside the baseline",
    ],
)
def test_every_threshold_is_that_of_the_code(said: str) -> None:
    assert said in PLAIN


def test_numbers_that_stand_in_words_are_those_of_the_code() -> None:
    assert (words.MOST_LINES, words.MOST_COLUMNS, causes.MOST_ROLES) == (15, 4, 2)


def test_the_page_points_to_every_source_that_the_statistics_name() -> None:
    named = {
        key
        for module in (statistics, verdicts, censored)
        for key in re.findall(r"\[([A-Za-z]+\d{4})\]_", Path(str(module.__file__)).read_text("utf-8"))
    }
    assert named
    for key in named:
        assert f"](bibliography.md#{key.lower()})" in TEXT, key
