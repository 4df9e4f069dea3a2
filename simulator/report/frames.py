"""A comparison as data frames, and as a workbook of them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..csv_text import harmless
from ..errors import OutputError
from ..store.manifest import Manifest
from ..studies.comparison import Result
from .comparison import comparison_rows

if TYPE_CHECKING:
    import pandas as pd

TO_SETTLE = "replications_to_settle"
EXACT = (
    "mode", "variant", "outcome", "unit", "verdict", "replications", "beyond_run_off", "standing", "decisive",
)  # fmt: skip
"""Columns that hold words and whole numbers; all others hold numbers, or nothing."""
POINT = ("mode", "load")
"""Columns that say which comparison of several a row belongs to."""
NEEDED = "cannot be written without openpyxl; install it: pip install 'orgsim[xlsx]'"


def comparison_as_frame(results: Sequence[Result]) -> pd.DataFrame:
    """A row for each load, outcome and variant, with the columns of `orgsim compare --format csv`."""
    import pandas as pd

    rows = []
    for row in (row for result in results for row in comparison_rows(result)):
        low, high = row.pop(TO_SETTLE) or (None, None)
        rows.append({**row, f"{TO_SETTLE}_low": low, f"{TO_SETTLE}_high": high})
    frame = pd.DataFrame(rows)
    numbers = [name for name in frame.columns if name not in EXACT]
    frame = frame.astype(dict.fromkeys(numbers, float))
    return frame.drop(columns=[name for name in POINT if not _chosen(results, name)])


def _chosen(results: Sequence[Result], what: str) -> bool:
    """Whether any comparison is one of several modes or loads."""
    return any(getattr(result.comparison, what) is not None for result in results)


def values_as_frame(results: Sequence[Result]) -> pd.DataFrame:
    """A row for each load, variant and replication, with a column for each outcome."""
    import pandas as pd

    frames = []
    for result in results:
        for v, name in enumerate(result.names):
            head: dict[str, Any] = {"variant": name, "replication": range(result.replications)}
            chosen = {name: getattr(result.comparison, name) for name in POINT if _chosen(results, name)}
            head = chosen | head
            frames.append(pd.DataFrame({**head, **{key: table[v] for key, table in result.values.items()}}))
    return pd.concat(frames, ignore_index=True)


def worlds_as_frame(results: Sequence[Result]) -> pd.DataFrame:
    """A row for each load, variant and plausible world: what was drawn, by path, and a column for each outcome."""
    import pandas as pd

    frames = [pd.DataFrame()]
    for result in results:
        worlds = result.plausible
        for v, name in enumerate(result.names if worlds else ()):
            assert worlds is not None
            chosen = {name: getattr(result.comparison, name) for name in POINT if _chosen(results, name)}
            head = {**chosen, "variant": name, "world": range(len(worlds.x))}
            drawn = {factor.path: worlds.x[:, k] for k, factor in enumerate(worlds.factors)}
            values = {key: table[v] for key, table in worlds.values.items()}
            frames.append(pd.DataFrame({**head, **drawn, **values}))
    return pd.concat(frames[1:] or frames, ignore_index=True)


def write_workbook(path: str | Path, results: Sequence[Result]) -> None:
    """Write a workbook, whole or not at all.

    Sheets: comparison, replications (values of each), plausible worlds where they were drawn, differences (of the files),
    warnings, manifest.

    Raises
    ------
    OutputError where it cannot be written, or openpyxl is not installed.
    """
    import pandas as pd

    path, text = Path(path), io.BytesIO()
    try:
        with pd.ExcelWriter(text, engine="openpyxl") as writer:
            for name, frame in _sheets(results).items():
                _harmless(frame).to_excel(writer, sheet_name=name, index=False, inf_rep="beyond")
    except ImportError:
        raise OutputError(f"{path}: {NEEDED}") from None
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(text.getvalue())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise OutputError(f"{path}: cannot be written ({reason}); choose another path") from None


def _sheets(results: Sequence[Result]) -> dict[str, pd.DataFrame]:
    import pandas as pd

    first = results[0]
    differing = [[key, *values] for key, values in first.differing.items()]
    warnings = list(dict.fromkeys(text for result in results for text in result.warnings))
    return {
        "comparison": comparison_as_frame(results),
        "replications": values_as_frame(results),
        **({"plausible worlds": worlds_as_frame(results)} if first.plausible else {}),
        "differences": pd.DataFrame(differing, columns=["key", *first.names]),
        "warnings": pd.DataFrame({"warning": warnings}),
        "manifest": pd.DataFrame(_provenance(first.manifest), columns=["what", "value"]),
    }


def _provenance(manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a reader needs to get the same figures again."""
    if not manifest:
        return []
    said = {"asked": Manifest(manifest, {}).command_line}
    said |= {name: str(manifest[name]) for name in ("question", "written", "seconds")}
    said["seeds"] = ", ".join(map(str, manifest["seeds"]))
    said |= {f"version of {name}": version for name, version in manifest["versions"].items()}
    said |= {f"hash of {each['variant']}": each["hash"] for each in manifest["scenarios"]}
    return list(said.items())


def _harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """The same with an apostrophe before what a spreadsheet would compute."""
    return frame.map(harmless).rename(columns=harmless)
