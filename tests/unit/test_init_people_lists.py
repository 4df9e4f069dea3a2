"""`orgsim init` and `describe`: lists of people as HR systems and planners write them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from simulator.cli import main
from simulator.intake.meaning.files import read_files
from simulator.intake.meaning.mapping import MappingSpec
from simulator.intake.meaning.reading import Reading
from simulator.intake.notes import Account
from simulator.intake.people.persons import Person, persons_of, staffed

from .exports import PRIVATE, Table, file, look

HEADER = ["Name", "Job Title", "Team", "Department", "Manager"]
ROWS = [
    ["Zqora Zquendle", "Head of Engineering", "Lead", "Engineering", ""],
    ["Zqbert Zqamber", "Engineering Manager", "Checkout", "Engineering", "Zqora Zquendle"],
    ["Zqcleo Zqdorn", "Engineering Manager", "Search", "Engineering", "Zqora Zquendle"],
    ["Zqdana Zqelm", "Software Engineer", "Checkout", "Engineering", "Zqbert Zqamber"],
    ["Zqevi Zqfrost", "Software Engineer", "Checkout", "Engineering", "Zqbert Zqamber"],
    ["Zqfinn Zqgrove", "QA Engineer", "Checkout", "Engineering", "Zqbert Zqamber"],
    ["Zqgita Zqhale", "Product Designer", "Checkout", "Engineering", "Zqbert Zqamber"],
    ["Zqhugo Zqibsen", "Software Engineer", "Search", "Engineering", "Zqcleo Zqdorn"],
    ["Zqinge Zqjarl", "Software Engineer", "Search", "Engineering", "Zqcleo Zqdorn"],
]
"""Nine people: one leads two, who lead four and two."""
LINES = "3 people lead others: span 2.7 on average, 2 at the median, 4 at most; 3 levels, 1 person at the top"


@dataclass
class Listed:
    """What becomes of a list."""

    people: list[Person]
    """At work."""
    seats: list[Person]
    """Vacant."""
    account: Account
    text: str
    warnings: list[str]

    def teams(self, row: int) -> dict[str, float | None]:
        """Teams of the person in a row of the file."""
        (person,) = (person for person in self.people if person.row == row)
        return person.teams

    def boss_row(self, row: int) -> int | None:
        """Row of the manager of the person in a row."""
        (person,) = (person for person in self.people if person.row == row)
        return None if person.manager is None else self.people[person.manager].row

    @property
    def full_time(self) -> float:
        return sum(person.fte for person in self.people)

    @property
    def reasons(self) -> dict[str, int]:
        return {reason: len(lines) for reason, lines in self.account.left_out.items()}


def listed(path: Path, **mapped: object) -> Listed:
    mapping = MappingSpec.model_validate(mapped)
    reading = Reading(mapping=mapping, today=pd.Timestamp("2026-11-30", tz="UTC"))
    files = read_files([path], reading)
    assert files.people is not None
    found = persons_of(*files.people, reading)
    seats = [person for person in found if person.vacant]
    people = staffed(found)
    return Listed(
        people,
        seats,
        reading.notes.account(path.name),
        look(path, mapping=mapping).text,
        reading.notes.warnings,
    )


def content(
    rows: list[list[str]], more: list[str] | None = None, cells: list[list[str]] | None = None
) -> str:
    """A list as CSV, with further columns whose cells are given by row; '' in the rows that are not named."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*HEADER, *(more or [])])
    blank = [""] * len(more or [])
    for k, row in enumerate(rows):
        writer.writerow([*row, *(cells[k] if cells and k < len(cells) else blank)])
    return text.getvalue()


def of(
    folder: Path,
    rows: list[list[str]],
    more: list[str] | None = None,
    cells: list[list[str]] | None = None,
    **mapped: object,
) -> Listed:
    return listed(file(folder, content(rows, more, cells), "people.csv"), **mapped)


def seat(
    name: str, team: str = "Search", title: str = "Software Engineer", boss: str = "Zqcleo Zqdorn"
) -> list[str]:
    return [name, title, team, "Engineering", boss]


def renamed(row: int, name: str) -> list[list[str]]:
    """The list with another spelling of one name, by position."""
    return [[name, *one[1:]] if k == row else one for k, one in enumerate(ROWS)]


