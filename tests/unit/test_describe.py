"""`orgsim describe`: the figures of a history, each computed by hand."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from simulator.cli import main
from simulator.intake.work.figures import Figures

from .exports import PRIVATE, file, iso, look, pieces, trello, weekday

Row = tuple[str, str, str, float, float]
"""Area, type, parent, working days of creation and of the end; not done where that is not a number."""
HEADER = "item,area,type,parent,created,done"
NEVER = math.nan


def at(days: float) -> str:
    """A time this many working days after the first Monday."""
    return "" if math.isnan(days) else iso(weekday(math.floor(days), 24 * (days % 1)))


def text(rows: Iterable[Row]) -> str:
    lines = [
        f"i{k},{area},{kind},{parent},{at(created)},{at(done)}"
        for k, (area, kind, parent, created, done) in enumerate(rows)
    ]
    return "\n".join([HEADER, *lines]) + "\n"


def figures(folder: Path, rows: Iterable[Row], since: str | None = "1678-01-01") -> Figures:
    found = look(file(folder, text(rows), "history.csv"), since=since).overview.figures
    assert found is not None
    return found


def daily(
    days: int, takes: float, count: int = 1, area: str = "A", kind: str = "Story", parent: str = ""
) -> list[Row]:
    """Items that come at six in the evening of every working day."""
    return [(area, kind, parent, day + 0.75, day + 0.75 + takes) for day in range(days) for _ in range(count)]


def test_open_items_are_arrivals_times_lead_time(tmp_path: Path) -> None:
    """Little's law: two a day that take two days, and one a day that takes six."""
    found = figures(tmp_path, [*daily(120, 2, 2, "A"), *daily(120, 6, 1, "B")])
    assert found.open_mean == pytest.approx(4 + 6, rel=0.06)  # less while it fills and empties
    assert found.open_range == (10, 10)
    areas = {area.name: area for area in found.areas}
    assert areas["A"].open_mean == pytest.approx(4, rel=0.07)
    assert areas["B"].open_mean == pytest.approx(6, rel=0.07)
    assert [(area.items, area.share) for area in found.areas] == [
        (240, pytest.approx(2 / 3)),
        (120, pytest.approx(1 / 3)),
    ]


