"""Sources can be looked up: every code has a row of evidence, every citation an entry of the bibliography."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from simulator.metadata import known_of
from simulator.outcomes.registry import METRICS
from simulator.scenario.scenario import Scenario
from simulator.spec import Spec

ROOT = Path(__file__).parents[2]
EVIDENCE = ROOT / "docs" / "reference" / "evidence.md"
BIBLIOGRAPHY = ROOT / "docs" / "reference" / "bibliography.md"
FOLDERS = ("simulator", "docs", "scenarios", "tests", "benchmarks")
KINDS = (".py", ".md", ".yaml")

CODE = re.compile(r"\b[PS]\d\d\b|(?<!\w\()(?<![\w!])A\d\b")  # "=SUM(A1)" and "!A0" are cells of a sheet
RANGE = re.compile(r"\b([PS])(\d\d) ?(?:-|–|to) ?\1?(\d\d)\b")
ROW = re.compile(r'^\| <a id="([a-z]\d+)"></a>([A-Z]\d+) \| (.*)$', re.M)
CITATION = re.compile(r"\[([A-Z][A-Za-z]+\d{4})\]_")
ENTRY = re.compile(r'^- <a id="([a-z0-9]+)"></a>\*\*([A-Za-z0-9]+)\*\*: \S', re.M)
POINTER = re.compile(r"\[([^\]]+)\]\((?:\S*/)?bibliography\.md#([a-z0-9]+)\)")


@cache
def pages() -> dict[Path, str]:
    """Text of everything that may name a source."""
    files = [f for folder in FOLDERS for f in sorted((ROOT / folder).rglob("*")) if f.suffix in KINDS]
    return {file: file.read_text(encoding="utf-8") for file in (ROOT / "README.md", *files)}


def codes_in(text: str) -> set[str]:
    """Codes of a text, those inside a range included."""
    found = set(CODE.findall(text))
    for letter, first, last in RANGE.findall(text):
        found |= {f"{letter}{number:02}" for number in range(int(first), int(last) + 1)}
    return found


def rows() -> dict[str, str]:
    return {code: rest for _, code, rest in ROW.findall(EVIDENCE.read_text(encoding="utf-8"))}


def entries() -> set[str]:
    return {key for _, key in ENTRY.findall(BIBLIOGRAPHY.read_text(encoding="utf-8"))}


def test_a_range_counts_as_every_code_inside_it() -> None:
    assert codes_in("P18-P20, S13 (A6); S01–S03 and P62 to P64") == {
        "P18", "P19", "P20", "S13", "A6", "S01", "S02", "S03", "P62", "P63", "P64",
    }  # fmt: skip
    assert not codes_in("=SUM(A1) !A0 _p50 P5 PS12")


def test_every_code_has_a_row_of_evidence() -> None:
    listed = rows()
    for file, text in pages().items():
        missing = codes_in(text) - set(listed)
        assert not missing, f"{file.relative_to(ROOT)}: not in {EVIDENCE.name}: {sorted(missing)}"


def test_every_row_of_evidence_is_used_or_marked_as_context() -> None:
    used = set().union(*(codes_in(text) for file, text in pages().items() if file != EVIDENCE))
    idle = {code for code, rest in rows().items() if code not in used and not rest.startswith("*Context.*")}
    assert not idle, f"used nowhere: {sorted(idle)}"


def test_every_row_has_an_anchor_of_its_own_a_claim_and_a_figure() -> None:
    found = ROW.findall(EVIDENCE.read_text(encoding="utf-8"))
    assert len(found) > 80
    for anchor, code, rest in found:
        assert anchor == code.lower()
        cells = [cell.strip() for cell in rest.rstrip(" |").split(" | ")]
        assert len(cells) == (5 if code.startswith("P") else 4), code
        assert all(cells), code
    assert Counter(code for _, code, _ in found).most_common(1)[0][1] == 1


def test_a_row_without_a_reference_says_why() -> None:
    for code, rest in rows().items():
        if "bibliography.md#" not in rest:
            reasons = ("judgement", "identity", "recomputed", "no primary source", "practitioners", "vendors")
            assert any(reason in rest for reason in reasons), code


def test_an_entry_names_the_year_and_the_first_author_of_its_key() -> None:
    for line in BIBLIOGRAPHY.read_text(encoding="utf-8").splitlines():
        for _, key in ENTRY.findall(line):
            text = line.split("**: ")[1].replace("ø", "o")
            words = re.findall(r"[A-Z]+[a-z]*|\d{4}", key)
            assert words[0] in text, key
            assert not words[-1].isdigit() or words[-1] in text, key


def test_every_citation_has_an_entry_in_the_bibliography() -> None:
    listed = entries()
    for file, text in pages().items():
        missing = set(CITATION.findall(text)) - listed
        assert not missing, f"{file.relative_to(ROOT)}: not in {BIBLIOGRAPHY.name}: {sorted(missing)}"


def test_every_pointer_to_the_bibliography_leads_to_an_entry() -> None:
    anchors = [anchor for anchor, _ in ENTRY.findall(BIBLIOGRAPHY.read_text(encoding="utf-8"))]
    assert Counter(anchors).most_common(1)[0][1] == 1
    for file, text in pages().items():
        for words, anchor in POINTER.findall(text):
            assert anchor in anchors, f"{file.relative_to(ROOT)}: {words}"
            assert file != EVIDENCE or words in entries(), words


def test_every_entry_of_the_bibliography_is_cited() -> None:
    cited = set().union(*(CITATION.findall(text) for text in pages().values()))
    pointed = {anchor for text in pages().values() for _, anchor in POINTER.findall(text)}
    idle = {key for key in entries() - cited if key.lower() not in pointed}
    assert not idle, f"cited nowhere: {sorted(idle)}"


def test_every_pointer_to_a_row_of_evidence_leads_to_one() -> None:
    anchors = {code.lower() for code in rows()}
    for file, text in pages().items():
        for anchor in re.findall(r"\bevidence\.md#(\w+)\)", text):
            assert anchor in anchors, f"{file.relative_to(ROOT)}: {anchor}"


def test_a_definition_on_the_odd_page_is_where_an_outcome_says() -> None:
    page = (ROOT / "docs" / "explanation" / "odd.md").read_text(encoding="utf-8")
    places = {place for outcome in METRICS for place in re.findall(r"ODD (\d), ([^;]+)", outcome.source)}
    assert places
    for section, paragraph in places:
        text = page.split(f"\n## {section}. ")[1].split("\n## ")[0]
        assert re.search(rf"^\*+{paragraph}\.\*", text, re.M), paragraph


def test_no_page_points_to_a_description_that_is_not_published() -> None:
    private = re.compile(r"(?<![\w-])" + "model" + r"\.md\b")
    for file, text in pages().items():
        assert not private.search(text), f"{file.relative_to(ROOT)}: point to docs/explanation/odd.md instead"


def specs(of: type[Spec] = Spec) -> Iterator[type[Spec]]:
    """Every part of a file that a user may write."""
    for spec in of.__subclasses__():
        yield spec
        yield from specs(spec)


def test_a_default_that_rests_on_judgement_alone_says_so() -> None:
    assert Scenario in set(specs())
    judged = {code for code, rest in rows().items() if re.search(r"\| judgement\b", rest)}
    unmarked = {
        f"{spec.__name__}.{name}"
        for spec in specs()
        for name, field in spec.model_fields.items()
        if (source := known_of(field).source)
        and source.codes
        and set(source.codes) <= judged
        and not source.judgement
    }
    assert judged
    assert unmarked == set()
