"""Files as they are written: YAML with positions, and what is turned down before it is understood."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from simulator.errors import InputError
from simulator.scenario.yaml_reader import read_text, read_yaml

from .examples import said


def plain(text: str) -> Any:
    return read_text(text, "f").plain()


def complaint(text: str) -> str:
    """The one problem of a text, whether reading stops at it or not."""
    try:
        (problem,) = read_text(text, "f").problems
    except InputError as error:
        (problem,) = error.problems
    return str(problem)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"), ("yes", "yes"), ("off", "off"), ("12:30", "12:30"), ("190:20:30", "190:20:30"),
        ("2024-01-31", "2024-01-31"), ("2024-13-45", "2024-13-45"), ("true", True), ("null", None), ("~", None),
        ("100_000", 100_000), ("0o17", 15), ("0x1F", 31), ("1e3", 1000.0), ("'3'", "3"), ("'null'", "null"),
        ("-.5", -0.5), ("é", "é"), ('"\\u00e9"', "é"),
    ],
)  # fmt: skip
def test_words_stay_words_and_numbers_are_numbers(written: str, value: object) -> None:
    found = plain(f"a: {written}")["a"]
    assert found == value
    assert type(found) is type(value)


def test_every_value_and_key_knows_its_place() -> None:
    written = read_text("a: 1\nteams:\n  - {name: x,\n     size: 2}\n", "f")
    (team,) = written.value["teams"].value
    assert team.position == ("f", 3, 5)
    assert team.position_of("size") == ("f", 4, 6)
    assert written.position_of("teams") == ("f", 2, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a:\n\tb: 1", "f:2:1: a tab is used where spaces are needed; indent with spaces"),
        ("a: b: c", "f:1:5: a colon is not expected here; check the indentation, or put the text in quotes"),
        ("a: 1\n  b: 2", "f:2:4: a colon is not expected here; check the indentation, or put the text in quotes"),
        ("a: - 1", "f:1:4: a list entry is not expected here; put '- ' on a line of its own"),
        ("a: [1, 2\nb: 3", "f:2:2: a comma or a closing ']' is missing before this; close the bracket, or add the comma"),
        ("a: 'x\nb: 3", "f:1:4: a quotation mark is never closed; close it"),
        ("a: @x", "f:1:4: a value cannot begin with '@'; put it in quotes"),
        ("a: *b", "f:1:4: '*b' refers to nothing; remove it, or put it in quotes"),
        ("a: 1\n---\nb: 2", "f:2:1: a second document begins here; put it into a file of its own"),
        ('a: "\\q"', "f:1:6: '\\q' means nothing in double quotes; use single quotes"),
        ("a: !!python/object:os.system x", "f:1:4: a: the tag '!!python/object:os.system' means nothing here; remove it"),
        ("a: !mine {b: 1}", "f:1:4: a: the tag '!mine' means nothing here; remove it"),
        ("a: !!set {b, c}", "f:1:4: a: the tag '!!set' means nothing here; remove it"),
        ("a: !!map b", "f:1:4: a: the tag '!!map' means nothing here; remove it"),
        ("a: !!seq", "f:1:4: a: the tag '!!seq' means nothing here; remove it"),
        ("a: !!int {b: 1}", "f:1:4: a: the tag '!!int' means nothing here; remove it"),
        ("a: !!float x", "f:1:4: a: 'x' is not a number; write it without the tag"),
        ("a: !!bool x", "f:1:4: a: 'x' is neither true nor false; write it without the tag"),
        ("a: !!int abc", "f:1:4: a: 'abc' is not a whole number; write it without the tag"),
        ("a: " + "9" * 5000, "f:1:4: a: has 5000 digits; write a smaller number"),
        ('a: "\\ud800"', "f:1:4: a: holds half a character; write it out"),
        ("a: \0", "f:1:4: is not text: it holds the character #0000; save it as plain text"),
        ("a:\n  b: 1\n  b: 2\n", "f:3:3: a.b: is written twice; keep one; the first is in line 2"),
        ("- {name: x, b: 1, b: 2}", "f:1:19: x.b: is written twice; keep one; the first is in line 1"),
        ("b: &b {x: 1}\na:\n  <<: *b", "f:3:3: a: merge keys (<<) are not read; write the keys out, or use extends"),
        ("? [a, b]\n: 1", "f:1:3: a list or a map cannot be a key; write a word before the colon"),
        ("a: {: 1}", "f:1:6: a: a key is empty; write a word before the colon"),
        ("a:\nb: 1", "f:1:1: a: has no value; write one ({} for the defaults of a section, null for none), or remove the key"),
        ("%YAML 3.0\n---\na: NO", "f:1:1: asks for another version of YAML; remove the line that begins with %"),
        ("# nothing but a comment", "f: is empty; see 'orgsim schema' for the keys of a file"),
        ("", "f: is empty; see 'orgsim schema' for the keys of a file"),
        ("~", "f: is empty; see 'orgsim schema' for the keys of a file"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_text_is_said_in_plain_words(text: str, message: str) -> None:
    assert complaint(text) == message


def test_reading_goes_on_behind_what_it_can_pass_over() -> None:
    written = read_text("a: 1\na: 2\nb: !x 3\nc:\nd: 4", "f")
    assert [problem.path for problem in written.problems] == ["a", "b", "c"]
    assert written.plain() == {"a": 1, "b": None, "c": None, "d": 4}


def test_an_anchor_may_be_used_again() -> None:
    assert plain("a: &x 1\nb: &x 2\nc: *x") == {"a": 1, "b": 2, "c": 2}


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [*{a}{f', *{a}' * 8}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB, "holds more than 100,000 values once aliases are expanded; remove aliases"),
        ("a: &a [*a]", "f:1:4: is nested more than 50 levels deep here; remove levels, or an alias (*) that contains itself"),
        ("[" * 500_000, "f:1:51: is nested more than 50 levels deep here; remove levels"),
        ("{a: " * 100_000, "is nested more than 50 levels deep here"),
    ],
    ids=["bomb", "self", "brackets", "braces"],
)  # fmt: skip
def test_a_yaml_bomb_is_turned_down_in_time(text: str, message: str) -> None:
    started = time.perf_counter()
    assert message in complaint(text)
    assert time.perf_counter() - started < 10


def test_a_file_of_100_mb_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    started = time.perf_counter()
    assert said(tmp_path, lambda: read_yaml(path)) == [
        "s.yaml: has more than 2 MB; put long histories into a CSV file and name it under from_csv"
    ]
    assert time.perf_counter() - started < 1


def test_a_device_without_end_is_turned_down(tmp_path: Path) -> None:
    assert said(tmp_path, lambda: read_yaml(Path("/dev/zero"))) == [
        "/dev/zero: is a device, not a file; save its output as a YAML file, and name that file"
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "name: caf\xe9\n".encode("latin-1"),
            "s.yaml:1:10: is not UTF-8 text from here on; save it as UTF-8",
        ),
        ("name: x\n".encode("utf-16"), "s.yaml:1:1: is not UTF-8 text from here on; save it as UTF-8"),
        (b"a: 1\nb: \x89PNG", "s.yaml:2:4: is not UTF-8 text from here on; save it as UTF-8"),
        (b"a: \x01", "s.yaml:1:4: is not text: it holds the character #0001; save it as plain text"),
    ],
)
def test_a_file_that_is_no_text_is_named_as_such(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_bytes(content)
    assert said(tmp_path, lambda: read_yaml(path)) == [message]


def test_a_byte_order_mark_is_no_letter(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_bytes(b"\xef\xbb\xbfname: x")
    assert read_yaml(path).plain() == {"name": "x"}


def test_what_cannot_be_opened_is_said_with_its_reason(tmp_path: Path) -> None:
    assert said(tmp_path, lambda: read_yaml(tmp_path / "no.yaml")) == [
        "no.yaml: cannot be read (No such file or directory); check the path"
    ]
    (tmp_path / "folder").mkdir()
    assert said(tmp_path, lambda: read_yaml(tmp_path / "folder")) == [
        "folder: is a folder; name a YAML file in it"
    ]
    assert said(tmp_path, lambda: read_yaml(Path("a\0b")))[0].startswith("a�b: cannot be read")