def test_lead_times_are_spread_as_they_are(tmp_path: Path) -> None:
    takes = [0.25] * 50 + [1.0] * 34 + [3.0] * 16
    rows = [("A", "Story", "", k // 2 + 0.25, k // 2 + 0.25 + takes[(37 * k) % 100]) for k in range(100)]
    lead = figures(tmp_path, rows).lead_days
    assert lead is not None
    assert lead.count == 100
    assert lead.mean == pytest.approx((50 * 0.25 + 34 + 48) / 100)
    assert lead.quantiles == pytest.approx(
        (0.625, 3.0, 3.0, 3.0)
    )  # between the 50th and the 51st; from the 85th on
    assert lead.sigma == pytest.approx(math.log(3.0 / 0.625) / 1.0364, rel=1e-4)


def test_items_that_are_not_done_are_in_no_lead_time_and_stay_open(tmp_path: Path) -> None:
    found = figures(tmp_path, [*daily(60, 1), *[("A", "Story", "", 0.75, NEVER)] * 5])
    assert found.lead_days is not None
    assert (found.lead_days.count, found.lead_days.mean) == (60, pytest.approx(1.0))
    assert found.open_mean == pytest.approx(5 + 1, rel=0.06)


def test_parts_of_a_whole_are_counted_and_how_many_are_open_at_once(tmp_path: Path) -> None:
    """Six parts on six days, each open for three: 18 days of work open within 8 days."""
    rows = [
        ("A", "Story", f"P-{whole}", 10 * whole + k + 0.5, 10 * whole + k + 3.5)
        for whole in range(8)
        for k in range(6)
    ]
    found = figures(tmp_path, rows)
    assert found.parts_per_whole is not None
    assert (
        found.parts_per_whole.count,
        found.parts_per_whole.mean,
        set(found.parts_per_whole.quantiles),
    ) == (8, 6.0, {6.0})
    assert found.open_per_whole == pytest.approx(18 / 8, rel=0.01)


def test_wholes_of_different_size_are_spread(tmp_path: Path) -> None:
    rows = [
        ("A", "Story", f"P-{whole}", 3 * whole + 0.5, 3 * whole + 1.5)
        for whole in range(1, 6)
        for _ in range(2 * whole)
    ]
    parts = figures(tmp_path, rows).parts_per_whole
    assert parts is not None
    assert (parts.count, parts.mean, parts.quantiles[0]) == (5, 6.0, 6.0)


def test_without_parents_nothing_is_said_of_wholes(tmp_path: Path) -> None:
    found = figures(tmp_path, daily(60, 1))
    assert (found.parts_per_whole, found.open_per_whole) == (None, None)
    assert "initiative" not in look(tmp_path / "history.csv").text


@pytest.mark.parametrize(
    "kinds",
    [
        ("Story", "Task", "Feature", "Bug"),
        ("Change", "Request", "Improvement", "Incident"),
        ("Story", "Spike", "Task", "Fehler"),
        ("Récit", "Story", "Task", "Bogue"),
    ],
)
def test_the_share_of_work_that_no_one_planned(tmp_path: Path, kinds: tuple[str, ...]) -> None:
    rows = [row for k, kind in enumerate(kinds) for row in daily(60, 1, (5, 3, 0, 2)[k], kind=kind)]
    assert figures(tmp_path, rows).unplanned_share == pytest.approx(0.2)


def test_without_types_nothing_is_said_of_unplanned_work(tmp_path: Path) -> None:
    assert figures(tmp_path, daily(60, 1, kind="")).unplanned_share is None
    assert "unplanned" not in look(tmp_path / "history.csv").text


@pytest.mark.parametrize(
    ("counts", "exponent"), [((60, 60, 60, 60), 0.0), ((120, 60, 40, 30), 1.0), ((180, 45, 20), 2.0)]
)
def test_how_evenly_work_is_spread_over_areas(
    tmp_path: Path, counts: tuple[int, ...], exponent: float
) -> None:
    """Shares that fall as 1 / rank to a power have that power."""
    rows = [
        (f"area {rank}", "Story", "", k % 60 + 0.5, k % 60 + 1.5)
        for rank, n in enumerate(counts)
        for k in range(n)
    ]
    assert figures(tmp_path, rows).evenness == pytest.approx(exponent, abs=0.01)


def test_two_areas_are_too_few_to_say_how_even_they_are(tmp_path: Path) -> None:
    assert figures(tmp_path, [*daily(60, 1, 3, "A"), *daily(60, 1, 1, "B")]).evenness is None


def weekly(counts: Iterable[int], takes: float = 1.0) -> list[Row]:
    """Items that come in given numbers on the Tuesdays of some weeks; the first comes on Monday, the last goes a week after all."""
    rows = [
        (
            "A",
            "Story",
            "",
            5 * week + 1 + 0.25 * (k % 3) + 0.001 * k,
            5 * week + 1 + takes + 0.25 * (k % 3) + 0.001 * k,
        )
        for week, n in enumerate(counts)
        for k in range(n)
    ]
    return [*rows, ("A", "Story", "", 0.25, 0.5), ("A", "Story", "", 0.25, 5 * len(list(counts)) + 0.3)]


@pytest.mark.parametrize(
    ("counts", "dispersion"),
    [([10] * 10, 0.0), ([20, 0] * 5, 100 / 10), ([5, 15] * 5, 25 / 10)],
    ids=["even", "every other week", "more and less"],
)
def test_bursts_are_the_variance_of_weeks_over_their_mean(
    tmp_path: Path, counts: list[int], dispersion: float
) -> None:
    found = figures(tmp_path, weekly(counts))
    assert found.arrivals_per_week.mean == pytest.approx(10.2)  # with the two at the edges
    assert found.arrival_dispersion == pytest.approx(dispersion, abs=0.5)


def test_the_busiest_fifth_of_weeks_has_its_share_of_what_was_done(tmp_path: Path) -> None:
    found = figures(tmp_path, weekly([30, 5, 5, 5, 5, 30, 5, 5, 5, 5]))
    assert found.busiest_weeks_share == pytest.approx(61 / 102, abs=0.02)
    assert figures(tmp_path, weekly([10] * 10)).busiest_weeks_share == pytest.approx(21 / 102, abs=0.02)


def test_reviews_returns_and_ends_of_a_log(tmp_path: Path) -> None:
    found = look(trello().written(tmp_path)).overview.figures
    assert found is not None
    reviews = sum(status == "In Review" for p in pieces() for _, status in p.moves())
    assert reviews == 52 + 9 + 6
    assert found.reviews_per_item == pytest.approx(reviews / 60)
    assert found.returns_per_item == pytest.approx(6 / 60)
    assert found.ended_share == pytest.approx(4 / 60)


def test_changes_of_team_are_counted(tmp_path: Path) -> None:
    rows = []
    for k in range(40):
        teams = ["Desk", "Lab", *(["Desk", "Field"] if k % 4 == 0 else [])]
        rows += [
            f"{k},{status},{at(k // 2 + 0.25 + 0.1 * j)},{team}"
            for j, (status, team) in enumerate(
                zip(("Doing", "Testing", "Doing", "Testing"), teams, strict=False)
            )
        ]
        rows.append(f"{k},Done,{at(k // 2 + 0.9)},{teams[-1]}")
    found = look(file(tmp_path, "\n".join(["case,activity,timestamp,team", *rows]))).overview.figures
    assert found is not None
    assert found.handoffs_per_item == pytest.approx((30 * 1 + 10 * 3) / 40)


def test_sizes_are_spread_in_the_unit_of_the_file(tmp_path: Path) -> None:
    lines = [f"{k},{at(k + 0.25)},{at(k + 0.75)},{(1, 2, 3, 5)[k % 4]}" for k in range(40)]
    found = look(file(tmp_path, "\n".join(["item,created,done,story points", *lines]))).overview.figures
    assert found is not None
    assert found.sizes is not None
    assert (found.sizes.count, found.sizes.mean, found.sizes.quantiles[0]) == (
        40,
        pytest.approx(11 / 4),
        pytest.approx(2.5),
    )


def test_stretches_of_time_show_how_it_changed(tmp_path: Path) -> None:
    """A quarter of one a day that takes a day, then one of two a day that take three."""
    rows = [*daily(65, 1), *(("A", "Story", "", 65 + row[3], 65 + row[4]) for row in daily(66, 3, 2))]
    found = figures(tmp_path, rows)
    assert [period.arrivals_per_week for period in found.periods[:2]] == pytest.approx([5, 10], rel=0.05)
    assert [period.done_per_week for period in found.periods[:2]] == pytest.approx([5, 10], rel=0.06)
    leads = [period.lead_days.mean for period in found.periods[:2] if period.lead_days]
    assert leads == pytest.approx([1, 3], rel=0.05)
    assert [period.open_at_end for period in found.periods[:2]] == [
        pytest.approx(1, abs=1),
        pytest.approx(6, abs=2),
    ]
    assert found.periods[0].begins == "2026-01-05"


# ---- the command ----


def describe(*words: object) -> str:
    result = CliRunner().invoke(main, ["describe", *map(str, words)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def as_json(*words: object) -> dict[str, Any]:
    def refuse(word: str) -> float:
        raise AssertionError(f"{word} is not JSON")

    found: dict[str, Any] = json.loads(describe(*words, "--json"), parse_constant=refuse)
    return found


def test_json_holds_what_the_words_say(tmp_path: Path) -> None:
    path = file(tmp_path, text([*daily(60, 2, 2, "A"), *daily(60, 6, 1, "B")]), "history.csv")
    found = as_json(path)
    assert found["files"]["history.csv"]["rows"] == found["files"]["history.csv"]["used"] == 180
    assert set(found["files"]["history.csv"]["columns"]) | set(
        found["files"]["history.csv"]["unused"]
    ) == set(HEADER.split(","))
    assert found["history"]["items"] == 180
    assert found["history"]["lead_days"]["quantiles"][:2] == pytest.approx([2.0, 6.0])
    assert found["history"]["parts_per_whole"] is None
    said = describe(path)
    assert "lead time, working days: 2 at the median, 6 at 85 %" in said
    assert "180 rows, 180 of them used" in said


@pytest.mark.parametrize(
    "rows",
    [
        [("A", "Story", "", 0.5, 1.5)],
        [("A", "Story", "", 0.5, NEVER)] * 3,
        [("A", "Story", "", 0.5, 0.5)] * 2,
        daily(3, 0.5),
    ],
    ids=["one item", "none done", "no time at all", "three days"],
)
def test_a_tiny_history_is_described_without_numbers_that_are_none(tmp_path: Path, rows: list[Row]) -> None:
    path = file(tmp_path, text(rows), "history.csv")
    assert as_json(path)["history"]["items"] == len(rows)
    said = describe(path)
    assert "nan" not in said.split("What the history shows")[1]
    assert "inf " not in said


def test_json_of_people_alone_has_no_history(tmp_path: Path) -> None:
    path = file(
        tmp_path, "name,title,team,manager\nzqa zqb,head,X,\nzqc zqd,engineer,X,zqa zqb\n", "people.csv"
    )
    found = as_json(path)
    assert found["history"] is None
    assert found["files"]["people.csv"]["used"] == 2
    assert any("1 person leads others" in each for each in found["found"])
    assert PRIVATE not in json.dumps(found)


def test_people_and_work_are_described_together(tmp_path: Path) -> None:
    people = file(tmp_path, "name,title,team\nzqa zqb,engineer,A\nzqc zqd,engineer,B\n", "people.csv")
    work = file(tmp_path, text(daily(60, 1)), "history.csv")
    for words in ((people, work), (work, people)):
        assert set(as_json(*words)["files"]) == {"people.csv", "history.csv"}


def test_two_histories_are_refused(tmp_path: Path) -> None:
    paths = [file(tmp_path, text(daily(60, 1)), name) for name in ("a.csv", "b.csv")]
    result = CliRunner().invoke(main, ["describe", *map(str, paths)], catch_exceptions=False)
    assert result.exit_code == 2
    assert "b.csv: is a second history of work" in result.output


def test_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = file(tmp_path / "in", text(daily(60, 1)), "history.csv")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    describe(path)
    assert not list((tmp_path / "here").iterdir())


# ---- since ----


def test_since_a_day_only_what_happened_after_it_counts(tmp_path: Path) -> None:
    """One a day for 60 days, each for three: what came on the 37th day or later is alive on the 40th."""
    path = file(tmp_path, text(daily(60, 3)), "history.csv")
    found = as_json(path, "--since", f"{weekday(40, 0):%Y-%m-%d}")
    assert found["history"]["items"] == 23
    assert found["files"]["history.csv"]["used"] == 23
    assert sum(found["files"]["history.csv"]["left_out"].values()) == 37
    assert found["history"]["arrivals_per_week"]["mean"] == pytest.approx(5, abs=0.5)
    assert found["history"]["open_mean"] == pytest.approx(3, rel=0.1)
    assert found["history"]["areas"][0]["items"] == 20


def test_an_item_that_is_open_since_long_ago_is_counted(tmp_path: Path) -> None:
    path = file(tmp_path, text([*daily(100, 1), ("A", "Story", "", 0.5, NEVER)]), "history.csv")
    found = look(path, since=f"{weekday(60, 0):%Y-%m-%d}")
    assert found.overview.figures is not None
    left = [line for lines in found.account.left_out.values() for line in lines]
    assert 102 not in left
    assert found.overview.figures.open_mean == pytest.approx(2, abs=0.2)


def test_all_of_a_long_history_is_described_and_the_last_year_of_it_is_proposed(tmp_path: Path) -> None:
    rows = [(area, "Story", "", day - 700 + 0.25, day - 700 + 1.25) for day in range(720) for area in "AB"]
    path = file(tmp_path, text(rows), "history.csv")
    assert as_json(path)["history"]["items"] == 1440
    result = CliRunner().invoke(
        main, ["init", str(path), "--out", str(tmp_path / "out")], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    assert "52 weeks" in result.output
    found = look(path, since=None)
    assert found.account.rows_used == pytest.approx(2 * 260, abs=6)
    assert found.account.rows == 1440


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "01/02/2026"])
def test_a_day_that_is_none_is_refused(tmp_path: Path, day: str) -> None:
    path = file(tmp_path, text(daily(10, 1)), "history.csv")
    result = CliRunner().invoke(main, ["describe", str(path), "--since", day])
    assert result.exit_code == 2
    assert day in result.output


def test_a_day_after_all_that_happened_is_refused(tmp_path: Path) -> None:
    path = file(tmp_path, text(daily(10, 1)), "history.csv")
    result = CliRunner().invoke(main, ["describe", str(path), "--since", "2026-10-01"])
    assert result.exit_code == 2
    assert "history.csv" in result.output


def test_the_same_file_gives_the_same_words(tmp_path: Path) -> None:
    path = file(tmp_path, text(daily(60, 1)), "history.csv")
    assert describe(path) == describe(path)
