"""What hostile readers found to be read wrongly: each with its smallest file and what is right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.intake.meaning.files import read_files
from simulator.intake.meaning.reading import Reading
from simulator.intake.people.persons import Person, persons_of, staffed
from simulator.intake.words.vocabulary import vocabulary
from simulator.intake.work.history import History
from simulator.intake.work.measures import measured

from .exports import Looked, file, look
from .intake import done, init, written

DAYS = [f"2026-01-{day:02d}" for day in (5, 6, 7, 8, 12, 13, 14, 15, 19, 20, 21, 22)]


def lines(header: str, line: str, count: int = 12) -> str:
    """Rows of which `{k}` is the number, `{day}` a working day, and `{after}` the next row's day."""
    days = [DAYS[k % len(DAYS)] for k in range(count)]
    return (
        "\n".join([header, *(line.format(k=k, day=day, two=f"{k:02d}") for k, day in enumerate(days))]) + "\n"
    )


def history(read: Looked) -> History:
    assert read.history is not None
    return read.history


def leads(read: Looked) -> list[float]:
    return [item.lead_days for item in history(read).items if np.isfinite(item.lead_days)]


def people(folder: Path, text: str) -> list[Person]:
    reading = Reading()
    files = read_files([file(folder, text, "people.csv")], reading)
    assert files.people is not None
    return staffed(persons_of(*files.people, reading))


# ---- times ----


@pytest.mark.parametrize(
    ("created", "closed"),
    [
        ("09:12 13/01/2026", "09:12 14/01/2026"), ("46035,375", "46036,375"), ("13-JAN-26 08.00.00.000000000 AM", "14-JAN-26 08.00.00.000000000 AM"),
        ("Mo, 12.01.2026 09:00", "Di, 13.01.2026 09:00"), ("lun. 12/01/2026 09:00", "mar. 13/01/2026 09:00"), ("Jan 13, 2026", "Jan 14, 2026"),
        ("/Date(1768294800000)/", "/Date(1768381200000)/"),
    ],
)  # fmt: skip
def test_a_day_is_a_day_however_it_is_written(tmp_path: Path, created: str, closed: str) -> None:
    text = "Key,Created,Resolved\n" + "".join(f'P-{k},"{created}","{closed}"\n' for k in range(6))
    assert leads(look(file(tmp_path, text))) == pytest.approx([1.0] * 6)


@pytest.mark.parametrize(
    ("zone", "lead"), [("CET/CEST", 1.0), ("UTC", 1 - 1 / 24), ("Pacific Time", 1 - 9 / 24)]
)
def test_the_zone_in_the_name_of_a_column_holds(tmp_path: Path, zone: str, lead: float) -> None:
    text = f"Key,Created ({zone}),Resolved (UTC)\n" + "P-1,2026-01-13 10:00,2026-01-14 09:00\n" * 1
    assert leads(look(file(tmp_path, text))) == pytest.approx([lead])


# ---- ends ----


def test_per_cent_done_is_no_end(tmp_path: Path) -> None:
    read = look(
        file(tmp_path, lines("#,Tracker,% Done,Created,Closed", "{k},Bug,100,{day} 09:00,{day} 21:00"))
    )
    assert leads(read) == pytest.approx([0.5] * 12)


def test_a_flag_named_closed_is_no_time(tmp_path: Path) -> None:
    read = look(file(tmp_path, lines("Key,Closed,Created,Closed Date", "P-{k},1,{day} 09:00,{day} 21:00")))
    assert leads(read) == pytest.approx([0.5] * 12)


def test_a_flag_named_cancelled_is_an_end(tmp_path: Path) -> None:
    text = lines("Key,Cancelled,Created,Resolved", "P-{k},FLAG,{day} 09:00,{day} 21:00")
    flagged = "\n".join(
        row.replace("FLAG", "true" if k < 3 else "false") for k, row in enumerate(text.splitlines(), -1)
    )
    found = history(look(file(tmp_path, flagged))).items
    assert sum(not np.isnan(item.ended) for item in found) == 3


