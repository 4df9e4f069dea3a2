"""Write docs/explanation/presets.md: where each shipped preset wins and where it loses.

    python docs/presets.py [--quick | --prose]

Some minutes on two cores. --quick takes few replications, prints the page and writes nothing. --prose fills the page anew
after its prose has changed. The prose stands in docs/explanation/presets.in.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from measuring import command, table
from preset_cases import (
    CONTEXTS,
    GOVERNANCES,
    MODES,
    OF_STAFFING,
    PRESETS,
    SCALES,
    WORLDS,
    Context,
    alike,
    common_limit,
    limited,
    limits_of,
    points,
    presets,
    scale_of,
    scaled,
    without,
)
from preset_rows import (
    BY_OUTCOME,
    DONE,
    FIRST,
    FIRST_BEGUN,
    VALUE,
    WHOLE,
    WHOLE_BEGUN,
    WORTH,
    Measure,
    Named,
    Row,
    Simulated,
    rows_table,
)

from simulator.outcomes.registry import BY_NAME

REPLICATIONS, FOR_USE = 30, 10
FEW, FEWER = 5, 2
"""Replications with --quick."""
AGAIN = 1
"""Seed of the replications that say what a limit is worth, once others have chosen it."""
OF_LIMITS = (WORTH, VALUE, DONE, WHOLE_BEGUN)
OF_ALIKE = {"equal load": (FIRST, WHOLE, VALUE), "backlog": (FIRST_BEGUN, WHOLE_BEGUN, DONE, VALUE, WORTH)}
BASELINE = PRESETS[0]


def where(world: str, mode: str) -> str:
    """A world and a mode in words."""
    return f"{world}, {mode.replace('_', ' ')}"


def world_rows(simulated: Simulated, quick: bool) -> dict[str, list[Row]]:
    """Outcomes of the presets by world and mode."""
    found = {}
    for world, (folder, replications) in list(WORLDS.items())[: 1 if quick else None]:
        for mode in MODES:
            n = FEW if quick else replications
            there = where(world, mode)
            found[there] = simulated.rows(there, presets(folder, mode), replications=n)
    return found


def summary(rows: Mapping[str, Sequence[Row]]) -> str:
    """By preset, world and mode: in what it is alone the best, among the best, and alone the worst."""
    lines = []
    for preset in PRESETS:
        for there, of_it in rows.items():
            lines.append([preset, there, *("; ".join(words) or "–" for words in _standing(preset, of_it))])
    return table(["preset", "where", "alone best", "among the best", "alone worst"], lines)


def _standing(preset: str, rows: Sequence[Row]) -> tuple[list[str], list[str], list[str]]:
    alone: list[str] = []
    among: list[str] = []
    worst: list[str] = []
    for row in rows:
        v, best = row.names.index(preset), row.among_the_best
        words = f"{_short(row.measure)} {row.measure.shown(row.means[v])}"
        if best == [v]:
            alone.append(words)
        elif v in best:
            among.append(words)
        elif row.alone_worst and row.worst == v:
            worst.append(words)
    return alone, among, worst


def _short(measure: Measure) -> str:
    """Words of an outcome without its unit."""
    return measure.words.removesuffix(", days").removesuffix(", M").removesuffix(", %")


def anything(simulated: Simulated, cases: Iterable[tuple[str, Named, int]], of: str) -> str:
    """All outcomes of the registry in which a structure is alone the best, or among the best."""
    lines = []
    for there, variants, replications in cases:
        rows = [
            r for r in simulated.rows(there, variants, _every(), replications=replications) if _is_known(r)
        ]
        v = rows[0].names.index(of)
        alone = [_figures(row, v) for row in rows if row.among_the_best == [v]]
        among = [
            f"`{row.measure.name}`" for row in rows if v in row.among_the_best and row.among_the_best != [v]
        ]
        lines.append([there, ", ".join(alone) or "–", ", ".join(among) or "–"])
    return table(["where", "alone best (next best)", "among the best"], lines)


def _every() -> list[Measure]:
    """Every outcome that has a direction."""
    plain = [
        Measure(m.name, m.in_words, lambda x: f"{x:.3g}")
        for m in BY_NAME.values()
        if m.direction != "neither"
    ]
    return [BY_OUTCOME.get(measure.name, measure) for measure in plain]


def _is_known(row: Row) -> bool:
    """Whether it was measured in all structures, and is not the same in all."""
    return not np.isnan(row.values).all(axis=1).any() and not (row.values == row.values[0]).all()


def _figures(row: Row, v: int) -> str:
    others = [mean for u, mean in enumerate(row.means) if u != v]
    next_best = row.measure.sign * min(row.measure.sign * mean for mean in others)
    return f"`{row.measure.name}` {row.measure.shown(row.means[v])} ({row.measure.shown(next_best)})"


def references(simulated: Simulated, quick: bool) -> tuple[str, str]:
    """Which ideas use the engineers of each preset as wanted, and all presets at each of these."""
    lines, sections = [], []
    for preset in PRESETS[:1] if quick else PRESETS:
        scale, reached = scale_of(preset, FEWER if quick else FOR_USE, SCALES[::4] if quick else SCALES)
        scale = round(scale, 2)
        lines.append([preset, f"{scale:.2f}", f"{reached:.2f}"])
        variants = [(name, scaled(name, scale)) for name in PRESETS]
        rows = simulated.rows(f"as {preset} needs", variants, replications=FEW if quick else REPLICATIONS)
        sections.append(
            f"### Ideas that use the engineers of {preset} at {reached:.2f}\n\n{rows_table(rows)}"
        )
    return table(
        ["preset", "multiple of the ideas of the file", "its engineers are used"], lines
    ), "\n\n".join(sections)


def limits(simulated: Simulated, quick: bool) -> tuple[str, str, str]:
    """What each limit comes to, what the own best is worth, and all presets at their own best."""
    swept, lines, best = [], [], {}
    for preset in PRESETS:
        choices = limits_of(preset)
        variants = [(f"{limit}", limited(preset, limit)) for limit in choices]
        rows = {row.measure: row for row in simulated.rows(preset, variants, OF_LIMITS)}
        for v, limit in enumerate(choices):
            cells = [rows[m].measure.shown(rows[m].means[v]) for m in OF_LIMITS]
            swept.append([preset, f"{limit} {_per(preset)}", *cells])
        for measure in (WORTH, WHOLE_BEGUN):
            best[preset, measure] = choices[rows[measure].best]
            lines.append([preset, *_own_best(simulated, preset, measure, best[preset, measure])])
    heads = ["preset", "limit", *(measure.words for measure in OF_LIMITS)]
    own = [(preset, limited(preset, best[preset, WORTH])) for preset in PRESETS]
    all_four = simulated.rows("", own, seed=AGAIN)
    better = table(["preset", "by", "own best", "there", "common", "at the common limit"], lines)
    return table(heads, swept), better, rows_table(all_four)


def _per(preset: str) -> str:
    return "in all" if preset == BASELINE else "a team"


def _own_best(simulated: Simulated, preset: str, measure: Measure, limit: int) -> list[str]:
    """What the own best limit and the common one come to, with replications that did not choose it."""
    common = common_limit(preset)
    words = [_short(measure), f"{limit} {_per(preset)}"]
    if limit == common:
        return [*words, "the same", f"{common} {_per(preset)}", "the same"]
    variants = [("own", limited(preset, limit)), ("common", limited(preset, common))]
    (row,) = simulated.rows(preset, variants, [measure], seed=AGAIN)
    own, other = row.cells()
    return [*words, own, f"{common} {_per(preset)}", other]


def context_rows(simulated: Simulated, context: Context) -> Iterator[tuple[Row, Row]]:
    """A row for each outcome of a context in each of its modes, and the same in the world as it is."""
    for at in points(context):
        there = f"{context.name}, {at.mode.replace('_', ' ')}" if at.mode else context.name
        measures = [BY_OUTCOME[name] for name in at.decide_on]
        plain = simulated.rows("as it is", without(context, at.mode), measures)
        yield from zip(simulated.rows(there, at.variants, measures), plain, strict=True)


def contexts(simulated: Simulated, chosen: Sequence[Context]) -> dict[str, str]:
    """What was expected and what came out; the figures of contexts of staffing, and of presets."""
    rows = {context: list(context_rows(simulated, context)) for context in chosen}
    expectations = [line for context in chosen for line in _expectations(context, rows[context])]
    head = [
        "context",
        "expected to lose",
        "against",
        "settled worse in",
        "settled better in",
        "not settled in",
    ]
    lists = [f"- [{c.name}](../../scenarios/contexts/{c.name}.yaml): {c.reason}" for c in chosen]
    return {
        "reasons": "\n".join(lists),
        "expected": table(head, expectations),
        "wins": _wins((row for c in chosen for row, _ in rows[c]), BASELINE),
        "staffing": _beside(pair for c in chosen if c in OF_STAFFING for pair in rows[c]),
        "contexts": _beside(pair for c in chosen if c not in OF_STAFFING for pair in rows[c]),
    }


def _expectations(context: Context, rows: Sequence[tuple[Row, Row]]) -> Iterator[list[str]]:
    for loser, winner in context.expected:
        worse: list[str] = []
        better: list[str] = []
        open_: list[str] = []
        for row, _ in rows:
            v, u = row.names.index(loser), row.names.index(winner)
            words = (
                f"{_short(row.measure)} {row.measure.shown(row.means[v])} v {row.measure.shown(row.means[u])}"
            )
            words += f" ({mode})" if (mode := row.where.partition(", ")[2]) else ""
            (worse if row.is_worse(v, u) else better if row.is_worse(u, v) else open_).append(words)
        cells = ["; ".join(each) or "–" for each in (worse, better, open_)]
        yield [context.name, loser, winner, *cells]


def _wins(rows: Iterable[Row], of: str) -> str:
    """Where a preset is settled to be better than another preset: in which context, and than which."""
    lines = []
    for row in rows:
        v = row.names.index(of)
        beaten = [u for u, name in enumerate(row.names) if name in PRESETS and row.is_worse(u, v)]
        others = ", ".join(f"{row.names[u]} {row.measure.shown(row.means[u])}" for u in beaten)
        if others:
            lines.append([row.where, _short(row.measure), row.measure.shown(row.means[v]), others])
    return table(["context", "outcome", of, "settled better than"], lines)


def _beside(pairs: Iterable[tuple[Row, Row]]) -> str:
    """Figures in a context, with those in the world as it is behind them, structures in one order."""
    lines, names = [], None
    for row, plain in pairs:
        names = names or sorted(row.names, key=_place)
        cells, as_it_is = (
            dict(zip(row.names, row.cells(), strict=True)),
            dict(zip(plain.names, plain.means, strict=True)),
        )
        figures = [f"{cells[name]} ({row.measure.shown(as_it_is[name])})" for name in names]
        lines.append([row.where, row.measure.words, *figures])
    return table(["context", "", *(names or ())], lines)


def _place(name: str) -> int:
    return ("projects", "squads", *PRESETS).index(name)


def alike_tables(simulated: Simulated) -> str:
    """Projects and squads under one governance, in both modes."""
    lines: dict[str, list[list[str]]] = {}
    measures: dict[str, Sequence[Measure]] = {}
    for there, governance, pair in alike():
        measures[there] = OF_ALIKE[there.partition(",")[0]]
        rows = simulated.rows(there, pair, measures[there])
        lines.setdefault(there, []).append([governance, *(" v ".join(row.cells()) for row in rows)])
    return "\n\n".join(
        f"**{there}**\n\n" + table(["governance, release", *(m.words for m in measures[there])], lines[there])
        for there in lines
    )


def alike_anything(simulated: Simulated) -> str:
    """Every outcome in which projects are better than squads under the governance of teams."""
    cases = [
        (there, pair, REPLICATIONS) for there, governance, pair in alike() if governance == GOVERNANCES[-1]
    ]
    return anything(simulated, cases, "projects")


def preset_anything(simulated: Simulated, quick: bool) -> str:
    """Every outcome in which the project-based preset is best."""
    cases = [
        (where(world, mode), presets(folder, mode), FEW if quick else replications)
        for world, (folder, replications) in list(WORLDS.items())[: 1 if quick else None]
        for mode in MODES
    ]
    return anything(simulated, cases, BASELINE)


def one_row() -> str:
    """The row of first releases in the mid-size world under equal load, by which one sees whether the page is of today."""
    rows = Simulated(REPLICATIONS).rows("", presets("", MODES[0]), [FIRST])
    return rows_table(rows).splitlines()[-1]


def parts_of(quick: bool) -> dict[str, str]:
    """Tables of the page."""
    simulated = Simulated(FEW if quick else REPLICATIONS)
    rows = world_rows(simulated, quick)
    needs, loads = references(simulated, quick)
    swept, better, own_best = limits(simulated, quick)
    parts = {
        "replications": ", ".join(f"{n} in the {world} world" for world, (_, n) in WORLDS.items()),
        "summary": summary(rows),
        "worlds": "\n\n".join(f"### {there}\n\n{rows_table(of_it)}" for there, of_it in rows.items()),
        "anything": preset_anything(simulated, quick), "needs": needs, "loads": loads,
        "swept": swept, "better": better, "own_best": own_best, "alike": alike_tables(simulated),
        "alike_anything": alike_anything(simulated) if not quick else "",
    }  # fmt: skip
    return parts | contexts(simulated, CONTEXTS[::9] if quick else CONTEXTS)


if __name__ == "__main__":
    command("presets", parts_of)
