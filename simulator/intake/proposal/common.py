"""What a list of people and a history have in common: without that, one of them is not about the other."""

from __future__ import annotations

from collections.abc import Sequence

from ..meaning.files import Files
from ..meaning.identities import words_of
from ..meaning.reading import Reading
from ..notes import several
from ..people.persons import Person
from ..words.phrases import plain
from ..work.history import NO_AREA, History

FEW = 0.2


def check_in_common(
    files: Files, people: Sequence[Person], history: History | None, reading: Reading
) -> None:
    """Note how many workers, teams and areas of a history the list of people knows; warn where it knows hardly any."""
    if files.people is None or history is None:
        return
    listed = {word for person in people for word in person.words}
    teams = {plain(name) for person in people for name in (*person.teams, person.group) if name}
    workers = [bool(words_of(name) & listed) for name in history.workers]
    doing = {item.team for item in history.items} | {
        visit.team for item in history.items for visit in item.visits
    }
    areas = {item.area for item in history.items} - {NO_AREA}
    shares = [
        (workers, "people who worked in the history are", "in the list"),
        ([plain(name) in teams for name in doing - {""}], "teams of the history are", "teams of the list"),
        ([plain(name) in teams for name in areas], "areas have", "the name of a team or a group of the list"),
    ]
    said = [f"{sum(found):,} of {len(found):,} {what} {where}" for found, what, where in shares if found]
    if said:
        reading.notes.find(f"in common: {'; '.join(said)}")
    known = [sum(found) / len(found) for found, _, _ in shares if found]
    if known and max(known) < FEW:
        reading.notes.account(history.name).odd.append(
            f"it has hardly anything in common with {files.people[0].name} ({'; '.join(said)}): who owns what is a guess. "
            + f"{'Are both files about the same organisation? ' if max(known) == 0 else ''}Names may be written differently in the two"
        )
    elif people and not any(known):
        reading.notes.account(history.name).odd.append(
            f"nothing connects its {several(len(history.items), 'item')} with {files.people[0].name}: who owns what is a guess"
        )
