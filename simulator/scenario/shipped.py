"""Scenarios that come with orgsim: found by name from any folder, `preset:two-pizza`."""

from __future__ import annotations

import os
import secrets
import shutil
from functools import cache
from pathlib import Path

from ..errors import InputError, OutputError, Problem, nearest

PREFIX = "preset:"
ENDING = ".yaml"
KNOWN_BY = f"four-structures{ENDING}"
PACKAGE = Path(__file__).parents[1]


def is_shipped(name: str | Path) -> bool:
    """Whether a name has the form of a shipped scenario, known or not."""
    return str(name).startswith(PREFIX)


@cache
def shipped_names() -> tuple[str, ...]:
    """Names of what is shipped, without the prefix: scenarios, comparisons, and the worlds that they extend."""
    folder = _folder()
    if folder is None:
        return ()
    found = [path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob(f"*{ENDING}")]
    return tuple(sorted(found, key=lambda name: (name.count("/"), name)))


def located(path: str | Path) -> Path:
    """The path of a file: of a name such as `preset:two-pizza`, or the path itself.

    Raises InputError if a scenario of this name is not shipped.
    """
    if words := unknown(path):
        raise InputError([Problem("", *words, str(path))])
    return seen_from(Path(), path)


def seen_from(folder: Path, name: str | Path) -> Path:
    """A file that another file names, relative to its folder; a shipped file is the same from everywhere."""
    if not is_shipped(name):
        return folder / name
    return (_folder() or Path()) / f"{_bare(name)}{ENDING}"


def _listed(names: tuple[str, ...]) -> str:
    """Names of the first level, and the folders in which there are more."""
    folders = dict.fromkeys(name.partition("/")[0] for name in names if "/" in name)
    more = f", and more in {', '.join(f'{folder}/' for folder in folders)}" if folders else ""
    return ", ".join(name for name in names if "/" not in name) + more


def unknown(name: str | Path) -> tuple[str, str] | None:
    """Why the name of a shipped scenario is not known, and what to do; None if it is known."""
    if not is_shipped(name) or _bare(name) in shipped_names():
        return None
    names = shipped_names()
    if not names:
        return "no scenarios are installed with this copy of orgsim", "give the path of a file"
    found = nearest(_bare(name), names)
    near = "" if found is None else f"did you mean '{PREFIX}{found}'? "
    return "no such preset", f"{near}shipped: {_listed(names)}"


def shown(path: Path) -> str:
    """A path as the user knows it: a shipped file by its name, not by where this copy of orgsim is installed."""
    folder = _folder()
    if folder is None or not path.is_relative_to(folder):
        return str(path)
    return f"{PREFIX}{path.relative_to(folder).with_suffix('').as_posix()}"


def copy_shipped(folder: Path) -> list[str]:
    """Copy everything that is shipped into a new folder; returns the names of the files.

    Raises OutputError if the folder holds files, or cannot be written; then nothing is written.
    """
    source = _folder()
    if source is None:
        raise OutputError(f"{folder}: no scenarios are installed with this copy of orgsim")
    if os.path.lexists(folder) and not folder.is_dir():
        raise OutputError(f"{folder}: is a file; name a new folder")
    whole = folder.resolve()
    part = whole.parent / f".{whole.name}-{secrets.token_hex(4)}"
    try:
        if folder.is_dir() and any(folder.iterdir()):
            raise OutputError(f"{folder}: holds files already; name a new folder")
        files = [f"{name}{ENDING}" for name in shipped_names()]
        for file in files:
            (part / file).parent.mkdir(parents=True, exist_ok=True)
            (part / file).write_bytes((source / file).read_bytes())
        if folder.is_dir():
            for entry in sorted(part.iterdir()):
                entry.rename(folder / entry.name)
        else:
            part.rename(folder)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(f"{folder}: cannot be written ({reason}); name another folder") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return files


def _bare(name: str | Path) -> str:
    return str(name).removeprefix(PREFIX).removesuffix(ENDING)


@cache
def _folder() -> Path | None:
    """Where shipped files are: installed beside the code, or in the project; None if neither exists.

    The way through `..` distinguishes a shipped file from the same file of the project that a user names by its path.
    """
    places = (PACKAGE / "scenarios", PACKAGE / ".." / "scenarios")
    return next((place for place in places if (place / KNOWN_BY).is_file()), None)
