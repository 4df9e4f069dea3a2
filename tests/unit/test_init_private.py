"""`orgsim init`: names of people, logins and titles of tickets never leave the input file."""

from __future__ import annotations

from pathlib import Path

import pytest

from .intake import done, init, written

PLANTED = (
    "zqvann",
    "zqvbert",
    "Zqvcleo Zqvdorn",
    "zqvtitle one",
    "zqvtitle two",
    "zqvann@zqv.example",
    "zqvkey",
)
HEADER = "issue key,field,from,to,changed at,author,assignee,summary"
CHANGES = [
    "status,,To Do", "assignee,,zqvann", "summary,,zqvtitle one", "status,To Do,In Progress", "assignee,zqvann,zqvbert",
    "status,In Progress,In Review", "reporter,,Zqvcleo Zqvdorn", "description,,zqvtitle two", "status,In Review,Done",
]  # fmt: skip


def change_log(header: str = HEADER, items: int = 30) -> str:
    """A log of all changes of some items; every third change is by somebody else."""
    lines = [header]
    for k in range(items):
        for hour, change in enumerate(CHANGES):
            day = f"2026-01-{1 + k:02d} {8 + hour:02d}:00"
            lines.append(f"zqvkey-{k},{change},{day},{PLANTED[hour % 3]},zqvann@zqv.example,zqvtitle one")
    return "\n".join(lines) + "\n"


def leaks(folder: Path, printed: str) -> list[str]:
    """Planted words in anything that was written or printed."""
    texts = [printed, *(path.read_text(encoding="utf-8") for path in (folder / "out").iterdir())]
    return [word for word in PLANTED for text in texts if word.casefold() in text.casefold()]


@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        "Key,Field,fromString,toString,Created At Time,Author,Assignee,Summary".replace(
            "Created At Time", "Change Date"
        ),
        "id,Changed Field,old value,new value,timestamp,changed by,assigned_to,title",
        "item,attribute,before,value,date,user,resource,subject",
    ],
)
def test_of_a_log_of_all_changes_only_the_status_becomes_stages(tmp_path: Path, header: str) -> None:
    printed = done(tmp_path, change_log(header))
    world = written(tmp_path, "world.yaml")
    assert [stage["stage"] for stage in world["value_stream"]] == ["build", "review"]
    assert "left out: 150 rows, change a field other than the status" in printed
    assert not leaks(tmp_path, printed)


def test_a_log_in_which_no_field_is_a_status_is_refused(tmp_path: Path) -> None:
    result = init(tmp_path, change_log().replace("status,", "rank,"))
    assert result.exit_code == 2
    assert "column 'field': no row changes a status; write 'status' in it where" in result.output
    assert not [word for word in PLANTED if word in result.output]


@pytest.mark.parametrize("column", ["Team", "Component", "Issue Type", "Status", "Labels", "Group"])
@pytest.mark.parametrize("word", PLANTED[:-1])
def test_a_name_in_any_column_of_tickets_is_not_passed_on(tmp_path: Path, column: str, word: str) -> None:
    names = ",".join(PLANTED[:3])
    lines = [f"Issue key,Created,Resolved,Assignee,Reporter,Developer,Email,Summary,Title,{column}"]
    lines += [
        f"zqvkey-{k},2026-01-{1 + k % 28:02d},2026-02-03,{names},zqvann@zqv.example,zqvtitle one,zqvtitle two,"
        f"{word if k % 2 else 'plain'}"
        for k in range(60)
    ]
    people = "login,name,job title,team,manager\n" + "".join(
        f"u{k},Person {k},Engineer,plain,\n" for k in range(5)
    )
    assert not leaks(tmp_path, done(tmp_path, people, "\n".join(lines)))


@pytest.mark.parametrize("column", ["Team", "Department", "Squads", "Job Title"])
@pytest.mark.parametrize(
    "word", ["Zqvcleo Zqvdorn", "Team of Zqvcleo Zqvdorn", "Zqvcleo Zqvdorn's crew", "zqvann@zqv.example"]
)
def test_a_name_in_any_column_of_people_is_not_passed_on(tmp_path: Path, column: str, word: str) -> None:
    lines = [f"Name,Login,Email,Role,{column},Manager"]
    lines += [
        f"Zqvcleo Zqvdorn,zqvann,zqvann@zqv.example,engineer,{word},",
        "Ada Berg,ab,x@y.z,engineer,plain,zqvann",
    ]
    printed = done(tmp_path, "\n".join(lines))
    assert not leaks(tmp_path, printed)


