"""`orgsim init` on real files: what comes out is valid, shows, runs and compares.

The files are not part of the project; where they are not there, these tests are skipped.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli import main

from .histories import DATA

KUBERNETES, SOURCEGRAPH = "org_kubernetes_2026-08.csv", "org_sourcegraph_2022-04.csv"
CASES = {
    "sourcegraph": (SOURCEGRAPH,),
    "kubernetes": (KUBERNETES,),
    "kubernetes-groups": ("org_kubernetes_2026-08_groups.csv",),
    "kubernetes-proposals": (KUBERNETES, "work_kubernetes_keps.csv"),
    "kubernetes-reviews": (KUBERNETES, "work_kubernetes_kep_reviews.csv"),
    "proposals": ("work_kubernetes_keps.csv",),
    "reviews": ("work_kubernetes_kep_reviews.csv",),
    "incidents": ("work_it_incidents.csv",),
    "incident-events": ("work_it_incidents_events.csv",),
}

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not here")


def orgsim(*words: object) -> str:
    result = CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(params=CASES.values(), ids=CASES)
def proposal(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    orgsim("init", *(DATA / name for name in request.param), "--out", tmp_path / "out")
    return tmp_path / "out"


def test_what_is_proposed_is_valid_shows_runs_and_compares(proposal: Path, tmp_path: Path) -> None:
    orgsim("validate", proposal / "as-is.yaml", proposal / "comparison.yaml")
    assert "people" in orgsim("show", proposal / "as-is.yaml")
    short = ("--quarters", 0.5, "--replications", 1, "--quiet", "--force", "--out", tmp_path / "results")
    less = ("--set", "horizon.warmup_quarters=0.5", "--set", "horizon.run_off_quarters=0.5")
    assert "utilisation" in orgsim("run", proposal / "as-is.yaml", *short, *less)
    assert "project-based" in orgsim("compare", proposal / "comparison.yaml", "--full", *short, *less)


def test_155_titles_become_a_sane_number_of_roles(tmp_path: Path) -> None:
    printed = orgsim("init", DATA / SOURCEGRAPH, "--out", tmp_path / "out")
    assert "271 people of 16 roles, from 155 titles: engineer 83, sales 38, manager 33, support 27" in printed


def test_of_48_memberships_the_model_follows_eight(tmp_path: Path) -> None:
    printed = orgsim("init", DATA / KUBERNETES, "--out", tmp_path / "out")
    assert (
        "492 teams in 38 groups, of 3.8 people on average and 78 at most; 3.16 memberships a person"
        in printed
    )
    assert "31 people lead others: span 18.2 on average, 12 at the median, 80 at most; 3 levels" in printed
    assert "71 teams have no member left" in printed
    assert "84 people sit in more than 8 teams, or lead others and sit in 8 (up to 48)" in printed


def test_rates_of_a_short_window_are_warned_of(tmp_path: Path) -> None:
    printed = orgsim("init", DATA / "work_it_incidents.csv", "--out", tmp_path / "out")
    assert "the history covers only 2.6 working days" in printed
    assert "team changes per item: 0.94" in printed  # as the source of the file says


def test_no_pseudonym_of_a_person_is_written(tmp_path: Path) -> None:
    printed = orgsim("init", DATA / SOURCEGRAPH, "--out", tmp_path / "out")
    for text in (printed, *(path.read_text(encoding="utf-8") for path in (tmp_path / "out").iterdir())):
        assert "p0001" not in text
