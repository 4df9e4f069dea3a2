"""From job titles to roles: the first rule whose words a title holds.

What a person does comes before their rank. A title that no rule matches becomes a role of its
own if several people have it, otherwise `other`. All roles can be changed in mapping.yaml.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from .vocabulary import Vocabulary

ENOUGH_FOR_A_ROLE = 3
OTHER = "other"

RULES: tuple[tuple[str, str], ...] = (
    ("administration", r"chief of staff|executive (business )?(partner|assistant)|assistant|office manager|secretary|administrative|receptionist"),
    ("executive", r"\b(ceo|cto|cfo|coo|cmo|cpo|cio|ciso|cro|chro|vp|svp|evp|avp)\b|\bchief .* officer|vice president|president|founder|managing director"),
    ("people", r"recruit|talent|sourcer|\bhr\b|human resources|people|teammate|onboarding|learning and development"),
    ("legal", r"legal|counsel|lawyer|attorney|compliance|privacy"),
    ("finance", r"finance|financial|account(ant|ing)|controller|payroll|treasur|procurement|purchas|audit"),
    ("marketing", r"market|brand|content|communications|communicat|editor|evangelist|advocate|community|\bseo\b|\bpr\b|events?\b|copywriter"),
    ("sales", r"sales|account (exec\w*|manager|director)|\bsdr\b|\bbdr\b|business development|enablement|pre-?sales|revenue|partnerships?"),
    ("support", r"support|customer|help ?desk|service desk|client|implementation|solutions? (engineer|architect|consultant)|success|technical account"),
    ("manager", r"(engineering|development|software|design|security|tech ops|infrastructure|platform|data|it|qa|quality|test\w*|product design|r&d|research) ?manager|manager of|director|\bhead\b|\bhead of|senior manager|department (manager|head)|group manager|line manager|supervisor|people lead"),
    ("product_manager", r"product (manager|owner|lead|director|management)|product.*manager|\bpm\b|\bpo\b"),
    ("project_manager", r"(project|programs?|programme|delivery|release|portfolio|strategic projects|change) (manager|lead|coordinator|management)|scrum master|agile coach|\bpmo\b|rte\b"),
    ("tech_lead", r"tech(nical)?[ _-]*lead|team[ _-]?lead|lead (software |backend |frontend )?(engineer|developer)|(engineering|development|dev) lead|architect|principal (software )?engineer"),
    ("tester", r"\bqa\b|quality (assurance|engineer|analyst)|\btest|sdet"),
    ("operations", r"devops|\bsre\b|site reliability|sys(tem)?s? ?admin|system administrator|tech(nical)? ?ops|it operations|infrastructure|network|cloud (engineer|devops|operations)|\bdba\b|database admin|operations engineer|salesforce administrator|platform engineer"),
    ("designer", r"design|\bux\b|\bui\b|user research|usability|illustrator"),
    ("analyst", r"analy(st|tics)|data scien|business intelligence|scientist|researcher|statistic|economist"),
    ("engineer", r"engineer|developer|programmer|\bdev\b|\bswe\b|coder|full[- ]?stack|front[- ]?end|back[- ]?end|software|firmware|machine learning|data engineer"),
    ("operations", r"operations|logistics|facilit"),
    ("manager", r"manager|lead(er)?\b|coordinator|strateg"),
    ("consultant", r"consult|advisor|adviser"),
    ("trainer", r"train|teach|coach|instructor"),
)  # fmt: skip
"""Role, and the words of titles that mean it; in this order."""

COMPILED = tuple((role, re.compile(words)) for role, words in RULES)


def role_of(title: str, known: Vocabulary) -> str | None:
    """Role of a title; None if no rule matches. The part before a comma, a dash or a bracket counts first."""
    whole = re.sub(r"\s*\((interim|acting|m/f/d|m/w/d|\w/\w/\w)\)\s*", " ", title.lower()).replace("_", " ")
    whole = re.sub(r"^(interim|acting|internal contributor /)\s*", "", whole.strip()).strip()
    head = re.split(r",| - | – |\(| for | on | to ", whole)[0].strip()
    for part in (whole, head) if head in ("team lead", "lead") else (head, whole):
        if (own := known.role(part)) is not None:
            return own
        for role, words in COMPILED:
            if words.search(part):
                return role
    return None


def roles_of(titles: Iterable[str], mapped: Mapping[str, str], words: Vocabulary) -> dict[str, str]:
    """Role by title: from mapping.yaml, otherwise by rule, otherwise the title itself if it is frequent."""
    counts = Counter(titles)
    found: dict[str, str] = {}
    for title, count in counts.items():
        role = mapped.get(title) or role_of(title, words)
        if role is None:
            role = own_name(title) if count >= ENOUGH_FOR_A_ROLE and title else OTHER
        found[title] = role
    return found


def own_name(title: str) -> str:
    """A title as the name of a role."""
    return re.sub(r"\W+", "_", title.lower()).strip("_") or OTHER