def test_columns_headed_by_people_are_neither_stages_nor_named(tmp_path: Path) -> None:
    lines = ["item,created,done,assignee,zqvann,Zqvcleo Zqvdorn"]
    lines += [
        f"{k},2026-01-{1 + k % 28:02d},2026-02-03,{PLANTED[2 * (k % 2)]},2026-01-30,2026-01-31"
        for k in range(40)
    ]
    printed = done(tmp_path, "\n".join(lines))
    assert not leaks(tmp_path, printed)


def test_a_team_that_bears_a_name_has_the_same_number_in_both_files(tmp_path: Path) -> None:
    people = "name,role,team\nZqvcleo Zqvdorn,engineer,Zqvcleo Zqvdorn\nAda Berg,engineer,Search\n"
    tickets = "item,created,done,team,area\n" + "".join(
        f"{k},2026-01-{1 + k % 28:02d},2026-02-03,Zqvcleo Zqvdorn,Till\n" for k in range(40)
    )
    done(tmp_path, people, tickets)
    assert written(tmp_path, "as-is.yaml")["structure"]["owns"] == {"team 1": [{"products": ["Till"]}]}


def test_a_login_that_is_also_a_usual_status_hides_no_stage(tmp_path: Path) -> None:
    lines = ["case,activity,timestamp,resource"]
    for k in range(30):
        lines += [
            f"{k},{status},2026-01-{1 + k % 28:02d} {hour}:00,test"
            for hour, status in ((10, "In Progress"), (11, "Test"), (12, "Done"))
        ]
    done(tmp_path, "\n".join(lines))
    assert [stage["stage"] for stage in written(tmp_path, "world.yaml")["value_stream"]] == ["build", "test"]


def test_words_that_hardly_occur_are_no_statuses(tmp_path: Path) -> None:
    lines = ["case,to,time"]
    for k in range(100):
        day = f"2026-01-{1 + k % 28:02d}"
        lines += [f"{k},In Progress,{day} 09:00", f"{k},zqvtitle {k},{day} 10:00", f"{k},Done,{day} 11:00"]
    people = "name,role,team\na,engineer,x\nb,engineer,y\n"
    printed = done(tmp_path, people, "\n".join(lines))
    assert "102 different words are too many for statuses; 100 that rarely occur are ignored" in printed
    assert "zqvtitle" not in (tmp_path / "out" / "mapping.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "note", ["assigned to @zqvann", "assigned to zqvbert", "mentioned Zqvcleo Zqvdorn", "zqvann@zqv.example joined",
             "changed title from Zqvtitle one again to zqvtitle two again", "zqvann", "Zqvtitle one again"],
)  # fmt: skip
def test_names_within_what_happened_are_not_passed_on(tmp_path: Path, note: str) -> None:
    lines = ["case,event,time,author,title"]
    for k in range(30):
        day = f"2026-01-{1 + k % 28:02d}"
        lines += [
            f"{k},{what},{day} {hour}:00,{PLANTED[hour % 3]},{'zqvtitle one again' if k % 2 else 'zqvtitle two again'}"
            for hour, what in (
                (10, "In Progress"),
                (11, note),
                (12, "Done"),
                (13, "zqvann@zqv.example joined"),
            )
        ]
    printed = done(tmp_path, "\n".join(lines))
    assert not leaks(tmp_path, printed)
    assert written(tmp_path, "world.yaml")["value_stream"][0]["stage"] == "build"


GITLAB = "Title,Description,Issue ID,URL,State,Author,Author Username,Assignee,Assignee Username,Due Date,{created},{closed},Milestone,Weight,Labels"


@pytest.mark.parametrize(
    ("created", "closed", "status"),
    [("Created At (UTC)", "Closed At (UTC)", 0), ("Eröffnet", "Geschlossen", 0), ("Opened When", "Shut", 2)],
)
def test_tickets_are_no_list_of_people(tmp_path: Path, created: str, closed: str, status: int) -> None:
    lines = [GITLAB.format(created=created, closed=closed)]
    lines += [
        f"zqvtitle one,zqvtitle two,{k},zqvkey,Closed,Zqvcleo Zqvdorn,zqvann,Zqvcleo Zqvdorn,zqvbert,,2026-01-{1 + k % 28:02d},2026-02-03,,,bug"
        for k in range(40)
    ]
    result = init(tmp_path, "\n".join(lines))
    assert result.exit_code == status, result.output
    if status:
        assert "without a column of creation times" in result.output
        assert not [word for word in PLANTED if word.casefold() in result.output.casefold()]
    else:
        assert not leaks(tmp_path, result.output)