# ---- managers, spans, levels ----


def test_managers_spans_and_levels_are_those_of_the_list(tmp_path: Path) -> None:
    found = of(tmp_path, ROWS)
    assert len(found.people) == 9
    assert LINES in found.text
    assert [found.boss_row(row) for row in range(2, 11)] == [None, 2, 2, 3, 3, 3, 3, 4, 4]
    assert not found.warnings
    assert found.account.rows == found.account.rows_used == 9
    assert sorted([*found.account.used, *found.account.unused]) == sorted(HEADER)


def test_init_says_the_lines_that_describe_says(tmp_path: Path) -> None:
    path = file(tmp_path, content(ROWS), "people.csv")
    result = CliRunner().invoke(
        main, ["init", str(path), "--out", str(tmp_path / "out")], catch_exceptions=False
    )
    assert result.exit_code == 0
    assert LINES in result.output
    for text in (result.output, *(each.read_text(encoding="utf-8") for each in (tmp_path / "out").iterdir())):
        assert PRIVATE not in text.casefold()


def test_levels_follow_the_longest_line(tmp_path: Path) -> None:
    rows = [*ROWS, seat("Zqjulia Zqkern", boss="Zqhugo Zqibsen"), seat("Zqkai Zqlund", boss="Zqjulia Zqkern")]
    assert "5 levels, 1 person at the top" in of(tmp_path, rows).text
    assert "5 people lead others: span 2.0 on average, 2 at the median, 4 at most" in of(tmp_path, rows).text


def test_two_heads_are_two_at_the_top(tmp_path: Path) -> None:
    rows = [[*row[:4], ""] if row[0] == "Zqcleo Zqdorn" else row for row in ROWS]
    assert (
        "3 people lead others: span 2.3 on average, 2 at the median, 4 at most; 3 levels, 2 people at the top"
        in of(tmp_path, rows).text
    )


@pytest.mark.parametrize(
    "name",
    [
        "Dotted Line Manager",
        "Dotted-line manager",
        "Matrix Manager",
        "Functional Manager",
        "Secondary Manager",
        "Skip Level Manager",
    ],
)
def test_a_second_manager_changes_no_line(tmp_path: Path, name: str) -> None:
    found = of(tmp_path, ROWS, [name], [["Zqinge Zqjarl"]] * 9)
    assert LINES in found.text
    assert found.account.unused[name] == "a second manager"
    found = of(tmp_path, [[*row[:4], ""] for row in ROWS], [name], [["Zqinge Zqjarl"]] * 8)
    assert "lead others" not in found.text


# ---- names ----


@pytest.mark.parametrize(
    "name",
    ["Zqbert Zqamber (12345)", "Zqbert Zqamber [12345]", "Zqamber, Zqbert", "Zqbert Zqamber (E-0042)", "zqbert zqamber", "Zqbert  Zqamber", "Zqbert Zqamber [C]",
     "Zqbert Zqamber (Contractor)", "Zqbert Zqamber <zqb@zqv.example>"],
)  # fmt: skip
def test_a_name_is_the_same_with_what_stands_behind_it(tmp_path: Path, name: str) -> None:
    """Once in the list, and once where it is a manager."""
    found = of(tmp_path, renamed(1, name))
    assert LINES in found.text
    assert len(found.people) == 9
    assert not found.warnings
    rows = [[*row[:4], name if row[4] == "Zqbert Zqamber" else row[4]] for row in ROWS]
    assert LINES in of(tmp_path, rows).text
    both = [[name if row[0] == "Zqbert Zqamber" else row[0], *row[1:]] for row in rows]
    assert LINES in of(tmp_path, both).text


def test_first_and_last_names_apart_are_one_name(tmp_path: Path) -> None:
    header = "First Name,Last Name,Job Title,Team,Department,Manager"
    lines = [",".join([*row[0].split(), *row[1:]]) for row in ROWS]
    found = listed(file(tmp_path, "\n".join([header, *lines]), "people.csv"))
    assert LINES in found.text
    account = found.account
    assert sorted([*account.used, *account.unused]) == sorted(header.split(","))


