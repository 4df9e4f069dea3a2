"""One small history of work, in the forms in which programs export it.

60 pieces of work come in on weekdays from Monday 2026-01-05 on, two a day. How long each takes, what came back and what was
given up is known from the rules in `pieces`. All words that must not leave a file begin with `zq`: names of people, logins,
titles and texts.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np

from simulator.intake.meaning.files import read_files
from simulator.intake.meaning.mapping import MappingSpec
from simulator.intake.meaning.reading import Reading
from simulator.intake.notes import Account
from simulator.intake.overview import Overview, overview_of
from simulator.intake.work.histories import history_of
from simulator.intake.work.history import History

PRIVATE = "zq"
PEOPLE = ("Zqora Zquendle", "Zqbert Zqamber", "Zqcleo Zqdorn", "Zqdana Zqelm", "Zqevi Zqfrost")
MONDAY = date(2026, 1, 5)
LEADS = ((0, 3), (1, 2), (2, 4), (3, 1), (1, 5), (4, 0), (2, 2))
"""Whole working days, and hours beyond them."""
GIVEN_UP = (10, 25, 40, 55)
OPEN = (54, 56, 57, 59)


@dataclass(frozen=True)
class Piece:
    """A piece of work and its moments."""

    number: int
    area: str
    kind: str
    team: str
    person: str
    created: datetime
    started: datetime
    review: datetime
    """The last time."""
    done: datetime | None
    """The last time."""
    ended: datetime | None = None
    reworked: tuple[datetime, datetime] | None = None
    """A first review, and work again."""
    reopened: tuple[datetime, datetime, datetime] | None = None
    """A first end, opened again, and work again."""
    size: int = 1

    @property
    def key(self) -> str:
        return f"SHOP-{self.number}"

    @property
    def title(self) -> str:
        return f"Zqtitle of piece {self.number}"

    @property
    def login(self) -> str:
        return self.person.casefold().replace(" ", ".")

    @property
    def epic(self) -> str:
        return f"SHOP-{901 + self.number % 5}"

    @property
    def last(self) -> datetime:
        """When something happened to it for the last time."""
        return self.done or self.ended or self.started

    def status(self, done: str, open_: str, ended: str) -> str:
        return done if self.done else ended if self.ended else open_

    def moves(self) -> list[tuple[datetime, str]]:
        """All statuses that it reached, with the names that Jira gives them."""
        found = [(self.created, "To Do"), (self.started, "In Progress")]
        if self.reworked:
            found += zip(self.reworked, ("In Review", "In Progress"), strict=True)
        if self.reopened:
            first, again, work = self.reopened
            found += [
                (first - timedelta(hours=1), "In Review"), (first, "Done"), (again, "Reopened"), (work, "In Progress"),
            ]  # fmt: skip
        if self.ended:
            return [*found, (self.ended, "Cancelled")]
        return [*found, (self.review, "In Review"), (self.done, "Done")] if self.done else found


def weekday(days: int, hour: float) -> datetime:
    """A time on a working day after the first Monday."""
    day = np.busday_offset(np.datetime64(MONDAY), days, roll="forward").astype(object)
    return datetime.combine(day, datetime.min.time()) + timedelta(hours=hour)


@cache
def pieces() -> tuple[Piece, ...]:
    """The 60 pieces: 52 done, 4 given up, 4 open; 9 go back from review to work, 6 come back after they were done."""
    found = []
    for k in range(60):
        day, hour = k // 2, 9 + 2 * (k % 2)
        lead, more = (2 + k % 3, 4) if k % 10 == 3 else LEADS[k % len(LEADS)]
        done = weekday(day + lead, hour + more)
        area = "Checkout" if k % 5 < 3 else "Search"
        piece = Piece(
            k + 1, area, "Bug" if k % 3 == 0 else "Story", f"Team {area}", PEOPLE[k % 5 if area == "Checkout" else 3 + k % 2],
            weekday(day, hour), weekday(day, hour + 0.5), done - timedelta(hours=1), done, size=1 + k % 4,
        )  # fmt: skip
        if k in GIVEN_UP:
            piece = replace(piece, done=None, ended=weekday(day + 1, hour))
        elif k in OPEN:
            piece = replace(piece, done=None)
        elif k % 7 == 2:
            piece = replace(piece, reworked=(weekday(day, hour + 0.75), weekday(day, hour + 1)))
        if k % 10 == 3:
            piece = replace(piece, reopened=tuple(weekday(day + 1, hour + h) for h in (0, 1, 2)))
        found.append(piece)
    return tuple(found)


def lead_days(piece: Piece) -> float:
    """Working days from its creation to its end, known from the rules."""
    k = piece.number - 1
    if k in GIVEN_UP:
        return 1.0
    days, hours = (2 + k % 3, 4) if k % 10 == 3 else LEADS[k % len(LEADS)]
    return days + hours / 24


def done_pieces() -> list[Piece]:
    return [piece for piece in pieces() if piece.done]


@dataclass(frozen=True)
class Table:
    """What a program exports, before it is written."""

    header: list[str]
    rows: list[list[str]]

    def csv(
        self,
        delimiter: str = ",",
        encoding: str = "utf-8",
        above: Iterable[str] = (),
        below: Iterable[str] = (),
    ) -> bytes:
        """As text, with lines above the header and below the last row."""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        text.writelines(f"{line}\n" for line in above)
        writer.writerows([self.header, *self.rows])
        text.writelines(f"{line}\n" for line in below)
        return text.getvalue().encode(encoding)

    def xlsx(self) -> bytes:
        """As a workbook in which times that are written in ISO are times."""
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        sheet = book.create_sheet("Export")
        for row in (self.header, *self.rows):
            sheet.append([_value(cell) for cell in row])
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()


def _value(cell: str) -> str | int | datetime | None:
    if not cell:
        return None
    if cell.isdigit():
        return int(cell)
    try:
        return datetime.fromisoformat(cell) if cell[:4] == "2026" and not cell.endswith("Z") else cell
    except ValueError:
        return cell


@dataclass(frozen=True)
class Form:
    """A form of export, and what is right to read from it."""

    table: Table
    leads: list[float]
    """Of the items that are done."""
    areas: Counter[str]
    kinds: Counter[str]
    ended: int = 0
    open: int = 0
    returns: int | None = None
    """How often items came back after they were done; None where the form does not show it."""
    back: tuple[str, str] | None = None
    """The stage from which items go back, and to which, where it shows this."""
    stages: tuple[str, ...] = ()
    name: str = "export.csv"
    content: bytes | None = None
    """As the program writes it, where that is not CSV."""
    left_out: int = 0
    """Rows that are not used: other levels of a hierarchy, changes of other fields."""

    def written(self, folder: Path) -> Path:
        path = folder / self.name
        path.write_bytes(self.content if self.content is not None else self.table.csv())
        return path


AREAS = Counter(piece.area for piece in pieces())
KINDS = Counter(piece.kind for piece in pieces())
DONE = [lead_days(piece) for piece in pieces() if piece.done]
CLOSED = [lead_days(piece) for piece in pieces() if piece.done or piece.ended]
ENDED, STILL = len(GIVEN_UP), len(OPEN)
NO_KIND: Counter[str] = Counter({"": 60})


def _table(columns: dict[str, Callable[[Piece], str]], more: Sequence[Sequence[str]] = ()) -> Table:
    """A row per piece. Names of columns that end in `#2` are those before, once more."""
    header = [name.partition("#")[0] for name in columns]
    return Table(
        header,
        [[cell(piece) for cell in columns.values()] for piece in pieces()] + [list(row) for row in more],
    )


def iso(at: datetime | None) -> str:
    return at.isoformat(sep=" ") if at else ""


def jira_time(at: datetime | None) -> str:
    return f"{at:%d/%b/%y} {at.hour % 12 or 12}:{at:%M %p}" if at else ""


def us_time(at: datetime | None) -> str:
    return f"{at.month}/{at.day}/{at.year} {at.hour % 12 or 12}:{at:%M:%S %p}" if at else ""


def js_time(at: datetime | None) -> str:
    return f"{at:%a %b %d %Y %H:%M:%S} GMT+0000 (Coordinated Universal Time)" if at else ""


def zulu(at: datetime | None) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else ""


def after(at: datetime | None, days: int) -> datetime | None:
    return at + timedelta(days=days) if at else None


def jira() -> Form:
    """Jira, Export CSV (all fields): repeated columns, a log of work, fields of one's own."""
    table = _table({
        "Summary": lambda p: p.title, "Issue key": lambda p: p.key, "Issue id": lambda p: str(10_000 + p.number),
        "Issue Type": lambda p: p.kind, "Status": lambda p: p.status("Done", "In Progress", "Done"),
        "Project key": lambda p: "SHOP", "Priority": lambda p: "Medium",
        "Resolution": lambda p: p.status("Done", "", "Won't Do"), "Assignee": lambda p: p.person,
        "Reporter": lambda p: PEOPLE[0], "Creator": lambda p: PEOPLE[1], "Created": lambda p: jira_time(p.created),
        "Updated": lambda p: jira_time(after(p.last, 1)), "Last Viewed": lambda p: jira_time(after(p.last, 2)),
        "Resolved": lambda p: jira_time(p.done or p.ended), "Due date": lambda p: jira_time(after(p.created, 9)),
        "Component/s": lambda p: p.area, "Component/s#2": lambda p: "Shared" if p.number % 4 == 0 else "",
        "Sprint": lambda p: "Sprint 1", "Sprint#2": lambda p: "Sprint 2" if p.number % 3 == 0 else "",
        "Description": lambda p: f"Zqtext, first line\nzqtext, second line of {p.number}",
        "Log Work": lambda p: f"zqnote;{jira_time(p.started)};{p.login};3600",
        "Log Work#2": lambda p: f";{jira_time(p.started)};{p.login};1800",
        "Custom field (Story Points)": lambda p: f"{p.size}.0", "Custom field (Team)": lambda p: p.team,
        "Custom field (Epic Link)": lambda p: p.epic,
        "Custom field (Satisfaction date)": lambda p: jira_time(after(p.done, 3)),
        "Comment": lambda p: f"{jira_time(p.started)};{p.login};zqcomment", "Comment#2": lambda p: "",
        "Status Category": lambda p: p.status("Done", "In Progress", "Done"),
    })  # fmt: skip
    return Form(table, DONE, AREAS, KINDS, ended=ENDED, open=STILL)


