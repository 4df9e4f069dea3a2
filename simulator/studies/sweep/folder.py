"""The folder of a study: what was asked, the points, and whose it is.

study.json        the question, written first; the study belongs to it for ever
points.parquet    the points of the design; more may be added behind them
session           of the coordinator that may add parts: parts of an older one are not taken any more
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ...errors import InputError, OutputError, Problem
from ...scenario.factors import Factor, factor_from
from ...store.layout import DATASETS, reason_of
from ...store.locks import lock
from ...store.manifest import resolved
from ...store.writer import sync_file, sync_folder
from .question import Question, hash_of

STUDY, POINTS, GIVEN, SESSION, FAILED = (
    "study.json", "points.parquet", "scenarios.parquet", "session", "failed.json",
)  # fmt: skip
MARK = "sha256"
"""Column of the checksum of the scenarios of a point."""
POINTS_OF_A_GROUP = 4096
FROM_A_BACKUP = "take it from a backup, or choose another --out"


@dataclass(frozen=True)
class StudyFolder:
    """A folder that holds a study, as it was asked."""

    path: Path
    entry: Mapping[str, Any]
    """What was asked: the question, and under `asked` what readers want to know."""

    @cached_property
    def question(self) -> str:
        """Hash of the question."""
        return hash_of(self.entry["question"])

    @property
    def variants(self) -> list[str]:
        """Names of the variants."""
        return [variant["name"] for variant in self.entry["question"]["variants"]]

    @property
    def variant_by(self) -> str:
        """Path of the factor that names the one variant of a point; '' where all are simulated at each."""
        return str(self.entry["question"].get("variant_by", ""))

    @property
    def variants_a_point(self) -> int:
        """How many variants are simulated at a point."""
        return 1 if self.variant_by else len(self.variants)

    def place_of_seeds(self, point: int) -> int | None:
        """What seeds of a point follow from besides the replication: its number or that of its world; None where points share them."""
        question = self.entry["question"]
        if question["shares_seeds"]:
            return None
        return point % worlds if (worlds := question.get("worlds", 0)) else point

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """What the points move."""
        return tuple(map(factor_from, self.entry["question"]["factors"]))

    @property
    def datasets(self) -> tuple[str, ...]:
        """What is written of each run."""
        return tuple(self.entry["question"]["datasets"])

    @cached_property
    def count(self) -> int:
        """Number of points. Raises InputError where their table is damaged."""
        with reading(self.path, POINTS):
            return int(pq.read_metadata(self.path / POINTS).num_rows)

    def points(self) -> pa.Table:
        """All points: their number, and a column for each factor by its path. Raises InputError where the table is damaged."""
        with reading(self.path, POINTS):
            return pq.read_table(self.path / POINTS, partitioning=None)


@contextmanager
def reading(folder: Path, name: str) -> Iterator[None]:
    """Say in words that a table of a study is damaged, as InputError."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        reason = reason_of(error).partition("\n")[0]
        raise InputError([Problem(name, f"cannot be read ({reason})", FROM_A_BACKUP, str(folder))]) from None


def study_in(path: Path) -> StudyFolder:
    """The study in a folder. Raises InputError where there is none, or its question cannot be read."""
    try:
        entry = json.loads((path / STUDY).read_text(encoding="utf-8"))
        return StudyFolder(path, entry | {"question": dict(entry["question"])})
    except FileNotFoundError:
        what = "does not hold a study" if path.exists() else "does not exist"
        raise InputError([Problem("", what, "give the folder of an 'orgsim study'", str(path))]) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = f"{STUDY} cannot be read ({reason_of(error)})"
        raise InputError([Problem("", what, FROM_A_BACKUP, str(path))]) from None


