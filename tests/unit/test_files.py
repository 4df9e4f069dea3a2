"""Only regular files are opened, never more of them than a limit, and nothing waits for what may never come."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli import main
from simulator.errors import InputError
from simulator.files import read_bytes, read_text

from .examples import changed
from .intake import PEOPLE


def pipe(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.mkdir()


def link_to_nothing(path: Path) -> None:
    path.symlink_to("nothing")


def link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def listening(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # names of sockets are short
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(here)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(300_000_000)


KINDS: list[tuple[Callable[[Path], None], str]] = [
    (pipe, "is a pipe, not a file"),
    (folder, "is a folder; name a"),
    (link_to_nothing, "is a link to something that does not exist"),
    (link_to_itself, "is a link that leads back to itself"),
    (listening, "is a socket, not a file"),
    (device, "is a device, not a file"),
    (large, "has more than"),
]
every_kind = pytest.mark.parametrize(("make", "what"), KINDS, ids=[make.__name__ for make, _ in KINDS])


def said(*words: str) -> str:
    result = CliRunner().invoke(main, list(words), catch_exceptions=False)
    assert result.exit_code == 2, result.output
    return result.output


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfabc")
    (tmp_path / "b").symlink_to("a")
    assert read_bytes(tmp_path / "b", "b", 6) == b"\xef\xbb\xbfabc"
    assert read_text(tmp_path / "a", "a", 6) == "abc"


def test_a_byte_beyond_the_limit_is_one_too_many(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 2_000_001)
    with pytest.raises(InputError, match=r"^a: has more than 2 MB; use a part of it$"):
        read_bytes(tmp_path / "a", "a", 2_000_000)


def test_a_file_that_grows_without_telling_is_read_up_to_the_limit() -> None:
    if not Path("/proc/self/maps").exists():
        pytest.skip("no such file system here")
    with pytest.raises(InputError, match="has more than 0 MB"):
        read_bytes(Path("/proc/self/maps"), "maps", 10)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "a").touch(mode=0)
    with pytest.raises(InputError, match=r"^a: cannot be read \(Permission denied\); check the path$"):
        read_bytes(tmp_path / "a", "a", 10)


@every_kind
def test_a_scenario_is_a_regular_file(tmp_path: Path, make: Callable[[Path], None], what: str) -> None:
    make(tmp_path / "s.yaml")
    assert f"{tmp_path / 's.yaml'}: {what}" in said("validate", str(tmp_path / "s.yaml"))


@every_kind
def test_a_file_of_arrivals_is_a_regular_file(
    tmp_path: Path, make: Callable[[Path], None], what: str
) -> None:
    make(tmp_path / "x.csv")
    text = changed(("product: billing, arrivals_per_day: 0.3", "from_csv: x.csv"))
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    assert f"from_csv: 'x.csv' {what}" in said("validate", str(tmp_path / "s.yaml"))


@every_kind
def test_init_reads_regular_files(tmp_path: Path, make: Callable[[Path], None], what: str) -> None:
    make(tmp_path / "people.csv")
    assert f"people.csv: {what}" in said("init", str(tmp_path / "people.csv"), "--out", str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("make", [pipe, folder, device])
def test_a_mapping_is_a_regular_file(tmp_path: Path, make: Callable[[Path], None]) -> None:
    (tmp_path / "p.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "out").mkdir()
    make(tmp_path / "out" / "mapping.yaml")
    assert "out/mapping.yaml: is a" in said("init", str(tmp_path / "p.csv"), "--out", str(tmp_path / "out"))


def test_init_writes_over_no_folder_and_no_pipe(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "out" / "people.csv").mkdir(parents=True)
    words = ["init", str(tmp_path / "p.csv"), "--out", str(tmp_path / "out")]
    assert "people.csv: has been edited, or was not written by init" in said(*words)
    assert "people.csv: is a folder; move it away, or choose another --out" in said(*words, "--force")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["people.csv"]


@pytest.mark.parametrize("record", ["[]", "{", '{"people.csv": 1}', "[" * 100_000])
def test_a_torn_record_of_checksums_protects_every_file(tmp_path: Path, record: str) -> None:
    (tmp_path / "p.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".orgsim-init.json").write_text(record)
    (tmp_path / "out" / "world.yaml").write_text("mine")
    printed = said("init", str(tmp_path / "p.csv"), "--out", str(tmp_path / "out"))
    assert "world.yaml: has been edited" in printed
