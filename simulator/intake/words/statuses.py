"""From statuses to stages: work, mere waiting, or the end of an item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

WAITING, DONE, ENDED = "waiting", "done", "ended"
NO_STAGE = (WAITING, DONE, ENDED)

RULES: tuple[tuple[str, str], ...] = (
    (ENDED, r"cancel|reject|won'?t|withdrawn|declin|abandon|duplicate|invalid|obsolete|refused|expired?\b"),
    (DONE, r"^(done|closed?|resolved?|completed?|released?|merged|finish(ed)?|deployed|live|delivered|shipped|accepted|fixed|end)$"),
    (WAITING, r"backlog|\bopen(ed)?\b|\bnew\b|to ?do|ready|wait|block|hold|pending|triage|selected|queue|created?\b|arrive|submitted|reported|assigned|planned|scheduled|icebox|next|paused|suspended|inbox|request"),
    ("release", r"deploy|releas|roll ?out|\bship|go live|publish"),
    ("review", r"review|approv|pull request|\bpr\b|sign ?off|peer"),
    ("test", r"test|\bqa\b|verif|validat|\buat\b|staging|quality|check"),
    ("analysis", r"analy|refine|discover|spec|requirement|grooming|scoping|investigat|research"),
    ("design", r"design|\bux\b|wireframe|prototype"),
    ("build", r"progress|\bactiv|doing|develop|implementing|coding|\bwip\b|start|work|build|fix|construct|\bdev\b"),
)  # fmt: skip
"""Stage, and the words of statuses that mean it; in this order."""

WEIGHTS = {
    "discovery": 0.2,
    "analysis": 0.2,
    "design": 0.12,
    "build": 0.68,
    "review": 0.1,
    "test": 0.14,
    "release": 0.06,
}
"""Effort of a stage relative to the others; of a stage with a name of its own, 0.25. Judgement."""
OWN_WEIGHT = 0.25

ORDER = ("discovery", "analysis", "design", "build", "review", "test", "release")

WHO: Mapping[str, Mapping[str, float]] = {
    "discovery": {"product_manager": 1.0, "designer": 0.8, "analyst": 0.8, "project_manager": 0.6},
    "analysis": {"product_manager": 1.0, "analyst": 1.0, "designer": 0.8, "tech_lead": 0.8, "engineer": 0.6},
    "design": {"designer": 1.0, "tech_lead": 0.8, "engineer": 0.6},
    "build": {"engineer": 1.0, "tech_lead": 0.9, "operations": 0.7},
    "review": {"tech_lead": 1.0, "engineer": 0.9},
    "test": {"tester": 1.0, "engineer": 0.8, "tech_lead": 0.7},
    "release": {"operations": 1.0, "engineer": 0.8, "tech_lead": 0.7},
}
"""Roles that can do a stage, each with its proficiency: as in the worlds that come with orgsim. Judgement."""

MAKERS = ("engineer", "tech_lead", "operations", "designer", "tester", "product_manager", "analyst")
"""Roles that do the work of software; where few people have one of them, all people may do any stage."""
NO_WORKERS = ("executive", "manager", "administration")


def is_known(status: str) -> bool:
    """Whether a word is a usual status, even if a name has it."""
    words = _words(status)
    return any(re.search(pattern, words) for _, pattern in RULES)


def _words(status: str) -> str:
    return re.sub(r"[\W_]+", " ", status).lower().strip()


def stage_of(status: str) -> str:
    """Stage of a status: one that is known, `waiting`, `done`, `ended`, or a stage of its own name."""
    words = _words(status)
    for stage, pattern in RULES:
        if re.search(pattern, words):
            return stage
    return re.sub(r"\W+", "_", words).strip("_") or WAITING


def stages_of(statuses: Iterable[str], mapped: Mapping[str, str]) -> dict[str, str]:
    """Stage by status: from mapping.yaml, otherwise by rule."""
    return {status: mapped.get(status) or stage_of(status) for status in dict.fromkeys(statuses)}
