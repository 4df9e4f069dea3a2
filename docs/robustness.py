"""Write docs/explanation/robustness.md: which preset holds up over all plausible ranges, in each of the three worlds.

    python docs/robustness.py [--quick | --prose]

About ten minutes on two cores; what is simulated stays in results/studies, and the command goes on where it was stopped.
--quick takes a few points of one world, prints the page and writes nothing. --prose puts the tables that were made last into
the text again. The studies are scenarios/studies/robust-*.yaml, the prose docs/explanation/robustness.in.md.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from measuring import ROOT, command, table
from world_table import PRESETS, PROJECTS, WORLDS

from simulator import load_scenario, study
from simulator.outcomes.registry import BY_NAME, Metric
from simulator.report.figures import number
from simulator.report.study_words import in_words, percent
from simulator.studies.analysis.study_analysis import StudyAnalysis
from simulator.studies.changes import changes_between, question_of, words_of_changes
from simulator.studies.sufficient_change import Answer, answer_in
from simulator.studies.sweep.results import StudyResults
from simulator.studies.sweep.rules import always
from simulator.studies.sweep.run import simulate_study

OUTCOMES = (
    "net_present_value", "value_delivered", "operating_margin", "initiatives_done", "time_from_start_to_market_days_mean",
    "initiative_cycle_time_days_mean",
)  # fmt: skip
WORTH, SPEED = OUTCOMES[0], OUTCOMES[4]
MOST_NAMED = 3
REPLICATIONS = 20
FIRST = "mid-size"


def studied(worlds: Sequence[str], folder: Path, quick: bool) -> dict[str, StudyAnalysis]:
    """The study of each world; only what is missing is simulated."""
    few = {"horizon.quarters": 2} if quick else {}
    found = {}
    for world in worlds:
        file = ROOT / "scenarios" / "studies" / f"robust-{world}.yaml"
        found[world] = study(file, folder / f"robust-{world}", few, time_limit=8.0 if quick else float("inf"))
    return found


def best_shares(found: Mapping[str, StudyAnalysis]) -> str:
    """In what share of plausible worlds each preset is the best."""
    rows = []
    for world, analysis in found.items():
        for name in OUTCOMES:
            robust, worlds = analysis.robustness(BY_NAME[name])
            cells = [
                f"{percent(r.best[0])} ({percent(r.best[1])[:-2]}-{percent(r.best[2])[:-2]})" for r in robust
            ]
            rows.append([world, BY_NAME[name].in_words, str(worlds), *cells])
    return table(["world", "outcome", "points", *PRESETS], rows)


def regrets(found: Mapping[str, StudyAnalysis]) -> str:
    """By how much each falls behind the best of its world: mean, where the worst tenth begins, largest."""
    rows = []
    for world, analysis in found.items():
        for name in (WORTH, SPEED):
            robust, _ = analysis.robustness(BY_NAME[name])
            cells = [
                f"{number(r.regret.mean)} / {number(r.high)} / {number(r.most)}{' *' if r.minimax else ''}"
                for r in robust
            ]
            rows.append([world, BY_NAME[name].in_words, *cells])
    return table(["world", "outcome", *PRESETS], rows)


def what_moves(found: Mapping[str, StudyAnalysis]) -> str:
    """Parameters that surely move the difference to projects, the strongest first."""
    rows = []
    for world, analysis in found.items():
        for name in (WORTH, SPEED):
            for target, v in analysis.targets():
                sure = [bar for bar in analysis.bars(BY_NAME[name], v) if bar.is_sure][:MOST_NAMED]
                said = [f"{bar.factor} ({number(bar.effect.value)})" for bar in sure]
                rows.append([world, BY_NAME[name].in_words, target, "; ".join(said) or "none surely"])
    return table(
        ["world", "outcome", "difference", "what moves it (by how much, from its low to its high end)"], rows
    )


def turns(found: Mapping[str, StudyAnalysis]) -> str:
    """At which value of a parameter a preset and projects change places, and under which conditions each preset wins."""
    rows = []
    for world, analysis in found.items():
        for name in (WORTH, SPEED):
            outcome = BY_NAME[name]
            for variant, v in analysis.others():
                crossing = [t for t in analysis.thresholds(outcome, v) if np.isfinite([t.low, t.high]).all()]
                for t in crossing[:1]:
                    side = "above" if t.above == (outcome.direction == "higher") else "below"
                    what = f"ahead of {PROJECTS} {side} {t.factor} {number(t.at)} ({number(t.low)} to {number(t.high)})"
                    rows.append([world, outcome.in_words, variant, what])
            for v, variant in enumerate(analysis.results.variants):
                box = analysis.conditions(outcome, v)
                if box is not None and box.limits:
                    rows.append([world, outcome.in_words, variant, f"the best {in_words(box)}"])
    return table(
        ["world", "outcome", "preset", "finding"],
        rows or [["all", "", "", "nothing that holds in both halves"]],
    )


def knowing(found: Mapping[str, StudyAnalysis]) -> str:
    """What it would be worth to know in which world one is."""
    rows = [[world, number(analysis.value_of_knowing(BY_NAME[WORTH]))] for world, analysis in found.items()]
    return table(["world", "net present value gained by knowing, on average"], rows)


def least_change(target: str, folder: Path, quick: bool) -> list[Answer]:
    """The least that must change in projects for four fifths of what another preset gains."""
    settings = {"demand.mode": "backlog", **({"horizon.quarters": 2} if quick else {})}
    a, b = (load_scenario(ROOT / "scenarios" / f"{name}.yaml", settings) for name in (PROJECTS, target))
    changes = changes_between(a, b)
    asked, out = question_of(a, b, changes), folder / f"{PROJECTS}-to-{target}"
    replications = 5 if quick else REPLICATIONS
    simulate_study(
        asked, out, lambda found: always(replications, found), words=words_of_changes(a, b, changes)
    )
    return [answer_in(StudyResults(out), name) for name in (SPEED, WORTH)]


def change_table(answers: Mapping[str, Sequence[Answer]]) -> str:
    """Gains of each change alone and on top of all others, and what is enough."""
    rows = []
    for target, every in answers.items():
        for answer in every:
            sure = answer.sure
            enough = "it is not sure that anything is gained" if not answer.is_sure else (
                f"{', '.join(sure.changes)}: {percent(sure.share)}" if sure else "no part surely"
            )  # fmt: skip
            alone = "; ".join(
                f"{name} {_part(gain.mean, answer)}" for name, gain in answer.found.alone.items()
            )
            last = "; ".join(f"{name} {_part(gain.mean, answer)}" for name, gain in answer.found.last.items())
            rows.append(
                [target, answer.outcome.in_words, gained(answer.outcome, answer), enough, alone, last]
            )
    heads = [
        "from projects to",
        "outcome",
        "gain of all",
        "enough for four fifths",
        "alone",
        "on top of all others",
    ]
    return table(heads, rows)


def gained(outcome: Metric, answer: Answer) -> str:
    """The gain of all changes, with its interval."""
    gain = answer.found.gain
    return f"{number(gain.mean)} ({number(gain.low)} to {number(gain.high)})"


def _part(gain: float | None, answer: Answer) -> str:
    whole = answer.found.gain.mean
    return number(gain) if gain is None or not whole or not answer.is_sure else percent(gain / whole)


def parts_of(quick: bool) -> Mapping[str, str]:
    """All tables of the page."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) if quick else ROOT / "results" / "studies"
        found = studied([FIRST] if quick else list(WORLDS), folder, quick)
        targets = ["spotify"] if quick else ["spotify", "product-model"]
        answers = {target: least_change(target, folder, quick) for target in targets}
        return {
            "points": ", ".join(f"{world} {a.results.study.count}" for world, a in found.items()),
            "factors": str(len(found[FIRST].results.factors)),
            "best": best_shares(found),
            "regret": regrets(found),
            "moves": what_moves(found),
            "turns": turns(found),
            "knowing": knowing(found),
            "changes": change_table(answers),
        }


if __name__ == "__main__":
    command("robustness", parts_of)
