"""The page of the validation suite: Markdown, and its figures as files beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ..errors import OutputError
from .findings import LISTS, Check, Finding, hits
from .presets import BUSY, FIRST_IDEAS

HIT, MISS = "✅ hit", "🔴 **miss**"
PREAMBLE = """\
<!-- Written by `orgsim validate-model`; do not edit. -->

# Does the model agree with what is known?

Closed forms of queueing and of markets, and published findings about organisations, each simulated with the
compiled engine. Organisations are small and built for the target, or the presets of the mid-size world; every parameter
that a target does not name has its default, and none was fitted to hit one. One default is left out: in the single jobs of
S21, S22 and S42, and in the reduced mid-size world (S23, S24, S25, S28, S30, the crowded teams of S33, the decisions of S40),
no idea does harm, since work that ends early would lower the load at which those targets were set. Intervals are
95 % over replications with fixed seeds, so that this page is the same whenever it is written{effort}.

Three lists are kept, and counted apart:

- *Original*: the statement as it was first set. It stays, hit or miss. Some rules of the model came after a target had
  been missed, and with the miss in view: own work before what other teams ask (S24), mentors who help less and less
  (S21), what strangers know of each other (S30), experience that counts in other areas and pairs who have worked together
  before (S31), items that come one after the other (S22, S33), parts that do not fit (S34). A hit on these targets
  is weaker evidence than one that was announced before. Targets that name the presets (S31, S33, S34) keep the demand for which
  they were set: {first} ideas an area and quarter, the same in all areas, no tickets, estimates right in the median, items
  open at once as by default, in the world that comes with orgsim now (S33: {busy} times as many ideas).
- *Restated*: said anew after it had been run, with the reason. A hit is never counted as one of the original.
- *New*: set later. Ranges and signs were written down before the first run.

How a value is judged:

- It is a hit if it lies in the range that its source gives; if the source gives only a sign, the whole
  interval has to lie on that side.
- *Emergent*: it follows from queues and rules, and another result was possible. *Partly an input*: a default was
  taken from the same literature, or a rule or a default was chosen with the figure in view. *Check of the
  implementation*: it restates an input or a formula; agreement is not evidence, and a miss is a bug.

A code such as S25 or P22 is a row of [docs/reference/evidence.md](../reference/evidence.md): the claim, how well it is
known, and its source.
"""
QUICK = ".\nThis is the quick suite: fewer replications, wider intervals"


def page(findings: Sequence[Finding], exact: Sequence[Check], folder: str, quick: bool) -> str:
    """The whole page; folder: of the figures, relative to the page."""
    parts = [
        PREAMBLE.format(effort=QUICK if quick else "", first=f"{FIRST_IDEAS:g}", busy=f"{BUSY:g}"),
        _summary(findings, exact),
    ]
    if exact:
        parts.append(_exact_section(exact))
    parts += ["\n".join(_section(finding, folder)) for finding in findings]
    return "\n".join(part.rstrip() + "\n" for part in parts)


def check_place(out: Path) -> None:
    """Raises OutputError where a page cannot be written, before anything is simulated."""
    if out.is_dir():
        raise OutputError(f"{out}: is a folder; write --out with the name of a file in it")
    if not out.parent.is_dir():
        raise OutputError(f"{out.parent}: no such folder; create it, or choose another --out")


def write(out: Path, text: str, findings: Sequence[Finding]) -> None:
    """Write the page and its figures, each file whole or not at all; figures first.

    Raises OutputError where that is not possible.
    """
    pictures = {f"{f.number}.svg": f.picture.svg for f in findings if f.picture is not None}
    folder = figures_of(out)
    try:
        if pictures:
            folder.mkdir(exist_ok=True)
        for name, svg in pictures.items():
            _replace(folder / name, svg)
        _replace(out, text)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{out}: cannot be written ({reason}); choose another --out") from error


def figures_of(out: Path) -> Path:
    """Folder of the figures of a page."""
    return out.with_name(f"{out.stem}-figures")


def _replace(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _summary(findings: Sequence[Finding], exact: Sequence[Check]) -> str:
    lines = ["## At a glance\n", "How many checks hit, by target and list.\n"]
    lines += ["| target | | kind | original | restated | new |", "| --- | --- | --- | --- | --- | --- |"]
    for f in findings:
        lines.append(_glance(f.number, f.title, f.kind, [f.of(name) for name in LISTS]))
    if findings:
        together = [[check for f in findings for check in f.of(name)] for name in LISTS]
        lines.append("| **all** | | | " + " | ".join(f"**{hits(checks)}**" for checks in together) + " |")
    if exact:
        formulas = "Closed forms (S01-S19, P76) are checks of the implementation and are counted apart"
        lines.append(f"\n{formulas}: {hits(exact)}.")
    return "\n".join(lines) + "\n"


def _glance(number: str, title: str, kind: str, lists: Sequence[Sequence[Check]]) -> str:
    return f"| {number} | {title} | {kind} | " + " | ".join(_counted(checks) for checks in lists) + " |"


def _counted(checks: Sequence[Check]) -> str:
    """Hits of a list, with a mark; a dash where it is empty."""
    if not checks:
        return hits(checks)
    return f"{'✅' if all(check.hit for check in checks) else '🔴'} {hits(checks)}"


def _exact_section(exact: Sequence[Check]) -> str:
    lines = [
        "## Closed forms (S01-S19, P76)\n",
        "Checks of the implementation: mean ± standard error over replications, and the formula. A hit lies within four",
        "standard errors. Frictions are off except for the mechanism in question. The same with more replications and",
        "more cases is in `tests/theory`. S19 includes people who leave before they have ramped up; its first order in the rate,",
        "hR(1-s)/2, is .0244 and .0675.\n",
        "| what | simulated | formula | |",
        "| --- | --- | --- | --- |",
    ]
    lines += [f"| {c.what} | {c.came_out} | {c.expected} | {_verdict(c)} |" for c in exact]
    return "\n".join(lines) + "\n"


def _section(finding: Finding, folder: str) -> Iterator[str]:
    yield f"## {finding.number}: {finding.title}\n"
    yield f"*{finding.kind.capitalize()}.* {finding.simulated}\n"
    yield f"**The source says** ({finding.source}): {finding.says}\n"
    for name in LISTS:
        yield from _list(finding.of(name), name)
    if finding.table:
        yield finding.table.strip() + "\n"
    if finding.picture is not None:
        yield f"![{finding.picture.caption}]({folder}/{finding.number}.svg)\n"
        yield f"{finding.picture.caption}\n"
    if finding.note:
        yield finding.note + "\n"


def _list(checks: Sequence[Check], name: str) -> Iterator[str]:
    """A table of the checks of one list; under the restated ones their reasons, under misses why."""
    if not checks:
        return
    yield f"| {name} | result | expected | |\n| --- | --- | --- | --- |"
    for check in checks:
        yield f"| {check.what} | {check.came_out} | {check.expected} | {_verdict(check)} |"
    yield ""
    for reason in _distinct(check.reason for check in checks):
        yield f"*Why it is restated*: {reason}\n"
    for why in _distinct(check.why for check in checks if not check.hit):
        whats = "; ".join(check.what for check in checks if check.why == why and not check.hit)
        yield f"🔴 *Why it misses* ({whats}): {why}\n"


def _distinct(texts: Iterable[str]) -> Iterator[str]:
    """Texts that are not empty, each once, in order."""
    return (text for text in dict.fromkeys(texts) if text)


def _verdict(check: Check) -> str:
    return HIT if check.hit else MISS
