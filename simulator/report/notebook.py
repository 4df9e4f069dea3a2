"""What a notebook shows, as HTML without scripts: the same words and figures as a terminal, escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from ..studies.comparison import Result
from ..studies.runs import Run
from .figures import number
from .summary import estimates_of, headlines_of
from .verdict import said_of

MOST_NAMES = 4
FIGURES = "to_frame() has all figures."


def comparison_as_html(result: Result) -> str:
    """Question, answer, what is decided, what it rests on, and warnings."""
    said = said_of(result)
    above = [said.answer, *said.first, said.ranking, *said.over_worlds]
    return "".join(
        [
            _paragraph(said.question, "strong"),
            *map(_paragraph, above),
            _table(said.decided),
            *map(_paragraph, [*said.notes[:-1], f"{said.notes[-1]} {FIGURES}"]),
            _warnings(result.warnings),
        ]
    )


def comparison_in_a_line(result: Result) -> str:
    """Name, variants, replications and the answer."""
    names, where = result.names, result.comparison.where
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    at = f" ({where})" if where else ""
    parts = [
        f"Comparison {result.comparison.name}{at}: {', '.join(names[:MOST_NAMES])}{more}",
        f"{result.replications} replication{'s' * (result.replications > 1)}",
        said_of(result).answer.removeprefix("Answer: ").rstrip("."),
        *_count(result.warnings),
    ]
    return f"<{'; '.join(parts)}>"


def _count(warnings: Sequence[str]) -> list[str]:
    return [f"{len(warnings)} warning{'s' * (len(warnings) > 1)}"] if warnings else []


def run_as_html(run: Run) -> str:
    """The headlines of one run, and warnings."""
    found = headlines_of(estimates_of(run.run.to_pylist()), run.facts.scenario)
    rows = [(outcome.name, number(mean.mean), outcome.unit) for outcome, mean in found]
    title = f"{run.variant}: one run, seed {run.seed}"
    return (
        _paragraph(title, "strong") + _table([("outcome", "value", "unit"), *rows]) + _warnings(run.warnings)
    )


def _paragraph(text: str, tag: str = "span") -> str:
    return f"<p><{tag}>{escape(text)}</{tag}></p>" if text else ""


def _table(rows: Sequence[Sequence[str]]) -> str:
    """A table whose first row is its header."""
    if not rows:
        return ""
    head, body = _row(rows[0], "th"), "".join(_row(row, "td") for row in rows[1:])
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"


def _row(cells: Iterable[str], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"


def _warnings(warnings: Sequence[str]) -> str:
    lines = "".join(f"<li>warning: {escape(text)}</li>" for text in warnings)
    return f"<ul>{lines}</ul>" if lines else ""