def test_of_resolved_and_closed_the_timer_does_not_count(tmp_path: Path) -> None:
    rows = ["Number,Opened,Resolved,Closed"]
    rows += [
        f"{k},2026-02-02 09:00,2026-02-{3 + k % 3:02d} 09:00,2026-02-{8 + k % 3:02d} 09:00" for k in range(12)
    ]
    read = look(file(tmp_path, "\n".join(rows)))
    assert sorted(leads(read)) == pytest.approx(sorted(1.0 + k % 3 for k in range(12)))


def test_items_that_have_only_the_later_end_are_not_open_for_ever(tmp_path: Path) -> None:
    rows = ["Number,Opened,Resolved,Closed"]
    rows += [
        f"{k},2026-02-02 09:00,{'' if k < 3 else '2026-02-03 09:00'},2026-02-{8 + k % 3:02d} 09:00"
        for k in range(12)
    ]
    assert not any(item.is_open for item in history(look(file(tmp_path, "\n".join(rows)))).items)


def test_what_is_closed_and_not_merged_is_given_up(tmp_path: Path) -> None:
    rows = ["number,title,state,created_at,merged_at,closed_at"]
    rows += [
        f"{k},t,closed,2026-02-02 09:00,{'' if k < 2 else '2026-02-03 09:00'},2026-02-03 09:00"
        for k in range(12)
    ]
    found = history(look(file(tmp_path, "\n".join(rows)))).items
    assert [
        sum(not np.isnan(item.ended) for item in found),
        sum(np.isfinite(item.done) for item in found),
    ] == [2, 10]


@pytest.mark.parametrize(
    "status", ["Closed - Cannot reproduce", "Closed (no action)", "Resolved - Withdrawn by customer", "Nicht umsetzbar", "Done - not needed"]
)  # fmt: skip
def test_a_closed_status_may_say_that_it_was_given_up(tmp_path: Path, status: str) -> None:
    text = lines("Key,Status,Created,Resolved", f"P-{{k}},{status},{{day}} 09:00,{{day}} 21:00")
    assert all(not np.isnan(item.ended) for item in history(look(file(tmp_path, text))).items)


def test_statuses_of_unknown_meaning_are_named(tmp_path: Path) -> None:
    read = look(
        file(tmp_path, lines("Key,Status,Created,Resolved", "P-{k},Zweifelhaft,{day} 09:00,{day} 21:00"))
    )
    assert "statuses of unknown meaning in column 'Status': 'Zweifelhaft' 12" in read.text


# ---- logs ----


def test_rows_of_states_are_a_log(tmp_path: Path) -> None:
    rows = ["WorkItemId,Revision,State,ChangedDate,CreatedDate"]
    for k in range(8):
        for n, (state, day) in enumerate((("New", 5), ("Active", 6), ("Closed", 8))):
            rows.append(f"{k},{n},{state},2026-01-{day:02d} 09:00,2026-01-05 09:00")
    assert leads(look(file(tmp_path, "\n".join(rows)))) == pytest.approx([3.0] * 8)


def test_statuses_with_numbers_are_the_same_statuses(tmp_path: Path) -> None:
    rows = ["Key,To,Changed at"]
    for k in range(8):
        rows += [
            f"P-{k},01 - To Do,2026-01-05",
            f"P-{k},[3] In Progress,2026-01-06",
            f"P-{k},Done (10002),2026-01-08",
        ]
    read = look(file(tmp_path, "\n".join(rows)))
    assert leads(read) == pytest.approx([3.0] * 8)
    assert {visit.stage for item in history(read).items for visit in item.visits} == {"build"}


def test_suspended_work_is_not_work(tmp_path: Path) -> None:
    rows = ["case,activity,timestamp,lifecycle:transition"]
    for k in range(8):
        steps = (("start", 9), ("suspend", 10), ("resume", 12), ("complete", 13))
        rows += [f"{k},Assess claim,2026-01-05 {hour:02d}:00,{step}" for step, hour in steps]
    found = history(look(file(tmp_path, "\n".join(rows)))).items
    assert [item.spent_days * 8 for item in found] == pytest.approx([2.0] * 8)