def taken_for(path: Path, asked: Question, words: Mapping[str, Any]) -> StudyFolder:
    """The folder for a question: a new one, or the one that holds the same question already.

    More points may be added to it. Raises OutputError where it holds anything else.
    """
    entry = {"question": asked.entry(), "asked": dict(words)}
    try:
        if (path / STUDY).exists():
            return _extended(study_in(path), asked, entry)
        if not _is_free(path):
            raise _refused(path, "holds something else, which is not a study")
        path.mkdir(parents=True, exist_ok=True)
        for dataset in asked.datasets:
            (path / dataset).mkdir(exist_ok=True)
        _write_points(path, asked)
        replaced(path / STUDY, json.dumps(entry, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    except OSError as error:
        raise _refused(path, f"cannot be written ({reason_of(error)})") from None
    return study_in(path)


def holds_other(path: Path, asked: Question) -> str:
    """Why a folder cannot take a question, in words; '' if it can."""
    if not (path / STUDY).exists():
        return "" if _is_free(path) else "holds something else, which is not a study"
    study = study_in(path)
    if study.question != hash_of(asked.entry()):
        return _other(study, asked)
    known = study.points()
    if not _begins_with(points_table(asked), known) and not _begins_with(known, points_table(asked)):
        return "holds a study of other points"
    if asked.given is not None and not _begin_alike(_marks_of(asked), _marks_in(path)):
        return "holds a study of other scenarios"
    return ""


def _is_free(path: Path) -> bool:
    """Whether nothing is there, or only what a study leaves that is killed before it has begun."""
    if not path.exists():
        return True
    if not path.is_dir():
        return False
    begun = {POINTS, GIVEN, *(f".draft-{name}" for name in (POINTS, GIVEN, STUDY))}
    return all(p.name in begun or (p.name in DATASETS and not any(p.iterdir())) for p in path.iterdir())


def _other(study: StudyFolder, asked: Question) -> str:
    """In what a question differs from the one that a folder holds."""
    ours, theirs = asked.entry(), study.entry["question"]
    if ours["engine"] != theirs.get("engine"):
        return f"holds the results of another version of orgsim ({theirs.get('engine')})"
    what = {
        "variants": "other scenarios", "factors": "other levers or uncertainties", "seed": "another seed",
        "shares_seeds": "other seeds", "datasets": "other datasets", "given": "other scenarios", "worlds": "other seeds",
        "variant_by": "other variants at its points",
    }  # fmt: skip
    differs = [word for key, word in what.items() if json.dumps(ours[key]) != json.dumps(theirs.get(key))]
    return f"holds another study, with {' and '.join(dict.fromkeys(differs)) or 'other scenarios'}"


def _extended(study: StudyFolder, asked: Question, entry: Mapping[str, Any]) -> StudyFolder:
    if why := holds_other(study.path, asked):
        raise _refused(study.path, why)
    if asked.count > study.count:
        _write_points(study.path, asked)
    replaced(study.path / STUDY, json.dumps(entry, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return study_in(study.path)


def points_table(asked: Question) -> pa.Table:
    """Points with their numbers, and a column for each factor."""
    columns = {f.path: _column(asked.columns[f.path], f) for f in asked.factors}
    return pa.table({"point": pa.array(range(asked.count), pa.int64()), **columns})


def _column(values: Sequence[Any], factor: Factor) -> pa.Array:
    if factor.is_number:
        return pa.array([float(v) for v in values] if not hasattr(values, "dtype") else values, pa.float64())
    return pa.array(list(values), pa.string())


def _begins_with(longer: pa.Table, shorter: pa.Table) -> bool:
    return bool(longer.slice(0, shorter.num_rows).equals(shorter))


def _write_points(path: Path, asked: Question) -> None:
    table = points_table(asked)
    if asked.given is not None:
        columns = {"scenarios": _given_as_text(asked), MARK: _marks_of(asked)}
        _write_table(path / GIVEN, pa.table(columns), 64)
    _write_table(path / POINTS, table, POINTS_OF_A_GROUP)


def _given_as_text(asked: Question) -> list[str]:
    """The scenarios of each point, where they were given one by one."""
    return [json.dumps([resolved(s) for s in each], ensure_ascii=False) for each in asked.given or ()]


def _marks_of(asked: Question) -> list[str]:
    """Checksums of the scenarios of each point."""
    return [hashlib.sha256(text.encode()).hexdigest() for text in _given_as_text(asked)]


def _marks_in(path: Path) -> list[str]:
    """The same of those that a folder holds."""
    with reading(path, GIVEN):
        return list(pq.read_table(path / GIVEN, columns=[MARK], partitioning=None)[MARK].to_pylist())


def _begin_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    both = min(len(one), len(other))
    return one[:both] == other[:both]


def _write_table(path: Path, table: pa.Table, rows_of_a_group: int) -> None:
    draft = path.with_name(f".draft-{path.name}")
    pq.write_table(table, draft, compression="zstd", row_group_size=rows_of_a_group)
    sync_file(draft)
    os.replace(draft, path)


def replaced(path: Path, content: bytes) -> None:
    """Write a file as a whole or not at all."""
    draft = path.with_name(f".draft-{path.name}")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    sync_folder(path.parent)


def _refused(path: Path, what: str) -> OutputError:
    return OutputError(str(Problem("", what, "choose another --out", str(path))))


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Be the only coordinator of a folder, which is made if there is none. Raises OutputError while another one is at work.

    Where the system cannot lock a folder, only sessions tell coordinators apart: the one that began last goes on.
    """
    try:
        if not path.exists():
            path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refused(path, f"cannot be written ({reason_of(error)})") from None
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        yield
        return
    try:
        if lock(handle) == "held by another":
            what = "is being written by another 'orgsim study'"
            raise OutputError(str(Problem("", what, "wait for it, or choose another --out", str(path))))
        yield
    finally:
        os.close(handle)


@contextmanager
def session(folder: StudyFolder) -> Iterator[str]:
    """The time in which a coordinator takes parts.

    Yields its name, which workers compare before a part takes its own. Raises OutputError where the folder cannot be
    written.
    """
    name = secrets.token_hex(8)
    try:
        replaced(folder.path / SESSION, name.encode())
    except OSError as error:
        raise _refused(folder.path, f"cannot be written ({reason_of(error)})") from None
    try:
        yield name
    finally:
        if is_current(folder.path, name):
            with contextlib.suppress(OSError):
                (folder.path / SESSION).unlink()


def is_current(path: Path, name: str) -> bool:
    """Whether a session still is the one that may add parts."""
    try:
        return (path / SESSION).read_text(encoding="ascii") == name
    except OSError:
        return False


def scenarios_given(path: Path, point: int) -> list[dict[str, Any]]:
    """The scenarios of a point, by variant, where a study was given them one by one."""
    group, row = divmod(point, 64)
    with reading(path, GIVEN):
        text = pq.ParquetFile(path / GIVEN).read_row_group(group)["scenarios"][row].as_py()
    return list(json.loads(text))


def is_study(path: Path) -> bool:
    """Whether a folder holds a study."""
    return (path / STUDY).is_file()
