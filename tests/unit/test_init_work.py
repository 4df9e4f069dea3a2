"""`orgsim init`: what it makes of a history of work, in the shapes that programs export."""

from __future__ import annotations

from pathlib import Path

import pytest

from .intake import PEOPLE, as_is, done, written

EVENTS = """\
case:concept:name,concept:name,time:timestamp,org:resource,org:group
1,To Do,2026-01-05 09:00,,
1,In Progress,2026-01-06 09:00,Cy Dunn,Checkout
1,In Review,2026-01-07 09:00,Di Eng,Checkout
1,In Progress,2026-01-08 09:00,Cy Dunn,Checkout
1,In Review,2026-01-09 09:00,Di Eng,Checkout
1,Done,2026-01-12 09:00,Di Eng,Checkout
2,To Do,2026-01-05 12:00,,
2,In Progress,2026-01-12 09:00,Gus Hall,Search
2,In Review,2026-01-13 09:00,Hel Ives,Search
2,Done,2026-01-14 09:00,Hel Ives,Search
"""


def rows(header: str, line: str, count: int = 40) -> str:
    """A history of so many items; `{k}` numbers them, `{day}` is a date of January or February 2026."""
    days = [f"2026-{1 + k % 2:02d}-{1 + k % 28:02d}" for k in range(count)]
    return header + "\n" + "".join(line.format(k=k, day=day) + "\n" for k, day in enumerate(days))


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("Issue key,Issue Type,Status,Component/s,Created,Resolved,Assignee,Story Points,Custom field (Team)",
         "SHOP-{k},Bug,Done,Search,{day} 10:00,{day} 15:00,Cy Dunn,3,x"),
        ("ID,Team,Title,Status,Estimate,Priority,Creator,Assignee,Created,Started,Completed,Canceled,Due Date",
         "ENG-{k},Search,Title,Done,3,1,a,b,{day}T10:00:00Z,{day}T11:00:00Z,{day}T15:00:00Z,,"),
        ("number,title,state,labels,created_at,closed_at,assignee,repository",
         "{k},t,closed,bug,{day}T10:00:00Z,{day}T15:00:00Z,cy,Search"),
    ],
    ids=["Jira", "Linear", "GitHub"],
)  # fmt: skip
def test_usual_exports_are_understood(tmp_path: Path, header: str, line: str) -> None:
    printed = done(tmp_path, PEOPLE, rows(header, line))
    assert "lead time of the 40 finished items: 0.2 working days at the median" in printed
    (stream,) = written(tmp_path, "world.yaml")["demand"]["items"]
    window = 42 * 40 / 39  # from a Thursday at the start of January to the end of February
    assert stream["arrivals_per_day"] == pytest.approx(40 / window, rel=0.1)


def test_a_process_mining_log_gives_stages_returns_and_owners(tmp_path: Path) -> None:
    printed = done(tmp_path, PEOPLE, EVENTS)
    world = written(tmp_path, "world.yaml")
    assert [stage["stage"] for stage in world["value_stream"]] == ["build", "review"]
    # three items left review, one of them back to build
    assert world["value_stream"][1]["return_probability"] == pytest.approx(1 / 3, abs=0.001)
    assert world["value_stream"][1]["return_to"] == "build"
    assert "each belongs to the area of the team that had it most often" in printed
    owns = written(tmp_path, "as-is.yaml")["structure"]["owns"]
    assert owns == {"Checkout": [{"products": ["Checkout"]}], "Search": [{"products": ["Search"]}]}


