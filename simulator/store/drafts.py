"""Drafts of results: written beside the results, marked with their owner, and removed when the owner is gone.

A draft is a folder `.orgsim-…` beside the results it is to become:

    owner.json   its owner and its destination; locked as long as that process runs
    new/         the results written so far
    old/         the results that are being replaced, for the moment between two renames
    replaced/    the same, once the new ones are in their place
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
"""Seconds without a change after which a draft without an owner (from an older version) is abandoned."""

Say = Callable[[str], None]

OPEN: list[Draft] = []
"""Drafts that this process writes: they are discarded however it ends."""


@dataclass
class Draft:
    """A draft that this process writes."""

    folder: Path
    handle: int
    made: Sequence[Path] = ()
    """Folders above that were created for it, the innermost first: they are removed with it if they stay empty."""

    @property
    def new(self) -> Path:
        """Where the results are written."""
        return self.folder / NEW

    @property
    def old(self) -> Path:
        """Where the results are that are being replaced."""
        return self.folder / OLD

    def move_to(self, place: Path) -> None:
        """Put the draft in the place of the results. Raises OSError, in which case nothing has changed.

        A process that is killed here leaves the old results or the new ones. If it is killed between the two
        renames, `collect` puts the old results back.
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
        """Remove the draft; replaced files that orgsim did not write stay."""
        clear(self.folder)
        remove_empty(self.made)
        if self in OPEN:
            OPEN.remove(self)
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1


def remove_empty(folders: Sequence[Path]) -> None:
    """Remove folders that were created and not used."""
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return


def new_draft(parent: Path, name: str, question: str) -> Draft:
    """A draft of results that will be put into a folder under a name. Raises OSError."""
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
    """Questions whose results other live runs are writing, by the name of the folder."""
    found: dict[str, set[str]] = {}
    for draft in drafts_in(parent):
        owner, handle = owner_of(draft), _taken(draft)
        if handle is not None and handle >= 0:
            os.close(handle)  # its owner is gone, and it could not be cleared
        elif owner is not None:
            found.setdefault(owner["out"], set()).add(str(owner.get("question")))
    return found


def collect(parent: Path, say: Say) -> None:
    """Remove drafts whose owner is gone; put back results that such a draft was about to replace.

    A draft whose owner runs, or may run, is left alone, as is anything that does not look like a draft.
    Drafts that cannot be removed stay for the next run.
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
    """Remove the files of a draft that orgsim wrote, its owner's file last, so that it stays known until then.

    A draft that holds results to be put back is not touched.
    """
    if os.path.lexists(draft / OLD):
        return
    shutil.rmtree(draft / NEW, ignore_errors=True)
    delete_results(draft / REPLACED)
    if os.path.lexists(draft / REPLACED):
        return
    if not os.path.lexists(draft / OWNER):
        shutil.rmtree(draft, ignore_errors=True)  # from an older version, which holds datasets itself
        return
    with suppress(OSError):
        os.unlink(draft / OWNER)
        os.rmdir(draft)


def _taken(draft: Path) -> int | None:
    """An open, locked owner's file if the owner is gone, -1 if there is no such file; None if the owner may run."""
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
    """Whether a folder holds the files of a draft of an older version, and nothing else."""
    known = {OWNER, NEW, OLD, REPLACED, MANIFEST, *DATASETS}
    try:
        return all(name in known for name in os.listdir(draft))
    except OSError:
        return False


def _put_back(draft: Path, parent: Path, say: Say) -> None:
    """Put results that were about to be replaced back in their place, or in another if it is taken."""
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
        say(f"{place}: put back; a run that was about to replace these results was killed")
