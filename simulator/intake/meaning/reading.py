"""What the reading of a user's files needs everywhere."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ..notes import Notes
from ..words.vocabulary import Vocabulary, shipped
from .mapping import MappingSpec
from .privacy import Private


@dataclass
class Reading:
    """Words, what a user has mapped, what stays private, and the notes that are taken on the way."""

    words: Vocabulary = field(default_factory=shipped)
    mapping: MappingSpec = field(default_factory=MappingSpec)
    notes: Notes = field(default_factory=Notes)
    today: pd.Timestamp = field(default_factory=lambda: pd.Timestamp.now(tz="UTC"))
    """Later times have not happened."""
    since: pd.Timestamp | None = None
    """Work before is left out; None: the last 52 weeks."""
    private: Private = field(init=False)

    def __post_init__(self) -> None:
        self.private = Private(self.words)
        self.notes.shown = self.private.shown
