"""`orgsim validate` knows what init writes and what runs leave behind: a sentence for each."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli import main

from .examples import STRUCTURE, VALID, WORLD, changed

PEOPLE = "person,role,team\n0,engineer,a\n1,engineer,a\n2,tester,b\n"
LEAD_TIMES = "type,lead_days,finished\nbug,3.5,1\nstory,10,0\n"
MAPPING = "titles: {Developer: engineer, QA: tester}\nstatuses: {In Progress: build}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def validated(name: str, text: str | None = None) -> tuple[int, str]:
    """Exit status and what is said of a file."""
    if text is not None:
        Path(name).write_text(text, encoding="utf-8")
    done = CliRunner().invoke(main, ["validate", name], catch_exceptions=False)
    return done.exit_code, (done.stdout or done.stderr).rstrip("\n")


@pytest.mark.parametrize(
    ("name", "text", "verdict"),
    [
        ("world.yaml", WORLD, "world.yaml: two-teams is a valid world of 2 products; a file with 'extends: world.yaml' and a structure makes a scenario of it"),
        ("mapping.yaml", MAPPING, "mapping.yaml is a valid mapping (titles: 2, statuses: 1); 'orgsim init' reads it"),
        ("words.yaml", "who: {build: {engineer: 1.0}}\n", "words.yaml is a valid mapping (titles: 0, statuses: 0); 'orgsim init' reads it"),
        ("people.csv", PEOPLE, "people.csv is a valid file of 3 people in 2 roles; 'workforce: {from_csv: people.csv}' reads it"),
        ("lead-times.csv", LEAD_TIMES, "lead-times.csv is a valid file of 2 lead times; 'orgsim run --against lead-times.csv' draws them"),
        ("assumptions.md", "# shop: what it rests on\n\n- this\n", "assumptions.md is for people to read: nothing in it is checked or simulated"),
        ("s.yaml", VALID, "s.yaml: two-teams is valid"),
        ("s.yaml", changed(("recipe: explicit", "recipe: null")), "s.yaml: two-teams is valid"),
    ],
)  # fmt: skip
def test_a_sound_file_is_said_to_be_what_it_is(name: str, text: str, verdict: str) -> None:
    assert validated(name, text) == (0, verdict)


def test_a_study_is_said_to_be_one_and_what_is_wrong_in_it_has_its_place() -> None:
    Path("s.yaml").write_text(VALID, encoding="utf-8")
    study = "base: s.yaml\nlevers: {presence: [0.8, 0.9, 1.0]}\n"
    assert validated("team.yaml", study) == (0, "team.yaml: team is a valid study of 1 variant at 3 points")
    status, said = validated("team.yaml", study.replace("1.0", "1.5"))
    assert status == 2
    assert said.startswith("team.yaml:2:10: levers.presence: 1.5 in two-teams: must be at most 1, is 1.5")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("mapping.yaml", "titels: {a: b}\n", "mapping.yaml:1:1: titels: no such key; did you mean 'titles'?"),
        ("m.yaml", "titles: {a: b}\nstatusses: {a: b}\n", "m.yaml:2:1: statusses: no such key; did you mean 'statuses'?"),
        ("people.csv", PEOPLE.replace("2,tester", "2,"), "people.csv: row 4, column 'role': is empty; write the person's role"),
        ("people.csv", "person,rol\n1,a\n", "people.csv: 'people.csv' has no column 'role'; did you mean 'rol'?"),
        ("lead-times.csv", LEAD_TIMES.replace("10", "ten"), "lead-times.csv: row 3, column 'lead_days': is not a time; write working days, 0 or more"),
        ("other.csv", "a,b\n1,2\n", "other.csv: is a table of another kind than people.csv and lead-times.csv; 'orgsim init' makes scenarios of lists of people and of tickets"),
        ("world.yaml", WORLD.replace("count: 2", "count: -2"), "world.yaml:6:12: workforce.tester.count: must be at least 1, is -2; write 1 or more"),
        ("empty.yaml", "", "empty.yaml: is empty; see 'orgsim schema' for the keys of a file"),
        ("empty.yaml", "{}", "empty.yaml:1:1: is empty; see 'orgsim schema' for the keys of a file"),
        ("manifest.json", '{"versions": {}, "seeds": [0], "datasets": [], "scenarios": []}',
         "manifest.json: describes the results beside it, and is not a scenario; read_results('.') reads them in Python"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_said_by_what_it_is(name: str, text: str, message: str) -> None:
    assert validated(name, text) == (2, message)


def test_a_folder_is_no_file(folder: Path) -> None:
    assert validated(".") == (2, ".: is a folder; name a YAML file")
    (folder / "b.yaml").write_text(STRUCTURE, encoding="utf-8")
    assert validated(".") == (2, ".: is a folder; name a file in it, such as b.yaml")
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    assert validated(".") == (
        2,
        ".: is a folder; it holds results, which read_results reads in Python: name a scenario",
    )


def test_all_that_init_writes_is_known() -> None:
    Path("staff.csv").write_text(
        "person,role,team\n" + "".join(f"{n},Software Engineer,team {n % 2}\n" for n in range(8)),
        encoding="utf-8",
    )
    assert CliRunner().invoke(main, ["init", "staff.csv", "--quiet"]).exit_code == 0
    written = sorted(Path("staff").iterdir())
    assert {path.name for path in written} >= {"mapping.yaml", "world.yaml", "people.csv", "assumptions.md"}
    assert [path.name for path in written if not path.name.startswith(".") and validated(str(path))[0]] == []