def test_an_end_without_a_start_keeps_its_case(tmp_path: Path) -> None:
    rows = ["case,activity,timestamp,lifecycle:transition"]
    for k in range(8):
        rows += [
            f"{k},Submitted,2026-01-05 09:00,complete",
            f"{k},Check,2026-01-06 09:00,start",
            f"{k},Check,2026-01-06 11:00,complete",
        ]
    rows += [f"{k},Submitted,2026-01-07 09:00,complete" for k in range(8, 12)]
    found = history(look(file(tmp_path, "\n".join(rows)))).items
    assert len(found) == 12
    assert min(item.created for item in found) == pytest.approx(9 / 24)


def test_check_of_another_process_is_no_test(tmp_path: Path) -> None:
    rows = ["case,activity,timestamp"]
    for k in range(8):
        rows += [f"{k},Check,2026-01-05 09:00", f"{k},Assess,2026-01-06 09:00", f"{k},Pay,2026-01-07 09:00"]
    read = look(file(tmp_path, "\n".join(rows)))
    assert {visit.stage for item in history(read).items for visit in item.visits} == {
        "check",
        "assess",
        "pay",
    }
    assert leads(read) == pytest.approx([2.0] * 8)


def test_a_log_without_any_time_is_refused_in_a_sentence(tmp_path: Path) -> None:
    result = init(tmp_path, "case,activity,timestamp\n1,Check,n/a\n1,Pay,n/a\n2,Check,n/a\n")
    assert result.exit_code == 2
    assert "no row has a time" in result.output


def test_steps_back_in_a_path_are_counted(tmp_path: Path) -> None:
    loop = "To Do > In Progress > Testing > In Progress > Testing > Done"
    text = lines("Key,Status path,Created,Resolved", f"P-{{k}},{loop},{{day}} 09:00,{{day}} 21:00")
    read = look(file(tmp_path, text))
    assert "sent back on its way 1 times" in read.text
    (chance,) = (stage.return_probability for stage in measured(history(read)).stages if stage.name == "test")
    assert chance == pytest.approx(0.5)


# ---- time worked ----


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("Time spent (minutes)", "150"), ("Time Spent (s)", "9000"), ("Time Spent (h)", "2.5"), ("Time Spent", "2,5"), ("Time Spent", "2h 30m"),
        ("Time Spent", "PT2H30M"), ("Time Spent", "2:30"), ("Time Spent", "9000"), ("Time Spent", "9000000"), ("Effort days", "0.3125"),
    ],
)  # fmt: skip
def test_two_hours_and_a_half_are_that_in_every_unit(tmp_path: Path, column: str, cell: str) -> None:
    text = lines(f"Key,{column},Created,Resolved", f'P-{{k}},"{cell}",{{day}} 09:00,{{day}} 21:00')
    found = history(look(file(tmp_path, text))).items
    assert [item.spent_days for item in found] == pytest.approx([2.5 / 8] * 12)


def test_what_cannot_be_read_as_time_is_not_called_used(tmp_path: Path) -> None:
    read = look(
        file(tmp_path, lines("Key,Time Spent,Created,Resolved", "P-{k},a while,{day} 09:00,{day} 21:00"))
    )
    assert read.account.unused["Time Spent"] == "holds no numbers or durations"


# ---- areas ----


def test_a_text_in_every_row_is_no_area(tmp_path: Path) -> None:
    text = lines("Key,Topic,Team,Created,Resolved", "P-{k},about {k} things,web,{day} 09:00,{day} 21:00", 24)
    assert {item.area for item in history(look(file(tmp_path, text))).items} == {"web"}


def test_capital_letters_make_no_area(tmp_path: Path) -> None:
    rows = ["Key,Component,Created"] + [
        f"P-{k},{('Web', 'web', 'WEB')[k % 3] if k else 'Web'},2026-01-05" for k in range(9)
    ]
    assert {item.area for item in history(look(file(tmp_path, "\n".join(rows)))).items} == {"Web"}


