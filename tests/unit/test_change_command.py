"""`orgsim change`: the least that must change between two structures, as a user sees it."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from simulator import load_scenario
from simulator.cli import main
from simulator.errors import InputError
from simulator.outcomes.registry import BY_NAME
from simulator.report.changes import sentence_of_all, sentences_of
from simulator.studies.analysis.sufficient import smallest_sufficient
from simulator.studies.changes import changes_between, combination, question_of
from simulator.studies.sufficient_change import Answer
from simulator.studies.sweep.folder import holds_other, taken_for

QUEUE = """\
name: {name}
horizon: {{days: 400, warmup_days: 50}}
workforce: {{clerk: {{count: {clerks}}}}}
products: [{{name: counter}}]
value_stream: [{{stage: serve, by: {{clerk: 1.0}}}}]
demand: {{items: [{{name: walk-in, product: counter, arrivals_per_day: 0.8, effort_days: {{exponential: {{mean: 2.0}}}}}}]}}
structure: {{teams: [{{name: counter, members: {{clerk: {clerks}}}, wip_limit: 100}}]}}
priorities: {priorities}
presence: {presence}
mechanisms: none
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two clerks at .84 of their time become three who are there always; which walk-in comes first changes nothing for any."""
    monkeypatch.chdir(tmp_path)
    few = QUEUE.format(name="few", clerks=2, priorities="first_come", presence=0.95)
    many = QUEUE.format(name="many", clerks=3, priorities="value", presence=1.0)
    (tmp_path / "few.yaml").write_text(few, encoding="utf-8")
    (tmp_path / "many.yaml").write_text(many, encoding="utf-8")
    return tmp_path


def orgsim(*words: str) -> Result:
    return CliRunner().invoke(main, words, catch_exceptions=False)


def done(*words: str) -> Result:
    result = orgsim(*words)
    assert result.exit_code == 0, result.stderr
    return result


def said(result: Result) -> str:
    """What is said on standard error, without the lines that a slow machine adds."""
    return "".join(line for line in result.stderr.splitlines(True) if not line.startswith("orgsim: still"))


def refused(*words: str) -> str:
    result = orgsim(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    return said(result).rstrip("\n")


CHANGE = ("change", "few.yaml", "many.yaml", "--workers", "1", "--quiet", "--outcome", "queue_time_days_mean")


def test_what_shortens_the_queue_is_the_third_clerk(folder: Path) -> None:
    result = done(*CHANGE, "--replications", "10", "--write", "enough.yaml")
    first, *lines = [line.rstrip() for line in result.stdout.splitlines()]
    assert first == "From few to many: 3 changes, 4 keys, 8 combinations"
    assert any("Enough for 80 % of it: workforce with structure (cost 2 of 4)" in line for line in lines)
    assert said(result) == "80 runs, in results/few-to-many\nwritten to enough.yaml\n"
    written = load_scenario("enough.yaml")
    assert (written.workforce["clerk"].count, written.presence, written.priorities) == (3, 0.95, "first_come")


def test_what_is_done_is_not_simulated_again_and_other_scenarios_never_mix_with_it(folder: Path) -> None:
    short = (*CHANGE, "--replications", "5", "--out", "kept")
    done(*short)
    again = done(*short, "--format", "json")
    assert said(again) == "40 runs, 0 of them new, in kept\n"
    alone = {row["changes"]: row["gain"] for row in json.loads(again.stdout) if row["kind"] == "alone"}
    assert alone["priorities"] == 0.0
    assert 0.0 < alone["presence"] < alone["workforce with structure"]
    text = (folder / "many.yaml").read_text(encoding="utf-8").replace("presence: 1.0", "presence: 0.99")
    (folder / "many.yaml").write_text(text, encoding="utf-8")
    assert refused(*short) == "kept: holds a study of other scenarios; choose another --out"


def test_a_cost_of_ones_own_may_turn_the_answer(folder: Path) -> None:
    rows = json.loads(
        done(
            *CHANGE, "--replications", "5", "--cost", "workforce=50", "--share", "0.2", "--format", "json"
        ).stdout
    )
    enough = [row for row in rows if row["kind"] == "enough"]
    assert enough[0]["changes"] == "presence" and enough[0]["cost"] == 1
    assert max(row["cost"] for row in enough) == 52


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("--outcome", "queue_time_day_mean"),
            "--outcome: queue_time_day_mean: no such outcome; did you mean 'queue_time_days_mean'?",
        ),
        (
            ("--outcome", "utilisation"),
            "--outcome: utilisation: has no better side; choose one that has, such as time_to_market_days_p50",
        ),
        (
            ("--outcome", "cost", "--split", "priority"),
            "scenario: --split: 'priority' is not a section that differs; did you mean 'priorities'?",
        ),
        (
            ("--outcome", "cost", "--split", "priorities"),
            "scenario: --split: 'priorities' cannot be split: it holds no keys in one of the two files; leave it whole",
        ),
        (
            ("--outcome", "cost", "--together", "presense,priorities"),
            "scenario: --together: 'presense' is not among what differs; did you mean 'presence'?",
        ),
        (
            ("--outcome", "cost", "--cost", "structures=3"),
            "scenario: --cost: 'structures' is not among what differs; did you mean 'structure'?",
        ),
    ],
)
def test_what_is_not_there_is_named(folder: Path, words: tuple[str, ...], message: str) -> None:
    assert refused("change", "few.yaml", "many.yaml", *words) == message
    assert not (folder / "results").exists()


def test_a_file_that_exists_is_not_written_over(folder: Path) -> None:
    (folder / "enough.yaml").write_text("mine", encoding="utf-8")
    message = refused(*CHANGE, "--replications", "5", "--write", "enough.yaml")
    assert message == "enough.yaml: exists already; choose another name"
    assert not (folder / "results").exists()
    assert (folder / "enough.yaml").read_text(encoding="utf-8") == "mine"


def test_two_files_that_say_the_same_have_no_changes(folder: Path) -> None:
    message = refused("change", "few.yaml", "few.yaml", "--outcome", "cost")
    assert (
        message
        == "few.yaml: does not differ from few.yaml in anything that is simulated; name two structures"
    )


def test_every_combination_of_changes_between_presets_can_be_loaded() -> None:
    start, end = load_scenario("preset:project-based"), load_scenario("preset:spotify")
    changes = changes_between(start, end, split=["governance"])
    assert "governance.layers with governance.decision_rights" in [change.name for change in changes]
    asked = question_of(start, end, changes)
    assert asked.count == 2 ** len(changes) == len(asked.given or ())
    assert combination(start, end, ()) == start
    whole = combination(start, end, changes).model_dump(exclude={"name", "description"})
    assert whole == end.model_dump(exclude={"name", "description"})


def test_too_many_changes_are_refused_with_what_to_join() -> None:
    start, end = load_scenario("preset:project-based"), load_scenario("preset:spotify")
    with pytest.raises(
        InputError, match=r"11 changes have 2,048 combinations .* join some with --together, to 8 at most"
    ):
        changes_between(start, end, split=["structure"])
    joined = ["structure.groups", "structure.guilds", "structure.chapters", "structure.reassign"]
    assert len(changes_between(start, end, split=["structure"], together=[joined])) == 8


def test_combinations_of_other_scenarios_are_another_study(folder: Path, tmp_path: Path) -> None:
    start = load_scenario("few.yaml")
    ends = [load_scenario("many.yaml", {"presence": presence}) for presence in (1.0, 0.99)]
    one, other = (question_of(start, end, changes_between(start, end)) for end in ends)
    taken_for(tmp_path / "kept", one, {})
    assert holds_other(tmp_path / "kept", one) == ""
    assert holds_other(tmp_path / "kept", other) == "holds a study of other scenarios"


MADE = np.array([(0, 0), (0, 1), (1, 0), (1, 1)])


def answered(by_point: list[float], noise: float = 0.01, replications: int = 20) -> Answer:
    """Two changes with known days at each of their four combinations, and some noise."""
    rng = np.random.default_rng(1)
    days = np.array(by_point)[:, None] + rng.normal(0, noise, (4, replications))
    found = smallest_sufficient(MADE, ["board", "release"], days, "lower", costs=[5, 1])
    metric = BY_NAME["time_to_market_days_p50"]
    return Answer(metric, 0.8, by_point[0], by_point[3], replications, replications, found)


def test_words_are_never_surer_than_the_numbers() -> None:
    sure = list(sentences_of(answered([100, 85, 99, 84])))
    assert sure[1] == "Enough for 80 % of it: release (cost 1 of 6), 94 % of the gain."
    unsure = list(sentences_of(answered([100, 85, 99, 84], noise=200)))
    assert unsure[1:] == [
        "It is not sure that this gains anything: with more replications it may be said which part of it is enough."
    ]
    none = list(sentences_of(answered([84, 85, 99, 100])))
    assert len(none) == 1 and "days longer" in none[0] and none[0].endswith("which is no gain.")
    few = list(sentences_of(answered([100, 85, 99, 84], replications=3)))
    assert few[-1] == "How sure that is cannot be said of fewer than 5 replications."
    both = list(sentences_of(answered([100, 90, 90, 80])))
    assert both[1] == "Nothing less than all changes is surely enough for 80 % of it."


def test_a_cheaper_change_that_may_be_enough_is_named_with_its_chance() -> None:
    answer = answered([100, 83.9, 95, 80], noise=1.0)
    assert answer.sure is not None and answer.sure.changes == ("board", "release")
    (perhaps,) = answer.perhaps
    assert perhaps.changes == ("release",) and 0.5 < perhaps.chance < 0.95
    said = list(sentences_of(answer))[2]
    assert said.startswith("Perhaps enough, and cheaper: release (cost 1 of 6), 8")
    assert said.endswith(f"80 % with a chance of {100 * perhaps.chance:.0f} %.")


def test_what_is_enough_for_one_outcome_need_not_be_enough_for_all() -> None:
    by_release, by_board = answered([100, 85, 99, 84]), answered([100, 99, 85, 84])
    assert sentence_of_all([by_release, by_release]) == "Enough for all 2 outcomes: release (cost 1 of 6)."
    assert (
        sentence_of_all([by_release, by_board])
        == "Enough for all 2 outcomes: board and release (cost 6 of 6)."
    )
    assert math.isclose(by_board.found.last["board"].mean or 0.0, 15, abs_tol=0.1)