def jira_changes() -> Form:
    """A row per change of any field, in long form."""
    rows = []
    for p in pieces():
        same = [p.key, p.kind, p.area, iso(p.created)]
        other = [
            ("assignee", "", p.person),
            ("description", "", "Zqtext"),
            ("Rank", "", "ranked higher"),
            ("Sprint", "", "In Progress"),
        ]
        for k, (field_, before, now) in enumerate(other):
            rows.append(
                [*same, field_, before, now, iso(p.created + timedelta(minutes=3 + k)), PEOPLE[k], p.title]
            )
        before = "To Do"
        for at, status in p.moves()[1:]:
            rows.append([*same, "status", before, status, iso(at), p.person, p.title])
            before = status
    header = [
        "Issue key",
        "Issue Type",
        "Component",
        "Created",
        "Field",
        "From",
        "To",
        "Changed at",
        "Author",
        "Summary",
    ]
    return Form(
        Table(header, rows), DONE, AREAS, KINDS, ended=ENDED, open=STILL, returns=6, back=("review", "build"), stages=("build", "review"), left_out=240,
    )  # fmt: skip


MONTHS = {
    "de": ("Jan", "Feb", "Mär"), "fr": ("janv.", "févr.", "mars"), "es": ("ene", "feb", "mar"),
}  # fmt: skip