NAMESAKE = ["Zqdana Zqelm", "Product Manager", "Search", "Product", "Zqcleo Zqdorn"]


def test_namesakes_with_numbers_are_two_people(tmp_path: Path) -> None:
    rows = [*ROWS, ["Zqdana Zqelm", "Software Engineer", "Checkout", "Engineering", "Zqbert Zqamber"]]
    found = of(tmp_path, rows, ["Employee ID"], [[str(100 + k)] for k in range(10)])
    assert len(found.people) == 10
    found = of(tmp_path, [[f"{row[0]} ({100 + k})", *row[1:]] for k, row in enumerate(rows)])
    assert len(found.people) == 10
    assert "span 3.0 on average, 2 at the median, 5 at most" in found.text


def test_namesakes_with_other_titles_managers_and_teams_are_two_people(tmp_path: Path) -> None:
    found = of(tmp_path, [*ROWS, NAMESAKE])
    assert len(found.people) == 10
    assert any("rows 5 and 11" in warning and "same name" in warning for warning in found.warnings)


def test_one_person_in_two_teams_is_one_person(tmp_path: Path) -> None:
    found = of(
        tmp_path, [*ROWS, ["Zqdana Zqelm", "Software Engineer", "Search", "Engineering", "Zqbert Zqamber"]]
    )
    assert len(found.people) == 9
    assert found.teams(5) == {"Checkout": None, "Search": None}


def test_a_person_with_one_number_in_two_teams_is_one_person(tmp_path: Path) -> None:
    rows = [*ROWS, NAMESAKE]
    found = of(tmp_path, rows, ["Employee ID"], [[str(100 + k)] for k in (*range(9), 3)])
    assert len(found.people) == 9
    assert found.teams(5) == {"Checkout": None, "Search": None}


def test_of_managers_who_are_namesakes_the_number_tells(tmp_path: Path) -> None:
    rows = [[row[0].replace("Zqcleo Zqdorn", "Zqbert Zqamber"), *row[1:]] for row in ROWS]
    bosses = ["", "100", "100", "101", "101", "101", "101", "102", "102"]
    numbered = [[*row[:4], boss] for row, boss in zip(rows, bosses, strict=True)]
    found = of(tmp_path, numbered, ["Employee ID"], [[str(100 + k)] for k in range(9)])
    assert LINES in found.text
    assert [found.boss_row(row) for row in range(2, 11)] == [None, 2, 2, 3, 3, 3, 3, 4, 4]
    written = [[f"{row[0]} ({100 + k})", *row[1:4], f"Zqbert Zqamber ({boss})" if boss > "100" else row[4]]
               for k, (row, boss) in enumerate(zip(rows, bosses, strict=True))]  # fmt: skip
    found = of(tmp_path, written)
    assert [found.boss_row(row) for row in range(2, 11)] == [None, 2, 2, 3, 3, 3, 3, 4, 4]


def test_of_managers_who_are_namesakes_without_numbers_none_is_guessed_in_silence(tmp_path: Path) -> None:
    rows = [
        [
            row[0].replace("Zqcleo Zqdorn", "Zqbert Zqamber"),
            row[1].replace("Engineering Manager", f"Manager {row[2]}"),
            *row[2:],
        ]
        for row in ROWS
    ]
    rows[2][4] = "Zqhugo Zqibsen"
    rows = [[*row[:4], "Zqbert Zqamber" if row[4] == "Zqcleo Zqdorn" else row[4]] for row in rows]
    found = of(tmp_path, rows)
    assert len(found.people) == 9
    assert any("fits several people" in warning for warning in found.warnings)


# ---- vacant seats, totals ----

VACANT = ["TBH", "TBH", "TBH", "Open Role", "N.N.", "vakant", ""]


def test_vacant_seats_are_seats_and_no_people(tmp_path: Path) -> None:
    rows = [*ROWS, *(seat(name, "Checkout" if k % 2 else "Search") for k, name in enumerate(VACANT))]
    found = of(tmp_path, rows)
    assert len(found.people) == 9
    assert len(found.seats) == 7
    assert [tuple(one.teams) for one in found.seats] == [
        ("Checkout",) if k % 2 else ("Search",) for k in range(7)
    ]
    assert found.reasons == {"vacant seats": 7}
    assert found.account.rows_used == 9
    assert LINES in found.text


