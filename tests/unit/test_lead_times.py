"""Lead times simulated beside those of a history: what is drawn, and what is wrong with a file."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as Xml

import numpy as np
import pytest
from click.testing import CliRunner

from simulator.cli import main
from simulator.errors import InputError
from simulator.outcomes.censored import Times
from simulator.report.lead_times import lead_times_picture, quantiles, read_lead_times
from simulator.scenario.yaml_reader import read_text
from simulator.scenario.yaml_writer import as_yaml

from .test_cli import TINY

SVG = "{http://www.w3.org/2000/svg}"


def test_open_items_enter_as_longer_than_they_have_taken(tmp_path: Path) -> None:
    path = tmp_path / "h.csv"
    path.write_text("type,lead_days,finished\nbug,1,1\nbug,2,1\nbug,3,0\nbug,4,1\n")
    times = read_lead_times(path)
    assert quantiles(times)[0] == 2.0  # of four items two are finished by then
    assert quantiles(times)[1] == 4.0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "has no column 'lead_days'; name the lead-times.csv that orgsim init wrote"),
        ("lead_days\n", "has no rows below its header"),
        ("lead_days\n1\nsoon\n", "row 3, column 'lead_days': is not a time; write working days, 0 or more"),
    ],
)
def test_what_is_wrong_with_lead_times_is_said(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "h.csv").write_text(text)
    with pytest.raises(InputError) as caught:
        read_lead_times(tmp_path / "h.csv")
    assert said in str(caught.value)


def test_the_picture_has_a_curve_for_each_and_stays_on_its_page() -> None:
    rng = np.random.default_rng(1)
    days = rng.lognormal(2.0, 1.5, 500)
    series = {"in the history": Times(days, days < 50), "simulated": Times(days / 3, np.ones(500, bool))}
    root = Xml.fromstring(lead_times_picture("shop: lead times", series))
    width, height = (float(number) for number in root.get("viewBox", "").split()[2:])
    groups = [g for g in root.iter(f"{SVG}g") if g.get("class") == "series"]
    assert [g.findtext(f"{SVG}title") for g in groups] == list(series)
    heights = []
    for group in groups:
        (path,) = group.iter(f"{SVG}path")
        places = [tuple(map(float, p.split())) for p in path.get("d", "").lstrip("M").split(" L")]
        assert all(0 <= x <= width and 0 <= y <= height for x, y in places)
        assert [x for x, _ in places] == sorted(x for x, _ in places)
        heights.append(min(y for _, y in places))
    assert heights[0] > heights[1]  # where some are open to the last, the curve ends below 1


def test_run_draws_a_history_beside_what_it_simulates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tiny.yaml").write_text(TINY)
    Path("h.csv").write_text("lead_days\n1\n2\n9\n")
    words = ["run", "tiny.yaml", "--replications", "2", "--against", "h.csv", "--out", "r"]
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code == 0
    assert "lead time in the history, 3 items: 50% after 2.00, 85% after 9.00" in result.stderr
    assert Path("r/lead-times.svg").read_text().startswith("<svg")


@pytest.mark.parametrize(
    "name",
    ["a: b", "# x", "no", "12:30", "[x]", "it's", 'say "hi"', "- a", "1.5", "x" * 180, "ä — ö", "{a: b}"],
)
def test_any_name_survives_being_written_and_read(name: str) -> None:
    values = {"titles": {name: "role"}, "list": [{"name": name, "owns": [name, "b"]}], "x": [name] * 30}
    assert read_text(as_yaml(values, ["first line"]), "f").plain() == values