def local_time(at: datetime | None, language: str) -> str:
    """A time as Jira writes it in a language."""
    if at is None:
        return ""
    month = MONTHS[language][at.month - 1]
    if language == "de":
        return f"{at:%d}.{month}.{at:%y} {at:%H:%M}"
    return f"{at:%d}/{month}/{at:%y} {at.hour % 12 or 12}:{at:%M %p}"


LOCAL = {
    "de": ("Zusammenfassung", "Vorgangsschlüssel", "Vorgangs-ID", "Vorgangstyp", "Status", "Priorität", "Lösung", "Zugewiesene Person", "Autor",
           "Erstellt", "Aktualisiert", "Erledigt", "Fälligkeitsdatum", "Komponenten", "Beschreibung"),
    "fr": ("Résumé", "Clé de ticket", "ID de ticket", "Type de ticket", "État", "Priorité", "Résolution", "Responsable", "Rapporteur",
           "Création", "Mise à jour", "Résolu", "Date d'échéance", "Composants", "Description"),
    "es": ("Resumen", "Clave de incidencia", "ID de la incidencia", "Tipo de Incidencia", "Estado", "Prioridad", "Resolución", "Responsable", "Informador",
           "Creada", "Actualizada", "Resuelta", "Fecha de vencimiento", "Componentes", "Descripción"),
}  # fmt: skip
STATUSES = {
    "de": ("Fertig", "In Arbeit", "Wird nicht erledigt", "Fehler", "Story"),
    "fr": ("Terminé", "En cours", "Ne sera pas traité", "Bogue", "Récit"),
    "es": ("Listo", "En curso", "No se hará", "Error", "Historia"),
}


