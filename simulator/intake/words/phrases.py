"""Phrases of a word list: compared without case, accents and punctuation, with `*` for any letters or words.

A phrase fits a text as a whole. `*` within a word stands for any letters (`*entwickler*`); a word of its own stands for
any words, also none (`ready *` fits `Ready` and `Ready for test`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

HUMP = re.compile(r"(?<=[a-z\u00df-\u00f6\u00f8-\u00ff])(?=[A-Z\u00c0-\u00d6\u00d8-\u00de])")
PUNCTUATION = re.compile(r"[\W_]+")
KEPT = re.compile(r"[^\w*]+|_+")
"""What separates the words of a phrase, in which `*` has a meaning."""


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """Words without case, accents, punctuation and camel humps, with single spaces between."""
    return _words(text, PUNCTUATION)


def _words(text: str, between: re.Pattern[str]) -> str:
    spaced = HUMP.sub(" ", text).replace("Σ", "sigma ").casefold()
    letters = (
        letter for letter in unicodedata.normalize("NFKD", spaced) if not unicodedata.combining(letter)
    )
    return between.sub(" ", "".join(letters)).strip()


CUSTOM = re.compile(
    r"^(?:custom field|benutzerdefinierte?s? feld(?:er)?|champ\(?s?\)? personnalisé\(?s?\)?|campos? personalizados?) \((.*)\)$",
    re.I,
)
ZONES = r"(?:[a-z]+ ){1,4}time(?: \([^()]*\))?|cet/cest|mez/mesz|[ecmp]st/[ecmp]dt|(?:utc|gmt)(?:[+-]\d{1,2}(?::?\d\d)?)?|[a-z]+/[a-z_]+(?:/[a-z_]+)?|cest|cet|mesz|mez|[ecmp][sd]?t|bst|ist|jst|aest|aedt"
ZONE = re.compile(rf"\s*[(\[](?P<zone>{ZONES})(?: time)?[)\]]\s*$|[\s_](?P<bare>utc|gmt)$", re.I)
UNIT = re.compile(
    r"\s*[(\[](?:required|read only|optional|pflichtfeld|erforderlich|obligatoire|obligatorio|h|hrs?|hours?|d|days?|min|minutes|s|sec|seconds|%|dd.mm.yyyy[^)]*|yyyy-mm-dd[^)]*|mm/dd/yyyy[^)]*)[)\]]$",
    re.I,
)


NUMBER_SIGNS = ("#", "№", "Nr", "Nr.", "No", "No.", "N°", "Nº")
OF_A_CASE = "case:concept:name"
"""The name of a case in an event log; its other attributes are named like those of events, behind `case:`."""


@lru_cache(maxsize=50_000)
def bare_name(column: str) -> str:
    """The plain name of a column, without a zone, a unit, and Jira's words around a field of one's own."""
    found = CUSTOM.match(column)
    column = found[1] if found else column
    if column.strip() in NUMBER_SIGNS:
        return "number"
    if column.startswith("case:") and column != OF_A_CASE:
        column = column.removeprefix("case:")
    return plain(ZONE.sub("", UNIT.sub("", column)) or column)


NUMBERS = re.compile(r"^\s*(?:[\[(]?\d+[\])]|\d+\s*[-.:)])\s*(?=\D)|\s*[\[(]\d+[\])]\s*$")


def without_numbers(status: str) -> str:
    """A status without its number: `05 - Done`, `[3] Done`, `Done (10002)`."""
    return NUMBERS.sub("", status) or status


def zone_of_name(column: str) -> str:
    """The zone that the name of a column states, such as `UTC` in `Created At (UTC)`; '' if it states none."""
    found = CUSTOM.match(column)
    zone = ZONE.search(UNIT.sub("", found[1] if found else column))
    return (zone["zone"] or zone["bare"]) if zone else ""


class Phrases:
    """A list of phrases that are tried at once."""

    def __init__(self, phrases: Iterable[str]) -> None:
        known = dict.fromkeys(filter(None, (_words(phrase, KEPT) for phrase in phrases)))
        shut = dict.fromkeys(" ".join(word for word in phrase.split() if word != "*") for phrase in known)
        self._exact = frozenset(phrase for phrase in shut if "*" not in phrase)
        self._closed = _one_of([phrase for phrase in shut if "*" in phrase])
        self._open = _one_of([phrase for phrase in known if "*" in phrase.split()])

    def fits(self, text: str, whole: bool = False) -> bool:
        """Whether a phrase fits words that are plain already. whole: `*` stands for no words."""
        if not text or text in self._exact:
            return bool(text)
        patterns = (self._closed,) if whole else (self._closed, self._open)
        return any(pattern is not None and pattern.fullmatch(text) for pattern in patterns)


def _one_of(phrases: Iterable[str]) -> re.Pattern[str] | None:
    patterns = [_pattern(phrase) for phrase in phrases]
    return re.compile("|".join(patterns)) if patterns else None


def _pattern(phrase: str) -> str:
    """A phrase with `*` as a regular expression."""
    words = phrase.split()
    found = ""
    for k, word in enumerate(words):
        gap = " " if k and words[k - 1] != "*" else ""
        if word != "*":
            found += gap + "[^ ]*".join(map(re.escape, word.split("*")))
        elif len(words) == 1:
            found += ".*"
        elif k == 0:
            found += "(?:.* )?"
        elif k == len(words) - 1:
            found += "(?: .*)?"
        else:
            found += " (?:.* )?"
    return f"(?:{found})"
