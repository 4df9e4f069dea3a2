"""Drafts of results: written beside, known by their owner, and cleared away when their owner is gone.

A draft is a folder `.orgsim-…` beside the results it is to become:

    owner.json   who writes it and where it is to go; locked for as long as that process lives
    new/         the results as far as they are written
    old/         the results that are being replaced, for the moment between two renames
    replaced/    the same, once the new ones stand in their place
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .layout import DATASETS, MANIFEST, is_real_folder
from .locks import lock
from .owners import OWNER, is_gone, owner_of, this_process, untouched
from .ownership import delete_results, is_ours

PREFIX = ".orgsim-"
NEW, OLD, REPLACED = "new", "old", "replaced"
UNTOUCHED = 86_400.0
"""Seconds without a change after which a draft without an owner (an older version's) is given up."""

Say = Callable[[str], None]

OPEN: list[Draft] = []
"""Drafts that this process writes: whatever ends it discards them."""


@dataclass
class Draft:
    """A draft that this process writes."""

    folder: Path
    handle: int
    made: Sequence[Path] = ()
    """Folders above that were made for it, the innermost first: they go with it where they stay empty."""

    @property
    def new(self) -> Path:
        """Where the results are written."""
        return self.folder / NEW

    @property
    def old(self) -> Path:
        """Where the results stand that are being replaced."""
        return self.folder / OLD

    def move_to(self, place: Path) -> None:
        """Let the draft be the results, in place of what stands there. Raises OSError, and nothing is changed.

        A process that is killed in here leaves the old results or the new ones; those of the moment in
        between are put back by `collect`.
        """
        stands = os.path.lexists(place)
        if stands:
            os.rename(place, self.old)
        try:
            os.rename(self.new, place)
        except OSError:
            if stands:
                os.rename(self.old, place)
            raise
        if stands:
            with suppress(OSError):
                os.rename(self.old, self.folder / REPLACED)

    def discard(self) -> None:
        """Remove the draft; what was replaced and is not wholly ours stays."""
        clear(self.folder)
        remove_empty(self.made)
        if self in OPEN:
            OPEN.remove(self)
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1


def remove_empty(folders: Sequence[Path]) -> None:
    """Take back folders that were made for nothing."""
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return


def new_draft(parent: Path, name: str, question: str) -> Draft:
    """A draft of results that are to stand in a folder under a name. Raises OSError."""
    draft = Draft(parent / f"{PREFIX}{secrets.token_hex(6)}", -1)
    os.mkdir(draft.folder)
    try:
        draft.handle = os.open(draft.folder / OWNER, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
        locked = lock(draft.handle) == "locked"
        owner = json.dumps({**this_process(), "locked": locked, "out": name, "question": question}).encode()
        if os.write(draft.handle, owner) < len(owner):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.mkdir(draft.new)
        OPEN.append(draft)
    except OSError:
        draft.discard()
        raise
    return draft


def drafts_in(parent: Path) -> Iterator[Path]:
    """Folders that may be drafts."""
    try:
        found = sorted(entry.path for entry in os.scandir(parent) if entry.name.startswith(PREFIX))
    except OSError:
        return
    yield from (path for path in map(Path, found) if is_real_folder(path))


def being_written(parent: Path) -> dict[str, set[str]]:
    """Questions whose results runs that are alive are writing, by the name of the folder."""
    found: dict[str, set[str]] = {}
    for draft in drafts_in(parent):
        owner, handle = owner_of(draft), _taken(draft)
        if handle is not None and handle >= 0:
            os.close(handle)  # its owner is gone, and it could not be cleared
        elif owner is not None:
            found.setdefault(owner["out"], set()).add(str(owner.get("question")))
    return found


def collect(parent: Path, say: Say) -> None:
    """Clear away drafts whose owner is gone; put back results that one was about to replace.

    A draft whose owner lives, or may live, is left alone; so is what does not look like a draft. What
    cannot be cleared stays for the next run.
    """
    for draft in drafts_in(parent):
        handle = _taken(draft)
        if handle is None:
            continue
        try:
            _put_back(draft, parent, say)
            clear(draft)
        except (OSError, ValueError):
            pass
        finally:
            if handle >= 0:
                os.close(handle)


def clear(draft: Path) -> None:
    """Remove a draft as far as it is ours, its owner's file last, so that it stays known until then.

    As long as results wait in it to be put back it is not touched.
    """
    if os.path.lexists(draft / OLD):
        return
    shutil.rmtree(draft / NEW, ignore_errors=True)
    delete_results(draft / REPLACED)
    if os.path.lexists(draft / REPLACED):
        return
    if not os.path.lexists(draft / OWNER):
        shutil.rmtree(draft, ignore_errors=True)  # an older version's, which holds datasets itself
        return
    with suppress(OSError):
        os.unlink(draft / OWNER)
        os.rmdir(draft)


def _taken(draft: Path) -> int | None:
    """An open, locked owner's file where the owner is gone, -1 where there is none; None where it may live."""
    owner = owner_of(draft)
    if owner is None:
        return -1 if _looks_like_a_draft(draft) and untouched(draft) > UNTOUCHED else None
    handle = _opened(draft / OWNER)
    if handle is None:
        return None
    if is_gone(owner, lock(handle) if owner.get("locked") else "cannot be locked", draft):
        return handle
    os.close(handle)
    return None


def _opened(path: Path) -> int | None:
    """An open file: for writing, as locks on network drives want it, or for reading."""
    for mode in (os.O_RDWR, os.O_RDONLY):
        with suppress(OSError):
            return os.open(path, mode | os.O_NONBLOCK)
    return None


def _looks_like_a_draft(draft: Path) -> bool:
    """Whether a folder holds what an older version's draft holds, and nothing else."""
    known = {OWNER, NEW, OLD, REPLACED, MANIFEST, *DATASETS}
    try:
        return all(name in known for name in os.listdir(draft))
    except OSError:
        return False


def _put_back(draft: Path, parent: Path, say: Say) -> None:
    """Give results that were about to be replaced their place again, or another where it is taken."""
    owner = owner_of(draft)
    name = owner["out"] if owner else "recovered"
    replaced = not os.path.lexists(draft / NEW) and os.path.lexists(parent / name)
    for old in (draft / OLD, draft / REPLACED):
        if not is_real_folder(old):
            continue
        if is_ours(old) and (replaced or old.name == REPLACED):
            delete_results(old)
            continue
        place, number = parent / name, 2
        while os.path.lexists(place):
            place, number = parent / f"{name}-{number}", number + 1
        os.rename(old, place)
        say(f"{place}: put back; a run that was about to replace these results has been killed")