def jira_in(language: str) -> Form:
    """Jira in German, French or Spanish, with dates of the language."""
    done, doing, wont, bug, story = STATUSES[language]

    def cells(p: Piece) -> list[str]:
        times = [
            local_time(at, language)
            for at in (p.created, after(p.last, 1), p.done or p.ended, after(p.created, 9))
        ]
        return [
            p.title, p.key, str(p.number), bug if p.kind == "Bug" else story, p.status(done, doing, done), "Medium",
            p.status(done, "", wont), p.person, PEOPLE[0], *times, p.area, "Zqtext",
        ]  # fmt: skip

    table = Table(list(LOCAL[language]), [cells(p) for p in pieces()])
    kinds = Counter({bug: KINDS["Bug"], story: KINDS["Story"]})
    return Form(table, DONE, AREAS, kinds, ended=ENDED, open=STILL)


def gitlab() -> Form:
    """GitLab, Issues > Export as CSV: an issue is closed, whatever the reason."""
    table = _table({
        "Title": lambda p: p.title, "Description": lambda p: "Zqtext", "Issue ID": lambda p: str(p.number),
        "URL": lambda p: f"https://git.example/shop/-/issues/{p.number}", "State": lambda p: p.status("Closed", "Open", "Closed"),
        "Author": lambda p: PEOPLE[0], "Author Username": lambda p: "zqora.zquendle", "Assignee": lambda p: p.person,
        "Assignee Username": lambda p: p.login, "Confidential": lambda p: "No", "Locked": lambda p: "No",
        "Due Date": lambda p: f"{after(p.created, 9):%Y-%m-%d}", "Created At (UTC)": lambda p: iso(p.created),
        "Updated At (UTC)": lambda p: iso(p.last), "Closed At (UTC)": lambda p: iso(p.done or p.ended), "Milestone": lambda p: "M1",
        "Weight": lambda p: str(p.size), "Labels": lambda p: "bug" if p.kind == "Bug" else "feature", "Time Estimate": lambda p: "0",
        "Time Spent": lambda p: "5400", "Epic ID": lambda p: p.epic, "Epic Title": lambda p: "Zqtitle of an epic",
    })  # fmt: skip
    kinds = Counter({"bug": KINDS["Bug"], "feature": KINDS["Story"]})
    return Form(table, CLOSED, Counter({"no area": 60}), kinds, open=STILL)


