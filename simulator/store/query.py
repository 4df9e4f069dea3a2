"""SQL on results, by DuckDB: the datasets of a folder are views, and nothing else can be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError, Problem
from .layout import DATASETS
from .manifest import manifest_in
from .parts import RECEIPTS, whole_parts

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

POINTS = "points"
LONGEST_REASON = 300
READING = ("SELECT", "SELECT_STATEMENT", "EXPLAIN", "EXPLAIN_STATEMENT", "RELATION", "PRAGMA")


def files_of(folder: Path) -> dict[str, list[str]]:
    """Parquet files by dataset: of a study those that have a receipt, else those of the manifest.

    Raises InputError where the folder holds no results, or a part of a study is damaged.
    """
    if (folder / RECEIPTS).is_dir():
        names = [name for receipt in whole_parts(folder) for name in receipt.files]
    else:
        names = list(manifest_in(folder).files)
    found = {d: [str(folder / name) for name in names if name.startswith(f"{d}/")] for d in DATASETS}
    if (folder / f"{POINTS}.parquet").is_file():
        found[POINTS] = [str(folder / f"{POINTS}.parquet")]
    return {dataset: files for dataset, files in found.items() if files}


def connected(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection in memory in which each dataset of a folder is a view by its name; no other file can be read."""
    import duckdb

    files = files_of(folder)
    if not files:
        what = "holds no runs yet"
        raise InputError([Problem("", what, "run the study first", str(folder))])
    connection = duckdb.connect(":memory:")
    connection.execute("set enable_progress_bar = false")
    connection.execute("set allowed_directories = ?", [[str(folder)]])
    connection.execute("set enable_external_access = false")
    for dataset, parts in files.items():
        names = ", ".join("'" + part.replace("'", "''") + "'" for part in parts)
        connection.execute(
            f"create view {dataset} as select * from read_parquet([{names}], hive_partitioning=false)"
        )
    connection.execute("set lock_configuration = true")
    return connection


def query(folder: str | Path, sql: str) -> pa.Table:
    """The answer to an SQL query on the datasets of a results folder.

    Parameters
    ----------
    folder
        Of a run, a comparison or a study. Its datasets are views: runs, quarters, …, and the points of a study.
    sql
        A single statement, such as `select variant, avg(value_delivered) from runs group by variant`.

    Raises
    ------
    InputError
        Where there are no results, or DuckDB refuses the query.
    """
    import duckdb

    with connected(Path(folder)) as connection:
        try:
            return _asked(connection, sql).to_arrow_table()
        except duckdb.Error as error:
            raise _refused(str(error)) from None


def batches(folder: Path, sql: str, rows: int = 10_000) -> Iterator[pa.RecordBatch]:
    """The same in batches of rows, for answers that are larger than memory."""
    import duckdb

    with connected(folder) as connection:
        try:
            yield from _asked(connection, sql).to_arrow_reader(rows)
        except duckdb.Error as error:
            raise _refused(str(error)) from None


def _asked(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    """The answer to a single statement that reads."""
    statements = connection.extract_statements(sql)
    if len(statements) != 1 or statements[0].type.name not in READING:
        raise _refused("takes a single statement that reads, such as select")
    return connection.sql(sql)


def _refused(error: str) -> InputError:
    lines = [line for line in error.splitlines() if line.strip() and not line.startswith(("LINE", " "))]
    reason = " ".join(lines)[:LONGEST_REASON]
    return InputError(
        [
            Problem(
                "", reason, "see the datasets with 'show tables', their columns with 'describe runs'", "SQL"
            )
        ]
    )
