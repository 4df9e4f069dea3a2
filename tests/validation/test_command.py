"""`orgsim validate-model`: the page, its bytes, and what it refuses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simulator.cli import main
from simulator.validation import suite
from simulator.validation.findings import Check, Finding, new, restated
from simulator.validation.page import page


def command(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["validate-model", *map(str, arguments)])


def test_the_page_shows_what_came_out_and_marks_misses_in_red(tmp_path: Path) -> None:
    done = command("S25", "--quick", "--quiet", "--out", tmp_path / "page.md")
    assert done.exit_code == 0, done.output
    text = (tmp_path / "page.md").read_text()
    assert "## S25: An external board before releases" in text
    assert re.search(
        r"\| time to restore, median \| \d+ \(\d+ to \d+\) % \| \+10 % or more \| ✅ hit \|", text
    )
    assert "| 🔴 **miss** |" in text
    assert (
        "🔴 *Why it misses* (failure rate of deployments): items passed in one sitting are deployed together"
        in text
    )
    assert "miss: S25, original: failure rate of deployments" in done.stdout
    assert "hit: formulas –; original 6 of 7, restated –, new –; written to" in done.stdout


def finding(number: str, *checks: Check) -> Finding:
    return Finding(number, "a title", "emergent", "a source", "something.", "something else.", checks)


def test_three_lists_are_shown_and_counted_apart() -> None:
    hit, miss = Check("a hit", "1", "1", True), Check("a miss", "2", "1", False, "a cause.")
    text = page(
        [finding("T98", miss, *restated("a reason.", hit)), finding("T99", hit, miss, *new(hit, hit))],
        [hit, hit, hit], "figures", quick=False,
    )  # fmt: skip
    assert "| T98 | a title | emergent | 🔴 0 of 1 | ✅ 1 of 1 | – |" in text
    assert "| T99 | a title | emergent | 🔴 1 of 2 | – | ✅ 2 of 2 |" in text
    assert "| **all** | | | **1 of 3** | **1 of 1** | **2 of 2** |" in text
    assert "counted apart: 3 of 3." in text
    section = text[text.index("## T98") : text.index("## T99")]
    tables = re.findall(r"^\| (original|restated|new) \| result", section, re.M)
    assert tables == ["original", "restated"]
    assert "*Why it is restated*: a reason." in section and "*Why it misses* (a miss): a cause." in section


def test_a_restated_hit_is_none_of_the_original_ones() -> None:
    kept = finding("T99", *restated("a reason.", Check("a hit", "1", "1", True)))
    assert not kept.of("original") and len(kept.of("restated")) == 1


def test_the_same_bytes_whatever_the_workers(tmp_path: Path) -> None:
    written = []
    for workers in (1, 2):
        folder = tmp_path / str(workers)
        folder.mkdir()
        assert (
            command("S25", "S40", "--quick", "--workers", str(workers), "--out", folder / "p.md").exit_code
            == 0
        )
        written.append({f.name: f.read_bytes() for f in folder.rglob("*") if f.is_file()})
    assert written[0] == written[1]


def test_progress_goes_to_standard_error(tmp_path: Path) -> None:
    done = command("S25", "--quick", "--out", tmp_path / "page.md")
    assert "simulating S25 …" in done.stderr and "simulating" not in done.stdout


def test_a_target_that_is_not_known_is_refused_with_the_nearest(tmp_path: Path) -> None:
    done = command("S2", "nothing", "--out", tmp_path / "page.md")
    assert done.exit_code == 2
    assert "validate-model: S2: no such target; did you mean 'S42'?" in done.stderr
    assert "validate-model: nothing: no such target; known: S21" in done.stderr
    assert not (tmp_path / "page.md").exists()


def test_a_place_that_cannot_be_written_is_refused_before_anything_is_simulated(tmp_path: Path) -> None:
    done = command("--out", tmp_path / "no" / "page.md")
    assert done.exit_code == 2
    assert "no such folder; create it, or choose another --out" in done.stderr
    done = command("--out", tmp_path)
    assert done.exit_code == 2
    assert "is a folder; write --out with the name of a file in it" in done.stderr


def test_a_closed_form_that_is_missed_fails_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Check("S02 wait", "5 ± 0.1", "4", False, "10.0 standard errors away: a bug")
    monkeypatch.setattr(suite, "exact_checks", lambda effort, tick: [wrong])
    done = command("exact", "--out", tmp_path / "page.md")
    assert done.exit_code == 1
    assert "wrong: S02 wait: 5 ± 0.1; exactly 4" in done.stdout
    assert "| S02 wait | 5 ± 0.1 | 4 | 🔴 **miss** |" in (tmp_path / "page.md").read_text()


@pytest.mark.slow
def test_the_page_in_the_documents_is_what_the_command_writes(tmp_path: Path) -> None:
    assert command("--quiet", "--out", tmp_path / "validation.md").exit_code == 0
    kept = Path(__file__).parents[2] / "docs" / "explanation"
    for file in (f for f in tmp_path.rglob("*") if f.is_file()):
        assert file.read_bytes() == (kept / file.relative_to(tmp_path)).read_bytes(), file.name


def test_every_closed_form_is_met() -> None:
    from simulator.validation.findings import Effort

    missed = [check for check in suite.exact_checks(Effort(quick=True)) if not check.hit]
    assert not missed