def github() -> Form:
    """gh issue list --json, as CSV."""
    table = _table({
        "number": lambda p: str(p.number), "title": lambda p: p.title, "state": lambda p: p.status("CLOSED", "OPEN", "CLOSED"),
        "stateReason": lambda p: p.status("COMPLETED", "", "NOT_PLANNED"), "labels": lambda p: "bug" if p.kind == "Bug" else "enhancement",
        "assignees": lambda p: p.login, "author": lambda p: "zqora.zquendle", "createdAt": lambda p: zulu(p.created),
        "updatedAt": lambda p: zulu(p.last), "closedAt": lambda p: zulu(p.done or p.ended), "body": lambda p: "Zqtext",
        "url": lambda p: f"https://github.com/shop/shop/issues/{p.number}", "repository": lambda p: p.area,
    })  # fmt: skip
    kinds = Counter({"bug": KINDS["Bug"], "enhancement": KINDS["Story"]})
    return Form(table, DONE, AREAS, kinds, ended=ENDED, open=STILL)


def github_projects() -> Table:
    """A view of GitHub Projects: no dates at all."""
    return _table({
        "Title": lambda p: p.title, "URL": lambda p: f"https://github.com/shop/shop/issues/{p.number}", "Assignees": lambda p: p.login,
        "Status": lambda p: p.status("Done", "In progress", "Done"), "Linked pull requests": lambda p: "", "Labels": lambda p: "bug",
        "Repository": lambda p: "shop/shop",
    })  # fmt: skip