def test_vacant_seats_can_be_filled(tmp_path: Path) -> None:
    rows = [*ROWS, *(seat(name) for name in VACANT)]
    path = file(tmp_path, content(rows), "people.csv")
    for what, count in (("empty", 4), ("filled", 11)):
        (tmp_path / "m.yaml").write_text(f"vacancies: {what}\n")
        out = tmp_path / what
        result = CliRunner().invoke(
            main,
            ["init", str(path), "--out", str(out), "--mapping", str(tmp_path / "m.yaml")],
            catch_exceptions=False,
        )
        assert result.exit_code == 0, result.output
        assert "7 vacant seats (engineer 7)" in result.output
        people = list(csv.DictReader(io.StringIO((out / "people.csv").read_text(encoding="utf-8"))))
        assert sum(row["role"] == "engineer" for row in people) == count
    found = of(tmp_path, rows, vacancies="filled")
    assert found.account.rows_used == 16
    assert not found.reasons


@pytest.mark.parametrize(
    "name",
    ["TBH", "TBD", "TBA", "TBH 1", "TBH - Engineer", "Open Role", "Open Position", "Open Req 4711", "Open Headcount", "OPEN", "Vacant", "Vacancy", "vacant (Q3)",
     "To be hired", "To Be Determined", "To be filled", "Unfilled", "Backfill for Zqfinn Zqgrove", "New Hire", "New Hire 2", "Future hire", "Placeholder 1", "REQ-1234",
     "Job Req 55", "Position open", "Headcount 3", "N.N.", "NN", "N. N.", "vakant", "Vakanz", "Offene Stelle", "unbesetzt", "zu besetzen", "Poste vacant", "à pourvoir",
     "Poste à pourvoir", "Vacante", "Puesto vacante", "Por contratar", "(open)", "[vacant]", "(TBH)"],
)  # fmt: skip
def test_a_name_that_says_that_no_one_is_there_is_a_vacant_seat(tmp_path: Path, name: str) -> None:
    found = of(tmp_path, [*ROWS, seat(name), seat(name, "Checkout")])
    assert (len(found.people), len(found.seats)) == (9, 2)


@pytest.mark.parametrize(
    "name",
    [
        "Zqtom Open",
        "Otto Vakanz",
        "Nina Nolan",
        "Zqopen Zqrole",
        "Tobias Heuer",
        "Zqjo Total",
        "Zqanna Summe",
        "Zqnew Zqhire",
    ],
)
def test_names_that_only_sound_like_it_are_people(tmp_path: Path, name: str) -> None:
    found = of(tmp_path, [*ROWS, seat(name)])
    assert (len(found.people), len(found.seats)) == (10, 0)


@pytest.mark.parametrize(
    "name",
    [
        "Total",
        "TOTAL",
        "Grand Total",
        "Totals",
        "Total: 9",
        "Total (9)",
        "Total headcount",
        "Subtotal",
        "Sum",
        "Summe",
        "Gesamt",
        "Gesamtsumme",
        "Somme",
        "Total général",
        "Suma",
        "Count",
    ],
)
@pytest.mark.parametrize(
    "rest", [["9", "", "", ""], ["", "", "", ""], ["9", "3", "1", ""]], ids=["number", "alone", "numbers"]
)
def test_a_total_is_no_person(tmp_path: Path, name: str, rest: list[str]) -> None:
    found = of(tmp_path, [*ROWS, [name, *rest]])
    assert (len(found.people), len(found.seats)) == (9, 0)
    assert found.account.rows_used == 9
    assert LINES in found.text


def test_totals_between_the_rows_are_no_people(tmp_path: Path) -> None:
    rows = [*ROWS[:3], ["Subtotal", "", "", "", "3"], *ROWS[3:], ["Grand total", "", "", "", "9"]]
    found = of(tmp_path, rows)
    assert (len(found.people), len(found.seats)) == (9, 0)
    assert LINES in found.text


# ---- who is there ----