def test_a_history_without_names_is_no_list_of_people(tmp_path: Path) -> None:
    text = lines("ID,Entry Window,Exit Window,Team,Product", "SHOP-{k},{day},{day},web,checkout")
    result = init(tmp_path, text)
    assert result.exit_code == 2
    assert "history of work" in result.output


# ---- people ----


@pytest.mark.parametrize(
    ("column", "cells", "fte"),
    [
        ("Arbeitszeit", ("40", "20"), (1.0, 0.5)), ("Capacity", ("38", "19"), (1.0, 0.5)), ("FTE", ("4/5", "1/2"), (0.8, 0.5)),
        ("FTE", ("80 Prozent", "0.5"), (0.8, 0.5)), ("FTE", ("80%", "0.5"), (0.8, 0.5)), ("FTE", ("100", "50"), (1.0, 0.5)),
    ],
)  # fmt: skip
def test_the_size_of_numbers_says_what_full_time_is(
    tmp_path: Path, column: str, cells: tuple[str, str], fte: tuple[float, float]
) -> None:
    text = f"Name,Title,Team,{column}\nAnn Ash,Engineer,web,{cells[0]}\nBo Berg,Engineer,web,{cells[1]}\n"
    assert [person.fte for person in people(tmp_path, text)] == pytest.approx(fte)


@pytest.mark.parametrize(
    ("column", "here", "gone"), [("Active", "Y", "N"), ("Active", "1", "0"), ("Terminated", "No", "Yes"), ("FTE", "1", "0")]
)  # fmt: skip
def test_who_is_not_there_is_no_one_at_work(tmp_path: Path, column: str, here: str, gone: str) -> None:
    rows = [f"p{k} q{k},Engineer,web,{gone if k == 3 else here}" for k in range(8)]
    assert len(people(tmp_path, "\n".join([f"Name,Title,Team,{column}", *rows]))) == 7


def test_one_number_is_one_person(tmp_path: Path) -> None:
    text = "Name,Title,Team,Manager,Employee ID\nA B,Engineer,web,X,103\nA B,Product Manager,shop,Y,103\nX,Head,,,1\nY,Head,,,2\n"
    assert len(people(tmp_path, text)) == 3


def test_what_two_columns_say_alike_is_said_once(tmp_path: Path) -> None:
    text = "Name,Title,Team,FTE,Allocation\nA B,Engineer,web,0.5,50%\nC D,Engineer,web,1,100%\n"
    assert [person.fte for person in people(tmp_path, text)] == pytest.approx([0.5, 1.0])


def test_a_hidden_team_is_not_merged_with_another(tmp_path: Path) -> None:
    found = people(tmp_path, "Name,Title,Team\nZor Quist,Engineer,Team Quist\nAnn Ash,Engineer,team 1\n")
    assert len({team for person in found for team in person.teams}) == 2
    assert not any("Quist" in team for person in found for team in person.teams)


# ---- again ----


def test_init_reads_its_own_mapping_and_the_same_files_the_same_way(tmp_path: Path) -> None:
    people_csv = "Name,Title,Team\nAnn Ash,,web\nBo Berg,Engineer,shop\nCy Cole,Engineer,web\n"
    tickets = lines("ID,Title,State,Labels,Created At,Closed At", "{k},t,closed,web,{day} 09:00,{day} 21:00")
    done(tmp_path, people_csv, tickets)
    first = {name: written(tmp_path, name) for name in ("world.yaml", "as-is.yaml", "mapping.yaml")}
    done(tmp_path, people_csv, tickets)
    assert {name: written(tmp_path, name) for name in first} == first


def test_words_of_ones_own_for_a_known_program_leave_it_known(tmp_path: Path) -> None:
    own = file(tmp_path, "tools: {Jira: {columns: {area: [Truppe]}}}\n", "own.yaml")
    words = vocabulary(own)
    assert words.tool_of(["issue key", "issue id"]) == "Jira"
    assert words.names_of("work", "Jira")["area"][0] == "truppe"
