"""Parts of a study: what one batch of runs leaves, and the receipt that makes it count.

A part is written under another name, brought to the drive, and then renamed; its receipt follows in the same way. So a
part counts as a whole or not at all, whatever is killed at whichever moment:

    runs/part-NAME.parquet    one file for each dataset
    receipts/NAME.json        which runs these are, with the size and the checksum of every file
    set-aside/                files that were found damaged, or that another receipt already covers
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import OutputError, Problem
from .layout import DATASETS, Part, fault_of, reason_of, sealed
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


def receipt_from(text: str) -> Receipt:
    """A receipt as it was written. Raises ValueError for anything else."""
    try:
        values = json.loads(text)
        values["files"] = {name: Part(**entry) for name, entry in values["files"].items()}
        values["spans"] = tuple((int(p), int(f), int(n)) for p, f, n in values["spans"])
        return Receipt(**values)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from None


def write_part(
    folder: Path, tables: Mapping[str, pa.Table], make_receipt: Callable[[Mapping[str, Part]], Receipt],
    name: str, still_wanted: Callable[[], bool],
) -> Receipt:  # fmt: skip
    """Write the files of a part, and then its receipt.

    still_wanted: asked before each file takes its name; if not, nothing of the part stays.

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
        place = f"{RECEIPTS}/{name}.json"
        draft = _draft_of(folder / place)
        drafts.append(draft)
        draft.write_text(receipt.as_text(), encoding="utf-8")
        _take_place(draft, folder / place, still_wanted)
    except (OSError, StaleError, pa.ArrowException) as error:
        for path in [*drafts, *(folder / written for written in files)]:
            _unlinked(path)
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


def _unlinked(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True


def receipts_in(folder: Path, say: Callable[[str], None] = lambda line: None) -> Iterator[Receipt]:
    """Receipts of all parts that are whole, in the order of their names; what is damaged is set aside, and said."""
    for path in sorted((folder / RECEIPTS).glob("*.json")):
        try:
            receipt = receipt_from(path.read_text(encoding="utf-8"))
            fault = fault_in_part(folder, receipt)
            files = list(receipt.files)
        except (OSError, ValueError):
            fault, files = f"{RECEIPTS}/{path.name} is not a receipt", _files_of(folder, path.stem)
        if fault:
            set_aside(folder, [f"{RECEIPTS}/{path.name}", *files])
            say(f"{folder}: {fault}; it is set aside, and its runs are done again")
        else:
            yield receipt


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


def tidy(folder: Path, known: Mapping[str, Any]) -> None:
    """Remove what killed workers have left: drafts, and files without a receipt.

    known: names of the parts that have one.
    """
    for part_of in (RECEIPTS, *DATASETS):
        for path in (folder / part_of).glob("*") if (folder / part_of).is_dir() else ():
            name = path.stem.removeprefix("part-")
            is_part = path.name == f"part-{name}.parquet" and part_of != RECEIPTS
            if path.name.startswith(DRAFT) or (is_part and name not in known):
                _unlinked(path)