@pytest.mark.parametrize(
    ("column", "here", "gone"),
    [
        ("Status", "Active", "Terminated"), ("Employment Status", "Active", "Inactive"), ("Employee Status", "Employed", "Resigned"), ("Status", "aktiv", "ausgeschieden"),
        ("Active", "Yes", "No"), ("Account Enabled", "TRUE", "FALSE"), ("Statut", "Actif", "Parti"), ("Estado", "Activo", "Inactivo"), ("Worker Status", "Active", "On Leave"),
        ("Status", "Active", "Parental leave"), ("On Leave", "No", "Yes"), ("Leave Type", "", "Sabbatical"), ("Status", "aktiv", "Elternzeit"),
        ("Termination Date", "", "2026-06-30"), ("End Date", "2027-12-31", "2026-01-31"), ("Last Working Day", "", "31.01.2026"), ("Austrittsdatum", "", "31.01.2026"),
        ("Hire Date", "2020-01-01", "2027-02-01"), ("Start Date", "2020-01-01", "2027-02-01"), ("Eintrittsdatum", "01.02.2020", "01.02.2027"),
        ("Date de sortie", "", "31/01/2026"), ("Fecha de baja", "", "31/01/2026"),
    ],
)  # fmt: skip
def test_those_who_are_not_at_work_are_left_out_with_a_reason(
    tmp_path: Path, column: str, here: str, gone: str
) -> None:
    cells = [[gone if k in (5, 8) else here] for k in range(9)]
    found = of(tmp_path, ROWS, [column], cells)
    assert [person.row for person in found.people] == [2, 3, 4, 5, 6, 8, 9]
    assert sum(found.reasons.values()) == 2
    assert column in found.account.used


@pytest.mark.parametrize(
    "state",
    ["(On Leave)", "(on parental leave)", "[Leave]", "(Terminated)", "(inactive)", "(Elternzeit)", "(left)"],
)
def test_a_state_in_brackets_behind_a_name_counts(tmp_path: Path, state: str) -> None:
    found = of(tmp_path, renamed(8, f"Zqinge Zqjarl {state}"))
    assert len(found.people) == 8
    assert sum(found.reasons.values()) == 1


def test_people_whose_manager_is_on_leave_are_named(tmp_path: Path) -> None:
    found = of(tmp_path, renamed(1, "Zqbert Zqamber (On Leave)"))
    assert len(found.people) == 8
    assert any("rows 5, 6, 7 and 8" in warning for warning in found.warnings)


def test_a_column_that_would_leave_out_all_is_not_believed(tmp_path: Path) -> None:
    found = of(tmp_path, ROWS, ["Status"], [["Inactive"]] * 9)
    assert len(found.people) == 9
    assert any("Status" in warning for warning in found.warnings)


# ---- how much of full time ----


@pytest.mark.parametrize(
    ("column", "full", "half"),
    [
        ("FTE", "1", "0.5"), ("FTE", "1.0", "0,5"), ("FTE", "100", "50"), ("FTE", "100%", "50%"), ("FTE %", "100", "50"), ("FTE", "100 %", "50 %"), ("Capacity", "1", ".5"),
        ("Weekly Hours", "40", "20"), ("Scheduled Weekly Hours", "38.5", "19.25"), ("Standard Hours", "37,5", "18,75"), ("Hours per week", "36", "18"),
        ("Beschäftigungsgrad", "100%", "50%"), ("Wochenstunden", "40", "20"), ("ETP", "1", "0,5"), ("Jornada", "100%", "50%"),
    ],
)  # fmt: skip
def test_part_time_is_a_share_of_full_time(tmp_path: Path, column: str, full: str, half: str) -> None:
    found = of(tmp_path, ROWS, [column], [[half if k in (3, 4) else full] for k in range(9)])
    assert [person.fte for person in found.people] == pytest.approx([1, 1, 1, 0.5, 0.5, 1, 1, 1, 1])
    assert "8.0 full-time people in all" in found.text


def test_where_the_file_does_not_say_it_people_work_full_time(tmp_path: Path) -> None:
    found = of(tmp_path, ROWS, ["FTE"], [[""]] * 3 + [["0.5"]])
    assert found.full_time == pytest.approx(8.5)


