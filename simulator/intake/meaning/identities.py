"""By which words people are known: names in either order, numbers, addresses, directory entries."""

from __future__ import annotations

import re
from dataclasses import replace

from ..tables.sheets import Sheet
from ..words.phrases import bare_name
from ..words.vocabulary import Vocabulary
from .columns import Columns

FULL_NAME = "(full name)"
"""A column made of first and last names; no file has it."""
OTHER_IDENTITIES = ("distinguished name", "distinguishedname", "preferred name")
ADDRESS = re.compile(r"<?([^\s<>@,;:()]+@[^\s<>@,;:()]+\.\w+)>?")
COMMON_NAME = re.compile(r"^cn=((?:[^,\\]|\\.)+)", re.I)


BRACKET = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*$")
"""At the end of a name: a number, a state such as `On Leave`, a kind such as `C` for contractor."""
MOST_BRACKETS = 3


def word(cell: str) -> str:
    """A cell as it is compared: without case, `Doe, Jane` as `jane doe`, `CN=Jane Doe,OU=…` likewise."""
    found = COMMON_NAME.match(cell)
    small = (found[1].replace("\\", "") if found else cell).casefold()
    last, comma, first = small.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() else small.strip()


def without_brackets(cell: str) -> tuple[str, list[str]]:
    """A name without what stands in brackets behind it, and the words in these brackets."""
    inside: list[str] = []
    while len(inside) < MOST_BRACKETS and (found := BRACKET.search(cell)) and found.start():
        inside.append(found[1].strip())
        cell = cell[: found.start()].rstrip()
    return cell, inside


def words_of(cell: str) -> set[str]:
    """The words by which a person is known who is written like this: with and without brackets, and a number in them."""
    bare, inside = without_brackets(cell)
    ids = {word(each) for each in inside if any(letter.isdigit() for letter in each)}
    address = {inner.casefold() for inner in ADDRESS.findall(cell)}
    named = ADDRESS.sub("", cell).strip() if address else bare
    return {each for each in (word(cell), word(bare), word(named), *ids, *address) if each}


def with_full_names(sheet: Sheet, words: Vocabulary) -> Sheet:
    """A sheet with a column of full names, where it has first and last names apart."""
    names = words.names_of("people")
    by_name = {bare_name(column): column for column in sheet.header}
    first, last = (
        next((by_name[name] for name in names.get(part, ()) if name in by_name), None)
        for part in ("first_name", "last_name")
    )
    if first is None or last is None or bare_name(FULL_NAME) in by_name:
        return sheet
    pairs = zip(sheet.columns[first], sheet.columns[last], strict=True)
    full = [" ".join(filter(None, pair)) for pair in pairs]
    return replace(sheet, header=(*sheet.header, FULL_NAME), columns={**sheet.columns, FULL_NAME: full})


def naming_columns(sheet: Sheet, columns: Columns, words: Vocabulary) -> list[str]:
    """Columns by which a person or a manager may be named."""
    known = {*words.names_of("people").get("person", ()), *OTHER_IDENTITIES}
    return [c for c in sheet.header if bare_name(c) in known or c == columns.found.get("person")]


def words_by_row(sheet: Sheet, columns: Columns, words: Vocabulary) -> list[set[str]]:
    """For each row the words by which its person is known."""
    known = naming_columns(sheet, columns, words)
    found: list[set[str]] = []
    for k in range(len(sheet)):
        cells = [sheet.columns[c][k] for c in known]
        found.append(set().union(*(words_of(cell) for cell in cells if cell)) if any(cells) else set())
    return found
