"""The page of the validation suite: Markdown, and its figures as files beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ..errors import OutputError
from .findings import Check, Finding

HIT, MISS = "✅ hit", "🔴 **miss**"
PREAMBLE = """\
<!-- Written by `orgsim validate-model`; do not edit. -->

# Does the model agree with what is known?

Closed forms of queueing and of markets, and published findings about organisations, each simulated with the
compiled engine. Organisations are small and built for the target; every parameter that a target does not
name has its default, and none was fitted to hit one. One default is left out: in the single jobs of S21 and S22,
and in the reduced mid-size world (S23, S24, S25, S28, S30, the crowded teams of S33, the decisions of S40), no
idea does harm, since work that ends early would lower the load at which those targets were set. Intervals are
95 % over replications with fixed seeds, so that this page is the same whenever it is written{effort}.

Targets stay as they were set. Some rules of the model came after targets had been missed, and with the misses in
view: own work before what other teams ask (S24), mentors who help less and less (S21), what strangers know of each
other (S30), experience that counts in other areas and pairs who have worked together before (S31), items that come
one after the other (S22, S33), parts that do not fit (S34). A hit on these targets is weaker evidence than one that
was announced before.

- A value is a hit if it lies in the range that its source gives; if the source gives only a sign, the whole
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
    parts = [PREAMBLE.format(effort=QUICK if quick else ""), _summary(findings, exact)]
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
    lines = ["## At a glance\n", "| target | | kind | hits | verdict |", "| --- | --- | --- | --- | --- |"]
    if exact:
        lines.append(_glance("S01-S19", "closed forms", "check of the implementation", exact))
    lines += [_glance(f.number, f.title, f.kind, f.checks) for f in findings]
    return "\n".join(lines) + "\n"


def _glance(number: str, title: str, kind: str, checks: Sequence[Check]) -> str:
    hits = sum(check.hit for check in checks)
    verdict = HIT if hits == len(checks) else MISS if hits == 0 else "🔴 **misses a part**"
    return f"| {number} | {title} | {kind} | {hits} of {len(checks)} | {verdict} |"


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
    yield "| | result | expected | |\n| --- | --- | --- | --- |"
    for check in finding.checks:
        yield f"| {check.what} | {check.came_out} | {check.expected} | {_verdict(check)} |"
    yield ""
    for why in dict.fromkeys(check.why for check in finding.misses if check.why):
        whats = "; ".join(check.what for check in finding.misses if check.why == why)
        yield f"🔴 *Why it misses* ({whats}): {why}\n"
    if finding.table:
        yield finding.table.strip() + "\n"
    if finding.picture is not None:
        yield f"![{finding.picture.caption}]({folder}/{finding.number}.svg)\n"
        yield f"{finding.picture.caption}\n"
    if finding.note:
        yield finding.note + "\n"


def _verdict(check: Check) -> str:
    return HIT if check.hit else MISS
