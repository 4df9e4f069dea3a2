"""`orgsim init`: what it makes of a list of people, tidy or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.intake.words.titles import role_of
from simulator.intake.words.vocabulary import shipped

from .intake import NAMES, PEOPLE, as_is, done, init, refused, written


def test_titles_become_roles_with_their_people(tmp_path: Path) -> None:
    done(tmp_path, PEOPLE)
    assert {role: spec.count for role, spec in as_is(tmp_path).workforce.items()} == {
        "engineer": 4, "manager": 2, "tester": 1, "product_manager": 1, "sales": 1,
    }  # fmt: skip


def test_teams_that_build_become_product_areas_that_they_own(tmp_path: Path) -> None:
    done(tmp_path, PEOPLE)
    scenario = as_is(tmp_path)
    names = [team.name for team in scenario.organisation.teams]
    owner = {
        (scenario.product_names[p], scenario.stage_names[s]): names[t]
        for (p, s), t in scenario.organisation.owner.items()
    }
    assert scenario.product_names == ["Checkout", "Search"]
    assert owner["Checkout", "test"] == "Checkout"
    assert owner["Search", "build"] == "Search"
    assert owner["Search", "discovery"] == "Checkout"  # the only team with a product manager


def test_approvals_follow_the_reporting_lines(tmp_path: Path) -> None:
    done(tmp_path, PEOPLE)
    layers = as_is(tmp_path).organisation.layer_members
    assert [len(members) for members in layers] == [1, 1]


def test_no_name_of_a_person_leaves_the_file(tmp_path: Path) -> None:
    printed = done(
        tmp_path,
        PEOPLE.replace("Search,Engineering", "Bo Carl's team,Engineering").replace(
            "Sales,Sales", "Ian Jung,Sales"
        ),
    )
    texts = [printed, *(path.read_text() for path in (tmp_path / "out").iterdir())]
    assert len(texts) > 8
    for text in texts:
        assert not [name for name in NAMES if name in text]


def test_the_busiest_are_used_as_much_as_is_said(tmp_path: Path) -> None:
    from simulator.intake.proposal.calibration import use_of

    printed = done(tmp_path, PEOPLE)
    assert "the people who do most of the work (engineer) reach a utilisation of 0.8 on average" in printed
    assert use_of(as_is(tmp_path)).mean("engineer") == pytest.approx(0.8, abs=0.01)


def test_every_assumption_says_what_to_replace(tmp_path: Path) -> None:
    page = (done(tmp_path, PEOPLE), (tmp_path / "out" / "assumptions.md").read_text())[1]
    _, _, assumed = page.partition("## Assumed")
    lines = [line for line in assumed.splitlines() if line.startswith("- ")]
    assert len(lines) > 8
    assert all(line.rstrip().endswith("]") for line in lines)
    for word in ("touch time", "switching", "value of the work"):
        assert word in page.partition("## What such files cannot show")[2]


def test_a_mapping_that_was_edited_is_kept_when_init_runs_again(tmp_path: Path) -> None:
    done(tmp_path, PEOPLE)
    path = tmp_path / "out" / "mapping.yaml"
    path.write_text(path.read_text().replace("QA Engineer: tester", "QA Engineer: engineer"))
    assert "mapping.yaml: read; what it says was kept" in done(tmp_path, PEOPLE)
    assert as_is(tmp_path).workforce["engineer"].count == 5
    assert written(tmp_path, "mapping.yaml")["titles"]["QA Engineer"] == "engineer"


def test_a_file_that_was_edited_is_not_written_over(tmp_path: Path) -> None:
    done(tmp_path, PEOPLE)
    path = tmp_path / "out" / "as-is.yaml"
    path.write_text(path.read_text() + "# mine\n")
    result = init(tmp_path, PEOPLE)
    assert result.exit_code == 2
    assert (
        "as-is.yaml: has been edited, or was not written by init; give another --out, or --force"
        in result.output
    )
    assert path.read_text().endswith("# mine\n")
    assert init(tmp_path, PEOPLE, None, "--force").exit_code == 0


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (PEOPLE.replace(",", ";").encode(), "columns are separated by semicolons"),
        (PEOPLE.replace(",", "\t").encode("utf-16"), "is not UTF-8; read as utf-16"),
        (PEOPLE.replace("Checkout", "Küche").encode("cp1252"), "is not UTF-8; read as Windows-1252"),
        (("sep=;\r\n" + PEOPLE.replace(",", ";")).encode("utf-8-sig"), "columns are separated by semicolons"),
    ],
)  # fmt: skip
def test_other_delimiters_and_encodings_are_read_and_said(tmp_path: Path, content: bytes, found: str) -> None:
    assert found in done(tmp_path, content)
    assert sum(role.count for role in as_is(tmp_path).workforce.values()) == 9


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Gus Hall,Software Engineer,Search,Engineering,Bo Carl", "Gus Hall,Software Engineer,Search,Engineering,Bob",
         "people.csv, row 8, column 'Reports To': the manager is not in the file"),
        ("Head of Engineering,,Engineering,", "Head of Engineering,,Engineering,Bo Carl",
         "people.csv, rows 2 and 3, column 'Reports To': report to each other in a circle; row 3, who leads most"),
        ("Hel Ives,Software", "Gus Hall,Software", "people.csv, row 9: the person is already listed above"),
        ("Hel Ives,Software Engineer", "Gus Hall,Designer", "people.csv, row 9: the person is listed above with another title"),
        ("Hel Ives,", ",", "left out: 1 row, vacant seats (row 9)"),
        ("Bo Carl,Engineering Manager,Checkout,Engineering,Ada Berg", "Bo Carl,Engineering Manager,Checkout,Engineering,Bo Carl",
         "people.csv, row 3, column 'Reports To': reports to themselves"),
        ("Ian Jung,Account Executive,Sales,Sales,", "Ian Jung,Account Executive", "people.csv, row 10: fewer cells than the header"),
    ],
)  # fmt: skip
def test_what_is_untidy_is_mended_and_said_with_its_row(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in PEOPLE
    assert said in done(tmp_path, PEOPLE.replace(old, new))
    as_is(tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "people.csv: is empty; write a header and one row per person or item"),
        ("Name,Team\n", "people.csv: has no rows below its header"),
        (PEOPLE.replace("Employee Name", "Wer"), "looks like a list of people without a column that names the person"),
        (PEOPLE.replace("Ian Jung,Account Executive,Sales", "Ian Jung,Account Executive,Sales,x,y"),
         "people.csv, row 10: has 7 cells, the header has 5; put cells that hold the separator in double quotes"),
        ("Ada Berg,Boss\nBo Carl,Clerk\n", "few column names are known; the first row must name the columns"),
        (b"PK\x03\x04rest", "people.csv: is an archive that is cut off or damaged; save it as .xlsx again, or export it as 'CSV UTF-8'"),
    ],
)  # fmt: skip
def test_what_cannot_be_mended_is_refused_with_a_way_on(
    tmp_path: Path, content: str | bytes, said: str
) -> None:
    printed = refused(tmp_path, content)
    assert said in printed
    assert not [name for name in NAMES if name in printed]


def test_a_column_with_another_name_is_found_by_the_mapping(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("columns: {people: {person: Wer}}\n")
    done(tmp_path, PEOPLE.replace("Employee Name", "Wer"), None, "--mapping", str(tmp_path / "m.yaml"))
    assert len(as_is(tmp_path).workforce) == 5


def test_a_wrong_mapping_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("titel: {QA Engineer: tester}\n")
    printed = refused(tmp_path, PEOPLE, None, "--mapping", str(tmp_path / "m.yaml"))
    assert "m.yaml:1:1: titel: no such key; did you mean 'titles'?" in printed


def test_problems_of_both_files_are_said_at_once(tmp_path: Path) -> None:
    printed = refused(tmp_path, PEOPLE.replace("Employee Name", "Wer"), "key;summary\n1;x\n")
    assert "people.csv:" in printed
    assert "tickets.csv:" in printed


def test_memberships_beyond_those_that_the_model_follows_are_left_out_and_counted(tmp_path: Path) -> None:
    teams = ";".join(f"t{k}" for k in range(12))
    people = f"person,role,memberships\na,engineer,{teams}\nb,engineer,t0=0.6;t1=0.4\nc,engineer,t0\n"
    assert "1 person sits in more than 8 teams" in done(tmp_path, people)
    members = {team.name: dict(team.members) for team in as_is(tmp_path).organisation.teams}
    assert members["t0"][1] == pytest.approx(0.6)
    assert sum(0 in people for people in members.values()) == 8


def test_without_teams_people_with_the_same_manager_are_one(tmp_path: Path) -> None:
    people = "name,title,manager\na,manager,\nb,engineer,a\nc,engineer,a\n"
    assert "people with the same manager are a team" in done(tmp_path, people)
    assert as_is(tmp_path).organisation.teams[0].name == "team 1"


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Software Engineer, Backend", "engineer"), ("Senior Engineering Manager", "manager"),
        ("Product Manager, Security", "product_manager"), ("Product Marketing Manager", "marketing"),
        ("QA Lead", "tester"), ("Site Reliability Engineer", "operations"), ("UX Researcher", "designer"),
        ("Tech Lead (m/f/d)", "tech_lead"), ("VP of Sales", "executive"), ("Customer Engineer", "support"),
        ("Scrum Master", "project_manager"), ("Data Scientist", "analyst"), ("Recruiter", "people"),
        ("Beekeeper", None),
    ],
)  # fmt: skip
def test_a_title_becomes_the_role_that_its_words_mean(title: str, role: str | None) -> None:
    assert role_of(title, shipped()) == role


def test_a_column_that_the_mapping_names_and_nobody_has_is_warned_of(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("columns: {people: {role: Job Titel}}\n")
    printed = done(tmp_path, PEOPLE, None, "--mapping", str(tmp_path / "m.yaml"))
    assert "no column 'Job Titel' for role, as mapping.yaml has it; did you mean 'Job Title'?" in printed


def test_a_meaning_that_no_column_can_have_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("columns: {people: {persn: Name}}\n")
    printed = refused(tmp_path, PEOPLE, None, "--mapping", str(tmp_path / "m.yaml"))
    assert "m.yaml:1:20: columns.people.persn: no such meaning of a column; did you mean 'person'?" in printed


def test_the_mapping_says_who_can_do_a_stage_and_who_owns_it(tmp_path: Path) -> None:
    text = "who: {test: {engineer: 1.0}}\nowns: {Checkout: {test: Search}}\n"
    (tmp_path / "m.yaml").write_text(text)
    done(tmp_path, PEOPLE, None, "--mapping", str(tmp_path / "m.yaml"))
    owns = written(tmp_path, "as-is.yaml")["structure"]["owns"]
    assert {"products": ["Checkout"], "stages": ["test"]} in owns["Search"]
    assert as_is(tmp_path).value_stream[3].by == {"engineer": 1.0}
    assert written(tmp_path, "mapping.yaml")["owns"] == {"Checkout": {"test": "Search"}}


@pytest.mark.parametrize(
    "content",
    [
        "Employee #,First Name,Last Name,Job Title,Department,Supervisor\n"
        '1,Jane,Doe,CTO,IT,\n2,Max,Roe,Engineer,IT,"Doe, Jane"\n3,Al,Poe,Engineer,IT,Jane Doe\n',
        "cn,title,department,manager,distinguishedName\n"
        'Jane Doe,CTO,IT,,"CN=Jane Doe,OU=IT"\nMax Roe,Engineer,IT,"CN=Jane Doe,OU=IT","CN=Max Roe,OU=IT"\n'
        'Al Poe,Engineer,IT,"CN=Jane Doe,OU=IT","CN=Al Poe,OU=IT"\n',
        "Worker;Business Title;Supervisory Organization;Manager\nJane;CTO;IT;\nMax;Developer;IT;Jane\nAl;Developer;IT;Jane\n",
        "name,email,role,team,reports_to\nJane,j@x.org,CTO,IT,\nMax,m@x.org,engineer,IT,J@x.org\nAl,a@x.org,engineer,IT,j@x.org\n",
    ],
    ids=["names apart", "directory", "Workday", "by address"],
)  # fmt: skip
def test_managers_are_found_by_whatever_tells_people_apart(tmp_path: Path, content: str) -> None:
    printed = done(tmp_path, content)
    assert "the manager is not in the file" not in printed
    scenario = as_is(tmp_path)
    assert {role: spec.count for role, spec in scenario.workforce.items()} == {"engineer": 2, "executive": 1}
    assert scenario.organisation.layer_members == ((2,),)


def test_names_of_teams_may_hold_anything(tmp_path: Path) -> None:
    teams = ["R&D: Core", "# 1", "no", "12:30", "a=b", "it's \u200bodd", "x" * 300]
    people = "name,title,team\n" + "".join(f'p{k},engineer,"{team}"\n' for k, team in enumerate(teams))
    done(tmp_path, people)
    names = {team.name for team in as_is(tmp_path).organisation.teams}
    assert names >= {"R&D: Core", "# 1", "no", "12:30", "a=b", "it's odd", "x" * 150}