@pytest.mark.parametrize(("half", "rest"), [("50%", "100%"), ("0.5", "1"), ("50", "100"), ("50 %", "100 %")])
def test_half_an_allocation_to_one_team_is_half_a_person_there(tmp_path: Path, half: str, rest: str) -> None:
    """The other half is elsewhere: it is not scaled up to all of the person's time."""
    found = of(tmp_path, ROWS, ["Allocation"], [[half if k in (3, 7) else rest] for k in range(9)])
    assert [person.fte for person in found.people] == pytest.approx([1, 1, 1, 0.5, 1, 1, 1, 0.5, 1])
    assert any("2 people are allocated to less than 100 %" in line for line in found.text.splitlines())


def test_a_list_in_which_all_are_allocated_by_half_has_half_the_people(tmp_path: Path) -> None:
    found = of(tmp_path, ROWS, ["Allocation %"], [["50"]] * 9)
    assert found.full_time == pytest.approx(4.5)


def test_allocations_to_several_teams_add_up(tmp_path: Path) -> None:
    rows = [*ROWS, ["Zqdana Zqelm", "Software Engineer", "Search", "Engineering", "Zqbert Zqamber"]]
    found = of(tmp_path, rows, ["Allocation"], [["100%"]] * 3 + [["60%"]] + [["100%"]] * 5 + [["20%"]])
    (dana,) = (person for person in found.people if person.row == 5)
    assert dana.fte == pytest.approx(0.8)
    assert dana.shares() == pytest.approx({"Checkout": 0.75, "Search": 0.25})
    assert found.full_time == pytest.approx(8.8)


def test_allocations_of_more_than_all_time_are_scaled_down_and_said(tmp_path: Path) -> None:
    rows = [*ROWS, ["Zqdana Zqelm", "Software Engineer", "Search", "Engineering", "Zqbert Zqamber"]]
    found = of(tmp_path, rows, ["Allocation"], [["100%"]] * 3 + [["80%"]] + [["100%"]] * 5 + [["50%"]])
    (dana,) = (person for person in found.people if person.row == 5)
    assert dana.fte == 1.0
    assert dana.shares() == pytest.approx({"Checkout": 8 / 13, "Search": 5 / 13})
    assert any("more than 100 %" in warning and "row 5" in warning for warning in found.warnings)


def test_a_single_allocation_of_130_percent_is_said(tmp_path: Path) -> None:
    found = of(tmp_path, ROWS, ["Allocation"], [["130%" if k == 3 else "100%"] for k in range(9)])
    assert found.full_time == pytest.approx(9.0)
    assert any("row 5" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    "cells",
    [
        "Checkout (50%); Search (50%)",
        "Checkout=0.5; Search=0.5",
        "Checkout: 50 %; Search: 50 %",
        "Checkout 50%; Search 50%",
    ],
)
def test_allocations_stand_beside_the_teams(tmp_path: Path, cells: str) -> None:
    text = (
        "name,title,memberships\nZqa Zqb,engineer,"
        + cells
        + "\nZqc Zqd,engineer,Checkout (100%)\nZqe Zqf,engineer,Search (50%)\n"
    )
    found = listed(file(tmp_path, text, "people.csv"))
    assert found.people[0].shares() == pytest.approx({"Checkout": 0.5, "Search": 0.5})
    assert [person.fte for person in found.people] == pytest.approx([1, 1, 0.5])