def test_statuses_can_be_mapped_otherwise(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("statuses: {In Review: waiting}\n")
    done(tmp_path, PEOPLE, EVENTS, "--mapping", str(tmp_path / "m.yaml"))
    assert [stage["stage"] for stage in written(tmp_path, "world.yaml")["value_stream"]] == ["build"]


def test_columns_of_stages_are_stages_and_empty_ones_are_said(tmp_path: Path) -> None:
    history = rows(
        "item,area,created,design,build,test,done", "{k},Search,{day},,{day}T10:00,{day}T12:00,{day}T13:00"
    )
    printed = done(tmp_path, PEOPLE, history.replace("39,Search,2026-02-12,,", "39,Search,2026-02-12,soon,"))
    assert (
        "tickets.csv, row 41, column 'design': not a time; treated as empty" in printed or "design" in printed
    )
    assert [s["stage"] for s in written(tmp_path, "world.yaml")["value_stream"]] == ["build", "test"]


def test_rare_areas_are_put_together_and_counted(tmp_path: Path) -> None:
    history = rows("item,area,created,done", "{k},Search,{day},{day}", 200)
    history += "a,x,2026-02-01,\nb,y,2026-02-01,\n"
    printed = done(tmp_path, PEOPLE, history)
    assert (
        "2 areas with less than 1 % of the items each and 5 % together, or fewer than 5 items, are merged: 'other areas'"
        in printed
    )
    assert as_is(tmp_path).product_names == ["Search", "other areas"]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("05/01/2026", "13/01/2026"), ""),
        (("13/01/2026", "01/14/2026"), "8 dates have the day first, 1 the month"),
        (("05/01/2026", "06/01/2026"), "dates such as 3/4 are read month first"),
        (("05.01.2026", "06.01.2026"), "dates such as 3/4 are read day first"),
        (("Mon, 5 Jan 2026", "2026-01-06T10:00+02:00"), ""),
        (("46027", "46028.5"), ""),
        (("2026-01-05", "tomorrow"), "tickets.csv, row 3, column 'created': not a time; treated as empty"),
    ],
)  # fmt: skip
def test_dates_of_many_kinds_are_read_and_doubts_are_said(
    tmp_path: Path, cells: tuple[str, str], said: str
) -> None:
    lines = [f'{k},Search,"{cells[0] if k else cells[1]}"' for k in (1, 0, *range(2, 9))]
    printed = done(tmp_path, PEOPLE, "\n".join(["item,area,created", *lines]))
    assert said in printed


def test_time_worked_is_taken_as_effort(tmp_path: Path) -> None:
    history = rows("Issue key,Component,Created,Resolved,Time Spent", "{k},Search,{day},{day}T15:00,7200", 20)
    assert "column 'Time Spent' is time worked, in seconds" in done(tmp_path, PEOPLE, history)
    (stream,) = written(tmp_path, "world.yaml")["demand"]["items"]
    assert stream["effort_days"]["lognormal"]["mean"] == pytest.approx(0.25)


def test_a_short_history_is_warned_of(tmp_path: Path) -> None:
    history = "item,area,created,done\n" + "".join(
        f"{k},Search,2026-01-0{5 + k % 3},2026-01-09\n" for k in range(30)
    )
    assert "its arrival rates may not hold for a year" in done(tmp_path, PEOPLE, history)


def test_a_history_alone_shows_who_is_there(tmp_path: Path) -> None:
    printed = done(tmp_path, EVENTS)
    assert "the 4 people in people.csv are all people" in printed
    assert sum(role.count for role in as_is(tmp_path).workforce.values()) == 4
    assert "Gus" not in printed


def test_files_may_be_given_in_any_order(tmp_path: Path) -> None:
    done(tmp_path, EVENTS, PEOPLE)
    assert sum(role.count for role in as_is(tmp_path).workforce.values()) == 9


def test_many_areas_of_one_size_all_stand_for_themselves(tmp_path: Path) -> None:
    history = "item,area,created,done\n" + "".join(
        f"{k},area {k % 120},2025-{1 + k % 9:02d}-{1 + k % 28:02d},2025-12-01\n" for k in range(1200)
    )
    done(tmp_path, PEOPLE, history)
    names = as_is(tmp_path).product_names
    assert len(names) >= 114
    rates = {stream.product: stream.arrivals_per_day for stream in as_is(tmp_path).demand.items}
    assert (rates.get("other areas") or 0.0) < 0.06 * sum(rate or 0.0 for rate in rates.values())


def test_a_preset_whose_teams_cannot_cope_is_warned_of(tmp_path: Path) -> None:
    people = "name,title,team\n" + "".join(
        f"p{k},engineer,{'big' if k < 20 else 'small'}\n" for k in range(24)
    )
    history = "item,area,created,done,team\n" + "".join(
        f"{k},{'small' if k % 20 == 0 else 'big'},2025-{1 + k % 9:02d}-{1 + k % 28:02d},2025-12-01,"
        f"{'small' if k % 20 == 0 else 'big'}\n"
        for k in range(2000)
    )
    printed = done(tmp_path, people, history)
    assert (
        "spotify is not in comparison.yaml: its teams are equal, and the work of the areas is not; the busiest people (engineer) would need a utilisation of 1."
        in printed
    )
    assert "orgsim compare --load 0." in printed
