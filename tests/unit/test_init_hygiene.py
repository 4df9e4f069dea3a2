"""`orgsim init` and `describe`: what is odd in a history is seen before any figure, and is not taken for something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from simulator.intake.meaning.mapping import MappingSpec
from simulator.intake.work.history import History
from simulator.intake.work.measures import measured

from .exports import DONE, Looked, Piece, done_pieces, file, iso, look, pieces, weekday

HEADER = "Issue key,Issue Type,Component,Status,Resolution,Created,Resolved"


def line(p: Piece) -> str:
    """A row of an item as Jira has it."""
    return f"{p.key},{p.kind},{p.area},{p.status('Done', 'In Progress', 'Done')},{p.status('Fixed', '', 'Won’t Do')},{iso(p.created)},{iso(p.done or p.ended)}"


def text(header: str, cells: Callable[[Piece], str] = line, of: Iterable[Piece] = pieces()) -> str:
    return "\n".join([header, *map(cells, of)]) + "\n"


def history(read: Looked) -> History:
    assert read.history is not None
    return read.history


def leads(read: Looked) -> list[float]:
    """Known lead times, the shortest first."""
    return sorted(item.lead_days for item in history(read).items if np.isfinite(item.lead_days))


def stages(read: Looked) -> set[str]:
    return {visit.stage for item in history(read).items for visit in item.visits}


def ended(read: Looked) -> int:
    return sum(not np.isnan(item.ended) for item in history(read).items)


def opened(read: Looked) -> int:
    return sum(item.is_open for item in history(read).items)


def returned(read: Looked) -> float:
    return float(np.nansum([item.returns for item in history(read).items]))


def left_out(read: Looked) -> int:
    return sum(map(len, read.account.left_out.values()))


def chances(read: Looked) -> dict[str, float]:
    return {stage.name: stage.return_probability for stage in measured(history(read)).stages}


KNOWN = pytest.approx(sorted(DONE), abs=1e-6)


# ---- repetitions ----


def test_a_clean_file_has_nothing_odd(tmp_path: Path) -> None:
    read = look(file(tmp_path, text(HEADER)))
    assert leads(read) == KNOWN
    assert (ended(read), opened(read), left_out(read)) == (4, 4, 0)
    assert not read.account.odd
    assert not read.overview.notes.warnings


@pytest.mark.parametrize("order", ["behind each other", "a second time below", "with blank rows"])
def test_rows_that_stand_twice_count_once_and_are_named(tmp_path: Path, order: str) -> None:
    rows = [line(p) for p in pieces()]
    both = {
        "behind each other": [row for row in rows for _ in range(2)],
        "a second time below": rows * 2,
        "with blank rows": [part for row in rows for part in (row, ",,,,,,", row)],
    }[order]
    read = look(file(tmp_path, "\n".join([HEADER, *both])))
    assert leads(read) == KNOWN
    assert (len(history(read).items), left_out(read)) == (60, 60)
    assert any("60 keys" in odd for odd in read.account.odd)


@pytest.mark.parametrize("newest_first", [True, False])
def test_of_two_states_of_an_item_the_one_that_was_updated_last_counts(
    tmp_path: Path, newest_first: bool
) -> None:
    old = [f"{p.key},{p.kind},{p.area},In Progress,,{iso(p.created)},,{iso(p.started)}" for p in pieces()]
    new = [f"{line(p)},{iso(p.last)}" for p in pieces()]
    both = [*new, *old] if newest_first else [*old, *new]
    read = look(file(tmp_path, "\n".join([f"{HEADER},Updated", *both])))
    assert leads(read) == KNOWN
    assert (len(history(read).items), left_out(read)) == (60, 60)
    assert read.account.odd


def test_of_two_states_without_a_column_of_updates_one_counts_and_it_is_said(tmp_path: Path) -> None:
    old = [f"{p.key},{p.kind},{p.area},In Progress,,{iso(p.created)}," for p in pieces()[:20]]
    read = look(file(tmp_path, "\n".join([HEADER, *old, *map(line, pieces())])))
    assert (len(history(read).items), left_out(read)) == (60, 20)
    assert leads(read) == KNOWN
    assert any("20 keys" in odd for odd in read.account.odd)


def test_numbers_that_begin_anew_in_each_repository_are_different_items(tmp_path: Path) -> None:
    rows = [
        f"{number},{p.area},{iso(p.created)},{iso(p.done)}"
        for area in ("Checkout", "Search")
        for number, p in enumerate((p for p in pieces() if p.area == area), start=1)
    ]
    read = look(file(tmp_path, "\n".join(["number,repository,created_at,closed_at", *rows])))
    assert len(history(read).items) == 60
    assert leads(read) == KNOWN


def test_items_without_a_key_are_not_taken_for_one(tmp_path: Path) -> None:
    read = look(
        file(
            tmp_path,
            text(HEADER, lambda p: line(p) if p.number % 2 else line(p).partition(",")[2].join([",", ""])),
        )
    )
    assert len(history(read).items) == 60


def test_an_event_that_stands_twice_is_no_return(tmp_path: Path) -> None:
    rows = [
        f"{p.key},{status},{iso(at)}"
        for p in done_pieces()
        if not p.reopened and not p.reworked
        for at, status in p.moves()
    ]
    read = look(
        file(tmp_path, "\n".join(["case,status,timestamp", *rows, *rows]).replace("status", "activity"))
    )
    assert returned(read) == 0
    assert set(chances(read).values()) == {0.0}
    assert left_out(read) == len(rows)


# ---- levels of a hierarchy ----


def hierarchy(kinds: tuple[str, str, str], parts: int = 3) -> list[tuple[str, str, str, Piece]]:
    """Key, type, parent and times of 6 wholes, the 60 pieces, and parts of them."""
    found = [(f"E-{k}", kinds[0], "", pieces()[k]) for k in range(6)]
    found += [(p.key, kinds[1], f"E-{p.number % 6}", p) for p in pieces()]
    return found + [(f"{p.key}-{k}", kinds[2], p.key, p) for p in pieces() for k in range(parts)]


def rows_of(levels: Iterable[tuple[str, str, str, Piece]], header: str, typed: bool, parent: bool) -> str:
    rows = [
        ",".join([key, *([kind] if typed else []), *([whole] if parent else []), iso(p.created), iso(p.done)])
        for key, kind, whole, p in levels
    ]
    return "\n".join([header, *rows])


@pytest.mark.parametrize(
    ("kinds", "header", "typed", "parent"),
    [
        (("Epic", "Story", "Sub-task"), "Issue key,Issue Type,Parent,Created,Resolved", True, True),
        (("Epic", "Story", "Sub-task"), "Issue key,Issue Type,Created,Resolved", True, False),
        (("Initiative", "Task", "Subtask"), "Issue key,Issue Type,Parent,Created,Resolved", True, True),
        (("Epic", "Feature", "Task"), "ID,Work Item Type,Parent,Created,Closed", True, True),
        (("Feature", "User Story", "Task"), "ID,Work Item Type,Parent,Created,Closed", True, True),
        (("Epos", "Geschichte", "Unteraufgabe"), "Vorgangsschlüssel,Vorgangstyp,Übergeordnet,Erstellt,Erledigt", True, True),
        (("", "", ""), "Issue key,Parent,Created,Resolved", False, True),
    ],
    ids=["Jira", "types alone", "tasks", "features", "Azure DevOps", "German", "parents alone"],
)  # fmt: skip
def test_one_level_of_a_hierarchy_is_counted_and_said(
    tmp_path: Path, kinds: tuple[str, str, str], header: str, typed: bool, parent: bool
) -> None:
    read = look(file(tmp_path, rows_of(hierarchy(kinds), header, typed, parent)))
    assert len(history(read).items) == 60
    assert leads(read) == KNOWN
    assert left_out(read) == 6 + 180
    assert "only one level is work that is counted: items" in read.text


def test_two_levels_by_parents_alone_are_not_mixed(tmp_path: Path) -> None:
    levels = [
        (key, "", whole if key[0] != "S" or "-" in key[5:] else "", p)
        for key, _, whole, p in hierarchy(("", "", ""))[6:]
    ]
    read = look(file(tmp_path, rows_of(levels, "Issue key,Parent,Created,Resolved", False, True)))
    count = len(history(read).items)
    assert count in (60, 180)
    assert left_out(read) == 240 - count
    assert "only one level is work that is counted" in read.text


def test_parents_that_are_not_in_the_file_make_no_level(tmp_path: Path) -> None:
    read = look(file(tmp_path, text(f"{HEADER},Parent", lambda p: f"{line(p)},{p.epic}")))
    assert (len(history(read).items), left_out(read)) == (60, 0)
    figures = read.overview.figures
    assert figures is not None
    assert figures.parts_per_whole is not None
    assert (figures.parts_per_whole.count, figures.parts_per_whole.mean) == (5, 12.0)


@pytest.mark.parametrize("cell", ["{key}", "{key} A title of it", "{key}: a title", "#{key}"])
def test_a_parent_is_found_by_the_key_in_its_cell(tmp_path: Path, cell: str) -> None:
    levels = [
        (key, kind, cell.format(key=whole) if whole else "", p)
        for key, kind, whole, p in hierarchy(("", "Task", "Task"), 1)[6:]
    ]
    levels = [(key, kind, "" if key.count("-") == 1 else whole, p) for key, kind, whole, p in levels]
    read = look(file(tmp_path, rows_of(levels, "Issue key,Issue Type,Parent,Created,Resolved", True, True)))
    assert len(history(read).items) == 60


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Issue key,Issue Type,Component,Parent summary", lambda p: f"{p.key},{p.kind},{p.area},{p.area} redesign"),
        ("Issue key,Issue Type,Component,Epic Link", lambda p: f"{p.key},{p.kind},{p.area},{p.area}"),
        ("ID,Work Item Type,Area Path,Priority,Parent", lambda p: f"{100 + p.number},{p.kind},{p.area},{1 + p.number % 3},{1 + p.number % 2}"),
        ("ID,Work Item Type,Area Path,Story Points,Parent", lambda p: f"{100 + p.number},{p.kind},{p.area},{p.size},{1 + p.number % 4}"),
        ("ID,Work Item Type,Area Path,Assigned To,Parent", lambda p: f"{100 + p.number},{p.kind},{p.area},{p.person},{p.person} plan"),
    ],
    ids=["area in its name", "area", "number of a priority", "number of points", "a name"],
)  # fmt: skip
def test_a_word_that_other_columns_hold_as_well_is_no_parent_in_the_file(
    tmp_path: Path, header: str, cells: Callable[[Piece], str]
) -> None:
    read = look(
        file(
            tmp_path, text(f"{header},Created,Closed", lambda p: f"{cells(p)},{iso(p.created)},{iso(p.done)}")
        )
    )
    assert (len(history(read).items), left_out(read)) == (60, 0)
    assert leads(read) == KNOWN


def test_a_parent_is_found_by_its_title(tmp_path: Path) -> None:
    rows = [f"{p.number},{p.title},,{iso(p.created)},{iso(p.done)}" for p in pieces()]
    rows += [f"{100 + p.number},a part {p.number},{p.title},{iso(p.created)},{iso(p.done)}" for p in pieces()]
    read = look(file(tmp_path, "\n".join(["Task ID,Name,Parent task,Created At,Completed At", *rows])))
    assert len(history(read).items) == 60
    assert left_out(read) == 60


def test_tasks_of_stories_are_parts_and_tasks_of_features_are_items(tmp_path: Path) -> None:
    rows = [f"{k},Feature,,{iso(p.created)},{iso(p.done)}" for k, p in enumerate(pieces()[:4], start=1)]
    for p in pieces():
        if p.number <= 40:
            rows.append(f"{100 + p.number},User Story,{1 + p.number % 4},{iso(p.created)},{iso(p.done)}")
            rows.append(f"{200 + p.number},Task,{100 + p.number},{iso(p.created)},{iso(p.done)}")
        else:
            rows.append(f"{200 + p.number},Task,{1 + p.number % 4},{iso(p.created)},{iso(p.done)}")
    read = look(file(tmp_path, "\n".join(["ID,Work Item Type,Parent,Created Date,Closed Date", *rows])))
    assert Counter(item.kind for item in history(read).items) == {"User Story": 40, "Task": 20}
    assert leads(read) == KNOWN


# ---- ends ----


def without_dates(p: Piece) -> str:
    """Of most rows that are done, the date is missing."""
    return line(p) if p.number % 20 == 2 or not p.done else line(p).rpartition(",")[0] + ","


def test_items_that_are_done_without_a_date_are_counted_and_not_open(tmp_path: Path) -> None:
    read = look(file(tmp_path, text(HEADER, without_dates)))
    assert opened(read) == 4
    assert sum(item.undated for item in history(read).items) == 49
    assert leads(read) == pytest.approx(
        sorted(lead for lead, p in zip(DONE, done_pieces(), strict=True) if p.number % 20 == 2)
    )
    assert any("49 items are done by their status without a time" in odd for odd in read.account.odd)


def test_the_last_update_stands_for_a_missing_end_where_it_is_the_end_elsewhere(tmp_path: Path) -> None:
    read = look(file(tmp_path, text(f"{HEADER},Updated", lambda p: f"{without_dates(p)},{iso(p.last)}")))
    assert leads(read) == KNOWN
    assert any("49 items" in odd for odd in read.account.odd)
    assert any("49 items" in one.what for one in read.overview.notes.assumptions)
    assert read.account.used["Updated"]


def test_a_last_update_long_after_the_end_does_not_stand_for_it(tmp_path: Path) -> None:
    read = look(
        file(tmp_path, text(f"{HEADER},Updated", lambda p: f"{without_dates(p)},2026-06-01 09:00:00"))
    )
    assert len(leads(read)) == 3
    assert sum(item.undated for item in history(read).items) == 49
    assert opened(read) == 4


@pytest.mark.parametrize(
    "resolution",
    ["Won't Do", "Won't Fix", "Wont Fix", "Duplicate", "Cannot Reproduce", "Declined", "Invalid", "Abandoned", "Obsolete", "Not a Bug",
     "Works as Designed", "Rejected", "Withdrawn", "Not planned", "Out of scope", "Wird nicht erledigt", "Ne sera pas corrigé", "No se corregirá",
     "Duplikat", "Doublon", "Duplicado"],
)  # fmt: skip
def test_what_was_resolved_without_being_done_is_given_up(tmp_path: Path, resolution: str) -> None:
    read = look(file(tmp_path, text(HEADER, lambda p: line(p).replace("Won’t Do", resolution))))
    assert ended(read) == 4
    assert leads(read) == KNOWN


@pytest.mark.parametrize(
    "resolution", ["Done", "Fixed", "Resolved", "Erledigt", "Terminé", "Listo", "Deployed", "Unknown word"]
)
def test_what_was_resolved_in_any_other_way_is_done(tmp_path: Path, resolution: str) -> None:
    read = look(file(tmp_path, text(HEADER, lambda p: line(p).replace("Fixed", resolution))))
    assert leads(read) == KNOWN


ENDS = (
    "stagnant",
    "moved_away",
    "withdrawn",
    "superseded",
    "abandoned",
    "Rejected",
    "Cancelled",
    "Won't do",
    "Zurückgezogen",
    "Abandonné",
    "Descartado",
)


@pytest.mark.parametrize("end", ENDS)
def test_an_end_that_is_a_column_is_no_stage(tmp_path: Path, end: str) -> None:
    def cells(p: Piece) -> str:
        return f"{p.key},{p.area},{iso(p.created)},{iso(p.started)},{iso(p.review) if p.done else ''},{iso(p.done)},{iso(p.ended)}"

    read = look(file(tmp_path, text(f"item,area,created,build,review,done,{end}", cells)))
    assert stages(read) == {"build", "review"}
    assert (ended(read), opened(read)) == (4, 4)
    assert leads(read) == KNOWN


@pytest.mark.parametrize("end", ENDS)
def test_an_end_that_is_an_event_is_no_stage(tmp_path: Path, end: str) -> None:
    rows = [
        f'{p.key},{p.area},"{status.replace("Cancelled", end)}",{iso(at)}'
        for p in pieces()
        for at, status in p.moves()
    ]
    read = look(file(tmp_path, "\n".join(["case,area,activity,timestamp", *rows])))
    assert stages(read) == {"build", "review"}
    assert (ended(read), opened(read)) == (4, 4)
    assert leads(read) == KNOWN


def test_a_status_of_an_unknown_name_that_items_do_not_leave_is_an_end(tmp_path: Path) -> None:
    def moved(p: Piece) -> list[tuple[datetime, str]]:
        if p.done and p.number % 4 == 0 and not p.reopened:  # 12 go to the museum instead
            return [(at, status.replace("Done", "In the museum")) for at, status in p.moves()]
        return p.moves()

    rows = [f"{p.key},{p.area},{status},{iso(at)}" for p in pieces() for at, status in moved(p)]
    read = look(file(tmp_path, "\n".join(["case,area,activity,timestamp", *rows])))
    gone = sum(moved(p)[-1][1] == "In the museum" for p in pieces())
    assert gone >= 10
    assert stages(read) == {"build", "review"}
    assert ended(read) == 4 + gone
    assert "In the museum" in read.text


def test_a_last_status_of_an_unknown_name_is_the_end_where_no_other_is_known(tmp_path: Path) -> None:
    rows = [
        f"{p.key},{p.area},{status.replace('Done', 'Hung on the wall')},{iso(at)}"
        for p in pieces()
        for at, status in p.moves()
    ]
    read = look(file(tmp_path, "\n".join(["case,area,activity,timestamp", *rows])))
    assert leads(read) == KNOWN
    assert "Hung on the wall" in read.text


def test_a_column_of_an_unknown_name_after_which_nothing_is_done_is_an_end(tmp_path: Path) -> None:
    def cells(p: Piece) -> str:
        gone = p.number % 4 == 0
        return f"{p.key},{p.area},{iso(p.created)},{iso(p.started)},{iso(p.review) if gone else ''},{'' if gone else iso(p.done)}"

    read = look(file(tmp_path, text("item,area,created,build,Mothballed,done", cells)))
    assert stages(read) == {"build"}
    assert ended(read) == 15
    assert "Mothballed" in read.text


# ---- what comes back ----


def test_reopened_is_a_status_and_no_stage(tmp_path: Path) -> None:
    rows = [f"{p.key},{p.area},{status},{iso(at)}" for p in pieces() for at, status in p.moves()]
    read = look(file(tmp_path, "\n".join(["case,area,activity,timestamp", *rows])))
    assert stages(read) == {"build", "review"}
    assert returned(read) == 6
    assert leads(read) == KNOWN


@pytest.mark.parametrize(
    "name", ["Reopened", "Re-opened", "Reopened At", "reopened_at", "Wiedereröffnet", "Rouvert", "Reabierto"]
)
def test_reopened_as_a_column_is_a_return(tmp_path: Path, name: str) -> None:
    def cells(p: Piece) -> str:
        again = iso(p.reopened[1]) if p.reopened else ""
        return f"{p.key},{p.area},{iso(p.created)},{iso(p.started)},{again},{iso(p.done)}"

    read = look(file(tmp_path, text(f"item,area,created,build,{name},done", cells)))
    assert stages(read) == {"build"}
    assert returned(read) == 6
    assert leads(read) == KNOWN


@pytest.mark.parametrize("name", ["Reopen count", "Reopened count", "Times reopened", "reopen_count"])
def test_reopened_as_a_count_is_a_return(tmp_path: Path, name: str) -> None:
    read = look(file(tmp_path, text(f"{HEADER},{name}", lambda p: f"{line(p)},{2 if p.reopened else 0}")))
    assert returned(read) == 12
    assert leads(read) == KNOWN


@pytest.mark.parametrize("arrow", [" > ", " -> ", " → ", " => ", " | ", "; ", " » "])
def test_loops_in_a_column_of_statuses_count(tmp_path: Path, arrow: str) -> None:
    def cells(p: Piece) -> str:
        return (
            f"{p.key},{p.area},{iso(p.created)},{iso(p.done)},{arrow.join(status for _, status in p.moves())}"
        )

    read = look(file(tmp_path, text("item,area,created,done,Status path", cells)))
    assert returned(read) == 6
    assert stages(read) == {"build", "review"}
    assert chances(read)["review"] == pytest.approx(15 / (60 + 15), abs=0.03)
    assert chances(read)["build"] == 0


# ---- dates that are no stages ----

MIDDLE = "item,area,created,build,{},done"


def between(p: Piece, at: datetime | None) -> str:
    return f"{p.key},{p.area},{iso(p.created)},{iso(p.started)},{iso(at)},{iso(p.done)}"


@pytest.mark.parametrize(
    "name",
    ["Due date", "Target start", "Target end", "Planned start", "Planned finish", "Expected delivery", "ETA", "Committed date", "SLA due", "Next review date",
     "Forecast date", "Baseline end", "Promised date", "Deadline", "Custom field (Target start)", "Fälligkeitsdatum", "Geplantes Ende", "Échéance",
     "Date d'échéance", "Fecha de vencimiento", "Fecha límite"],
)  # fmt: skip
def test_a_planned_date_is_no_stage_even_where_it_lies_between(tmp_path: Path, name: str) -> None:
    read = look(file(tmp_path, text(MIDDLE.format(name), lambda p: between(p, p.review if p.done else None))))
    assert stages(read) == {"build"}
    assert read.account.unused[name] == "a planned date"
    assert leads(read) == KNOWN


def test_dates_in_the_future_are_plans_whatever_their_column_is_called(tmp_path: Path) -> None:
    read = look(
        file(
            tmp_path,
            text(MIDDLE.format("Showcase"), lambda p: between(p, datetime(2027, 1, 4 + p.number % 20))),
        )
    )
    assert stages(read) == {"build"}
    assert "future" in read.account.unused["Showcase"]
    assert leads(read) == KNOWN


@pytest.mark.parametrize(
    "name",
    ["Satisfaction date", "Custom field (Survey sent)", "Retrospective", "Review of value", "Test of memory"],
)
def test_dates_after_the_end_are_no_stage(tmp_path: Path, name: str) -> None:
    read = look(
        file(tmp_path, text(MIDDLE.format(name), lambda p: between(p, p.done and p.done + timedelta(days=2))))
    )
    assert stages(read) == {"build"}
    assert read.account.unused[name]
    assert leads(read) == KNOWN


@pytest.mark.parametrize("name", ["Idea noted", "Customer since", "Design of the year"])
def test_dates_before_the_creation_are_no_stage(tmp_path: Path, name: str) -> None:
    read = look(
        file(tmp_path, text(MIDDLE.format(name), lambda p: between(p, p.created - timedelta(days=200))))
    )
    assert stages(read) == {"build"}
    assert read.account.unused[name]
    assert leads(read) == KNOWN


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("In Review", "review"), ("last_call", "last_call"), ("Translation started", "translation"), ("Interview", "interview"), ("Importing", "importing"),
        ("Due diligence", "due_diligence"), ("Life cycle check", "life_cycle_check"), ("Project setup", "project_setup"), ("Slating", "slating"),
        ("First draft", "first_draft"), ("Preview", "preview"), ("Overdue check", "overdue_check"), ("Last mile", "last_mile"), ("Endgame", "endgame"),
        ("Viewing", "viewing"), ("Export", "export"), ("Targeting", "targeting"), ("Expected loss model", "expected_loss_model"), ("Comment period", "comment_period"),
    ],
)  # fmt: skip
def test_a_stage_is_not_dropped_for_a_word_within_its_name(tmp_path: Path, name: str, stage: str) -> None:
    read = look(file(tmp_path, text(MIDDLE.format(name), lambda p: between(p, p.review if p.done else None))))
    assert stages(read) == {"build", stage}
    assert name in read.account.used
    assert leads(read) == KNOWN


# ---- shapes of dates ----


def test_of_dates_without_times_the_same_day_is_a_third_of_it(tmp_path: Path) -> None:
    read = look(
        file(
            tmp_path,
            text(
                "item,area,created,done",
                lambda p: f"{p.key},{p.area},{p.created:%Y-%m-%d},{iso(p.done)[:10]}",
            ),
        )
    )
    days = [float(np.busday_count(p.created.date(), p.done.date())) for p in done_pieces() if p.done]
    assert 0.0 in days
    assert leads(read) == pytest.approx(sorted(n or 1 / 3 for n in days))
    assert any("without times of day" in one.what for one in read.overview.notes.assumptions)


def test_a_date_of_the_end_without_a_time_does_not_lie_before_the_creation(tmp_path: Path) -> None:
    read = look(
        file(
            tmp_path,
            text("item,area,created,done", lambda p: f"{p.key},{p.area},{iso(p.created)},{iso(p.done)[:10]}"),
        )
    )
    found = leads(read)
    assert len(found) == 52
    assert min(found) > 0
    assert found == pytest.approx(sorted(DONE), abs=0.5)
    assert "done before" not in read.text


@pytest.mark.parametrize(
    ("created", "done", "hours"),
    [
        ("Created At (UTC)", "Closed At (UTC)", 0), ("Created (America/New_York)", "Closed (UTC)", -5), ("Created (UTC+2)", "Closed (UTC)", 2),
        ("Created [UTC-03:00]", "Closed [UTC]", -3), ("Created (CET)", "Closed (GMT)", 1), ("created_utc", "closed_utc", 0),
        ("Created (Europe/Berlin)", "Closed (Europe/Berlin)", 0), ("Created (PST)", "Closed (EST)", -3),
    ],
)  # fmt: skip
def test_the_zone_in_the_name_of_a_column_holds_for_its_times(
    tmp_path: Path, created: str, done: str, hours: int
) -> None:
    """hours: by how many the clock of the creation is ahead of that of the end."""
    read = look(
        file(
            tmp_path,
            text(f"item,area,{created},{done}", lambda p: f"{p.key},{p.area},{iso(p.created)},{iso(p.done)}"),
        )
    )
    known = sorted(lead + hours / 24 for lead in DONE)
    assert leads(read) == pytest.approx([lead for lead in known if lead >= 0], abs=1e-6)


@pytest.mark.parametrize(
    "sentinel",
    [
        "9999-12-31",
        "9999-12-31 23:59:59",
        "0001-01-01",
        "1900-01-01 00:00:00",
        "2099-12-31",
        "31/12/9999",
        "12/31/9999 11:59:59 PM",
    ],
)
def test_a_date_that_stands_for_none_is_empty_and_said(tmp_path: Path, sentinel: str) -> None:
    read = look(
        file(
            tmp_path,
            text(
                "item,area,created,done",
                lambda p: f"{p.key},{p.area},{iso(p.created)},{iso(p.done) or sentinel}",
            ),
        )
    )
    assert len(history(read).items) == 60
    assert opened(read) == 8
    assert leads(read) == KNOWN
    assert "treated as empty" in read.text


@pytest.mark.parametrize(
    "shape",
    ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.000+0000", "%Y-%m-%d %H:%M:%S UTC", "%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M", "%m/%d/%Y %I:%M %p", "%d/%b/%y %I:%M %p",
     "%d-%b-%Y %H:%M:%S", "%b %d, %Y %I:%M %p", "%B %d, %Y at %I:%M %p", "%a, %d %b %Y %H:%M:%S GMT", "%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)",
     "%Y/%m/%d %H:%M", "%Y%m%d%H%M%S", "%Y%m%dT%H%M%SZ", "%d %B %Y %H:%M", "%a %m/%d/%y %I:%M %p", "%A, %B %d, %Y %I:%M:%S %p"],
)  # fmt: skip
def test_dates_of_all_shapes_are_read_alike(tmp_path: Path, shape: str) -> None:
    def cells(p: Piece) -> str:
        return f'{p.key},{p.area},"{p.created.strftime(shape)}","{p.done.strftime(shape) if p.done else ""}"'

    read = look(file(tmp_path, text("item,area,created,done", cells)))
    assert len(history(read).items) == 60
    assert leads(read) == KNOWN


@pytest.mark.parametrize("unit", [1, 1_000, 1_000_000])
def test_times_since_1970_are_read_in_any_unit(tmp_path: Path, unit: int) -> None:
    def since(at: datetime | None) -> str:
        return str(round((at - datetime(1970, 1, 1)).total_seconds()) * unit) if at else ""

    read = look(
        file(
            tmp_path,
            text("item,area,created,done", lambda p: f"{p.key},{p.area},{since(p.created)},{since(p.done)}"),
        )
    )
    assert leads(read) == KNOWN


# ---- bulk, future, ancient ----


def test_items_of_one_minute_are_an_import_and_no_arrivals(tmp_path: Path) -> None:
    bulk = [f"OLD-{k},Search,2026-01-20 12:00:{k:02d},2026-02-{1 + k % 20:02d} 10:00:00" for k in range(30)]
    rows = [f"{p.key},{p.area},{iso(p.created)},{iso(p.done)}" for p in pieces()]
    read = look(file(tmp_path, "\n".join(["item,area,created,done", *rows, *bulk])))
    assert len(history(read).items) == 90
    assert sum(item.before for item in history(read).items) == 30
    assert leads(read) == KNOWN
    figures = read.overview.figures
    assert figures is not None
    assert figures.arrivals_per_week.mean == pytest.approx(10.0, abs=1.0)
    assert any("30 items" in odd and "2026-01-20" in odd for odd in read.account.odd)


def test_items_closed_in_one_minute_are_named(tmp_path: Path) -> None:
    rows = [
        f"{p.key},{p.area},{iso(p.created)},{'2026-02-25 18:00:00' if p.number > 35 else iso(p.done)}"
        for p in pieces()
    ]
    read = look(file(tmp_path, "\n".join(["item,area,created,done", *rows])))
    assert any("25 items" in odd and "2026-02-25" in odd for odd in read.account.odd)


def test_items_created_in_the_future_are_left_out_and_said(tmp_path: Path) -> None:
    rows = [f"F-{k},Search,2031-01-{1 + k:02d} 10:00:00," for k in range(3)]
    read = look(
        file(
            tmp_path,
            text("item,area,created,done", lambda p: f"{p.key},{p.area},{iso(p.created)},{iso(p.done)}")
            + "\n".join(rows),
        )
    )
    assert len(history(read).items) == 60
    assert left_out(read) == 3
    assert leads(read) == KNOWN
    assert any("future" in odd and "3 dates" in odd for odd in read.account.odd)
    assert history(read).items[0].created < 50


def test_ends_in_the_future_are_no_ends(tmp_path: Path) -> None:
    read = look(
        file(
            tmp_path,
            text(
                "item,area,created,done",
                lambda p: f"{p.key},{p.area},{iso(p.created)},{iso(p.done) or '2031-01-01 10:00:00'}",
            ),
        )
    )
    assert leads(read) == KNOWN
    assert opened(read) == 8
    assert any("8 dates" in odd and "future" in odd for odd in read.account.odd)


def test_ancient_items_are_named(tmp_path: Path) -> None:
    rows = [
        "A-1,Search,2003-05-05 10:00:00,2026-01-08 10:00:00",
        "A-2,Search,2003-06-05 10:00:00,2026-01-08 10:00:00",
    ]
    read = look(
        file(
            tmp_path,
            text("item,area,created,done", lambda p: f"{p.key},{p.area},{iso(p.created)},{iso(p.done)}")
            + "\n".join(rows),
        )
    )
    assert any("2 items" in odd for odd in read.account.odd)


def test_an_end_before_the_beginning_is_named_and_in_no_lead_time(tmp_path: Path) -> None:
    rows = [
        f"{p.key},{p.area},{iso(p.created)},{iso(p.created - timedelta(days=9)) if p.number <= 5 else iso(p.done)}"
        for p in pieces()
    ]
    read = look(file(tmp_path, "\n".join(["item,area,created,done", *rows])))
    assert len(leads(read)) == 47
    assert any("5 items are done before they are created" in odd for odd in read.account.odd)


# ---- two files ----

STRANGERS = "name,title,team\n" + "".join(f"Zqx Person{k},engineer,Team {'AB'[k % 2]}\n" for k in range(8))


def with_people(p: Piece) -> str:
    return f"{p.key},{p.area},{p.team},{p.person},{iso(p.created)},{iso(p.done)}"


def test_two_files_with_nothing_in_common_are_named(tmp_path: Path) -> None:
    work = file(tmp_path, text("item,area,team,assignee,created,done", with_people), "tickets.csv")
    read = look(file(tmp_path, STRANGERS, "people.csv"), work)
    odd = read.accounts["tickets.csv"].odd
    assert any("0 of 5 people" in each and "people.csv" in each for each in odd)


def test_two_files_about_the_same_people_are_not_odd(tmp_path: Path) -> None:
    people = "name,title,team\n" + "".join(
        f"{p.person},engineer,{p.team}\n" for p in {p.person: p for p in pieces()}.values()
    )
    work = file(tmp_path, text("item,area,team,assignee,created,done", with_people), "tickets.csv")
    read = look(file(tmp_path, people, "people.csv"), work)
    assert not read.accounts["tickets.csv"].odd
    assert "5 of 5 people who worked in the history are in the list" in read.text


# ---- work that is not software ----

CLERKS = (
    "Check credit history",
    "Design loan offer",
    "Review documents",
    "Develop contract",
    "Test signature",
    "Design letter",
    "Check income",
)


def clerical(order: Callable[[int], Iterable[str]]) -> list[tuple[str, str, datetime]]:
    """Case, activity and time of 40 cases that end with being closed."""
    found = []
    for k in range(40):
        steps = ["Application received", *order(k), "Closed"]
        found += [
            (f"L{k}", step, weekday(k // 2, 9 + k % 2) + timedelta(minutes=20 * j))
            for j, step in enumerate(steps)
        ]
    return found


def test_activities_of_clerks_are_stages_of_their_own_whatever_words_they_hold(tmp_path: Path) -> None:
    rows = [f"{case},{step},{iso(at)}" for case, step, at in clerical(lambda k: CLERKS)]
    read = look(file(tmp_path, "\n".join(["case,activity,timestamp", *rows])))
    found = [stage for stage in stages(read) if stage != "application_received"]
    assert len(found) == len(CLERKS)
    assert set(chances(read).values()) == {0.0}


@pytest.mark.parametrize("name", ["Open account", "Hold interview", "New vendor setup"])
def test_an_activity_that_begins_like_a_status_is_a_stage_among_activities(tmp_path: Path, name: str) -> None:
    rows = [f"{case},{step},{iso(at)}" for case, step, at in clerical(lambda k: (*CLERKS, name))]
    read = look(file(tmp_path, "\n".join(["case,activity,timestamp", *rows])))
    assert name.lower().replace(" ", "_") in stages(read)


def test_activities_in_any_order_are_no_returns(tmp_path: Path) -> None:
    def order(k: int) -> list[str]:
        return [CLERKS[(k + j) % 4] for j in range(4)]

    rows = [f"{case},{step},{iso(at)}" for case, step, at in clerical(order)]
    read = look(file(tmp_path, "\n".join(["case,activity,timestamp", *rows])))
    assert set(chances(read).values()) == {0.0}
    assert returned(read) == 0


def test_an_activity_that_is_done_once_more_is_a_return(tmp_path: Path) -> None:
    def order(k: int) -> list[str]:
        return [CLERKS[1], CLERKS[0], *([CLERKS[1], CLERKS[0]] if k % 4 == 0 else [])]

    rows = [f"{case},{step},{iso(at)}" for case, step, at in clerical(order)]
    read = look(file(tmp_path, "\n".join(["case,activity,timestamp", *rows])))
    found = {name: chance for name, chance in chances(read).items() if chance}
    assert list(found.values()) == [pytest.approx(10 / 50, abs=0.01)]


def test_a_column_that_mapping_names_as_a_stage_is_one_whatever_its_dates(tmp_path: Path) -> None:
    mapping = MappingSpec(statuses={"target": "aim"})
    read = look(
        file(
            tmp_path, text(MIDDLE.format("Target date"), lambda p: between(p, p.review if p.done else None))
        ),
        mapping=mapping,
    )
    assert "aim" in stages(read)


# ---- further relatives ----


LOCAL_MONTHS = {
    "de": ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"),
    "de long": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"),
    "de short": ("Jan.", "Feb.", "Mrz.", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."),
    "at": ("Jän", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"),
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
    "fr long": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"),
    "es dots": ("ene.", "feb.", "mar.", "abr.", "may.", "jun.", "jul.", "ago.", "sep.", "oct.", "nov.", "dic."),
    "es long": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
}  # fmt: skip
SHAPES = (
    "{d:02d}.{m}.{y:02d} {h:02d}:05",
    "{d:02d}/{m}/{y:02d} {t}:05 {half}",
    "{d}. {m} 20{y} {h:02d}:05",
    "{d} {m} 20{y} {h:02d}:05",
    "{d:02d}-{m}-20{y} {h:02d}:05:00",
)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("language", LOCAL_MONTHS)
def test_all_months_of_a_language_are_read(tmp_path: Path, language: str, shape: str) -> None:
    """Two working days and two hours, in each month of 2025."""

    def said(at: datetime) -> str:
        month = LOCAL_MONTHS[language][at.month - 1]
        half = "PM" if at.hour >= 12 else "AM"
        return shape.format(d=at.day, m=month, y=at.year % 100, h=at.hour, t=at.hour % 12 or 12, half=half)

    rows = []
    for month in range(1, 13):
        for day in (2, 9, 16):
            at = datetime(2025, month, day, 11, 5)
            while at.weekday() > 2:
                at += timedelta(days=1)
            rows.append(f"{month}-{day},A,{said(at)},{said(at + timedelta(days=2, hours=2))}")
    read = look(file(tmp_path, "\n".join(["item,area,created,done", *rows])))
    assert leads(read) == pytest.approx([2 + 2 / 24] * 36)
    assert sorted({item.created // 5 for item in history(read).items})[-1] >= 48


@pytest.mark.parametrize(
    "shape", ["%d/%m/%Y %I:%M:%S {half}", "%d/%m/%Y, %I:%M {half}", "%d/%m/%y %I:%M {half}"]
)
@pytest.mark.parametrize("halves", [("a. m.", "p. m."), ("a.m.", "p.m."), ("a. m.", "p. m."), ("AM", "PM")])
def test_halves_of_the_day_are_read_as_spanish_writes_them(
    tmp_path: Path, shape: str, halves: tuple[str, str]
) -> None:
    def said(at: datetime | None) -> str:
        return f'"{at.strftime(shape).format(half=halves[at.hour >= 12])}"' if at else ""

    read = look(
        file(
            tmp_path,
            text(
                "Clave de incidencia,Componentes,Creada,Resuelta",
                lambda p: f"{p.key},{p.area},{said(p.created)},{said(p.done)}",
            ),
        )
    )
    assert leads(read) == KNOWN


@pytest.mark.parametrize(
    "shape",
    [
        "%d.%m.%Y %H:%M Uhr",
        "%d.%m.%Y, %H:%M:%S",
        "%d/%m/%Y à %Hh%M",
        "%d/%m/%Y %H:%M:%S",
        "Mo, %d.%m.%Y %H:%M",
        "lun. %d/%m/%Y %H:%M",
        "%d.%m.%y %H.%M",
    ],
)
def test_times_are_read_as_people_write_them(tmp_path: Path, shape: str) -> None:
    def said(at: datetime | None) -> str:
        return f'"{at.strftime(shape)}"' if at else ""

    read = look(
        file(
            tmp_path,
            text("item,area,created,done", lambda p: f"{p.key},{p.area},{said(p.created)},{said(p.done)}"),
        )
    )
    assert leads(read) == KNOWN


def test_dates_of_one_day_without_times_are_an_import_as_well(tmp_path: Path) -> None:
    bulk = [f"OLD-{k},Search,2026-01-20,2026-02-{2 + k % 20:02d}" for k in range(40)]
    rows = [f"{p.key},{p.area},{p.created:%Y-%m-%d},{iso(p.done)[:10]}" for p in pieces()]
    read = look(file(tmp_path, "\n".join(["item,area,created,done", *rows, *bulk])))
    assert any("2026-01-20" in odd for odd in read.account.odd)
    assert sum(item.before for item in history(read).items) >= 40
    assert max(leads(read)) <= 4


def test_items_that_are_open_by_their_status_and_have_an_end_are_named(tmp_path: Path) -> None:
    rows = [line(p).replace(",Done,Fixed,", ",In Progress,,") if p.number <= 6 else line(p) for p in pieces()]
    read = look(file(tmp_path, "\n".join([HEADER, *rows])))
    assert any("6 items" in odd for odd in read.account.odd)


def test_two_columns_that_mean_one_stage_make_no_return(tmp_path: Path) -> None:
    def cells(p: Piece) -> str:
        steps = [p.created + timedelta(minutes=5 * j) for j in range(1, 6)]
        return ",".join([p.key, p.area, iso(p.created), *map(iso, steps), iso(p.done)])

    read = look(
        file(tmp_path, text("item,area,created,Doing,Code Review,Testing,Final Review,Deploying,done", cells))
    )
    assert set(chances(read).values()) == {0.0}
    assert leads(read) == KNOWN
    assert {"Code Review", "Final Review"} <= set(read.account.used)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("item,area,created,In Arbeit,In Prüfung,Im Test,done", {"build", "review", "test"}), ("item,area,created,En cours,En revue,En test,done", {"build", "review", "test"}),
        ("item,area,created,En progreso,En revisión,En pruebas,done", {"build", "review", "test"}), ("item,area,created,In Progress,Code Review,QA,done", {"build", "review", "test"}),
        ("item,area,created,Doing,Peer review,Verification,done", {"build", "review", "test"}),
    ],
)  # fmt: skip
def test_columns_of_stages_are_known_in_four_languages(tmp_path: Path, header: str, found: set[str]) -> None:
    def cells(p: Piece) -> str:
        steps = [p.created + timedelta(minutes=5 * j) for j in (1, 2, 3)]
        return ",".join([p.key, p.area, iso(p.created), *map(iso, steps), iso(p.done)])

    read = look(file(tmp_path, text(header, cells)))
    assert stages(read) == found


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("Zu erledigen", "In Arbeit", "Code-Review", "Fertig", "Wieder geöffnet", "Abgebrochen"), {"build", "review"}),
        (("À faire", "En cours", "En revue", "Terminé", "Rouvert", "Annulé"), {"build", "review"}),
        (("Por hacer", "En curso", "En revisión", "Listo", "Reabierto", "Cancelado"), {"build", "review"}),
        (("Offen", "In Bearbeitung", "Review", "Erledigt", "Wiedereröffnet", "Verworfen"), {"build", "review"}),
        (("TO DO", "IN PROGRESS", "IN REVIEW", "DONE", "REOPENED", "WON'T DO"), {"build", "review"}),
    ],
)  # fmt: skip
def test_statuses_of_a_log_are_known_in_four_languages(
    tmp_path: Path, names: tuple[str, ...], found: set[str]
) -> None:
    known = dict(
        zip(("To Do", "In Progress", "In Review", "Done", "Reopened", "Cancelled"), names, strict=True)
    )
    rows = [f"{p.key},{p.area},{known[status]},{iso(at)}" for p in pieces() for at, status in p.moves()]
    read = look(file(tmp_path, "\n".join(["case,area,activity,timestamp", *rows])))
    assert stages(read) == found
    assert (returned(read), ended(read), opened(read)) == (6, 4, 4)
    assert leads(read) == KNOWN


@pytest.mark.parametrize(
    "header",
    ["Issue key,Field,From,To,Changed at", "key,field,fromString,toString,created", "Issue,Field Name,Old Value,New Value,Change Date", "Vorgangsschlüssel,Feld,Von,Nach,Geändert am",
     "item,attribute,before,after,date", "Clé,Champ,De,À,Date", "Clave,Campo,De,A,Fecha"],
)  # fmt: skip
@pytest.mark.parametrize("word", ["status", "Status"])
def test_changes_of_fields_are_read_by_their_names(tmp_path: Path, header: str, word: str) -> None:
    rows = []
    for p in pieces():
        before = ""
        for at, status in p.moves():
            rows += [
                f"{p.key},{word},{before},{status},{iso(at)}",
                f"{p.key},Rank,,In Review,{iso(at)}",
                f"{p.key},resolution,,Done,{iso(at)}",
            ]
            before = status
    read = look(file(tmp_path, "\n".join([header, *rows])))
    assert len(history(read).items) == 60
    assert stages(read) == {"build", "review"}
    assert (returned(read), ended(read), opened(read)) == (6, 4, 4)
    assert leads(read) == KNOWN
    assert left_out(read) == 2 * sum(len(p.moves()) for p in pieces())


def test_numbers_of_statuses_beside_their_names_are_not_the_statuses(tmp_path: Path) -> None:
    ids = {
        "": "",
        "To Do": "10000",
        "In Progress": "3",
        "In Review": "10001",
        "Done": "10002",
        "Reopened": "4",
        "Cancelled": "10009",
    }
    rows = []
    for p in pieces():
        before = ""
        for at, status in p.moves():
            rows.append(f"{p.key},status,{ids[before]},{before},{ids[status]},{status},{iso(at)}")
            before = status
    read = look(file(tmp_path, "\n".join(["key,field,from,fromString,to,toString,created", *rows])))
    assert stages(read) == {"build", "review"}
    assert leads(read) == KNOWN


def test_a_title_in_columns_by_level_is_a_hierarchy(tmp_path: Path) -> None:
    """Azure DevOps writes the titles of a tree of work items into a column for each level."""
    rows = []
    for k, p in enumerate(pieces()):
        if k % 10 == 0:
            rows.append(f"{1 + k},Feature,A feature {k},,,{p.area},{iso(p.created)},{iso(p.done)}")
        rows.append(f"{100 + k},User Story,,A story {k},,{p.area},{iso(p.created)},{iso(p.done)}")
        rows.append(f"{300 + k},Task,,,A task {k},{p.area},{iso(p.created)},{iso(p.done)}")
    read = look(
        file(
            tmp_path,
            "\n".join(
                ["ID,Work Item Type,Title 1,Title 2,Title 3,Area Path,Created Date,Closed Date", *rows]
            ),
        )
    )
    assert Counter(item.kind for item in history(read).items) == {"User Story": 60}
    assert leads(read) == KNOWN