def test_full_time_reaches_the_organisation(tmp_path: Path) -> None:
    path = file(
        tmp_path, content(ROWS, ["FTE"], [["0.5" if k in (3, 4) else "1"] for k in range(9)]), "people.csv"
    )
    result = CliRunner().invoke(
        main, ["init", str(path), "--out", str(tmp_path / "out")], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    people = list(csv.DictReader(io.StringIO((tmp_path / "out" / "people.csv").read_text(encoding="utf-8"))))
    assert sorted(float(row["fte"] or 1) for row in people) == [0.5, 0.5, *[1.0] * 7]


# ---- kinds ----


@pytest.mark.parametrize(
    ("column", "own", "other"),
    [
        ("Worker Type", "Employee", "Contingent Worker"), ("Employment Type", "Full-time", "Contractor"), ("Type", "Permanent", "Freelancer"), ("Employee Type", "Regular", "External"),
        ("Contract Type", "Permanent", "Agency"), ("Beschäftigungsart", "Intern", "Extern"), ("Type de contrat", "CDI", "Prestataire"), ("Tipo de contrato", "Indefinido", "Externo"),
    ],
)  # fmt: skip
def test_contractors_work_and_are_counted(tmp_path: Path, column: str, own: str, other: str) -> None:
    found = of(tmp_path, ROWS, [column], [[other if k in (3, 4, 5) else own] for k in range(9)])
    assert len(found.people) == 9
    assert "3 contractors among the people" in found.text


def test_a_letter_in_brackets_marks_contractors(tmp_path: Path) -> None:
    rows = [[f"{row[0]} [C]" if k > 6 else row[0], *row[1:]] for k, row in enumerate(ROWS)]
    found = of(tmp_path, rows)
    assert len(found.people) == 9
    assert "2 contractors among the people" in found.text


# ---- the file itself ----

ABOVE = ["Headcount report", "As of 2026-11-30", "Confidential"]
BELOW = ["", "Generated by Workday", "9 records"]


def test_titles_above_and_notes_below_are_found(tmp_path: Path) -> None:
    table = Table(HEADER, ROWS)
    (tmp_path / "people.csv").write_bytes(table.csv(above=ABOVE, below=BELOW))
    found = listed(tmp_path / "people.csv")
    assert len(found.people) == 9
    assert LINES in found.text
    assert sum(found.reasons.values()) == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_way_a_list_is_written_changes_nothing(tmp_path: Path, delimiter: str, encoding: str) -> None:
    (tmp_path / "people.csv").write_bytes(Table(HEADER, ROWS).csv(delimiter, encoding))
    assert LINES in listed(tmp_path / "people.csv").text


def test_a_workbook_is_read_with_titles_above(tmp_path: Path) -> None:
    rows = [["Headcount report"], ["As of today"], [], HEADER, *ROWS, [], ["Total", "9"]]
    wide = [[*row, *[""] * (5 - len(row))] for row in rows]
    (tmp_path / "people.xlsx").write_bytes(Table(wide[0], wide[1:]).xlsx())
    found = listed(tmp_path / "people.xlsx")
    assert len(found.people) == 9
    assert LINES in found.text


@pytest.mark.parametrize(
    "header",
    ["Worker,Business Title,Team,Supervisory Organization,Manager", "Employee,Position,Squad,Tribe,Line Manager", "Mitarbeiter,Position,Team,Abteilung,Vorgesetzter",
     "Name,Stellenbezeichnung,Gruppe,Bereich,Führungskraft", "Employé,Poste,Équipe,Département,Responsable", "Nom complet,Fonction,Équipe,Service,Manager",
     "Empleado,Puesto,Equipo,Departamento,Supervisor", "Nombre completo,Cargo,Equipo,Área,Jefe", "Display Name,Job Title,Team,Department,Reports To"],
)  # fmt: skip
def test_headers_of_systems_and_languages_are_known(tmp_path: Path, header: str) -> None:
    (tmp_path / "people.csv").write_bytes(Table(header.split(","), ROWS).csv())
    found = listed(tmp_path / "people.csv")
    assert LINES in found.text
    assert [tuple(person.teams) for person in found.people] == [(row[2],) for row in ROWS]


def test_every_column_of_a_list_is_in_the_account(tmp_path: Path) -> None:
    more = [
        "Employee ID",
        "Email",
        "FTE",
        "Cost Center",
        "Location",
        "Hire Date",
        "Dotted Line Manager",
        "Birthday",
        "Notes",
        "Manager ID",
    ]
    cells = [
        [str(k), f"zq{k}@zqv.example", "1", "4711", "Berlin", "2020-01-01", "", "1990-01-01", "zqnote", ""]
        for k in range(9)
    ]
    found = of(tmp_path, ROWS, more, cells)
    assert sorted([*found.account.used, *found.account.unused]) == sorted([*HEADER, *more])
    assert all([*found.account.used.values(), *found.account.unused.values()])
    assert LINES in found.text
    assert PRIVATE not in found.text.casefold()
