"""Parts of a study: what one batch of runs leaves, and the receipt that makes it count.

A part is written under another name, brought to the drive, and then renamed; its receipt follows in the same way. So a
part counts as a whole or not at all, whatever is killed at whichever moment:

    runs/part-NAME.parquet    one file for each dataset
    receipts/NAME.json        which runs these are, with the size and the checksum of every file
    set-aside/                files that were found damaged, or whose runs are in another part already
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import InputError, OutputError, Problem
from .layout import DATASETS, PART_OF, Part, fault_of, reason_of, sealed
from .writer import sync_file, sync_folder

RECEIPTS, SET_ASIDE = "receipts", "set-aside"
DRAFT = ".draft-"
ROWS_OF_A_GROUP = 100_000


class StaleError(Exception):
    """The study that asked for a part has ended, or another one has taken its place."""


@dataclass(frozen=True)
class Receipt:
    """What a batch has left.

    Attributes
    ----------
    name: of the part. spans: point, first replication and number of replications of all runs in it.
    files: by their names relative to the folder of the study.
    runs: how many runs there are. seconds: that simulating and writing them took; of that `building` for scenarios.
    """

    name: str
    spans: tuple[tuple[int, int, int], ...]
    files: Mapping[str, Part]
    runs: int
    seconds: float
    building: float = 0.0

    @property
    def bytes(self) -> int:
        """Size of all files."""
        return sum(part.bytes for part in self.files.values())

    def as_text(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self))


def part_name(question: str, spans: Sequence[tuple[int, int, int]]) -> str:
    """Name of a part: it follows from the question, with the version in it, and from what is in it."""
    return hashlib.sha256(json.dumps([question, spans]).encode()).hexdigest()[:16]


def receipt_from(text: str, name: str) -> Receipt:
    """The receipt of the part of that name, as it was written. Raises ValueError for anything else."""
    try:
        values = json.loads(text)
        values["files"] = {name: Part(**entry) for name, entry in values["files"].items()}
        values["spans"] = tuple((int(p), int(f), int(n)) for p, f, n in values["spans"])
        receipt = Receipt(**values)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from None
    found = [PART_OF.fullmatch(file) for file in receipt.files]
    if receipt.name != name or not found or any(file is None or file[2] != name for file in found):
        raise ValueError(name)
    return receipt


def write_part(
    folder: Path, tables: Mapping[str, pa.Table], make_receipt: Callable[[Mapping[str, Part]], Receipt],
    name: str, still_wanted: Callable[[], bool],
) -> Receipt:  # fmt: skip
    """Write the files of a part, and then its receipt.

    still_wanted: asked before each file takes its name; if not, the part does not count.

    Raises
    ------
    OutputError where the drive is full or cannot be written; StaleError where it is not wanted any more.
    """
    files: dict[str, Part] = {}
    drafts: list[Path] = []
    try:
        for dataset, table in tables.items():
            place = f"{dataset}/part-{name}.parquet"
            draft = _draft_of(folder / place)
            drafts.append(draft)
            pq.write_table(
                table,
                draft,
                compression="zstd",
                row_group_size=ROWS_OF_A_GROUP,
                use_dictionary=_words_of(table),
            )
            files[place] = sealed(draft, table.num_rows)
            _take_place(draft, folder / place, still_wanted)
        receipt = make_receipt(files)
        place = _receipt_of(name)
        draft = _draft_of(folder / place)
        drafts.append(draft)
        draft.write_text(receipt.as_text(), encoding="utf-8")
        _take_place(draft, folder / place, still_wanted)
    except (OSError, StaleError, pa.ArrowException) as error:
        for (
            draft
        ) in drafts:  # files that have their name may be those of another worker, whose receipt names them
            with suppress(OSError):
                draft.unlink()
        if isinstance(error, StaleError):
            raise
        what, remedy = f"cannot be written ({reason_of(error)})", "make room, and run the same command again"
        raise OutputError(str(Problem(place, what, remedy, str(folder)))) from None
    return receipt


def _words_of(table: pa.Table) -> list[str]:
    """Columns that are worth a dictionary: words, not numbers that seldom repeat."""
    return [f.name for f in table.schema if pa.types.is_dictionary(f.type) or pa.types.is_string(f.type)]


def _draft_of(path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    return path.with_name(f"{DRAFT}{secrets.token_hex(4)}-{path.name}")


def _take_place(draft: Path, path: Path, still_wanted: Callable[[], bool]) -> None:
    sync_file(draft)
    if not still_wanted():
        raise StaleError
    os.replace(draft, path)
    sync_folder(path.parent)


class Fault(NamedTuple):
    """Why a part does not count."""

    names: list[str]
    """Its receipt and its files, relative to the folder."""
    what: str
    is_needed: bool = True
    """Whether its runs are missing now; not so where they are in another part already."""


def receipts_in(
    folder: Path, faulty: Callable[[Fault], None], *, question: str = "", known: Mapping[str, Receipt] | None = None
) -> Iterator[Receipt]:  # fmt: skip
    """Receipts of all parts that are whole, and of which no run is in another, in the order of their names.

    faulty: what does not count. question: what they must answer, if that is known. known: parts that were seen before:
    they count, and are not looked at again.
    """
    known = known or {}
    covered = _Covered()
    for receipt in known.values():
        covered.add(receipt)
    for path in sorted((folder / RECEIPTS).glob("*.json")):
        if path.name.startswith(DRAFT) or path.stem in known:
            continue
        found = _receipt_at(folder, path, question)
        if isinstance(found, Fault):
            faulty(found)
        elif covered.has(found):
            names = [_receipt_of(found.name), *found.files]
            faulty(Fault(names, f"runs of {names[0]} are in another part already", is_needed=False))
        else:
            covered.add(found)
            yield found


def whole_parts(folder: Path, *, question: str = "") -> list[Receipt]:
    """The same for reading. Raises InputError where a part is damaged, or of another study."""

    def refuse(fault: Fault) -> None:
        if fault.is_needed:
            remedy = "run the same command again, which sets it aside and does its runs again"
            raise InputError([Problem("", fault.what, remedy, str(folder))])

    return list(receipts_in(folder, refuse, question=question))


def _receipt_of(name: str) -> str:
    return f"{RECEIPTS}/{name}.json"


def _receipt_at(folder: Path, path: Path, question: str) -> Receipt | Fault:
    """A receipt whose part is whole, or what is wrong."""
    place = _receipt_of(path.stem)
    try:
        receipt = receipt_from(path.read_text(encoding="utf-8"), path.stem)
    except (OSError, ValueError):
        return Fault([place, *_files_of(folder, path.stem)], f"{place} is not a receipt")
    if question and receipt.name != part_name(question, receipt.spans):
        return Fault([place, *receipt.files], f"{place} is of another study")
    what = fault_in_part(folder, receipt)
    return Fault([place, *receipt.files], what) if what else receipt


class _Covered:
    """Runs that parts hold, as spans by point in their order."""

    def __init__(self) -> None:
        self._spans: dict[int, list[tuple[int, int]]] = {}

    def add(self, receipt: Receipt) -> None:
        for point, first, count in receipt.spans:
            insort(self._spans.setdefault(point, []), (first, first + count))

    def has(self, receipt: Receipt) -> bool:
        """Whether any run of a part is in another."""
        return any(self._meets(*span) for span in receipt.spans)

    def _meets(self, point: int, first: int, count: int) -> bool:
        spans = self._spans.get(point, [])
        place = bisect_left(spans, (first, first + count))
        before, after = spans[max(0, place - 1) : place], spans[place : place + 1]
        return any(stop > first for _, stop in before) or any(start < first + count for start, _ in after)


def fault_in_part(folder: Path, receipt: Receipt) -> str:
    """The first file of a part that is missing, cut or changed, in words; '' if all are whole."""
    faults = ((name, fault_of(folder / name, part, verify=True)) for name, part in receipt.files.items())
    return next((f"{name} {fault}" for name, fault in faults if fault), "")


def _files_of(folder: Path, name: str) -> list[str]:
    return [f"{d}/part-{name}.parquet" for d in DATASETS if (folder / d / f"part-{name}.parquet").exists()]


def set_aside(folder: Path, names: Sequence[str]) -> None:
    """Move files out of the way; nothing is deleted."""
    (folder / SET_ASIDE).mkdir(exist_ok=True)
    for name in names:
        place = folder / SET_ASIDE / f"{secrets.token_hex(4)}-{Path(name).name}"
        if os.path.lexists(folder / name):
            os.replace(folder / name, place)


def tidy(folder: Path) -> None:
    """Remove what killed workers have left: drafts, and files without a receipt. Nothing may be at work in the folder."""
    for part_of in (RECEIPTS, *DATASETS):
        for path in (folder / part_of).glob("*") if (folder / part_of).is_dir() else ():
            name = path.stem.removeprefix("part-")
            is_part = path.name == f"part-{name}.parquet" and part_of != RECEIPTS
            if path.name.startswith(DRAFT) or (is_part and not (folder / _receipt_of(name)).exists()):
                with suppress(OSError):
                    path.unlink()
