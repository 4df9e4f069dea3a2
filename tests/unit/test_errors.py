"""Problems in words: where, what, what to do; and all of them at once."""

from __future__ import annotations

import pickle
from pathlib import Path

from simulator.errors import InputError, OrgsimError, OutputError, Problem, RunError, did_you_mean

from .examples import changed, complaints


def test_a_problem_says_where_what_and_what_to_do() -> None:
    problem = Problem("structure.enginer", "no such role", "did you mean 'engineer'?", "two.yaml", 8, 5)
    assert str(problem) == "two.yaml:8:5: structure.enginer: no such role; did you mean 'engineer'?"


def test_a_problem_without_a_position_names_the_file_alone() -> None:
    assert str(Problem("", "is empty", "write something", "s.yaml")) == "s.yaml: is empty; write something"
    assert str(Problem("name", "is missing")) == "scenario: name: is missing"


def test_what_cannot_be_printed_does_not_reach_the_terminal() -> None:
    assert str(Problem("a\x1b[2J\n", "is\tbad", "", "f")) == "f: a�[2J�: is�bad"


def test_a_problem_fits_on_a_screen_however_long_the_words_in_it() -> None:
    line = str(Problem("p" * 100_000, "is missing", "add it", "s.yaml"))
    assert len(line) < 1100
    assert line.startswith("s.yaml: ppp")
    assert line.endswith("is missing; add it")


def test_an_input_error_says_all_its_problems_in_order() -> None:
    error = InputError([Problem("a", "is wrong", file="f"), Problem("b", "is wrong, too", file="f")])
    assert str(error) == "f: a: is wrong\nf: b: is wrong, too"
    assert [problem.path for problem in error.problems] == ["a", "b"]


def test_thousands_of_problems_are_counted_after_the_first_hundred() -> None:
    lines = str(InputError(Problem(f"k{i}", "no such key") for i in range(2345))).splitlines()
    assert len(lines) == 101
    assert lines[-1] == "… and 2,245 more problems"


def test_errors_survive_the_way_from_one_process_to_another() -> None:
    error = InputError([Problem("a", "is wrong", "change it", "f", 3, 4)])
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(again, InputError)
    assert (again.problems, str(again)) == (error.problems, str(error))
    for other in (OutputError("out: is a file"), RunError("day 3: broken")):
        assert str(pickle.loads(pickle.dumps(other))) == str(other)


def test_every_error_of_ours_is_an_orgsim_error() -> None:
    assert all(issubclass(kind, OrgsimError) for kind in (InputError, OutputError, RunError))


def test_the_nearest_word_is_suggested_whatever_its_case() -> None:
    known = ["engineer", "tester", "manager"]
    assert did_you_mean("enginer", known) == "did you mean 'engineer'?"
    assert did_you_mean("ENGINEER", known) == "did you mean 'engineer'?"
    assert did_you_mean("tseter", known) == "did you mean 'tester'?"


def test_known_words_are_listed_where_none_is_near() -> None:
    assert did_you_mean("x", ["b", "a", "b"]) == "known: a, b"
    assert did_you_mean("x", []) == "no names are known here"
    assert did_you_mean("x", [f"word {i:02}" for i in range(40)]).endswith("word 11 and 28 more")


def test_a_suggestion_among_thousands_of_words_comes_at_once() -> None:
    assert did_you_mean("product-12", [f"product-{i}" for i in range(20_000)]).startswith("did you mean")


def test_problems_of_all_parts_are_said_at_once_each_at_its_key(tmp_path: Path) -> None:
    text = changed(
        ("presence: 0.9", "presence: 90\npresence: 1\nmarket: {}"),
        ("count: 2}", "count: 2, pay: -3}"),
        ("by: {tester: 1.0", "by: {testr: 1.0"),
        ("return_to: build", "return_to: biuld"),
        ("arrivals_per_day: 0.3", "arrivals_per_day: -0.3"),
        ("wip_limit: 5", "wip_limt: 5"),
        ("products: [billing]", "products: all"),
    )
    assert complaints(tmp_path, text) == [
        "s.yaml:4:1: presence: is written twice; keep one; the first is in line 3",
        "s.yaml:3:1: presence: must be at most 1, is 90; write a share between 0 and 1: 0.9 for 90 %",
        "s.yaml:8:22: workforce.tester.pay: must be at least 0, is -3; write 0 or more",
        "s.yaml:18:41: demand.items.tickets.arrivals_per_day: must be greater than 0, is -0.3; write a number above 0",
        "s.yaml:24:85: structure.teams.left.wip_limt: no such key; did you mean 'wip_limit'?",
        "s.yaml:5:1: market: is not yet supported by this version; remove it",
        "s.yaml:15:89: value_stream.test.return_to: no such stage 'biuld'; did you mean 'build'?",
        "s.yaml:15:24: value_stream.test.by.testr: no such role; did you mean 'tester'?",
        "s.yaml:25:56: structure.teams.right.owns: stages 'design', 'build' and 'test' of product 'checkout' have "
        "two owners, 'left' and 'right'; leave it to one of them",
    ]


def test_problems_that_only_follow_from_others_are_not_said(tmp_path: Path) -> None:
    assert complaints(tmp_path, changed(("owns: {products: [billing]}", "owns: {product: [billing]}"))) == [
        "s.yaml:23:63: structure.teams.right.owns.product: no such key; did you mean 'products'?"
    ]
    assert complaints(tmp_path, changed(("members: {engineer: 2", "members: {enginer: 2"))) == [
        "s.yaml:22:30: structure.teams.left.members.enginer: no such role; did you mean 'engineer'?"
    ]
    assert complaints(tmp_path, changed(("{exponential: {mean: 1}}", "{exponential: {maen: 1}}"))) == [
        "s.yaml:16:92: demand.items.tickets.effort_days.exponential.maen: no such key; did you mean 'mean'?"
    ]
