"""Shipped scenarios are found by name from any folder, and copied by `new`; `import orgsim` is `import simulator`."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import simulator
from simulator import compare, load_scenario
from simulator.cli import main
from simulator.errors import InputError
from simulator.scenario.shipped import shipped_names

ROOT = Path(__file__).parents[2]
FIRST = ", ".join(name for name in shipped_names() if "/" not in name)
SHIPPED = f"shipped: {FIRST}, and more in contexts/, large/, regulated/, studies/, worlds/"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that has nothing to do with the project."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def orgsim(*words: str) -> Result:
    return CliRunner().invoke(main, words, catch_exceptions=False)


def test_every_shipped_file_has_a_name() -> None:
    files = {
        str(path.relative_to(ROOT / "scenarios").with_suffix(""))
        for path in (ROOT / "scenarios").rglob("*.yaml")
    }
    assert set(shipped_names()) == files
    assert {"four-structures", "two-pizza", "large/spotify", "worlds/mid-size"} <= files


@pytest.mark.parametrize("name", ["preset:two-pizza", "preset:two-pizza.yaml", Path("preset:two-pizza")])
def test_a_scenario_is_loaded_by_name(name: str | Path) -> None:
    assert (
        load_scenario(name).model_dump() == load_scenario(ROOT / "scenarios" / "two-pizza.yaml").model_dump()
    )


def test_a_comparison_is_run_by_name_and_its_manifest_names_no_installation(folder: Path) -> None:
    done = orgsim("compare", "preset:one-pool-or-three-desks", "--replications", "1", "--quarters", "1")
    assert done.exit_code == 0
    text = Path("results/one-pool-or-three-desks/manifest.json").read_text(encoding="utf-8")
    assert json.loads(text)["asked"]["files"] == ["preset:one-pool-or-three-desks"]
    assert str(ROOT) not in text
    result = compare("preset:one-pool-or-three-desks", replications=1)
    assert result.comparison.name == "one-pool-or-three-desks"


def test_files_extend_and_compare_shipped_ones(folder: Path) -> None:
    Path("mine.yaml").write_text("extends: preset:two-pizza\nname: mine\n", encoding="utf-8")
    ours = load_scenario("mine.yaml")
    assert ours.structure == load_scenario("preset:two-pizza").structure
    text = "variants:\n  - preset:two-pizza\n  - {name: b, file: 'preset:spotify'}\n  - mine.yaml\n"
    Path("all.yaml").write_text(text, encoding="utf-8")
    done = orgsim("validate", "all.yaml", "preset:worlds/mid-size")
    assert done.stdout.splitlines() == [
        "all.yaml: all is a valid comparison of 3 variants",
        "preset:worlds/mid-size: mid-size is a valid world of 10 products; "
        "a file with 'extends: preset:worlds/mid-size' and a structure makes a scenario of it",
    ]


def test_a_name_that_is_not_shipped_is_said_with_the_nearest_and_the_list() -> None:
    said = f"preset:two-piza: no such preset; did you mean 'preset:two-pizza'? {SHIPPED}"
    for command in ("run", "show", "validate", "compare"):
        done = orgsim(command, "preset:two-piza")
        assert (done.exit_code, done.stdout, done.stderr.rstrip()) == (2, "", said)
    with pytest.raises(InputError) as caught:
        load_scenario("preset:two-piza")
    assert str(caught.value) == said


@pytest.mark.parametrize("name", ["preset:", "preset:../pyproject", "preset:../scenarios/x", "preset:/etc/x"])
def test_a_name_leads_to_what_is_shipped_only(name: str) -> None:
    assert orgsim("validate", name).stderr.rstrip() == f"{name}: no such preset; {SHIPPED}"


def test_a_wrong_name_inside_a_file_is_said_with_its_place(folder: Path) -> None:
    Path("mine.yaml").write_text("name: mine\nextends: preset:spotfy\n", encoding="utf-8")
    Path("all.yaml").write_text("variants: [preset:two-pizza, preset:spotfy]\n", encoding="utf-8")
    remedy = f"no preset is named 'preset:spotfy'; did you mean 'preset:spotify'? {SHIPPED}"
    assert orgsim("validate", "mine.yaml").stderr.rstrip() == f"mine.yaml:2:1: extends: {remedy}"
    assert orgsim("validate", "all.yaml").stderr.rstrip() == f"all.yaml:1:30: variants.1: {remedy}"


def test_problems_of_a_shipped_file_are_said_by_its_name(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    from simulator.scenario import shipped

    Path("installed/worlds").mkdir(parents=True)
    Path("installed/worlds/w.yaml").write_text("horizen: {}\n", encoding="utf-8")
    Path("installed/four-structures.yaml").write_text("extends: worlds/w.yaml\nnam: x\n", encoding="utf-8")
    monkeypatch.setattr(shipped, "_folder", lambda: folder / "installed")
    shipped.shipped_names.cache_clear()
    try:
        with pytest.raises(InputError) as caught:
            load_scenario("preset:four-structures")
    finally:
        shipped.shipped_names.cache_clear()
    assert "preset:four-structures:2:1: nam: no such key" in str(caught.value)
    assert "preset:worlds/w:1:1: horizen: no such key" in str(caught.value)
    assert str(folder) not in str(caught.value)


def test_a_path_that_a_user_names_stays_as_it_is() -> None:
    path = ROOT / "scenarios" / "two-pizza.yaml"
    assert orgsim("validate", str(path)).stdout == f"{path}: two-pizza is valid\n"
    with pytest.raises(InputError, match=f"^{path}: is a single scenario"):
        compare(path)


def test_new_copies_everything_and_says_what_to_run_next(folder: Path) -> None:
    done = orgsim("new", "my company")
    assert done.stdout.splitlines() == [
        f"written to my company: {len(shipped_names())} files",
        "next: orgsim compare 'my company/four-structures.yaml'",
    ]
    for name in shipped_names():
        copy, original = Path("my company", f"{name}.yaml"), ROOT / "scenarios" / f"{name}.yaml"
        assert copy.read_bytes() == original.read_bytes()
    copied, named = load_scenario("my company/large/spotify.yaml"), load_scenario("preset:large/spotify")
    assert copied.model_dump() == named.model_dump()
    assert [path.name for path in folder.iterdir()] == ["my company"]


def test_new_takes_an_empty_folder_and_refuses_all_others(folder: Path) -> None:
    Path("empty").mkdir()
    assert orgsim("new", "empty").stdout.splitlines()[-1] == "next: orgsim compare empty/four-structures.yaml"
    Path("file").write_text("", encoding="utf-8")
    for name, what in (
        ("empty", "holds files already; name a new folder"),
        (".", "holds files already; name a new folder"),
        ("file", "is a file; name a new folder"),
        ("file/below", "cannot be written (Not a directory); name another folder"),
    ):
        before = sorted(folder.rglob("*"))
        done = orgsim("new", name)
        assert (done.exit_code, done.stdout, done.stderr.rstrip()) == (2, "", f"{name}: {what}")
        assert sorted(folder.rglob("*")) == before


def test_orgsim_is_simulator() -> None:
    if importlib.util.find_spec("orgsim") is not None:
        import orgsim as module
    else:  # not installed: the file that the wheel holds under this name
        spec = importlib.util.spec_from_file_location("orgsim", ROOT / "simulator" / "_orgsim.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    assert module.__all__ == simulator.__all__
    for name in simulator.__all__:
        assert getattr(module, name) is getattr(simulator, name), name
    assert sorted(dir(module)) == sorted(simulator.__all__)
    assert module.__doc__ == simulator.__doc__
    with pytest.raises(AttributeError, match="has no attribute 'simulat'"):
        _ = module.simulat
    assert "orgsim.py" in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert "simulator" in sys.modules
