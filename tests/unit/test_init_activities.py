"""`orgsim init` and `describe`: logs with the start and the end of every activity, and how long people really worked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator.intake.work.history import History
from simulator.intake.work.measures import StageMeasure, measured

from ..real.histories import DATA
from .exports import Looked, file, iso, look, weekday

HEADER = "case_id,activity,start_time,end_time,resource"
CASES = 40
Span = tuple[str, str, datetime, datetime, str]
"""Case, activity, start, end, resource."""


def office(k: int) -> list[Span]:
    """A case of an office that is open from 9 to 17: two hours of preparing, and two of checking; of every third case three, over night."""
    day = k // 2
    at = weekday(day, 15) if k % 3 else weekday(day, 16)
    until = weekday(day, 17) if k % 3 else weekday(day + 1, 11)
    return [
        (f"L{k}", "Prepare letter", weekday(day, 9), weekday(day, 11), f"clerk {k % 4 % 3}"),
        (f"L{k}", "Check letter", at, until, f"clerk {3 + k % 2}"),
    ]


def log(spans: Iterable[Span], header: str = HEADER) -> str:
    return (
        "\n".join([header, *(f"{case},{name},{iso(a)},{iso(b)},{who}" for case, name, a, b, who in spans)])
        + "\n"
    )


def cases(count: int = CASES) -> list[Span]:
    return [span for k in range(count) for span in office(k)]


def history(read: Looked) -> History:
    assert read.history is not None
    return read.history


def spent_hours(read: Looked) -> list[float]:
    """Hours of work of each item."""
    return [8 * item.spent_days for item in history(read).items]


def stages(read: Looked) -> dict[str, StageMeasure]:
    return {stage.name: stage for stage in measured(history(read)).stages}


BY_HAND = pytest.approx([4.0 if k % 3 else 5.0 for k in range(CASES)])


def test_nights_and_weekends_are_no_work_where_an_office_has_hours(tmp_path: Path) -> None:
    read = look(file(tmp_path, log(cases())))
    assert any(office(k)[1][3] - office(k)[1][2] > timedelta(days=2) for k in range(CASES))  # over a weekend
    assert spent_hours(read) == BY_HAND
    assert "4.35 hours of work an item" in read.text
    assert "counted from 9:00 to 17:00 on working days" in read.text


def test_time_by_the_clock_is_said_beside_it(tmp_path: Path) -> None:
    read = look(file(tmp_path, log(cases())))
    hours = [(b - a).total_seconds() / 3600 for _, _, a, b, _ in cases()]
    assert 24 * history(read).clocked_days == pytest.approx(sum(hours) / CASES)
    assert f"{sum(hours) / CASES:.2f} hours by the clock" in read.text


def test_work_by_stage_is_that_of_its_activity(tmp_path: Path) -> None:
    found = stages(look(file(tmp_path, log(cases()))))
    assert list(found) == ["prepare_letter", "check_letter"]
    assert 8 * found["prepare_letter"].spent_days == pytest.approx(2.0)
    assert 8 * found["check_letter"].spent_days == pytest.approx(2.35)


def test_where_work_is_done_around_the_clock_all_time_counts(tmp_path: Path) -> None:
    def watch(k: int) -> list[Span]:
        at = datetime(2026, 1, 5) + timedelta(hours=5 * k)
        return [
            (f"W{k}", "Look at alarm", at, at + timedelta(hours=2), "guard 1"),
            (f"W{k}", "Write it down", at + timedelta(hours=3), at + timedelta(hours=4), "guard 2"),
        ]

    read = look(file(tmp_path, log(span for k in range(60) for span in watch(k))))
    assert spent_hours(read) == pytest.approx([3.0] * 60)
    assert "all time between start and end counts as worked" in read.text


def test_where_weekends_are_worked_they_count(tmp_path: Path) -> None:
    def shop(k: int) -> list[Span]:
        at = datetime(2026, 1, 5, 9) + timedelta(days=k)
        return [
            (f"W{k}", "Open parcel", at, at + timedelta(hours=2), "a"),
            (f"W{k}", "Weigh", at + timedelta(hours=7), at + timedelta(hours=8), "a"),
            (f"W{k}", "Answer", at + timedelta(hours=6), at + timedelta(hours=26), "b"),
        ]

    read = look(file(tmp_path, log(span for k in range(60) for span in shop(k))))
    assert spent_hours(read) == pytest.approx(
        [2 + 1 + 2 + 2] * 60
    )  # an answer from 15 to 17, and from 9 to 11


def test_activities_at_the_same_time_both_count(tmp_path: Path) -> None:
    both = [
        (case, "Ask the bank", a, b, "x") if name == "Prepare letter" else (case, name, a, b, who)
        for case, name, a, b, who in cases()
    ]
    read = look(file(tmp_path, log([*cases(), *(span for span in both if span[1] == "Ask the bank")])))
    assert spent_hours(read) == pytest.approx([6.0 if k % 3 else 7.0 for k in range(CASES)])


def test_the_lead_time_is_from_the_first_start_to_the_last_end(tmp_path: Path) -> None:
    read = look(file(tmp_path, log(cases())))
    known = [8 / 24 if k % 3 else 1 + 2 / 24 for k in range(CASES)]
    assert [item.lead_days for item in history(read).items] == pytest.approx(known)


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    read = look(file(tmp_path, log(cases()[::-1])))
    assert sorted(spent_hours(read)) == pytest.approx(sorted(4.0 if k % 3 else 5.0 for k in range(CASES)))
    assert list(stages(read)) == ["prepare_letter", "check_letter"]


@pytest.mark.parametrize(
    "header",
    [
        "case_id,Activity,start_time,end_time,Resource", "caseid,task,start_timestamp,end_timestamp,user", "Case ID,Activity,Start Timestamp,Complete Timestamp,Resource",
        "case:concept:name,concept:name,start_timestamp,time:timestamp,org:resource", "Case,Activity,Start,End,Resource", "CaseID,ActivityName,StartTime,EndTime,Performer",
        "case,activity,started_at,ended_at,resource", "Case ID,Activity,Start Date,End Date,Resource", "Vorgang,Aktivität,Startzeit,Endzeit,Ressource", "Fall,Aktivität,Beginn,Ende,Bearbeiter",
        "Dossier,Activité,Début,Fin,Ressource", "Caso,Actividad,Inicio,Fin,Recurso",
    ],
)  # fmt: skip
def test_names_of_start_and_end_are_known(tmp_path: Path, header: str) -> None:
    read = look(file(tmp_path, log(cases(), header)))
    assert spent_hours(read) == BY_HAND
    assert len(history(read).workers) == 5
    account = read.account
    assert sorted(account.used) == sorted(header.split(","))


def test_the_time_from_which_an_activity_could_begin_is_no_start(tmp_path: Path) -> None:
    rows = [
        f"{case},{name},{iso(a - timedelta(hours=1))},{iso(a)},{iso(b)},{who}"
        for case, name, a, b, who in cases()
    ]
    read = look(
        file(tmp_path, "\n".join(["case_id,activity,enable_time,start_time,end_time,resource", *rows]))
    )
    assert spent_hours(read) == BY_HAND
    assert "enable_time" in read.account.unused


# ---- rows that are no work ----


def test_an_activity_without_an_end_is_left_out_with_a_reason(tmp_path: Path) -> None:
    text = log(cases()) + "L0,Archive,2026-02-27 10:00:00,,clerk 0\nL1,Archive,,2026-02-27 10:00:00,clerk 0\n"
    read = look(file(tmp_path, text))
    assert spent_hours(read) == BY_HAND
    assert list(read.account.left_out.values()) == [[82, 83]]
    assert read.account.rows_used == 80


def test_an_end_before_the_start_is_left_out_with_a_reason(tmp_path: Path) -> None:
    text = log(cases()) + "L0,Archive,2026-01-09 12:00:00,2026-01-09 10:00:00,clerk 0\n"
    read = look(file(tmp_path, text))
    assert spent_hours(read) == BY_HAND
    assert read.account.left_out == {"ends before it starts": [82]}


def test_an_activity_of_no_length_is_no_time(tmp_path: Path) -> None:
    text = log(cases()) + "L0,Archive,2026-01-09 12:00:00,2026-01-09 12:00:00,clerk 0\n"
    read = look(file(tmp_path, text))
    assert spent_hours(read) == BY_HAND
    assert read.account.rows_used == 81


def test_a_row_that_stands_twice_counts_once(tmp_path: Path) -> None:
    read = look(file(tmp_path, log([*cases(), *cases()[:10]])))
    assert spent_hours(read) == BY_HAND
    assert read.account.left_out == {"the same as a row above": list(range(82, 92))}


def test_placeholders_of_an_end_are_no_end(tmp_path: Path) -> None:
    text = log(cases()) + "L0,Archive,2026-01-09 12:00:00,9999-12-31 00:00:00,clerk 0\n"
    read = look(file(tmp_path, text))
    assert spent_hours(read) == BY_HAND
    assert sum(map(len, read.account.left_out.values())) == 1


# ---- pairs of rows ----

PAIRS = "case:concept:name,concept:name,time:timestamp,lifecycle:transition,org:resource"


def pairs(
    spans: Sequence[Span], more: Sequence[str] = (), words: tuple[str, str] = ("start", "complete")
) -> str:
    rows = [
        (at, k, f"{case},{name},{iso(at)},{step},{who}")
        for k, (case, name, a, b, who) in enumerate(spans)
        for step, at in zip(words, (a, b), strict=True)
    ]
    return "\n".join([PAIRS, *(row for *_, row in sorted(rows)), *more]) + "\n"


@pytest.mark.parametrize(
    "words",
    [
        ("start", "complete"),
        ("START", "COMPLETE"),
        ("Start", "End"),
        ("begin", "finish"),
        ("started", "completed"),
    ],
)
def test_a_row_for_the_start_and_one_for_the_end_are_one_activity(
    tmp_path: Path, words: tuple[str, str]
) -> None:
    read = look(file(tmp_path, pairs(cases(), words=words)))
    assert sorted(spent_hours(read)) == pytest.approx(sorted(4.0 if k % 3 else 5.0 for k in range(CASES)))
    assert (read.account.rows, read.account.rows_used) == (160, 160)
    assert set(stages(read)) == {"prepare_letter", "check_letter"}


def test_one_activity_twice_at_a_time_in_a_case_has_two_starts_and_two_ends(tmp_path: Path) -> None:
    day = weekday(1, 0)
    more = [
        ("L0", "Scan", day + timedelta(hours=9), day + timedelta(hours=10), "a"),
        ("L0", "Scan", day + timedelta(hours=9.5), day + timedelta(hours=11), "b"),
    ]
    read = look(file(tmp_path, pairs([*cases(), *more])))
    assert sorted(spent_hours(read))[-1] == pytest.approx(5.0 + 1.0 + 1.5)


def test_starts_without_ends_and_other_steps_are_left_out_with_reasons(tmp_path: Path) -> None:
    more = [
        "L0,Archive,2026-02-27 10:00:00,start,clerk 0",
        "L1,Archive,2026-02-27 10:00:00,complete,clerk 0",
        "L2,Archive,2026-02-27 10:00:00,assign,clerk 0",
    ]
    read = look(file(tmp_path, pairs(cases(), more)))
    assert sorted(spent_hours(read)) == pytest.approx(sorted(4.0 if k % 3 else 5.0 for k in range(CASES)))
    assert read.account.left_out["an activity that has not ended"] == [162]
    assert read.account.left_out["neither start nor end of an activity"] == [164]
    assert read.account.rows_used == 161  # an end alone is an activity of no length


def test_rows_of_ends_alone_are_events(tmp_path: Path) -> None:
    rows = [f"{case},{name},{iso(b)},complete,{who}" for case, name, _, b, who in cases()]
    read = look(file(tmp_path, "\n".join([PAIRS, *rows])))
    assert len(history(read).items) == CASES
    assert all(np.isnan(item.spent_days) for item in history(read).items)


# ---- returns ----


def test_only_an_activity_that_is_done_again_is_a_return(tmp_path: Path) -> None:
    spans = cases()
    for k in range(0, CASES, 4):  # ten of forty are prepared and checked once more
        day = k // 2 + 2
        spans += [
            (f"L{k}", "Prepare letter", weekday(day, 9), weekday(day, 10), "clerk 0"),
            (f"L{k}", "Check letter", weekday(day, 10), weekday(day, 11), "clerk 3"),
        ]
    found = stages(look(file(tmp_path, log(spans))))
    assert found["prepare_letter"].return_probability == 0
    assert found["check_letter"].return_to == "prepare_letter"
    assert found["check_letter"].return_probability == pytest.approx(10 / 50)


def test_names_that_share_a_word_are_different_activities(tmp_path: Path) -> None:
    names = (
        "Check credit history",
        "Check income sources",
        "Design loan offer",
        "Design letter",
        "Review offer",
        "Review letter",
        "Approve loan offer",
        "Approve application",
    )
    spans = [
        (
            f"L{k}",
            names[(j * (1 if k % 2 else -1)) % 8],
            weekday(k // 2, 9 + j),
            weekday(k // 2, 9.75 + j),
            "a",
        )
        for k in range(CASES)
        for j in range(8)
    ]
    found = stages(look(file(tmp_path, log(spans))))
    assert set(found) == {name.lower().replace(" ", "_") for name in names}
    assert {stage.return_probability for stage in found.values()} == {0.0}


def test_a_case_near_the_end_of_the_log_that_ends_as_no_other_is_open(tmp_path: Path) -> None:
    day = weekday(22, 0)
    spans = [
        *cases(),
        ("N1", "Prepare letter", day + timedelta(hours=9), day + timedelta(hours=10), "clerk 0"),
    ]
    spans += [
        ("N2", "Prepare letter", weekday(5, 9), weekday(5, 10), "clerk 0"),
        ("N2", "Check letter", weekday(5, 10), weekday(5, 11), "clerk 0"),
    ]
    spans.append(("L39", "Check letter", day + timedelta(hours=11), day + timedelta(hours=12), "clerk 3"))
    read = look(file(tmp_path, log(spans)))
    assert sum(item.is_open for item in history(read).items) == 1


# ---- a public log ----

LOANS = DATA / "work_loan_applications_train.csv"
FORM, COMPLETED = "Check application form completeness", "Applicant completes form"


@pytest.fixture(scope="module")
def loans() -> Looked:
    if not LOANS.is_file():
        pytest.skip("the public log is not here")
    return look(LOANS)


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    if not LOANS.is_file():
        pytest.skip("the public log is not here")
    found = pd.read_csv(LOANS)
    for column in ("start_timestamp", "end_timestamp"):
        found[column] = pd.to_datetime(found[column], format="ISO8601")
    return found


def test_every_case_of_the_loan_log_is_an_item(loans: Looked, rows: pd.DataFrame) -> None:
    assert rows["case_id"].nunique() == 797
    assert len(history(loans).items) == 797
    assert loans.account.rows == loans.account.rows_used == len(rows)
    assert sorted([*loans.account.used, *loans.account.unused]) == sorted(rows.columns)


def test_the_loan_log_has_the_returns_that_its_rows_show_and_no_others(
    loans: Looked, rows: pd.DataFrame
) -> None:
    ordered = rows.sort_values(["case_id", "start_timestamp", "end_timestamp"])
    checks = ordered[ordered["activity_name"] == FORM].groupby("case_id").size()
    assert int((checks - 1).sum()) == 86
    found = stages(loans)
    assert {stage.name for stage in found.values() if stage.return_probability} == {
        "applicant_completes_form"
    }
    form = found["applicant_completes_form"]
    assert form.return_to == "check_application_form_completeness"
    assert form.return_probability * form.leaving == pytest.approx(86, abs=0.5)


def test_activities_of_the_loan_log_keep_their_names(loans: Looked, rows: pd.DataFrame) -> None:
    names = set(rows["activity_name"])
    assert {visit.stage for item in history(loans).items for visit in item.visits} == {
        name.lower().replace(" ", "_") for name in names
    }
    counts = Counter(visit.status for item in history(loans).items for visit in item.visits)
    assert counts == Counter(rows["activity_name"])


def test_the_loan_log_shows_the_time_between_its_starts_and_ends(loans: Looked, rows: pd.DataFrame) -> None:
    hours = (rows["end_timestamp"] - rows["start_timestamp"]).dt.total_seconds().sum() / 3600 / 797
    assert hours == pytest.approx(12.07, rel=0.02)
    assert 24 * history(loans).clocked_days == pytest.approx(hours, rel=1e-6)


def test_work_in_the_loan_log_is_less_than_the_clock_and_more_than_nothing(loans: Looked) -> None:
    mean = float(np.mean(spent_hours(loans)))
    assert 0.2 * 12.07 < mean <= 12.07 * 1.001


def test_resources_of_the_loan_log_are_its_people(loans: Looked, rows: pd.DataFrame) -> None:
    assert len(history(loans).workers) == rows["resource"].nunique()