def linear() -> Form:
    """Linear, Export CSV: times as JavaScript writes them."""
    table = _table({
        "ID": lambda p: f"ENG-{p.number}", "Team": lambda p: p.team, "Title": lambda p: p.title, "Description": lambda p: "Zqtext",
        "Status": lambda p: p.status("Done", "In Progress", "Canceled"), "Estimate": lambda p: str(p.size), "Priority": lambda p: "High",
        "Project ID": lambda p: "0c1d", "Project": lambda p: p.area, "Creator": lambda p: "zqora@zqv.example",
        "Assignee": lambda p: f"{p.login}@zqv.example", "Labels": lambda p: p.kind, "Cycle Number": lambda p: "7", "Cycle Name": lambda p: "",
        "Cycle Start": lambda p: js_time(weekday(10 * ((p.number - 1) // 20), 0)), "Cycle End": lambda p: js_time(weekday(10 * ((p.number - 1) // 20) + 9, 0)),
        "Created": lambda p: js_time(p.created), "Updated": lambda p: js_time(after(p.last, 1)), "Started": lambda p: js_time(p.started),
        "Triaged": lambda p: "", "Completed": lambda p: js_time(p.done), "Canceled": lambda p: js_time(p.ended),
        "Archived": lambda p: js_time(after(p.done, 20)), "Due Date": lambda p: "", "Parent issue": lambda p: "", "Initiatives": lambda p: "",
        "UUID": lambda p: f"{p.number:08x}-0000",
    })  # fmt: skip
    return Form(table, DONE, AREAS, KINDS, ended=ENDED, open=STILL, stages=("build",))


def azure() -> Form:
    """Azure DevOps, a query with its hierarchy: epics, features, stories and bugs, tasks."""
    header = [
        "ID", "Work Item Type", "Title", "Assigned To", "State", "Area Path", "Iteration Path", "Tags", "Story Points", "Created Date", "Activated Date",
        "Resolved Date", "Closed Date", "Changed Date", "Created By", "Parent",
    ]  # fmt: skip

    def row(id_: int, kind: str, p: Piece, parent: str) -> list[str]:
        done = us_time(p.done or p.ended)
        return [
            str(id_), kind, f"{p.title} {id_}", f"{p.person} <{p.login}@zqv.example>", p.status("Closed", "Active", "Removed"), f"Shop\\{p.area}",
            "Shop\\Sprint 1", "", str(p.size), us_time(p.created), us_time(p.started), us_time(p.review) if p.done else "", done,
            us_time(after(p.last, 1)), PEOPLE[0], parent,
        ]  # fmt: skip

    all_ = pieces()
    rows = [row(1 + k, "Epic", all_[k], "") for k in range(2)]
    rows += [row(11 + k, "Feature", all_[k], str(1 + k % 2)) for k in range(6)]
    for k, p in enumerate(all_):
        rows.append(row(100 + k, "Bug" if p.kind == "Bug" else "User Story", p, str(11 + k % 6)))
        rows += [row(1000 + 2 * k + j, "Task", p, str(100 + k)) for j in range(k % 3)]
    kinds = Counter({"Bug": KINDS["Bug"], "User Story": KINDS["Story"]})
    return Form(
        Table(header, rows),
        DONE,
        AREAS,
        kinds,
        ended=ENDED,
        open=STILL,
        stages=("build",),
        left_out=len(rows) - 60,
    )


def servicenow() -> Form:
    """ServiceNow, a list of incidents: resolved, and closed by itself some days later."""
    table = _table({
        "Number": lambda p: f"INC{p.number:07d}", "Short description": lambda p: p.title, "Caller": lambda p: PEOPLE[0], "Priority": lambda p: "3 - Moderate",
        "State": lambda p: p.status("Closed", "In Progress", "Canceled"), "Category": lambda p: "Software", "Assignment group": lambda p: p.team,
        "Assigned to": lambda p: p.person, "Opened": lambda p: iso(p.created), "Resolved": lambda p: iso(p.done), "Closed": lambda p: iso(after(p.done, 7)),
        "Updated": lambda p: iso(p.last), "Opened by": lambda p: PEOPLE[2], "Reassignment count": lambda p: str(p.number % 3),
        "Reopen count": lambda p: "1" if p.reopened else "0", "Business service": lambda p: p.area, "Close code": lambda p: "Solved (Permanently)" if p.done else "",
        "Made SLA": lambda p: "true",
    })  # fmt: skip
    return Form(table, DONE, AREAS, NO_KIND, ended=ENDED, open=STILL, returns=6)


def asana() -> Form:
    """Asana, Export > CSV: dates without a time of day, sub-tasks that name the title of their parent."""
    columns: dict[str, Callable[[Piece], str]] = {
        "Task ID": lambda p: f"{12_000_000_000_000 + p.number}", "Created At": lambda p: f"{p.created:%Y-%m-%d}",
        "Completed At": lambda p: f"{p.done or p.ended:%Y-%m-%d}" if p.done or p.ended else "", "Last Modified": lambda p: f"{p.last:%Y-%m-%d}",
        "Name": lambda p: p.title, "Section/Column": lambda p: p.status("Done", "Doing", "Done"), "Assignee": lambda p: p.person,
        "Assignee Email": lambda p: f"{p.login}@zqv.example", "Start Date": lambda p: "", "Due Date": lambda p: f"{after(p.created, 9):%Y-%m-%d}",
        "Tags": lambda p: "", "Notes": lambda p: "Zqtext", "Projects": lambda p: p.area, "Parent task": lambda p: "",
        "Blocked By (Dependencies)": lambda p: "",
    }  # fmt: skip
    more = []
    for p in pieces()[:20]:
        part = [cell(p) for cell in columns.values()]
        part[0], part[4], part[13] = (
            f"{13_000_000_000_000 + p.number}",
            f"Zqtitle of a part {p.number}",
            p.title,
        )
        more.append(part)
    days = [
        np.busday_count(p.created.date(), (p.done or p.ended).date()) for p in pieces() if p.done or p.ended
    ]
    return Form(
        _table(columns, more), [float(n) or 1 / 3 for n in days], AREAS, NO_KIND, open=STILL, left_out=20
    )


def actionable_agile() -> Form:
    """ActionableAgile: a column of times for each stage, none of creation; what is given up stays open."""
    table = _table({
        "ID": lambda p: p.key, "Link": lambda p: f"https://jira.example/browse/{p.key}", "Title": lambda p: p.title,
        "Backlog": lambda p: iso(p.created), "In Progress": lambda p: iso(p.started), "In Review": lambda p: iso(p.review) if p.done else "",
        "Done": lambda p: iso(p.done), "Type": lambda p: p.kind, "Component": lambda p: p.area, "Team": lambda p: p.team,
        "Blocked Days": lambda p: "0",
    })  # fmt: skip
    return Form(table, DONE, AREAS, KINDS, open=STILL + ENDED, stages=("build", "review"))


LISTS = {
    "To Do": "Backlog",
    "In Progress": "Doing",
    "In Review": "Review",
    "Done": "Done",
    "Reopened": "Reopened",
    "Cancelled": "Cancelled",
}


def trello() -> Form:
    """Moves of cards between the lists of a board."""
    rows = []
    for p in pieces():
        before = ""
        for at, status in p.moves():
            rows.append(
                [f"c{p.number:04d}", p.title, before, LISTS[status], zulu(at), p.person, p.area, p.kind]
            )
            before = LISTS[status]
    header = ["Card ID", "Card Name", "From List", "To List", "Date", "Member", "Component", "Labels"]
    return Form(
        Table(header, rows), DONE, AREAS, KINDS, ended=ENDED, open=STILL, returns=6, back=("review", "build"), stages=("build", "review"),
    )  # fmt: skip


def _xes() -> bytes:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<log xes.version="1.0" xmlns="http://www.xes-standard.org/">',
    ]
    for p in pieces():
        lines.append("<trace>")
        for key, value in (("concept:name", p.key), ("type", p.kind), ("area", p.area), ("summary", p.title)):
            lines.append(f"<string key={quoteattr(key)} value={quoteattr(value)}/>")
        for at, status in p.moves():
            lines.append(
                f'<event><string key="concept:name" value={quoteattr(status)}/><date key="time:timestamp" value="{at:%Y-%m-%dT%H:%M:%S.000+00:00}"/>'
                f'<string key="org:resource" value={quoteattr(p.person)}/><string key="org:group" value={quoteattr(p.team)}/>'
                '<string key="lifecycle:transition" value="complete"/></event>'
            )
        lines.append("</trace>")
    return "\n".join([*lines, "</log>"]).encode()


def xes(packed: bool = False) -> Form:
    """An event log in XES, also packed with gzip."""
    header = [
        "case:concept:name",
        "case:type",
        "case:area",
        "case:summary",
        "concept:name",
        "time:timestamp",
        "org:resource",
        "org:group",
        "lifecycle:transition",
    ]
    rows = [[""] * len(header) for p in pieces() for _ in p.moves()]
    content = gzip.compress(_xes(), mtime=0) if packed else _xes()
    return Form(
        Table(header, rows), DONE, AREAS, KINDS, ended=ENDED, open=STILL, returns=6, back=("review", "build"), stages=("build", "review"),
        name="log.xes.gz" if packed else "log.xes", content=content,
    )  # fmt: skip


ACTIVITIES = {"In Progress": "Prepare offer", "In Review": "Check documents"}


def _spans(p: Piece) -> list[tuple[str, datetime, datetime]]:
    """Activities of a piece that have an end, each until half an hour later at most."""
    moves = p.moves()
    found = []
    for (at, status), following in zip(moves, [*moves[1:], (None, "")], strict=True):
        if status in ACTIVITIES:
            limit = at + timedelta(minutes=30)
            found.append((ACTIVITIES[status], at, min(limit, following[0]) if following[0] else limit))
    return found


def _span_leads() -> list[float]:
    """From the first start to the last end of all cases; no status says that a case is open or given up."""
    found = []
    for p in pieces():
        spans = _spans(p)
        days = int(np.busday_count(spans[0][1].date(), spans[-1][2].date()))
        clock = (spans[-1][2] - spans[-1][2].replace(hour=0, minute=0)) - (
            spans[0][1] - spans[0][1].replace(hour=0, minute=0)
        )
        found.append(days + clock.total_seconds() / 86_400)
    return found


def spans(header: Sequence[str], extra: bool = False) -> Form:
    """A log with start and end: case, activity, start, end, resource; and group, type and area."""
    rows = [
        [p.key, name, iso(start), iso(end), p.person, *([p.team, p.kind, p.area] if extra else [])]
        for p in pieces()
        for name, start, end in _spans(p)
    ]
    rows.sort(key=lambda row: row[2])
    areas = AREAS if extra else Counter({"no area": 60})
    return Form(
        Table(list(header), rows), _span_leads(), areas, KINDS if extra else NO_KIND, stages=("prepare_offer", "check_documents"), back=("check_documents", "prepare_offer"),
    )  # fmt: skip


def simod() -> Form:
    """The log that Simod and AgentSimulator read."""
    return spans(["case_id", "Activity", "start_time", "end_time", "Resource"])


def apromore() -> Form:
    """The names that Apromore gives."""
    return spans(
        ["Case ID", "Activity", "Start Timestamp", "Complete Timestamp", "Resource", "Group", "Type", "Area"],
        True,
    )


def lifecycle() -> Form:
    """A row for the start and a row for the end of each activity."""
    rows = [
        [p.key, name, iso(at), step, p.person]
        for p in pieces()
        for name, start, end in _spans(p)
        for step, at in (("start", start), ("complete", end))
    ]
    rows.sort(key=lambda row: (row[2], row[0], row[3] == "start"))
    header = ["case:concept:name", "concept:name", "time:timestamp", "lifecycle:transition", "org:resource"]
    return Form(
        Table(header, rows),
        _span_leads(),
        Counter({"no area": 60}),
        NO_KIND,
        stages=("prepare_offer", "check_documents"),
        back=("check_documents", "prepare_offer"),
    )


def status_path() -> Form:
    """A row per item with all its statuses one after the other."""
    table = _table({
        "Item": lambda p: p.key, "Component": lambda p: p.area, "Type": lambda p: p.kind, "Team": lambda p: p.team,
        "Created": lambda p: iso(p.created), "Done": lambda p: iso(p.done), "Status": lambda p: p.status("Done", "In Progress", "Cancelled"),
        "Status path": lambda p: " > ".join(status for _, status in p.moves()),
    })  # fmt: skip
    return Form(
        table,
        DONE,
        AREAS,
        KINDS,
        ended=ENDED,
        open=STILL,
        returns=6,
        back=("review", "build"),
        stages=("build", "review"),
    )


FORMS: dict[str, Callable[[], Form]] = {
    "Jira": jira, "Jira changes": jira_changes, "Jira in German": lambda: jira_in("de"), "Jira in French": lambda: jira_in("fr"),
    "Jira in Spanish": lambda: jira_in("es"), "GitLab": gitlab, "GitHub": github, "Linear": linear, "Azure DevOps": azure, "ServiceNow": servicenow,
    "Asana": asana, "ActionableAgile": actionable_agile, "Trello": trello, "XES": xes, "XES packed": lambda: xes(True), "Simod": simod,
    "Apromore": apromore, "lifecycle": lifecycle, "status path": status_path,
}  # fmt: skip


@dataclass
class Looked:
    """What describe makes of files."""

    overview: Overview
    text: str
    history: History | None = None
    accounts: dict[str, Account] = field(default_factory=dict)

    @property
    def account(self) -> Account:
        """The account of the only file."""
        (found,) = self.accounts.values()
        return found


def look(*paths: Path, mapping: MappingSpec | None = None, since: str | None = "1678-01-01") -> Looked:
    """Read files as `orgsim describe` does, and their history once more on its own."""
    import pandas as pd

    def reading() -> Reading:
        start = pd.Timestamp(since, tz="UTC") if since else None
        return Reading(
            mapping=mapping or MappingSpec(), since=start, today=pd.Timestamp("2026-11-30", tz="UTC")
        )

    overview = overview_of(paths, reading())
    other = reading()
    files = read_files(paths, other)
    history = history_of(*files.work, other) if files.work is not None else None
    return Looked(overview, overview.as_text(), history, overview.notes.accounts)


def file(folder: Path, content: str, name: str = "export.csv") -> Path:
    """A file of this content."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(content, encoding="utf-8")
    return folder / name


def rows_of_items(history: History) -> list[int]:
    """Rows of the file that items come from."""
    return [line for item in history.items for line in item.lines if line]
