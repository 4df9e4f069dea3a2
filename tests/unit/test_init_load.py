"""`orgsim init`: how much work there is, who is there to do it, and which seats are too few."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.intake.proposal.calibration import use_of
from simulator.report.utilisation import duties_of_people
from simulator.report.workload import workload_of

from .intake import as_is, done, written


def staff(teams: int, per_team: dict[str, int]) -> str:
    """A list of people in equal teams."""
    lines = ["name,title,team"]
    for t in range(teams):
        for title, count in per_team.items():
            lines += [f"{title} {t} {k},{title},team {t}" for k in range(count)]
    return "\n".join(lines) + "\n"


def weekly(name: str, weeks: range, area: str = "web") -> list[str]:
    """One item a week, done by one person: the Monday of each week of 2025."""
    days = [f"2025-{1 + w // 4:02d}-{1 + 7 * (w % 4):02d}" for w in weeks]
    return [f"{name}-{k},{area},{day} 09:00,{day} 17:00,{name}" for k, day in enumerate(days)]


def history(*lines: list[str]) -> str:
    return "\n".join(["item,area,created,done,assignee", *(line for part in lines for line in part)]) + "\n"


def test_one_busy_designer_does_not_idle_all_engineers(tmp_path: Path) -> None:
    people = staff(12, {"Software Engineer": 5, "Product Manager": 1}) + "Dee,Product Designer,team 0\n"
    done(tmp_path, people)
    assert use_of(as_is(tmp_path)).mean("engineer") == pytest.approx(0.8, abs=0.05)


def test_a_seat_that_lacks_is_a_named_assumption_and_is_added(tmp_path: Path) -> None:
    printed = done(tmp_path, staff(1, {"Software Engineer": 15, "Product Manager": 1, "QA Engineer": 3}))
    use = use_of(as_is(tmp_path))
    assert use.busiest()[0] < 0.95
    (_, *rows) = (tmp_path / "out" / "people.csv").read_text().splitlines()
    added = [row for row in rows if row.endswith(",assumed")]
    assert added
    assert f"choke point: {len(added)} seat of role product_manager more than the files show" in printed


def test_no_one_is_left_with_more_work_than_time(tmp_path: Path) -> None:
    people = (
        "name,title,team\n"
        + "".join(f"e{k},Software Engineer,web\n" for k in range(24))
        + "Ann,Analyst,web\n"
    )
    lines = ["item,activity,timestamp,resource,area"]
    for k in range(300):
        day = f"2025-{1 + k % 12:02d}-{1 + k % 28:02d}"
        lines += [
            f"{k},In Analysis,{day} 09:00,,web",
            f"{k},In Progress,{day} 12:00,,web",
            f"{k},Done,{day} 23:00,,web",
        ]
    (tmp_path / "m.yaml").write_text("who: {analysis: {analyst: 1.0}}\n")
    printed = done(tmp_path, people, "\n".join(lines), "--mapping", str(tmp_path / "m.yaml"))
    assert use_of(as_is(tmp_path)).busiest()[0] < 1.0, printed


def test_a_team_with_too_much_to_do_gets_smaller_items_and_the_others_keep_theirs(tmp_path: Path) -> None:
    people = staff(3, {"Software Engineer": 6})
    lines = [
        f"{k},team {0 if k % 10 < 8 else 1 + k % 2},2025-{1 + k % 9:02d}-{1 + k % 28:02d},2025-{2 + k % 9:02d}-{1 + k % 28:02d},"
        for k in range(900)
    ]
    printed = done(tmp_path, people, "\n".join(["item,area,created,done,assignee", *lines]))
    efforts = {
        stream["product"]: stream["effort_days"]["lognormal"]["mean"]
        for stream in written(tmp_path, "world.yaml")["demand"]["items"]
    }
    assert "choke points: items of 1 area take less effort than elsewhere" in printed
    assert efforts["team 0"] < efforts["team 1"] == efforts["team 2"]
    assert use_of(as_is(tmp_path)).busiest()[0] < 1.0


def test_nothing_is_simulated_that_the_files_do_not_say(tmp_path: Path) -> None:
    done(tmp_path, staff(2, {"Software Engineer": 4}))
    assert not {"customers", "money", "people"} & written(tmp_path, "world.yaml").keys()
    assert "value" not in written(tmp_path, "world.yaml")["demand"]["opportunities"][0]


def test_meetings_that_eat_the_week_are_warned_of(tmp_path: Path) -> None:
    printed = done(tmp_path, staff(1, {"Software Engineer": 90}))
    scenario = as_is(tmp_path)
    most = max(duties_of_people(scenario, workload_of(scenario)))
    assert most > 0.3
    assert f"meetings and boards take more than 30% of the time of 90 people, {most:.0%} at most" in printed
    (tmp_path / "small").mkdir()
    assert "meetings and boards" not in done(tmp_path / "small", staff(10, {"Software Engineer": 9}))


def test_people_of_a_history_are_there_for_the_weeks_in_which_they_worked(tmp_path: Path) -> None:
    printed = done(
        tmp_path,
        history(weekly("ann", range(40)), weekly("bo", range(0, 40, 2)), weekly("cy", range(36, 40))),
    )
    fte = {spec.count: spec.fte for spec in as_is(tmp_path).workforce.values()}
    assert sorted(fte[3]) == pytest.approx([0.1, 0.5, 1.0])
    assert "2 full-time people in all" in printed


def test_of_a_long_history_the_last_52_weeks_count(tmp_path: Path) -> None:
    old = [line.replace("2025-", "2022-").replace("ann", "old") for line in weekly("ann", range(40))]
    files = history(old, weekly("bo", range(40)), weekly("cy", range(40)))
    printed = done(tmp_path, files)
    assert "left out: 40 rows, over before 2024-10-" in printed
    assert sum(role.count for role in as_is(tmp_path).workforce.values()) == 2
    (tmp_path / "all").mkdir()
    done(tmp_path / "all", files, None, "--since", "start")
    assert sum(role.count for role in as_is(tmp_path / "all").workforce.values()) == 3
    (tmp_path / "late").mkdir()
    assert "has nothing after 2026-01-01" in _refused(tmp_path / "late", files)


def _refused(folder: Path, files: str) -> str:
    from .intake import refused

    return refused(folder, files, None, "--since", "2026-01-01")


def test_people_without_teams_are_a_team_by_the_area_of_most_of_their_work(tmp_path: Path) -> None:
    done(
        tmp_path,
        history(weekly("ann", range(40)), weekly("bo", range(40), "shop"), weekly("cy", range(40), "shop")),
    )
    teams = {team.name: len(team.members) for team in as_is(tmp_path).organisation.teams}
    assert teams == {"web": 1, "shop": 2}


def test_who_does_a_stage_in_the_history_can_do_it(tmp_path: Path) -> None:
    people = "name,title,team,manager\nLea,Engineering Manager,desk,\n" + "".join(
        f"e{k},Software Engineer,desk,Lea\n" for k in range(4)
    )
    lines = ["item,activity,timestamp,resource,area"]
    for k in range(30):
        day = f"2025-03-{1 + k % 28:02d}"
        lines += [f"{k},Settling,{day} 09:00,{'Lea' if k % 3 else 'e1'},web", f"{k},Done,{day} 15:00,Lea,web"]
    done(tmp_path, people, "\n".join(lines))
    (stage,) = written(tmp_path, "world.yaml")["value_stream"]
    assert set(stage["by"]) == {"manager", "engineer"}
